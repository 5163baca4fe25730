// SPDX-License-Identifier: MIT OR Apache-2.0
#include "layout_text.hpp"

#include <fmt/format.h>

#include "rmeta/layout/view.hpp"

namespace rmeta::abi {

using layout::primitive_text;
using types::BackendRepr;
using types::Layout;
using types::Scalar;
using types::U128;
using types::Variants;

namespace {

U128 max_value(std::uint64_t size) {
  return size >= 16 ? ~U128{0} : (U128{1} << (size * 8)) - 1;
}

std::string number(U128 v) {
  if (v >> 64 != 0)
    return fmt::format("0x{:x}{:016x}", static_cast<std::uint64_t>(v >> 64), static_cast<std::uint64_t>(v));
  return fmt::format("{}", static_cast<std::uint64_t>(v));
}

std::string scalar_text(const Scalar& s) {
  std::string text = primitive_text(s.primitive);
  if (s.may_be_uninit) return text + " or uninit";
  if (((s.valid.end + 1) & max_value(s.primitive.size)) != s.valid.start)
    text += fmt::format(" {}..={}", number(s.valid.start), number(s.valid.end));
  return text;
}

std::string repr_text(const BackendRepr& r) {
  switch (r.what) {
    case BackendRepr::What::Scalar:
      return fmt::format("scalar {}", scalar_text(r.a));
    case BackendRepr::What::ScalarPair:
      return fmt::format("pair {}, {}", scalar_text(r.a), scalar_text(r.b));
    case BackendRepr::What::Vector:
      return fmt::format("vector {} x {}", r.count, scalar_text(r.a));
    case BackendRepr::What::ScalableVector:
      return fmt::format("scalable vector {} x {}", r.count, scalar_text(r.a));
    default:
      return r.sized ? "memory" : "unsized";
  }
}

}  // namespace

std::string layout_lines(const Layout& l) {
  std::string out = fmt::format("  size {} align {} {}\n", l.size, l.align, repr_text(l.repr));
  if (l.unadjusted_align != l.align) out += fmt::format("  unadjusted align {}\n", l.unadjusted_align);
  if (l.uninhabited) out += "  uninhabited\n";
  if (l.largest_niche) {
    const types::Niche& n = *l.largest_niche;
    const U128 mask = max_value(n.value.size);
    out += fmt::format("  niche {} {}..={} at {}\n", primitive_text(n.value), number((n.valid.end + 1) & mask),
                       number((n.valid.start - 1) & mask), n.offset);
  }
  return out;
}

std::string tag_line(const Layout& l, const types::AdtDef& adt) {
  if (l.variants.what != Variants::What::Multiple) return "";
  const Variants& v = l.variants;
  if (v.encoding == Variants::Encoding::Direct)
    return fmt::format("  tag {} at {}\n", scalar_text(v.tag), v.tag_offset);
  return fmt::format("  niche tag {} at {}, otherwise {}\n", scalar_text(v.tag), v.tag_offset,
                     adt.variants.at(v.untagged).name);
}

std::string discriminant_text(const types::AdtDef& adt, types::I128 value) {
  const bool is_signed = adt.repr.int_type.empty() || adt.repr.int_type[0] == 'i';
  if (is_signed && value < 0) return "-" + number(U128{0} - static_cast<U128>(value));
  return number(static_cast<U128>(value));
}

std::string variant_text(const Layout& l, std::uint32_t index, types::I128 discriminant) {
  const Variants& v = l.variants;
  if (v.what != Variants::What::Multiple) return v.what == Variants::What::Single && v.index == index ? "" : " absent";
  std::string out;
  const U128 mask = max_value(v.tag.primitive.size);
  if (v.encoding == Variants::Encoding::Direct)
    out = fmt::format(" tag {}", number(static_cast<U128>(discriminant) & mask));
  else if (index != v.untagged && index >= v.niche_first && index <= v.niche_last)
    out = fmt::format(" tag {}", number((v.niche_start + (index - v.niche_first)) & mask));
  if (v.variants.at(index).uninhabited) out += " uninhabited";
  return out;
}

const types::Layout* variant_layout(const Layout& l, std::uint32_t index) {
  if (l.variants.what == Variants::What::Multiple) return &l.variants.variants.at(index);
  return l.variants.what == Variants::What::Single && l.variants.index == index ? &l : nullptr;
}

std::string offset_text(const Layout* l, std::size_t field) {
  if (l == nullptr) return "";
  using What = types::FieldsShape::What;
  const std::uint64_t offset =
      l->fields.what == What::Arbitrary && field < l->fields.offsets.size() ? l->fields.offsets[field] : 0;
  return fmt::format(" at {}", offset);
}

}  // namespace rmeta::abi
