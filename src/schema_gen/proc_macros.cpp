// SPDX-License-Identifier: MIT OR Apache-2.0
// Macros that are not macro_rules: their expansion is known here, and only forms that were seen are taken.
#include <fmt/format.h>

#include "collect.hpp"
#include "values.hpp"

namespace rmeta::schema_gen {

// Three syntaxes, see IndexSyntax. In a body settings are `ENCODABLE = custom`, `MAX = N`, `DEBUG_FORMAT = …`,
// `ORD_IMPL = custom`, `derive [..]`; as attributes `#[max = N]`, `#[debug_format = ""]`, `#[orderable]`,
// `#[gate_rustc_only]` and the one about coding. Without a maximum it is 0xFFFF_FF00.
std::unique_ptr<Item> newtype_index(const MacroCall& call, IndexSyntax syntax) {
  auto it = std::make_unique<Item>();
  Cursor c(call.args, call.loc);
  it->attrs = parse_attrs(c);
  skip_visibility(c);
  it->kind = Item::structure;
  it->loc = c.loc();
  c.expect("struct");
  it->name = c.ident();
  const Tree& braces = c.group('{');
  if (!c.done()) fail(c.loc(), "unexpected tokens after a newtype_index");
  it->index_max = 0xFFFFFF00;
  it->index_codable = syntax != IndexSyntax::encodable;
  for (const Attr& a : it->attrs) {
    if (syntax == IndexSyntax::body) break;
    if (a.path == "encodable" && syntax == IndexSyntax::encodable) it->index_codable = true;
    if (a.path == "custom_encodable" && syntax == IndexSyntax::custom_encodable) it->index_codable = false;
    if (a.path == "max") it->index_max = integer(a.args, a.loc);
  }
  Cursor b(*braces.sub, braces.loc);
  while (!b.done()) {
    std::vector<Attr> ignored = parse_attrs(b);
    if (b.eat("const")) {
      while (!b.done() && !b.at(",") && !b.at(";")) b.next();
      if (!b.done()) b.next();
      continue;
    }
    if (syntax != IndexSyntax::body) fail(b.loc(), "a newtype_index may hold constants only");
    if (b.eat(",") || b.eat_joined("..")) continue;
    if (b.eat("derive")) {
      b.group('[');
      continue;
    }
    Loc loc = b.loc();
    std::string name = b.ident();
    b.expect("=");
    Trees value{b.next()};
    if (name == "MAX") {
      it->index_max = integer(value, loc);
    } else if (name == "ENCODABLE") {
      if (!value[0].is("custom")) fail(loc, "unknown value of ENCODABLE");
      it->index_codable = false;
    } else if (name != "DEBUG_FORMAT" && name != "ORD_IMPL") {
      fail(loc, fmt::format("unknown setting '{}' in a newtype_index", name));
    }
  }
  return it;
}

const Tree* cfg_choice(const MacroCall& call) {
  Cursor c(call.args, call.loc);
  if (call.path.back() == "cfg_if") {
    for (;;) {
      c.expect("if");
      c.expect("#");
      const Tree& attr = c.group('[');
      if (attr.sub->size() != 2 || !(*attr.sub)[0].is("cfg")) fail(attr.loc, "expected #[cfg(…)]");
      bool on = cfg_true(*(*attr.sub)[1].sub, attr.loc);
      const Tree& body = c.group('{');
      if (on) return &body;
      if (!c.eat("else")) return nullptr;
      if (c.at_group('{')) return &c.next();
    }
  }
  while (!c.done()) {
    bool any = c.at("_");
    Trees predicate;
    if (call.path.back() == "cfg_match" && !any) {
      c.expect("cfg");
      predicate = *c.group('(').sub;
      if (!c.at_joined("=>")) fail(c.loc(), "expected '=>' after cfg(…)");
    } else {
      size_t from = c.pos();
      while (!c.at_joined("=>")) c.next();
      predicate = c.slice(from);
    }
    c.eat_joined("=>");
    const Tree& body = c.group('{');
    c.eat(",");
    if (any || cfg_true(predicate, body.loc)) return &body;
  }
  return nullptr;
}

void bitflags(const MacroCall& call, Module& module, const std::function<void(std::unique_ptr<Item>)>& sink) {
  Cursor c(call.args, call.loc);
  while (!c.done()) {
    std::vector<Attr> attrs = parse_attrs(c);
    bool here = apply_cfg(attrs);
    skip_visibility(c);
    Loc loc = c.loc();
    bool impl = c.eat("impl");
    if (!impl) c.expect("struct");
    std::string name = c.ident();
    c.expect(":");
    TypeExpr bits = parse_type(c);
    const Tree& g = c.group('{');
    std::vector<std::pair<std::string, Trees>> consts;
    Cursor b(*g.sub, g.loc);
    while (!b.done()) {
      std::vector<Attr> ca = parse_attrs(b);
      bool on = apply_cfg(ca);
      b.expect("const");
      std::string n = b.ident();
      b.expect("=");
      size_t from = b.pos();
      while (!b.at(";")) b.next();
      if (on) consts.emplace_back(n, b.slice(from));
      b.expect(";");
    }
    if (!here) continue;
    if (impl) {
      module.flag_impls[name] = {bits, consts};
      continue;
    }
    auto it = std::make_unique<Item>();
    it->kind = Item::structure;
    it->name = name;
    it->loc = loc;
    it->attrs = attrs;
    it->derives = derives_of(attrs);
    it->is_bitflags = true;
    it->flag_consts = consts;
    it->fields.push_back({"bits", bits, loc});
    sink(std::move(it));
  }
}

}  // namespace rmeta::schema_gen
