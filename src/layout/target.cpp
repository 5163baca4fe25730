// SPDX-License-Identifier: MIT OR Apache-2.0
// A target specification is JSON: "data-layout" is LLVM's string, "c-enum-min-bits" the least size of a `repr(C)` enum
// (rustc_target/src/spec/json.rs; both are also members of the targets that rustc has built in).
#include "rmeta/layout/target.hpp"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "rmeta/error.hpp"

namespace rmeta::layout {

namespace {

/// A number, which older specifications write as text.
std::optional<std::uint64_t> number(const nlohmann::json& spec, const char* key) {
  auto it = spec.find(key);
  if (it == spec.end()) return std::nullopt;
  if (it->is_number_unsigned()) return it->get<std::uint64_t>();
  if (it->is_string()) {
    const auto& text = it->get_ref<const std::string&>();
    std::uint64_t n = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error == std::errc() && end == text.data() + text.size()) return n;
  }
  throw Error(fmt::format("the target specification's {} is not a number", key));
}

TargetDataLayout from_spec(const std::string& text, std::string_view triple) {
  auto spec = nlohmann::json::parse(text, nullptr, false);
  if (!spec.is_object()) throw Error(fmt::format("the target specification of {} is not JSON", triple));
  auto layout = spec.find("data-layout");
  if (layout == spec.end() || !layout->is_string())
    throw Error(fmt::format("the target specification of {} has no data-layout", triple));
  TargetDataLayout dl = TargetDataLayout::parse(layout->get_ref<const std::string&>());
  auto width = number(spec, "target-pointer-width");
  if (!width || *width != dl.pointer.size * 8)
    throw Error(fmt::format("the target specification of {} names another pointer width than its data layout", triple));
  auto bits = number(spec, "c-enum-min-bits");
  if (!bits) bits = number(spec, "target-c-int-width");
  const std::uint64_t min = bits.value_or(32);
  if (min != 8 && min != 16 && min != 32 && min != 64)
    throw Error(fmt::format("the target specification of {} has C enums of {} bits", triple, min));
  dl.c_enum_min_size = min / 8;
  return dl;
}

}  // namespace

TargetDataLayout data_layout_of(const crate::Crate& crate) {
  const crate::Target& target = crate.header().target;
  if (target.spec) return from_spec(*target.spec, target.triple);
  throw Error(fmt::format("the data layout of target {} is not known", target.triple));
}

}  // namespace rmeta::layout
