// SPDX-License-Identifier: MIT OR Apache-2.0
// Definitions by what a symbol name says of them: parent, name, number among equals. Metadata has the way up only, so
// a crate's definitions are sorted by parent once, and a parent's children by name when they are asked for.
#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "rmeta/crate/crate.hpp"
#include "rmeta/crate/graph.hpp"

namespace rmeta::crate {

class Children {
 public:
  explicit Children(const Graph& graph) : graph_(graph) {}

  /// The children of `parent` with this name and disambiguator. Those of `extern` blocks count as their module's.
  std::vector<DefId> named(DefId parent, std::string_view name, std::uint64_t disambiguator);
  /// Its impls, those of traits among them.
  std::vector<DefId> impls(DefId parent);

 private:
  struct Key {
    std::string_view name;
    std::uint32_t disambiguator;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& k) const noexcept {
      return std::hash<std::string_view>{}(k.name) * 31 + k.disambiguator;
    }
  };
  using Names = std::unordered_multimap<Key, DefIndex, Hash>;
  struct OfCrate {
    std::vector<DefIndex> first;     // by parent: where its children begin in `sorted`
    std::vector<DefIndex> children;  // by parent, in order of their number
    std::unordered_map<DefIndex, Names> names;
  };

  OfCrate& of(std::uint32_t crate);
  void add(const Crate& crate, const OfCrate& all, DefIndex parent, Names& names, int depth);

  const Graph& graph_;
  std::unordered_map<std::uint32_t, std::unique_ptr<OfCrate>> crates_;
};

}  // namespace rmeta::crate
