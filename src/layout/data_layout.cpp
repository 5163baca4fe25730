// SPDX-License-Identifier: MIT OR Apache-2.0
// A data layout string is a list of parts between dashes, each a list between colons: a letter and a number of bits,
// then alignments in bits. What is not named keeps its default.
#include "rmeta/layout/data_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <optional>

#include "rmeta/error.hpp"

namespace rmeta::layout {

namespace {

std::vector<std::string_view> split(std::string_view s, char by) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0;;) {
    std::size_t end = s.find(by, at);
    out.push_back(s.substr(at, end == std::string_view::npos ? end : end - at));
    if (end == std::string_view::npos) return out;
    at = end + 1;
  }
}

class Part {
 public:
  explicit Part(std::string_view text) : text_(text), fields_(split(text, ':')) {}

  std::string_view head() const { return fields_[0]; }
  std::size_t size() const { return fields_.size(); }

  std::optional<std::uint64_t> number(std::string_view s) const {
    std::uint64_t n = 0;
    auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), n);
    if (error != std::errc() || end != s.data() + s.size()) return std::nullopt;
    return n;
  }
  std::uint64_t bytes(std::size_t field) const {
    auto bits = field < fields_.size() ? number(fields_[field]) : std::nullopt;
    if (!bits || *bits == 0 || *bits % 8 != 0 || *bits > (1u << 20)) bad();
    return *bits / 8;
  }
  std::uint64_t align(std::size_t field) const {
    // LLVM writes alignment 0 for "the natural one of one byte".
    if (field < fields_.size() && fields_[field] == "0") return 1;
    std::uint64_t n = bytes(field);
    if (!std::has_single_bit(n)) bad();
    return n;
  }
  /// The preferred alignment behind the required one in that field; the same where there is none.
  std::uint64_t preferred(std::size_t field) const { return align(field + 1 < fields_.size() ? field + 1 : field); }
  [[noreturn]] void bad() const { throw Error(fmt::format("the data layout's part \"{}\" is not understood", text_)); }

 private:
  std::string_view text_;
  std::vector<std::string_view> fields_;
};

void read_pointer(TargetDataLayout& dl, const Part& part) {
  std::string_view space = part.head().substr(1);
  if (space.starts_with('f')) space.remove_prefix(1);  // a fat pointer (CHERI); only its size matters
  std::uint32_t number = 0;
  if (!space.empty()) {
    auto n = part.number(space);
    if (!n || *n > 0xffffff) part.bad();
    number = static_cast<std::uint32_t>(*n);
  }
  PointerSpec spec;
  spec.size = part.bytes(1);
  spec.align = part.align(2);
  spec.preferred = part.preferred(2);
  spec.offset = part.size() > 4 ? part.bytes(4) : spec.size;
  if (number == 0) {
    dl.pointer = spec;
    return;
  }
  auto known = std::find_if(dl.address_spaces.begin(), dl.address_spaces.end(),
                            [&](const auto& entry) { return entry.first == number; });
  if (known != dl.address_spaces.end())
    known->second = spec;
  else
    dl.address_spaces.emplace_back(number, spec);
}

}  // namespace

TargetDataLayout TargetDataLayout::parse(std::string_view llvm) {
  TargetDataLayout dl;
  std::uint64_t widest = 64;  // the alignment of i128 is that of the widest integer from i64 on that has one
  for (std::string_view text : split(llvm, '-')) {
    Part part(text);
    std::string_view head = part.head();
    if (head == "e" || head == "E") {
      dl.big_endian = head == "E";
    } else if (head.starts_with('P') && part.size() == 1) {
      auto n = part.number(head.substr(1));
      if (!n || *n > 0xffffff) part.bad();
      dl.instruction_address_space = static_cast<std::uint32_t>(*n);
    } else if (head == "a") {
      dl.aggregate_align = part.align(1);
      dl.aggregate_preferred = part.preferred(1);
    } else if (head == "f16" || head == "f32" || head == "f64" || head == "f128") {
      const std::size_t which = head == "f16" ? 0 : head == "f32" ? 1 : head == "f64" ? 2 : 3;
      dl.float_align[which] = part.align(1);
      dl.float_preferred[which] = part.preferred(1);
    } else if (head.starts_with('p') && part.size() > 1) {
      read_pointer(dl, part);
    } else if (head.starts_with('i') && part.number(head.substr(1))) {
      const std::uint64_t bits = *part.number(head.substr(1));
      auto set = [&](std::size_t which) {
        dl.int_align[which] = part.align(1);
        dl.int_preferred[which] = part.preferred(1);
      };
      if (bits == 8 || bits == 16 || bits == 32 || bits == 64)
        set(static_cast<std::size_t>(std::countr_zero(bits / 8)));
      if (bits >= widest && bits <= 128) {
        widest = bits;
        set(4);
      }
    } else if (head.starts_with('v') && part.size() > 1) {
      auto bits = part.number(head.substr(1));
      if (!bits || *bits % 8 != 0) part.bad();
      auto set = [size = *bits / 8](auto& list, std::uint64_t align) {
        auto known = std::find_if(list.begin(), list.end(), [&](const auto& entry) { return entry.first == size; });
        if (known != list.end())
          known->second = align;
        else
          list.emplace_back(size, align);
      };
      set(dl.vector_align, part.align(1));
      set(dl.vector_preferred, part.preferred(1));
    }
    // Everything else (mangling, native widths, stack alignment, ...) has no bearing on layouts.
  }
  if (dl.pointer.offset != 2 && dl.pointer.offset != 4 && dl.pointer.offset != 8)
    throw Error(fmt::format("a target with pointers of {} bytes", dl.pointer.offset));
  return dl;
}

types::Primitive TargetDataLayout::integer(std::uint64_t size, bool is_signed) const {
  types::Primitive p;
  p.what = types::Primitive::What::Int;
  p.is_signed = is_signed;
  p.size = size;
  p.align = int_align.at(static_cast<std::size_t>(std::countr_zero(size)));
  return p;
}

types::Primitive TargetDataLayout::floating(std::uint64_t size) const {
  types::Primitive p;
  p.what = types::Primitive::What::Float;
  p.size = size;
  p.align = float_align.at(static_cast<std::size_t>(std::countr_zero(size)) - 1);
  return p;
}

types::Primitive TargetDataLayout::pointer_in(std::uint32_t address_space) const {
  types::Primitive p;
  p.what = types::Primitive::What::Pointer;
  p.address_space = address_space;
  const PointerSpec* spec = &pointer;
  for (const auto& [number, other] : address_spaces)
    if (number == address_space) spec = &other;
  p.size = spec->size;
  p.align = spec->align;
  return p;
}

std::uint64_t TargetDataLayout::obj_size_bound() const {
  if (pointer.size == 2) return std::uint64_t{1} << 15;
  if (pointer.size == 4) return std::uint64_t{1} << 31;
  return std::uint64_t{1} << (objects_up_to_2_to_61 ? 61 : 47);
}

namespace {

std::uint64_t vector_alignment_in(const std::vector<std::pair<std::uint64_t, std::uint64_t>>& list,
                                  std::uint64_t size) {
  for (const auto& [of, align] : list)
    if (of == size) return align;
  return std::bit_ceil(size);
}

}  // namespace

std::uint64_t TargetDataLayout::vector_alignment(std::uint64_t size) const {
  return vector_alignment_in(vector_align, size);
}

std::uint64_t TargetDataLayout::preferred_vector_alignment(std::uint64_t size) const {
  return vector_alignment_in(vector_preferred, size);
}

std::uint64_t TargetDataLayout::preferred(const types::Primitive& p) const {
  const auto power = static_cast<std::size_t>(std::countr_zero(p.size));
  switch (p.what) {
    case types::Primitive::What::Int:
      return int_preferred.at(power);
    case types::Primitive::What::Float:
      return float_preferred.at(power - 1);
    default:
      for (const auto& [number, spec] : address_spaces)
        if (number == p.address_space) return spec.preferred;
      return pointer.preferred;
  }
}

}  // namespace rmeta::layout
