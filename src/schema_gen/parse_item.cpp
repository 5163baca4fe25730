// SPDX-License-Identifier: MIT OR Apache-2.0
// Items: the declarations a module is made of.
#include <fmt/format.h>

#include "syntax.hpp"

namespace rmeta::schema_gen {

std::vector<Attr> parse_attrs(Cursor& c) {
  std::vector<Attr> out;
  while (c.at("#") && (c.at_group('[', 1) || (c.at("!", 1) && c.at_group('[', 2)))) {
    Attr a;
    a.loc = c.loc();
    c.next();
    bool inner = c.eat("!");
    const Tree& g = c.group('[');
    Cursor in(*g.sub, g.loc);
    // An attribute that a macro received as `$attr:meta` arrives as one invisible group.
    if (in.at_group(0) && g.sub->size() == 1) {
      const Tree& inner = in.next();
      in = Cursor(*inner.sub, inner.loc);
    }
    if (in.at("unsafe") && in.at_group('(', 1)) {
      in.next();
      const Tree& inner = in.next();
      in = Cursor(*inner.sub, inner.loc);
    }
    a.path = in.ident();
    while (in.eat_joined("::")) a.path += fmt::format("::{}", in.ident());
    if (in.at_group('(') || in.at_group('[') || in.at_group('{')) {
      a.args = *in.next().sub;
    } else if (in.eat("=")) {
      a.args = in.rest();
    }
    if (!in.done()) fail(in.loc(), fmt::format("unexpected tokens in attribute '{}'", a.path));
    if (inner && a.path == "cfg") fail(a.loc, "an inner cfg attribute is not supported");
    if (!inner) out.push_back(std::move(a));
  }
  return out;
}

void skip_visibility(Cursor& c) {
  if (c.at_group(0)) {
    const Trees& sub = *c.peek()->sub;
    if (sub.empty() || sub[0].is("pub") || sub[0].is("crate")) c.next();
    return;
  }
  if (c.eat("pub")) {
    if (c.at_group('(')) {
      const Trees& s = *c.peek()->sub;
      if (!s.empty() && (s[0].is("crate") || s[0].is("super") || s[0].is("self") || s[0].is("in"))) c.next();
    }
  } else if (c.at("crate") && !(c.at(":", 1) && c.at(":", 2))) {
    c.next();
  }
}

std::vector<Field> parse_named_fields(const Tree& braces) {
  std::vector<Field> out;
  Cursor c(*braces.sub, braces.loc);
  while (!c.done()) {
    std::vector<Attr> attrs = parse_attrs(c);
    bool here = apply_cfg(attrs);
    skip_visibility(c);
    Field f;
    f.loc = c.loc();
    f.name = std::string(plain(c.ident()));
    c.expect(":");
    f.type = parse_type(c);
    if (c.eat("="))  // default field values
      while (!c.done() && !c.at(",")) c.next();
    if (here) out.push_back(std::move(f));
    if (!c.eat(",")) break;
  }
  if (!c.done()) fail(c.loc(), "unexpected tokens after a field");
  return out;
}

std::vector<Field> parse_tuple_fields(const Tree& parens) {
  std::vector<Field> out;
  Cursor c(*parens.sub, parens.loc);
  while (!c.done()) {
    std::vector<Attr> attrs = parse_attrs(c);
    bool here = apply_cfg(attrs);
    skip_visibility(c);
    Field f;
    f.loc = c.loc();
    f.type = parse_type(c);
    f.name = fmt::format("{}", out.size());
    if (here) out.push_back(std::move(f));
    if (!c.eat(",")) break;
  }
  if (!c.done()) fail(c.loc(), "unexpected tokens after a field");
  return out;
}

std::vector<Variant> parse_variants(const Tree& braces) {
  std::vector<Variant> out;
  Cursor c(*braces.sub, braces.loc);
  while (!c.done()) {
    std::vector<Attr> attrs = parse_attrs(c);
    bool here = apply_cfg(attrs);
    skip_visibility(c);
    Variant v;
    v.loc = c.loc();
    v.name = std::string(plain(c.ident()));
    if (c.at_group('{'))
      v.fields = parse_named_fields(c.next());
    else if (c.at_group('('))
      v.fields = parse_tuple_fields(c.next());
    if (c.eat("=")) {
      size_t from = c.pos();
      while (!c.done() && !c.at(",")) c.next();
      v.discriminant = c.slice(from);
    }
    if (here) out.push_back(std::move(v));
    if (!c.eat(",")) break;
  }
  if (!c.done()) fail(c.loc(), "unexpected tokens after a variant");
  return out;
}

namespace {

void parse_use_tree(Cursor& c, std::vector<std::string> prefix, const ItemSink& sink) {
  Loc loc = c.loc();
  if (c.eat_joined("::") && prefix.empty()) prefix.push_back("");
  for (;;) {
    if (c.at_group('{')) {
      const Tree& g = c.next();
      Cursor in(*g.sub, g.loc);
      while (!in.done()) {
        parse_use_tree(in, prefix, sink);
        if (!in.eat(",")) break;
      }
      if (!in.done()) fail(in.loc(), "unexpected tokens in a use tree");
      return;
    }
    if (c.eat("*")) {
      sink.use({prefix, "", true, loc});
      return;
    }
    if (c.at_group(0)) {
      const Tree& g = c.next();
      Cursor in(*g.sub, g.loc);
      in.eat_joined("::");
      while (!in.done()) {
        prefix.push_back(std::string(plain(in.ident())));
        if (!in.eat_joined("::")) break;
      }
      if (!in.done()) fail(in.loc(), "a use path made of something that is not a path");
    } else {
      prefix.push_back(std::string(plain(c.ident())));
    }
    if (c.eat_joined("::")) continue;
    std::string name = prefix.back();
    if (name == "self" && prefix.size() > 1) {
      prefix.pop_back();
      name = prefix.back();
    }
    if (c.eat("as")) name = std::string(plain(c.ident()));
    sink.use({prefix, name, false, loc});
    return;
  }
}

void skip_to_semicolon(Cursor& c) {
  while (!c.eat(";")) c.next();
}

// Functions, foreign modules and the like: nothing in them concerns a schema.
void skip_item(Cursor& c) {
  while (!c.at_group('{')) {
    if (c.eat(";")) return;
    c.next();
  }
  c.next();
}

void parse_impl_body(Item& it, const Tree& g) {
  it.tokens = *g.sub;
  Cursor c(*g.sub, g.loc);
  while (!c.done()) {
    std::vector<Attr> attrs = parse_attrs(c);
    bool here = apply_cfg(attrs);
    skip_visibility(c);
    c.eat("default");
    if (c.at("type")) {
      c.next();
      std::string name = c.ident();
      parse_generics(c);
      Generics g2;
      if (c.eat(":")) parse_bounds(c);
      parse_where(c, g2);
      if (!c.eat("=")) {
        skip_to_semicolon(c);
        continue;
      }
      TypeExpr t = parse_type(c);
      parse_where(c, g2);
      c.expect(";");
      if (here) it.assoc_types.emplace(std::string(plain(name)), std::move(t));
    } else if (c.at("const") && !c.at("fn", 1) && !c.at("unsafe", 1) && !c.at("async", 1) && !c.at("extern", 1)) {
      skip_to_semicolon(c);
    } else if (c.at_ident() && (c.at("!", 1) || (c.at(":", 1) && c.at(":", 2)))) {
      while (!c.eat("!")) c.next();
      bool brace = c.at_group('{');
      c.next();
      if (!brace) c.eat(";");
    } else {
      skip_item(c);
    }
  }
}

void parse_adt(Cursor& c, Item& it) {
  it.name = std::string(plain(c.ident()));
  it.generics = parse_generics(c);
  parse_where(c, it.generics);
  if (it.kind == Item::enumeration) {
    it.variants = parse_variants(c.group('{'));
    return;
  }
  if (c.at_group('{')) {
    it.fields = parse_named_fields(c.next());
    return;
  }
  if (c.at_group('(')) it.fields = parse_tuple_fields(c.next());
  parse_where(c, it.generics);
  c.expect(";");
}

void parse_impl(Cursor& c, Item& it) {
  if (c.at("<")) it.generics = parse_generics(c);
  c.eat("const");
  bool negative = c.eat("!");
  size_t header = c.pos();
  TypeExpr first = parse_type(c);
  if (c.eat("for")) {
    it.trait_path = std::make_shared<TypeExpr>(std::move(first));
    it.type = parse_type(c);
  } else {
    it.type = std::move(first);
  }
  it.header = c.slice(header);
  parse_where(c, it.generics);
  const Tree& body = c.group('{');
  if (negative) {
    it.kind = Item::other;
    return;
  }
  parse_impl_body(it, body);
}

void parse_item(Cursor& c, const ItemSink& sink) {
  std::vector<Attr> attrs = parse_attrs(c);
  if (c.done()) return;  // inner attributes at the end
  bool here = apply_cfg(attrs);
  auto it = std::make_unique<Item>();
  skip_visibility(c);
  it->loc = c.loc();
  it->attrs = attrs;
  auto emit = [&] {
    it->derives = derives_of(it->attrs);
    if (here && it->kind != Item::other) sink.item(std::move(it));
  };
  if (c.eat(";")) return;
  if (c.at_group(0) && !c.at("!", 1)) {  // `$item:item`; before a `!` it is a macro's path
    const Tree& g = c.next();
    if (!here) return;
    Cursor in(*g.sub, g.loc);
    parse_items(in, sink);
    return;
  }
  if (c.eat("use")) {
    ItemSink quiet = sink;
    if (!here) quiet.use = [](const UseDecl&) {};
    parse_use_tree(c, {}, quiet);
    c.expect(";");
    return;
  }
  if (c.at("mod") || (c.at("unsafe") && c.at("mod", 1))) {
    c.eat("unsafe");
    c.next();
    std::string name(plain(c.ident()));
    if (c.eat(";")) {
      if (here) sink.module(name, nullptr, std::move(attrs), it->loc);
    } else {
      const Tree& g = c.group('{');
      if (here) sink.module(name, &g, std::move(attrs), it->loc);
    }
    return;
  }
  if (c.at("extern") && c.at("crate", 1)) {
    c.next();
    c.next();
    std::string name = c.ident();
    std::string alias = c.eat("as") ? c.ident() : name;
    c.expect(";");
    if (here) sink.extern_crate(name, alias, std::move(attrs), it->loc);
    return;
  }
  bool special_union = c.at("union") && c.at_ident(1);
  if (c.at("struct") || c.at("enum") || special_union) {
    it->kind = c.at("struct") ? Item::structure : c.at("enum") ? Item::enumeration : Item::union_;
    c.next();
    if (!here) {
      skip_item(c);
      return;
    }
    parse_adt(c, *it);
    return emit();
  }
  if (c.at("type")) {
    c.next();
    it->kind = Item::alias;
    it->name = std::string(plain(c.ident()));
    it->generics = parse_generics(c);
    if (c.eat(":")) parse_bounds(c);
    parse_where(c, it->generics);
    c.expect("=");
    it->type = parse_type(c);
    parse_where(c, it->generics);
    c.expect(";");
    return emit();
  }
  if (c.at("const") && (c.at(":", 2) || c.at("_", 1))) {
    c.next();
    it->kind = Item::constant;
    it->name = c.next().text;
    c.expect(":");
    it->type = parse_type(c);
    c.expect("=");
    size_t from = c.pos();
    while (!c.at(";")) c.next();
    it->tokens = c.slice(from);
    c.expect(";");
    if (it->name == "_") it->kind = Item::other;
    return emit();
  }
  if (c.at("macro_rules") && c.at("!", 1)) {
    c.next();
    c.next();
    it->kind = Item::macro;
    it->name = std::string(plain(c.ident()));
    bool brace = c.at_group('{');
    it->tokens = *c.next().sub;
    if (!brace) c.expect(";");
    return emit();
  }
  size_t mark = c.pos();
  while (c.eat("unsafe") || c.eat("default") || c.eat("auto")) {
  }
  if (c.at("const") && c.at("trait", 1)) c.next();
  if (c.at("const") && c.at("impl", 1)) c.next();
  if (c.at("impl")) {
    c.next();
    it->kind = Item::impl;
    parse_impl(c, *it);
    return emit();
  }
  if (c.at("trait")) {
    c.next();
    it->kind = Item::trait;
    it->name = std::string(plain(c.ident()));
    it->generics = parse_generics(c);
    if (c.eat(":")) parse_bounds(c);
    if (c.eat("=")) {  // trait alias
      skip_to_semicolon(c);
      return emit();
    }
    parse_where(c, it->generics);
    it->tokens = *c.group('{').sub;
    return emit();
  }
  c.seek(mark);
  if (c.at("static") && !c.at_group('{', 1)) {
    skip_to_semicolon(c);
    return;
  }
  if (c.at("fn") && c.at_ident(1)) {
    c.next();
    it->kind = Item::function;
    it->name = std::string(plain(c.ident()));
    size_t from = c.pos();
    while (!c.at_group('{')) c.next();
    c.next();
    it->tokens = c.slice(from);
    return emit();
  }
  for (std::string_view k : {"fn", "unsafe", "async", "extern", "const", "safe", "default", "macro", "gen"}) {
    if (c.at(k) && !c.at("!", 1)) {
      skip_item(c);
      return;
    }
  }
  // What is left must be a macro call.
  MacroCall m;
  m.loc = c.loc();
  m.attrs = std::move(attrs);
  if (c.eat_joined("::")) m.path.push_back("");
  for (;;) {
    if (c.at_group(0)) {
      const Tree& g = c.next();
      Cursor in(*g.sub, g.loc);
      in.eat_joined("::");
      do {
        m.path.push_back(in.ident());
      } while (in.eat_joined("::"));
    } else {
      m.path.push_back(c.ident());
    }
    if (!c.eat_joined("::")) break;
  }
  c.expect("!");
  const Tree& g = c.next();
  if (g.kind != Tok::group) fail(g.loc, "this is no item this program knows");
  m.args = *g.sub;
  if (g.delim != '{') c.eat(";");
  if (here) sink.call(std::move(m));
}

}  // namespace

void skip_one_item(Cursor& c) {
  ItemSink nothing;
  nothing.item = [](std::unique_ptr<Item>) {};
  nothing.use = [](const UseDecl&) {};
  nothing.call = [](const MacroCall&) {};
  nothing.module = [](const std::string&, const Tree*, const std::vector<Attr>&, const Loc&) {};
  nothing.extern_crate = [](const std::string&, const std::string&, const std::vector<Attr>&, const Loc&) {};
  parse_item(c, nothing);
}

void parse_items(Cursor& c, const ItemSink& sink) {
  while (!c.done()) parse_item(c, sink);
}

}  // namespace rmeta::schema_gen
