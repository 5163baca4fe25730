// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/crate/items.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rmeta/error.hpp"

namespace rmeta::crate {

using decode::Cursor;
using schema::FieldRole;
using schema::VariantRole;

namespace {

CtorKind ctor_kind(const Cursor& c) {
  if (c.is(VariantRole::CtorKind_Fn)) return CtorKind::Fn;
  if (c.is(VariantRole::CtorKind_Const)) return CtorKind::Const;
  return CtorKind::None;  // Fictive: a variant with named fields
}

/// The variants of EntryKind whose only field is a lazy VariantData.
constexpr std::pair<VariantRole, FieldRole> kEntriesWithVariantData[] = {
    {VariantRole::EntryKind_Struct, FieldRole::EntryKind_Struct_0},
    {VariantRole::EntryKind_Variant, FieldRole::EntryKind_Variant_0},
    {VariantRole::EntryKind_Union, FieldRole::EntryKind_Union_0},
};

}  // namespace

std::optional<Cursor> Items::entry_kind(DefIndex i) const {
  return crate_.value(FieldRole::Tables_kind, i);
}

// ---- name resolution

std::vector<DefIndex> Items::module_children(DefIndex module) const {
  if (!crate_.schema().bound(FieldRole::Tables_module_children_non_reexports))
    return crate_.indexes(FieldRole::Tables_children, module);
  auto children = crate_.indexes(FieldRole::Tables_module_children_non_reexports, module);
  // The newer table lists constructors, too, beside their structs and variants.
  std::erase_if(children, [&](DefIndex i) { return crate_.expect_kind(i).kind == DefKind::Ctor; });
  return children;
}

std::vector<Reexport> Items::reexports(DefIndex module) const {
  std::vector<Reexport> out;
  auto add = [&](const Cursor& child) {
    out.push_back({child.get(FieldRole::ModChild_ident).get(FieldRole::Ident_name).symbol_text(),
                   resolution(child.get(FieldRole::ModChild_res)),
                   read_visibility(child.get(FieldRole::ModChild_vis))});
  };
  if (crate_.schema().bound(FieldRole::Tables_module_children_reexports)) {
    if (auto e = crate_.entry(FieldRole::Tables_module_children_reexports, module))
      for (const Cursor& c : e->elements()) add(c);
  } else if (auto kind = entry_kind(module); kind && kind->is(VariantRole::EntryKind_Mod)) {
    const Cursor list = kind->get(FieldRole::EntryKind_Mod_0);
    const bool in_data = crate_.schema().bound(FieldRole::ModData_reexports);
    for (const Cursor& c : (in_data ? list.deref().get(FieldRole::ModData_reexports) : list).elements()) add(c);
  }
  return out;
}

Resolution Items::resolution(const Cursor& res) const {
  if (!res.is(VariantRole::Res_Def)) return {std::nullopt, {}, res.variant_name()};
  const Cursor kind = res.get(FieldRole::Res_Def_0);
  const auto known = def_kind_named(kind.variant_name());
  if (!known)
    throw Error(fmt::format("unknown DefKind::{}", kind.variant_name()))
        .file(crate_.blob().file)
        .member(crate_.blob().member)
        .offset(kind.pos());
  // What the definition's own table says of its fields (mutability of a static, ...) is not repeated from here.
  return {DefKindInfo{*known, {}}, res.get(FieldRole::Res_Def_1).def_id(), res.variant_name()};
}

// ---- types

std::vector<DefIndex> Items::variants(DefIndex enumeration) const {
  auto out = module_children(enumeration);
  std::erase_if(out, [&](DefIndex i) { return crate_.expect_kind(i).kind != DefKind::Variant; });
  // Where the order of the list need not be that of the declarations, the variants carry their number.
  if (crate_.schema().bound(FieldRole::VariantData_idx)) {
    std::vector<std::pair<std::uint32_t, DefIndex>> numbered;
    for (DefIndex i : out) {
      const auto data = crate_.value(FieldRole::Tables_variant_data, i);
      if (!data) crate_.missing("variant data", i);
      numbered.emplace_back(data->get(FieldRole::VariantData_idx).as_u32(), i);
    }
    std::ranges::sort(numbered);
    std::ranges::transform(numbered, out.begin(), &std::pair<std::uint32_t, DefIndex>::second);
  }
  return out;
}

std::vector<DefIndex> Items::fields(DefIndex i) const {
  return crate_.indexes(crate_.schema().bound(FieldRole::Tables_associated_item_or_field_def_ids)
                            ? FieldRole::Tables_associated_item_or_field_def_ids
                            : FieldRole::Tables_children,
                        i);
}

std::optional<VariantData> Items::variant_data(DefIndex i) const {
  std::optional<Cursor> c;
  if (crate_.schema().bound(FieldRole::Tables_variant_data)) {
    c = crate_.value(FieldRole::Tables_variant_data, i);
  } else if (auto kind = entry_kind(i)) {
    for (const auto& [variant, field] : kEntriesWithVariantData)
      if (kind->is(variant)) c = kind->get(field).deref();
  }
  if (!c) return std::nullopt;

  VariantData data;
  const auto ctor = c->get(FieldRole::VariantData_ctor).option();
  if (crate_.schema().bound(FieldRole::VariantData_ctor_kind)) {
    data.ctor_kind = ctor_kind(c->get(FieldRole::VariantData_ctor_kind));
    if (ctor) data.ctor = ctor->as_u32();
  } else if (ctor) {
    data.ctor_kind = ctor_kind(ctor->field(0));
    data.ctor = ctor->field(1).as_u32();
  }
  const Cursor discr = c->get(FieldRole::VariantData_discr);
  if (discr.is(VariantRole::VariantDiscr_Explicit))
    data.explicit_discr = discr.get(FieldRole::VariantDiscr_Explicit_0).def_id();
  else
    data.relative_discr = discr.get(FieldRole::VariantDiscr_Relative_0).as_u32();
  data.is_non_exhaustive = c->get(FieldRole::VariantData_is_non_exhaustive).as_bool();
  return data;
}

// ---- traits and impls

std::vector<DefIndex> Items::associated_items(DefIndex i) const {
  return fields(i);  // one table serves both
}

std::vector<DefIndex> Items::inherent_impls(DefIndex type) const {
  return crate_.indexes(FieldRole::Tables_inherent_impls, type);
}

// How releases say where an associated item belongs, in the order of their age:
//   - EntryKind's variants hold an AssocContainer of rustc_metadata (up to 1.63, and a while after);
//   - the table assoc_container holds AssocItemContainer's Trait or Impl (1.85; TraitContainer, ImplContainer up
//   to 1.78);
//   - it holds an AssocContainer of rustc_middle, whose TraitImpl names the item of the trait (1.93).
// Up to the last one, what of a trait an impl's item implements is in the table trait_item_def_id.
AssocItem Items::assoc_item(DefIndex i) const {
  if (!crate_.schema().bound(FieldRole::Tables_assoc_container)) return assoc_item_of_entry(i);
  const auto e = crate_.entry(FieldRole::Tables_assoc_container, i);
  if (!e) crate_.missing("container of an associated item", i);
  if (!crate_.schema().bound(VariantRole::AssocContainer_Trait)) {
    const auto name = e->code_name();
    if (name == "Trait" || name == "TraitContainer") return trait_assoc_item(i);
    if (name != "Impl" && name != "ImplContainer") crate_.missing("known container of an associated item", i);
    return impl_assoc_item(i);
  }
  const Cursor c = e->value();
  if (c.is(VariantRole::AssocContainer_Trait)) return trait_assoc_item(i);
  AssocItem item;
  if (c.is(VariantRole::AssocContainer_TraitImpl)) {
    item.container = AssocItem::Container::TraitImpl;
    const auto [ok, trait_item] = c.get(FieldRole::AssocContainer_TraitImpl_0).result();
    if (ok) item.trait_item = trait_item.def_id();
  }
  return item;
}

AssocItem Items::trait_assoc_item(DefIndex i) const {
  AssocItem item;
  item.container = AssocItem::Container::Trait;
  // Default { has_value: .. }, or Final: the table's first code, which has a value.
  const auto d = crate_.entry(FieldRole::Tables_defaultness, i);
  item.has_value = !d || d->code_detail().find("false") == std::string_view::npos;
  item.is_final = !d || d->code_name() == "Final";
  return item;
}

AssocItem Items::impl_assoc_item(DefIndex i) const {
  AssocItem item;
  const auto parent = crate_.parent(i);
  if (parent && is_trait_impl(*parent)) item.container = AssocItem::Container::TraitImpl;
  if (auto e = crate_.entry(FieldRole::Tables_trait_item_def_id, i)) item.trait_item = e->def_id();
  return item;
}

AssocItem Items::assoc_item_of_entry(DefIndex i) const {
  const auto kind = entry_kind(i);
  if (!kind) crate_.missing("entry", i);
  std::optional<Cursor> container;
  if (kind->is(VariantRole::EntryKind_AssocFn))
    container = kind->get(FieldRole::EntryKind_AssocFn_0).deref().get(FieldRole::AssocFnData_container);
  else if (kind->is(VariantRole::EntryKind_AssocType))
    container = kind->get(FieldRole::EntryKind_AssocType_0);
  else if (kind->is(VariantRole::EntryKind_AssocConst))
    container = kind->get(FieldRole::EntryKind_AssocConst_0);
  else
    crate_.missing("container of an associated item", i);
  const bool required = container->is(VariantRole::AssocContainer_TraitRequired);
  if (!required && !container->is(VariantRole::AssocContainer_TraitWithDefault)) return impl_assoc_item(i);
  AssocItem item;
  item.container = AssocItem::Container::Trait;
  item.has_value = !required;
  return item;
}

std::vector<TraitImpl> Items::trait_impls() const {
  std::vector<TraitImpl> out;
  for (const Cursor& c : crate_.root_cursor().get(FieldRole::CrateRoot_impls).elements()) {
    const Cursor id = c.get(FieldRole::TraitImpls_trait_id);
    const decode::DefIdRef trait{id.field(0).as_u32(), id.field(1).as_u32()};
    for (const Cursor& impl : c.get(FieldRole::TraitImpls_impls).elements())
      out.push_back({trait, impl.field(0).as_u32(), impl.field(1).option()});
  }
  return out;
}

std::vector<DefIndex> Items::incoherent_impls() const {
  std::vector<DefIndex> out;
  if (!crate_.schema().bound(FieldRole::CrateRoot_incoherent_impls)) return out;
  for (const Cursor& c : crate_.root_cursor().get(FieldRole::CrateRoot_incoherent_impls).elements())
    for (const Cursor& impl : c.get(FieldRole::IncoherentImpls_impls).elements()) out.push_back(impl.as_u32());
  return out;
}

std::optional<Cursor> Items::impl_trait_ref(DefIndex impl) const {
  if (!crate_.schema().bound(FieldRole::Tables_impl_trait_header))
    return crate_.value(FieldRole::Tables_impl_trait_ref, impl);
  const auto header = crate_.value(FieldRole::Tables_impl_trait_header, impl);
  if (!header) return std::nullopt;
  return header->get(FieldRole::ImplTraitHeader_trait_ref);
}

bool Items::is_trait_impl(DefIndex impl) const {
  return crate_
      .entry(crate_.schema().bound(FieldRole::Tables_impl_trait_header) ? FieldRole::Tables_impl_trait_header
                                                                        : FieldRole::Tables_impl_trait_ref,
             impl)
      .has_value();
}

bool Items::stores_trait_items() const {
  return crate_.schema().bound(FieldRole::Tables_trait_item_def_id) ||
         crate_.schema().bound(FieldRole::AssocContainer_TraitImpl_0);
}

std::optional<decode::DefIdRef> Items::parent_impl_of_entry(DefIndex impl) const {
  const auto kind = entry_kind(impl);
  if (!kind || !kind->is(VariantRole::EntryKind_Impl)) crate_.missing("entry of an impl", impl);
  const auto parent = kind->get(FieldRole::EntryKind_Impl_0).deref().get(FieldRole::ImplData_parent_impl).option();
  return parent ? std::optional(parent->def_id()) : std::nullopt;
}

std::string_view Items::polarity_of_entry(DefIndex impl) const {
  const auto kind = entry_kind(impl);
  if (!kind || !kind->is(VariantRole::EntryKind_Impl)) crate_.missing("entry of an impl", impl);
  return kind->get(FieldRole::EntryKind_Impl_0).deref().get(FieldRole::ImplData_polarity).variant_name();
}

bool Items::trait_is_auto(DefIndex trait) const {
  if (crate_.schema().bound(FieldRole::TraitDef_has_auto_impl)) {
    const auto def = crate_.value(FieldRole::Tables_trait_def, trait);
    return def && def->get(FieldRole::TraitDef_has_auto_impl).as_bool();
  }
  const auto kind = entry_kind(trait);
  return kind && kind->is(VariantRole::EntryKind_Trait) &&
         kind->get(FieldRole::EntryKind_Trait_0).deref().get(FieldRole::TraitData_has_auto_impl).as_bool();
}

std::optional<Cursor> Items::repr_options(DefIndex adt) const {
  if (crate_.schema().bound(FieldRole::Tables_repr_options)) return crate_.value(FieldRole::Tables_repr_options, adt);
  const auto kind = entry_kind(adt);
  if (!kind) return std::nullopt;
  if (kind->is(VariantRole::EntryKind_Enum)) return kind->get(FieldRole::EntryKind_Enum_0);
  if (kind->is(VariantRole::EntryKind_Struct)) return kind->get(FieldRole::EntryKind_Struct_1);
  if (kind->is(VariantRole::EntryKind_Union)) return kind->get(FieldRole::EntryKind_Union_1);
  return std::nullopt;
}

// ---- values

bool Items::is_foreign(DefIndex i) const {
  if (i == kCrateRoot) return false;
  const auto parent = crate_.parent(i);
  return parent && crate_.path_kind(*parent) == DefPathKind::ForeignMod;
}

std::optional<decode::Elements> Items::parameter_idents(DefIndex fn) const {
  if (crate_.schema().bound(FieldRole::Tables_fn_arg_idents)) {
    const auto e = crate_.entry(FieldRole::Tables_fn_arg_idents, fn);
    return e ? std::optional(e->elements()) : std::nullopt;
  }
  const auto data = fn_data(fn);
  return data ? std::optional(data->get(FieldRole::FnData_param_names).elements()) : std::nullopt;
}

std::optional<Cursor> Items::fn_data(DefIndex fn) const {
  const auto kind = entry_kind(fn);
  if (!kind || !crate_.schema().bound(FieldRole::AssocFnData_fn_data)) return std::nullopt;
  if (kind->is(VariantRole::EntryKind_Fn)) return kind->get(FieldRole::EntryKind_Fn_0).deref();
  if (kind->is(VariantRole::EntryKind_ForeignFn)) return kind->get(FieldRole::EntryKind_ForeignFn_0).deref();
  if (kind->is(VariantRole::EntryKind_AssocFn))
    return kind->get(FieldRole::EntryKind_AssocFn_0).deref().get(FieldRole::AssocFnData_fn_data);
  return std::nullopt;
}

std::vector<std::string_view> Items::parameter_names(DefIndex fn) const {
  std::vector<std::string_view> out;
  const auto idents = parameter_idents(fn);
  if (!idents) return out;
  for (const Cursor& c : *idents) {
    // Ident, or in newer releases Option<Ident>.
    const auto ident = c.schema().type(c.type()).kind() == schema::Kind::Struct ? std::optional(c) : c.option();
    out.push_back(ident ? ident->get(FieldRole::Ident_name).symbol_text() : std::string_view());
  }
  return out;
}

bool Items::has_self_parameter(DefIndex fn) const {
  const auto idents = parameter_idents(fn);
  if (!idents || idents->empty()) return false;
  const Cursor first = *idents->begin();
  const auto ident =
      first.schema().type(first.type()).kind() == schema::Kind::Struct ? std::optional(first) : first.option();
  return ident && ident->get(FieldRole::Ident_name).symbol_text() == "self";
}

bool Items::is_macro_rules(DefIndex macro) const {
  if (crate_.schema().bound(FieldRole::Tables_is_macro_rules)) {
    const auto e = crate_.entry(FieldRole::Tables_is_macro_rules, macro);
    return e && e->as_bool();
  }
  const auto kind = entry_kind(macro);
  if (!kind || !kind->is(VariantRole::EntryKind_MacroDef)) return false;
  if (crate_.schema().bound(FieldRole::MacroDef_macro_rules))
    return kind->get(FieldRole::EntryKind_MacroDef_0).deref().get(FieldRole::MacroDef_macro_rules).as_bool();
  return kind->get(FieldRole::EntryKind_MacroDef_1).as_bool();
}

// ---- tables of the root

std::vector<Items::LangItem> Items::lang_items() const {
  std::vector<LangItem> out;
  const auto names = crate_.schema().lang_items();
  for (const Cursor& c : crate_.root_cursor().get(FieldRole::CrateRoot_lang_items).elements()) {
    // (DefIndex, number of the lang item), the number as such or as the variant of an enum.
    const Cursor item = c.field(1);
    const auto number = item.schema().type(item.type()).kind() == schema::Kind::Enum ? item.variant() : item.as_u64();
    if (number >= names.size())
      throw Error(fmt::format("lang item {} of {}", number, names.size())).file(crate_.blob().file).offset(item.pos());
    out.push_back({crate_.schema().str(names[number].name), c.field(0).as_u32()});
  }
  return out;
}

std::vector<Items::DiagnosticItem> Items::diagnostic_items() const {
  std::vector<DiagnosticItem> out;
  for (const Cursor& c : crate_.root_cursor().get(FieldRole::CrateRoot_diagnostic_items).elements())
    out.push_back({c.field(0).symbol_text(), c.field(1).as_u32()});
  return out;
}

std::vector<DefIndex> Items::traits() const {
  std::vector<DefIndex> out;
  if (!crate_.schema().bound(FieldRole::CrateRoot_traits)) {
    for (DefIndex i = 0; i < crate_.def_count(); ++i)
      if (const auto kind = crate_.def_kind(i); kind && kind->kind == DefKind::Trait) out.push_back(i);
    return out;
  }
  for (const Cursor& c : crate_.root_cursor().get(FieldRole::CrateRoot_traits).elements()) out.push_back(c.as_u32());
  return out;
}

std::vector<DefIndex> Items::proc_macros() const {
  std::vector<DefIndex> out;
  if (auto data = crate_.root_cursor().get(FieldRole::CrateRoot_proc_macro_data).option())
    // From 1.98.1 a pair: the definition, and what the macro is called.
    for (const Cursor& c : data->get(FieldRole::ProcMacroData_macros).elements())
      out.push_back((c.schema().type(c.type()).is_record() ? c.field(0) : c).as_u32());
  return out;
}

std::string visibility_text(const Crate& crate, const Visibility& visibility) {
  if (visibility.is_public()) return "public";
  if (visibility.what == Visibility::What::Invisible) return "invisible";
  if (visibility.module.krate != 0) throw Error("an item is visible in a module of another crate only");
  return fmt::format("in {}", crate.path(visibility.module.index));
}

}  // namespace rmeta::crate
