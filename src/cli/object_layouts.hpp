// SPDX-License-Identifier: MIT OR Apache-2.0
// Layouts from metadata alone, held against those in the debug information of an object that was compiled from it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "rmeta/crate/graph.hpp"

namespace rmeta::cli {

struct ObjectReport {
  struct Difference {
    std::string type;
    std::vector<std::string> what;  // "field x at 8, at 4 in the object", ...
  };
  std::string object;
  std::uint64_t types = 0;  // different ones in the object; each is compared or skipped
  std::uint64_t compared = 0, equal = 0, vtables = 0;
  std::map<std::string, std::uint64_t> skipped;                   // by reason
  std::map<std::string, std::vector<std::string>> skipped_names;  // the first few of each
  std::vector<Difference> differences;

  std::uint64_t skips() const {
    std::uint64_t n = 0;
    for (const auto& [reason, count] : skipped) n += count;
    return n;
  }
};

/// Compares size, alignment, offsets, variants, discriminants and tags of every type that the object describes and
/// whose name says what it is. `crate` is the object's; types of other crates are taken from the graph. Throws if the
/// object cannot be read, or has no types to compare.
ObjectReport compare_object(crate::Graph& graph, std::uint32_t crate, const std::string& object);

}  // namespace rmeta::cli
