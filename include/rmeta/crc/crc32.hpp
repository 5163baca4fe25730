// SPDX-License-Identifier: MIT OR Apache-2.0
// CRC-32 with zlib's polynomial (reflected 0xEDB88320, start and final complement), as MODVERSIONS, zlib and gzip use
// it. What is special about a CRC is that the CRC of a concatenation follows from the CRCs and lengths of its parts, so
// a text that appears in a thousand others is read once.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace rmeta::crc {

/// CRC of `bytes`; `seed` is the CRC of what came before.
std::uint32_t crc32(std::span<const std::uint8_t> bytes, std::uint32_t seed = 0);
std::uint32_t crc32(std::string_view text, std::uint32_t seed = 0);

/// CRC of A followed by B, from their CRCs and the length of B.
std::uint32_t combine(std::uint32_t a, std::uint32_t b, std::uint64_t length_of_b);

/// What appending that many bytes multiplies a CRC by; `combine` with it costs the same for every length.
std::uint32_t shift(std::uint64_t bytes);
std::uint32_t combine_shifted(std::uint32_t a, std::uint32_t b, std::uint32_t shift_of_b);

/// The same for a text that is appended many times: made once, it makes `combine` a few look-ups.
class Shift {
 public:
  Shift() : Shift(0) {}
  explicit Shift(std::uint64_t length);
  /// CRC of A followed by B, from their CRCs, B being of that length.
  std::uint32_t combine(std::uint32_t a, std::uint32_t b) const;

 private:
  std::array<std::uint32_t, 16> multiples_;  // x^(8 · length) times each polynomial of degree 3 or less
};

/// A text known by CRC and length only; `+=` appends.
struct Digest {
  std::uint32_t crc = 0;
  std::uint64_t length = 0;

  static Digest of(std::string_view text) { return {crc32(text), text.size()}; }
  Digest& operator+=(const Digest& next);
  Digest& operator+=(std::string_view text);
  bool operator==(const Digest&) const = default;
};

}  // namespace rmeta::crc
