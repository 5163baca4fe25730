// SPDX-License-Identifier: MIT OR Apache-2.0
// Any bytes as a file of kABI rules, and as the words of a symtypes record: what is written can be read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "rmeta/abi/kabi.hpp"
#include "rmeta/abi/symtypes.hpp"
#include "rmeta/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rmeta;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    abi::KabiRules rules;
    rules.add_text(text, "input");
    for (const abi::KabiRule& rule : rules.all())
      if (rules.find(rule.kind, rule.target) == nullptr && !rule.from_c) std::abort();
  } catch (const Error&) {
  }
  try {
    const abi::SymtypesString parsed = abi::parse_symtypes(text);
    // What was read is text, and its words are read as the same text.
    if (abi::parse_symtypes(abi::symtypes_words(parsed.text)).text != parsed.text) std::abort();
  } catch (const Error&) {
  }
  return 0;
}
