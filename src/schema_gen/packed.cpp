// SPDX-License-Identifier: MIT OR Apache-2.0
// Numbers in whose bits the compiler keeps several small values. The derive sees a number only; what the bits mean is
// in the methods that set and get them (FnSigKind in rustc_type_ir/src/ty_kind.rs, from 1.97): `self.flags &
// Self::MASK`. codecs.json names the constants that are the masks, and for enums what lists their values in the order
// of their codes.
#include <fmt/format.h>

#include "extract.hpp"
#include "macro.hpp"
#include "select.hpp"
#include "values.hpp"

namespace rmeta::schema_gen {

namespace {

/// `const NAME: u8 = 1 << 6;`
uint64_t mask_of(Index& index, const std::string& item) {
  Selected s = select(index, item);
  size_t i = 0;
  while (i < s.tokens.size() && !s.tokens[i].is("=")) ++i;
  if (i == s.tokens.size() || !s.tokens.back().is(";")) fail(s.loc, "expected one constant with a value");
  Trees value(s.tokens.begin() + static_cast<std::ptrdiff_t>(i) + 1, s.tokens.end() - 1);
  return evaluate(value, s.loc, [](const std::vector<std::string>& path, const Loc& loc) -> uint64_t {
    fail(loc, fmt::format("'{}' in the value of a mask", path.back()));
  });
}

}  // namespace

const PackedField* Extractor::packed_field(const Item* it, const std::string& field) const {
  for (const PackedField& p : codecs_.packed)
    if (p.field == field && p.type == types_.path(it)) return &p;
  return nullptr;
}

std::string Extractor::packed_part(const PackedPart& p, const Item* owner) {
  const Loc& loc = owner->loc;
  if (p.of.empty()) {
    Scope scope;
    scope.module = owner->parent;
    return visit(types_.lower(parse_type_text(source_text("bool")), scope));
  }
  const Item* it = types_.item(p.of);
  if (!it || it->kind != Item::enumeration) fail(loc, fmt::format("'{}' in codecs.json is no enum", p.of));
  std::string name = fmt::format("{} as packed", p.of);
  OutType o;
  o.kind = "fixed_enum";
  o.of = visit(types_.of_item(it));
  auto variant = [&](const std::string& n, const Loc& at) -> const Variant& {
    for (const Variant& v : it->variants)
      if (v.name == n) return v;
    fail(at, fmt::format("'{}' is no variant of {}", n, p.of));
  };
  for (const std::string& n : p.variants) {
    if (!variant(n, it->loc).fields.empty()) fail(it->loc, fmt::format("variant '{}' has fields", n));
    o.codes.emplace_back(n, "");
  }
  if (!p.codes.empty()) {
    // NAME! { Enum = { Variant { field: true } =><= "text", … } }
    Selected s = select(types_.index(), p.codes);
    if (s.tokens.size() != 2) fail(s.loc, "expected one call of the macro");
    Cursor outer(*s.tokens[1].sub, s.loc);
    outer.expect(it->name);
    outer.expect("=");
    const Tree& list = outer.group('{');
    if (!outer.done()) fail(outer.loc(), "unexpected tokens behind the list of codes");
    Cursor c(*list.sub, list.loc);
    while (!c.done()) {
      Loc at = c.loc();
      std::string n = c.ident();
      o.codes.emplace_back(n, pattern_detail(c, it, variant(n, at), *it->parent));
      if (!c.eat_joined("=><=") || c.next().kind != Tok::string) fail(at, "expected '=><=' and a text");
      c.expect(",");
    }
  }
  if (o.codes.empty()) fail(loc, fmt::format("part '{}' has no codes", p.name));
  out_.types[name] = std::move(o);
  return name;
}

std::string Extractor::packed(const PackedField& f, const std::string& bits, const Item* owner) {
  for (const std::string& w : f.watch) watched_.insert(w);
  std::string name = fmt::format("{}::{}", f.type, f.field);
  OutType o;
  o.kind = "packed";
  o.bits = bits;
  if (bits != "u8" && bits != "u16" && bits != "u32" && bits != "u64")
    fail(owner->loc, fmt::format("parts of a {}", bits));
  for (const PackedPart& p : f.parts)
    o.parts.push_back({p.name, mask_of(types_.index(), p.mask), packed_part(p, owner)});
  out_.types[name] = std::move(o);
  return name;
}

}  // namespace rmeta::schema_gen
