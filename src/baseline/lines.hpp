// SPDX-License-Identifier: MIT OR Apache-2.0
// Lines of a text, without their line breaks; a break at the end begins no line.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

namespace rmeta::baseline {

inline std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace rmeta::baseline
