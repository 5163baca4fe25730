// SPDX-License-Identifier: MIT OR Apache-2.0
// The items of a crate as JSON, in the words of the language and the same for every release.
#pragma once

#include <string>
#include <vector>

#include "rmeta/crate/crate.hpp"
#include "rmeta/crate/graph.hpp"
#include "rmeta/report/json.hpp"

namespace rmeta::cli {

/// Which items: those whose path is one of `paths` or lies below it, and whose kind is one of `kinds`. Where either is
/// empty, it chooses all.
struct ItemChoice {
  std::vector<std::string> paths;
  std::vector<crate::DefKind> kinds;
};

/// Member "items": every definition that has a kind and is chosen. Throws if one of the paths names nothing; that there
/// is no item of a kind is an answer.
void write_items(report::JsonWriter& json, const crate::Graph& graph, std::uint32_t crate, const ItemChoice& choice);

}  // namespace rmeta::cli
