// SPDX-License-Identifier: MIT OR Apache-2.0
// Parts of values, questions about them, and steps that change how an argument is passed
// (rustc_middle/src/ty/layout.rs, `ty_and_layout_field`; rustc_abi/src/callconv.rs; rustc_target/src/callconv/mod.rs).
#include "call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "calculator.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::layout {

using types::FieldsShape;
using types::Kind;
using types::Term;

TyLayout Calls::layout_of(Term type) {
  type = layouts.settle(type);
  while (type->kind == Kind::UnsafeBinder) type = layouts.settle(type->kids[0]);
  return {type, &layouts.layout_of(type), 0, 0};
}

TyLayout Calls::synthetic(const types::Scalar& s) {
  Layout& l = made_.emplace_back();
  l.size = s.primitive.size;
  l.align = l.unadjusted_align = s.primitive.align;
  l.repr.what = types::BackendRepr::What::Scalar;
  l.repr.a = s;
  return {nullptr, &l, 0, 0};
}

std::uint64_t Calls::vtable_entries(Term dyn) {
  constexpr std::uint64_t kCommon = 3;  // drop glue, size, alignment
  std::uint64_t count = kCommon;
  if (rules.vtables_are_as_long_as_their_methods)
    for (Term p : dyn->kids)
      if (p->kind == Kind::ExTrait) count += layouts.method_slots(p->def);
  return count;
}

TyLayout Calls::field(const TyLayout& t, std::size_t i) {
  const Layout& l = *t.layout;
  if (!t.type) throw Error("a part of a value that has no parts");
  switch (t.type->kind) {
    case Kind::Ref:
    case Kind::RawPtr: {
      // The halves of a wide pointer; the first has the type of the whole.
      TyLayout part = synthetic(i == 0 ? l.repr.a : l.repr.b);
      if (i == 0) {
        part.type = t.type;
      } else if (Term tail = layouts.tail_of(t.type->kids.back()); tail->kind == Kind::Dynamic) {
        part.vtable_entries = vtable_entries(tail);
      }
      return part;
    }
    case Kind::Array:
    case Kind::Slice:
      return layout_of(t.type->kids[0]);
    case Kind::Str:
      return synthetic(full_range(data_layout().integer(1, false)));
    case Kind::Pat:
      return layout_of(t.type->kids[0]);
    case Kind::Coroutine: {
      // Of the whole: what it captures, then the tag. Of a state: the locals it keeps, as they were declared
      // (rustc_middle/src/ty/layout.rs, ty_and_layout_field).
      if (l.variants.what == types::Variants::What::Multiple) {
        const auto captures = layouts.captures(t.type);
        if (i < captures.size()) return layout_of(captures[i]);
        if (i == captures.size()) return synthetic(l.variants.tag);
      } else if (const auto& info = cx.coroutine_layout(t.type); l.variants.index < info.variants.size()) {
        const auto& kept = info.variants[l.variants.index];
        if (i < kept.size() && kept[i] < info.saved.size())
          return layout_of(types::substitute(cx.interner(), info.saved[kept[i]], t.type->kids));
      }
      throw Error(fmt::format("type {} has no part {}", types::print(cx, t.type), i));
    }
    default:
      break;
  }
  if (l.variants.what == types::Variants::What::Multiple) return synthetic(l.variants.tag);
  const auto fields =
      layouts.field_types(t.type, l.variants.what == types::Variants::What::Single ? l.variants.index : t.variant);
  if (i >= fields.size()) throw Error(fmt::format("type {} has no part {}", types::print(cx, t.type), i));
  return layout_of(fields[i]);
}

TyLayout Calls::for_variant(const TyLayout& t, std::uint32_t v) {
  if (t.layout->variants.what != types::Variants::What::Multiple) return t;
  return {t.type, &t.layout->variants.variants.at(v), v, 0};
}

Held Calls::held(const Layout& l) const {
  if (l.uninhabited && !rules.uninhabited_values_are_passed) return Held::Uninhabited;
  switch (l.repr.what) {
    case types::BackendRepr::What::Scalar:
      return Held::Scalar;
    case types::BackendRepr::What::ScalarPair:
      return Held::Pair;
    case types::BackendRepr::What::Vector:
      return Held::Vector;
    case types::BackendRepr::What::ScalableVector:
      return Held::ScalableVector;
    default:
      return Held::Memory;
  }
}

std::size_t field_count(const Layout& l) {
  switch (l.fields.what) {
    case FieldsShape::What::Primitive:
      return 0;
    case FieldsShape::What::Arbitrary:
      return l.fields.offsets.size();
    default:
      return l.fields.count;
  }
}

std::uint64_t field_offset(const Layout& l, std::size_t i) {
  if (l.fields.what == FieldsShape::What::Arbitrary) return l.fields.offsets.at(i);
  return l.fields.what == FieldsShape::What::Array ? l.fields.stride * i : 0;
}

std::optional<std::size_t> Calls::only_field(const TyLayout& t) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < field_count(*t.layout); ++i) {
    if (is_1zst(*field(t, i).layout)) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

bool Calls::is_transparent(Term t) const {
  if (!t || t->kind != Kind::Adt) return false;
  const auto& flags = cx.adt_def(t->def).repr.flags;
  return std::find(flags.begin(), flags.end(), "transparent") != flags.end();
}

bool Calls::passes_indirectly(const ArgAbi& a) {
  if (!rules.marked_types_pass_indirectly) return false;
  TyLayout t = of(a);
  while (is_transparent(t.type)) {
    auto inner = only_field(t);
    if (!inner) break;
    t = field(t, *inner);
  }
  if (!t.type || t.type->kind != Kind::Adt) return false;
  const auto& flags = cx.adt_def(t.type->def).repr.flags;
  return std::find_if(flags.begin(), flags.end(), [](const std::string& f) {
           return f.find("pass_indirectly") != std::string::npos;
         }) != flags.end();
}

Reg Calls::opaque_vector(std::uint64_t size) const {
  Reg r{Reg::Kind::Vector, size};
  if (rules.vector_registers_know_elements) r.element = data_layout().integer(1, true);
  return r;
}

// Fields of one kind without gaps; variants count like members of a union behind the tag.
std::optional<Reg> Calls::homogeneous(const TyLayout& t) {
  const Layout& l = *t.layout;
  const Held how = held(l);
  if (how == Held::Uninhabited || how == Held::ScalableVector || (how == Held::Memory && !l.is_sized()))
    return std::nullopt;
  if (how == Held::Scalar) return is_float(l.repr.a) ? floating(l.size) : integer(l.size);
  if (how == Held::Vector) {
    Reg r{Reg::Kind::Vector, l.size};
    if (rules.vector_registers_know_elements) r.element = l.repr.a.primitive;
    return r;
  }
  const Reg none = integer(0);
  Reg all = none;
  auto merge = [&](const std::optional<Reg>& other) {
    if (!other) return false;
    if (other->size == 0) return true;
    if (all.size != 0 && !(all == *other)) return false;
    all = *other;
    return true;
  };
  auto from_fields = [&](const TyLayout& part, std::uint64_t total) -> std::optional<std::uint64_t> {
    const Layout& pl = *part.layout;
    if (pl.fields.what == FieldsShape::What::Array) {
      if (pl.fields.count > 0 && !merge(homogeneous(field(part, 0)))) return std::nullopt;
      return pl.size;
    }
    const bool is_union = pl.fields.what == FieldsShape::What::Union;
    for (std::size_t i = 0; i < field_count(pl); ++i) {
      const TyLayout f = field(part, i);
      if (rules.homogeneous_ignores_empty && is_1zst(*f.layout)) continue;
      if (!is_union && total != field_offset(pl, i)) return std::nullopt;
      if (!merge(homogeneous(f))) return std::nullopt;
      total = is_union ? std::max(total, f.layout->size) : total + f.layout->size;
    }
    return total;
  };
  auto start = from_fields(t, 0);
  if (!start) return std::nullopt;
  std::uint64_t total = *start;
  if (l.variants.what == types::Variants::What::Multiple)
    for (std::uint32_t v = 0; v < l.variants.variants.size(); ++v) {
      auto end = from_fields(for_variant(t, v), *start);
      if (!end) return std::nullopt;
      total = std::max(total, *end);
    }
  if (total != l.size) return std::nullopt;
  return all;
}

std::optional<Reg> Calls::homogeneous_unit(const TyLayout& t) {
  auto r = homogeneous(t);
  return r && r->size != 0 ? r : std::nullopt;
}

bool Calls::is_single_float(const TyLayout& t) {
  const Held how = held(*t.layout);
  if (how == Held::Scalar)
    return is_float(t.layout->repr.a) && (t.layout->repr.a.primitive.size == 4 || t.layout->repr.a.primitive.size == 8);
  return how == Held::Memory && field_count(*t.layout) == 1 && field_offset(*t.layout, 0) == 0 &&
         is_single_float(field(t, 0));
}

bool Calls::is_single_vector(const TyLayout& t, std::uint64_t size) {
  const Held how = held(*t.layout);
  if (how == Held::Vector) return t.layout->size == size;
  return how == Held::Memory && field_count(*t.layout) == 1 && field_offset(*t.layout, 0) == 0 &&
         is_single_vector(field(t, 0), size);
}

bool Calls::contains_vector(const TyLayout& t) {
  const Held how = held(*t.layout);
  if (how == Held::Vector) return true;
  if (how != Held::Memory) return false;
  // All elements of an array are alike.
  const std::size_t count = t.layout->fields.what == FieldsShape::What::Array
                                ? std::min<std::size_t>(1, t.layout->fields.count)
                                : field_count(*t.layout);
  for (std::size_t i = 0; i < count; ++i)
    if (contains_vector(field(t, i))) return true;
  return false;
}

bool Calls::is_noundef(const TyLayout& t) {
  const Layout& l = *t.layout;
  switch (held(l)) {
    case Held::Scalar:
      return !l.repr.a.may_be_uninit;
    case Held::Pair:
      return !l.repr.a.may_be_uninit && !l.repr.b.may_be_uninit &&
             l.repr.a.primitive.size + l.repr.b.primitive.size == l.size;
    case Held::Memory:
      break;
    default:
      return false;
  }
  if (l.fields.what == FieldsShape::What::Array) return l.fields.count == 0 || is_noundef(field(t, 0));
  if (l.fields.what != FieldsShape::What::Arbitrary || l.variants.what != types::Variants::What::Single) return false;
  std::vector<std::size_t> order(l.fields.offsets.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return l.fields.offsets[a] < l.fields.offsets[b]; });
  std::uint64_t at = 0;
  for (std::size_t i : order) {
    const TyLayout f = field(t, i);
    if (f.layout->size == 0) continue;
    if (l.fields.offsets[i] != at || !is_noundef(f)) return false;
    at += f.layout->size;
  }
  return at == l.size;
}

// The callee gets a copy of its own: nobody else knows its place.
ArgAttributes Calls::indirect_attrs(const Layout& l) const {
  ArgAttributes a;
  a.flags = kNoAlias | kNonNull;
  a.flags |= rules.indirect_pointers_are_captured_by_address ? kCapturesAddress : kNoCapture;
  if (rules.scalars_are_noundef) a.flags |= kNoUndef;
  if (rules.dereferenceable_on_entry) a.flags |= kNoFree;
  a.pointee_size = l.size;
  if (rules.indirect_pointers_are_aligned) a.pointee_align = l.align;
  return a;
}

void Calls::make_indirect(ArgAbi& a) const {
  if (a.mode == ArgAbi::Mode::Indirect && !a.on_stack) return;
  if (a.mode != ArgAbi::Mode::Direct && a.mode != ArgAbi::Mode::Pair)
    throw Error(fmt::format("an argument of type {} cannot be passed by address any more", types::print(cx, a.type)));
  a.mode = ArgAbi::Mode::Indirect;
  a.attrs = indirect_attrs(*a.layout);
  a.second = {};
  a.has_metadata = !a.layout->is_sized();
}

void Calls::make_indirect_from_ignore(ArgAbi& a) const {
  a.mode = ArgAbi::Mode::Direct;
  make_indirect(a);
}

void Calls::pass_on_stack(ArgAbi& a, std::uint64_t align) const {
  if (!a.layout->is_sized())
    throw Error(fmt::format("an unsized {} cannot be passed on the stack", types::print(cx, a.type)));
  make_indirect(a);
  a.on_stack = true;
  if (align != 0) a.attrs.pointee_align = align;
}

void Calls::extend_integer(ArgAbi& a, std::uint64_t bits) const {
  if (held(*a.layout) != Held::Scalar || a.mode != ArgAbi::Mode::Direct) return;
  const types::Primitive& p = a.layout->repr.a.primitive;
  if (p.what == types::Primitive::What::Int && p.size * 8 < bits)
    a.attrs.ext = p.is_signed ? ArgExtension::Sext : ArgExtension::Zext;
}

void Calls::cast(ArgAbi& a, CastTarget to) const {
  a.mode = ArgAbi::Mode::Cast;
  a.attrs = a.second = {};
  a.has_metadata = false;
  a.cast = std::move(to);
}

}  // namespace rmeta::layout
