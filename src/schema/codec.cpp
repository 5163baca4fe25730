// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/schema/codec.hpp"

namespace rmeta::schema {

namespace {
struct ElementInfo {
  TableElement id;
  std::string_view name;
  unsigned size;
};
constexpr ElementInfo kElements[] = {
    {TableElement::None, "", 0},
    {TableElement::OptionLazyValue32, "option_lazy_value/u32", 4},
    {TableElement::OptionLazyValue64, "option_lazy_value/u64", 8},
    {TableElement::LazyArray32, "lazy_array/u32", 8},
    {TableElement::LazyArray32x, "lazy_array/u32x", 8},
    {TableElement::LazyArray64x, "lazy_array/u64x", 16},
    {TableElement::OptionLazyArray32, "option_lazy_array/u32", 8},
    {TableElement::OptionLazyArray32x, "option_lazy_array/u32x", 8},
    {TableElement::OptionLazyArray64x, "option_lazy_array/u64x", 16},
    {TableElement::FixedEnum, "fixed_enum", 1},
    {TableElement::Bool, "bool", 1},
    {TableElement::U32, "u32", 4},
    {TableElement::U64, "u64", 8},
    {TableElement::OptionUnit, "option_unit", 1},
    {TableElement::Flags8, "flags/u8", 1},
    {TableElement::OptionRawDefIdKI, "option_raw_def_id/ki", 8},
    {TableElement::OptionRawDefIdIKx, "option_raw_def_id/ikx", 8},
    {TableElement::DefPathHash, "def_path_hash", 16},
};
consteval bool in_order() {
  for (std::size_t i = 0; i < std::size(kElements); ++i)
    if (static_cast<std::size_t>(kElements[i].id) != i) return false;
  return true;
}
static_assert(in_order(), "kElements must list the elements in the order of enum class TableElement");
}  // namespace

std::optional<Codec> codec_by_name(std::string_view name) {
  if (!name.empty())
    for (const CodecInfo& c : kCodecs)
      if (c.name == name) return c.id;
  return std::nullopt;
}

std::optional<TableElement> table_element_by_name(std::string_view name) {
  if (!name.empty())
    for (const ElementInfo& e : kElements)
      if (e.name == name) return e.id;
  return std::nullopt;
}

std::string_view name(TableElement e) {
  return kElements[static_cast<std::size_t>(e)].name;
}

unsigned element_size(TableElement e) {
  return kElements[static_cast<std::size_t>(e)].size;
}

}  // namespace rmeta::schema
