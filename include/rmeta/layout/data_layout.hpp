// SPDX-License-Identifier: MIT OR Apache-2.0
// What a target says about sizes and alignments: LLVM's data layout string ("e-m:e-p270:32:32-i64:64-i128:128-..."),
// which every target of rustc has, parsed as rustc does it (rustc_abi/src/lib.rs, TargetDataLayout, 1.95; older:
// rustc_target/src/abi/mod.rs). All numbers here are bytes.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "rmeta/types/layout.hpp"

namespace rmeta::layout {

struct PointerSpec {
  std::uint64_t size = 8, align = 8;
  std::uint64_t preferred = 8;
  std::uint64_t offset = 8;  // size of what a pointer can be moved by; usize is that wide
};

struct TargetDataLayout {
  bool big_endian = true;
  std::array<std::uint64_t, 5> int_align{1, 2, 4, 4, 4};  // of integers of 1, 2, 4, 8, 16 bytes
  std::array<std::uint64_t, 4> float_align{2, 4, 8, 16};  // of floats of 2, 4, 8, 16 bytes
  std::uint64_t aggregate_align = 1;                      // least alignment of a struct
  std::vector<std::pair<std::uint64_t, std::uint64_t>> vector_align{{8, 8}, {16, 16}};  // by size
  // What LLVM would like better than the alignments above; old releases kept both.
  std::array<std::uint64_t, 5> int_preferred{1, 2, 4, 8, 8};
  std::array<std::uint64_t, 4> float_preferred{2, 4, 8, 16};
  std::uint64_t aggregate_preferred = 8;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> vector_preferred{{8, 8}, {16, 16}};
  PointerSpec pointer;                                                // of address space 0
  std::vector<std::pair<std::uint32_t, PointerSpec>> address_spaces;  // others
  std::uint32_t instruction_address_space = 0;
  std::uint64_t c_enum_min_size = 4;  // of a `repr(C)` enum; not in the string
  bool objects_up_to_2_to_61 = true;  // else to 2^47; not in the string, but in the release's rules

  /// Throws for a string that rustc would refuse.
  static TargetDataLayout parse(std::string_view llvm);

  types::Primitive integer(std::uint64_t size, bool is_signed) const;
  types::Primitive floating(std::uint64_t size) const;
  types::Primitive pointer_in(std::uint32_t address_space) const;
  std::uint64_t usize() const { return pointer.offset; }
  /// No object is this large: half of the address space, or where that is of 64 bits as many as the release has it.
  std::uint64_t obj_size_bound() const;
  std::uint64_t vector_alignment(std::uint64_t size) const;
  std::uint64_t preferred_vector_alignment(std::uint64_t size) const;
  std::uint64_t preferred(const types::Primitive&) const;
};

}  // namespace rmeta::layout
