// SPDX-License-Identifier: MIT OR Apache-2.0
// Functions that the compiler implements itself (rustc_const_eval/src/interpret/intrinsics.rs). One that is not here
// may have a body in the library, which then runs.
#include <fmt/format.h>

#include <bit>

#include "machine.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::eval {

bool Machine::intrinsic(std::string_view name, Terms args, std::vector<Place>& a, const Place& to, int depth) {
  if (name == "size_of") return write_bits(to, layout(args[0]).size), true;
  if (name == "min_align_of" || name == "align_of") return write_bits(to, layout(args[0]).align), true;
  if (name == "size_of_val") return write_bits(to, size_of(deref(a.at(0)))), true;
  if (name == "min_align_of_val" || name == "align_of_val") {
    Place p = deref(a.at(0));
    if (p.type->kind == Kind::Dynamic && p.meta) return write_bits(to, layout(behind_vtable(*p.meta)).align), true;
    if (p.meta && p.meta->alloc != 0) throw Error("the alignment of a value behind a trait object");
    return write_bits(to, layout(p.type).align), true;
  }
  if (name == "vtable_size" || name == "vtable_align") {
    const types::Layout& l = layout(behind_vtable(read(a.at(0))));
    return write_bits(to, name == "vtable_size" ? l.size : l.align), true;
  }
  if (name == "offset_of") {
    Place p{{0, 0}, args[0], std::nullopt, static_cast<std::uint32_t>(read_index(a.at(0)))};
    return write_bits(to, field(p, static_cast<std::uint32_t>(read_index(a.at(1)))).at.offset), true;
  }
  if (name == "needs_drop") return write_bits(to, needs_drop(args[0]) ? 1 : 0), true;
  if (name == "variant_count") {
    if (args[0]->kind != Kind::Adt) throw Error("the number of variants of what is no enum");
    return write_bits(to, cx_.adt_def(args[0]->def).variants.size()), true;
  }
  if (name == "transmute" || name == "transmute_unchecked" || name == "black_box" || name == "read_via_copy") {
    Place from = name == "read_via_copy" ? deref(a.at(0)) : a.at(0);
    if (layout(from.type).size != layout(to.type).size) throw Error("a transmutation between different sizes");
    return copy(from, to), true;
  }
  if (name == "const_eval_select") {
    std::vector<Place> spread;
    const auto n = static_cast<std::uint32_t>(layouts_.field_types(a.at(0).type, 0).size());
    for (std::uint32_t i = 0; i < n; ++i) spread.push_back(field(a[0], i));
    return call_value(a.at(1), std::move(spread), to, depth), true;
  }
  if (name == "discriminant_value") {
    Place p = deref(a.at(0));
    const auto width = static_cast<unsigned>(layout(to.type).size * 8);
    return write_bits(to, truncate(discriminant(p.type, variant_of(p)), width)), true;
  }
  if (name == "likely" || name == "unlikely") return copy(a.at(0), to), true;
  if (name == "ub_checks" || name == "contract_checks" || name == "is_val_statically_known")
    return write_bits(to, 0), true;
  if (name == "overflow_checks") return write_bits(to, 1), true;
  if (name == "select_unpredictable") return copy(read(a.at(0)).bits != 0 ? a.at(1) : a.at(2), to), true;
  static constexpr std::string_view without_effect[] = {
      "assume", "cold_path", "forget", "assert_inhabited", "assert_zero_valid", "assert_mem_uninitialized_valid"};
  for (auto known : without_effect)
    if (name == known) return true;
  if (name == "abort" || name == "unreachable") throw Error(fmt::format("the evaluation ends in {}", name));
  return memory_intrinsic(name, args, a, to) || number_intrinsic(name, a, to);
}

bool Machine::memory_intrinsic(std::string_view name, Terms args, std::vector<Place>& a, const Place& to) {
  if (name == "offset" || name == "arith_offset" || name == "ptr_offset") {
    Place result = to;
    return binary(result, "Offset", a.at(0), a.at(1), false), true;
  }
  if (name == "ptr_offset_from" || name == "ptr_offset_from_unsigned") {
    const Pointer x = pointer(a.at(0)), y = pointer(a.at(1));
    if (x.alloc != y.alloc) throw Error("the distance between pointers into different allocations");
    const auto size = static_cast<std::int64_t>(layout(args[0]).size);
    if (size == 0) throw Error("the distance between pointers to nothing");
    const auto bytes = static_cast<std::int64_t>(x.offset - y.offset);
    return write_bits(to,
                      truncate(static_cast<U128>(I128{bytes / size}), static_cast<unsigned>(layout(to.type).size * 8))),
           true;
  }
  if (pointer_comparison(name, a, to)) return true;
  if (name == "copy_nonoverlapping" || name == "copy") {
    memory_.copy(pointer(a.at(0)), pointer(a.at(1)), read_index(a.at(2)) * layout(args[0]).size);
    return true;
  }
  if (name == "write_bytes") {
    memory_.fill(pointer(a.at(0)), static_cast<std::uint8_t>(read_index(a.at(1))),
                 read_index(a.at(2)) * layout(args[0]).size);
    return true;
  }
  if (name == "write_via_move") return copy(a.at(1), deref(a.at(0))), true;
  if (name == "ptr_metadata") return unary(to, "PtrMetadata", a.at(0)), true;
  if (name == "aggregate_raw_ptr") {
    std::optional<Value> meta;
    if (layout(a.at(1).type).size != 0) meta = read(a[1]);
    return write_pointer(to, pointer(a.at(0)), meta), true;
  }
  if (name == "slice_get_unchecked") {
    Place p = element(deref(a.at(0)), read_index(a.at(1)));
    return write_pointer(to, p.at, std::nullopt), true;
  }
  if (name == "raw_eq" || name == "compare_bytes") {
    const Pointer x = pointer(a.at(0)), y = pointer(a.at(1));
    const std::uint64_t n = name == "raw_eq" ? layout(args[0]).size : read_index(a.at(2));
    for (std::uint64_t i = 0; i < n; ++i) {
      const Value p = memory_.read({x.alloc, x.offset + i}, 1), q = memory_.read({y.alloc, y.offset + i}, 1);
      ++steps_;
      if (p.bits == q.bits) continue;
      return write_bits(to, name == "raw_eq" ? 0 : truncate(p.bits < q.bits ? ~U128{0} : U128{1}, 32)), true;
    }
    return write_bits(to, name == "raw_eq" ? 1 : 0), true;
  }
  return false;
}

namespace {

unsigned leading_zeros(U128 v, unsigned width) {
  unsigned n = 0;
  while (n < width && (v >> (width - 1 - n) & 1) == 0) ++n;
  return n;
}

unsigned trailing_zeros(U128 v, unsigned width) {
  unsigned n = 0;
  while (n < width && (v >> n & 1) == 0) ++n;
  return n;
}

U128 reversed(U128 v, unsigned width, unsigned piece) {
  U128 out = 0;
  for (unsigned i = 0; i < width; i += piece) out |= truncate(v >> i, piece) << (width - piece - i);
  return out;
}

U128 rotated(U128 v, unsigned width, unsigned by) {
  by %= width;
  return by == 0 ? v : truncate(v << by, width) | v >> (width - by);
}

unsigned ones(U128 v) {
  return static_cast<unsigned>(std::popcount(static_cast<std::uint64_t>(v)) +
                               std::popcount(static_cast<std::uint64_t>(v >> 64)));
}

}  // namespace

bool Machine::number_intrinsic(std::string_view name, std::vector<Place>& a, const Place& to) {
  if (a.empty()) return false;
  auto is_number = [](Term t) {
    return t->kind == Kind::Int || t->kind == Kind::Uint || t->kind == Kind::Bool || t->kind == Kind::Char;
  };
  if (!is_number(a[0].type)) return false;
  const Number x = number(a[0]);
  const unsigned w = x.width;
  auto put = [&](U128 v) {
    write_bits(to, truncate(v, static_cast<unsigned>(layout(to.type).size * 8)));
    return true;
  };
  if (name == "ctpop") return put(ones(x.bits));
  if (name == "ctlz" || name == "ctlz_nonzero") return put(leading_zeros(x.bits, w));
  if (name == "cttz" || name == "cttz_nonzero") return put(trailing_zeros(x.bits, w));
  if (name == "bswap") return put(reversed(x.bits, w, 8));
  if (name == "bitreverse") return put(reversed(x.bits, w, 1));
  if (a.size() < 2 || !is_number(a[1].type)) return false;
  const Number y = number(a[1]);
  if (name == "rotate_left") return put(rotated(x.bits, w, static_cast<unsigned>(y.bits % w)));
  if (name == "rotate_right") return put(rotated(x.bits, w, w - static_cast<unsigned>(y.bits % w)));
  if (name == "three_way_compare") return binary(to, "Cmp", a[0], a[1], false), true;
  if (name == "exact_div") return put(arithmetic("Div", x, y)->bits);
  if (name == "disjoint_bitor") return put(x.bits | y.bits);
  static constexpr std::pair<std::string_view, std::string_view> operators[] = {
      {"add", "Add"}, {"sub", "Sub"}, {"mul", "Mul"}, {"div", "Div"}, {"rem", "Rem"}, {"shl", "Shl"}, {"shr", "Shr"}};
  for (auto [word, op] : operators) {
    if (name == fmt::format("{}_with_overflow", word)) return binary(to, op, a[0], a[1], true), true;
    if (name == fmt::format("wrapping_{}", word)) return put(arithmetic(op, x, y)->bits);
    if (name == fmt::format("unchecked_{}", word)) {
      auto r = *arithmetic(op, x, y);
      if (r.overflow) throw Error(fmt::format("{} overflows", name));
      return put(r.bits);
    }
    if (name != fmt::format("saturating_{}", word)) continue;
    auto r = *arithmetic(op, x, y);
    if (!r.overflow) return put(r.bits);
    const U128 most = truncate(~U128{0}, x.is_signed ? w - 1 : w);
    if (!x.is_signed) return put(op == "Sub" ? 0 : most);
    // Past the end on the side of the first operand's sign.
    return put(x.value() < 0 ? most + 1 : most);
  }
  return false;
}

}  // namespace rmeta::eval
