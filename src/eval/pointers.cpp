// SPDX-License-Identifier: MIT OR Apache-2.0
// Questions about addresses. While a constant is evaluated a pointer into memory has none: known are the allocation,
// its alignment and the distance from its start. What a release's compile-time machine answers all the same
// (rustc_const_eval/src/const_eval/machine.rs: align_offset, guaranteed_cmp; in 1.48 and 1.63 guaranteed_eq and _ne).
#include <fmt/format.h>

#include <bit>

#include "machine.hpp"
#include "rmeta/error.hpp"
#include "rmeta/layout/rules.hpp"

namespace rmeta::eval {

Pointer Machine::pointer(const Place& p) {
  const Value v = memory_.read(p.at, memory_.pointer_size());
  return {v.alloc, static_cast<std::uint64_t>(v.bits)};
}

// What `core::ptr::align_offset` gives in the releases where it is a `const fn` (1.70 and 1.78; before and after, none
// calls it at compile time). False if it has to run: the pointer is an address, or has been replaced by one.
bool Machine::align_offset(std::vector<Place>& arguments, const Place& to) {
  if (arguments.size() != 2) throw Error(fmt::format("{} arguments for align_offset", arguments.size()));
  const Pointer p = pointer(arguments[0]);
  const std::uint64_t align = read_index(arguments[1]);
  if (!std::has_single_bit(align)) throw Error(fmt::format("align_offset to {}, which is no power of two", align));
  if (p.alloc == 0) return false;
  if (align > memory_.at(p.alloc).align) {  // wherever the allocation may come to lie: not alignable
    write_bits(to, truncate(~U128{0}, static_cast<unsigned>(memory_.pointer_size() * 8)));
    return true;
  }
  // The start of the allocation is aligned, so that counting from there gives the same answer.
  Place from_start = allocate(arguments[0].type);
  write(from_start, {p.offset, 0});
  arguments[0] = from_start;
  return false;
}

bool Machine::may_be_null(Pointer p) {
  if (p.alloc == 0) return p.offset == 0;
  const Allocation& a = memory_.at(p.alloc);
  if (p.offset <= a.bytes.size()) return false;  // one past the end still belongs to it
  return !knows_remainders_ || p.offset % a.align == 0;
}

// 0: they differ, 1: they are equal, 2: not known before the program runs.
std::uint64_t Machine::guaranteed_cmp(Pointer a, Pointer b) {
  const std::uint64_t word = memory_.pointer_size() * 8;
  if (a.alloc == 0 && b.alloc == 0) return a.offset == b.offset ? 1 : 0;
  if (a.alloc == 0 || b.alloc == 0) {
    const Pointer p = a.alloc == 0 ? b : a;
    const std::uint64_t address = a.alloc == 0 ? a.offset : b.offset;
    if (!knows_remainders_) return address == 0 && !may_be_null(p) ? 0 : 2;
    // p == address asks whether p - address is null
    return may_be_null({p.alloc, static_cast<std::uint64_t>(truncate(p.offset - address, static_cast<unsigned>(word)))})
               ? 2
               : 0;
  }
  if (!knows_remainders_) return 2;
  const Allocation &x = memory_.at(a.alloc), &y = memory_.at(b.alloc);
  const std::uint64_t align = std::min(x.align, y.align);
  if (a.offset % align != b.offset % align) return 0;
  if (!x.of_static || !y.of_static) return 2;
  if (a.alloc == b.alloc) return a.offset == b.offset ? 1 : 0;
  return a.offset < x.bytes.size() && b.offset < y.bytes.size() ? 0 : 2;
}

bool Machine::pointer_comparison(std::string_view name, const std::vector<Place>& a, const Place& to) {
  if (name == "ptr_guaranteed_cmp") return write_bits(to, guaranteed_cmp(pointer(a.at(0)), pointer(a.at(1)))), true;
  if (name == "ptr_guaranteed_eq")
    return write_bits(to, guaranteed_cmp(pointer(a.at(0)), pointer(a.at(1))) == 1 ? 1 : 0), true;
  if (name == "ptr_guaranteed_ne")
    return write_bits(to, guaranteed_cmp(pointer(a.at(0)), pointer(a.at(1))) == 0 ? 1 : 0), true;
  return false;
}

}  // namespace rmeta::eval
