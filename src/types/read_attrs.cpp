// SPDX-License-Identifier: MIT OR Apache-2.0
// What the compiler recorded about the code of a function or static: attributes, and facts deduced from bodies.
#include <fmt/format.h>

#include <algorithm>

#include "rmeta/crate/exports.hpp"
#include "rmeta/crate/items.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/metadata.hpp"
#include "rmeta/types/reader.hpp"

namespace rmeta::types {

using schema::FieldRole;

std::vector<std::string> flag_names(const decode::Cursor& c) {
  std::vector<std::string> out;
  std::uint64_t value = c.as_u64(), known = 0;
  for (const auto& flag : c.schema().constants(c.schema().type(c.type()))) {
    std::uint64_t bit = flag.value();
    if (bit == 0 || (bit & (bit - 1)) != 0) continue;  // names for several flags at once
    known |= bit;
    if ((value & bit) == 0) continue;
    std::string lower;
    for (char ch : c.schema().str(flag.name)) lower += static_cast<char>(ch >= 'A' && ch <= 'Z' ? ch + 32 : ch);
    out.push_back(std::move(lower));
  }
  if ((value & ~known) != 0)
    throw Error(fmt::format("flags {:#x} of {} are not known", value & ~known, c.type_name())).offset(c.pos());
  return out;
}

namespace {
/// `target_feature`, `enable`, "sse2,avx" and so on.
void add_features(const std::vector<std::string_view>& words, std::vector<std::string>& out) {
  for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
    if (words[i] != "enable") continue;
    for (std::string_view list = words[i + 1]; !list.empty();) {
      const std::size_t comma = std::min(list.find(','), list.size());
      out.emplace_back(list.substr(0, comma));
      list.remove_prefix(std::min(comma + 1, list.size()));
    }
  }
}
}  // namespace

// A trait's method hands `#[track_caller]` on to what implements it; later releases store the result.
bool MetadataContext::inherits_track_caller(DefId d) {
  if (def_kind(d) != crate::DefKind::AssocFn) return false;
  const DefId parent = parent_of(*this, d);
  if (def_kind(parent) != crate::DefKind::Impl) return false;
  for (const AssocItem& item : associated_items(parent)) {
    if (item.def != d) continue;
    if (!item.trait_item) return false;
    // A damaged file may name an item of an impl here, and then go round in a circle.
    if (def_kind(parent_of(*this, *item.trait_item)) != crate::DefKind::Trait)
      of(d).missing("trait of an associated item", d.index);
    return codegen_attrs(*item.trait_item).track_caller;
  }
  return false;
}

const CodegenAttrs& MetadataContext::codegen_attrs(DefId d) {
  auto& slot = attrs(d);
  if (slot) return *slot;
  auto a = std::make_unique<CodegenAttrs>();
  if (auto c = crate::codegen_attrs(of(d), d.index)) {
    a->no_mangle = c->no_mangle;
    a->std_internal = c->std_internal;
    a->track_caller = c->track_caller;
    a->thread_local_ = c->thread_local_;
    a->inline_requested = c->requests_inline;
    a->symbol_name = c->symbol_name;
  }
  if (!of(d).schema().bound(FieldRole::Tables_codegen_fn_attrs)) {
    for (const auto& words : crate::attribute_words(of(d), d.index)) {
      if (words[0] == "naked") a->naked = true;
      if (words[0] == "target_feature") add_features(words, a->target_features);
      if (words[0] == "rustc_allocator_nounwind" || words[0] == "rustc_nounwind") a->never_unwinds = true;
      if (words[0] == "unwind") a->may_unwind = true;
    }
    std::sort(a->target_features.begin(), a->target_features.end());
    a->track_caller = a->track_caller || inherits_track_caller(d);
  }
  if (auto c = of(d).value(FieldRole::Tables_codegen_fn_attrs, d.index)) {
    bool named = c->schema().bound(FieldRole::TargetFeature_name);
    for (const auto& f : c->get(FieldRole::CodegenFnAttrs_target_features).elements())
      a->target_features.emplace_back((named ? f.get(FieldRole::TargetFeature_name) : f).symbol_text());
    std::sort(a->target_features.begin(), a->target_features.end());
    auto flags = flag_names(c->get(FieldRole::CodegenFnAttrs_flags));
    a->naked = std::find(flags.begin(), flags.end(), "naked") != flags.end();
    a->never_unwinds = std::find(flags.begin(), flags.end(), "never_unwind") != flags.end();
  }
  slot = std::move(a);
  return *slot;
}

bool MetadataContext::is_foreign_item(DefId d) {
  return crate::Items(of(d)).is_foreign(d.index);
}

// A list ends where nothing was found out about the rest, so what says nothing is left out in its middle, too. Newer
// releases say what a body may do to its arguments, and to the place of its result, which they count as the first one.
std::vector<types::Context::Deduced> MetadataContext::deduced_param_attrs(DefId d) {
  std::vector<Deduced> out;
  if (!of(d).schema().bound(FieldRole::Tables_deduced_param_attrs)) return out;
  auto e = of(d).entry(FieldRole::Tables_deduced_param_attrs, d.index);
  if (!e) return out;
  const bool by_use = of(d).schema().bound(FieldRole::DeducedParamAttrs_usage);
  std::size_t i = 0;
  for (const auto& p : e->elements()) {
    const std::size_t at = i++;
    if (!by_use) {
      if (p.get(FieldRole::DeducedParamAttrs_read_only).as_bool()) out.push_back({at, "read_only"});
      continue;
    }
    const auto uses = flag_names(p.get(FieldRole::DeducedParamAttrs_usage));
    auto has = [&](std::string_view use) { return std::find(uses.begin(), uses.end(), use) != uses.end(); };
    if (has("mutate") && has("capture")) continue;
    out.push_back({at == 0 ? std::nullopt : std::optional(at - 1),
                   uses.empty() ? "nothing" : fmt::format("{}", fmt::join(uses, ", "))});
  }
  return out;
}

}  // namespace rmeta::types
