// SPDX-License-Identifier: MIT OR Apache-2.0
// Kind by kind: what a type is made of (rustc_ty_utils/src/layout.rs, layout_of_uncached; older:
// rustc_middle/src/ty/layout.rs). Structs, enums and unions are in adt.cpp.
#include "rmeta/layout/layouts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "calculator.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/def_map.hpp"
#include "rmeta/types/print.hpp"
#include "vtable.hpp"

namespace rmeta::layout {

using types::Kind;
using types::Node;
using types::Term;
using types::Terms;
using types::Width;

namespace {

// A type nested deeper than this is taken for one without end; rustc's own limit is 128 unless a crate raises it.
constexpr int kMaxDepth = 400;

std::uint64_t width_bytes(const TargetDataLayout& dl, Term t) {
  static constexpr std::uint64_t bytes[] = {1, 2, 4, 8, 16};
  return t->sub == static_cast<std::uint8_t>(Width::Size) ? dl.usize() : bytes[t->sub];
}

TargetDataLayout by_rules(TargetDataLayout target, const Rules& rules) {
  target.objects_up_to_2_to_61 = rules.objects_up_to_2_to_61;
  return target;
}

}  // namespace

struct Layouts::Entry {
  enum class State : std::uint8_t { New, Asked, Done, Failed };
  State state = State::New;      // of the layout
  Layout layout;                 // Done
  std::unique_ptr<Error> error;  // Failed
  // Of an ADT, once asked for: the types of all fields, and where those of each variant end.
  std::vector<Term> field_types;
  std::vector<std::uint32_t> ends;
};

Layouts::Layouts(types::Context& cx, const Rules& rules, const TargetDataLayout& target)
    : cx_(cx),
      in_(cx.interner()),
      rules_(rules),
      target_(by_rules(target, rules)),
      calc_(std::make_unique<Calculator>(rules_, target_)),
      vtables_(std::make_unique<Vtables>(cx, rules_)),
      unsized_tails_(std::make_unique<types::DefMap<bool>>()) {}
Layouts::~Layouts() {
  for (Entry* e : entries_)
    if (e != nullptr) std::destroy_at(e);
}

Term Layouts::settle(Term t) {
  t = types::strip_regions(in_, cx_.normalize(types::strip_regions(in_, t)));
  if (!t->has(Node::kHasError | Node::kHasTypeParam | Node::kHasAlias | Node::kHasUnevaluated)) return t;
  if (t->has(Node::kHasError))
    throw Error(fmt::format("type {} is one the compiler could not make sense of", types::print(cx_, t)));
  if (t->has(Node::kHasTypeParam))
    throw Error(fmt::format("type {} depends on a generic parameter", types::print(cx_, t)));
  throw Error(types::why_unresolved(cx_, t));
}

std::uint64_t Layouts::method_slots(types::DefId trait) {
  return vtables_->method_slots(trait);
}

std::vector<types::VtableEntry> Layouts::vtable_entries(Term trait_ref) {
  return vtables_->entries(trait_ref ? settle(trait_ref) : nullptr);
}

Layouts::Entry& Layouts::entry_of(Term type) {
  if (type->number >= entries_.size()) entries_.resize(std::max<std::size_t>(in_.size(), type->number + 1));
  Entry*& entry = entries_[type->number];
  if (entry == nullptr) entry = std::pmr::polymorphic_allocator<>(&memory_).new_object<Entry>();
  return *entry;
}

const Layout& Layouts::layout_of(Term type) {
  if (type->number < entries_.size() && entries_[type->number] != nullptr) {
    const Entry& known = *entries_[type->number];
    if (known.state == Entry::State::Done) return known.layout;
    if (known.state == Entry::State::Failed) throw *known.error;
    if (known.state == Entry::State::Asked)
      throw Error(fmt::format("type {} contains itself", types::print(cx_, type)));
  }
  if (const Term settled = settle(type); settled != type) return layout_of(settled);
  Entry& entry = entry_of(type);
  entry.state = Entry::State::Asked;
  struct Depth {
    explicit Depth(int& d) : d_(++d) {}
    ~Depth() { --d_; }
    int& d_;
  } depth(depth_);
  try {
    if (depth_ > kMaxDepth) throw Error(fmt::format("types are nested more than {} deep", kMaxDepth));
    entry.layout = compute(type);
    if (rules_.alignment_is_one) entry.layout.preferred_align = 0;
    if (!rules_.fields_seed_the_shuffle) entry.layout.randomization_seed = 0;
    entry.state = Entry::State::Done;
  } catch (Error& e) {
    // The whole chain of types would be long; the outermost and the innermost say enough.
    if (depth_ == 1 && !e.reason().starts_with("layout of "))
      e = Error(fmt::format("layout of {}: {}", types::print(cx_, type), e.reason())).hint(e.hint());
    entry.error = std::make_unique<Error>(e);
    entry.state = Entry::State::Failed;
    throw e;
  }
  return entry.layout;
}

Layouts::Fields Layouts::layouts_of(std::span<const Term> types) {
  Fields out;
  out.reserve(types.size());
  for (Term t : types) out.push_back(&layout_of(t));
  return out;
}

U128 Layouts::bits(Term constant) {
  auto b = constant->kind == Kind::CtValue ? types::leaf_bits(constant) : std::nullopt;
  if (!b) throw Error(fmt::format("constant {} is not a number", types::print(cx_, constant)));
  return (U128{b->hi} << 64) | b->lo;
}

std::uint64_t Layouts::array_length(Term constant) {
  const U128 n = bits(constant);
  if (n > max_value(target_.usize())) throw Error("an array length beyond the target's usize");
  return static_cast<std::uint64_t>(n);
}

Term Layouts::tail(Term t) {
  for (int steps = 0; steps < kMaxDepth; ++steps) {
    if (t->kind == Kind::Adt) {
      const types::AdtDef& def = cx_.adt_def(t->def);
      if (def.what != types::AdtDef::What::Struct || def.variants.empty() || def.variants[0].fields.empty()) return t;
      t = settle(types::substitute(in_, cx_.type_of(def.variants[0].fields.back().def), t->kids));
    } else if (t->kind == Kind::Tuple && !t->kids.empty()) {
      t = t->kids.back();
    } else {
      return t;
    }
  }
  throw Error(fmt::format("the last field of {} is nested without end", types::print(cx_, t)));
}

Layout Layouts::pointer(Term t) {
  Scalar data = full_range(target_.pointer_in(0));
  if (t->kind == Kind::Ref) data.valid.start = 1;
  switch (tail(t->kids.back())->kind) {
    case Kind::Slice:
    case Kind::Str:
      return calc_->scalar_pair(data, full_range(target_.integer(target_.usize(), false)));
    case Kind::Dynamic: {
      Scalar vtable = full_range(target_.pointer_in(0));
      vtable.valid.start = 1;
      return calc_->scalar_pair(data, vtable);
    }
    default:
      return calc_->scalar(data);
  }
}

Layout Layouts::pattern_type(Term t) {
  Layout l = layout_of(t->kids[0]);
  Term pattern = t->kids[1];
  Scalar& s = l.repr.a;
  if (!l.repr.is_scalar() && !(l.repr.is_pair() && pattern->kind == Kind::PatNotNull))
    throw Error("a pattern type of a type that is not a scalar");
  if (pattern->kind == Kind::PatNotNull) {
    s.valid.start = 1;
  } else {
    // Ranges that touch at the ends of a signed type make one that goes round.
    std::vector<WrappingRange> ranges;
    const std::span<const Term> all = pattern->kind == Kind::PatOr ? pattern->kids : std::span(&pattern, 1);
    for (Term p : all) {
      if (p->kind != Kind::PatRange) throw Error("alternatives of a pattern type that are not ranges");
      const auto [start, end] = types::range_ends(*p);
      WrappingRange r = s.valid;  // what a range says nothing of is as it is for the base
      if (start) r.start = bits(start);
      if (end) r.end = bits(end) - ((p->sub & types::kPatEndExcluded) != 0 ? 1 : 0);
      ranges.push_back(r);
    }
    const U128 least = (max_value(s.primitive.size) >> 1) + 1;
    if (ranges.size() == 2 && ranges[1].start == least) std::swap(ranges[0], ranges[1]);
    if (ranges.empty() || ranges.size() > 2) throw Error("a pattern type of more than two ranges");
    s.valid = {ranges.back().start, ranges.front().end};
  }
  l.largest_niche = Niche{0, s.primitive, s.valid};
  if (!rules_.pattern_types_have_a_field) return l;
  l.fields = {};
  l.fields.what = FieldsShape::What::Arbitrary;
  l.fields.offsets = {0};
  l.fields.in_memory = {0};
  return l;
}

std::span<const Term> Layouts::captures(Term t) {
  Term all = types::synthetic_arg(cx_, t, "<upvars>");
  if (all) all = settle(all);
  if (!all || all->kind != Kind::Tuple) throw Error("a closure or coroutine whose captures are not known");
  return all->kids;
}

std::vector<Term> Layouts::saved_locals(Term t) {
  std::vector<Term> out;
  for (Term saved : cx_.coroutine_layout(t).saved) out.push_back(settle(types::substitute(in_, saved, t->kids)));
  return out;
}

Layout Layouts::coroutine(Term t) {
  const types::CoroutineLayout& info = cx_.coroutine_layout(t);
  auto wrapper = cx_.lang_item("maybe_uninit");
  if (!wrapper) throw Error("a coroutine in a crate without MaybeUninit");
  const std::vector<Term> saved = saved_locals(t);
  std::vector<Term> wrapped;
  for (const Term& local : saved) {
    wrapped.push_back(in_.make(Kind::Adt, {&local, 1}, *wrapper));
  }
  const bool all = rules_.shared_locals_may_be_uninit;
  Layout l = calc_->coroutine({layouts_of(captures(t)), layouts_of(wrapped), layouts_of(all ? wrapped : saved),
                               &info.variants, &info.conflicts});
  l.randomization_seed = cx_.small_path_hash(t->def).value_or(0);
  return l;
}

Layout Layouts::compute(Term t) {
  switch (t->kind) {
    case Kind::Bool:
      return calc_->scalar({target_.integer(1, false), {0, 1}, false});
    case Kind::Char:
      return calc_->scalar({target_.integer(4, false), {0, 0x10ffff}, false});
    case Kind::Int:
    case Kind::Uint:
      return calc_->scalar(full_range(target_.integer(width_bytes(target_, t), t->kind == Kind::Int)));
    case Kind::Float:
      return calc_->scalar(full_range(target_.floating(width_bytes(target_, t))));
    case Kind::FnPtr: {
      Scalar s = full_range(target_.pointer_in(target_.instruction_address_space));
      s.valid.start = 1;
      return calc_->scalar(s);
    }
    case Kind::Never:
      return calc_->never();
    case Kind::Ref:
    case Kind::RawPtr:
      return pointer(t);
    case Kind::Array: {
      Layout l = calc_->array(layout_of(t->kids[0]), array_length(t->kids[1]));
      if (l.uninhabited && !rules_.uninhabited_by_layout) l.uninhabited = uninhabited_by_type(t->kids[0], 0);
      return l;
    }
    case Kind::Slice: {
      Layout l = calc_->array(layout_of(t->kids[0]), std::nullopt);
      l.randomization_seed = 0x2dcba99c39784102;  // numbers that rustc's authors chose
      return l;
    }
    case Kind::Str: {
      Layout l = calc_->array(calc_->scalar(full_range(target_.integer(1, false))), std::nullopt);
      l.randomization_seed = 0xc1325f37d127be22;
      return l;
    }
    case Kind::FnDef:
      return calc_->unit(true);
    case Kind::Dynamic:
    case Kind::Foreign:
      return calc_->unit(false);
    case Kind::Pat:
      return pattern_type(t);
    case Kind::UnsafeBinder:
      return layout_of(t->kids[0]);
    case Kind::Tuple: {
      StructKind kind;
      if (!t->kids.empty()) kind.what = StructKind::What::MaybeUnsized;
      return calc_->univariant(layouts_of(field_types(t, 0)), {}, kind);
    }
    case Kind::Closure:
    case Kind::CoroutineClosure:
      return calc_->univariant(layouts_of(field_types(t, 0)), {}, {});
    case Kind::Adt:
      return adt(t);
    case Kind::Coroutine:
      return coroutine(t);
    default:
      throw Error(fmt::format("type {} has no layout", types::print(cx_, t)));
  }
}

std::span<const Term> Layouts::field_types(Term t, std::uint32_t variant) {
  switch (t->kind) {
    case Kind::Tuple:
      return t->kids;
    case Kind::Closure:
    case Kind::CoroutineClosure:
      return captures(t);
    case Kind::Adt:
      break;
    default:
      return {};
  }
  Entry& entry = entry_of(t);
  if (entry.ends.empty()) {
    const auto& variants = definition(t->def).variants;
    std::size_t count = 0;
    for (const auto& v : variants) count += v.fields.size();
    std::vector<Term> all;
    std::vector<std::uint32_t> ends;
    all.reserve(count);
    ends.reserve(variants.size());
    for (const auto& v : variants) {
      for (const auto& f : v.fields) {
        try {
          all.push_back(settle(types::substitute(in_, cx_.type_of(f.def), t->kids)));
        } catch (Error& e) {
          throw Error(fmt::format("{} (field {})", e.reason(), f.name)).hint(e.hint());
        }
      }
      ends.push_back(static_cast<std::uint32_t>(all.size()));
    }
    entry.field_types = std::move(all);
    entry.ends = std::move(ends);
  }
  if (variant >= entry.ends.size()) throw Error("a variant that does not exist");
  const std::uint32_t first = variant == 0 ? 0 : entry.ends[variant - 1];
  return std::span(entry.field_types).subspan(first, entry.ends[variant] - first);
}

}  // namespace rmeta::layout
