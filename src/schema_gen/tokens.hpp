// SPDX-License-Identifier: MIT OR Apache-2.0
// Token trees: what Rust source is to a compiler before it is parsed, and what macros take and give. A tree is one
// token or a delimited group of trees. Comments (documentation comments too) are gone; every tree knows its file and
// line.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/error.hpp"

namespace rmeta::schema_gen {

/// One source file. `path` is relative to the root of the source tree, so that messages and outputs are reproducible.
struct SourceFile {
  std::string path;
  std::string text;
};

/// A place in the source.
struct Loc {
  const SourceFile* file = nullptr;
  int line = 0;
};

/// "compiler/rustc_span/src/lib.rs:12".
std::string str(const Loc& loc);

/// Reports something this program does not understand at `loc`; the only way out, since guessing is never right.
[[noreturn]] void fail(const Loc& loc, const std::string& what);

enum class Tok : unsigned char { ident, lifetime, integer, real, string, byte_string, character, punct, group };

struct Tree;
using Trees = std::vector<Tree>;

struct Tree {
  Tok kind = Tok::punct;
  /// For punctuation: the next character is punctuation too, without a space between.
  bool joint = false;
  /// For groups: `(`, `[`, `{`, or 0 for an invisible group, which a macro makes of a parsed fragment.
  char delim = 0;
  /// Identifier (`$crate` carries its crate: "$crate::rustc_hir"), lifetime with its `'`, punctuation character,
  /// literal as written; for strings the unescaped contents.
  std::string text;
  std::shared_ptr<const Trees> sub;
  Loc loc;

  bool is(std::string_view t) const { return (kind == Tok::punct || kind == Tok::ident) && text == t; }
  bool ident() const { return kind == Tok::ident; }
  bool group(char d) const { return kind == Tok::group && delim == d; }
};

Tree make_group(char delim, Trees sub, const Loc& loc);

/// Reads a whole file into token trees. Throws on unbalanced delimiters and on anything that is not a Rust token.
Trees lex(const SourceFile& file);

/// The trees as text, one space between tokens: the normal form for fingerprints and messages.
std::string to_text(const Trees& trees);
void append_text(std::string& out, const Tree& tree);

/// FNV-1a over `to_text`, as 16 hex digits.
std::string fingerprint(const Trees& trees);

/// `r#type` → `type`.
std::string_view plain(std::string_view ident);

}  // namespace rmeta::schema_gen
