// SPDX-License-Identifier: MIT OR Apache-2.0
// 64-bit and 32-bit Arm: up to four floats or vectors of one kind are passed in registers of their own, other
// structures as words (rustc_target/src/callconv/aarch64.rs, arm.rs).
#include "call.hpp"

namespace rmeta::layout {

namespace {

bool soft_float(const Calls& c) {
  if (!c.rules.targets_adjust_rust_convention) return false;
  if (c.rules.softfloat_is_said_by_rustc_abi)
    return c.target().rustc_abi == "softfloat" || c.target().rustc_abi == "x86-softfloat";
  return c.target().cfg_abi == "softfloat";
}

/// Up to four of a kind. Floats only where there are registers for them.
std::optional<CastTarget> homogeneous_aggregate(Calls& c, const ArgAbi& a, bool floats) {
  auto unit = c.homogeneous_unit(Calls::of(a));
  const std::uint64_t size = a.layout->size;
  if (!unit || size > unit->size * 4) return std::nullopt;
  if (unit->kind == Reg::Kind::Integer || (unit->kind == Reg::Kind::Float && !floats)) return std::nullopt;
  if (unit->kind == Reg::Kind::Vector && size != 8 && size != 16) return std::nullopt;
  return c.consecutive(*unit, size);
}

void soft_floats(Calls& c, ArgAbi& a) {
  if (!soft_float(c)) return;
  const types::BackendRepr& repr = a.layout->repr;
  const Held how = c.held(*a.layout);
  if (how == Held::Scalar && is_float(repr.a)) {
    c.cast(a, integer(repr.a.primitive.size));
  } else if (how == Held::Pair && (is_float(repr.a) || is_float(repr.b))) {
    if (a.layout->size <= c.pointer_size())
      c.cast(a, integer(a.layout->size));
    else
      c.make_indirect(a);
  }
}

// Before 1.63 by the smallest register that holds the whole.
Reg words(const Calls& c, std::uint64_t size, std::uint64_t word) {
  if (c.rules.casts_in_whole_words) return integer(word);
  std::uint64_t fit = 1;
  while (fit < size && fit < word) fit *= 2;
  return integer(fit);
}

}  // namespace

void call_aarch64(Calls& c, FnAbi& f) {
  const schema::TargetData& t = c.target();
  const bool extends = t.is_like_darwin || !c.rules.aarch64_extends_for_apple_alone;
  auto adjust = [&](ArgAbi& a, bool is_return) {
    const types::Layout& l = *a.layout;
    if (a.mode == ArgAbi::Mode::Ignore || !l.is_sized() || c.held(l) == Held::ScalableVector) return;
    if (!is_return && c.passes_indirectly(a)) {
      c.make_indirect(a);
      return;
    }
    if (!c.is_aggregate(l)) {
      if (extends) c.extend_integer(a, 32);
      soft_floats(c, a);
      return;
    }
    if (auto uniform = homogeneous_aggregate(c, a, !soft_float(c))) {
      c.cast(a, *uniform);
      return;
    }
    if (l.size > 16) {
      c.make_indirect(a);
      return;
    }
    const std::uint64_t align = t.is_like_darwin || t.is_like_windows ? l.align : l.unadjusted_align;
    const bool wide = !is_return && c.rules.aarch64_aligns_to_16 && align == 16;
    c.cast(a, Calls::uniform(wide ? integer(16) : words(c, l.size, 8), l.size));
  };
  adjust(f.ret, true);
  for (ArgAbi& a : f.args) adjust(a, false);
}

void call_rust_aarch64(Calls& c, FnAbi& f) {
  for (ArgAbi& a : f.args) soft_floats(c, a);
  soft_floats(c, f.ret);
}

void call_arm(Calls& c, FnAbi& f) {
  // Variadic and `aapcs` functions leave the floating point registers alone.
  const bool floats = c.target().llvm_target.ends_with("hf") && f.conv != "ArmAapcs" && !f.c_variadic;
  auto adjust = [&](ArgAbi& a, bool is_return) {
    const types::Layout& l = *a.layout;
    if (a.mode == ArgAbi::Mode::Ignore || !l.is_sized()) return;
    if (!is_return && c.passes_indirectly(a)) {
      c.make_indirect(a);
      return;
    }
    if (!c.is_aggregate(l)) {
      c.extend_integer(a, 32);
      return;
    }
    if (floats)
      if (auto uniform = homogeneous_aggregate(c, a, true)) {
        c.cast(a, *uniform);
        return;
      }
    if (!is_return)
      c.cast(a, c.consecutive(integer(l.align <= 4 ? 4 : 8), l.size));
    else if (l.size <= 4)
      c.cast(a, Calls::uniform(words(c, l.size, 4), l.size));
    else
      c.make_indirect(a);
  };
  adjust(f.ret, true);
  for (ArgAbi& a : f.args) adjust(a, false);
}

}  // namespace rmeta::layout
