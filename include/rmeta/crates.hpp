// SPDX-License-Identifier: MIT OR Apache-2.0
// Opening crates, and asking them. Part of librmeta's public interface: C++17, standard library only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rmeta/error.hpp"
#include "rmeta/interface.hpp"
#include "rmeta/items.hpp"
#include "rmeta/layouts.hpp"
#include "rmeta/settings.hpp"
#include "rmeta/symbols.hpp"

namespace [[gnu::visibility("default")]] rmeta {

/// One crate that was opened. Copies are cheap and mean the same crate; what they need stays as long as one is left.
///
/// Types and items may lead into crates that it depends on. Those are loaded when they are needed. One that is needed
/// and cannot be found is an Error that names it, its hash, and where it was looked for; one that is not needed is not
/// missed.
class Crate {
 public:
  /// Throws Error where the metadata is damaged, as all others do.
  CrateInfo info() const;

  // ---- the graph of crates
  std::vector<Dependency> dependencies() const;
  /// One of dependencies(); nothing if no file with its name and hash is to be found.
  std::optional<Crate> find(const Dependency& dependency) const;
  /// The same; throws Error if it is not to be found, with all places that were looked at.
  Crate load(const Dependency& dependency) const;

  // ---- items
  /// Everything that is defined in the crate and has a kind, in order of Item::index.
  std::vector<Item> items() const;
  /// The signature of a function or method; the type of a static, constant, field or alias; the type that an impl is
  /// for. Throws Error if the item is of another kind (Item::has_type), or a type in it is in a crate that is missing.
  std::string declared_type(const Item& item) const;
  /// The trait that an impl implements; nothing for an inherent impl, and for items that are no impls.
  std::optional<std::string> implemented_trait(const Item& item) const;

  // ---- layouts
  /// By name, with arguments: "shapes::Point", "core::option::Option<&str>", "(u8, u32)"; "<TYPE as TRAIT>" for a
  /// vtable. Throws Error for what is no type, or has no layout by itself: one with parameters that are left open.
  TypeLayout layout(const std::string& type) const;
  /// All structs, enums and unions of the crate without type or const parameters, private ones too, in order of path.
  TypeLayouts layouts() const;

  // ---- symbols and CRCs
  /// Functions, methods, constructors, closures and statics without type or const parameters, what is exported besides,
  /// and what `extern` blocks declare; in order of name.
  std::vector<Symbol> symbols() const;
  /// All or nothing: throws Error if one symbol's text cannot be completed, naming it and what is missing.
  CrateCrcs crcs() const;
  /// What the CRC of a symbol, given by linker name or path, is of: UTF-8, lines ending in "\n".
  std::string abi_text(const std::string& symbol) const;

 private:
  friend class Crates;
  Crate(std::shared_ptr<detail::Workspace> workspace, std::uint32_t number);
  std::shared_ptr<detail::Workspace> workspace_;
  std::uint32_t number_;
};

/// A set of crates that are read in the same way, each dependency once.
class Crates {
 public:
  /// Throws Error for settings that cannot be followed: a folder or file that is not there, a schema that is damaged.
  explicit Crates(const Settings& settings = {});

  /// The releases that can be read, oldest first.
  std::vector<Release> releases() const;

  /// Opens an .rmeta, .rlib, dylib or object file, in a zstd frame or not; the same crate twice is the same crate.
  /// Throws Error for a file that cannot be read, holds no metadata, is damaged, or is of a release that is not known.
  Crate open(const std::string& path);
  /// A file; or of a folder its `lib*.rmeta`, and the `lib*.rlib` that have no such file beside them, in order of name.
  /// Throws Error for a folder without any.
  std::vector<Crate> open_all(const std::string& path);

  /// The interfaces of the crates that open_all() would open, of what each exports. All or nothing, as Crate::crcs().
  /// Throws Error also if two crates have the same name.
  Interface interface(const std::string& path);

 private:
  std::shared_ptr<detail::Workspace> workspace_;
};

}  // namespace rmeta
