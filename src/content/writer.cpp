// SPDX-License-Identifier: MIT OR Apache-2.0
#include "writer.hpp"

#include <utility>

#include "rmeta/crc/crc32.hpp"
#include "rmeta/error.hpp"

namespace rmeta::content {

void Writer::flush() {
  if (keep_) {
    if (buffer_.size() > kMaxText) throw Error("the text is too long to be shown").hint("its CRC can be computed");
    return;
  }
  const std::string_view rest = std::string_view(buffer_).substr(top_.begin);
  top_.crc = crc::crc32(rest, top_.crc);
  top_.length += rest.size();
  buffer_.resize(top_.begin);
}

void Writer::append(const Piece& piece) {
  if (piece.whole) {
    text(piece.text);
    return;
  }
  flush();
  top_.crc = crc::combine_shifted(top_.crc, piece.crc, piece.shift);
  // Types refer to types, so that a damaged file can describe one that is longer than anything when written out.
  top_.length += piece.length;
  if (top_.length > kMaxLength) throw Error("a type or constant that refers to others is too long to be written out");
}

void Writer::push() {
  below_.push_back(std::exchange(top_, Frame{buffer_.size(), 0, 0}));
}

Piece Writer::pop() {
  Piece piece;
  const std::string_view rest = std::string_view(buffer_).substr(top_.begin);
  piece.crc = crc::crc32(rest, top_.crc);
  piece.length = top_.length + rest.size();
  piece.whole = keep_ || (top_.length == 0 && rest.size() <= kShort);
  if (piece.whole) {
    piece.text = rest;
  } else {
    piece.shift = crc::shift(piece.length);
  }
  buffer_.resize(top_.begin);
  top_ = below_.back();
  below_.pop_back();
  return piece;
}

}  // namespace rmeta::content
