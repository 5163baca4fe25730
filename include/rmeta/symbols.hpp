// SPDX-License-Identifier: MIT OR Apache-2.0
// Symbols and CRCs of a crate, as values. Part of librmeta's public interface: C++17, standard library only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace [[gnu::visibility("default")]] rmeta {

/// An item with its linker name. Metadata lists what a crate exports (CrateRoot.exported_symbols), without names: they
/// are mangled here as the release does it (rustc_symbol_mangling).
struct Symbol {
  std::string name;         ///< linker's name; the path where that is not known
  std::string path;         ///< canonical, with generic arguments: "<shapes::Shape as shapes::Measure>::area"
  std::string kind;         ///< "fn", "method", "constructor", "closure", "static", "instance", ...
  bool linker_name = true;  ///< false: `name` is a path, because the legacy scheme's hash is not known
  bool exported = false;    ///< given to other crates
  bool assumed = false;     ///< not listed by the compiler, which generated no code, but sure to be
  bool declared = false;    ///< in an `extern` block: defined elsewhere, and not exported
  std::optional<std::uint32_t> index;    ///< Item::index; none for what the compiler makes by itself
  std::optional<std::string> demangled;  ///< of a v0 name, in words
  std::vector<std::string> arguments;    ///< generic arguments, without lifetimes
};

/// A symbol and the CRC-32 (zlib's polynomial) of its ABI text, which is its signature and the definition of every type
/// that can be reached from it (compat/ABI-TEXT.md; Crate::abi_text() has it).
struct SymbolCrc {
  std::string name, path, kind;  ///< as those of Symbol
  std::uint32_t crc = 0;
  bool linker_name = true, assumed = false;
  std::uint32_t types = 0;       ///< definitions in the text
  std::uint64_t text_bytes = 0;  ///< length of the text
};

/// The CRC-32s of a crate.
struct CrateCrcs {
  std::uint32_t file = 0;                ///< of the metadata's bytes: equal for the .rmeta and the .rlib with it
  std::optional<std::uint32_t> content;  ///< of all that another crate's compilation can take from this one
  std::string content_unavailable;       ///< why there is none, most often: a crate it refers to is not to be found
  std::optional<std::uint32_t> abi;      ///< of names and CRCs of all symbols; none for procedural macros
  std::vector<SymbolCrc> symbols;        ///< what the crate exports, in order of name
};

}  // namespace rmeta
