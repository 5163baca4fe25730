// SPDX-License-Identifier: MIT OR Apache-2.0
// What a schema says beside types: the encoding of primitives and tags, predefined symbols, lang items, the release.
#pragma once

#include "schema_out.hpp"
#include "types.hpp"

namespace rmeta::schema_gen {

/// Macro calls in the crates that were read of which it is not known what they make: impls might be among it.
std::vector<std::string> unknown_macros(const Index& index);
/// "1.95.0 (59807616e 2026-04-14)": `version` if not empty (source packages lack the file), or the file `version`.
void read_release(Index& index, OutSchema& out, std::string version = {});
void read_encoding(Types& types, OutSchema& out, std::set<std::string>& watched);
/// All predefined symbols, and the index by the name they have in `sym` or `kw`.
void read_symbols(Types& types, OutSchema& out, std::set<std::string>& watched);
void read_lang_items(Types& types, OutSchema& out);

}  // namespace rmeta::schema_gen
