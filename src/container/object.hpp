// SPDX-License-Identifier: MIT OR Apache-2.0
// Internal to the room: sections and symbols of native objects. LLVM stays behind this header, which must be good
// C++17: with libstdc++ 12, clang 19 cannot compile LLVM 14's ELF headers under a newer standard (they use an
// incomplete type in a std::vector). Everything here throws rmeta::Error with no file in it; the caller knows the file
// and adds it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rmeta::container::object {

struct Bytes {
  const std::uint8_t* at = nullptr;
  std::uint64_t size = 0;
};

enum class Kind { none, elf, coff, macho, wasm, universal_macho, xcoff, bitcode, import_library };

Kind identify(Bytes file);

/// "elf", "coff", "macho", "wasm".
const char* name(Kind kind);

struct Section {
  std::string name;
  std::uint64_t offset, size;
};

/// The section called `.rmeta` or `.rustc`, whichever is there. `file` must be ELF, COFF, Mach-O or Wasm.
std::optional<Section> find_metadata(Kind kind, Bytes file);

/// All sections of that name, in file order.
std::vector<Section> find_sections(Kind kind, Bytes file, std::string_view name);

struct NativeSymbol {
  std::string name;
  char letter = '?';
  std::uint64_t value = 0, size = 0;
  bool defined = false, global = false, weak = false;
};

std::vector<NativeSymbol> symbols(Kind kind, Bytes file);

// LLVM's reader of Wasm ends the process on damaged numbers, so this room reads those few structures itself.
std::optional<Section> find_wasm_metadata(Bytes file);
std::vector<NativeSymbol> wasm_symbols(Bytes file);

inline bool is_metadata_section(std::string_view name) {
  return name == ".rmeta" || name == ".rustc";
}

}  // namespace rmeta::container::object
