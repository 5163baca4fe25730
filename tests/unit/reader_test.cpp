// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/decode/reader.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "rmeta/error.hpp"

using rmeta::decode::Reader;
using rmeta::decode::U128;
using Bytes = std::vector<std::uint8_t>;

TEST_CASE("unsigned numbers") {
  const Bytes b = {0x00, 0x7f, 0x80, 0x01, 0xff, 0xff, 0xff, 0xff, 0x0f, 0xff,
                   0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01};
  Reader r(b);
  CHECK(r.leb_u32() == 0);
  CHECK(r.leb_u32() == 127);
  CHECK(r.leb_u32() == 128);
  CHECK(r.leb_u32() == 0xffffffff);
  CHECK(r.leb_u64() == ~std::uint64_t{0});
  CHECK(r.remaining() == 0);
}

TEST_CASE("numbers wider than their type are errors, and leave the place alone") {
  const Bytes u32 = {0xff, 0xff, 0xff, 0xff, 0x10};
  CHECK_THROWS_AS(Reader(u32).leb_u32(), rmeta::Error);
  CHECK(Reader(u32).leb_u64() == 0x10fffffff);
  const Bytes u64 = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02};
  CHECK_THROWS_AS(Reader(u64).leb_u64(), rmeta::Error);
  const Bytes u16 = {0xff, 0xff, 0x04};
  CHECK_THROWS_AS(Reader(u16).leb_u16(), rmeta::Error);
  const Bytes endless(40, 0x80);
  CHECK_THROWS_AS(Reader(endless).leb_u64(), rmeta::Error);
  CHECK_THROWS_AS(Reader(endless).leb_u128(), rmeta::Error);
  const Bytes cut = {0x80, 0x80};
  Reader r(cut);
  CHECK_THROWS_AS(r.leb_u32(), rmeta::Error);
  CHECK(r.pos() == 0);
}

TEST_CASE("128-bit numbers") {
  Bytes max(18, 0xff);
  max.push_back(0x03);
  CHECK(Reader(max).leb_u128() == U128{~std::uint64_t{0}, ~std::uint64_t{0}});
  max.back() = 0x04;
  CHECK_THROWS_AS(Reader(max).leb_u128(), rmeta::Error);
  Bytes bit64(9, 0x80);  // 1 << 64: the tenth byte has weight 63
  bit64.push_back(0x02);
  CHECK(Reader(bit64).leb_u128() == U128{0, 1});
  const Bytes minus = {0x7f};
  CHECK(Reader(minus).sleb_i128() == U128{~std::uint64_t{0}, ~std::uint64_t{0}});
  Bytes least(18, 0x80);
  least.push_back(0x7e);
  CHECK(Reader(least).sleb_i128() == U128{0, std::uint64_t{1} << 63});
}

TEST_CASE("signed numbers") {
  const Bytes b = {0x00, 0x3f, 0x40, 0x7f, 0xc0, 0x00, 0xbf, 0x7f, 0x80, 0x80, 0x80, 0x80, 0x78};
  Reader r(b);
  CHECK(r.sleb(32) == 0);
  CHECK(r.sleb(32) == 63);
  CHECK(r.sleb(32) == -64);
  CHECK(r.sleb(32) == -1);
  CHECK(r.sleb(32) == 64);
  CHECK(r.sleb(32) == -65);
  CHECK(r.sleb(32) == INT32_MIN);
  const Bytes wide = {0x80, 0x80, 0x80, 0x80, 0x08};
  CHECK_THROWS_AS(Reader(wide).sleb(32), rmeta::Error);
  CHECK(Reader(wide).sleb(64) == std::int64_t{1} << 31);
  const Bytes least = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f};
  CHECK(Reader(least).sleb(64) == INT64_MIN);
}

TEST_CASE("strings") {
  const Bytes b = {3, 'a', 0xc3, 0xa4, 0xc1, 0};
  Reader r(b);
  CHECK(r.str(0xc1) == "a\xc3\xa4");
  CHECK(r.pos() == 5);
  CHECK(Reader(b).byte_str(256).size() == 3);
  CHECK_THROWS_AS(Reader(b).str(0xc2), rmeta::Error);
  const Bytes cut = {3, 'a', 'b', 'c'};
  CHECK_THROWS_AS(Reader(cut).str(0xc1), rmeta::Error);
  const Bytes huge = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0xc1};
  CHECK_THROWS_AS(Reader(huge).str(0xc1), rmeta::Error);
  const Bytes bad = {2, 0xff, 0xfe, 0xc1};
  CHECK_THROWS_AS(Reader(bad).str(0xc1), rmeta::Error);
}

TEST_CASE("UTF-8") {
  const auto valid = [](std::string_view s) {
    return rmeta::decode::valid_utf8({reinterpret_cast<const std::uint8_t*>(s.data()), s.size()});
  };
  CHECK(valid(""));
  CHECK(valid("plain ascii text longer than a word"));
  CHECK(valid("\xc2\x80\xe0\xa0\x80\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"));
  CHECK_FALSE(valid("\x80"));
  CHECK_FALSE(valid("abcdefgh\xc3"));
  CHECK_FALSE(valid("\xc0\x80"));
  CHECK_FALSE(valid("\xe0\x80\x80"));
  CHECK_FALSE(valid("\xed\xa0\x80"));
  CHECK_FALSE(valid("\xf4\x90\x80\x80"));
}

TEST_CASE("bounds and counts") {
  const Bytes b = {1, 2, 3, 4};
  Reader r(b);
  CHECK(r.fixed_u16() == 0x0201);
  CHECK_THROWS_AS(r.fixed_u32(), rmeta::Error);
  CHECK(r.bytes(2).size() == 2);
  CHECK_THROWS_AS(r.u8(), rmeta::Error);
  CHECK_THROWS_AS(r.seek(5), rmeta::Error);
  r.seek(2);
  CHECK_THROWS_AS(r.count(1), rmeta::Error);  // three elements in one byte
  r.seek(0);
  CHECK(r.count(3) == 1);
}
