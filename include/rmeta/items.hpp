// SPDX-License-Identifier: MIT OR Apache-2.0
// What a crate is and what it defines, as values. Part of librmeta's public interface: C++17, standard library only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace [[gnu::visibility("default")]] rmeta {

/// A compiler release whose files can be read.
struct Release {
  std::string name;               ///< "1.95.0"
  std::string commit;             ///< of rustc's repository, abbreviated
  std::string date;               ///< of that commit, "2026-04-14"
  unsigned metadata_version = 0;  ///< METADATA_VERSION, the last byte of the magic number; several releases share one
  std::vector<std::string> strings;  ///< version strings it answers to, without what distributors add
  bool built_in = true;              ///< false: its schema came from Settings::compat_dir
};

/// Which crate a file holds, and what the file is.
struct CrateInfo {
  std::string name;       ///< crate's name, as in source (CrateHeader, CrateRoot)
  std::string file;       ///< path of the file that holds the metadata; where a stub led to it, not the one opened
  std::string member;     ///< member of an archive, section of an object: "lib.rmeta(.rmeta)"; "" for a raw file
  std::string container;  ///< "rmeta", "rlib", "dylib" or "object"
  std::vector<std::string> wrapped;  ///< what was unwrapped, outermost first: "zstd", "ar", "elf", ...
  bool stub = false;                 ///< the file that was opened holds but a stub, and the metadata lies beside it
  std::uint64_t size = 0;            ///< bytes of metadata

  std::string release;            ///< release it was read as, "1.95.0"
  bool assumed = false;           ///< because Settings::assume_release says so
  std::string version_string;     ///< what the metadata says: "rustc 1.95.0 (59807616e 2026-04-14)"
  unsigned metadata_version = 0;  ///< METADATA_VERSION, from the magic number

  std::string hash;  ///< SVH, which those that depend on the crate record: 16 or 32 hexadecimal digits by release
  /// CrateRoot.stable_crate_id; none in 1.48, which has no such number. v0 names of its items carry it.
  std::optional<std::uint64_t> stable_crate_id;
  std::string target;             ///< triple, or the name of a JSON specification
  bool target_is_spec = false;    ///< the latter
  std::string edition;            ///< "2021" (CrateRoot.edition)
  bool proc_macro = false;        ///< procedural macros: it has no interface to link with
  std::uint64_t definitions = 0;  ///< DefIndexes are 0 up to this
};

/// A crate that another one depends on, as that one's metadata records it (CrateRoot.crate_deps).
struct Dependency {
  std::uint32_t number = 0;  ///< crate number in that file, from 1
  std::string name;
  std::string hash;                      ///< SVH of the very build that was used
  std::optional<std::string> host_hash;  ///< of the same crate for the host, where macros come from there
  std::string kind;                      ///< "Explicit", "Implicit", "MacrosOnly", ... in the release's words
  std::string extra_filename;            ///< "-5f0c2a...": its file is `lib<name><extra_filename>.rmeta` or so
  std::optional<bool> is_private;        ///< not to be seen through the crate's own interface; newer releases
  bool macros_only = false;              ///< nothing but its macros was used: it may well not be there
};

/// A definition: an item, field, variant, impl, generic parameter, ...
struct Item {
  std::uint32_t index = 0;              ///< DefIndex: its number in this file, another one in the next build
  std::optional<std::uint32_t> parent;  ///< what it is defined in; none for the crate's root
  std::string kind;                     ///< "Fn", "Struct", "AssocFn", "Impl", ...: rustc's DefKind
  std::string kind_text;                ///< with what belongs to it: "Ctor(Struct, Fn)"
  std::string name;                     ///< "" for impls, closures and others without; a constructor has its struct's
  std::string path;                     ///< "shapes::Point", "shapes::{impl#0}::area"
  std::string visibility;               ///< "public", "in shapes::inner", "invisible"; "" for what has none
  bool is_public = false;               ///< declared `pub`; whether it can be reached is up to its parents as well
  bool has_type = false;                ///< Crate::declared_type() has an answer
};

}  // namespace rmeta
