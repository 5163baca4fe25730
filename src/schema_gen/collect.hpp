// SPDX-License-Identifier: MIT OR Apache-2.0
// Fills a crate's modules from its files, expanding macros on the way.
#pragma once

#include "index.hpp"

namespace rmeta::schema_gen {

void collect_crate(Index& index, Crate& crate);

/// Where `newtype_index!` takes its settings from, and whether its type is encoded without being asked to.
enum class IndexSyntax {
  body,              // up to 1.66: settings stand in the body, coding is the default but for `ENCODABLE = custom`
  custom_encodable,  // then: attributes, coding is the default but for `#[custom_encodable]`
  encodable,         // later: attributes, coding is asked for by `#[encodable]`
};
/// What `newtype_index! { … }` makes (rustc_index_macros or rustc_macros, src/newtype.rs): a struct around a u32.
std::unique_ptr<Item> newtype_index(const MacroCall& call, IndexSyntax syntax);
/// The branch of `cfg_if! { if #[cfg(P)] { … } else if … else { … } }`, `cfg_match! { cfg(P) => { … } _ => { … } }`
/// (std's macro up to 1.85) or `cfg_select! { P => { … } _ => { … } }` that holds; null if none does.
const Tree* cfg_choice(const MacroCall& call);
/// Structs declared in `bitflags! { struct … }`, and the constants of `bitflags! { impl … }`.
void bitflags(const MacroCall& call, Module& module, const std::function<void(std::unique_ptr<Item>)>& sink);

}  // namespace rmeta::schema_gen
