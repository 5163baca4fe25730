// SPDX-License-Identifier: MIT OR Apache-2.0
#include "dump_items.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "rmeta/crate/items.hpp"
#include "rmeta/error.hpp"
#include "rmeta/eval/analysis.hpp"
#include "rmeta/types/declared.hpp"
#include "rmeta/types/metadata.hpp"

namespace rmeta::cli {

using crate::Crate;
using crate::DefIndex;
using crate::DefKind;
using crate::Items;

namespace {

void write_indexes(report::JsonWriter& json, std::string_view name, const std::vector<DefIndex>& indexes) {
  json.key(name);
  json.begin_array();
  for (DefIndex i : indexes) json.number(i);
  json.end_array();
}

void write_def(report::JsonWriter& json, std::string_view name, decode::DefIdRef def) {
  json.key(name);
  json.begin_object();
  json.member("krate", def.krate);
  json.member("index", def.index);
  json.end_object();
}

// Types in items are read through a context that remembers what it has read. A fresh one now and then keeps memory from
// growing with the crate.
class ItemTypes {
 public:
  ItemTypes(const crate::Graph& graph, std::uint32_t crate) : graph_(graph), crate_(crate) {}

  /// Members "type" or "signature", "trait"; null where a type is in a crate that is not there, and then why.
  void write(report::JsonWriter& json, DefIndex i, DefKind kind, bool trait_impl) {
    if (!analysis_ || ++uses_ % kUses == 0) analysis_.emplace(graph_, crate_);
    if (!types::has_declared_type(kind)) return;
    const types::DefId def{crate_, i};
    types::Context& cx = analysis_->context();
    const bool code = kind == DefKind::Fn || kind == DefKind::AssocFn;
    member(json, code ? "signature" : "type", [&] { return types::declared_type(cx, def); });
    if (trait_impl) member(json, "trait", [&] { return types::implemented_trait(cx, def); });
  }

 private:
  template <class F>
  void member(report::JsonWriter& json, std::string_view name, F&& text) {
    std::optional<std::string> value;
    std::string why;
    try {
      value = text();
    } catch (const Error& error) {
      why = error.reason();
    }
    if (value) {
      json.member(name, *value);
    } else {
      json.member_null(name);
      json.member(fmt::format("{}_unavailable", name), why);
    }
  }

  static constexpr std::size_t kUses = 4096;
  const crate::Graph& graph_;
  std::uint32_t crate_;
  std::optional<eval::Analysis> analysis_;
  std::size_t uses_ = 0;
};

void write_variant_data(report::JsonWriter& json, const crate::VariantData& data) {
  static constexpr std::string_view kCtors[] = {"none", "fn", "const"};
  json.member("ctor_kind", kCtors[static_cast<std::size_t>(data.ctor_kind)]);
  if (data.ctor) json.member("ctor", *data.ctor);
  if (data.is_non_exhaustive) json.member("non_exhaustive", true);
}

void write_reexports(report::JsonWriter& json, const Crate& crate, const Items& items, DefIndex module) {
  json.key("reexports");
  json.begin_array();
  for (const crate::Reexport& reexport : items.reexports(module)) {
    json.begin_object();
    json.member("name", reexport.name);
    if (reexport.target.kind) {
      json.member("kind", reexport.target.kind->text());
      write_def(json, "def", reexport.target.def);
    } else {
      json.member("of", reexport.target.text);
    }
    json.member("visibility", crate::visibility_text(crate, reexport.visibility));
    json.end_object();
  }
  json.end_array();
}

void write_assoc_item(report::JsonWriter& json, const crate::AssocItem& item) {
  static constexpr std::string_view kContainers[] = {"trait", "inherent impl", "trait impl"};
  json.member("container", kContainers[static_cast<std::size_t>(item.container)]);
  json.member("has_value", item.has_value);
  if (item.trait_item) write_def(json, "trait_item", *item.trait_item);
}

// What is particular to an item's kind.
void write_details(report::JsonWriter& json, const Crate& crate, const Items& items, DefIndex i, DefKind kind) {
  if (kind == DefKind::Mod) {
    write_indexes(json, "children", items.module_children(i));
    write_reexports(json, crate, items, i);
  }
  if (kind == DefKind::Enum) write_indexes(json, "variants", items.variants(i));
  if (kind == DefKind::Struct || kind == DefKind::Union || kind == DefKind::Variant) {
    write_indexes(json, "fields", items.fields(i));
  }
  if (kind == DefKind::Struct || kind == DefKind::Variant) {
    if (auto data = items.variant_data(i)) {
      write_variant_data(json, *data);
      if (kind == DefKind::Variant && data->explicit_discr) write_def(json, "explicit_discr", *data->explicit_discr);
      if (kind == DefKind::Variant && !data->explicit_discr) json.member("relative_discr", data->relative_discr);
    }
  }
  if (crate::is_adt(kind)) write_indexes(json, "inherent_impls", items.inherent_impls(i));
  if (kind == DefKind::Trait || kind == DefKind::Impl)
    write_indexes(json, "associated_items", items.associated_items(i));
  if (kind == DefKind::Impl) json.member("trait_impl", items.is_trait_impl(i));
  if (crate::is_assoc(kind)) write_assoc_item(json, items.assoc_item(i));
  if (kind == DefKind::Fn || kind == DefKind::AssocFn) {
    json.key("parameters");
    json.begin_array();
    for (std::string_view name : items.parameter_names(i)) json.string(name);
    json.end_array();
  }
  if (kind == DefKind::Fn || kind == DefKind::Static) json.member("foreign", items.is_foreign(i));
}

bool at_or_below(std::string_view path, std::string_view wanted) {
  return path.starts_with(wanted) && (path.size() == wanted.size() || path.substr(wanted.size()).starts_with("::"));
}

}  // namespace

void write_items(report::JsonWriter& json, const crate::Graph& graph, std::uint32_t number, const ItemChoice& choice) {
  const std::vector<std::string>& paths = choice.paths;
  const Crate& crate = graph.crate(number);
  Items items(crate);
  ItemTypes types(graph, number);
  std::vector<bool> seen(paths.size());
  json.key("items");
  json.begin_array();
  for (DefIndex i = 0; i < crate.def_count(); ++i) {
    if (!crate.has_def_key(i)) continue;
    std::string path = crate.path(i);
    bool wanted = paths.empty();
    for (std::size_t k = 0; k < paths.size(); ++k) {
      if (!at_or_below(path, paths[k])) continue;
      wanted = seen[k] = true;
    }
    auto kind = wanted ? crate.def_kind(i) : std::nullopt;
    if (!kind) continue;
    if (!choice.kinds.empty() && std::ranges::find(choice.kinds, kind->kind) == choice.kinds.end()) continue;
    json.begin_object();
    json.member("index", i);
    json.member("path", path);
    json.member("kind", kind->text());
    json.member("name", crate.item_name(i));
    if (auto parent = crate.parent(i)) {
      json.member("parent", *parent);
    } else {
      json.member_null("parent");
    }
    if (auto visibility = crate.visibility(i)) json.member("visibility", crate::visibility_text(crate, *visibility));
    write_details(json, crate, items, i, kind->kind);
    types.write(json, i, kind->kind, kind->kind == DefKind::Impl && items.is_trait_impl(i));
    json.end_object();
  }
  json.end_array();
  auto missing = std::ranges::find(seen, false);
  if (missing != seen.end()) {
    const std::string& path = paths[static_cast<std::size_t>(missing - seen.begin())];
    throw Error(fmt::format("there is no item {}", path))
        .file(crate.blob().file)
        .hint("paths start with the crate's name");
  }
}

}  // namespace rmeta::cli
