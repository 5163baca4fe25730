// SPDX-License-Identifier: MIT OR Apache-2.0
#include "check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rmeta::verify {
namespace {

using decode::SpanRef;
using decode::SymbolRef;

/// Which rows of a table hold something.
std::vector<bool> present_rows(const decode::Context& ctx, const decode::LazyRef& table) {
  const decode::RowReader rows(ctx, table);
  std::vector<bool> present(table.count);
  for (std::uint64_t i = 0; i < table.count; ++i) present[i] = !rows.zero(i);
  return present;
}

}  // namespace

Checker::Checker(const decode::Context& ctx, const Nodes& nodes, Report& report, const Options& options)
    : ctx_(ctx),
      nodes_(nodes),
      report_(report),
      options_(options),
      marks_{Bitmap(ctx.bytes().size()), Bitmap(ctx.bytes().size()), Bitmap(ctx.bytes().size()),
             Bitmap(ctx.bytes().size())},
      references_{&report.types, &report.predicates, &report.spans, &report.symbols} {
  seen_.resize(ctx.schema().types().size());
  contexts_ = present_rows(ctx, nodes.table("syntax_contexts"));
  expansions_ = present_rows(ctx, nodes.table("expn_data"));
  definitions_ = nodes.table("tables.def_keys").count;
  crates_ = nodes.array_size("crate_deps");
  allocations_ = ctx.alloc_count();
  for (const auto& [origin, table] : nodes.tables)
    if (nodes.uses[origin].name == "source_map") files_ = table.count, files_known_ = true;
  // A proc-macro crate lists no dependencies and no definitions but its macros, yet it mentions others.
  is_proc_macro_ = nodes.is_proc_macro();
}

void Checker::problem(std::uint64_t pos, std::string what) {
  problem(pos, origin_, type_, std::move(what));
}

void Checker::problem(std::uint64_t pos, std::uint16_t origin, schema::TypeId type, std::string what) {
  if (tentative_) throw Rejected{};
  if (report_.problem_count++ >= options_.max_problems) return;
  const auto name = type == schema::kNoType ? std::string_view{} : ctx_.schema().name(type);
  report_.problems.push_back(
      {pos, fmt::format("{}{}{}", nodes_.uses[origin].name, name.empty() ? "" : ": ", name), std::move(what)});
}

Checker::Checkpoint Checker::tentative() {
  tentative_ = true;
  Checkpoint c{marked_.size(), pushed_.size()};
  for (int i = 0; i < 4; ++i) c.references[i] = *references_[i];
  return c;
}

void Checker::rollback(const Checkpoint& to) {
  for (std::size_t i = to.marked; i < marked_.size(); ++i) marks_[marked_[i].first].clear(marked_[i].second);
  marked_.resize(to.marked);
  for (; pushed_.size() > to.wanted; pushed_.pop_back()) wanted_[pushed_.back()].pop_back();
  for (int i = 0; i < 4; ++i) *references_[i] = to.references[i];
}

void Checker::accept() {
  tentative_ = false;
  marked_.clear();
  pushed_.clear();
}

void Checker::mark(Mark m, std::uint64_t pos) {
  if (tentative_ && !marks_[m].test(pos)) marked_.emplace_back(m, pos);
  marks_[m].set(pos);
}

void Checker::check(Mark m, std::uint64_t target, std::uint64_t pos) {
  ++references_[m]->made;
  if (marks_[m].test(target)) return;
  const Want want{m, origin_, type_, target, pos};
  const std::size_t gap = gap_of(target);
  if (gap == kNoGap || (filling_ && gap + 1 == gaps_.size())) {
    bad_reference(want);
    return;
  }
  wanted_[gap].push_back(want);
  if (tentative_) pushed_.push_back(gap);
}

void Checker::bad_reference(const Want& want) {
  constexpr const char* kNames[] = {"type", "predicate", "span", "symbol"};
  ++references_[want.mark]->bad;
  problem(want.pos, want.origin, want.type,
          fmt::format("refers to a {} at {:#x}, where none begins", kNames[want.mark], want.target));
}

std::size_t Checker::gap_of(std::uint64_t pos) const {
  const auto next = std::upper_bound(gaps_.begin(), gaps_.end(), pos,
                                     [](std::uint64_t p, const Range& gap) { return p < gap.begin; });
  if (next == gaps_.begin() || pos >= std::prev(next)->end) return kNoGap;
  return static_cast<std::size_t>(next - gaps_.begin()) - 1;
}

bool Checker::satisfied(Range range) const {
  return std::none_of(wanted_.back().begin(), wanted_.back().end(), [&](const Want& w) {
    return w.target >= range.begin && w.target < range.end && !marks_[w.mark].test(w.target);
  });
}

void Checker::settle() {
  for (const Want& w : wanted_.back())
    if (!marks_[w.mark].test(w.target)) bad_reference(w);
  wanted_.pop_back();
  gaps_.pop_back();
}

Checker::Mark Checker::mark_of(schema::TypeId t) {
  // Only two types are ever abbreviated: TyKind and PredicateKind. What has bound variables first is a predicate, and,
  // where predicates have none, the shorthand that is not the type's.
  if (t == shorthand_[Type]) return Type;
  if (t == shorthand_[Predicate]) return Predicate;
  for (const schema::Type& type : ctx_.schema().types()) {
    if (type.kind() != schema::Kind::Codec) continue;
    if (type.codec() == schema::Codec::Shorthand && ctx_.schema().arg(type) == t) {
      const Mark mark = ctx_.schema().owns(t, schema::VariantRole::PredicateKind_Atom) ? Predicate : Type;
      return shorthand_[mark] = t, mark;
    }
    if (type.codec() == schema::Codec::Bound && ctx_.schema().arg(type, 1) == t)
      return shorthand_[Predicate] = t, Predicate;
  }
  throw Error(fmt::format("no type is a shorthand of {}", ctx_.schema().name(t)));
}

void Checker::target(schema::TypeId t, std::uint64_t pos) {
  mark(mark_of(t), pos);
}

void Checker::reference(schema::TypeId, const decode::Reference& r, std::uint64_t pos) {
  check(mark_of(r.type), r.target, pos);
}

void Checker::symbol(schema::TypeId, const SymbolRef& s, std::uint64_t pos) {
  if (s.how == SymbolRef::Inline) mark(Symbol, s.target);
  if (s.how == SymbolRef::Offset) check(Symbol, s.target, pos);
}

void Checker::span(schema::TypeId, const SpanRef& s, std::uint64_t pos) {
  if (s.indirect) {
    check(Span, s.target, pos);
    return;
  }
  mark(Span, pos);
  if (s.context != 0 && (s.context >= contexts_.size() || !contexts_[s.context]))
    problem(pos, fmt::format("span in the missing syntax context {}", s.context));
  if (files_known_ && s.how == SpanRef::Local && s.file >= files_)
    problem(pos, fmt::format("span in source file {} of {}", s.file, files_));
  if (s.how == SpanRef::Foreign && (s.krate == 0 || s.krate > crates_))
    problem(pos, fmt::format("span in crate {} of {}", s.krate, crates_));
}

void Checker::def_id(schema::TypeId, decode::DefIdRef id, std::uint64_t pos) {
  if (id.krate > crates_) problem(pos, fmt::format("definition in crate {} of {}", id.krate, crates_));
  if (id.krate == 0 && id.index >= definitions_ && !is_proc_macro_)
    problem(pos, fmt::format("definition {} of {}", id.index, definitions_));
}

void Checker::expn_id(schema::TypeId, decode::DefIdRef id, std::uint64_t pos) {
  if (id.krate > crates_) problem(pos, fmt::format("expansion in crate {} of {}", id.krate, crates_));
  if (id.krate == 0 && id.index != 0 && (id.index >= expansions_.size() || !expansions_[id.index]))
    problem(pos, fmt::format("missing expansion {}", id.index));
}

void Checker::syntax_context(schema::TypeId, std::uint32_t id, std::uint64_t pos) {
  if (id != 0 && (id >= contexts_.size() || !contexts_[id])) problem(pos, fmt::format("missing syntax context {}", id));
}

void Checker::alloc(schema::TypeId, std::uint64_t index, std::uint64_t pos) {
  if (index >= allocations_) problem(pos, fmt::format("allocation {} of {}", index, allocations_));
}

}  // namespace rmeta::verify
