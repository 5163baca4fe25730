// SPDX-License-Identifier: MIT OR Apache-2.0
// Reading primitives from a metadata blob (rustc_serialize/src/opaque.rs, leb128.rs). Nothing is trusted: every read is
// checked against the end, numbers against the width of their type, strings against their sentinel and UTF-8.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace rmeta::decode {

struct U128 {
  std::uint64_t low = 0, high = 0;
  friend bool operator==(const U128&, const U128&) = default;
};

class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes, std::uint64_t pos = 0)
      : begin_(bytes.data()), cur_(bytes.data()), end_(bytes.data() + bytes.size()) {
    seek(pos);
  }

  std::uint64_t pos() const { return static_cast<std::uint64_t>(cur_ - begin_); }
  std::uint64_t size() const { return static_cast<std::uint64_t>(end_ - begin_); }
  std::uint64_t remaining() const { return static_cast<std::uint64_t>(end_ - cur_); }
  /// Throws rmeta::Error if `pos` is beyond the end.
  void seek(std::uint64_t pos) {
    if (pos > size()) outside(pos);
    cur_ = begin_ + pos;
  }

  std::uint8_t u8() {
    if (cur_ == end_) exhausted(1);
    return *cur_++;
  }
  std::uint8_t peek() const {
    if (cur_ == end_) exhausted(1);
    return *cur_;
  }
  std::uint16_t fixed_u16() { return static_cast<std::uint16_t>(fixed(2)); }
  std::uint32_t fixed_u32() { return static_cast<std::uint32_t>(fixed(4)); }
  std::uint64_t fixed_u64() { return fixed(8); }

  // LEB128. A value that does not fit the type is an error.
  std::uint16_t leb_u16() { return static_cast<std::uint16_t>(leb<16>()); }
  std::uint32_t leb_u32() { return static_cast<std::uint32_t>(leb<32>()); }
  std::uint64_t leb_u64() { return leb<64>(); }
  std::uint64_t leb_usize() { return leb<64>(); }
  std::int64_t sleb(unsigned bits);
  U128 leb_u128();
  U128 sleb_i128();  ///< two's complement

  /// usize count, so many bytes of UTF-8, `sentinel` (256: none).
  std::string_view str(unsigned sentinel);
  /// The same without UTF-8.
  std::span<const std::uint8_t> byte_str(unsigned sentinel);
  std::span<const std::uint8_t> bytes(std::uint64_t n) {
    if (n > remaining()) exhausted(n);
    std::span<const std::uint8_t> s(cur_, static_cast<std::size_t>(n));
    cur_ += n;
    return s;
  }
  /// A usize that counts things which take at least `min_size` bytes each: more than can follow is an error.
  std::uint64_t count(std::uint64_t min_size) {
    const std::uint64_t n = leb<64>();
    if (min_size != 0 && n > remaining() / min_size) too_many(n);
    return n;
  }

  /// Throws rmeta::Error with the current offset.
  [[noreturn]] void fail(std::string what) const;
  [[noreturn]] void fail_at(std::uint64_t pos, std::string what) const;

 private:
  template <unsigned Bits>
  std::uint64_t leb() {
    if (cur_ != end_ && *cur_ < 0x80) [[likely]]
      return *cur_++;
    return leb_slow(Bits);
  }
  std::uint64_t leb_slow(unsigned bits);
  std::uint64_t fixed(unsigned n);
  [[noreturn]] void exhausted(std::uint64_t wanted) const;
  [[noreturn]] void outside(std::uint64_t pos) const;
  [[noreturn]] void too_many(std::uint64_t n) const;

  const std::uint8_t *begin_, *cur_, *end_;
};

/// True if `s` is UTF-8 without surrogates or overlong forms.
bool valid_utf8(std::span<const std::uint8_t> s);

}  // namespace rmeta::decode
