// SPDX-License-Identifier: MIT OR Apache-2.0
// Places: locals and what lies inside of them or behind pointers; which variant an enum has (rustc_const_eval/src/
// interpret/place.rs, projection.rs, discriminant.rs).
#include <fmt/format.h>

#include "machine.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::eval {

using types::Layout;
using types::Variants;

Place Machine::allocate(Term type) {
  const Layout& l = layout(type);
  if (!l.is_sized()) throw Error(fmt::format("a value of the unsized type {}", types::print(cx_, type)));
  return {memory_.allocate(l.size, l.align), type, std::nullopt, std::nullopt};
}

Place Machine::local(Frame& f, std::uint32_t index) {
  if (index >= f.locals.size()) throw Error("a local that does not exist");
  Place& p = f.locals[index];
  if (!p.type) p = allocate(type_in(f, f.body->local_types[index]));
  return p;
}

Place Machine::place(Frame& f, const Cursor& c) {
  Place p = local(f, c.get(FieldRole::Place_local).as_u32());
  for (const Cursor& e : c.get(FieldRole::Place_projection).elements()) p = project(f, p, e);
  return p;
}

Place Machine::project(Frame& f, const Place& p, const Cursor& e) {
  if (e.is(VariantRole::ProjectionElem_Deref)) return deref(p);
  if (e.is(VariantRole::ProjectionElem_Field)) return field(p, e.field(0).as_u32());
  if (e.is(VariantRole::ProjectionElem_Downcast)) {
    Place out = p;
    out.variant = e.field(1).as_u32();
    return out;
  }
  if (e.is(VariantRole::ProjectionElem_Index)) return element(p, read_index(local(f, e.field(0).as_u32())));
  if (e.is(VariantRole::ProjectionElem_ConstantIndex)) {
    const std::uint64_t at = e.get(FieldRole::ProjectionElem_ConstantIndex_offset).as_u64(), n = length(p);
    if (!e.get(FieldRole::ProjectionElem_ConstantIndex_from_end).as_bool()) return element(p, at);
    if (at > n) throw Error("an index before the start");
    return element(p, n - at);
  }
  if (e.is(VariantRole::ProjectionElem_Subslice)) {
    const std::uint64_t from = e.get(FieldRole::ProjectionElem_Subslice_from).as_u64(), n = length(p);
    std::uint64_t to = e.get(FieldRole::ProjectionElem_Subslice_to).as_u64();
    if (e.get(FieldRole::ProjectionElem_Subslice_from_end).as_bool()) to = to > n ? 0 : n - to;
    if (from > to || to > n) throw Error("a slice out of bounds");
    Place out = p;
    out.at.offset += from * layout(p.type->kids[0]).size;
    Node t = *p.type;
    if (p.type->kind == Kind::Array) {
      Node leaf;
      leaf.kind = Kind::Leaf;
      leaf.sub = static_cast<std::uint8_t>(memory_.pointer_size());
      leaf.bits_lo = to - from;
      Term value[] = {usize_, in_.intern(leaf)};
      Node len;
      len.kind = Kind::CtValue;
      len.kids = value;
      Term kids[] = {p.type->kids[0], in_.intern(len)};
      t.kids = kids;
      out.type = in_.intern(t);
    } else {
      out.meta = Value{to - from, 0};
    }
    return out;
  }
  // Casts that leave the bits alone (OpaqueCast, Subtype, UnwrapUnsafeBinder) have the type as their only part.
  auto name = e.variant_name();
  if (name == "OpaqueCast" || name == "Subtype" || name == "UnwrapUnsafeBinder") {
    Place out = p;
    out.type = type_in(f, e.field(0));
    return out;
  }
  throw Error(fmt::format("place {} is not understood", name)).offset(e.pos());
}

Place Machine::field(const Place& p, std::uint32_t index) {
  const Layout* l = &layout(p.type);
  std::uint32_t variant = p.variant.value_or(0);
  if (l->variants.what == Variants::What::Multiple) {
    if (!p.variant || variant >= l->variants.variants.size()) throw Error("a field of an enum without its variant");
    l = &l->variants.variants[variant];
  }
  auto types = layouts_.field_types(p.type, variant);
  if (index >= types.size()) throw Error(fmt::format("a field that {} does not have", types::print(cx_, p.type)));
  Place out{p.at, types[index], std::nullopt, std::nullopt};
  using What = types::FieldsShape::What;
  if (l->fields.what == What::Arbitrary) {
    if (index >= l->fields.offsets.size()) throw Error("a field without an offset");
    out.at.offset += l->fields.offsets[index];
  } else if (l->fields.what == What::Array) {
    out.at.offset += l->fields.stride * index;
  } else if (l->fields.what == What::Primitive && layout(out.type).size != 0) {
    throw Error("a field of a value that has none");
  }
  if (p.meta && !layout(out.type).is_sized()) {
    if (p.meta->alloc != 0) throw Error("a field behind a trait object");
    out.meta = p.meta;
  }
  return out;
}

std::uint64_t Machine::length(const Place& p) {
  if (p.type->kind == Kind::Array) {
    const Layout& l = layout(p.type);
    if (l.fields.what == types::FieldsShape::What::Array) return l.fields.count;
    throw Error("an array without a length");
  }
  if ((p.type->kind != Kind::Slice && p.type->kind != Kind::Str) || !p.meta)
    throw Error(fmt::format("the length of {}", types::print(cx_, p.type)));
  return static_cast<std::uint64_t>(p.meta->bits);
}

Place Machine::element(const Place& p, std::uint64_t index) {
  if (index >= length(p)) throw Error(fmt::format("index {} is out of bounds", index));
  Term type =
      p.type->kind == Kind::Str ? in_.leaf(Kind::Uint, static_cast<std::uint8_t>(types::Width::W8)) : p.type->kids[0];
  return {{p.at.alloc, p.at.offset + index * layout(type).size}, type, std::nullopt, std::nullopt};
}

Place Machine::deref(const Place& p) {
  if (p.type->kind != Kind::Ref && p.type->kind != Kind::RawPtr) {
    // A Box: its first field leads to the pointer.
    if (p.type->kind != Kind::Adt || cx_.lang_item("owned_box") != p.type->def || p.type->kids.empty())
      throw Error(fmt::format("a value of type {} is followed as a pointer", types::print(cx_, p.type)));
    Place inner = p;
    inner.type = in_.make(Kind::RawPtr, p.type->kids.first(1));
    return deref(inner);
  }
  const std::uint64_t word = memory_.pointer_size();
  const Value v = memory_.read(p.at, word);
  Place out{{v.alloc, static_cast<std::uint64_t>(v.bits)}, p.type->kids.back(), std::nullopt, std::nullopt};
  if (layout(p.type).size == 2 * word) out.meta = memory_.read({p.at.alloc, p.at.offset + word}, word);
  return out;
}

Term Machine::behind_vtable(const Value& vtable) {
  const Allocation& a = memory_.at(vtable.alloc);
  if (a.what != Allocation::What::VTable || vtable.bits != 0)
    throw Error("a vtable is needed, and another pointer is there");
  return a.type;
}

std::uint64_t Machine::size_of(const Place& p) {
  const Layout& l = layout(p.type);
  if (l.is_sized()) return l.size;
  if (p.type->kind == Kind::Dynamic && p.meta) return layout(behind_vtable(*p.meta)).size;
  if (!p.meta || p.meta->alloc != 0)
    throw Error(fmt::format("the size of a value of type {}", types::print(cx_, p.type)));
  if (p.type->kind == Kind::Slice || p.type->kind == Kind::Str)
    return length(p) * (p.type->kind == Kind::Str ? 1 : layout(p.type->kids[0]).size);
  // A struct that ends in a slice.
  auto types = layouts_.field_types(p.type, 0);
  if (types.empty()) throw Error("an unsized value without fields");
  const auto last = static_cast<std::uint32_t>(types.size() - 1);
  const std::uint64_t end = field(p, last).at.offset - p.at.offset + size_of(field(p, last));
  return (end + l.align - 1) / l.align * l.align;
}

Value Machine::read(const Place& p) {
  return memory_.read(p.at, layout(p.type).size);
}

std::uint64_t Machine::read_index(const Place& p) {
  const Value v = read(p);
  if (v.alloc != 0) throw Error("a pointer where a number is needed");
  return static_cast<std::uint64_t>(v.bits);
}

Number Machine::number(const Place& p) {
  const Value v = read(p);
  if (v.alloc != 0) throw Error("a pointer where a number is needed");
  return {v.bits, static_cast<unsigned>(layout(p.type).size * 8), p.type->kind == Kind::Int};
}

void Machine::write(const Place& p, Value v) {
  memory_.write(p.at, layout(p.type).size, v);
}

void Machine::write_pointer(const Place& to, Pointer p, std::optional<Value> meta) {
  const std::uint64_t word = memory_.pointer_size();
  const bool wide = layout(to.type).size == 2 * word;
  if (!wide && layout(to.type).size != word) throw Error("a pointer is stored in what is none");
  if (wide && !meta) throw Error("a wide pointer without its second half");
  memory_.write(to.at, word, {p.offset, p.alloc});
  if (wide) memory_.write({to.at.alloc, to.at.offset + word}, word, *meta);
}

void Machine::copy(const Place& from, const Place& to) {
  const std::uint64_t size = layout(to.type).size;
  if (layout(from.type).size != size)
    throw Error(fmt::format("a {} is stored in a {}", types::print(cx_, from.type), types::print(cx_, to.type)));
  memory_.copy(from.at, to.at, size);
}

std::uint32_t Machine::variant_of(const Place& p) {
  const Variants& v = layout(p.type).variants;
  if (v.what == Variants::What::Empty) throw Error("a value of a type that has none");
  if (v.what == Variants::What::Single) return v.index;
  const std::uint64_t size = v.tag.primitive.size;
  const Value tag = memory_.read({p.at.alloc, p.at.offset + v.tag_offset}, size);
  if (v.encoding == Variants::Encoding::Niche) {
    if (tag.alloc != 0) return v.untagged;
    const U128 relative = truncate(tag.bits - v.niche_start, static_cast<unsigned>(size * 8));
    return relative <= v.niche_last - v.niche_first ? v.niche_first + static_cast<std::uint32_t>(relative) : v.untagged;
  }
  if (tag.alloc != 0) throw Error("a pointer where a discriminant is needed");
  if (p.type->kind != Kind::Adt) return static_cast<std::uint32_t>(tag.bits);
  const auto n = static_cast<std::uint32_t>(cx_.adt_def(p.type->def).variants.size());
  for (std::uint32_t i = 0; i < n; ++i)
    if (truncate(discriminant(p.type, i), static_cast<unsigned>(size * 8)) == tag.bits) return i;
  throw Error(fmt::format("a {} with a discriminant that it does not have", types::print(cx_, p.type)));
}

void Machine::set_variant(const Place& p, std::uint32_t variant) {
  const Variants& v = layout(p.type).variants;
  if (v.what == Variants::What::Empty || (v.what == Variants::What::Single && v.index != variant))
    throw Error("a variant that cannot exist");
  if (v.what == Variants::What::Single) return;
  const auto width = static_cast<unsigned>(v.tag.primitive.size * 8);
  U128 tag = 0;
  if (v.encoding == Variants::Encoding::Direct) {
    tag = p.type->kind == Kind::Adt ? discriminant(p.type, variant) : variant;
  } else {
    if (variant == v.untagged) return;
    tag = v.niche_start + (variant - v.niche_first);
  }
  memory_.write({p.at.alloc, p.at.offset + v.tag_offset}, v.tag.primitive.size, {truncate(tag, width), 0});
}

U128 Machine::discriminant(Term type, std::uint32_t variant) {
  if (type->kind != Kind::Adt) return variant;
  const types::AdtDef& adt = cx_.adt_def(type->def);
  if (adt.what != types::AdtDef::What::Enum) return 0;
  if (variant >= adt.variants.size()) throw Error("a variant that does not exist");
  // The last explicit one before it, plus the distance from there.
  for (std::uint32_t i = variant + 1; i-- > 0;) {
    if (!adt.variants[i].explicit_discr) continue;
    Term value = cx_.const_value(*adt.variants[i].explicit_discr, {});
    auto bits = value ? types::leaf_bits(value) : std::nullopt;
    if (!bits) throw Error(fmt::format("the discriminant of variant {} is not known", adt.variants[i].name));
    const Number n{(U128{bits->hi} << 64) | bits->lo, bits->size * 8, value->kids[0]->kind == Kind::Int};
    return static_cast<U128>(n.value()) + (variant - i);
  }
  return variant;
}

}  // namespace rmeta::eval
