// SPDX-License-Identifier: MIT OR Apache-2.0
// The v0 mangling (RFC 2603) of an item with its generic arguments, as rustc_symbol_mangling/src/v0.rs of the item's
// release writes it, back references included.
#pragma once

#include <optional>
#include <string>

#include "rmeta/types/context.hpp"

namespace rmeta::symbols {

/// What differs between releases.
struct Rules {
  char anon_const;                   // path tag of an anonymous constant: 'k', newer 'K' ('k' is then a late one's)
  bool const_marker_in_projections;  // `K` before a constant that an associated constant of a `dyn` is bound to
  bool unevaluated_as_path;          // an unevaluated constant in an identity impl header is its path; older: `p`
  bool str_const_by_layer;           // `&str` constants as a reference to a cached `str` constant; older: at once
  bool aliases_as_paths;             // opaque types too are paths; newer never let them get here
  bool internal_symbols_mangled;     // `#[rustc_std_internal_symbol]` items belong to `__rustc`; older: not mangled
};
/// Rules of a release ("1.63.0"); throws for one whose rules are not known.
const Rules& rules_for(std::string_view release);

struct Instance {
  types::DefId def;
  types::Terms args;  // all of them, parents' first; regions erased
  /// Crate that generated the code, for what several crates may each generate: generic instances and shared inline
  /// code.
  std::optional<std::uint32_t> instantiating_crate;
  /// Tag of a shim that coexists with the item itself ("vtable", "reify", "tls", ...).
  std::string_view shim;
};

std::string mangle(types::Context&, const Rules&, const Instance&);

/// Name of a `#[rustc_std_internal_symbol]` item in releases that put those into the pseudo-crate `__rustc`.
/// `cfg_version` is the compiler's version string without "rustc ".
std::string mangle_internal_symbol(std::string_view name, std::string_view cfg_version);

}  // namespace rmeta::symbols
