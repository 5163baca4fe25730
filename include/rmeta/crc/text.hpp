// SPDX-License-Identifier: MIT OR Apache-2.0
// A CRC as every output and message shows it.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace rmeta::crc {

/// `0x` and eight hexadecimal digits.
inline std::string hex(std::uint32_t crc) {
  return fmt::format("0x{:08x}", crc);
}

}  // namespace rmeta::crc
