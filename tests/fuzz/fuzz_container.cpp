// SPDX-License-Identifier: MIT OR Apache-2.0
// Any bytes as a file: finding the blob, and reading the symbol table. Each gives a result or throws rmeta::Error;
// anything else (another exception, a read out of bounds, too much time or memory) is a finding.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "rmeta/container/container.hpp"
#include "rmeta/error.hpp"

namespace {

template <class F>
void attempt(F f) {
  try {
    f();
  } catch (const rmeta::Error& e) {
    // A message that names no file helps nobody.
    if (e.file().empty() || e.reason().empty()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  attempt([&] {
    const auto blob = rmeta::container::open_bytes(bytes, "input");
    if (blob.bytes.size() < 8 || blob.bytes[0] != 'r') std::abort();  // what the room promises of every blob
  });
  attempt([&] { rmeta::container::symbol_table_of_bytes(bytes, "input"); });
  return 0;
}
