// SPDX-License-Identifier: MIT OR Apache-2.0
// Architectures whose rules are short: s390x, PowerPC, 64-bit MIPS, BPF, MSP430, WebAssembly
// (rustc_target/src/callconv/s390x.rs, powerpc.rs, powerpc64.rs, mips64.rs, bpf.rs, msp430.rs, wasm.rs).
#include <algorithm>

#include "calculator.hpp"
#include "call.hpp"

namespace rmeta::layout {

namespace {

// Later releases leave values of no size out first, and have the target say that their address is passed.
bool address_of_empty(const Calls& c, ArgAbi& a) {
  if (a.mode != ArgAbi::Mode::Ignore) return false;
  const schema::TargetData& t = c.target();
  const bool gnu = t.env == "gnu" || t.env == "musl" || t.env == "uclibc";
  if (c.rules.targets_adjust_rust_convention && t.os == "linux" && gnu && a.layout->is_zst())
    c.make_indirect_from_ignore(a);
  return true;
}

}  // namespace

void call_s390x(Calls& c, FnAbi& f) {
  const bool vectors = c.rules.s390x_passes_vectors;
  if (f.ret.mode != ArgAbi::Mode::Ignore) {
    const types::Layout& l = *f.ret.layout;
    if (!(vectors && l.size <= 16 && c.held(l) == Held::Vector)) {
      if (!c.is_aggregate(l) && l.size <= 8)
        c.extend_integer(f.ret, 64);
      else
        c.make_indirect(f.ret);
    }
  }
  for (ArgAbi& a : f.args) {
    const types::Layout& l = *a.layout;
    if (!l.is_sized() || address_of_empty(c, a)) continue;
    if (c.passes_indirectly(a)) {
      c.make_indirect(a);
      continue;
    }
    if (vectors && l.size <= 16) {
      if (c.rules.s390x_vectors_stay_direct && c.held(l) == Held::Vector) continue;
      if (c.is_single_vector(Calls::of(a), l.size)) {
        c.cast(a, c.opaque_vector(l.size));
        continue;
      }
    }
    if (!c.is_aggregate(l) && l.size <= 8) {
      c.extend_integer(a, 64);
      continue;
    }
    const bool single = c.is_single_float(Calls::of(a));
    if (l.size == 4 || l.size == 8)
      c.cast(a, single ? floating(l.size) : integer(l.size));
    else if (!single && (l.size == 1 || l.size == 2))
      c.cast(a, integer(l.size));
    else
      c.make_indirect(a);
  }
}

void call_power(Calls& c, FnAbi& f) {
  auto adjust = [&](ArgAbi& a, bool marked) {
    if (marked || c.is_aggregate(*a.layout))
      c.make_indirect(a);
    else
      c.extend_integer(a, 32);
  };
  if (f.ret.mode != ArgAbi::Mode::Ignore) adjust(f.ret, false);
  for (ArgAbi& a : f.args)
    if (!address_of_empty(c, a)) adjust(a, c.passes_indirectly(a));
}

void call_power64(Calls& c, FnAbi& f) {
  enum class Abi : std::uint8_t { ElfV1, ElfV2, Aix };
  const schema::TargetData& t = c.target();
  const CallRules& rules = c.rules;
  Abi abi = c.data_layout().big_endian ? Abi::ElfV1 : Abi::ElfV2;
  if (rules.power64_abi_is_named ? t.llvm_abiname == "elfv2"
                                 : t.env == "musl" || (rules.power64_classifies_alike && t.os == "freebsd"))
    abi = Abi::ElfV2;
  else if (rules.power64_abi_is_named && t.llvm_abiname == "elfv1")
    abi = Abi::ElfV1;
  else if (rules.power64_classifies_alike && t.os == "aix")
    abi = Abi::Aix;

  auto homogeneous = [&](const ArgAbi& a) -> std::optional<CastTarget> {
    auto unit = c.homogeneous_unit(Calls::of(a));
    const std::uint64_t size = a.layout->size;
    if (!unit || (abi != Abi::ElfV2 && size > unit->size) || size > unit->size * 8) return std::nullopt;
    if (unit->kind == Reg::Kind::Integer || (unit->kind == Reg::Kind::Vector && size != 16)) return std::nullopt;
    return c.consecutive(*unit, size);
  };
  auto adjust = [&](ArgAbi& a, bool is_return) {
    const types::Layout& l = *a.layout;
    if (a.mode == ArgAbi::Mode::Ignore || !l.is_sized()) return;
    if (!is_return && c.passes_indirectly(a)) return c.make_indirect(a);
    if (!c.is_aggregate(l)) return c.extend_integer(a, 64);
    if (!is_return && abi == Abi::Aix) return c.pass_on_stack(a, rules.power64_aix_aligns_to_8 ? 8 : 0);
    if (is_return && abi != Abi::ElfV2) return c.make_indirect(a);
    if (auto uniform = homogeneous(a)) return c.cast(a, *uniform);
    if (is_return && l.size > 16) return c.make_indirect(a);
    if (is_return && !rules.power64_classifies_alike) {
      // The smallest register that holds it; big-endian values keep their size.
      std::uint64_t fit = 1;
      while (fit < l.size && fit < 8) fit *= 2;
      return c.cast(a, Calls::uniform(integer(c.data_layout().big_endian ? l.size : fit), l.size));
    }
    if (l.size <= 8) return c.cast(a, integer(l.size));
    const std::uint64_t word = rules.power64_classifies_alike && l.align > 8 ? 16 : 8;
    c.cast(a, c.consecutive(integer(word), (l.size + word - 1) / word * word));
  };
  adjust(f.ret, true);
  for (ArgAbi& a : f.args) adjust(a, false);
}

namespace {

// Unsigned integers of 32 bits are extended with their sign, too.
void extend_mips(const Calls& c, ArgAbi& a) {
  const types::Primitive& p = a.layout->repr.a.primitive;
  if (c.held(*a.layout) == Held::Scalar && is_integer(a.layout->repr.a) && !p.is_signed && p.size == 4 &&
      a.mode == ArgAbi::Mode::Direct)
    a.attrs.ext = ArgExtension::Sext;
  else
    c.extend_integer(a, 64);
}

/// The registers of a structure: doubles in floating point registers where they are aligned, all else as integers.
CastTarget mips_registers(Calls& c, const ArgAbi& a) {
  constexpr std::size_t kMost = 8;
  const types::Layout& l = *a.layout;
  const std::uint64_t align = c.data_layout().float_align[2];
  CastTarget to = Calls::uniform(integer(8), 0);
  std::uint64_t last = 0;
  if (l.fields.what == types::FieldsShape::What::Arbitrary)
    for (std::size_t i = 0; i < field_count(l); ++i) {
      const types::Layout& f = *c.field(Calls::of(a), i).layout;
      const std::uint64_t offset = field_offset(l, i);
      if (c.held(f) != Held::Scalar || !is_float(f.repr.a) || f.repr.a.primitive.size != 8 || offset % align != 0)
        continue;
      for (std::uint64_t n = (offset - last) / 8; n > 0 && to.prefix.size() < kMost; --n)
        to.prefix.push_back(integer(8));
      if (to.prefix.size() == kMost) break;
      to.prefix.push_back(floating(8));
      last = offset + 8;
    }
  to.total = l.size - 8 * to.prefix.size();
  return to;
}

}  // namespace

void call_mips64(Calls& c, FnAbi& f) {
  const bool pads = c.rules.mips64_aligns_registers;
  std::uint64_t at = 0;
  if (f.ret.mode != ArgAbi::Mode::Ignore && f.ret.layout->is_sized()) {
    const types::Layout& l = *f.ret.layout;
    auto float_field = [&](std::size_t i) -> std::optional<Reg> {
      const types::Layout& field = *c.field(Calls::of(f.ret), i).layout;
      if (c.held(field) != Held::Scalar || !is_float(field.repr.a)) return std::nullopt;
      const std::uint64_t size = field.repr.a.primitive.size;
      return size == 4 || size == 8 ? std::optional(floating(size)) : std::nullopt;
    };
    const bool plain = l.fields.what == types::FieldsShape::What::Arbitrary;
    if (!c.is_aggregate(l)) {
      extend_mips(c, f.ret);
    } else if (l.size > 16) {
      c.make_indirect(f.ret);
      at += c.pointer_size();
    } else if (auto only = plain && field_count(l) == 1 ? float_field(0) : std::nullopt) {
      c.cast(f.ret, *only);
    } else {
      auto first = plain && field_count(l) == 2 ? float_field(0) : std::nullopt;
      auto second = first ? float_field(1) : std::nullopt;
      CastTarget to = second ? Calls::uniform(*second, second->size) : Calls::uniform(integer(8), l.size);
      if (second) to.prefix = {*first};
      c.cast(f.ret, std::move(to));
    }
  }
  for (ArgAbi& a : f.args) {
    if (a.mode == ArgAbi::Mode::Ignore || !a.layout->is_sized()) continue;
    const types::Layout& l = *a.layout;
    const std::uint64_t align = std::clamp(l.align, c.data_layout().int_align[3], c.data_layout().int_align[4]);
    if (!c.is_aggregate(l)) {
      extend_mips(c, a);
    } else if (c.passes_indirectly(a) ||
               (l.fields.what == types::FieldsShape::What::Array && !c.rules.mips64_arrays_in_registers)) {
      c.make_indirect(a);
    } else {
      c.cast(a, mips_registers(c, a));
      a.pad_i32 = pads && at % align != 0;
    }
    at = align_to(at, align) + align_to(l.size, align);
  }
}

namespace {

void bpf_value(Calls& c, ArgAbi& a) {
  if (a.mode == ArgAbi::Mode::Ignore) return;
  if (c.is_aggregate(*a.layout) || a.layout->size > 8)
    c.make_indirect(a);
  else
    c.extend_integer(a, 32);
}

}  // namespace

void call_bpf(Calls& c, FnAbi& f) {
  bpf_value(c, f.ret);
  for (ArgAbi& a : f.args) {
    if (a.mode != ArgAbi::Mode::Ignore && c.passes_indirectly(a))
      c.make_indirect(a);
    else
      bpf_value(c, a);
  }
}

void call_rust_bpf(Calls& c, FnAbi& f) {
  bpf_value(c, f.ret);
}

void call_msp430(Calls& c, FnAbi& f) {
  auto adjust = [&](ArgAbi& a, bool marked) {
    if (a.mode == ArgAbi::Mode::Ignore) return;
    if (marked || (c.is_aggregate(*a.layout) && a.layout->size > 4))
      c.make_indirect(a);
    else
      c.extend_integer(a, 16);
  };
  adjust(f.ret, false);
  for (ArgAbi& a : f.args) adjust(a, c.passes_indirectly(a));
}

// Up to 1.85 targets without a system passed structures "directly", which left it to LLVM to take them apart. When that
// was a convention, "wasm", "C" meant it on such a target and names that come to the same as "C" elsewhere did not.
void call_wasm(Calls& c, FnAbi& f, std::string_view abi) {
  const schema::TargetData& t = c.target();
  const CallRules& rules = c.rules;
  bool direct = false;
  if (!rules.conventions_are_mapped_by_table) {
    if (rules.targets_adjust_rust_convention)
      direct = t.arch == "wasm32" && t.os == "unknown";
    else if (rules.scalars_are_noundef)
      direct = abi == "wasm" || (abi == "C" && t.default_adjusted_cabi == "wasm");
    else
      direct = t.os != "emscripten";
  }
  auto trivial = [&](ArgAbi& a) {
    auto unit = c.homogeneous_unit(Calls::of(a));
    if (!unit || unit->size != a.layout->size) return false;
    c.cast(a, *unit);
    return true;
  };
  auto adjust = [&](ArgAbi& a, bool is_return) {
    if (a.mode == ArgAbi::Mode::Ignore || !a.layout->is_sized()) return;
    if (direct) {
      if (a.mode == ArgAbi::Mode::Indirect) {
        a.mode = ArgAbi::Mode::Direct;
        a.attrs = {};
      }
      return c.extend_integer(a, 32);
    }
    if (!is_return && c.passes_indirectly(a)) return c.make_indirect(a);
    c.extend_integer(a, 32);
    if (c.is_aggregate(*a.layout)) {
      if (trivial(a)) return;
      if (!is_return && !rules.targets_adjust_rust_convention) return c.pass_on_stack(a, 0);
      return c.make_indirect(a);
    }
    const types::BackendRepr& repr = a.layout->repr;
    if (is_return && rules.conventions_are_mapped_by_table && c.held(*a.layout) == Held::Scalar &&
        repr.a.primitive.size == 16)
      c.make_indirect(a);
  };
  adjust(f.ret, true);
  for (ArgAbi& a : f.args) adjust(a, false);
}

}  // namespace rmeta::layout
