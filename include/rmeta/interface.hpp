// SPDX-License-Identifier: MIT OR Apache-2.0
// Binary interfaces of crates as plain data, kept and compared. Part of librmeta's public interface: C++17, standard
// library only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/error.hpp"

namespace [[gnu::visibility("default")]] rmeta {

namespace detail {
struct Snapshot;
struct Workspace;
}  // namespace detail

struct InterfaceSymbol {
  std::string name, path, kind;  ///< as those of Symbol
  std::uint32_t crc = 0;         ///< as SymbolCrc's
};

/// The interface of one crate.
struct InterfaceCrate {
  std::string name;
  std::string release;  ///< with the commit: "1.95.0 59807616e"
  std::string target;   ///< triple, or a JSON specification in one line
  std::uint32_t file_crc = 0;
  std::optional<std::uint32_t> abi_crc;  ///< none: procedural macros
  std::vector<InterfaceSymbol> symbols;  ///< in order of name
};

/// What a symbol is on one side, or on both.
struct SymbolChange {
  std::string path, kind;
  std::string old_name, new_name;  ///< linker names; "" on the side where it is not
  std::uint32_t old_crc = 0, new_crc = 0;
};

/// A line of both definitions put side by side.
struct DiffLine {
  enum class Side : std::uint8_t { Both, Old, New };
  Side side = Side::Both;
  std::string text;
};

/// What was edited. A change of a type moves the CRC of every symbol that reaches it, and the size of every type that
/// holds it; a cause is a definition whose own lines changed, and not only numbers that follow from another one's.
struct Cause {
  enum class What : std::uint8_t { Toolchain, Type, Symbol };
  What what = What::Type;
  std::string kind;                  ///< "struct", "enum", "fn"; of the toolchain "release", "target", ...
  std::string name;                  ///< of the type, or the symbol's path
  std::string summary;               ///< "grew from 8 to 16 bytes"
  std::vector<std::string> details;  ///< "field owner: u64 added at 0"
  std::vector<DiffLine> lines;
  std::vector<std::size_t> symbols;  ///< places in CrateComparison::changed that it moved
};

/// What differs between two builds of a crate.
struct CrateComparison {
  enum class Status : std::uint8_t { Same, Changed, Added, Removed };
  std::string name;
  Status status = Status::Same;  ///< of the interface
  bool other_file = false;       ///< the metadata's bytes differ
  bool other_release = false;    ///< of another compiler, so that no mangled name is the same: paths were compared
  std::size_t same = 0;          ///< symbols that are the same
  std::vector<SymbolChange> changed, renamed, added, removed;
  std::vector<Cause> causes;  ///< of what is in `changed`; those that moved most symbols first
};

struct Comparison {
  std::vector<CrateComparison> crates;  ///< in order of name
  /// Whether any interface does; bytes that differ do not count.
  bool differs() const {
    for (const CrateComparison& crate : crates)
      if (crate.status != CrateComparison::Status::Same) return true;
    return false;
  }
};

/// The binary interfaces of a set of crates, ABI texts included. It needs neither the crates nor their metadata any
/// more. Crates::interface() makes one. Copies share what they hold, which does not change.
class Interface {
 public:
  /// Reads a pin (rmetacrc-pin(5)). Every CRC in it is computed again from the texts it keeps. Throws Error for a file
  /// that cannot be read, is damaged, or is of a version or scheme that is not known.
  static Interface read_pin(const std::string& path);
  /// Of text in memory; `origin` names it in messages.
  static Interface parse_pin(std::string_view text, const std::string& origin);

  /// The bytes of a pin file: the same for the same crates, without times and paths.
  std::string pin() const;
  std::vector<InterfaceCrate> crates() const;

  /// What differs, and why. Symbols are the same if their names are; where the compilers differ, if their paths are.
  friend Comparison compare(const Interface& before, const Interface& after);

 private:
  friend class Crates;
  explicit Interface(std::shared_ptr<const detail::Snapshot> snapshot);
  std::shared_ptr<const detail::Snapshot> snapshot_;
};

Comparison compare(const Interface& before, const Interface& after);

}  // namespace rmeta
