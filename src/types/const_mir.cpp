// SPDX-License-Identifier: MIT OR Apache-2.0
// Array lengths, discriminants and bounds of pattern types are mostly written as little sums (`16 / 8`, `-1`, `1 << 3`,
// `MAX + 1`), which metadata keeps as the MIR of an anonymous constant: blocks of statements that assign to numbered
// locals, local 0 being the result. This runs such code on integers; whatever else it meets makes it give up, and then
// the constant is not known.
#include "const_mir.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "rmeta/error.hpp"

namespace rmeta::types {

using schema::FieldRole;
using schema::VariantRole;

namespace {

__extension__ using U128 = unsigned __int128;
__extension__ using I128 = __int128;
constexpr int kMaxSteps = 20000, kMaxDepth = 24;

struct Number {
  U128 bits;
  unsigned width;  // in bits
  bool is_signed;

  I128 value() const {
    if (!is_signed || width == 128) return static_cast<I128>(bits);
    U128 sign = U128{1} << (width - 1);
    return static_cast<I128>((bits ^ sign) - sign);
  }
};

U128 truncate(U128 v, unsigned width) {
  return width >= 128 ? v : v & ((U128{1} << width) - 1);
}

std::optional<Number> number(Term value) {
  if (!value || value->kind != Kind::CtValue) return std::nullopt;
  auto bits = leaf_bits(value);
  if (!bits || bits->size == 0) return std::nullopt;
  switch (value->kids[0]->kind) {
    case Kind::Int:
    case Kind::Uint:
    case Kind::Bool:
    case Kind::Char:
      return Number{(U128{bits->hi} << 64) | bits->lo, bits->size * 8, value->kids[0]->kind == Kind::Int};
    default:
      return std::nullopt;
  }
}

struct Result {
  U128 bits;
  bool overflow;
};

/// Add, Sub, Mul, and the shifts, bit operations and divisions, on operands of one type (shifts: the left one's).
std::optional<Result> arithmetic(std::string_view op, const Number& a, const Number& b) {
  I128 x = a.value(), y = b.value(), r = 0;
  bool wide = false;
  if (op == "Add")
    wide = __builtin_add_overflow(x, y, &r);
  else if (op == "Sub")
    wide = __builtin_sub_overflow(x, y, &r);
  else if (op == "Mul")
    wide = __builtin_mul_overflow(x, y, &r);
  else if (op == "BitAnd" || op == "BitOr" || op == "BitXor")
    return Result{op == "BitAnd" ? a.bits & b.bits : op == "BitOr" ? a.bits | b.bits : a.bits ^ b.bits, false};
  else if (op == "Shl" || op == "Shr") {
    if (y < 0 || y >= static_cast<I128>(a.width)) return std::nullopt;
    auto by = static_cast<unsigned>(y);
    if (op == "Shl") return Result{truncate(a.bits << by, a.width), false};
    return Result{truncate(a.is_signed ? static_cast<U128>(x >> by) : a.bits >> by, a.width), false};
  } else if (op == "Div" || op == "Rem") {
    if (b.bits == 0) return std::nullopt;
    if (!a.is_signed) return Result{op == "Div" ? a.bits / b.bits : a.bits % b.bits, false};
    if (y == -1) {
      if (op == "Rem") return Result{0, false};
      if (a.bits == U128{1} << (a.width - 1)) return std::nullopt;
    }
    return Result{truncate(static_cast<U128>(op == "Div" ? x / y : x % y), a.width), false};
  } else {
    return std::nullopt;
  }
  if (wide || (a.width == 128 && !a.is_signed)) return std::nullopt;  // beyond what is needed of this arithmetic
  U128 bits = truncate(static_cast<U128>(r), a.width);
  return Result{bits, Number{bits, a.width, a.is_signed}.value() != r};
}

std::optional<bool> comparison(std::string_view op, const Number& a, const Number& b) {
  bool less = a.is_signed ? a.value() < b.value() : a.bits < b.bits, equal = a.bits == b.bits;
  if (op == "Eq") return equal;
  if (op == "Ne") return !equal;
  if (op == "Lt") return less;
  if (op == "Le") return less || equal;
  if (op == "Gt") return !less && !equal;
  if (op == "Ge") return !less;
  return std::nullopt;
}

}  // namespace

unsigned pointer_bytes(const crate::Target& t) {
  if (t.spec) {
    auto json = nlohmann::json::parse(*t.spec, nullptr, false);
    if (json.is_discarded() || !json.contains("target-pointer-width")) return 0;
    const auto& width = json["target-pointer-width"];
    if (width.is_number_unsigned()) return width.get<unsigned>() / 8;
    if (width == "64") return 8;
    if (width == "32") return 4;
    if (width == "16") return 2;
    return 0;
  }
  std::string_view triple = t.triple;
  if (triple.ends_with("gnux32") || triple.find("ilp32") != std::string_view::npos || triple.starts_with("arm64_32"))
    return 4;
  static constexpr std::pair<std::string_view, unsigned> archs[] = {
      {"x86_64", 8},    {"aarch64", 8}, {"arm64", 8},   {"riscv64", 8}, {"powerpc64", 8},   {"mips64", 8},
      {"mipsisa64", 8}, {"s390x", 8},   {"sparc64", 8}, {"sparcv9", 8}, {"loongarch64", 8}, {"nvptx64", 8},
      {"wasm64", 8},    {"bpf", 8},     {"i386", 4},    {"i586", 4},    {"i686", 4},        {"arm", 4},
      {"thumb", 4},     {"riscv32", 4}, {"powerpc", 4}, {"mips", 4},    {"wasm32", 4},      {"sparc", 4},
      {"m68k", 4},      {"hexagon", 4}, {"csky", 4},    {"xtensa", 4},  {"avr", 2},         {"msp430", 2},
  };
  for (auto [arch, bytes] : archs)
    if (triple.starts_with(arch)) return bytes;
  return 0;
}

Term ConstMir::instantiate(Term t) {
  if (t->has(Node::kHasTypeParam | Node::kHasRegionParam)) t = substitute(cx_.interner(), t, args_);
  return cx_.normalize(t);
}

unsigned ConstMir::size_of(Term t) {
  static constexpr unsigned bytes[] = {1, 2, 4, 8, 16};
  switch (t->kind) {
    case Kind::Bool:
      return 1;
    case Kind::Char:
      return 4;
    case Kind::Int:
    case Kind::Uint:
      if (t->sub < 5) return bytes[t->sub];
      break;
    case Kind::Float:
      return t->sub < 5 ? bytes[t->sub] : 0;
    case Kind::RawPtr:
    case Kind::Ref: {
      Term to = t->kids.back();
      // Only pointees that are surely of known size: others may make the pointer wide.
      if (size_of(to) == 0 && !to->is_unit()) return 0;
      break;
    }
    case Kind::FnPtr:
      break;
    default:
      return 0;
  }
  return pointer_bytes(crate_.header().target);
}

Term ConstMir::scalar(Term type, U128 bits) {
  unsigned size = size_of(type);
  if (size == 0) return nullptr;
  Node leaf;
  leaf.kind = Kind::Leaf;
  leaf.sub = static_cast<std::uint8_t>(size);
  bits = truncate(bits, size * 8);
  leaf.bits_lo = static_cast<std::uint64_t>(bits);
  leaf.bits_hi = static_cast<std::uint64_t>(bits >> 64);
  Term kids[] = {type, cx_.interner().intern(leaf)};
  Node n;
  n.kind = Kind::CtValue;
  n.kids = kids;
  return cx_.interner().intern(n);
}

Term ConstMir::constant(const Cursor& c) {
  Cursor k = c.get(Role::ConstOperand_const);
  if (k.is(VariantRole::MirConst_Ty)) {
    // Newer releases store the type before the constant.
    Term t = instantiate(reader_.constant(k.field(k.field_count() - 1)));
    return t->kind == Kind::CtValue ? t : nullptr;
  }
  if (k.is(VariantRole::MirConst_Val)) return reader_.const_value(k.field(0), instantiate(reader_.type(k.field(1))));
  if (!k.schema().bound(VariantRole::MirConst_Unevaluated) || !k.is(VariantRole::MirConst_Unevaluated)) return nullptr;
  Cursor u = k.field(0);
  if (u.get(Role::MirUnevaluatedConst_promoted).is_some()) return nullptr;
  std::vector<Term> args;
  for (Term a : reader_.args(u.get(Role::MirUnevaluatedConst_args))) args.push_back(instantiate(a));
  Node n;
  n.kind = Kind::CtUnevaluated;
  n.def = reader_.def(u.get(Role::MirUnevaluatedConst_def));
  n.kids = args;
  Term t = cx_.normalize(cx_.interner().intern(n));
  return t->kind == Kind::CtValue ? t : nullptr;
}

Term ConstMir::place(const Cursor& c) {
  std::size_t local = c.get(Role::Place_local).as_u32();
  if (local >= locals_.size()) throw Error("a local that does not exist").offset(c.pos());
  const Slot& s = locals_[local];
  Cursor projection = c.get(Role::Place_projection);
  if (projection.size() == 0) return s.overflow ? nullptr : s.value;
  // Of a checked operation: 0 is the number, 1 whether it overflowed.
  Cursor p = projection.elements()[0];
  if (projection.size() > 1 || !s.overflow || !p.is(VariantRole::ProjectionElem_Field)) return nullptr;
  if (p.field(0).as_u32() == 0) return s.value;
  return scalar(cx_.interner().leaf(Kind::Bool), *s.overflow ? 1 : 0);
}

Term ConstMir::operand(const Cursor& c) {
  if (c.is(VariantRole::Operand_Copy) || c.is(VariantRole::Operand_Move)) return place(c.field(0));
  if (c.is(VariantRole::Operand_Constant)) return constant(c.field(0));
  return nullptr;
}

std::optional<ConstMir::Slot> ConstMir::rvalue(const Cursor& c) {
  auto known = [](Term t) { return t ? std::optional(Slot{t, std::nullopt}) : std::nullopt; };
  if (c.is(VariantRole::Rvalue_Use)) return known(operand(c.field(0)));
  if (c.is(VariantRole::Rvalue_Cast)) {
    auto kind = c.field(0).variant_name();
    if (kind != "IntToInt" && kind != "Misc") return std::nullopt;
    auto from = number(operand(c.field(1)));
    Term to = instantiate(reader_.type(c.field(2)));
    if (!from || (to->kind != Kind::Int && to->kind != Kind::Uint && to->kind != Kind::Char)) return std::nullopt;
    return known(scalar(to, static_cast<U128>(from->value())));
  }
  if (c.is(VariantRole::Rvalue_UnaryOp)) {
    Term value = operand(c.field(1));
    auto a = number(value);
    if (!a) return std::nullopt;
    auto op = c.field(0).variant_name();
    if (op == "Neg") return known(scalar(value->kids[0], ~a->bits + 1));
    if (op == "Not") return known(scalar(value->kids[0], value->kids[0]->kind == Kind::Bool ? a->bits ^ 1 : ~a->bits));
    return std::nullopt;
  }
  bool checked = c.schema().bound(VariantRole::Rvalue_CheckedBinaryOp) && c.is(VariantRole::Rvalue_CheckedBinaryOp);
  if (!checked && !c.is(VariantRole::Rvalue_BinaryOp)) return std::nullopt;
  auto op = c.field(0).variant_name();
  if (op.ends_with("WithOverflow")) {
    checked = true;
    op.remove_suffix(12);
  } else if (op.ends_with("Unchecked")) {
    op.remove_suffix(9);
  }
  Term left = operand(c.field(1).field(0));
  auto a = number(left), b = number(operand(c.field(1).field(1)));
  if (!a || !b) return std::nullopt;
  if (auto r = comparison(op, *a, *b)) return known(scalar(cx_.interner().leaf(Kind::Bool), *r ? 1 : 0));
  auto r = arithmetic(op, *a, *b);
  if (!r) return std::nullopt;
  Term value = scalar(left->kids[0], r->bits);
  if (!value) return std::nullopt;
  return Slot{value, checked ? std::optional(r->overflow) : std::nullopt};
}

Term ConstMir::call(const Cursor& c) {
  Cursor func = c.get(Role::TerminatorKind_Call_func);
  if (!func.is(VariantRole::Operand_Constant)) return nullptr;
  Cursor k = func.field(0).get(Role::ConstOperand_const);
  if (!k.is(VariantRole::MirConst_Val)) return nullptr;
  Term fn = instantiate(reader_.type(k.field(1)));
  if (fn->kind != Kind::FnDef) return nullptr;
  std::vector<Term> arguments;
  bool spanned = c.schema().bound(Role::Spanned_node);
  for (const Cursor& a : c.get(Role::TerminatorKind_Call_args).elements()) {
    arguments.push_back(operand(spanned ? a.get(Role::Spanned_node) : a));
    if (!arguments.back()) return nullptr;
  }
  if (cx_.crate_name(fn->def.crate) == "core" && cx_.def_key(fn->def).name == "size_of" && fn->kids.size() == 1 &&
      arguments.empty()) {
    unsigned size = size_of(fn->kids[0]);
    return size == 0 ? nullptr : scalar(cx_.interner().leaf(Kind::Uint, static_cast<std::uint8_t>(Width::Size)), size);
  }
  // The end of an exclusive range in a pattern type; `n - 1` of an integer, which must not be the least one.
  if (cx_.lang_item("RangeSub") == fn->def && arguments.size() == 1) {
    auto n = number(arguments[0]);
    if (!n || arguments[0]->kids[0]->kind == Kind::Char) return nullptr;
    auto r = arithmetic("Sub", *n, {1, n->width, n->is_signed});
    return r && !r->overflow ? scalar(arguments[0]->kids[0], r->bits) : nullptr;
  }
  return cx_.run_const_fn(fn->def, fn->kids, arguments, depth_ + 1);
}

Term ConstMir::run(const Cursor& body, Terms generic_args, const std::vector<Term>& arguments, int depth) {
  if (depth > kMaxDepth) return nullptr;
  depth_ = depth;
  args_ = generic_args;
  locals_.assign(body.get(Role::Body_local_decls).size(), {});
  if (body.get(Role::Body_arg_count).as_u64() != arguments.size() || locals_.size() <= arguments.size()) return nullptr;
  for (std::size_t i = 0; i < arguments.size(); ++i) locals_[i + 1].value = arguments[i];
  std::vector<Cursor> blocks;
  for (const Cursor& b : body.get(Role::Body_basic_blocks).elements()) blocks.push_back(b);
  std::uint64_t at = 0;
  for (int steps = 0; steps < kMaxSteps; ++steps) {
    if (at >= blocks.size()) throw Error("a basic block that does not exist").offset(body.pos());
    for (const Cursor& s : blocks[at].get(Role::BasicBlockData_statements).elements()) {
      Cursor kind = s.get(Role::Statement_kind);
      if (kind.is(VariantRole::StatementKind_StorageLive) || kind.is(VariantRole::StatementKind_StorageDead) ||
          kind.is(VariantRole::StatementKind_Nop) || kind.is(VariantRole::StatementKind_ConstEvalCounter))
        continue;
      if (!kind.is(VariantRole::StatementKind_Assign)) return nullptr;
      Cursor to = kind.field(0).field(0);
      std::size_t local = to.get(Role::Place_local).as_u32();
      if (local >= locals_.size() || to.get(Role::Place_projection).size() > 0) return nullptr;
      auto value = rvalue(kind.field(0).field(1));
      if (!value) return nullptr;
      locals_[local] = *value;
    }
    auto terminator = blocks[at].get(Role::BasicBlockData_terminator).option();
    if (!terminator) return nullptr;
    Cursor t = terminator->get(Role::Terminator_kind);
    if (t.is(VariantRole::TerminatorKind_Return)) return locals_[0].overflow ? nullptr : locals_[0].value;
    if (t.is(VariantRole::TerminatorKind_Goto)) {
      at = t.get(Role::TerminatorKind_Goto_target).as_u64();
    } else if (t.is(VariantRole::TerminatorKind_Assert)) {
      auto cond = number(operand(t.get(Role::TerminatorKind_Assert_cond)));
      if (!cond || (cond->bits != 0) != t.get(Role::TerminatorKind_Assert_expected).as_bool()) return nullptr;
      at = t.get(Role::TerminatorKind_Assert_target).as_u64();
    } else if (t.is(VariantRole::TerminatorKind_SwitchInt)) {
      auto on = number(operand(t.get(Role::TerminatorKind_SwitchInt_discr)));
      if (!on) return nullptr;
      Cursor targets = t.get(Role::TerminatorKind_SwitchInt_targets);
      std::uint64_t i = 0;
      for (const Cursor& v : targets.get(Role::SwitchTargets_values).elements()) {
        auto want = v.as_u128();
        if (((U128{want.high} << 64) | want.low) == on->bits) break;
        ++i;
      }
      at = targets.get(Role::SwitchTargets_targets).elements()[i].as_u64();
    } else if (t.is(VariantRole::TerminatorKind_Call)) {
      auto next = t.get(Role::TerminatorKind_Call_target).option();
      Cursor to = t.get(Role::TerminatorKind_Call_destination);
      std::size_t local = to.get(Role::Place_local).as_u32();
      Term value = next ? call(t) : nullptr;
      if (!value || local >= locals_.size() || to.get(Role::Place_projection).size() > 0) return nullptr;
      locals_[local] = {value, std::nullopt};
      at = next->as_u64();
    } else {
      return nullptr;
    }
  }
  return nullptr;
}

}  // namespace rmeta::types
