// SPDX-License-Identifier: MIT OR Apache-2.0
// Pins: whatever is read can be written and read again, or is refused. Few inputs find their way through base64 and
// zstd, so the words for differences are tried on the input itself; and so is Module.symvers, in two halves.
#include <cstdint>
#include <string>
#include <string_view>

#include "rmeta/baseline/compare.hpp"
#include "rmeta/baseline/pin.hpp"
#include "rmeta/baseline/symvers.hpp"
#include "rmeta/baseline/tolerance.hpp"
#include "rmeta/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rmeta::baseline;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const Snapshot snapshot = parse_pin(text, "input");
    if (write_pin(parse_pin(write_pin(snapshot), "again")) != write_pin(snapshot)) __builtin_trap();
    if (compare(snapshot, snapshot).differs()) __builtin_trap();
  } catch (const rmeta::Error&) {
  }
  const std::size_t middle = size / 2;
  try {
    Snapshot old = parse_symvers(text.substr(0, middle), "old"), now = parse_symvers(text.substr(middle), "new");
    (void)keep_versions(old, now);
    (void)compare(old, now);
    if (compare(old, old).differs()) __builtin_trap();
  } catch (const rmeta::Error&) {
  }
  // The two halves as ABI texts.
  Cause cause;
  describe(text.substr(0, middle), text.substr(middle), cause);
  (void)differs_itself(text.substr(0, middle), text.substr(middle));
  try {
    (void)Tolerances(text, "input", "2026-01-01");
  } catch (const rmeta::Error&) {
  }
  return 0;
}
