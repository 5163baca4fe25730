// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/types/reader.hpp"

#include <fmt/format.h>
#include <llvm/ADT/DenseMap.h>

#include <algorithm>

#include "rmeta/error.hpp"

namespace rmeta::types {

using schema::FieldRole;
using schema::TypeRole;
using schema::VariantRole;

namespace {

constexpr int kMaxDepth = 200;  // of types inside one another; rustc's own recursion limit is 128 by default

struct Descend {
  explicit Descend(int& d) : d_(d) {
    if (++d_ > kMaxDepth) throw Error("a type nested too deeply");
  }
  ~Descend() { --d_; }
  Descend(const Descend&) = delete;
  Descend& operator=(const Descend&) = delete;
  int& d_;
};

[[noreturn]] void unexpected(const decode::Cursor& c, const char* what) {
  throw Error(fmt::format("{} {} is not understood", what, c.variant_name())).offset(c.pos());
}

bool is_unsafe(const decode::Cursor& c) {
  auto name = c.variant_name();
  if (name == "Unsafe") return true;
  if (name == "Safe" || name == "Normal") return false;
  unexpected(c, "safety");
}

/// A bare value tree, as older releases store below a branch.
bool is_tree(const decode::Cursor& c) {
  return c.schema().owns(c.type(), VariantRole::ValTreeKind_Leaf);
}

/// Calling conventions say by a field, or from 1.97.1 in the code they are packed as, whether they may unwind.
bool unwinds(const decode::Cursor& abi) {
  if (abi.is_code()) return abi.code_detail() == "unwind: true";
  return abi.field_count() > 0 && abi.field(0).as_bool();
}

/// The item of an alias: a field of its own, or the one field that every variant of its kind has.
decode::Cursor alias_item(const decode::Cursor& alias, FieldRole item, FieldRole kind) {
  return alias.has(item) ? alias.get(item) : alias.get(kind).field(0);
}

}  // namespace

std::string abi_name(const decode::Cursor& c) {
  // rustc_target/src/spec/abi.rs (1.63), rustc_abi/src/extern_abi.rs (1.98): spelling per variant, without "-unwind".
  static constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"Rust", "Rust"},
      {"C", "C"},
      {"Cdecl", "cdecl"},
      {"Stdcall", "stdcall"},
      {"Fastcall", "fastcall"},
      {"Vectorcall", "vectorcall"},
      {"Thiscall", "thiscall"},
      {"Aapcs", "aapcs"},
      {"Win64", "win64"},
      {"SysV64", "sysv64"},
      {"PtxKernel", "ptx-kernel"},
      {"Msp430Interrupt", "msp430-interrupt"},
      {"X86Interrupt", "x86-interrupt"},
      {"AmdGpuKernel", "amdgpu-kernel"},
      {"GpuKernel", "gpu-kernel"},
      {"EfiApi", "efiapi"},
      {"AvrInterrupt", "avr-interrupt"},
      {"AvrNonBlockingInterrupt", "avr-non-blocking-interrupt"},
      {"RiscvInterruptM", "riscv-interrupt-m"},
      {"RiscvInterruptS", "riscv-interrupt-s"},
      {"CCmseNonSecureCall", "C-cmse-nonsecure-call"},
      {"CmseNonSecureCall", "cmse-nonsecure-call"},
      {"CmseNonSecureEntry", "cmse-nonsecure-entry"},
      {"Custom", "custom"},
      {"Wasm", "wasm"},
      {"System", "system"},
      {"RustIntrinsic", "rust-intrinsic"},
      {"RustCall", "rust-call"},
      {"PlatformIntrinsic", "platform-intrinsic"},
      {"Unadjusted", "unadjusted"},
      {"RustCold", "rust-cold"},
      {"RustInvalid", "rust-invalid"},
      {"RustPreserveNone", "rust-preserve-none"},
      {"RustTail", "tail"},
      {"Swift", "swift"},
  };
  for (auto [variant, text] : names)
    if (c.variant_name() == variant) return unwinds(c) ? fmt::format("{}-unwind", text) : std::string(text);
  unexpected(c, "calling convention");
}

struct Reader::Known {
  llvm::DenseMap<std::uint64_t, Term> types;
};

Reader::Reader(const crate::Crate& crate, Interner& in) : crate_(crate), in_(in), known_(std::make_unique<Known>()) {}
Reader::~Reader() = default;

decode::Cursor Reader::unwrap_early_binder(const Cursor& c) {
  return c.schema().bound(TypeRole::EarlyBinder) && c.is(TypeRole::EarlyBinder) ? c.get(FieldRole::EarlyBinder_value)
                                                                                : c;
}

Term Reader::nominal(Kind k, DefId def, const std::vector<Term>& args) {
  Node n;
  n.kind = k;
  n.def = def;
  n.kids = args;
  return in_.intern(n);
}

Term Reader::alias(DefId def, const std::vector<Term>& args, std::uint8_t sub) {
  Node n;
  n.kind = Kind::Alias;
  n.def = def;
  n.sub = sub;
  n.kids = args;
  return in_.intern(n);
}

Term Reader::type(const Cursor& at) {
  Cursor c = unwrap_early_binder(at);
  if (c.is(TypeRole::Ty)) c = c.deref();
  if (const auto it = known_->types.find(c.pos()); it != known_->types.end()) return it->second;
  Descend guard(depth_);
  Term t = kind(c);
  // Where bound regions are numbered as they come, their numbers hold in this binder only.
  if (c.schema().bound(FieldRole::Binder_bound_vars) || !t->escapes()) known_->types[c.pos()] = t;
  return t;
}

std::vector<Term> Reader::args(const Cursor& list) {
  std::vector<Term> out;
  for (const Cursor& c : list.elements()) out.push_back(generic_arg(c));
  return out;
}

Term Reader::generic_arg(const Cursor& c) {
  if (c.is(VariantRole::GenericArgKind_Lifetime)) return region(c.field(0));
  if (c.is(VariantRole::GenericArgKind_Type)) return type(c.field(0));
  if (c.is(VariantRole::GenericArgKind_Const)) return constant(c.field(0));
  unexpected(c, "generic argument");
}

Reader::Binder::Binder(Reader& reader, const Cursor& binder) : reader_(reader) {
  reader_.met_.emplace_back();
  if (!binder.schema().bound(FieldRole::Binder_bound_vars)) return;
  const bool unsafe = binder.has(FieldRole::UnsafeBinderInner_bound_vars);
  listed_ = 0;
  for (const Cursor& v :
       binder.get(unsafe ? FieldRole::UnsafeBinderInner_bound_vars : FieldRole::Binder_bound_vars).elements())
    if (v.is(VariantRole::BoundVariableKind_Region)) ++*listed_;
}

std::uint32_t Reader::Binder::vars() const {
  return listed_ ? *listed_ : static_cast<std::uint32_t>(reader_.met_.back().size());
}

std::uint32_t Reader::bound_region(std::uint32_t debruijn, const Cursor& region) {
  if (region.schema().bound(FieldRole::BoundRegion_var)) return region.get(FieldRole::BoundRegion_var).as_u32();
  if (debruijn >= met_.size()) throw Error("a bound region outside of its binder").offset(region.pos());
  // BrAnon(number), BrNamed(definition, name), BrEnv (rustc_middle/src/ty/sty.rs of 1.48).
  Met m{region.variant(), {}, 0};
  if (region.is(VariantRole::BoundRegion_BrAnon))
    m.number = region.field(0).as_u32();
  else if (region.field_count() > 0)
    m.def = def(region.field(0));
  auto& met = met_[met_.size() - 1 - debruijn];
  auto it = std::find(met.begin(), met.end(), m);
  if (it == met.end()) it = met.insert(met.end(), m);
  return static_cast<std::uint32_t>(it - met.begin());
}

std::uint32_t Reader::debruijn(const Cursor& c) {
  if (!c.schema().bound(VariantRole::BoundVarIndexKind_Bound)) return c.as_u32();
  if (c.is(VariantRole::BoundVarIndexKind_Bound)) return c.field(0).as_u32();
  unexpected(c, "bound variable of");
}

Term Reader::region(const Cursor& c) {
  Node n;
  n.kind = Kind::ReOther;
  if (c.is(VariantRole::RegionKind_ReErased)) {
    n.kind = Kind::ReErased;
  } else if (c.is(VariantRole::RegionKind_ReStatic)) {
    n.kind = Kind::ReStatic;
  } else if (c.is(VariantRole::RegionKind_ReEarlyParam)) {
    n.kind = Kind::ReEarlyParam;
    n.a = c.field(0).get(FieldRole::EarlyParamRegion_index).as_u32();
    n.text = c.field(0).get(FieldRole::EarlyParamRegion_name).symbol_text();
  } else if (c.is(VariantRole::RegionKind_ReBound)) {
    n.kind = Kind::ReBound;
    n.a = debruijn(c.field(0));
    n.b = bound_region(n.a, c.field(1));
  } else if (c.is(VariantRole::RegionKind_ReLateParam)) {
    n.kind = Kind::ReLateParam;
  }
  return in_.intern(n);
}

Term Reader::fn(const Cursor& types, const Cursor& header, bool split, const Cursor& binder) {
  Node n;
  n.kind = Kind::FnPtr;
  n.binder = true;
  const Binder scope(*this, binder);
  std::vector<Term> kids;
  auto list = types.get(split ? FieldRole::FnSigTys_inputs_and_output : FieldRole::FnSig_inputs_and_output);
  for (const Cursor& t : list.elements()) kids.push_back(type(t));
  if (kids.empty()) throw Error("a signature without a return type").offset(types.pos());
  n.kids = kids;
  n.vars = scope.vars();
  if (header.get(split ? FieldRole::FnHeader_c_variadic : FieldRole::FnSig_c_variadic).as_bool()) n.sub |= kFnVariadic;
  if (is_unsafe(header.get(split ? FieldRole::FnHeader_safety : FieldRole::FnSig_safety))) n.sub |= kFnUnsafe;
  // "Splatting" an argument (nightly only) spreads it over several: rustc_type_ir/src/ty_kind.rs,
  // NO_SPLATTED_ARG_INDEX.
  const FieldRole splatted = split ? FieldRole::FnHeader_splatted : FieldRole::FnSig_splatted;
  if (header.schema().bound(splatted) && header.get(splatted).as_u64() != 255)
    throw Error("a signature with a splatted argument is not understood").offset(header.pos());
  std::string abi = abi_name(header.get(split ? FieldRole::FnHeader_abi : FieldRole::FnSig_abi));
  n.text = abi;
  return in_.intern(n);
}

Term Reader::poly_fn_sig(const Cursor& at) {
  Cursor c = unwrap_early_binder(at);
  Cursor sig = c.get(FieldRole::Binder_value);
  return fn(sig, sig, false, c);
}

Term Reader::trait_ref(const Cursor& at) {
  Cursor c = unwrap_early_binder(at);
  auto list = args(c.get(FieldRole::TraitRef_args));
  if (list.empty() || !list[0]->is_type()) throw Error("a trait reference without its Self type").offset(c.pos());
  return nominal(Kind::TraitRef, def(c.get(FieldRole::TraitRef_def_id)), list);
}

Term Reader::term(const Cursor& c) {
  if (!c.schema().bound(VariantRole::TermKind_Ty)) return type(c);
  if (c.is(VariantRole::TermKind_Ty)) return type(c.field(0));
  if (c.is(VariantRole::TermKind_Const)) return constant(c.field(0));
  unexpected(c, "term");
}

Term Reader::existential(const Cursor& binder) {
  const Binder scope(*this, binder);
  return existential(binder.get(FieldRole::Binder_value), scope.vars());
}

std::vector<Term> Reader::existentials(const Cursor& predicates) {
  std::vector<Term> out;
  if (!predicates.has(FieldRole::Binder_value)) {
    for (const Cursor& p : predicates.elements()) out.push_back(existential(p));
    return out;
  }
  // One binder around all of them: its variables are known when all have been read.
  const Binder scope(*this, predicates);
  const auto list = predicates.get(FieldRole::Binder_value).elements();
  for (const Cursor& p : list) existential(p, 0);
  for (const Cursor& p : list) out.push_back(existential(p, scope.vars()));
  return out;
}

Term Reader::existential(const Cursor& c, std::uint32_t vars) {
  Node n;
  n.binder = true;
  n.vars = vars;
  std::vector<Term> kids;
  if (c.is(VariantRole::ExistentialPredicate_Trait)) {
    n.kind = Kind::ExTrait;
    n.def = def(c.field(0).get(FieldRole::ExistentialTraitRef_def_id));
    kids = args(c.field(0).get(FieldRole::ExistentialTraitRef_args));
  } else if (c.is(VariantRole::ExistentialPredicate_Projection)) {
    n.kind = Kind::ExProjection;
    n.def = def(c.field(0).get(FieldRole::ExistentialProjection_def_id));
    kids = args(c.field(0).get(FieldRole::ExistentialProjection_args));
    kids.push_back(term(c.field(0).get(FieldRole::ExistentialProjection_term)));
  } else if (c.is(VariantRole::ExistentialPredicate_AutoTrait)) {
    n.kind = Kind::ExAuto;
    n.def = def(c.field(0));
  } else {
    unexpected(c, "trait object predicate");
  }
  n.kids = kids;
  return in_.intern(n);
}

Term Reader::scalar_int(const Cursor& scalar, Term ty) {
  Node leaf;
  leaf.kind = Kind::Leaf;
  if (const auto k = scalar.schema().type(scalar.type()).kind();
      k == schema::Kind::Struct || k == schema::Kind::Enum) {  // in the oldest releases fields of Scalar::Raw
    auto data = scalar.field(0).as_u128();
    leaf.bits_lo = data.low;
    leaf.bits_hi = data.high;
    const std::uint64_t size = scalar.field(1).as_u64();
    if (size > 16) throw Error("a scalar constant of impossible size").offset(scalar.pos());
    leaf.sub = static_cast<std::uint8_t>(size);
  } else {
    // Newer: one byte of size, then so many bytes, least first (rustc_middle/src/ty/consts/int.rs).
    auto bytes = scalar.context().bytes();
    std::uint64_t at = scalar.pos();
    if (at >= bytes.size() || bytes[at] > 16 || bytes.size() - at <= bytes[at])
      throw Error("a scalar constant of impossible size").offset(at);
    leaf.sub = bytes[at];
    for (unsigned i = 0; i < leaf.sub; ++i)
      (i < 8 ? leaf.bits_lo : leaf.bits_hi) |= std::uint64_t{bytes[at + 1 + i]} << (i % 8 * 8);
  }
  Term tree = in_.intern(leaf);
  return ty ? nominal(Kind::CtValue, {}, {ty, tree}) : tree;
}

Term Reader::const_value(const Cursor& value, Term ty) {
  if (!value.is(VariantRole::ConstValue_Scalar)) return nullptr;
  Cursor scalar = value.field(0);
  if (!scalar.is(VariantRole::Scalar_Int)) return nullptr;
  return scalar_int(scalar.field_count() == 1 ? scalar.field(0) : scalar, ty);
}

// The tree that newer releases would store. A number or a string tells it; for what has fields, layouts would have to
// be known: such a value is kept as one that cannot be named.
Term Reader::tree_of_value(const Cursor& value, Term ty) {
  const bool number =
      ty->kind == Kind::Bool || ty->kind == Kind::Char || ty->kind == Kind::Int || ty->kind == Kind::Uint;
  if (number)
    if (Term leaf = const_value(value, ty)) return leaf;
  Term to = ty->kind == Kind::Ref ? ty->kids[1] : nullptr;
  const bool bytes =
      to && (to->kind == Kind::Str ||
             (to->kind == Kind::Slice && to->kids[0] == in_.leaf(Kind::Uint, static_cast<std::uint8_t>(Width::W8))));
  if (!bytes || !value.is(VariantRole::ConstValue_Slice) || !value.schema().bound(FieldRole::Allocation_bytes))
    return in_.leaf(Kind::CtOther);
  const auto all = value.get(FieldRole::ConstValue_Slice_data).get(FieldRole::Allocation_bytes).as_bytes();
  const std::uint64_t start = value.get(FieldRole::ConstValue_Slice_start).as_u64(),
                      end = value.get(FieldRole::ConstValue_Slice_end).as_u64();
  if (start > end || end > all.size())
    throw Error(fmt::format("bytes {} to {} of {} are a constant", start, end, all.size())).offset(value.pos());
  std::vector<Term> kids;
  for (const std::uint8_t byte : all.subspan(start, end - start)) {
    Node leaf;
    leaf.kind = Kind::Leaf;
    leaf.sub = 1;
    leaf.bits_lo = byte;
    kids.push_back(in_.intern(leaf));
  }
  return nominal(Kind::CtValue, {}, {ty, nominal(Kind::Branch, {}, kids)});
}

Term Reader::value_tree(const Cursor& c) {
  Descend guard(depth_);
  if (c.is(VariantRole::ValTreeKind_Leaf)) return scalar_int(c.field(0), nullptr);
  if (!c.is(VariantRole::ValTreeKind_Branch)) unexpected(c, "value tree");
  std::vector<Term> kids;
  // Newer releases store typed constants below a branch. The branch's own type says their types, so that only what
  // older releases store is kept, and equal constants are the same term.
  for (const Cursor& k : c.field(0).elements()) {
    Term kid = is_tree(k) ? value_tree(k) : constant(k);
    kids.push_back(kid->kind == Kind::CtValue ? kid->kids[1] : kid);
  }
  return nominal(Kind::Branch, {}, kids);
}

Term Reader::constant(const Cursor& at) {
  Descend guard(depth_);
  Term ty = nullptr;
  Cursor c = unwrap_early_binder(at);
  if (c.schema().bound(TypeRole::ConstS) && c.is(TypeRole::ConstS)) {
    ty = type(c.get(FieldRole::ConstS_ty));
    c = c.get(FieldRole::ConstS_kind);
  }
  Node n;
  if (c.is(VariantRole::ConstKind_Value)) {
    // The tree beside the constant's type (ConstS), a type and a tree, or one struct of both. The oldest releases have
    // a ConstValue there.
    if (!c.schema().bound(VariantRole::ValTreeKind_Leaf)) return tree_of_value(c.field(0), ty);
    if (ty) return nominal(Kind::CtValue, {}, {ty, value_tree(c.field(0))});
    if (c.schema().bound(FieldRole::ConstKind_Value_1))
      return nominal(Kind::CtValue, {}, {type(c.field(0)), value_tree(c.field(1))});
    const Cursor v = c.field(0);
    return nominal(Kind::CtValue, {},
                   {type(v.get(FieldRole::ValueConst_ty)), value_tree(v.get(FieldRole::ValueConst_valtree))});
  }
  if (c.is(VariantRole::ConstKind_Param)) {
    n.kind = Kind::CtParam;
    n.a = c.field(0).get(FieldRole::ParamConst_index).as_u32();
    n.text = c.field(0).get(FieldRole::ParamConst_name).symbol_text();
    return in_.intern(n);
  }
  if (c.is(VariantRole::ConstKind_Unevaluated)) {
    Cursor u = c.get(FieldRole::ConstKind_Unevaluated_0);
    if (c.has(FieldRole::UnevaluatedConst_args)) {  // in the oldest releases they are the variant's own fields
      if (c.field(2).is_some()) return in_.leaf(Kind::CtOther);  // a promoted part of a body
      u = c;
    }
    return nominal(Kind::CtUnevaluated,
                   def(alias_item(u, FieldRole::UnevaluatedConst_def, FieldRole::UnevaluatedConst_kind)),
                   args(u.get(FieldRole::UnevaluatedConst_args)));
  }
  n.kind = c.is(VariantRole::ConstKind_Error)  ? Kind::CtError
           : c.is(VariantRole::ConstKind_Expr) ? Kind::CtExpr
                                               : Kind::CtOther;
  return in_.intern(n);
}

Term Reader::pattern(const Cursor& c) {
  Descend guard(depth_);
  if (c.is(VariantRole::PatternKind_Range)) {
    if (c.field_count() == 2) return nominal(Kind::PatRange, {}, {constant(c.field(0)), constant(c.field(1))});
    // As it was in 1.85: either end may be missing, and the last value be left out.
    Node n;
    n.kind = Kind::PatRange;
    n.sub = kPatRangeAsTuple;
    std::vector<Term> ends;
    const auto end = [&](std::uint32_t field, PatFlags missing) {
      if (const auto value = c.field(field).option())
        ends.push_back(constant(*value));
      else
        n.sub |= missing;
    };
    end(0, kPatNoStart);
    end(1, kPatNoEnd);
    if (!c.field(2).as_bool()) n.sub |= kPatEndExcluded;
    n.kids = ends;
    return in_.intern(n);
  }
  if (c.is(VariantRole::PatternKind_NotNull)) return in_.leaf(Kind::PatNotNull);
  if (!c.is(VariantRole::PatternKind_Or)) unexpected(c, "pattern");
  std::vector<Term> kids;
  for (const Cursor& k : c.field(0).elements()) kids.push_back(pattern(k));
  return nominal(Kind::PatOr, {}, kids);
}

Term Reader::predicate(const Cursor& at) {
  Cursor c = at.deref();
  if (c.schema().bound(VariantRole::PredicateKind_Clause)) {
    if (!c.is(VariantRole::PredicateKind_Clause)) return nullptr;
    c = c.field(0);
  }
  std::optional<Binder> scope;
  if (c.is(VariantRole::PredicateKind_ForAll)) {
    scope.emplace(*this, c.field(0));
    c = c.field(0).get(FieldRole::Binder_value);
  } else if (c.is(VariantRole::PredicateKind_Atom)) {
    c = c.field(0);
  }
  if (c.is(VariantRole::ClauseKind_Trait)) return trait_ref(c.field(0).get(FieldRole::TraitPredicate_trait_ref));
  if (!c.is(VariantRole::ClauseKind_Projection)) return nullptr;
  Cursor p = c.field(0);
  Cursor a = p.get(FieldRole::ProjectionPredicate_projection);
  bool old = !c.schema().bound(FieldRole::AliasTerm_args);
  DefId item = def(old ? a.get(FieldRole::ProjectionTy_def_id)
                       : alias_item(a, FieldRole::AliasTerm_def_id, FieldRole::AliasTerm_kind));
  Term left = alias(item, args(a.get(old ? FieldRole::ProjectionTy_args : FieldRole::AliasTerm_args)),
                    static_cast<std::uint8_t>(AliasKind::Projection));
  return nominal(Kind::ProjectionEq, {}, {left, term(p.get(FieldRole::ProjectionPredicate_term))});
}

}  // namespace rmeta::types
