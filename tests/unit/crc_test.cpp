// SPDX-License-Identifier: MIT OR Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "rmeta/crc/crc32.hpp"

using namespace rmeta::crc;

TEST_CASE("CRC-32 has zlib's polynomial and complements") {
  CHECK(crc32(std::string_view("")) == 0);
  CHECK(crc32("123456789") == 0xCBF43926u);  // the check value every catalogue of CRCs lists
  CHECK(crc32("The quick brown fox jumps over the lazy dog") == 0x414FA339u);
  CHECK(crc32(std::vector<std::uint8_t>(32, 0)) == 0x190A55ADu);
}

TEST_CASE("a CRC continues from a seed, through empty pieces too") {
  const auto head = crc32("1234");
  CHECK(crc32("56789", crc32(std::string_view(), head)) == 0xCBF43926u);
  CHECK(crc32(std::span<const std::uint8_t>(), head) == head);
}

TEST_CASE("the CRC of a concatenation follows from its parts") {
  std::string text;
  for (unsigned i = 0; i < 5000; i++) text += static_cast<char>((i * 2654435761u) >> 24);
  const auto whole = crc32(text);
  for (std::size_t cut : {0u, 1u, 2u, 255u, 256u, 257u, 4095u, 4999u, 5000u}) {
    const auto a = std::string_view(text).substr(0, cut), b = std::string_view(text).substr(cut);
    CHECK(combine(crc32(a), crc32(b), b.size()) == whole);
    Digest d = Digest::of(a);
    d += Digest::of(b);
    CHECK(d == Digest{whole, 5000});
    CHECK(Shift(b.size()).combine(crc32(a), crc32(b)) == whole);
  }
  Digest d;
  for (char c : text) d += Digest::of(std::string_view(&c, 1));
  CHECK(d.crc == whole);
  d += "tail";
  CHECK(d.crc == crc32(text + "tail"));
}

TEST_CASE("large inputs are shared among threads without changing the sum") {
  for (const std::size_t size : {(4u << 20) - 1, 8u << 20, (8u << 20) + 1, (17u << 20) + 13}) {
    std::vector<std::uint8_t> bytes(size);
    std::uint32_t x = 12345;
    for (auto& b : bytes) b = static_cast<std::uint8_t>((x = x * 1664525u + 1013904223u) >> 24);
    std::uint32_t in_pieces = 7;  // each too small for a thread
    for (std::size_t i = 0; i < size; i += 1000)
      in_pieces = crc32(std::span(bytes).subspan(i, std::min<std::size_t>(1000, size - i)), in_pieces);
    CHECK(crc32(bytes, 7) == in_pieces);
  }
}
