// SPDX-License-Identifier: MIT OR Apache-2.0
// Operands and what is computed from them (rustc_const_eval/src/interpret/operand.rs, step.rs, operator.rs).
#include <fmt/format.h>

#include "machine.hpp"
#include "rmeta/decode/special.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::eval {

Place Machine::operand(Frame& f, const Cursor& c) {
  if (c.is(VariantRole::Operand_Copy) || c.is(VariantRole::Operand_Move)) return place(f, c.field(0));
  if (c.is(VariantRole::Operand_Constant)) return constant(f, c.field(0).get(FieldRole::ConstOperand_const));
  if (is_a(c, VariantRole::Operand_RuntimeChecks)) {
    // Overflow is checked; undefined behaviour would have failed to compile, so that checks for it change nothing.
    Place p = allocate(boolean_);
    write_bits(p, c.field(0).variant_name() == "OverflowChecks" ? 1 : 0);
    return p;
  }
  throw Error(fmt::format("operand {} is not understood", c.variant_name())).offset(c.pos());
}

namespace {

/// A constant with its type beside its kind, as older releases store it.
bool is_old_constant(const Cursor& c) {
  return c.schema().bound(schema::TypeRole::ConstS) && c.is(schema::TypeRole::ConstS);
}

}  // namespace

Place Machine::constant(Frame& f, const Cursor& c) {
  // The oldest releases have a constant of the type system here, with a `ConstValue` in it.
  const bool oldest = !c.schema().bound(VariantRole::MirConst_Val);
  const Cursor what = oldest ? c.get(FieldRole::ConstS_kind) : c;
  std::optional<std::uint32_t> promoted;
  if (oldest ? what.is(VariantRole::ConstKind_Value) : what.is(VariantRole::MirConst_Val)) {
    Term type = type_in(f, oldest ? c.get(FieldRole::ConstS_ty) : c.field(1));
    auto [it, fresh] = constants_.try_emplace({f.body->item.crate, c.pos(), type});
    if (fresh) it->second = const_value(*f.body, what.field(0), type);
    return it->second;
  }
  if (oldest && what.is(VariantRole::ConstKind_Unevaluated) && what.field(2).is_some()) {
    std::vector<Term> args;
    for (Term a : f.body->reader->args(what.get(FieldRole::UnevaluatedConst_args)))
      args.push_back(a->is_region() ? in_.leaf(Kind::ReErased) : instantiate(f, a));
    return run_const(f.body->reader->def(what.get(FieldRole::UnevaluatedConst_def)), what.field(2).some().as_u32(),
                     in_.list(args)->kids);
  }
  std::optional<Cursor> unevaluated;
  if (is_a(c, VariantRole::MirConst_Unevaluated)) {
    unevaluated = c.field(0);
    if (auto p = unevaluated->get(FieldRole::MirUnevaluatedConst_promoted).option()) promoted = p->as_u32();
    std::vector<Term> args;
    for (Term a : f.body->reader->args(unevaluated->get(FieldRole::MirUnevaluatedConst_args)))
      args.push_back(a->is_region() ? in_.leaf(Kind::ReErased) : instantiate(f, a));
    const DefId item = f.body->reader->def(unevaluated->get(FieldRole::MirUnevaluatedConst_def));
    if (promoted) return run_const(item, promoted, in_.list(args)->kids);
    auto target = cx_.resolve(item, args);
    if (!target) throw Error(fmt::format("which constant {} is cannot be decided", types::print_path(cx_, item, args)));
    return constant_item(target->item, in_.list(target->args)->kids);
  }
  if (!oldest && !c.is(VariantRole::MirConst_Ty))
    throw Error(fmt::format("constant {} is not understood", c.variant_name())).offset(c.pos());
  // Newer releases store the type before the constant.
  const Cursor last = oldest ? c : c.field(c.field_count() - 1);
  const Cursor kind = is_old_constant(last) ? last.get(FieldRole::ConstS_kind) : last;
  if (!oldest && kind.is(VariantRole::ConstKind_Unevaluated) &&
      kind.schema().bound(FieldRole::UnevaluatedConst_promoted))
    if (auto p = kind.field(0).get(FieldRole::UnevaluatedConst_promoted).option()) promoted = p->as_u32();
  Term t = f.body->reader->constant(last);
  if (t->kind == Kind::CtUnevaluated) {
    std::vector<Term> args;
    for (Term a : t->kids) args.push_back(a->is_region() ? in_.leaf(Kind::ReErased) : instantiate(f, a));
    if (promoted) return run_const(t->def, promoted, in_.list(args)->kids);
    auto target = cx_.resolve(t->def, args);
    if (!target)
      throw Error(fmt::format("which constant {} is cannot be decided", types::print_path(cx_, t->def, args)));
    return constant_item(target->item, in_.list(target->args)->kids);
  }
  t = instantiate(f, t);
  if (t->kind != Kind::CtValue) throw Error(fmt::format("constant {} has no value", types::print(cx_, t)));
  return from_tree(t->kids[1], t->kids[0]);
}

Place Machine::constant_item(DefId item, Terms args) {
  const crate::Crate& crate = cx_.graph().crate(item.crate);
  if (crate.schema().bound(FieldRole::Tables_trivial_const))
    if (auto c = crate.value(FieldRole::Tables_trivial_const, item.index)) {
      Body none;
      none.item = item;
      none.reader = &cx_.reader(item.crate);
      none.crate = &crate;
      auto pair = c->fields();
      Frame f{&none, args, {}, 0};
      return const_value(none, pair.at(0), type_in(f, pair.at(1)));
    }
  const auto key = std::pair{item, in_.list(args)};
  if (auto it = items_.find(key); it != items_.end()) {
    if (!it->second.type) throw Error(fmt::format("constant {} depends on itself", types::print_path(cx_, item, args)));
    return it->second;
  }
  items_[key] = {};
  return items_[key] = run_const(item, std::nullopt, args);
}

// A value tree written out in memory: what a constant argument or pattern is when code uses it.
Place Machine::from_tree(Term tree, Term type) {
  if (tree->kind == Kind::CtValue) tree = tree->kids[1];
  Place p = allocate(type);
  if (tree->kind == Kind::Leaf) {
    if (layout(type).size != tree->sub) throw Error("a constant of another size than its type");
    write_bits(p, (U128{tree->bits_hi} << 64) | tree->bits_lo);
    return p;
  }
  Terms parts = tree->kids;
  if (type->kind == Kind::Ref) {
    Term to = type->kids[1];
    if (to->kind != Kind::Str && to->kind != Kind::Slice) {
      write_pointer(p, from_tree(tree, to).at, std::nullopt);
      return p;
    }
    Term each = to->kind == Kind::Str ? in_.leaf(Kind::Uint, static_cast<std::uint8_t>(types::Width::W8)) : to->kids[0];
    const std::uint64_t size = layout(each).size;
    Pointer data = memory_.allocate(parts.size() * size, layout(each).align);
    for (std::size_t i = 0; i < parts.size(); ++i)
      copy(from_tree(parts[i], each), {{data.alloc, i * size}, each, std::nullopt, std::nullopt});
    write_pointer(p, data, Value{parts.size(), 0});
    return p;
  }
  if (type->kind == Kind::Array) {
    for (std::size_t i = 0; i < parts.size(); ++i) copy(from_tree(parts[i], type->kids[0]), element(p, i));
    return p;
  }
  if (type->kind == Kind::Adt && cx_.adt_def(type->def).what == types::AdtDef::What::Enum) {
    auto index = parts.empty() ? std::nullopt : types::leaf_bits(parts[0]);
    if (!index) throw Error("an enum constant without its variant");
    p.variant = static_cast<std::uint32_t>(index->lo);
    parts = parts.subspan(1);
  }
  for (std::uint32_t i = 0; i < parts.size(); ++i) {
    Place to = field(p, i);
    copy(from_tree(parts[i], to.type), to);
  }
  if (p.variant) set_variant(p, *p.variant);
  p.variant.reset();
  return p;
}

void Machine::assign(Frame& f, const Place& to, const Cursor& c) {
  if (c.is(VariantRole::Rvalue_Use)) return copy(operand(f, c.field(0)), to);
  if (is_a(c, VariantRole::Rvalue_CopyForDeref)) return copy(place(f, c.field(0)), to);
  if (is_a(c, VariantRole::Rvalue_WrapUnsafeBinder)) return copy(operand(f, c.field(0)), to);
  if (c.is(VariantRole::Rvalue_Cast)) return cast(to, c.field(0), operand(f, c.field(1)));
  if (c.is(VariantRole::Rvalue_UnaryOp)) return unary(to, c.field(0).variant_name(), operand(f, c.field(1)));
  const bool checked = is_a(c, VariantRole::Rvalue_CheckedBinaryOp);
  if (checked || c.is(VariantRole::Rvalue_BinaryOp)) {
    const bool pair = c.field_count() == 2;  // of operands, in a box
    Place a = operand(f, pair ? c.field(1).field(0) : c.field(1)),
          b = operand(f, pair ? c.field(1).field(1) : c.field(2));
    return binary(to, c.field(0).variant_name(), a, b, checked);
  }
  if (c.is(VariantRole::Rvalue_Ref) || c.is(VariantRole::Rvalue_RawPtr)) {
    Place p = place(f, c.field(c.field_count() - 1));
    return write_pointer(to, p.at, p.meta);
  }
  if (c.is(VariantRole::Rvalue_Aggregate)) return aggregate(f, to, c);
  if (c.is(VariantRole::Rvalue_Discriminant)) {
    Place p = place(f, c.field(0));
    const auto width = static_cast<unsigned>(layout(to.type).size * 8);
    return write_bits(to, truncate(discriminant(p.type, variant_of(p)), width));
  }
  if (is_a(c, VariantRole::Rvalue_Len)) return write_bits(to, length(place(f, c.field(0))));
  if (c.is(VariantRole::Rvalue_Repeat)) {
    Place value = operand(f, c.field(0));
    const std::uint64_t n = length(to);
    for (std::uint64_t i = 0; i < n; ++i) copy(value, element(to, i));
    constexpr std::uint64_t kElementsPerStep = 16;
    steps_ += n / kElementsPerStep;
    return;
  }
  if (is_a(c, VariantRole::Rvalue_NullaryOp)) {
    auto op = c.field(0).variant_name();
    if (op == "SizeOf") return write_bits(to, layout(type_in(f, c.field(1))).size);
    if (op == "AlignOf") return write_bits(to, layout(type_in(f, c.field(1))).align);
    if (op == "UbChecks" || op == "UbCheck" || op == "ContractChecks") return write_bits(to, 0);
    if (op == "RuntimeChecks") return write_bits(to, c.field(0).field(0).variant_name() == "OverflowChecks" ? 1 : 0);
    if (op == "OffsetOf") {
      Place p{{0, 0}, type_in(f, c.field(1)), std::nullopt, std::nullopt};
      for (const Cursor& step : c.field(0).field(0).elements()) {
        p.variant = step.field(0).as_u32();
        p = field(p, step.field(1).as_u32());
      }
      return write_bits(to, p.at.offset);
    }
  }
  throw Error(fmt::format("operation {} cannot be evaluated", c.variant_name())).offset(c.pos());
}

void Machine::aggregate(Frame& f, const Place& to, const Cursor& c) {
  const Cursor kind = c.field(0);
  std::vector<Place> parts;
  for (const Cursor& o : c.field(1).elements()) parts.push_back(operand(f, o));
  if (kind.is(VariantRole::AggregateKind_Array)) {
    for (std::size_t i = 0; i < parts.size(); ++i) copy(parts[i], element(to, i));
    return;
  }
  if (is_a(kind, VariantRole::AggregateKind_RawPtr)) {
    const Value p = memory_.read(parts.at(0).at, memory_.pointer_size());
    std::optional<Value> meta;
    if (layout(parts.at(1).type).size != 0) meta = read(parts[1]);
    return write_pointer(to, {p.alloc, static_cast<std::uint64_t>(p.bits)}, meta);
  }
  Place p = to;
  std::optional<std::uint32_t> only;  // the field of a union that is meant
  if (kind.is(VariantRole::AggregateKind_Adt)) {
    p.variant = kind.field(1).as_u32();
    if (auto active = kind.field(4).option()) only = static_cast<std::uint32_t>(active->as_u64());
  } else if (!kind.is(VariantRole::AggregateKind_Tuple) && !kind.is(VariantRole::AggregateKind_Closure)) {
    throw Error(fmt::format("a value of kind {} cannot be evaluated", kind.variant_name())).offset(c.pos());
  }
  for (std::uint32_t i = 0; i < parts.size(); ++i) copy(parts[i], field(p, only.value_or(i)));
  if (p.type->kind == Kind::Adt && cx_.adt_def(p.type->def).what == types::AdtDef::What::Enum)
    set_variant(p, *p.variant);
}

void Machine::unary(const Place& to, std::string_view op, const Place& a) {
  if (op == "PtrMetadata") {
    const std::uint64_t word = memory_.pointer_size();
    if (layout(to.type).size == 0) return;
    return write(to, memory_.read({a.at.alloc, a.at.offset + word}, word));
  }
  const Number n = number(a);
  if (a.type->kind == Kind::Float) {
    if (op != "Neg") throw Error(fmt::format("operator {} on a float", op));
    return write_bits(to, n.bits ^ (U128{1} << (n.width - 1)));
  }
  if (op == "Neg") return write_bits(to, truncate(0 - n.bits, n.width));
  if (op == "Not") return write_bits(to, a.type->kind == Kind::Bool ? n.bits ^ 1 : truncate(~n.bits, n.width));
  throw Error(fmt::format("operator {} is not understood", op));
}

void Machine::binary(const Place& to, std::string_view op, const Place& a, const Place& b, bool checked) {
  if (op.ends_with("WithOverflow")) {
    checked = true;
    op.remove_suffix(12);
  } else if (op.ends_with("Unchecked")) {
    op.remove_suffix(9);
  }
  const bool pointers = a.type->kind == Kind::RawPtr || a.type->kind == Kind::FnPtr || a.type->kind == Kind::Ref;
  if (op == "Offset") {
    const Value p = memory_.read(a.at, memory_.pointer_size());
    const I128 by = Number{number(b).bits, number(b).width, b.type->kind == Kind::Int}.value();
    const I128 size = static_cast<I128>(layout(a.type->kids.back()).size);
    return write(
        to,
        {truncate(p.bits + static_cast<U128>(by * size), static_cast<unsigned>(memory_.pointer_size() * 8)), p.alloc});
  }
  if (pointers) {
    const Value x = read(a), y = read(b);
    if (x.alloc != y.alloc) {
      // A pointer into an allocation never equals null; anything else depends on addresses.
      const Value& other = x.alloc == 0 ? x : y;
      if (other.alloc != 0 || other.bits != 0 || (op != "Eq" && op != "Ne"))
        throw Error("pointers into different allocations are compared");
      return write_bits(to, op == "Ne" ? 1 : 0);
    }
    auto r = comparison(op, {x.bits, 64, false}, {y.bits, 64, false});
    if (!r) throw Error(fmt::format("operator {} on pointers", op));
    return write_bits(to, *r ? 1 : 0);
  }
  if (a.type->is_unit()) return write_bits(to, op == "Eq" || op == "Le" || op == "Ge" ? 1 : 0);
  const Number x = number(a), y = number(b);
  if (a.type->kind == Kind::Float) {
    if (auto r = float_comparison(op, x.bits, y.bits, x.width / 8)) return write_bits(to, *r ? 1 : 0);
    auto r = float_arithmetic(op, x.bits, y.bits, x.width / 8);
    if (!r) throw Error(fmt::format("operator {} on floats", op));
    return write_bits(to, *r);
  }
  if (op == "Cmp") {
    const bool less = *comparison("Lt", x, y), equal = x.bits == y.bits;
    return write_bits(to, less ? 0xff : equal ? 0 : 1);
  }
  if (auto r = comparison(op, x, y)) return write_bits(to, *r ? 1 : 0);
  auto r = arithmetic(op, x, y);
  if (!r) throw Error(fmt::format("operator {} is not understood", op));
  if (!checked) return write_bits(to, r->bits);
  write_bits(field(to, 0), r->bits);
  write_bits(field(to, 1), r->overflow ? 1 : 0);
}

}  // namespace rmeta::eval
