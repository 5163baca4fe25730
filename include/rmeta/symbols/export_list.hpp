// SPDX-License-Identifier: MIT OR Apache-2.0
// Which symbols are wanted, in the forms that lists of them have:
//
//   one name a line            `#` starts a comment, blank lines and indentation mean nothing
//   kbuild                     `EXPORT_SYMBOL_RUST_GPL(name);` as in rust/exports_*_generated.h
//   KMI symbol lists           sections `[abi_symbol_list]` with indented names; `*`, `?` and `[...]` match as in a
//   shell Module.symvers             `0x<crc> TAB name TAB module TAB export type TAB namespace` an object's symbol
//   table   its global symbols as kbuild takes them from nm: T, R, D, B, without what kCFI and
//                              AddressSanitizer add
//
// The third and fourth are of a whole kernel: most of what they name is C's, and is passed over. Of the others every
// name must be found.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rmeta::symbols {

struct ListedName {
  std::string name;
  bool pattern = false;  // a glob
};

class ExportList {
 public:
  enum class From : std::uint8_t { Names, Kernel, Object };

  /// Reads a list; `source` names it in messages. Throws rmeta::Error for a line that is none of the above, and for an
  /// empty list.
  static ExportList read(std::istream& in, std::string source);
  /// The list in a file, or from standard input ("-").
  static ExportList open(const std::string& path);
  /// Global symbols of an object, archive or library.
  static ExportList of_object(const std::filesystem::path& path);

  /// The names of an object that legacy names on this list are to be told apart with; this list's own names if it is of
  /// an object itself.
  void through_object(const std::filesystem::path& path);
  /// Nothing if no object was named.
  const std::optional<std::vector<std::string>>& object_names() const { return object_names_; }

  /// In order, each once.
  const std::vector<ListedName>& names() const { return names_; }
  From from() const { return from_; }
  const std::string& source() const { return source_; }

 private:
  void line(std::string_view text);
  void add(std::string_view name, bool pattern = false);
  void finish();

  std::string source_;
  From from_ = From::Names;
  std::vector<ListedName> names_;
  std::optional<std::vector<std::string>> object_names_;
};

/// Whether a name is of the legacy scheme: `_ZN…17h<hash>E`.
bool looks_like_legacy(std::string_view name);
/// Whether a shell pattern matches all of a name.
bool glob_matches(std::string_view pattern, std::string_view name);
/// Why a global symbol of an object stands for no item, in a few words ("constants without a name (anon.*)"); "" if
/// nothing says that.
std::string_view made_for_no_item(std::string_view name);

}  // namespace rmeta::symbols
