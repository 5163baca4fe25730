// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/decode/reader.hpp"

#include <fmt/format.h>

#include <utility>

#include "rmeta/error.hpp"

namespace rmeta::decode {

// Least significant seven bits first; the top bit of a byte says that another follows.
std::uint64_t Reader::leb_slow(unsigned bits) {
  const std::uint8_t* p = cur_;
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    if (p == end_) fail("the data ends inside a number");
    const std::uint8_t byte = *p++;
    const std::uint64_t part = byte & 0x7f;
    // Bits beyond the type's width: a rest of fewer than seven bits in the last byte, or any in a further byte.
    if (shift >= bits || (bits - shift < 7 && part >> (bits - shift) != 0))
      fail(fmt::format("a number does not fit in {} bits", bits));
    value |= part << shift;
    if (byte < 0x80) {
      cur_ = p;
      return value;
    }
  }
}

U128 Reader::leb_u128() {
  const std::uint8_t* p = cur_;
  U128 value;
  for (unsigned shift = 0;; shift += 7) {
    if (p == end_) fail("the data ends inside a number");
    const std::uint8_t byte = *p++;
    const std::uint64_t part = byte & 0x7f;
    if (shift > 126 || (shift == 126 && part > 3)) fail("a number does not fit in 128 bits");
    if (shift < 64) {
      value.low |= part << shift;
      if (shift > 57) value.high |= part >> (64 - shift);
    } else {
      value.high |= part << (shift - 64);
    }
    if (byte < 0x80) {
      cur_ = p;
      return value;
    }
  }
}

// Signed numbers: the last byte's bit 6 is the sign, repeated upwards.
U128 Reader::sleb_i128() {
  const std::uint8_t* p = cur_;
  U128 value;
  for (unsigned shift = 0;; shift += 7) {
    if (p == end_) fail("the data ends inside a number");
    const std::uint8_t byte = *p++;
    const std::uint64_t part = byte & 0x7f;
    // The 19th byte holds bits 126 and 127; the rest repeats the sign.
    if (shift > 126 || (shift == 126 && byte != 0x00 && byte != 0x01 && byte != 0x7e && byte != 0x7f))
      fail("a signed number does not fit in 128 bits");
    if (shift < 64) {
      value.low |= part << shift;
      if (shift > 57) value.high |= part >> (64 - shift);
    } else {
      value.high |= part << (shift - 64);
    }
    if (byte >= 0x80) continue;
    const unsigned used = shift + 7;
    if ((byte & 0x40) != 0 && used < 128) {
      if (used < 64) {
        value.low |= ~std::uint64_t{0} << used;
        value.high = ~std::uint64_t{0};
      } else {
        value.high |= ~std::uint64_t{0} << (used - 64);
      }
    }
    cur_ = p;
    return value;
  }
}

std::int64_t Reader::sleb(unsigned bits) {
  const std::uint8_t* start = cur_;
  const U128 wide = sleb_i128();
  const auto value = static_cast<std::int64_t>(wide.low);
  const std::uint64_t sign = value < 0 ? ~std::uint64_t{0} : 0;
  const std::int64_t limit = bits == 64 ? INT64_MAX : (std::int64_t{1} << (bits - 1)) - 1;
  if (wide.high != sign || value > limit || value < -limit - 1) {
    cur_ = start;
    fail(fmt::format("a signed number does not fit in {} bits", bits));
  }
  return value;
}

std::uint64_t Reader::fixed(unsigned n) {
  if (remaining() < n) exhausted(n);
  std::uint64_t value = 0;
  for (unsigned i = 0; i < n; ++i) value |= std::uint64_t{cur_[i]} << (8 * i);
  cur_ += n;
  return value;
}

std::span<const std::uint8_t> Reader::byte_str(unsigned sentinel) {
  const std::uint8_t* start = cur_;
  const std::uint64_t n = leb<64>();
  const std::uint64_t tail = sentinel < 256 ? 1 : 0;
  if (n > remaining() || remaining() - n < tail) {
    cur_ = start;
    fail(fmt::format("a string of {} bytes does not fit in the rest of the data", n));
  }
  const std::span<const std::uint8_t> s(cur_, static_cast<std::size_t>(n));
  if (tail != 0 && cur_[n] != sentinel) {
    cur_ = start;
    fail(fmt::format("no {:#04x} behind a string of {} bytes", sentinel, n));
  }
  cur_ += n + tail;
  return s;
}

std::string_view Reader::str(unsigned sentinel) {
  const std::uint8_t* start = cur_;
  const auto s = byte_str(sentinel);
  if (!valid_utf8(s)) {
    cur_ = start;
    fail(fmt::format("a string of {} bytes is not UTF-8", s.size()));
  }
  return {reinterpret_cast<const char*>(s.data()), s.size()};
}

bool valid_utf8(std::span<const std::uint8_t> s) {
  std::size_t i = 0;
  const std::size_t n = s.size();
  while (i < n) {
    if (n - i >= 8) {
      std::uint64_t word;
      std::memcpy(&word, s.data() + i, 8);
      if ((word & 0x8080808080808080U) == 0) {
        i += 8;
        continue;
      }
    }
    const std::uint8_t b = s[i];
    if (b < 0x80) {
      ++i;
      continue;
    }
    const unsigned more = b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : 1;
    if (b < 0xc2 || b > 0xf4 || n - i <= more) return false;
    std::uint32_t code = b & (0x3fU >> more);
    for (unsigned k = 1; k <= more; ++k) {
      if ((s[i + k] & 0xc0) != 0x80) return false;
      code = code << 6 | (s[i + k] & 0x3fU);
    }
    const std::uint32_t least = more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000;
    if (code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
    i += more + 1;
  }
  return true;
}

void Reader::fail(std::string what) const {
  fail_at(pos(), std::move(what));
}

void Reader::fail_at(std::uint64_t pos, std::string what) const {
  Error e(std::move(what));
  e.offset(pos);
  throw e;
}

void Reader::exhausted(std::uint64_t wanted) const {
  fail(fmt::format("{} bytes wanted where {} are left", wanted, remaining()));
}

void Reader::outside(std::uint64_t pos) const {
  Error e(fmt::format("position {:#x} is outside of the {} bytes of metadata", pos, size()));
  throw e;
}

void Reader::too_many(std::uint64_t n) const {
  fail(fmt::format("{} elements cannot follow in {} bytes", n, remaining()));
}

}  // namespace rmeta::decode
