// SPDX-License-Identifier: MIT OR Apache-2.0
// The memory of a running constant: allocations of bytes, in which a pointer is an offset and, beside the bytes, the
// allocation it points into (its provenance). Bytes are in the target's order, as metadata stores them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "rmeta/types/layout.hpp"

namespace rmeta::eval {

using types::DefId;
using types::Term;
using types::U128;

using AllocId = std::uint32_t;  // 0: none

struct Pointer {
  AllocId alloc = 0;         // 0: no allocation, `offset` is an address
  std::uint64_t offset = 0;  // bytes
};

/// A number or a pointer.
struct Value {
  U128 bits = 0;      // of a pointer into an allocation: its offset
  AllocId alloc = 0;  // the allocation a pointer points into
};

struct Allocation {
  enum class What : std::uint8_t { Memory, Function, VTable, MutableStatic };  // all but Memory have only an address
  What what = What::Memory;
  std::vector<std::uint8_t> bytes;
  std::map<std::uint64_t, AllocId> provenance;  // by offset of the pointer
  bool writable = true;
  Term type = nullptr;      // Function: Kind::FnDef; VTable: the type it is for
  std::uint64_t align = 1;  // bytes, a power of two; all that is known of its address
  std::optional<DefId> of_static;
};

class Memory {
 public:
  Memory(bool big_endian, std::uint64_t pointer_size) : big_endian_(big_endian), pointer_size_(pointer_size) {}

  Pointer allocate(std::uint64_t size, std::uint64_t align);
  AllocId add(Allocation);
  /// Nothing points into it any more; its number is used again.
  void free(AllocId);
  Allocation& at(AllocId id);

  /// At most 16 bytes. A pointer comes back as one only if it is read as a whole.
  Value read(Pointer, std::uint64_t size);
  void write(Pointer, std::uint64_t size, Value);
  void copy(Pointer from, Pointer to, std::uint64_t size);
  void fill(Pointer, std::uint8_t byte, std::uint64_t size);
  std::uint64_t pointer_size() const { return pointer_size_; }

 private:
  Allocation& check(Pointer, std::uint64_t size);

  bool big_endian_;
  std::uint64_t pointer_size_;
  std::vector<Allocation> allocations_;
  std::vector<AllocId> free_;
  std::uint64_t used_ = 0;
};

}  // namespace rmeta::eval
