// SPDX-License-Identifier: MIT OR Apache-2.0
// Messages name types, and names of types that grow without end can have millions of characters.
#pragma once

#include <fmt/format.h>

#include <string>

namespace rmeta::cli {

/// The begin and the end of a text of more than 4,000 bytes, which say what and what to do; it says what is left out.
inline std::string shortened(const std::string& text) {
  constexpr std::size_t kBegin = 3000, kEnd = 1000;
  if (text.size() <= kBegin + kEnd) return text;
  auto inside_a_character = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80; };
  std::size_t first = kBegin, last = text.size() - kEnd;
  while (inside_a_character(first)) --first;
  while (inside_a_character(last)) ++last;
  return fmt::format("{} [{} bytes left out] {}", text.substr(0, first), last - first, text.substr(last));
}

}  // namespace rmeta::cli
