// SPDX-License-Identifier: MIT OR Apache-2.0
// Where a macro was itself made by a macro, its tokens carry the marks of that expansion, and identifiers of equal text
// but different marks are different names. A mark is written as the macro that was expanded and how far it hides.
// (rustc_span/src/hygiene.rs; CrateRoot.syntax_contexts and expn_data of rustc_metadata)
#include <fmt/format.h>

#include "printer.hpp"
#include "rmeta/error.hpp"

namespace rmeta::content {

using decode::Cursor;
using schema::FieldRole;
using schema::VariantRole;

const std::string& Printer::marks(std::uint32_t context) {
  if (const auto it = marks_.find(context); it != marks_.end()) return it->second;
  std::string text;
  if (context != 0) {
    nest(0);
    const auto row = crate_.root_cursor().get(FieldRole::CrateRoot_syntax_contexts).table().at(context);
    if (!row) throw Error(fmt::format("there is no syntax context {}", context)).file(ctx_.file());
    const Cursor data = row->value();
    const std::uint32_t parent = data.get(FieldRole::SyntaxContextData_parent).syntax_context();
    if (parent != context) text = marks(parent);
    text += fmt::format("~{} {}", data.get(FieldRole::SyntaxContextData_outer_transparency).variant_name(),
                        expansion(data.get(FieldRole::SyntaxContextData_outer_expn).expn_id()));
    --nesting_;
  }
  return marks_.emplace(context, std::move(text)).first->second;
}

// The macro that was expanded.
std::string Printer::expansion(decode::DefIdRef expansion) {
  if (expansion.krate != 0) {
    const auto& dependencies = crate_.root().dependencies;
    if (expansion.krate > dependencies.size())
      throw Error(fmt::format("there is no crate {}", expansion.krate)).file(ctx_.file());
    const crate::Dependency& crate = dependencies[expansion.krate - 1];
    if (crate.macros_only) return fmt::format("{}::{{macro}}", crate.name);
    return others_.of(crate_.global_crate(expansion.krate)).expansion({0, expansion.index});
  }
  const auto row = crate_.root_cursor().get(FieldRole::CrateRoot_expn_data).table().at(expansion.index);
  if (!row) return "{root}";
  const Cursor data = row->value();
  const Cursor kind = data.get(FieldRole::ExpnData_kind);
  const std::optional<Cursor> macro = data.get(FieldRole::ExpnData_macro_def_id).option();
  if (!macro) return fmt::format("{{{}}}", kind.variant_name());
  const decode::DefIdRef def = macro->def_id();
  return def.krate == 0 ? name(def.index) : foreign_name(def);
}

}  // namespace rmeta::content
