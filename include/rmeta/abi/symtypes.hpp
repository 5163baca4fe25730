// SPDX-License-Identifier: MIT OR Apache-2.0
// ABI texts in the format of `.symtypes` files, as genksyms and gendwarfksyms write them and suse-kabi-tools reads them
// (compat/SYMTYPES.md): one record a line, `KEY WORDS... REFERENCES...`. A key is a symbol's name, or a type reference
// `s#NAME` (struct), `u#` (union), `e#` (enum), `t#` (all else), NAME in single quotes if there are blanks in it. The
// words are the lines of the ABI text, `{ ... }` around what is indented deeper and `;` after a line with nothing
// below it. Nothing is lost: a symbol's CRC can be computed from the file alone.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/abi/assemble.hpp"

namespace rmeta::abi {

/// Lines of an ABI text, indented by two blanks a level, as the words of a record. What readers of the format would
/// take for syntax ('#', quotes, words that are `{`, `}` or `;`, blanks that are not single) is written `%XX`.
std::string symtypes_words(std::string_view text);

/// "s#'core::option::Option<u8>'"; `number` tells apart types of one name and different text, from 1 on.
std::string symtypes_reference(char prefix, std::string_view name, std::size_t number = 0);

/// What a record's words mean: the text, and the references in it.
struct SymtypesString {
  struct Reference {
    char prefix = 0;
    std::string name;
  };
  std::string text;
  std::vector<Reference> references;
};
/// The inverse of symtypes_words(), with references anywhere. Braces that do not match, references without a name or
/// an end, and bad escapes throw. Words after the last `;` or brace are a line too, as other tools write them.
SymtypesString parse_symtypes(std::string_view words);

/// The records of a run; crates given together share one file.
class Symtypes {
 public:
  /// Takes the symbols of a crate and all types they reach.
  void add(const Assembler&, const CrateAbi&);
  /// Types in order of name, then symbols in order of name. Calls `line` with each record, newline included.
  void write(const std::function<void(std::string_view)>& line) const;

 private:
  std::string key(char prefix, const std::string& name, const std::string& text);

  std::map<std::string, std::string> types_;                               // key → words
  std::map<std::string, std::string> symbols_;                             // name → words
  std::map<std::pair<char, std::string>, std::vector<std::string>> seen_;  // texts of each name
};

}  // namespace rmeta::abi
