// SPDX-License-Identifier: MIT OR Apache-2.0
// Any text as a symbol name and as an export list. What is accepted as a v0 name must come back byte by byte, and its
// readable form must be found in bounded time and memory; other trouble than rmeta::Error is a finding.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "blob_schema.hpp"
#include "rmeta/symbols/demangle.hpp"
#include "rmeta/symbols/encoding.hpp"
#include "rmeta/symbols/export_list.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rmeta::symbols;
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const std::string& name : {text, "_R" + text}) {
    fuzz::attempt([&] {
      const Demangled d = demangle(name);
      if (encode(d) != name) std::abort();
      fuzz::attempt([&] { print(d); });
      fuzz::attempt([&] { print(d, true); });
    });
  }
  fuzz::attempt([&] {
    if (text.size() < 4096 && !text.empty()) {
      const std::string plain = from_punycode_ident(text);
      std::string again = punycode(plain);
      if (auto dash = again.rfind('-'); dash != std::string::npos) again[dash] = '_';
      // Other spellings of the same text exist (upper case never, but superfluous delimiters do).
      if (again != text && from_punycode_ident(again) != plain) std::abort();
    }
  });
  looks_like_legacy(text);
  fuzz::attempt([&] {
    std::istringstream in(text);
    for (const auto& listed : ExportList::read(in, "list").names())
      if (listed.pattern) glob_matches(listed.name, text);
  });
  return 0;
}
