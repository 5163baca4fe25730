// SPDX-License-Identifier: MIT OR Apache-2.0
// Names of definitions. A DefKey (rustc_hir/src/definitions.rs) holds the parent and one component of the path: its
// kind, mostly a name, and a number that tells it from others of the same kind and name. Nothing is read more often, so
// a key is read in one pass, by a visitor, and its name only where it is asked for.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "rmeta/crate/crate.hpp"
#include "rmeta/decode/walk.hpp"
#include "rmeta/error.hpp"

namespace rmeta::crate {

using decode::TypeId;
using schema::VariantRole;

namespace {

constexpr VariantRole kRoles[] = {
    VariantRole::DefPathData_CrateRoot,     VariantRole::DefPathData_Impl,
    VariantRole::DefPathData_ForeignMod,    VariantRole::DefPathData_Use,
    VariantRole::DefPathData_GlobalAsm,     VariantRole::DefPathData_TypeNs,
    VariantRole::DefPathData_ValueNs,       VariantRole::DefPathData_MacroNs,
    VariantRole::DefPathData_LifetimeNs,    VariantRole::DefPathData_Closure,
    VariantRole::DefPathData_Ctor,          VariantRole::DefPathData_AnonConst,
    VariantRole::DefPathData_LateAnonConst, VariantRole::DefPathData_DesugaredAnonymousLifetime,
    VariantRole::DefPathData_OpaqueTy,      VariantRole::DefPathData_OpaqueLifetime,
    VariantRole::DefPathData_AnonAssocTy,   VariantRole::DefPathData_SyntheticCoroutineBody,
    VariantRole::DefPathData_NestedStatic,  VariantRole::DefPathData_Misc,
};
static_assert(std::size(kRoles) == static_cast<std::size_t>(DefPathKind::Misc) + 1);

/// What stands in a key. `Contents`: the name is read, too.
template <bool Contents>
struct Parts : decode::NullVisitor {
  static constexpr bool kContents = Contents;

  Parts(TypeId parent, TypeId data) : parent_type(parent), data_type(data) {}

  void uint(TypeId t, std::uint64_t n, std::uint64_t) {
    if (t == parent_type)
      parent = static_cast<DefIndex>(n);
    else
      disambiguator = static_cast<std::uint32_t>(n);
  }
  void variant(TypeId t, std::uint32_t index) {
    if (t == data_type) data = index;
  }
  void symbol(TypeId, const decode::SymbolRef& s, std::uint64_t) { name = s.text; }

  TypeId parent_type, data_type;
  std::optional<DefIndex> parent;
  std::uint32_t data = 0, disambiguator = 0;
  std::string_view name;
};

/// The parent alone, which stands first in a key.
struct Parent : decode::NullVisitor {
  void uint(TypeId, std::uint64_t n, std::uint64_t) { parent = static_cast<DefIndex>(n); }
  std::optional<DefIndex> parent;
};

}  // namespace

void Crate::bind_keys() {
  const decode::Table keys = *table(FieldRole::Tables_def_keys);
  def_count_ = static_cast<DefIndex>(keys.size());
  auto type_at = [&](FieldRole role) {
    TypeId t = keys.ref().type;
    for (const std::uint32_t step : schema().steps(schema().binding(role)))
      t = schema().fields(schema().variants(schema().type(t))[0])[step].type;
    return t;
  };
  keys_.option = type_at(FieldRole::DefKey_parent);
  keys_.parent = schema().arg(schema().type(keys_.option));
  keys_.data = type_at(FieldRole::DefKey_data);
  const auto steps = schema().steps(schema().binding(FieldRole::DefKey_parent));
  if (steps.size() != 1 || steps[0] != 0 || keys_.parent == type_at(FieldRole::DefKey_disambiguator))
    throw Error("the schema's DefKey does not begin with a parent of a type of its own").file(blob_.file);
  for (std::size_t k = 0; k < std::size(kRoles); ++k) {
    if (!schema().bound(kRoles[k])) continue;
    const auto variant = schema().binding(kRoles[k]).variant;
    if (keys_.kinds.size() <= variant) keys_.kinds.resize(variant + 1);
    keys_.kinds[variant] = static_cast<DefPathKind>(k);
  }
  keys_.extern_blocks = schema().bound(VariantRole::DefPathData_ForeignMod);
}

// Definitions are numbered as they are made, parents first, so that a walk up always ends.
void Crate::check_parent(DefIndex i, std::optional<DefIndex> parent, std::uint64_t pos) const {
  if (parent ? *parent < i : i == kCrateRoot) return;
  throw Error(fmt::format("definition {} has an impossible parent", i))
      .file(blob_.file)
      .member(blob_.member)
      .offset(pos);
}

template <bool Contents>
DefKey Crate::read_key(DefIndex i) const {
  const auto e = entry(FieldRole::Tables_def_keys, i);
  if (!e) missing("definition key", i);
  const decode::LazyRef ref = e->lazy();
  Parts<Contents> parts(keys_.parent, keys_.data);
  decode::walk_lazy(ctx_, ref, parts);
  if (parts.data >= keys_.kinds.size()) missing("known kind of path component", i);
  DefKey key;
  key.parent = parts.parent;
  key.kind = keys_.kinds[parts.data];
  key.name = parts.name;
  key.disambiguator = parts.disambiguator;
  check_parent(i, key.parent, ref.pos);
  if (key.parent.has_value() == (key.kind == DefPathKind::CrateRoot)) missing("possible kind of path component", i);
  return key;
}

bool Crate::has_def_key(DefIndex i) const {
  return entry(FieldRole::Tables_def_keys, i).has_value();
}

DefKey Crate::def_key(DefIndex i) const {
  DefKey key = read_key<true>(i);
  // The oldest releases have no component for `extern` blocks and make them types without a name. (Later ones do so
  // with the associated types that `impl Trait` in a trait stands for.)
  if (!keys_.extern_blocks && key.kind == DefPathKind::TypeNs && key.name.empty()) key.kind = DefPathKind::ForeignMod;
  return key;
}

std::optional<DefIndex> Crate::parent(DefIndex i) const {
  const auto e = entry(FieldRole::Tables_def_keys, i);
  if (!e) missing("definition key", i);
  return read_parent(i, e->lazy().pos);
}

std::optional<DefIndex> Crate::read_parent(DefIndex i, std::uint64_t pos) const {
  Parent key;
  decode::walk(ctx_, keys_.option, pos, {decode::LazyState::NodeStart, pos}, key);
  check_parent(i, key.parent, pos);
  return key.parent;
}

std::vector<DefIndex> Crate::parents() const {
  struct Rows : decode::NullVisitor {
    explicit Rows(const Crate& c) : crate(c), parents(c.def_count(), kNoDef) {}
    void row(const decode::LazyRef&, std::uint64_t i) { at = static_cast<DefIndex>(i); }
    void lazy(TypeId, const decode::LazyRef& key, std::uint64_t) {
      parents.at(at) = crate.read_parent(at, key.pos).value_or(kNoDef);
    }
    const Crate& crate;
    std::vector<DefIndex> parents;
    DefIndex at = 0;
  };
  Rows rows(*this);
  decode::walk_table(ctx_, table(FieldRole::Tables_def_keys)->ref(), rows);
  return std::move(rows.parents);
}

DefPathKind Crate::path_kind(DefIndex i) const {
  return keys_.extern_blocks ? read_key<false>(i).kind : def_key(i).kind;
}

DefPath Crate::def_path(DefIndex i) const {
  DefPath path{name(), {}};
  for (DefKey key = def_key(i); key.parent; key = def_key(i)) {
    i = *key.parent;
    path.components.push_back(std::move(key));
  }
  std::reverse(path.components.begin(), path.components.end());
  return path;
}

std::string_view Crate::item_name(DefIndex i) const {
  if (i == kCrateRoot) return name();
  DefKey key = def_key(i);
  if (key.kind == DefPathKind::Ctor) key = def_key(*key.parent);
  return key.named() ? key.name : std::string_view();
}

}  // namespace rmeta::crate
