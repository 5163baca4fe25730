// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/baseline/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "rmeta/crc/text.hpp"

namespace rmeta::baseline {

namespace {

using Key = std::pair<std::string, std::string>;  // path and kind

// Symbols that are alone with their path and kind, by these.
std::map<Key, const Symbol*> unique_by_path(const std::vector<const Symbol*>& symbols) {
  std::map<Key, const Symbol*> out;
  for (const Symbol* s : symbols) {
    const auto [at, added] = out.try_emplace({s->path, s->kind}, s);
    if (!added) at->second = nullptr;
  }
  return out;
}

// Takes pairs of the same path out of both lists.
std::vector<SymbolPair> pair_by_path(std::vector<const Symbol*>& before, std::vector<const Symbol*>& after) {
  const auto old = unique_by_path(before), now = unique_by_path(after);
  auto partner = [](const auto& map, const Symbol* s) {
    const auto at = map.find({s->path, s->kind});
    return at == map.end() ? nullptr : at->second;
  };
  std::vector<SymbolPair> out;
  for (const Symbol* s : before)
    if (partner(old, s) != nullptr)
      if (const Symbol* other = partner(now, s)) out.push_back({s, other});
  for (const SymbolPair& p : out) {
    std::erase(before, p.before);
    std::erase(after, p.after);
  }
  return out;
}

void match(const Crate& old, const Crate& now, CrateDiff& diff) {
  const Digests digests_old(old), digests_now(now);
  const bool by_crc = diff.versions_only();
  auto take = [&](const Symbol& a, const Symbol& b) {
    // What all texts begin with is told once for the crate.
    if (by_crc ? a.crc == b.crc : digests_old.bare(a) == digests_now.bare(b))
      ++diff.same;
    else
      diff.changed.push_back({&a, &b});
  };
  std::map<std::string_view, const Symbol*> by_name;
  for (const Symbol& s : now.symbols) by_name.try_emplace(s.name, &s);
  for (const Symbol& s : old.symbols) {
    const auto at = by_name.find(s.name);
    if (at == by_name.end()) {
      diff.removed.push_back(&s);
      continue;
    }
    take(s, *at->second);
    by_name.erase(at);
  }
  for (const Symbol& s : now.symbols) {
    const auto at = by_name.find(s.name);
    if (at != by_name.end() && at->second == &s) diff.added.push_back(&s);
  }
  diff.other_release = old.header_value("release") != now.header_value("release");
  for (const SymbolPair& p : pair_by_path(diff.removed, diff.added)) {
    take(*p.before, *p.after);
    if (!diff.other_release) diff.renamed.push_back(p);
  }
  std::ranges::sort(diff.changed, {}, [](const SymbolPair& p) -> const std::string& { return p.before->name; });
}

// Without texts, that a symbol has another CRC is all there is to say.
void name_changes(CrateDiff& diff) {
  for (std::size_t i = 0; i < diff.changed.size(); ++i) {
    const auto& [before, after] = diff.changed[i];
    Cause cause;
    cause.what = Cause::What::Symbol;
    cause.kind = after->kind;
    cause.name = after->path;
    cause.summary = fmt::format("has the CRC {}, had {}", crc::hex(after->crc), crc::hex(before->crc));
    cause.symbols = {i};
    diff.causes.push_back(std::move(cause));
  }
}

}  // namespace

bool CrateDiff::differs() const {
  return before == nullptr || after == nullptr || !changed.empty() || !renamed.empty() || !added.empty() ||
         !removed.empty() || before->header != after->header;
}

bool Comparison::differs() const {
  return std::ranges::any_of(crates, &CrateDiff::differs);
}

Comparison compare(const Snapshot& old, const Snapshot& now) {
  Comparison out;
  auto a = old.crates.begin();
  auto b = now.crates.begin();
  while (a != old.crates.end() || b != now.crates.end()) {
    CrateDiff diff;
    const bool gone = b == now.crates.end() || (a != old.crates.end() && a->name < b->name);
    const bool fresh = !gone && (a == old.crates.end() || b->name < a->name);
    if (!fresh) diff.before = &*a++;
    if (!gone) diff.after = &*b++;
    if (!gone && !fresh) {
      match(*diff.before, *diff.after, diff);
      if (diff.versions_only())
        name_changes(diff);
      else
        trace(diff);
    }
    out.crates.push_back(std::move(diff));
  }
  return out;
}

}  // namespace rmeta::baseline
