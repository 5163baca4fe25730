// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/verify/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "check.hpp"
#include "nodes.hpp"
#include "orphans.hpp"
#include "sections.hpp"

namespace rmeta::verify {
namespace {

using decode::LazyRef;
using decode::LazyState;
using schema::TypeId;

class Verifier {
 public:
  Verifier(const decode::Context& ctx, const Options& options)
      : ctx_(ctx),
        schema_(ctx.schema()),
        nodes_(find_nodes(ctx)),
        checker_(ctx, nodes_, report_, options),
        orphans_(ctx, nodes_, checker_) {}

  Report run() {
    report_.file = ctx_.file();
    report_.member = ctx_.member();
    report_.release = schema_.release();
    report_.bytes = ctx_.blob().size();
    report_.tables = nodes_.tables.size();
    report_.arrays = nodes_.arrays;
    report_.allocations = ctx_.alloc_count();
    const Node* last = nullptr;
    std::uint64_t end = 0;
    bool last_failed = false;
    for (const Node& node : nodes_.list) {
      if (last != nullptr && same(*last, node)) {
        ++report_.lazies, ++report_.exact;
        continue;
      }
      if (last != nullptr) close(*last, end, node, last_failed);
      // What begins inside another node is not decoded: so all nodes together take no longer than the file is.
      std::uint64_t stop = node.pos;
      if (node.pos >= end)
        stop = decode(node, last_failed);
      else
        last_failed = true;
      nodes_.uses[node.origin].bytes += node.kind == Node::Table ? 0 : stop - node.pos;
      end = std::max(end, stop);
      last = &node;
    }
    const Node footer{static_cast<std::uint32_t>(ctx_.bytes().size()), Node::Preamble, 0, 0, 0};
    close(*last, end, footer, last_failed);
    fill_gaps();
    check_hash_map();
    report_.orphans = orphans_.uses();
    report_.explained = report_.bytes;
    for (const Range& r : report_.unexplained) report_.explained -= r.size();
    report_.sections = sections_of(ctx_, nodes_, orphans_.found(), ctx_.bytes().size());
    report_.uses = std::move(nodes_.uses);
    count_types();
    return std::move(report_);
  }

 private:
  static bool same(const Node& a, const Node& b) {
    return a.pos == b.pos && a.kind == b.kind && a.count == b.count && a.type == b.type;
  }

  /// Decodes a node; returns where it ends, its begin if it cannot be decoded.
  std::uint64_t decode(const Node& n, bool& failed) {
    const TypeId type{n.type};
    checker_.at(n.origin, type);
    failed = false;
    try {
      switch (n.kind) {
        case Node::Preamble:
        case Node::Table:
          return n.pos + std::uint64_t{n.count};
        case Node::Value:
          return decode_value(type, n.pos);
        case Node::Allocation:
          return decode::walk(ctx_, type, n.pos, {}, checker_);
        default:
          return decode::walk_lazy(ctx_, {LazyRef::Array, {}, type, n.pos, n.count, 0}, checker_);
      }
    } catch (const Error& e) {
      checker_.problem(e.offset().value_or(n.pos),
                       fmt::format("{}{}{}", e.field_path(), e.field_path().empty() ? "" : ": ", e.reason()));
      failed = true;
      failed_bytes_ += std::max<std::uint64_t>(e.offset().value_or(n.pos), n.pos) - n.pos;
      if (failed_bytes_ > kMaxFailed * ctx_.bytes().size())
        throw Error("too many values cannot be decoded: this is damaged, or the schema is not that of its compiler");
      return n.pos;
    }
  }

  std::uint64_t decode_value(TypeId type, std::uint64_t pos) {
    const std::uint64_t stop = decode::walk(ctx_, type, pos, {LazyState::NodeStart, pos}, checker_);
    const schema::Type& t = schema_.type(type);
    if (t.kind() == schema::Kind::Codec && t.codec() == schema::Codec::DefPathHashMap) hash_map_ = pos;
    return stop;
  }

  /// The node `n` ended at `end`; `next` begins behind it.
  void close(const Node& n, std::uint64_t end, const Node& next, bool failed) {
    if (n.kind != Node::Preamble) ++report_.lazies;
    bool exact = !failed;
    if (next.pos < end) {
      checker_.problem(next.pos, n.origin, TypeId{n.type},
                       fmt::format("ends at {:#x}, behind the begin of {} ({})", end, nodes_.uses[next.origin].name,
                                   schema_.name(TypeId{next.type})));
      exact = false;
    } else if (next.pos > end) {
      gaps_.push_back({{end, next.pos}, n.kind != Node::Preamble && exact, failed});
      checker_.gap(gaps_.back().range);
    }
    if (n.kind != Node::Preamble) ++(exact ? report_.exact : report_.inexact);
  }

  void count_types() {
    report_.seen = std::move(checker_.seen());
    for (std::size_t i = 0; i < schema_.types().size(); ++i) {
      const schema::Kind kind = schema_.types()[i].kind();
      if (kind != schema::Kind::Struct && kind != schema::Kind::Enum) continue;
      ++report_.types_in_schema;
      report_.types_seen += report_.seen[i];
    }
  }

  /// Decodes what is between the nodes, from the end: then all references into a gap are known when its turn comes.
  void fill_gaps() {
    for (std::size_t i = gaps_.size(); i-- > 0;) {
      const Gap& gap = gaps_[i];
      if (gap.after_failure || !orphans_.fill(gap.range)) {
        report_.unexplained.push_back(gap.range);
        if (gap.counted_exact) --report_.exact, ++report_.inexact;
      }
      checker_.settle();
    }
    std::reverse(report_.unexplained.begin(), report_.unexplained.end());
  }

  /// def_path_hash_map leads from the hash of each definition's path to the definition; the table def_path_hashes leads
  /// back.
  void check_hash_map() {
    if (hash_map_ == 0) return;
    decode::Decoder d(ctx_, hash_map_, {});
    const decode::HashMap map = decode::read_hash_map(d);
    const LazyRef& hashes = nodes_.table("tables.def_path_hashes");
    checker_.at(nodes_.origin("def_path_hash_map"), schema::kNoType);
    for (std::uint64_t slot = 0; slot < map.slots; ++slot) {
      if (!map.used(slot)) continue;
      std::uint64_t row = 0;
      for (unsigned b = map.value_size; b-- > 0;) row = row << 8 | map.value(slot)[b];
      const auto key = map.key(slot);
      bool equal = row < hashes.count && hashes.width <= key.size();
      for (std::uint32_t b = 0; equal && b < key.size(); ++b)
        equal = key[b] == (b < hashes.width ? ctx_.bytes()[hashes.pos + row * hashes.width + b] : 0);
      if (!equal && !nodes_.is_proc_macro())
        checker_.problem(hash_map_, fmt::format("slot {} leads to definition {}, whose hash is another", slot, row));
    }
  }

  const decode::Context& ctx_;
  const schema::Schema& schema_;
  Report report_;
  Nodes nodes_;
  Checker checker_;
  Orphans orphans_;
  struct Gap {
    Range range;
    bool counted_exact, after_failure;
  };
  std::vector<Gap> gaps_;
  static constexpr std::uint64_t kMaxFailed = 16;  ///< times the file's size, decoded in vain
  std::uint64_t failed_bytes_ = 0;
  std::uint64_t hash_map_ = 0;
};

}  // namespace

Report verify(const decode::Context& ctx, const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  try {
    Report report = Verifier(ctx, options).run();
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
  } catch (Error& e) {
    e.file(ctx.file());
    if (!ctx.member().empty()) e.member(ctx.member());
    throw;
  }
}

}  // namespace rmeta::verify
