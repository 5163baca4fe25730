// SPDX-License-Identifier: MIT OR Apache-2.0
// What rules of a stable kABI make of texts.
#include <fmt/format.h>

#include "rmeta/abi/symtypes.hpp"
#include "rmeta/abi/text.hpp"
#include "stable.hpp"

namespace rmeta::abi {

using types::Kind;
using types::Term;
using Rule = KabiRule::Kind;

// A string of ours is what --symtypes writes: the text and its references. One of C's is gendwarfksyms' and stands as
// it is, in one line; what it refers to is followed where bindgen has made a type of it.
void Texts::take_string(const KabiRule& rule, std::string& text, std::vector<std::uint32_t>& refs) {
  try {
    SymtypesString parsed = parse_symtypes(rule.value);
    text += rule.from_c ? rule.value + "\n" : parsed.text;
    for (const auto& r : parsed.references) {
      if (!rule.from_c) {
        if (r.prefix == 't' && r.name == "abi") continue;  // of a symbol's record; the header is there already
        collect(settle(stable_->lookup().type(r.name)), refs);
        continue;
      }
      const auto def = r.prefix == 't' ? std::nullopt : stable_->lookup().c_type(r.name);
      if (!def || cx_.generics_of(*def).count() != 0) continue;
      collect(in_.make(Kind::Adt, {}, *def), refs);
    }
  } catch (const Error& e) {
    throw Error(fmt::format("{}: rule {} {}: {}", rule.source, rule.kind_name(), rule.target, e.reason()));
  }
}

bool Texts::write_by_rule(Definition& d) {
  if (const KabiRule* r =
          stable_->rule(Rule::TypeString, d.name, d.type->kind == Kind::Adt ? d.type->def : types::DefId{})) {
    d.used.push_back(r);
    take_string(*r, d.text, d.refs);
    return true;
  }
  if (d.type->kind != Kind::Adt) return false;
  stable_->check_members(cx_.adt_def(d.type->def), d.name);
  const KabiRule* r = stable_->rule(Rule::DeclarationOnly, d.name, d.type->def);
  if (r == nullptr) return false;
  d.used.push_back(r);
  // What bindgen makes of a type that is declared and not defined: so a type gets the text back that it had before its
  // definition was in sight.
  d.text = fmt::format("struct {}\n  repr C\n  size 0 align 1 memory\n  field _unused at 0: [u8; 0]\n", d.name);
  return true;
}

const types::AdtDef& Texts::shown_definition(Definition& d) {
  const types::AdtDef& adt = cx_.adt_def(d.type->def);
  const types::AdtDef* shown = stable_ != nullptr ? stable_->shown(adt) : nullptr;
  if (shown == nullptr) return adt;
  const auto& used = stable_->used_for(adt.def);
  d.used.insert(d.used.end(), used.begin(), used.end());
  return *shown;
}

std::string Texts::sized_by_rule(Definition& d, std::string lines) {
  const KabiRule* r = stable_ != nullptr ? stable_->rule(Rule::ByteSize, d.name, d.type->def) : nullptr;
  if (r == nullptr) return lines;
  d.used.push_back(r);
  const std::string_view before = "  size ";
  const auto end = lines.find(' ', before.size());
  if (!lines.starts_with(before) || end == std::string::npos)
    throw Error("a text of a layout that does not begin with the size");
  return lines.replace(before.size(), end - before.size(), fmt::format("{}", kabi_number(*r)));
}

}  // namespace rmeta::abi
