// SPDX-License-Identifier: MIT OR Apache-2.0
// Text that is written once and hashed: pieces of it (types, allocations) appear in thousands of places, so they are
// kept and appended whole. Where only the CRC is wanted, a piece is its CRC and length and the text is never there;
// where the text is to be shown, it is kept. Both give the same CRC.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rmeta::content {

struct Piece {
  std::uint32_t crc = 0, shift = 0;
  std::uint64_t length = 0;
  std::string text;  ///< all of it, if `whole`
  bool whole = false;
};

class Writer {
 public:
  /// Longest text that is kept, where all is kept.
  static constexpr std::size_t kMaxText = std::size_t{256} << 20;

  static constexpr std::uint64_t kMaxLength = std::uint64_t{1} << 60;

  explicit Writer(bool keep_text) : keep_(keep_text) {}
  bool keeps_text() const { return keep_; }

  void text(std::string_view s) {
    buffer_ += s;
    if (buffer_.size() - top_.begin > kFlush) [[unlikely]]
      flush();
  }
  void text(char c) { buffer_ += c; }
  void append(const Piece& piece);

  /// What is written from here on is a piece, until `pop` gives it back. Pieces nest.
  void push();
  Piece pop();

 private:
  // A piece that is being written: what has been hashed, and where in the buffer the rest begins.
  struct Frame {
    std::size_t begin = 0;
    std::uint32_t crc = 0;
    std::uint64_t length = 0;
  };
  static constexpr std::size_t kFlush = std::size_t{1} << 16;
  static constexpr std::size_t kShort = 64;  // pieces up to this length are copied, not combined

  void flush();

  bool keep_;
  std::string buffer_;
  Frame top_;
  std::vector<Frame> below_;
};

}  // namespace rmeta::content
