// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/crate/children.hpp"

#include "rmeta/error.hpp"

namespace rmeta::crate {

Children::OfCrate& Children::of(std::uint32_t number) {
  auto& slot = crates_[number];
  if (slot) return *slot;
  const Crate& c = graph_.crate(number);
  const std::vector<DefIndex> parents = c.parents();
  const auto count = static_cast<DefIndex>(parents.size());
  auto all = std::make_unique<OfCrate>();
  all->first.assign(std::size_t{count} + 1, 0);
  for (DefIndex parent : parents)
    if (parent != kNoDef) ++all->first[parent + 1];
  for (DefIndex i = 0; i < count; ++i) all->first[i + 1] += all->first[i];
  all->children.resize(all->first[count]);
  std::vector<DefIndex> next(all->first.begin(), all->first.end() - 1);
  for (DefIndex i = 0; i < count; ++i)
    if (parents[i] != kNoDef) all->children[next[parents[i]]++] = i;
  slot = std::move(all);
  return *slot;
}

void Children::add(const Crate& c, const OfCrate& all, DefIndex parent, Names& names, int depth) {
  if (depth > 1) throw Error("an extern block within an extern block").file(c.blob().file);
  for (DefIndex k = all.first[parent]; k < all.first[parent + 1]; ++k) {
    const DefIndex i = all.children[k];
    const auto key = c.def_key(i);
    if (key.kind == DefPathKind::ForeignMod)
      add(c, all, i, names, depth + 1);
    else
      names.emplace(Key{key.name, key.disambiguator}, i);
  }
}

std::vector<DefId> Children::named(DefId parent, std::string_view name, std::uint64_t disambiguator) {
  if (disambiguator > UINT32_MAX) return {};
  OfCrate& all = of(parent.crate);
  if (parent.index + 1 >= all.first.size()) return {};
  auto [at, fresh] = all.names.try_emplace(parent.index);
  if (fresh) add(graph_.crate(parent.crate), all, parent.index, at->second, 0);
  std::vector<DefId> out;
  auto [from, to] = at->second.equal_range(Key{name, static_cast<std::uint32_t>(disambiguator)});
  for (; from != to; ++from) out.push_back({parent.crate, from->second});
  return out;
}

std::vector<DefId> Children::impls(DefId parent) {
  const OfCrate& all = of(parent.crate);
  const Crate& c = graph_.crate(parent.crate);
  std::vector<DefId> out;
  if (std::size_t{parent.index} + 1 >= all.first.size()) return out;
  for (DefIndex k = all.first[parent.index]; k < all.first[parent.index + 1]; ++k)
    if (c.path_kind(all.children[k]) == DefPathKind::Impl) out.push_back({parent.crate, all.children[k]});
  return out;
}

}  // namespace rmeta::crate
