// SPDX-License-Identifier: MIT OR Apache-2.0
// The interface of a crate, computed from its metadata.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "rmeta/abi/assemble.hpp"
#include "rmeta/baseline/snapshot.hpp"
#include "rmeta/crate/graph.hpp"
#include "rmeta/symbols/selection.hpp"

namespace rmeta::baseline {

/// Names of symbols by crate; those of "" are of whichever crate has them.
using NamesByCrate = std::map<std::string, std::set<std::string>, std::less<>>;

/// Which symbols, and how their texts are written.
struct Wanted {
  abi::Options how = {};
  std::function<std::vector<symbols::Symbol>(types::MetadataContext&)> choose = {};  // empty: what the crate exports
  const NamesByCrate* besides = nullptr;  // what it has of these, too; what cannot be found is left out
  std::vector<symbols::Selection::Failure>* failures = nullptr;  // what cannot be completed; null: that is an error
};

Crate interface_of(const crate::Graph& graph, std::uint32_t number, const Wanted& wants);

}  // namespace rmeta::baseline
