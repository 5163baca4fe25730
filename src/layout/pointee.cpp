// SPDX-License-Identifier: MIT OR Apache-2.0
// What a pointer inside of an argument promises: rustc looks through newtypes, structs and enums with a null niche for
// the reference or Box that stands at an offset (rustc_middle/src/ty/layout.rs, `ty_and_layout_pointee_info_at`), and
// tells the code generator what follows from its type (rustc_ty_utils/src/abi.rs, `arg_attrs_for_rust_scalar`; older:
// `adjust_for_rust_scalar`).
#include <fmt/format.h>

#include <algorithm>

#include "call.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::layout {

using types::FieldsShape;
using types::Kind;
using types::Term;
using types::Variants;

namespace {

/// Types for which rustc asks nobody (`is_trivially_freeze`, `is_trivially_unpin`).
bool trivial(Term t) {
  switch (t->kind) {
    case Kind::Int:
    case Kind::Uint:
    case Kind::Float:
    case Kind::Bool:
    case Kind::Char:
    case Kind::Str:
    case Kind::Never:
    case Kind::Ref:
    case Kind::RawPtr:
    case Kind::FnDef:
    case Kind::FnPtr:
      return true;
    case Kind::Tuple:
      return std::all_of(t->kids.begin(), t->kids.end(), trivial);
    case Kind::Pat:
    case Kind::Slice:
    case Kind::Array:
      return trivial(t->kids[0]);
    default:
      return false;
  }
}

// A crate without `core` may lack the lang item. It cannot ask for the trait then: it is compiled without optimisation,
// or not at all.
bool holds(Calls& c, std::string_view lang_item, Term t) {
  if (trivial(t)) return true;
  const auto trait = c.cx.lang_item_of_core(lang_item);
  if (!trait) return false;
  const auto answer = c.cx.holds(c.cx.interner().make(Kind::TraitRef, {&t, 1}, *trait));
  if (!answer)
    throw Error(fmt::format("whether {} is {} cannot be decided, which says what a reference to it promises",
                            types::print(c.cx, t), types::print_path(c.cx, *trait)));
  return *answer;
}

bool optimised(const Calls& c) {
  return !c.env.without_core && (c.env.optimised || !c.rules.references_are_weak_without_optimisation);
}

bool is_unpin(Calls& c, Term t) {
  return optimised(c) && holds(c, "unpin", t) && (!c.rules.unpin_needs_unsafe_unpin || holds(c, "unsafe_unpin", t));
}

void describe(Calls& c, Pointee& p) {
  const types::Layout& l = *c.layout_of(p.type).layout;
  p.size = l.size;
  p.align = l.align;
}

Pointee boxed(Calls& c, const TyLayout& t) {
  Pointee p;
  p.kind = Pointee::Kind::Box;
  p.type = c.layouts.settle(t.type->kids[0]);
  // In 1.48 and 1.63 every Box is unique.
  p.unpin = c.rules.boxes_are_unique_if_unpin ? is_unpin(c, p.type) : true;
  const Term allocator = t.type->kids.size() > 1 ? c.layouts.settle(t.type->kids[1]) : nullptr;
  p.global = !allocator || (allocator->kind == Kind::Adt && c.cx.lang_item("global_alloc_ty") == allocator->def);
  describe(c, p);
  return p;
}

bool is_lang(Calls& c, Term t, std::string_view item) {
  return t && t->kind == Kind::Adt && c.cx.lang_item(item) == t->def;
}

}  // namespace

Pointee mutable_reference(Calls& c, Term pointee) {
  Pointee p;
  p.kind = Pointee::Kind::Mutable;
  p.type = pointee;
  p.unpin = c.rules.mutable_references_are_unique && is_unpin(c, pointee);
  describe(c, p);
  return p;
}

std::optional<Pointee> pointee_at(Calls& c, const TyLayout& t, std::uint64_t offset) {
  if (t.vtable_entries != 0 && offset == 0) {
    Pointee p;
    p.kind = Pointee::Kind::Shared;
    p.frozen = optimised(c);
    p.align = c.data_layout().integer(c.data_layout().usize(), false).align;
    p.size = t.vtable_entries * c.data_layout().usize();
    return p;
  }
  if (!t.type) return std::nullopt;
  if (offset == 0) {
    if (t.type->kind == Kind::RawPtr || t.type->kind == Kind::FnPtr) {
      Pointee p;
      if (t.type->kind == Kind::RawPtr) p.type = t.type->kids.back();
      return p;
    }
    if (t.type->kind == Kind::Ref) {
      Term to = c.layouts.settle(t.type->kids.back());
      if (t.type->sub == types::kMut) return mutable_reference(c, to);
      Pointee p;
      p.kind = Pointee::Kind::Shared;
      p.type = to;
      p.frozen = optimised(c) && holds(c, "freeze", to);
      describe(c, p);
      return p;
    }
    if (c.rules.raw_pointers_say_nothing && is_lang(c, t.type, "owned_box")) return boxed(c, t);
  }
  if (c.rules.raw_pointers_say_nothing && is_lang(c, t.type, "maybe_dangling")) {
    auto inner = pointee_at(c, c.field(t, 0), offset);
    if (inner) {
      inner->kind = Pointee::Kind::Raw;  // only its alignment is still asserted
      inner->size = 0;
    }
    return inner;
  }
  TyLayout data = t;
  const Variants& v = t.layout->variants;
  if (v.what == Variants::What::Multiple) {
    if (v.encoding != Variants::Encoding::Niche || v.tag_offset != offset) return std::nullopt;
    if (c.rules.niche_pointers_need_null && (v.variants.size() != 2 || v.niche_start != 0)) return std::nullopt;
    data = c.for_variant(t, v.untagged);
  }
  if (data.layout->fields.what == FieldsShape::What::Union) return std::nullopt;
  std::optional<Pointee> result;
  const std::uint64_t end = offset + c.pointer_size();
  for (std::size_t i = 0; i < field_count(*data.layout) && !result; ++i) {
    const std::uint64_t start = field_offset(*data.layout, i);
    if (start > offset) continue;
    const TyLayout f = c.field(data, i);
    if (end <= start + f.layout->size) result = pointee_at(c, f, offset - start);
  }
  if (result && offset == 0 && !c.rules.raw_pointers_say_nothing && is_lang(c, t.type, "owned_box")) return boxed(c, t);
  return result;
}

ArgAttributes scalar_attributes(Calls& c, const types::Scalar& s, const TyLayout& t, std::uint64_t offset,
                                bool is_return, Term dropped) {
  const CallRules& rules = c.rules;
  ArgAttributes a;
  const bool is_bool = !s.may_be_uninit && is_integer(s) && s.primitive.size == 1 && !s.primitive.is_signed &&
                       s.valid == types::WrappingRange{0, 1};
  if (is_bool) {
    a.ext = ArgExtension::Zext;
    if (rules.scalars_are_noundef) a.flags |= kNoUndef;
    return a;
  }
  const std::uint64_t size = s.primitive.size;
  const types::U128 mask = size >= 16 ? ~types::U128{0} : (types::U128{1} << (size * 8)) - 1;
  const bool always_valid = s.may_be_uninit || ((s.valid.end + 1) & mask) == s.valid.start;
  if (rules.full_ranges_are_noundef ? !s.may_be_uninit : rules.scalars_are_noundef && !always_valid)
    a.flags |= kNoUndef;
  if (s.may_be_uninit || s.primitive.what != types::Primitive::What::Pointer) return a;
  if (!rules.dropped_pointers_are_unique || rules.drop_glue_takes_reference) dropped = nullptr;
  if (rules.raw_pointers_say_nothing && offset != 0) dropped = nullptr;
  if (!s.valid.contains(0) || dropped) a.flags |= kNonNull;

  auto info = pointee_at(c, t, offset);
  if (dropped && (!info || info->kind == Pointee::Kind::Raw) && offset == 0) {
    // Like a mutable reference, by the documentation of `drop_in_place`.
    info = mutable_reference(c, dropped);
  }
  if (!info) return a;
  const bool raw = info->kind == Pointee::Kind::Raw, box = info->kind == Pointee::Kind::Box;
  // Nobody else changes or frees what is behind it as long as the function runs.
  const bool guarded =
      info->kind == Pointee::Kind::Shared ? info->frozen : info->kind == Pointee::Kind::Mutable && info->unpin;
  if (raw && !rules.raw_pointers_say_nothing) return a;
  if (!rules.raw_pointers_say_nothing || (info->align > 1)) a.pointee_align = info->align;
  if (rules.alignment_as_reliable && c.target().is_like_windows && c.target().arch == "x86")
    a.pointee_align = std::min<std::uint64_t>(a.pointee_align, 4);
  if (raw) return a;

  if (rules.dereferenceable_on_entry)
    a.pointee_size = info->size;
  else if (rules.shared_places_are_not_dereferenceable)
    a.pointee_size = guarded && !(rules.returns_are_not_dereferenceable && is_return) ? info->size : 0;
  else
    a.pointee_size = box ? 0 : info->size;
  if (rules.scalars_are_noundef && !rules.full_ranges_are_noundef) a.flags |= kNoUndef;

  bool alone = guarded;
  if (box) alone = info->unpin && (info->global || !rules.boxes_are_unique_if_global);
  if (!rules.full_ranges_are_noundef && info->kind == Pointee::Kind::Mutable) {
    // 1.63 leaves the last word to the code generator.
    if (alone && !is_return) a.flags |= kNoAliasMutRef;
    alone = false;
  }
  if (alone && (!is_return || (box && !rules.boxes_are_unique_if_unpin))) a.flags |= kNoAlias;
  if (info->kind == Pointee::Kind::Shared && info->frozen && !is_return) {
    a.flags |= kReadOnly;
    if (rules.frozen_references_capture_read_only) a.flags |= kCapturesReadOnly;
  }
  if (rules.dereferenceable_on_entry && guarded && !is_return) a.flags |= kNoFree;
  return a;
}

}  // namespace rmeta::layout
