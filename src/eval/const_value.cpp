// SPDX-License-Identifier: MIT OR Apache-2.0
// Between memory and the two forms in which metadata holds constants: `ConstValue` (a scalar, a slice, or a place in an
// allocation), which MIR uses, and value trees, which types use (rustc_const_eval/src/const_eval/valtrees.rs). A tree
// has no padding and no addresses: equal constants are equal trees.
#include <fmt/format.h>

#include "machine.hpp"
#include "rmeta/decode/special.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::eval {

Place Machine::const_value(const Body& body, const Cursor& c, Term type) {
  if (c.is(VariantRole::ConstValue_Indirect)) {
    const std::uint64_t offset = c.get(FieldRole::ConstValue_Indirect_offset).field(0).as_u64();
    Pointer p = c.schema().bound(FieldRole::ConstValue_Indirect_alloc_id)
                    ? allocation(body, c.get(FieldRole::ConstValue_Indirect_alloc_id))
                    : memory_of(body, c.get(FieldRole::ConstValue_Indirect_alloc));
    return {{p.alloc, p.offset + offset}, type, std::nullopt, std::nullopt};
  }
  Place p = allocate(type);
  if (is_a(c, VariantRole::ConstValue_ZeroSized)) return p;
  if (c.is(VariantRole::ConstValue_Slice)) {
    const bool by_id = c.schema().bound(FieldRole::ConstValue_Slice_alloc_id);
    Pointer data = by_id ? allocation(body, c.get(FieldRole::ConstValue_Slice_alloc_id))
                         : memory_of(body, c.get(FieldRole::ConstValue_Slice_data));
    std::uint64_t length = 0;
    if (c.schema().bound(FieldRole::ConstValue_Slice_meta)) {
      length = c.get(FieldRole::ConstValue_Slice_meta).as_u64();
    } else {
      const std::uint64_t start = c.get(FieldRole::ConstValue_Slice_start).as_u64();
      length = c.get(FieldRole::ConstValue_Slice_end).as_u64() - start;
      data.offset += start;
    }
    write_pointer(p, data, Value{length, 0});
    return p;
  }
  if (!c.is(VariantRole::ConstValue_Scalar))
    throw Error(fmt::format("constant {} is not understood", c.variant_name()));
  const Cursor scalar = c.field(0);
  if (!scalar.is(VariantRole::Scalar_Ptr)) {
    Term value = body.reader->const_value(c, type);
    if (!value) throw Error("a scalar constant that is not understood");
    Term leaf = value->kids[1];
    if (leaf->sub == 0) return p;
    if (layout(type).size != leaf->sub) throw Error("a constant of another size than its type");
    write_bits(p, (U128{leaf->bits_hi} << 64) | leaf->bits_lo);
    return p;
  }
  const Cursor pointer = scalar.field(0), to = pointer.get(FieldRole::Pointer_provenance);
  Pointer target = allocation(
      body, to.schema().bound(FieldRole::CtfeProvenance_alloc_id) ? to.get(FieldRole::CtfeProvenance_alloc_id) : to);
  target.offset += pointer.get(FieldRole::Pointer_offset).field(0).as_u64();
  write_pointer(p, target, std::nullopt);
  return p;
}

Pointer Machine::allocation(const Body& body, const Cursor& id) {
  const std::pair key{body.item.crate, id.alloc()};
  if (auto it = allocations_.find(key); it != allocations_.end()) return it->second;
  const Cursor c = id.deref();
  if (c.is(VariantRole::GlobalAlloc_Memory)) {
    // Known before it is read: it may point to itself.
    const Pointer p{memory_.add({}), 0};
    allocations_.emplace(key, p);
    fill(p.alloc, body, c.field(0));
    return p;
  }
  if (c.is(VariantRole::GlobalAlloc_Static)) return static_memory(body.reader->def(c.field(0)));
  if (c.is(VariantRole::GlobalAlloc_Function)) {
    const Cursor instance = c.field(0), what = instance.get(FieldRole::Instance_def);
    if (!what.is(VariantRole::InstanceKind_Item)) throw Error("a pointer to code that the compiler generates");
    const DefId def = body.reader->def(what.get(FieldRole::InstanceKind_Item_def_id));
    const auto args = body.reader->args(instance.get(FieldRole::Instance_args));
    Term function = types::strip_regions(in_, in_.make(Kind::FnDef, args, def));
    return allocations_[key] = {memory_.add({Allocation::What::Function, {}, {}, false, function, 1, {}}), 0};
  }
  if (is_a(c, VariantRole::GlobalAlloc_VTable))
    return allocations_[key] = {
               memory_.add(
                   {Allocation::What::VTable, {}, {}, false, body.reader->type(c.field(0)), layout(usize_).align, {}}),
               0};
  throw Error(fmt::format("memory of kind {} cannot be evaluated", c.variant_name()));
}

Pointer Machine::memory_of(const Body& body, const Cursor& c) {
  const Pointer p{memory_.add({}), 0};
  fill(p.alloc, body, c);
  return p;
}

void Machine::fill(AllocId id, const Body& body, const Cursor& c) {
  Allocation a;
  a.writable = false;
  std::optional<Cursor> pointers;
  if (c.schema().bound(FieldRole::Allocation_bytes)) {
    auto bytes = c.get(FieldRole::Allocation_bytes).as_bytes();
    a.bytes.assign(bytes.begin(), bytes.end());
    pointers = c.get(FieldRole::Allocation_provenance);
    const std::uint64_t pow2 = c.get(FieldRole::Allocation_align).field(0).as_u64();  // Align::pow2
    if (pow2 > 63) throw Error("an alignment beyond all bounds").offset(c.pos());
    a.align = std::uint64_t{1} << pow2;
  } else {
    auto head = c.allocation();
    constexpr std::uint64_t kMost = 64u << 20;
    if (head.size > kMost) throw Error("an allocation beyond all bounds").offset(c.pos());
    if (head.all_zero)
      a.bytes.resize(head.size);
    else
      a.bytes.assign(head.bytes.begin(), head.bytes.end());
    a.align = head.align;
    pointers = c.field(0).get(FieldRole::ProvenanceMap_ptrs);
  }
  for (const Cursor& entry : pointers->elements()) {
    const std::uint64_t at = entry.field(0).field(0).as_u64();
    const Cursor to = entry.field(1);
    const Pointer p = allocation(
        body, to.schema().bound(FieldRole::CtfeProvenance_alloc_id) ? to.get(FieldRole::CtfeProvenance_alloc_id) : to);
    a.provenance[at] = p.alloc;
  }
  memory_.at(id) = std::move(a);
}

Pointer Machine::static_memory(DefId item) {
  if (auto it = statics_.find(item); it != statics_.end()) return it->second;
  const crate::Crate& crate = cx_.graph().crate(item.crate);
  if (cx_.static_is_mutable(item)) {
    const types::Layout& l = layout(cx_.normalize(cx_.type_of(item)));
    const Pointer p = memory_.allocate(l.size, l.align);
    memory_.at(p.alloc).what = Allocation::What::MutableStatic;
    memory_.at(p.alloc).of_static = item;
    return statics_[item] = p;
  }
  if (crate.schema().bound(FieldRole::Tables_eval_static_initializer))
    if (auto c = crate.value(FieldRole::Tables_eval_static_initializer, item.index)) {
      Body at;
      at.item = item;
      at.reader = &cx_.reader(item.crate);
      at.crate = &crate;
      const Pointer p{memory_.add({}), 0};
      statics_.emplace(item, p);
      fill(p.alloc, at, *c);
      memory_.at(p.alloc).of_static = item;
      return p;
    }
  const Body& body = body_of(item, std::nullopt);
  Frame f{&body, {}, {}, 0};
  Place result = allocate(type_in(f, body.local_types[0]));
  statics_.emplace(item, result.at);  // its value may point back to it
  memory_.at(result.at.alloc).of_static = item;
  run(body, {}, {}, result, 0);
  return result.at;
}

Node Machine::tree_node(const Place& p) {
  Node n;
  auto leaf = [&](U128 bits, std::uint64_t size) {
    n.kind = Kind::Leaf;
    n.sub = static_cast<std::uint8_t>(size);
    n.bits_lo = static_cast<std::uint64_t>(bits);
    n.bits_hi = static_cast<std::uint64_t>(bits >> 64);
    return n;
  };
  std::vector<Term> kids;
  Place at = p;
  switch (p.type->kind) {
    case Kind::Bool:
    case Kind::Char:
    case Kind::Int:
    case Kind::Uint:
    case Kind::Float:
      return leaf(number(p).bits, layout(p.type).size);
    case Kind::RawPtr: {
      const Value v = read(p);
      if (v.alloc == 0 && layout(p.type).size == memory_.pointer_size()) return leaf(v.bits, memory_.pointer_size());
      break;
    }
    case Kind::Pat:
      at.type = p.type->kids[0];
      return tree_node(at);
    case Kind::Ref:
      return *value_tree(deref(p));
    case Kind::FnDef:
      break;
    case Kind::Str:
    case Kind::Slice:
    case Kind::Array: {
      const std::uint64_t count = length(p);
      for (std::uint64_t i = 0; i < count; ++i) kids.push_back(value_tree(element(p, i)));
      break;
    }
    case Kind::Tuple:
    case Kind::Adt: {
      if (p.type->kind == Kind::Adt) {
        const types::AdtDef& adt = cx_.adt_def(p.type->def);
        if (adt.what == types::AdtDef::What::Union) throw Error("a union cannot be part of a constant in a type");
        if (adt.what == types::AdtDef::What::Enum) {
          at.variant = variant_of(p);
          kids.push_back(in_.intern(leaf(*at.variant, 4)));
          n = Node();
        }
      }
      const auto count = static_cast<std::uint32_t>(layouts_.field_types(p.type, at.variant.value_or(0)).size());
      for (std::uint32_t i = 0; i < count; ++i) kids.push_back(value_tree(field(at, i)));
      break;
    }
    default:
      throw Error(fmt::format("a {} cannot be part of a constant in a type", types::print(cx_, p.type)));
  }
  if (p.type->kind == Kind::RawPtr) throw Error("a pointer into memory cannot be part of a constant in a type");
  n.kind = Kind::Branch;
  n.kids = in_.list(kids)->kids;
  return n;
}

Term Machine::value_tree(const Place& p) {
  constexpr std::uint64_t kMost = 1u << 20;
  if (++tree_nodes_ > kMost) throw Error(fmt::format("a constant of more than {} parts", kMost));
  return in_.intern(tree_node(p));
}

}  // namespace rmeta::eval
