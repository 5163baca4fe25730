// SPDX-License-Identifier: MIT OR Apache-2.0
// The linker names of items and the symbols of a crate (rustc_symbol_mangling/src/lib.rs, `compute_symbol_name`).
//
// Attributes come first: `#[export_name]`, `#[no_mangle]`, `#[rustc_std_internal_symbol]`, names in extern blocks. All
// else is mangled by the scheme the crate was compiled with. Of the legacy scheme only the path is known here, its hash
// is not computed: such symbols are named by their item's path, and `linker_name` is false.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rmeta/crate/exports.hpp"
#include "rmeta/symbols/v0.hpp"
#include "rmeta/types/metadata.hpp"

namespace rmeta::symbols {

struct Symbol {
  crate::Export::What what = crate::Export::What::NonGeneric;
  std::string name;
  bool linker_name = true;  // false: the path stands for a name that is not known
  std::string kind;  // "fn", "method", "constructor", "closure", "static", "instance", "drop glue", "generated", ...
  std::string path;  // canonical, with generic arguments
  types::DefId def;  // none for "generated"
  std::vector<types::Term> args;
  bool assumed = false;   // not listed by the compiler, which generated no code
  std::string ambiguous;  // a legacy name: why more than this item or instance fits; "" if nothing else does
  bool declared = false;  // in an `extern` block: defined elsewhere, and no export
  std::optional<std::uint32_t> instantiated_in;  // the crate with the code, where several may have it
};

class Names {
 public:
  explicit Names(types::MetadataContext& cx) : cx_(cx) {}

  /// The name of an instance whose code is in the item's own crate or, for what may be in several, in
  /// `instantiated_in`.
  std::string linker_name(types::DefId def, types::Terms args, std::optional<std::uint32_t> instantiated_in);
  /// Whether linker_name() gives a mangled name that the linker knows.
  bool uses_legacy(std::uint32_t crate) const;

  /// An instance with its name, kind and path. `shim`: the tag of one that stands beside the item ("vtable", "reify",
  /// ...).
  Symbol symbol_of(types::DefId def, std::vector<types::Term> args, std::optional<std::uint32_t> instantiated_in,
                   std::string_view shim);
  /// An item without its name, and without arguments if it takes any: then its kind is "instance".
  Symbol item(types::DefId def);
  bool takes_arguments(types::DefId def);  // type or const parameters, own or inherited

  /// What the crate exports, as listed by the compiler or assumed, in order of name.
  std::vector<Symbol> exports(std::uint32_t crate);
  /// All non-generic functions, methods, constructors, closures and statics that may have a symbol, exported or not.
  /// `shared` names them as code that several crates may contain (inline functions of unoptimised builds).
  std::vector<Symbol> items(std::uint32_t crate, bool shared = false);

 private:
  void describe(Symbol&);
  void settle_kind(Symbol&);
  Symbol exported(std::uint32_t crate, const crate::Export&);
  void refuse_exportable(std::uint32_t crate);

  types::MetadataContext& cx_;
};

}  // namespace rmeta::symbols
