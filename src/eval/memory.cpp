// SPDX-License-Identifier: MIT OR Apache-2.0
#include "memory.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rmeta/error.hpp"

namespace rmeta::eval {

namespace {
constexpr std::uint64_t kMost = 256u << 20;  // bytes of all allocations of one evaluation
constexpr std::uint64_t kEach = 128;         // and what each of them costs in itself
}  // namespace

AllocId Memory::add(Allocation a) {
  if (a.bytes.size() + kEach > kMost - used_)
    throw Error(fmt::format("more than {} bytes of memory are needed", kMost));
  used_ += a.bytes.size() + kEach;
  if (!free_.empty()) {
    const AllocId id = free_.back();
    free_.pop_back();
    allocations_[id - 1] = std::move(a);
    return id;
  }
  allocations_.push_back(std::move(a));
  return static_cast<AllocId>(allocations_.size());
}

void Memory::free(AllocId id) {
  Allocation& a = at(id);
  used_ -= std::min(used_, a.bytes.size() + kEach);
  a = Allocation();
  free_.push_back(id);
}

Pointer Memory::allocate(std::uint64_t size, std::uint64_t align) {
  if (size > kMost) throw Error(fmt::format("more than {} bytes of memory are needed", kMost));
  Allocation a;
  a.bytes.resize(size);
  a.align = align;
  return {add(std::move(a)), 0};
}

Allocation& Memory::at(AllocId id) {
  if (id == 0 || id > allocations_.size()) throw Error("a pointer that points nowhere is followed");
  return allocations_[id - 1];
}

Allocation& Memory::check(Pointer p, std::uint64_t size) {
  Allocation& a = at(p.alloc);
  if (a.what == Allocation::What::MutableStatic) throw Error("a static that can be changed is read");
  if (a.what != Allocation::What::Memory) throw Error("memory of a function or vtable is accessed");
  if (p.offset > a.bytes.size() || size > a.bytes.size() - p.offset)
    throw Error(fmt::format("{} bytes at {} of an allocation of {}", size, p.offset, a.bytes.size()));
  return a;
}

Value Memory::read(Pointer p, std::uint64_t size) {
  if (size == 0) return {};
  if (size > 16) throw Error("a number of more than 16 bytes");
  Allocation& a = check(p, size);
  Value v;
  auto it = a.provenance.lower_bound(p.offset < pointer_size_ ? 0 : p.offset - pointer_size_ + 1);
  if (it != a.provenance.end() && it->first < p.offset + size) {
    if (it->first != p.offset || size != pointer_size_) throw Error("a part of a pointer is read as a number");
    v.alloc = it->second;
  }
  for (std::uint64_t i = 0; i < size; ++i) v.bits = v.bits << 8 | a.bytes[p.offset + (big_endian_ ? i : size - 1 - i)];
  return v;
}

void Memory::write(Pointer p, std::uint64_t size, Value v) {
  if (size == 0) return;
  if (size > 16) throw Error("a number of more than 16 bytes");
  Allocation& a = check(p, size);
  if (!a.writable) throw Error("memory that must not be changed is written");
  a.provenance.erase(a.provenance.lower_bound(p.offset), a.provenance.lower_bound(p.offset + size));
  for (std::uint64_t i = 0; i < size; ++i) {
    a.bytes[p.offset + (big_endian_ ? size - 1 - i : i)] = static_cast<std::uint8_t>(v.bits);
    v.bits >>= 8;
  }
  if (v.alloc == 0) return;
  if (size != pointer_size_) throw Error("a pointer is stored in what is not as wide");
  a.provenance[p.offset] = v.alloc;
}

void Memory::copy(Pointer from, Pointer to, std::uint64_t size) {
  if (size == 0 || (from.alloc == to.alloc && from.offset == to.offset)) return;
  Allocation& source = check(from, size);
  Allocation& target = check(to, size);
  if (!target.writable) throw Error("memory that must not be changed is written");
  const auto first = source.bytes.begin() + static_cast<std::ptrdiff_t>(from.offset);
  std::vector<std::uint8_t> bytes(first, first + static_cast<std::ptrdiff_t>(size));
  std::vector<std::pair<std::uint64_t, AllocId>> pointers;
  for (auto it = source.provenance.lower_bound(from.offset);
       it != source.provenance.end() && it->first < from.offset + size; ++it)
    pointers.emplace_back(it->first - from.offset, it->second);
  std::copy(bytes.begin(), bytes.end(), target.bytes.begin() + static_cast<std::ptrdiff_t>(to.offset));
  target.provenance.erase(target.provenance.lower_bound(to.offset), target.provenance.lower_bound(to.offset + size));
  for (auto [at, alloc] : pointers) target.provenance[to.offset + at] = alloc;
}

void Memory::fill(Pointer p, std::uint8_t byte, std::uint64_t size) {
  if (size == 0) return;
  Allocation& a = check(p, size);
  if (!a.writable) throw Error("memory that must not be changed is written");
  std::fill_n(a.bytes.begin() + static_cast<std::ptrdiff_t>(p.offset), size, byte);
  a.provenance.erase(a.provenance.lower_bound(p.offset), a.provenance.lower_bound(p.offset + size));
}

}  // namespace rmeta::eval
