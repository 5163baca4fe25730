// SPDX-License-Identifier: MIT OR Apache-2.0
#include "machine.hpp"

#include <fmt/format.h>

#include "rmeta/error.hpp"
#include "rmeta/layout/rules.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::eval {

namespace {

// Of one evaluation. Unless a crate tells it not to, rustc gives up after two million calls and rounds of loops
// (rustc_const_eval/src/const_eval/machine.rs, LINT_TERMINATOR_LIMIT); it knows loops by dominators, which counts a few
// less than jumps back.
constexpr std::uint64_t kMaxRounds = 2'500'000;
constexpr std::uint64_t kMaxSteps = 30'000'000;  // statements and terminators
constexpr std::uint64_t kStepsPerCall = 20;      // what else a call costs
constexpr int kMaxDepth = 256;                   // calls in calls; rustc's limit is 128 unless a crate raises it
constexpr std::uint32_t kNotPromoted = UINT32_MAX;

types::LayoutQuery& layouts_of(types::MetadataContext& cx) {
  return cx.layouts();
}

Term usize_in(types::Interner& in) {
  return in.leaf(Kind::Uint, static_cast<std::uint8_t>(types::Width::Size));
}

}  // namespace

Machine::Machine(types::MetadataContext& cx, bool big_endian)
    : cx_(cx),
      in_(cx.interner()),
      layouts_(layouts_of(cx)),
      usize_(usize_in(in_)),
      boolean_(in_.leaf(Kind::Bool)),
      memory_(big_endian, layouts_.layout_of(usize_).size),
      // 1.91 by the compiler's history; among the releases we know, from 1.93 on
      knows_remainders_(layout::minor_of(cx.graph().crate(0).schema().release()) >= 93) {}

Term Machine::instantiate(const Frame& f, Term t) {
  if (t->has(Node::kHasTypeParam | Node::kHasRegionParam)) t = types::substitute(in_, t, f.args);
  t = types::strip_regions(in_, cx_.normalize(types::strip_regions(in_, t)));
  if (t->has(Node::kHasTypeParam | Node::kHasAlias | Node::kHasUnevaluated))
    throw Error(fmt::format("type {} cannot be resolved", types::print(cx_, t)));
  return t;
}

Term Machine::type_in(const Frame& f, const Cursor& type) {
  return instantiate(f, f.body->reader->type(type));
}

const Body& Machine::body_of(DefId item, std::optional<std::uint32_t> promoted) {
  auto& slot = bodies_[{item, promoted.value_or(kNotPromoted)}];
  if (slot) return *slot;
  const crate::Crate& crate = cx_.graph().crate(item.crate);
  std::optional<Cursor> c;
  if (promoted) {
    auto list = crate.value(FieldRole::Tables_promoted_mir, item.index);
    if (list && *promoted < list->size()) c = list->elements()[*promoted];
  } else {
    c = crate.value(FieldRole::Tables_mir_for_ctfe, item.index);
    if (!c) c = crate.value(FieldRole::Tables_optimized_mir, item.index);
  }
  if (!c)
    throw Error(fmt::format("the metadata of crate {} has no MIR for {}", crate.name(), types::print_path(cx_, item)));
  slot = std::make_unique<Body>(read_body(cx_, item, *c));
  return *slot;
}

Place Machine::run_const(DefId item, std::optional<std::uint32_t> promoted, Terms args) {
  const Body& body = body_of(item, promoted);
  Frame f{&body, args, {}, 0};
  Place result = allocate(type_in(f, body.local_types[0]));
  run(body, args, {}, result, 0);
  return result;
}

void Machine::run(const Body& body, Terms args, std::vector<Place> arguments, const Place& result, int depth) {
  if (depth > kMaxDepth) throw Error(fmt::format("calls nested more than {} deep", kMaxDepth));
  round();
  steps_ += kStepsPerCall;
  try {
    Frame f{&body, args, std::vector<Place>(body.local_types.size()), depth};
    if (body.spread_arg) {
      // The callee has one tuple where the caller passes its elements.
      const std::size_t at = *body.spread_arg;
      if (at != body.arg_count || arguments.size() < at - 1)
        throw Error("arguments that do not fit the tuple they become");
      Place tuple = allocate(type_in(f, body.local_types[at]));
      for (std::size_t i = at - 1; i < arguments.size(); ++i)
        copy(arguments[i], field(tuple, static_cast<std::uint32_t>(i - (at - 1))));
      arguments.resize(at - 1);
      arguments.push_back(tuple);
    }
    if (arguments.size() != body.arg_count)
      throw Error(fmt::format("{} arguments for {} parameters", arguments.size(), body.arg_count));
    f.locals[0] = result;
    for (std::size_t i = 0; i < arguments.size(); ++i) copy(arguments[i], local(f, static_cast<std::uint32_t>(i + 1)));
    bool done = false;
    for (std::size_t at = 0; !done;) {
      if (at >= body.blocks.size()) throw Error("a basic block that does not exist");
      const std::size_t next = step(f, body.blocks[at], done);
      if (!done && next <= at) round();
      at = next;
    }
    // What a constant points to lives on; a function's locals do not.
    for (std::size_t i = 1; depth > 0 && i < f.locals.size(); ++i)
      if (f.locals[i].type) memory_.free(f.locals[i].at.alloc);
  } catch (Error& e) {
    if (depth > 0 && e.reason().find(", in ") == std::string::npos)
      throw Error(fmt::format("{}, in {}", e.reason(), types::print_path(cx_, body.item))).hint(e.hint());
    throw;
  }
}

std::size_t Machine::switch_target(Frame& f, const Cursor& t) {
  const Value on = read(operand(f, t.get(FieldRole::TerminatorKind_SwitchInt_discr)));
  if (on.alloc != 0) throw Error("a pointer decides where to go on");
  Cursor targets = t.has(FieldRole::SwitchTargets_values) ? t : t.get(FieldRole::TerminatorKind_SwitchInt_targets);
  std::uint64_t i = 0;
  for (const Cursor& v : targets.get(FieldRole::SwitchTargets_values).elements()) {
    auto want = v.as_u128();
    if (((U128{want.high} << 64) | want.low) == on.bits) break;
    ++i;
  }
  return targets.get(FieldRole::SwitchTargets_targets).elements()[i].as_u64();
}

void Machine::round() {
  if (++rounds_ > kMaxRounds) throw Error(fmt::format("more than {} calls and rounds of loops", kMaxRounds));
}

std::size_t Machine::step(Frame& f, const Block& block, bool& done) {
  steps_ += block.statements.size() + 1;
  if (steps_ > kMaxSteps) throw Error(fmt::format("more than {} steps", kMaxSteps));
  for (const Cursor& s : block.statements) statement(f, s);
  if (!block.terminator) throw Error("a basic block without an end");
  const Cursor& t = *block.terminator;
  if (t.is(VariantRole::TerminatorKind_Return)) {
    done = true;
    return 0;
  }
  if (t.is(VariantRole::TerminatorKind_Goto)) return t.get(FieldRole::TerminatorKind_Goto_target).as_u64();
  if (t.is(VariantRole::TerminatorKind_SwitchInt)) return switch_target(f, t);
  if (t.is(VariantRole::TerminatorKind_Assert)) {
    const Value cond = read(operand(f, t.get(FieldRole::TerminatorKind_Assert_cond)));
    if ((cond.bits != 0) != t.get(FieldRole::TerminatorKind_Assert_expected).as_bool())
      throw Error("the evaluation panics: an assertion of the compiler fails");
    return t.get(FieldRole::TerminatorKind_Assert_target).as_u64();
  }
  if (t.is(VariantRole::TerminatorKind_Drop)) {
    drop(place(f, t.get(FieldRole::TerminatorKind_Drop_place)));
    return t.get(FieldRole::TerminatorKind_Drop_target).as_u64();
  }
  if (t.is(VariantRole::TerminatorKind_Call)) {
    Cursor destination = t.get(FieldRole::TerminatorKind_Call_destination);
    std::optional<Cursor> next;
    if (t.schema().bound(FieldRole::TerminatorKind_Call_target)) {
      next = t.get(FieldRole::TerminatorKind_Call_target).option();
    } else {  // a place and a block, or neither
      const auto both = destination.option();
      if (!both) throw Error("the evaluation calls what never returns");
      destination = both->field(0);
      next = both->field(1);
    }
    Place to = place(f, destination);
    call(f, t, to);
    if (!next) throw Error("a function that never returns did");
    return next->as_u64();
  }
  if (t.is(VariantRole::TerminatorKind_Unreachable)) throw Error("code is reached that cannot be");
  throw Error(fmt::format("terminator {} is not understood", t.variant_name())).offset(t.pos());
}

void Machine::statement(Frame& f, const Cursor& s) {
  if (s.is(VariantRole::StatementKind_Assign)) {
    Place to = place(f, s.field(0).field(0));
    assign(f, to, s.field(0).field(1));
    return;
  }
  if (s.is(VariantRole::StatementKind_SetDiscriminant)) {
    set_variant(place(f, s.get(FieldRole::StatementKind_SetDiscriminant_place)),
                s.get(FieldRole::StatementKind_SetDiscriminant_variant_index).as_u32());
    return;
  }
  std::optional<Cursor> copied;
  if (is_a(s, VariantRole::StatementKind_CopyNonOverlapping)) copied = s.field(0);
  if (is_a(s, VariantRole::StatementKind_Intrinsic) &&
      s.field(0).is(VariantRole::NonDivergingIntrinsic_CopyNonOverlapping))
    copied = s.field(0).field(0);
  if (copied) {
    Place from = deref(operand(f, copied->get(FieldRole::CopyNonOverlapping_src)));
    Place to = deref(operand(f, copied->get(FieldRole::CopyNonOverlapping_dst)));
    memory_.copy(from.at, to.at,
                 read_index(operand(f, copied->get(FieldRole::CopyNonOverlapping_count))) * layout(from.type).size);
    return;
  }
  // What says nothing about values: the life of locals, hints for borrow checking, coverage.
  static constexpr std::string_view without_effect[] = {
      "StorageLive", "StorageDead", "FakeRead", "Retag",     "PlaceMention",     "AscribeUserType",
      "Coverage",    "Nop",         "Deinit",   "Intrinsic", "ConstEvalCounter", "BackwardIncompatibleDropHint"};
  for (auto name : without_effect)
    if (s.variant_name() == name) return;
  throw Error(fmt::format("statement {} is not understood", s.variant_name())).offset(s.pos());
}

}  // namespace rmeta::eval
