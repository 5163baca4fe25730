// SPDX-License-Identifier: MIT OR Apache-2.0
// What counts as a crate's content: compat/content.json. Every field of the crate root, every table and every field of
// a type that these lead to is classified there by name, with a reason. A name that is not there makes the content
// unavailable: nothing new comes in or stays out without somebody having looked at it.
//
// Types go by the last part of their path ("Body"), or by all of it where that is ambiguous; fields by
// "Body.span", fields of an enum's variant by "ConstKind.Value.0", variants by "ExportedSymbol.Generic".
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/schema/model.hpp"

namespace rmeta::content {

enum class Action : std::uint8_t {
  Unknown,       ///< not classified
  In,            ///< part of the content, in order
  Set,           ///< part of the content, elements in any order; elements that are not public are left out
  Out,           ///< left out
  Drop,          ///< a variant: the element of a set that it is part of is left out
  Private,       ///< a variant: Drop in a set; elsewhere its name is part of the content, what it holds is not
  Hygiene,       ///< a span: of it, the marks of macros
  Span,          ///< the span of a constant, which may say where that stands
  Placed,        ///< the value of such a constant
  Refused,       ///< nobody has seen a compiler write this: met in a file it is an error
  Children,      ///< a list of items; what it means depends on what they are children of
  Attributes,    ///< attributes, of which some are left out by name
  Impls,         ///< lists of impls, all of them items of the content
  Dependencies,  ///< lists by crate number
  ProcMacro,     ///< procedural macros
  Tables,        ///< the tables themselves
};

class Rules {
 public:
  /// Reads compat/content.json. Throws rmeta::Error if it is not as described there.
  static Rules parse(std::string_view json, const std::string& file);

  Action root(std::string_view field) const { return find(root_, field); }
  Action table(std::string_view name) const { return find(tables_, name); }
  /// In unless the type is left out or refused wherever it occurs. `head`: its full name without arguments.
  Action type(std::string_view head) const;
  Action variant(std::string_view head, std::string_view variant) const;
  /// `variant` is "" for structs.
  Action field(std::string_view head, std::string_view variant, std::string_view field) const;
  /// Whether the attribute of that name (or that variant of AttributeKind) is left out.
  bool leaves_out_attribute(std::string_view name) const { return attributes_.contains(name); }

 private:
  using Names = std::map<std::string, Action, std::less<>>;
  static Action find(const Names& names, std::string_view name);
  Action special(std::string_view head, const std::string& rest) const;

  Names root_, tables_;
  Names special_;   ///< everything but `reviewed`
  Names reviewed_;  ///< "Body.phase": In
  Names attributes_;
};

/// What of a release nobody has classified: fields of the root, tables, and fields of types that what is in leads to.
std::vector<std::string> unclassified(const schema::Schema& schema, const Rules& rules);

}  // namespace rmeta::content

namespace rmeta::compat {
/// compat/content.json as it was when the program was built (library `builtin_dep`).
std::string_view content_json();
}  // namespace rmeta::compat
