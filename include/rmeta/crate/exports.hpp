// SPDX-License-Identifier: MIT OR Apache-2.0
// Which symbols a crate gives to others.
//
// The compiler lists them in the root, but only if it generated code: with `--emit=metadata` alone the list is empty
// (rustc_codegen_ssa/src/back/symbol_export.rs). Then the list is *assumed* here from the same rules, as far as
// metadata tells: functions, methods of impls and statics without type or const parameters which other crates can reach
// and which are not left to the crates that inline them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "rmeta/crate/crate.hpp"
#include "rmeta/crate/items.hpp"

namespace rmeta::crate {

struct Export {
  /// Names follow rustc's `ExportedSymbol`.
  enum class What : std::uint8_t {
    NonGeneric,
    Generic,
    DropGlue,
    AsyncDropGlueCtorShim,
    AsyncDropGlue,
    ThreadLocalShim,
    NoDefId,
  };
  What what = What::NonGeneric;
  decode::DefIdRef def;                // of NonGeneric, Generic, AsyncDropGlue, ThreadLocalShim
  std::optional<decode::Cursor> args;  // Generic: the list of generic arguments
  std::optional<decode::Cursor> ty;    // the glues: their type
  std::string_view symbol;             // NoDefId: the linker name
  std::string_view kind;               // "Text", "Data", "Tls"
  std::string_view level;              // "C", "Rust"
  bool used = false;
  bool assumed = false;
};

/// What `#[inline]`, `#[no_mangle]` and the like say of a function or static.
struct CodegenAttrs {
  bool requests_inline = false;   // #[inline], #[inline(always)] and stronger
  bool extern_indicator = false;  // visible to linkers under a name of its own: #[no_mangle], #[export_name], ...
  bool used = false;              // #[used]
  bool thread_local_ = false;
  bool track_caller = false;
  bool std_internal = false;  // #[rustc_std_internal_symbol]
  bool no_mangle = false;
  std::string_view symbol_name;  // #[export_name], #[link_name]; "" if none
};
/// Nothing for items without code or data.
std::optional<CodegenAttrs> codegen_attrs(const Crate& crate, DefIndex i);

/// The same where the release stores attributes alone (see attributes.cpp). `track_caller` is what the item itself
/// says: a trait's method hands it on to those that implement it.
std::optional<CodegenAttrs> codegen_attrs_by_words(const Crate& crate, DefIndex i);
/// The words of each attribute of an item in order, doc comments left out: {"target_feature", "enable", "sse2"}.
std::vector<std::vector<std::string_view>> attribute_words(const Crate& crate, DefIndex i);

/// A function, method, static or closure of the crate that can have a linker symbol of its own: no type or const
/// parameters are left to choose.
struct CodeItem {
  DefIndex index = 0;
  DefKindInfo kind{DefKind::Fn, {}};
  bool exported = false;  // on the list Exports::all() gives
  bool assumed = false;   // on it, but not because metadata says so
};

class Exports {
 public:
  explicit Exports(const Crate& crate) : crate_(crate), items_(crate) {}

  /// As metadata lists them, in its order.
  std::vector<Export> listed() const;
  /// The list, or what can be assumed of it where code generation was off.
  std::vector<Export> all() const;
  /// False if the compiler wrote metadata only, so that an empty list says nothing.
  bool code_was_generated() const;

  /// Items other crates can name or get at through types and traits: rustc's "effective visibility".
  std::vector<bool> reachable() const;
  std::vector<Export> assumed() const;
  /// Everything that may appear in the object's symbol table under a name computed from an item, private ones included.
  std::vector<CodeItem> code_items() const;
  /// Type or const parameters of its own or of an enclosing item.
  bool is_generic(DefIndex i) const;

 private:
  void append_list(FieldRole role, std::vector<Export>& out) const;
  bool exported_if_reachable(DefIndex i) const;

  const Crate& crate_;
  Items items_;
};

}  // namespace rmeta::crate
