// SPDX-License-Identifier: MIT OR Apache-2.0
// The items of a crate as JSON, in the words of the language and the same for every release.
#pragma once

#include <string>
#include <vector>

#include "rmeta/crate/crate.hpp"
#include "rmeta/crate/graph.hpp"
#include "rmeta/report/json.hpp"

namespace rmeta::cli {

/// Member "items": every definition that has a kind, or those whose path is one of `paths` or lies below it. Throws if
/// one of `paths` names nothing.
void write_items(report::JsonWriter& json, const crate::Graph& graph, std::uint32_t crate,
                 const std::vector<std::string>& paths);

/// "public", "private" (of the crate root), or the path of the module the item is visible in.
std::string visibility_text(const crate::Crate& crate, const crate::Visibility& visibility);

}  // namespace rmeta::cli
