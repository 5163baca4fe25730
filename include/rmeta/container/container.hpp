// SPDX-License-Identifier: MIT OR Apache-2.0
// Finds the metadata blob in whatever rustc left on disk. The ways it travels:
//
//   .rmeta           the blob itself: `rust\0\0\0N` …
//   .rlib            an `ar` archive whose member `lib.rmeta` is the blob (rustc 1.48), or a native object whose
//   section
//                    `.rmeta` is the blob (so that linkers that visit every member find something they can read)
//   .so .dylib .dll  section `.rustc`: the eight magic bytes once more, then the blob as a Snappy stream (old
//   releases),
//                    or its length and the blob as it is
//   any of these     inside a zstd frame (`.rmeta.zst`)
//
// Input is mapped; memory is spent on decompression only, and that is bounded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace rmeta::container {

/// One metadata blob; the header magic `rust\0\0\0N` comes first.
struct Blob {
  std::span<const std::uint8_t> bytes;  ///< Borrowed from `keep`.
  std::string file;                     ///< Path of the file the bytes came from.
  std::string member;                ///< Archive member and section: "lib.rmeta(.rmeta)", ".rustc"; "" for a raw file.
  std::uint64_t offset = 0;          ///< Of bytes[0] in the file as it is on disk; 0 if it was decompressed.
  std::string container;             ///< "rmeta", "rlib", "dylib" (section `.rustc`) or "object" (section `.rmeta`).
  std::vector<std::string> wrapped;  ///< What was unwrapped, outermost first: "zstd", "ar", "elf", "snappy", …
  std::string stub;                  ///< Path of the stub that led here, "" if the file itself held the metadata.
  std::shared_ptr<const void> keep;  ///< The mapping or the decompressed buffer.
};

/// What decoding the crate's header tells about a blob; this room does not know rustc's types.
struct Identity {
  bool is_stub = false;
  std::string crate;  ///< For messages.
  std::string hash;   ///< The crate's SVH in any form that can be compared.
};

struct OpenOptions {
  /// From 1.94 on the standard library's `.rlib`s carry a stub of some hundred bytes, and all else is in the `.rmeta`
  /// of the same name. When set and `identify` finds a stub, `open` returns that `.rmeta`'s blob, after comparing the
  /// hashes.
  bool follow_stub = true;
  std::function<Identity(const Blob&)> identify;
};

/// Throws rmeta::Error when the file holds no readable metadata.
Blob open(const std::filesystem::path& path, const OpenOptions& options = {});

/// The same for a file's bytes that are in memory already; `keep` (may be null) owns them. Stubs are not followed.
Blob open_bytes(std::span<const std::uint8_t> bytes, std::string name, std::shared_ptr<const void> keep = {});

/// One entry of a native symbol table.
struct Symbol {
  std::string name;
  char letter = '?';  ///< As `nm` prints it: T, t, R, D, B, W, V, U, …
  std::uint64_t value = 0, size = 0;
  bool defined = false, global = false, weak = false;
  std::string member;  ///< Archive member, "" for a lone object.
};

/// The symbols of an object, an archive of objects or a dynamic library, in file order (`nm -p`). A library stripped of
/// its full table gives its dynamic one. LLVM bitcode is refused: it may be newer than any LLVM we link.
std::vector<Symbol> symbol_table(const std::filesystem::path& path);
std::vector<Symbol> symbol_table_of_bytes(std::span<const std::uint8_t> bytes, std::string name);

}  // namespace rmeta::container
