// SPDX-License-Identifier: MIT OR Apache-2.0
// x86-64. System V: a value is cut into pieces of eight bytes, each of class INTEGER or SSE by what lies in it; what is
// too large, not aligned or finds no register left goes to the stack (rustc_target/src/callconv/x86_64.rs). Windows:
// what has the size of a register goes there, all else by its address (rustc_target/src/callconv/x86_win64.rs).
#include <algorithm>
#include <array>

#include "call.hpp"
#include "rmeta/error.hpp"

namespace rmeta::layout {

namespace {

enum class Class : std::uint8_t { None, Int, Sse, SseUp };
constexpr std::size_t kMaxPieces = 8;  // of the largest vector, 512 bits
using Classes = std::array<Class, kMaxPieces>;

// From general to special, so that the smaller of two is what both can be.
Class unify(Class a, Class b) {
  return a == Class::None ? b : std::min(a, b);
}

bool classify(Calls& c, const TyLayout& t, Classes& out, std::uint64_t offset) {
  const types::Layout& l = *t.layout;
  if (offset % l.align != 0) return l.is_zst();
  Class k = Class::Int;
  switch (c.held(l)) {
    case Held::Uninhabited:
      return true;
    case Held::Scalar:
      if (is_float(l.repr.a)) k = Class::Sse;
      break;
    case Held::Vector:
      k = Class::Sse;
      break;
    case Held::ScalableVector:
      throw Error("a scalable vector on x86-64");
    default:
      for (std::size_t i = 0; i < field_count(l); ++i)
        if (!classify(c, c.field(t, i), out, offset + field_offset(l, i))) return false;
      if (l.variants.what == types::Variants::What::Multiple)
        for (std::uint32_t v = 0; v < l.variants.variants.size(); ++v)
          if (!classify(c, c.for_variant(t, v), out, offset)) return false;
      return true;
  }
  for (std::uint64_t i = offset / 8; i <= (offset + l.size - 1) / 8; ++i) {
    out.at(i) = unify(out.at(i), k);
    if (k == Class::Sse) k = Class::SseUp;  // what follows is the upper part of a register
  }
  return true;
}

/// False: in memory.
bool classify(Calls& c, const ArgAbi& a, Classes& out) {
  const std::uint64_t size = a.layout->size, n = size / 8 + (size % 8 != 0 ? 1 : 0);
  out.fill(Class::None);
  if (n > kMaxPieces || !classify(c, Calls::of(a), out, 0)) return false;
  if (n > 2)
    return out[0] == Class::Sse &&
           std::all_of(out.begin() + 1, out.begin() + n, [](Class k) { return k == Class::SseUp; });
  for (std::size_t i = 0; i < n;) {
    if (out[i] == Class::SseUp) {
      out[i] = Class::Sse;
    } else if (out[i] == Class::Sse) {
      for (++i; i != n && out[i] == Class::SseUp;) ++i;
    } else {
      ++i;
    }
  }
  return true;
}

std::optional<Reg> component(const Calls& c, const Classes& classes, std::size_t& i, std::uint64_t size) {
  if (i >= classes.size() || classes[i] == Class::None) return std::nullopt;
  if (classes[i] == Class::Int) {
    ++i;
    return integer(std::min<std::uint64_t>(size, 8));
  }
  std::size_t length = 1;
  while (i + length < classes.size() && classes[i + length] == Class::SseUp) ++length;
  i += length;
  if (length > 1) return c.opaque_vector(8 * length);
  return floating(size == 4 ? 4 : 8);
}

CastTarget cast_target(const Calls& c, const Classes& classes, std::uint64_t size) {
  std::size_t i = 0;
  auto low = component(c, classes, i, size);
  if (!low) throw Error("a value of no class is passed in registers");
  const std::uint64_t offset = 8 * i;
  CastTarget to = Calls::uniform(*low, low->size);
  if (size > offset)
    if (auto high = component(c, classes, i, size - offset)) {
      to = Calls::uniform(*high, high->size);
      to.prefix = {*low};
    }
  return to;
}

}  // namespace

void call_x86_64(Calls& c, FnAbi& f) {
  std::size_t ints = 6, floats = 8;
  auto adjust = [&](ArgAbi& a, bool is_arg) {
    if (a.mode == ArgAbi::Mode::Ignore || !a.layout->is_sized()) return;
    if (is_arg && c.passes_indirectly(a)) {
      ints -= std::min<std::size_t>(ints, 1);
      c.make_indirect(a);
      return;
    }
    Classes classes;
    bool registers = classify(c, a, classes);
    const bool aggregate = c.is_aggregate(*a.layout);
    if (is_arg && registers) {
      const auto need_int = static_cast<std::size_t>(std::count(classes.begin(), classes.end(), Class::Int));
      const auto need_sse = static_cast<std::size_t>(std::count(classes.begin(), classes.end(), Class::Sse));
      if (need_int <= ints && need_sse <= floats) {
        ints -= need_int;
        floats -= need_sse;
      } else if (aggregate) {
        registers = false;  // LLVM puts scalars on the stack by itself
      }
    }
    if (!registers && is_arg) {
      c.pass_on_stack(a, 0);
    } else if (!registers) {
      c.make_indirect(a);
      --ints;  // for the address of the result
    } else if (aggregate) {
      c.cast(a, cast_target(c, classes, a.layout->size));
    } else if (is_arg || !c.rules.x86_64_returns_are_not_extended || c.target().is_like_darwin) {
      c.extend_integer(a, 32);
    }
  };
  adjust(f.ret, false);
  for (ArgAbi& a : f.args) adjust(a, true);
}

void call_win64(Calls& c, FnAbi& f) {
  auto adjust = [&](ArgAbi& a, bool is_return) {
    const types::Layout& l = *a.layout;
    switch (c.held(l)) {
      case Held::Scalar: {
        const bool wide = is_integer(l.repr.a) && l.repr.a.primitive.size == 16;
        if (c.rules.win64_passes_i128_by_rule && is_return && wide) {
          const bool soft = c.target().rustc_abi == "x86-softfloat" || c.target().rustc_abi == "softfloat";
          if (!soft) c.cast(a, c.opaque_vector(16));
        } else if (l.size > 8 && !(c.rules.win64_keeps_f128 && is_float(l.repr.a) && l.repr.a.primitive.size == 16)) {
          c.make_indirect(a);
        } else {
          c.extend_integer(a, 32);
        }
        break;
      }
      case Held::ScalableVector:
        throw Error("a scalable vector on x86-64");
      case Held::Uninhabited:
      case Held::Vector:
        break;
      default:
        if (!l.is_sized()) break;
        if (l.size == 1 || l.size == 2 || l.size == 4 || l.size == 8)
          c.cast(a, integer(l.size));
        else
          c.make_indirect(a);
    }
  };
  if (f.ret.mode != ArgAbi::Mode::Ignore) adjust(f.ret, true);
  for (ArgAbi& a : f.args) {
    if (a.mode == ArgAbi::Mode::Ignore) {
      const bool gnu = c.target().os == "windows" && c.target().env == "gnu";
      if (a.layout->is_zst() && c.rules.targets_adjust_rust_convention &&
          (gnu || c.rules.win64_passes_empty_indirectly))
        c.make_indirect_from_ignore(a);
      else if (!c.rules.win64_passes_empty_indirectly || a.layout->is_zst())
        continue;
      continue;
    }
    if (c.passes_indirectly(a))
      c.make_indirect(a);
    else
      adjust(a, false);
  }
}

}  // namespace rmeta::layout
