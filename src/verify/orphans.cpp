// SPDX-License-Identifier: MIT OR Apache-2.0
// See orphans.hpp. Known to be left behind:
//   1.95  mir_coroutine_witnesses: encode_mir writes them with a coroutine's body and again for every coroutine
//         def_keys and others of a crate's root and macros: encode_proc_macros writes them again
//   1.63  the same of proc-macro crates
// A candidate is whatever a table holds, the known ones first. Its references must be right and it must fill the gap
// together with its neighbours, so a wrong type hardly ever passes for anything but a few bytes.
#include "orphans.hpp"

#include <algorithm>
#include <array>

namespace rmeta::verify {
namespace {

using decode::LazyRef;
using decode::LazyState;
using schema::TableElement;

constexpr std::size_t kMaxParts = 64;       ///< orphans side by side
constexpr std::size_t kMaxAttempts = 4096;  ///< decodes per gap
constexpr std::array<std::string_view, 3> kKnown{"tables.mir_coroutine_witnesses", "tables.def_keys",
                                                 "tables.attributes"};

bool holds_arrays(TableElement e) {
  const std::string_view name = schema::name(e);
  return name.starts_with("lazy_array") || name.starts_with("option_lazy_array");
}
bool holds_values(TableElement e) {
  return schema::name(e).starts_with("option_lazy_value");
}

}  // namespace

Orphans::Orphans(const decode::Context& ctx, const Nodes& nodes, Checker& checker)
    : ctx_(ctx), nodes_(nodes), checker_(checker) {
  for (const auto& [origin, table] : nodes.tables) {
    if (!nodes.uses[origin].name.starts_with("tables.")) continue;  // the others are written once
    const bool array = holds_arrays(table.element);
    if (!array && !holds_values(table.element)) continue;
    const auto same = [&, t = table.type](const Candidate& c) { return c.type == t && c.array == array; };
    if (std::none_of(candidates_.begin(), candidates_.end(), same)) candidates_.push_back({table.type, array, origin});
  }
  const auto rank = [&](const Candidate& c) {
    return std::find(kKnown.begin(), kKnown.end(), nodes_.uses[c.origin].name) - kKnown.begin();
  };
  std::stable_sort(candidates_.begin(), candidates_.end(),
                   [&](const Candidate& a, const Candidate& b) { return rank(a) < rank(b); });
}

std::uint64_t Orphans::decode(const Candidate& c, std::uint64_t pos, std::uint64_t end) {
  try {
    if (!c.array) {
      const std::uint64_t stop = decode::walk(ctx_, c.type, pos, {LazyState::NodeStart, pos}, checker_);
      return stop <= end && stop > pos ? stop : 0;
    }
    // An array does not say how long it is: it must fill the rest.
    std::uint64_t at = pos;
    LazyState lazy{LazyState::NodeStart, pos};
    while (at < end) {
      const std::uint64_t stop = decode::walk(ctx_, c.type, at, lazy, checker_);
      if (stop <= at) return 0;
      at = stop;
    }
    return at == end ? end : 0;
  } catch (const Error&) {
    return 0;
  } catch (const Rejected&) {
    return 0;
  }
}

void Orphans::record(const Candidate& c, std::uint64_t pos, std::uint64_t end) {
  OrphanUse& use = uses_[c.origin];
  if (use.count++ == 0) {
    use.table = nodes_.uses[c.origin].name;
    use.type = fmt::format("{}{}", ctx_.schema().name(c.type), c.array ? " (array)" : "");
  }
  use.bytes += end - pos;
  if (use.first.size() < 5) use.first.push_back(pos);
}

bool Orphans::fill(Range gap, const Node&, const Node&) {
  struct Part {
    std::size_t candidate;
    std::uint64_t pos;
  };
  // Depth-first: the first candidate that leads to a complete filling.
  std::vector<Part> parts{{0, gap.begin}};
  std::size_t attempts = 0;
  while (!parts.empty()) {
    Part& top = parts.back();
    if (top.candidate == candidates_.size() || parts.size() > kMaxParts || ++attempts > kMaxAttempts) {
      parts.pop_back();
      if (!parts.empty()) ++parts.back().candidate;
      if (attempts > kMaxAttempts) return false;
      continue;
    }
    checker_.tentative();
    const std::uint64_t stop = decode(candidates_[top.candidate], top.pos, gap.end);
    checker_.reject();
    if (stop == 0) {
      ++top.candidate;
    } else if (stop != gap.end) {
      parts.push_back({0, stop});
    } else {
      for (std::size_t i = 0; i < parts.size(); ++i) {
        const Candidate& c = candidates_[parts[i].candidate];
        const std::uint64_t end = i + 1 < parts.size() ? parts[i + 1].pos : gap.end;
        checker_.at(c.origin, c.type);
        decode(c, parts[i].pos, end);
        record(c, parts[i].pos, end);
      }
      return true;
    }
  }
  return false;
}

std::vector<OrphanUse> Orphans::uses() const {
  std::vector<OrphanUse> all;
  for (const auto& [origin, use] : uses_) all.push_back(use);
  return all;
}

}  // namespace rmeta::verify
