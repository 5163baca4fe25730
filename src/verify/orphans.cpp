// SPDX-License-Identifier: MIT OR Apache-2.0
// See orphans.hpp. Left behind by rustc_metadata/src/rmeta/encoder.rs:
//   newer  the children of the crate's root module: encode_def_ids begins with encode_info_for_mod of the root, and
//   comes
//          to it again with all other modules
//   newer  mir_coroutine_witnesses: encode_mir writes them with a coroutine's body and again for every coroutine
//   all    keys of a proc-macro crate's root and macros: encode_def_path_table writes them, encode_proc_macros again
//
// Nothing else may fill a gap: if any type could, a schema that lacks a field of a byte or two would hardly be noticed.
// An orphan was replaced by a later value in the same row of the same table, so that lies behind the gap. Its
// references must be right, other values' references into the gap must come true, and everything must fill the gap
// exactly.
#include "orphans.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace rmeta::verify {
namespace {

using decode::LazyRef;
using decode::LazyState;
using schema::TableElement;

constexpr std::size_t kFirst = 5;           ///< positions in the report
constexpr std::size_t kMaxParts = 64;       ///< orphans side by side
constexpr std::size_t kMaxAttempts = 2048;  ///< decodes per gap
constexpr std::size_t kMaxInAll = 1 << 16;  ///< decodes per file: a damaged one may have gaps everywhere
constexpr std::string_view kWitnesses = "tables.mir_coroutine_witnesses", kKeys = "tables.def_keys";
/// What encode_info_for_mod writes, in that order.
constexpr std::array<std::string_view, 3> kRootChildren{
    "tables.module_children_non_reexports", "tables.module_children_reexports", "tables.ambig_module_children"};

bool holds_arrays(TableElement e) {
  const std::string_view name = schema::name(e);
  return name.starts_with("lazy_array") || name.starts_with("option_lazy_array");
}
}  // namespace

Orphans::Orphans(const decode::Context& ctx, const Nodes& nodes, Checker& checker)
    : ctx_(ctx), nodes_(nodes), checker_(checker) {
  if (nodes.is_proc_macro()) {
    add_table(kKeys);
    return;
  }
  add_root_children();
  add_table(kWitnesses);
}

void Orphans::add_table(std::string_view name) {
  if (!nodes_.has_origin(name)) return;
  const std::uint16_t origin = nodes_.origin(name);
  std::uint64_t last = 0;
  for (const Node& n : nodes_.list)
    if (n.origin == origin && n.kind == Node::Value) last = n.pos;
  if (last != 0) candidates_.push_back({{{nodes_.table(name).type, origin, 1}}, last});
}

void Orphans::add_root_children() {
  Candidate children{{}, 0};
  for (const std::string_view name : kRootChildren) {
    if (!nodes_.has_origin(name)) continue;
    const LazyRef& table = nodes_.table(name);
    if (table.count == 0) continue;
    const decode::Row row = decode::RowReader(ctx_, table).read(0);
    if (row.kind != decode::Row::Lazy || row.lazy.count == 0) continue;
    children.pieces.push_back({table.type, nodes_.origin(name), row.lazy.count});
    children.last = std::max(children.last, row.lazy.pos);
  }
  if (!children.pieces.empty()) candidates_.push_back(std::move(children));
}

std::uint64_t Orphans::decode(const Candidate& c, std::uint64_t pos, std::uint64_t end, std::vector<Found>& found) {
  if (c.last < end) return 0;
  const std::size_t before = found.size();
  std::uint64_t at = pos;
  try {
    for (const Piece& piece : c.pieces) {
      const std::uint64_t start = at;
      const LazyState lazy{LazyState::NodeStart, start};
      checker_.at(piece.origin, piece.type);
      for (std::uint64_t i = 0; i < piece.count; ++i) {
        const std::uint64_t stop = decode::walk(ctx_, piece.type, at, lazy, checker_);
        if (stop <= at || stop > end) throw Rejected{};
        at = stop;
      }
      found.push_back({piece.origin, start, at, holds_arrays(nodes_.table(nodes_.uses[piece.origin].name).element)});
    }
    if (checker_.satisfied({pos, at})) return at;
  } catch (const Error&) {
  } catch (const Rejected&) {
  }
  found.resize(before);
  return 0;
}

bool Orphans::fill(Range gap) {
  struct Part {
    std::uint64_t pos;
    Checker::Checkpoint before;
    std::size_t found;
    std::size_t candidate = 0;
  };
  // Depth-first: the first sequence of candidates that fills the gap.
  if (attempts_ > kMaxInAll) return false;
  std::vector<Found> found;
  checker_.filling(true);
  std::vector<Part> parts{{gap.begin, checker_.tentative(), 0}};
  std::size_t attempts = 0;
  while (!parts.empty()) {
    Part& top = parts.back();
    checker_.rollback(top.before);
    found.resize(top.found);
    if (top.candidate == candidates_.size() || ++attempts > kMaxAttempts) {
      parts.pop_back();
      continue;
    }
    const std::uint64_t stop = decode(candidates_[top.candidate++], top.pos, gap.end, found);
    if (stop == gap.end) {
      found_.insert(found_.end(), found.begin(), found.end());
      break;
    }
    if (stop != 0 && parts.size() < kMaxParts) parts.push_back({stop, checker_.tentative(), found.size()});
  }
  attempts_ += attempts;
  checker_.accept();
  checker_.filling(false);
  return !parts.empty();
}

std::vector<OrphanUse> Orphans::uses() const {
  std::vector<Found> by_position = found_;
  std::sort(by_position.begin(), by_position.end(), [](const Found& a, const Found& b) { return a.begin < b.begin; });
  std::map<std::uint16_t, OrphanUse> by_origin;
  for (const Found& f : by_position) {
    OrphanUse& use = by_origin[f.origin];
    if (use.count++ == 0) {
      use.table = nodes_.uses[f.origin].name;
      use.type = fmt::format("{}{}", ctx_.schema().name(nodes_.table(use.table).type), f.array ? " (array)" : "");
    }
    use.bytes += f.end - f.begin;
    if (use.first.size() < kFirst) use.first.push_back(f.begin);
  }
  std::vector<OrphanUse> all;
  for (auto& [origin, use] : by_origin) all.push_back(std::move(use));
  return all;
}

}  // namespace rmeta::verify
