// SPDX-License-Identifier: MIT OR Apache-2.0
// Names of definitions that say nothing of numbering, order or files.
//
// A path of names is one already. What has no name gets one: an impl the trait it implements and the CRC of its header,
// `core::{impl Clone 1a2b3c4d}`, so that neither its number nor the module it stands in counts; generic parameters and
// lifetimes their place among their siblings, since their names are the author's business; closures, constants and the
// like their number within the item whose code they are part of, where order is meaning. Items of equal names in one
// body keep their number, too; in modules such items (`const _`) share a name, and what is in them tells them apart.
#include <fmt/format.h>

#include <algorithm>

#include "printer.hpp"
#include "rmeta/error.hpp"

namespace rmeta::content {

using crate::DefKind;
using crate::DefPathKind;
using schema::FieldRole;

namespace {
bool is_lifetime(const crate::DefKey& key) {
  return key.kind == DefPathKind::LifetimeNs || key.kind == DefPathKind::OpaqueLifetime ||
         key.kind == DefPathKind::DesugaredAnonymousLifetime;
}
}  // namespace

const std::string& Printer::name(DefIndex i) {
  if (i >= name_ids_.size()) throw Error(fmt::format("there is no definition {}", i)).file(ctx_.file());
  if (name_ids_[i] != 0) return names_[name_ids_[i] - 1];
  const std::size_t provisional = provisional_;
  nest(0);
  std::string made = make_name(i);
  --nesting_;
  names_.push_back(std::move(made));
  // A name that leans on an impl whose own name is being made is good for that alone.
  if (provisional == provisional_) name_ids_[i] = static_cast<std::uint32_t>(names_.size());
  return names_.back();
}

// A crate that was used for its macros alone is often not shipped; which of them is meant is then not known. So that
// the content does not depend on what lies around, it is not asked for where the crate is there.
std::string Printer::foreign_name(decode::DefIdRef def) {
  const auto& dependencies = crate_.root().dependencies;
  if (def.krate > dependencies.size()) throw Error(fmt::format("there is no crate {}", def.krate)).file(ctx_.file());
  const crate::Dependency& crate = dependencies[def.krate - 1];
  if (crate.macros_only) return fmt::format("{}::{{macro}}", crate.name);
  return others_.of(crate_.global_crate(def.krate)).name(def.index);
}

std::string Printer::make_name(DefIndex i) {
  if (i == crate::kCrateRoot) return crate_.name();
  const crate::DefKey key = crate_.def_key(i);
  if (!key.parent || *key.parent >= i) crate_.missing("parent", i);
  if (key.kind == DefPathKind::Impl) return impl_name(i);
  if (is_parameter(i, key)) {
    if (parameters_.empty()) number_parameters();
    return fmt::format("{}::{{{} {}}}", name(*key.parent), is_lifetime(key) ? "lifetime" : "parameter", parameters_[i]);
  }
  const crate::DefKey parent = crate_.def_key(*key.parent);
  const std::optional<crate::DefKindInfo> parent_kind = crate_.def_kind(*key.parent);
  const bool in_module = parent.kind == DefPathKind::CrateRoot || parent.kind == DefPathKind::ForeignMod ||
                         (parent_kind && parent_kind->kind == DefKind::Mod);
  crate::DefKey shown = key;
  if (in_module || key.name == "_") shown.disambiguator = 0;
  const std::string outer = name(*key.parent);
  return fmt::format("{}::{}{}", outer, shown.text(), key.kind == DefPathKind::MacroNs ? "!" : "");
}

// Numbers of parameters among those of the same item, lifetimes apart: all in one pass, since siblings may lie far
// apart.
void Printer::number_parameters() {
  std::unordered_map<DefIndex, std::uint32_t> lifetimes, others;
  parameters_.resize(crate_.def_count());
  for (DefIndex i = 1; i < crate_.def_count(); ++i) {
    if (!crate_.has_def_key(i)) continue;
    const crate::DefKey key = crate_.def_key(i);
    if (!key.parent || !is_parameter(i, key)) continue;
    parameters_[i] = (is_lifetime(key) ? lifetimes : others)[*key.parent]++;
  }
}

bool Printer::is_parameter(DefIndex i, const crate::DefKey& key) const {
  if (is_lifetime(key)) return true;
  if (key.kind != DefPathKind::TypeNs && key.kind != DefPathKind::ValueNs) return false;
  const std::optional<crate::DefKindInfo> kind = crate_.def_kind(i);
  return kind && (kind->kind == DefKind::TyParam || kind->kind == DefKind::ConstParam);
}

std::string Printer::impl_name(DefIndex i) {
  if (std::ranges::find(naming_, i) != naming_.end()) {
    ++provisional_;
    return "{impl}";
  }
  if (naming_.size() > 64) throw Error("names of impls go round in a circle").file(ctx_.file());
  const crate::Items items(crate_);
  const std::optional<decode::Cursor> trait = items.impl_trait_ref(i);
  const std::optional<decode::Cursor> self = trait ? std::nullopt : crate_.value(FieldRole::Tables_type_of, i);
  if (!trait && !self) crate_.missing("trait or type of an impl", i);
  std::string trait_name;
  if (trait) {
    decode::Cursor ref = *trait;
    if (ref.is(schema::TypeRole::EarlyBinder)) ref = ref.get(FieldRole::EarlyBinder_value);
    const decode::DefIdRef def = ref.get(FieldRole::TraitRef_def_id).def_id();
    const std::string path = def.krate == 0 ? name(def.index) : foreign_name(def);
    trait_name = path.substr(path.rfind(':') + 1) + " ";
  }
  naming_.push_back(i);
  const std::size_t provisional = provisional_;
  const Piece header = piece([&] {
    value(trait ? *trait : *self);
    const auto predicates = crate_.table(FieldRole::Tables_explicit_predicates_of);
    if (predicates) write_row(predicates->ref(), i, false);
  });
  naming_.pop_back();
  // What is relative to this impl itself is no longer so once its name is made.
  if (naming_.empty()) provisional_ = provisional;
  return fmt::format("{}::{{impl {}{:08x}}}", crate_.name(), trait_name, header.crc);
}

}  // namespace rmeta::content
