// SPDX-License-Identifier: MIT OR Apache-2.0
// Constants that say where they stand: what `line!()`, `column!()` and `file!()` turn into is a literal like any other,
// with the span of the macro's outermost call and no trace of an expansion. So they are known by their value: a literal
// that equals the very line, column or file it stands in. One that is so by chance is written as a place, too, until
// either changes; a change of it is still seen, because it is then no place any more.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/crate/crate.hpp"
#include "rmeta/decode/values.hpp"

namespace rmeta::content {

class Places {
 public:
  explicit Places(const crate::Crate& crate) : crate_(crate) {}

  struct Here {
    std::uint64_t line = 0;
    std::uint64_t column = 0;                         ///< 0: the span is not that of a call of `column!` itself
    const std::vector<std::string_view>* names = {};  ///< of the file, as the compiler knows it
  };
  /// Where a constant stands; nothing for spans that are too short for a macro call, or stand in another crate's files.
  /// Optimisation takes the spans of constants away: then it stands where the statement `around` it begins.
  std::optional<Here> find(const decode::SpanRef& span, const decode::SpanRef& around);
  /// Whether `text` is what `file!` says in that file.
  static bool is_file(const Here& here, std::string_view text);

 private:
  struct File {
    bool read = false;
    std::vector<std::string_view> names;
    std::vector<std::uint64_t> lines;  // where they begin
  };
  void load();
  void read(std::size_t i);
  std::size_t file_at(std::uint64_t position);

  const crate::Crate& crate_;
  bool loaded_ = false;
  std::vector<decode::Cursor> sources_;
  std::vector<std::size_t> numbers_;  // in `sources_`, by number in the source map, + 1
  std::vector<File> files_;
};

}  // namespace rmeta::content
