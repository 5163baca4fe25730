// SPDX-License-Identifier: MIT OR Apache-2.0
// 32-bit x86: everything is on the stack, unless `fastcall`, `vectorcall` or -Zregparm put integers into registers
// (rustc_target/src/callconv/x86.rs, x86_win32.rs).
#include <algorithm>

#include "call.hpp"
#include "rmeta/error.hpp"

namespace rmeta::layout {

namespace {

void small_return(Calls& c, ArgAbi& a, bool floats) {
  const std::uint64_t size = a.layout->size;
  if (floats && c.is_single_float(Calls::of(a))) {
    if (size == 4 || size == 8)
      c.cast(a, floating(size));
    else
      c.make_indirect(a);
  } else if (size == 1 || size == 2 || size == 4 || size == 8) {
    c.cast(a, integer(size));
  } else {
    c.make_indirect(a);
  }
}

void fill_registers(Calls& c, FnAbi& f, std::uint32_t free) {
  for (ArgAbi& a : f.args) {
    if (a.mode == ArgAbi::Mode::Ignore || (a.mode == ArgAbi::Mode::Indirect && !a.has_metadata)) continue;
    if (a.mode != ArgAbi::Mode::Direct) throw Error("an argument in registers that x86 does not pass so");
    auto unit = c.homogeneous_unit(Calls::of(a));
    if (!unit) throw Error("an argument in registers that is not of one kind");
    if (unit->kind == Reg::Kind::Float) continue;
    if (unit->kind == Reg::Kind::Vector && c.rules.targets_adjust_rust_convention) continue;
    const std::uint64_t size = a.layout->size, words = size / 4 + (size % 4 != 0 ? 1 : 0);
    if (words == 0) continue;
    if (words > free) break;
    free -= static_cast<std::uint32_t>(words);
    if (size <= 4 && unit->kind == Reg::Kind::Integer) a.attrs.flags |= kInReg;
    if (free == 0) break;
  }
}

}  // namespace

void call_x86(Calls& c, FnAbi& f, std::string_view abi) {
  const schema::TargetData& t = c.target();
  if (f.ret.mode != ArgAbi::Mode::Ignore) {
    if (c.is_aggregate(*f.ret.layout) && f.ret.layout->is_sized()) {
      if (t.abi_return_struct_as_int || c.env.reg_struct_return)
        small_return(c, f.ret, !t.is_like_msvc);
      else
        c.make_indirect(f.ret);
    } else {
      c.extend_integer(f.ret, 32);
    }
  }
  for (ArgAbi& a : f.args) {
    if (a.mode == ArgAbi::Mode::Ignore || !a.layout->is_sized()) continue;
    if (c.passes_indirectly(a)) {
      c.make_indirect(a);
      continue;
    }
    const bool adt = a.type->kind == types::Kind::Adt;
    if (c.rules.x86_fixes_stack_alignment && t.is_like_msvc && adt && a.layout->max_repr_align > 4) {
      c.make_indirect(a);  // what asks for an alignment finds none on that stack
    } else if (c.is_aggregate(*a.layout)) {
      std::uint64_t align = 0;
      if (c.rules.x86_fixes_stack_alignment)
        align = a.layout->align >= 4 && t.is_like_darwin && c.contains_vector(Calls::of(a)) ? 16 : 4;
      c.pass_on_stack(a, align);
    } else {
      c.extend_integer(a, 32);
    }
  }
  const bool fast = abi == "fastcall" || (abi == "vectorcall" && c.rules.x86_vectorcall_in_registers);
  const bool plain = abi == "C" || abi == "cdecl" || abi == "stdcall";
  if (fast)
    fill_registers(c, f, 2);
  else if (plain && c.env.regparm.value_or(0) != 0)
    fill_registers(c, f, *c.env.regparm);
}

// Floats do not travel in x87 registers, which would quiet signalling NaNs.
void call_rust_x86(Calls& c, FnAbi& f) {
  ArgAbi& r = f.ret;
  if (r.mode == ArgAbi::Mode::Ignore) return;
  const types::BackendRepr& repr = r.layout->repr;
  const Held how = c.held(*r.layout);
  const bool scalar = how == Held::Scalar && is_float(repr.a);
  const bool pair = how == Held::Pair && (is_float(repr.a) || is_float(repr.b));
  if (!scalar && !pair) return;
  const std::uint64_t size = r.layout->size;
  if (c.rules.sse2_returns_floats && c.target().rustc_abi == "x86-sse2" && scalar && size <= 16)
    c.cast(r, c.opaque_vector(size));
  else if (size <= c.pointer_size())
    c.cast(r, integer(size));
  else
    c.make_indirect(r);
}

}  // namespace rmeta::layout
