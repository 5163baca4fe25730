// SPDX-License-Identifier: MIT OR Apache-2.0
// Table elements that are one byte for a value of an enum. rustc_metadata/src/rmeta/table.rs lists the values as
// patterns in the arms of a match: `0 => Some(Mod)`, `28 => Some(Static { safety: hir::Safety::Unsafe, … })`.
#include <fmt/format.h>

#include "extract.hpp"
#include "macro.hpp"

namespace rmeta::schema_gen {

namespace {

// The arms of the one `match` in `fn name`.
const Tree* match_in(const Trees& body, const std::string& fn) {
  Cursor c(body, {});
  while (!c.done()) {
    if (!(c.eat("fn") && c.at(fn))) {
      if (!c.done()) c.next();
      continue;
    }
    while (!c.done() && !c.at_group('{')) c.next();
    const Tree& g = c.group('{');
    Cursor in(*g.sub, g.loc);
    while (!in.done()) {
      if (!in.eat("match")) {
        in.next();
        continue;
      }
      while (!in.at_group('{')) in.next();
      return &in.next();
    }
  }
  return nullptr;
}

}  // namespace

std::string Extractor::flag_names(Cursor& c, TypeRef type, const Module& m) {
  // `MacroKinds::BANG`, or a constant that joins several of them.
  Loc loc = c.loc();
  std::vector<std::string> path{c.ident()};
  while (c.eat_joined("::")) path.push_back(c.ident());
  const Item* it = type->item;
  auto declared = it->parent->flag_impls.find(it->name);
  const auto& consts = declared == it->parent->flag_impls.end() ? it->flag_consts : declared->second.second;
  auto flag = [&](const std::string& n) {
    for (const auto& f : consts)
      if (f.first == n) return true;
    return false;
  };
  if (path.size() == 2 && path[0] == it->name && flag(path[1])) return path[1];
  auto v = path.size() == 1 ? m.values.find(path[0]) : m.values.end();
  if (v == m.values.end()) fail(loc, "expected one of the type's flags or a constant");
  Trees value = v->second->tokens;
  if (value.size() == 3 && value[0].ident() && value[1].is("!")) {
    auto macro = m.crate->macros.find(value[0].text);
    if (macro == m.crate->macros.end()) fail(loc, fmt::format("macro '{}' is not found", value[0].text));
    value = expand(*macro->second.at(0), m.crate->name, *value[2].sub, loc);
  }
  // Type::from_bits_truncate(Type::A.bits() | Type::B.bits())
  Cursor k(value, loc);
  k.expect(it->name);
  if (!k.eat_joined("::") || k.ident() != "from_bits_truncate") fail(loc, "expected from_bits_truncate");
  const Tree& g = k.group('(');
  std::string out;
  Cursor in(*g.sub, g.loc);
  do {
    in.expect(it->name);
    if (!in.eat_joined("::")) fail(in.loc(), "expected '::'");
    std::string n = in.ident();
    if (!flag(n)) fail(in.loc(), fmt::format("'{}' is no flag", n));
    in.expect(".");
    in.expect("bits");
    in.group('(');
    out += fmt::format("{}{}", out.empty() ? "" : "|", n);
  } while (in.eat("|"));
  if (!in.done() || !k.done()) fail(loc, "unexpected tokens in a constant of flags");
  return out;
}

std::string Extractor::pattern_detail(Cursor& c, const Item* it, const Variant& v, const Module& m) {
  Scope scope;
  scope.module = it->parent;
  std::string out;
  auto value = [&](const Field& f) {
    TypeRef t = types_.lower(f.type, scope);
    std::string text;
    if (t->kind == Type::primitive && t->name == "bool") {
      text = c.ident();
      if (text != "true" && text != "false") fail(c.loc(), "expected a bool in a pattern");
    } else if (t->kind == Type::adt && t->item->kind == Item::enumeration) {
      Loc loc = c.loc();
      do {
        text = c.ident();
      } while (c.eat_joined("::"));
      bool known = false;
      for (const Variant& x : t->item->variants) known = known || (x.name == text && x.fields.empty());
      if (!known) fail(loc, fmt::format("'{}' is no variant of {}", text, types_.path(t->item)));
    } else if (t->kind == Type::adt) {
      text = flag_names(c, t, m);
    } else {
      fail(c.loc(), "a pattern of a kind that is not understood");
    }
    out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", f.name, text);
  };
  bool named = c.at_group('{');
  if (!named && !c.at_group('(')) {
    if (!v.fields.empty()) fail(c.loc(), fmt::format("variant '{}' has fields", v.name));
    return out;
  }
  const Tree& g = c.next();
  Cursor outer = c;
  c = Cursor(*g.sub, g.loc);
  size_t i = 0;
  while (!c.done()) {
    if (i >= v.fields.size()) fail(c.loc(), "more fields than the variant has");
    if (named) {
      std::string n = c.ident();
      if (n != v.fields[i].name) fail(c.loc(), fmt::format("field '{}' is out of order", n));
      c.expect(":");
    }
    value(v.fields[i++]);
    if (!c.eat(",")) break;
  }
  if (!c.done() || i != v.fields.size()) fail(g.loc, "a pattern that does not name every field");
  c = outer;
  return out;
}

std::string Extractor::fixed_enum(TypeRef element, const Impl& impl, bool optional) {
  TypeRef e = element;
  if (optional) {
    if (e->kind != Type::external || e->name != "Option") fail(impl.item->loc, "expected an Option");
    e = e->args[0];
  }
  if (e->kind != Type::adt || e->item->kind != Item::enumeration) fail(impl.item->loc, "expected an enum");
  std::string name = fmt::format("{} as fixed", types_.name(e));
  if (out_.types.contains(name)) return name;
  OutType o;
  o.kind = "fixed_enum";
  o.of = types_.name(e);
  o.optional = optional;
  const Tree* arms = match_in(impl.item->tokens, "from_bytes");
  if (!arms) fail(impl.item->loc, "no match in from_bytes");
  Cursor c(*arms->sub, arms->loc);
  while (!c.at("_")) {
    const Tree& code = c.next();
    if (code.kind != Tok::integer || code.text != fmt::format("{}", o.codes.size()))
      fail(code.loc, "codes must be 0, 1, 2, …");
    if (!c.eat_joined("=>")) fail(c.loc(), "expected '=>'");
    Cursor p = c;
    if (optional) {
      c.expect("Some");
      const Tree& g = c.group('(');
      p = Cursor(*g.sub, g.loc);
    }
    Loc loc = p.loc();
    std::string variant = p.ident();
    while (p.eat_joined("::")) variant = p.ident();
    const Variant* found = nullptr;
    for (const Variant& v : e->item->variants)
      if (v.name == variant) found = &v;
    if (!found) fail(loc, fmt::format("'{}' is no variant of {}", variant, types_.path(e->item)));
    o.codes.emplace_back(variant, pattern_detail(p, e->item, *found, *impl.item->parent));
    if (optional) {
      if (!p.done()) fail(p.loc(), "unexpected tokens in a pattern");
    } else {
      c = p;
    }
    c.expect(",");
  }
  visit(e);  // the codes refer to its variants
  out_.types[name] = std::move(o);
  return name;
}

}  // namespace rmeta::schema_gen
