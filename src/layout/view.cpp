// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/layout/view.hpp"

#include <fmt/format.h>

#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::layout {

using types::AdtDef;
using types::Kind;
using types::Layout;
using types::Primitive;
using types::Term;
using types::Variants;

namespace {

std::uint64_t offset_of(const types::FieldsShape& shape, std::size_t i) {
  if (shape.what == types::FieldsShape::What::Array) return i * shape.stride;
  return shape.what == types::FieldsShape::What::Arbitrary && i < shape.offsets.size() ? shape.offsets[i] : 0;
}

std::vector<FieldView> fields_of(types::Context& cx, Layouts& layouts, Term type, std::uint32_t variant,
                                 const types::VariantDef* def, const Layout* l) {
  std::vector<FieldView> out;
  const auto field_types = layouts.field_types(type, variant);
  out.reserve(field_types.size());
  for (std::size_t i = 0; i < field_types.size(); ++i) {
    const Layout& f = layouts.layout_of(field_types[i]);
    FieldView v;
    v.name = def ? std::string(def->fields[i].name) : fmt::format("{}", i);
    v.type = types::print(cx, field_types[i]);
    v.offset = l ? offset_of(l->fields, i) : 0;
    v.size = f.size;
    v.sized = f.is_sized();
    v.layout = &f;
    out.push_back(std::move(v));
  }
  return out;
}

void add_variants(types::Context& cx, Layouts& layouts, Term type, const AdtDef& def, TypeView& view) {
  const Layout& l = *view.layout;
  const auto discriminants = layouts.discriminants(def);
  for (std::uint32_t i = 0; i < def.variants.size(); ++i) {
    VariantView v;
    v.name = def.variants[i].name;
    v.discriminant = discriminants[i];
    if (l.variants.what == Variants::What::Single && l.variants.index == i) v.layout = &l;
    if (l.variants.what == Variants::What::Multiple) v.layout = &l.variants.variants[i];
    v.fields = fields_of(cx, layouts, type, i, &def.variants[i], v.layout);
    if (l.variants.what == Variants::What::Multiple) {
      const unsigned bits = static_cast<unsigned>(l.variants.tag.primitive.size) * 8;
      const types::U128 mask = bits >= 128 ? ~types::U128{0} : (types::U128{1} << bits) - 1;
      if (l.variants.encoding == Variants::Encoding::Direct) {
        v.tag = static_cast<types::U128>(v.discriminant) & mask;
      } else if (i == l.variants.untagged) {
        view.untagged = v.name;
      } else if (i >= l.variants.niche_first && i <= l.variants.niche_last) {
        v.tag = (l.variants.niche_start + (i - l.variants.niche_first)) & mask;
      }
    }
    view.variants.push_back(std::move(v));
  }
}

std::vector<SlotView> slots_of(types::Context& cx, Layouts& layouts, Term trait_ref) {
  static constexpr std::string_view kinds[] = {"drop in place", "size", "align", "vacant", "method", "supertrait"};
  std::vector<SlotView> out;
  for (const auto& e : layouts.vtable_entries(trait_ref)) {
    SlotView v;
    v.kind = kinds[static_cast<std::size_t>(e.what)];
    if (e.trait_ref) v.trait = types::print_trait(cx, e.trait_ref->def, e.trait_ref->kids);
    const bool called = e.what == types::VtableEntry::What::Method;
    if (called || e.what == types::VtableEntry::What::Vacant) v.method = cx.def_key(e.method).name;
    if (called) {
      std::vector<Term> args(e.trait_ref->kids.begin(), e.trait_ref->kids.end());
      args.resize(cx.generics_of(e.method).count(), cx.interner().leaf(Kind::ReErased));
      v.signature = types::print(cx, layouts.settle(types::substitute(cx.interner(), cx.fn_sig(e.method), args)));
    }
    out.push_back(std::move(v));
  }
  return out;
}

FieldView field_of(types::Context& cx, Layouts& layouts, std::string name, Term type, std::uint64_t offset) {
  const Layout& l = layouts.layout_of(type);
  return {std::move(name), types::print(cx, type), offset, l.size, l.is_sized(), &l};
}

/// Captures, which every state has, and the states with the locals that each keeps; the names of states are rustc's.
void add_states(types::Context& cx, Layouts& layouts, Term type, TypeView& view) {
  const Layout& l = *view.layout;
  std::size_t n = 0;
  for (Term t : layouts.captures(type)) {
    view.fields.push_back(field_of(cx, layouts, fmt::format("{}", n), t, l.fields.offsets.at(n)));
    ++n;
  }
  const types::CoroutineLayout& info = cx.coroutine_layout(type);
  const std::vector<Term> saved = layouts.saved_locals(type);
  static constexpr std::string_view names[] = {"Unresumed", "Returned", "Panicked"};
  for (std::uint32_t i = 0; i < info.variants.size(); ++i) {
    VariantView v;
    v.name = i < std::size(names) ? std::string(names[i]) : fmt::format("Suspend{}", i - std::size(names));
    v.discriminant = i;
    v.tag = i;
    v.layout = &l.variants.variants.at(i);
    for (std::size_t f = 0; f < info.variants[i].size(); ++f)
      v.fields.push_back(
          field_of(cx, layouts, fmt::format("{}", f), saved.at(info.variants[i][f]), v.layout->fields.offsets.at(f)));
    view.variants.push_back(std::move(v));
  }
}

TypeView vtable_view(types::Context& cx, Layouts& layouts, Term trait_ref) {
  trait_ref = layouts.settle(trait_ref);
  TypeView view;
  view.name = fmt::format("<{} as {}>", types::print(cx, trait_ref->kids[0]),
                          types::print_trait(cx, trait_ref->def, trait_ref->kids));
  view.kind = "vtable";
  view.repr = "Rust";
  view.vtable = slots_of(cx, layouts, trait_ref);
  view.pointer_size = layouts.target().usize();
  return view;
}

}  // namespace

std::string primitive_text(const Primitive& p) {
  switch (p.what) {
    case Primitive::What::Int:
      return fmt::format("{}{}", p.is_signed ? 'i' : 'u', p.size * 8);
    case Primitive::What::Float:
      return fmt::format("f{}", p.size * 8);
    default:
      return p.address_space == 0 ? "pointer" : fmt::format("pointer({})", p.address_space);
  }
}

types::WrappingRange spare_values(const types::Niche& n) {
  const types::U128 mask = n.value.size >= 16 ? ~types::U128{0} : (types::U128{1} << (n.value.size * 8)) - 1;
  return {(n.valid.end + 1) & mask, (n.valid.start - 1) & mask};
}

std::string kind_of(types::Context& cx, Term type) {
  switch (type->kind) {
    case Kind::Adt: {
      static constexpr std::string_view words[] = {"struct", "enum", "union"};
      return std::string(words[static_cast<std::size_t>(cx.adt_def(type->def).what)]);
    }
    case Kind::Tuple:
      return "tuple";
    case Kind::Closure:
    case Kind::CoroutineClosure:
      return "closure";
    case Kind::Coroutine:
      return "coroutine";
    case Kind::Array:
      return "array";
    case Kind::Slice:
    case Kind::Str:
      return "slice";
    case Kind::Ref:
      return "reference";
    case Kind::RawPtr:
      return "pointer";
    case Kind::FnPtr:
      return "fn pointer";
    case Kind::FnDef:
      return "fn item";
    case Kind::Dynamic:
      return "trait object";
    case Kind::Foreign:
      return "extern type";
    case Kind::Pat:
      return "pattern type";
    default:
      return "primitive";
  }
}

TypeView view_of(types::Context& cx, Layouts& layouts, Term type) {
  if (type->kind == Kind::TraitRef) return vtable_view(cx, layouts, type);
  type = layouts.settle(type);
  TypeView view;
  view.name = types::print(cx, type);
  view.kind = kind_of(cx, type);
  view.layout = &layouts.layout_of(type);
  view.repr = "Rust";
  if (type->kind == Kind::Coroutine) {
    add_states(cx, layouts, type, view);
    return view;
  }
  if (type->kind != Kind::Adt) {
    view.fields = fields_of(cx, layouts, type, 0, nullptr, view.layout);
    if (type->kind == Kind::Dynamic) {
      view.vtable = slots_of(cx, layouts, types::principal_of(cx.interner(), type));
      view.pointer_size = layouts.target().usize();
    }
    return view;
  }
  const AdtDef& def = cx.adt_def(type->def);
  const std::string repr = types::print_repr(def.repr);
  view.repr = repr.empty() ? "Rust" : repr;
  if (def.what == AdtDef::What::Enum)
    add_variants(cx, layouts, type, def, view);
  else
    view.fields = fields_of(cx, layouts, type, 0, &def.variants.at(0), view.layout);
  return view;
}

}  // namespace rmeta::layout
