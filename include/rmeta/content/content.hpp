// SPDX-License-Identifier: MIT OR Apache-2.0
// The content of a crate: everything the compilation of a crate that depends on it can take from it, in a form that
// does not change with what it cannot take: where sources lie, how they are laid out, in which order items stand, what
// parameters and variables are called, how the compiler numbers things. compat/CONTENT.md says what is in, and why.
//
// The content is a list of items, each with a text; its CRC is that of a line `NAME<TAB>CRC` for each of them, sorted.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/content/rules.hpp"
#include "rmeta/crate/graph.hpp"

namespace rmeta::content {

struct Item {
  std::string name;  ///< several items may share one, see names.cpp
  std::uint32_t crc = 0;
  std::string text;  ///< only where it was asked for
};

struct Content {
  std::optional<std::uint32_t> crc;
  std::string unavailable;  ///< why there is no CRC
  std::vector<Item> items;  ///< by name, then CRC

  bool available() const { return crc.has_value(); }
};

/// `wants_text` says which items' texts are to be kept; that takes longer. Throws rmeta::Error for a damaged file.
Content compute(const crate::Graph& graph, std::uint32_t crate, const Rules& rules,
                const std::function<bool(std::string_view name)>& wants_text = {});

}  // namespace rmeta::content
