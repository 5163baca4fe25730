// SPDX-License-Identifier: MIT OR Apache-2.0
// What the calling conventions ask about types: parts of values with their layouts (rustc's TyAndLayout), and the steps
// by which an argument's mode is changed (rustc_target/src/callconv/mod.rs). One call_*.cpp per architecture uses it.
#pragma once

#include <deque>

#include "rmeta/layout/fn_abi.hpp"

namespace rmeta::layout {

/// A value or a part of one. Parts that have no type of their own (a tag, the halves of a wide pointer) have none here;
/// `variant` is the variant that `layout` is of.
struct TyLayout {
  types::Term type = nullptr;
  const types::Layout* layout = nullptr;
  std::uint32_t variant = 0;
  std::uint64_t vtable_entries = 0;  // of the pointer to a vtable: how many it has at least
};

/// How code generation holds a value; up to 1.85 a value that cannot be was held in no way at all.
enum class Held : std::uint8_t { Uninhabited, Scalar, Pair, Vector, ScalableVector, Memory };

/// Of any shape.
std::size_t field_count(const types::Layout&);
std::uint64_t field_offset(const types::Layout&, std::size_t i);

class Calls {
 public:
  Calls(types::Context& cx, Layouts& layouts, const CallEnvironment& env)
      : cx(cx), layouts(layouts), env(env), rules(call_rules_of(env.release)) {}

  types::Context& cx;
  Layouts& layouts;
  const CallEnvironment& env;
  const CallRules rules;

  const schema::TargetData& target() const { return env.target; }
  const TargetDataLayout& data_layout() const { return layouts.target(); }
  std::uint64_t pointer_size() const { return data_layout().pointer.size; }

  TyLayout layout_of(types::Term type);
  TyLayout field(const TyLayout&, std::size_t i);
  TyLayout for_variant(const TyLayout&, std::uint32_t v);
  Held held(const types::Layout&) const;
  bool is_aggregate(const types::Layout& l) const { return held(l) == Held::Pair || held(l) == Held::Memory; }
  /// The one field that is not of size 0 and alignment 1; its index.
  std::optional<std::size_t> only_field(const TyLayout&);

  /// The register all of a value consists of, several in a row without padding, if so. Empty values: size 0.
  std::optional<Reg> homogeneous(const TyLayout&);
  /// The same, for a value that is not empty.
  std::optional<Reg> homogeneous_unit(const TyLayout& t);
  bool is_single_float(const TyLayout&);
  bool is_single_vector(const TyLayout&, std::uint64_t size);
  bool contains_vector(const TyLayout&);
  bool is_transparent(types::Term) const;
  /// `#[rustc_pass_indirectly_in_non_rustic_abis]`: a va_list.
  bool passes_indirectly(const ArgAbi&);
  /// Whether no byte of a value is padding or may be uninitialised, as far as layouts tell.
  bool is_noundef(const TyLayout&);

  static TyLayout of(const ArgAbi& a) { return {a.type, a.layout, 0, 0}; }
  ArgAttributes indirect_attrs(const types::Layout&) const;
  void make_indirect(ArgAbi&) const;
  void make_indirect_from_ignore(ArgAbi&) const;
  /// `align` 0: that of the type.
  void pass_on_stack(ArgAbi&, std::uint64_t align) const;
  void extend_integer(ArgAbi&, std::uint64_t bits) const;
  void cast(ArgAbi&, CastTarget) const;
  void cast(ArgAbi& a, Reg unit) const { cast(a, uniform(unit, unit.size)); }
  static CastTarget uniform(Reg unit, std::uint64_t total) { return {{}, std::nullopt, unit, total, false, {}}; }
  CastTarget consecutive(Reg unit, std::uint64_t total) const {
    return {{}, std::nullopt, unit, total, rules.casts_are_consecutive, {}};
  }
  Reg opaque_vector(std::uint64_t size) const;

 private:
  TyLayout synthetic(const types::Scalar&);
  std::uint64_t vtable_entries(types::Term dyn);

  std::deque<types::Layout> made_;  // of parts without a type
};

inline Reg integer(std::uint64_t size) {
  return {Reg::Kind::Integer, size};
}
inline Reg floating(std::uint64_t size) {
  return {Reg::Kind::Float, size};
}
inline bool is_integer(const types::Scalar& s) {
  return s.primitive.what == types::Primitive::What::Int;
}
inline bool is_float(const types::Scalar& s) {
  return s.primitive.what == types::Primitive::What::Float;
}

/// What a pointer at some place of a value promises (`PointeeInfo`, rustc_middle/src/ty/layout.rs).
struct Pointee {
  enum class Kind : std::uint8_t { Raw, Shared, Mutable, Box };
  Kind kind = Kind::Raw;
  bool frozen = false, unpin = false, global = false;
  types::Term type = nullptr;  // what is pointed to; null: a vtable, of `size` and `align`
  std::uint64_t size = 0, align = 1;
};
std::optional<Pointee> pointee_at(Calls&, const TyLayout&, std::uint64_t offset);
/// Of `&mut T`.
Pointee mutable_reference(Calls&, types::Term pointee);

/// Attributes of a scalar at `offset` in an argument or result. `dropped`: what `drop_in_place` drops, behind it.
ArgAttributes scalar_attributes(Calls&, const types::Scalar&, const TyLayout&, std::uint64_t offset, bool is_return,
                                types::Term dropped);

/// The name under which FnAbi::conv knows a convention as source writes it, without "-unwind". Throws for one that the
/// target does not have.
std::string convention(const Calls&, std::string_view abi, bool variadic);
bool is_rust_convention(const Calls&, std::string_view abi);

void adjust_for_rust(Calls&, FnAbi&, std::string_view abi);
/// `abi` as source writes it, without "-unwind".
void adjust_for_foreign(Calls&, FnAbi&, std::string_view abi);

// One per architecture.
void call_x86_64(Calls&, FnAbi&);
void call_win64(Calls&, FnAbi&);
void call_x86(Calls&, FnAbi&, std::string_view abi);
void call_rust_x86(Calls&, FnAbi&);
void call_aarch64(Calls&, FnAbi&);
void call_rust_aarch64(Calls&, FnAbi&);
void call_arm(Calls&, FnAbi&);
void call_riscv(Calls&, FnAbi&);
void call_rust_riscv(Calls&, FnAbi&);
void call_s390x(Calls&, FnAbi&);
void call_power(Calls&, FnAbi&);
void call_power64(Calls&, FnAbi&);
void call_mips64(Calls&, FnAbi&);
void call_bpf(Calls&, FnAbi&);
void call_rust_bpf(Calls&, FnAbi&);
void call_msp430(Calls&, FnAbi&);
void call_wasm(Calls&, FnAbi&, std::string_view abi);

}  // namespace rmeta::layout
