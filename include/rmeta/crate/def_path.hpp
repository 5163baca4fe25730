// SPDX-License-Identifier: MIT OR Apache-2.0
// Definition keys and paths (rustc_hir/src/definitions.rs). Every DefIndex has a DefKey: its parent's DefIndex and one
// path component, `DefPathData` + a number that tells siblings with equal data apart. Walking parents up to the crate
// root gives the path. Components that have a name sit in one of four namespaces; the others are written `{impl#3}`,
// `{closure#0}`, in the words rustc itself uses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rmeta::crate {

/// All variants of `DefPathData` that supported releases have; `ClosureExpr` became `Closure`, `ImplTrait` `OpaqueTy`.
enum class DefPathKind : std::uint8_t {
  CrateRoot,
  Impl,
  ForeignMod,
  Use,
  GlobalAsm,
  TypeNs,
  ValueNs,
  MacroNs,
  LifetimeNs,
  Closure,
  Ctor,
  AnonConst,
  LateAnonConst,
  DesugaredAnonymousLifetime,
  OpaqueTy,
  OpaqueLifetime,
  AnonAssocTy,
  SyntheticCoroutineBody,
  NestedStatic,
  Misc,  // the oldest releases: `use`, global assembly
};

std::string_view name(DefPathKind kind);
std::optional<DefPathKind> def_path_kind_named(std::string_view name);

struct DefKey {
  std::optional<std::uint32_t> parent;  // none for the crate root only
  DefPathKind kind = DefPathKind::CrateRoot;
  std::string_view name;  // borrowed from the crate: of the four namespaces, OpaqueLifetime, AnonAssocTy; else ""
  std::uint32_t disambiguator = 0;

  /// A name a program can use, that is, of one of the four namespaces.
  bool named() const;
  /// One component as rustc prints it: `name`, `name#1`, `{impl#3}`, `method::{anon_assoc#0}`.
  std::string text() const;
};

/// From the component below the crate root down to the definition.
struct DefPath {
  std::string krate;
  std::vector<DefKey> components;

  /// `krate::module::{impl#3}::method`
  std::string text() const;
};

}  // namespace rmeta::crate
