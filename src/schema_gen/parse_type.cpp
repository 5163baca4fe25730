// SPDX-License-Identifier: MIT OR Apache-2.0
// Types, bounds and generic parameters.
#include <fmt/format.h>

#include "syntax.hpp"

namespace rmeta::schema_gen {

namespace {

// The token tree list a type is parsed from can end in `>` that closes an enclosing argument list; since `>>` arrives
// as two tokens there is nothing to split.
void parse_generic_args(Cursor& c, PathSeg& seg) {
  c.expect("<");
  while (!c.at(">")) {
    const Tree* t = c.peek();
    if (!t) fail(c.loc(), "generic arguments without end");
    if (t->kind == Tok::lifetime) {
      c.next();
    } else if (c.at_ident() && c.at("=", 1) && !c.at("=", 2)) {
      AssocBinding b;
      b.name = c.ident();
      c.expect("=");
      b.type = std::make_shared<TypeExpr>(parse_type(c));
      seg.assoc.push_back(std::move(b));
    } else if (c.at_ident() && c.at(":", 1) && !c.at(":", 2)) {
      AssocBinding b;
      b.name = c.ident();
      c.expect(":");
      parse_bounds(c);
      seg.assoc.push_back(std::move(b));
    } else if (t->kind == Tok::integer || t->kind == Tok::character || t->group('{') || c.at("true") || c.at("false") ||
               c.at("-")) {
      TypeExpr e;
      e.kind = TypeExpr::constant;
      e.loc = t->loc;
      size_t from = c.pos();
      c.eat("-");
      c.next();
      e.len = c.slice(from);
      seg.args.push_back(std::move(e));
    } else {
      seg.args.push_back(parse_type(c));
    }
    if (!c.eat(",")) break;
  }
  c.expect(">");
}

void parse_segments(Cursor& c, std::vector<PathSeg>& segs) {
  for (;;) {
    PathSeg seg;
    // `$ty::Name`, with a path fragment in front, is spliced.
    if (c.at_group(0)) {
      const Tree& g = c.next();
      Cursor in(*g.sub, g.loc);
      in.eat_joined("::");
      parse_segments(in, segs);
    } else {
      seg.name = std::string(plain(c.ident()));
      if (c.at("<") && !c.at_joined("<-")) {
        parse_generic_args(c, seg);
      } else if (c.at_joined("::") && c.at("<", 2)) {
        c.eat_joined("::");
        parse_generic_args(c, seg);
      } else if (c.at_group('(') && (seg.name == "Fn" || seg.name == "FnMut" || seg.name == "FnOnce")) {
        c.next();
        if (c.eat_joined("->")) parse_type(c);
      }
      segs.push_back(std::move(seg));
    }
    if (!c.at_joined("::") || !(c.at_ident(2) || c.at_group(0, 2))) return;
    c.eat_joined("::");
  }
}

TypeExpr opaque(Cursor& c, size_t from, const Loc& loc) {
  TypeExpr e;
  e.kind = TypeExpr::opaque;
  e.loc = loc;
  e.text = to_text(c.slice(from));
  return e;
}

}  // namespace

TypeExpr parse_type(Cursor& c) {
  TypeExpr e;
  e.loc = c.loc();
  const Tree* t = c.peek();
  if (!t) fail(e.loc, "expected a type, found the end");
  size_t from = c.pos();
  if (t->group('(')) {
    const Tree& g = c.next();
    Cursor in(*g.sub, g.loc);
    bool comma = g.sub->empty();
    while (!in.done()) {
      e.elems.push_back(parse_type(in));
      if (!in.eat(",")) break;
      comma = true;
    }
    if (!in.done()) fail(in.loc(), "unexpected tokens in a tuple type");
    if (!comma && e.elems.size() == 1) return e.elems[0];
    e.kind = TypeExpr::tuple;
    return e;
  }
  if (t->group('[')) {
    const Tree& g = c.next();
    Cursor in(*g.sub, g.loc);
    e.elems.push_back(parse_type(in));
    e.kind = TypeExpr::slice;
    if (in.eat(";")) {
      e.kind = TypeExpr::array;
      e.len = in.rest();
    }
    if (!in.done()) fail(in.loc(), "unexpected tokens in a slice or array type");
    return e;
  }
  if (t->group(0)) {
    // A fragment a macro parsed before: usually the whole type, sometimes the head of a path.
    if (!(c.peek(1) && (c.peek(1)->is("<") || (c.peek(1)->is(":") && c.peek(2) && c.peek(2)->is(":"))))) {
      const Tree& g = c.next();
      Cursor in(*g.sub, g.loc);
      e = parse_type(in);
      if (!in.done()) fail(in.loc(), "unexpected tokens after a type");
      return e;
    }
  }
  if (c.eat("!")) {
    e.kind = TypeExpr::never;
    return e;
  }
  if (c.at("_")) {
    c.next();
    e.kind = TypeExpr::infer;
    return e;
  }
  if (c.eat("&")) {
    if (c.peek() && c.peek()->kind == Tok::lifetime) c.next();
    c.eat("mut");
    e.kind = TypeExpr::ref;
    e.elems.push_back(parse_type(c));
    return e;
  }
  if (c.at("*") && (c.at("const", 1) || c.at("mut", 1))) {
    c.next();
    c.next();
    parse_type(c);
    return opaque(c, from, e.loc);
  }
  if (c.at("dyn") || c.at("impl")) {
    c.next();
    parse_bounds(c);
    return opaque(c, from, e.loc);
  }
  if (c.at("for") || c.at("fn") || c.at("unsafe") || c.at("extern")) {
    if (c.eat("for")) {
      c.expect("<");
      while (!c.eat(">")) c.next();
      if (!c.at("fn") && !c.at("unsafe") && !c.at("extern")) {
        parse_type(c);
        return opaque(c, from, e.loc);
      }
    }
    c.eat("unsafe");
    if (c.eat("extern") && c.peek() && c.peek()->kind == Tok::string) c.next();
    c.expect("fn");
    c.group('(');
    if (c.eat_joined("->")) parse_type(c);
    return opaque(c, from, e.loc);
  }
  if (c.at("<")) {
    c.next();
    e.qself = std::make_shared<TypeExpr>(parse_type(c));
    if (c.eat("as")) {
      e.global = c.eat_joined("::");
      parse_segments(c, e.segs);
      e.trait_len = e.segs.size();
    }
    c.expect(">");
    if (!c.eat_joined("::")) fail(c.loc(), "expected '::' after a qualified self type");
    parse_segments(c, e.segs);
    return e;
  }
  e.global = c.eat_joined("::");
  parse_segments(c, e.segs);
  if (c.at("!") && c.peek(1) && c.peek(1)->kind == Tok::group) {
    c.next();
    e.kind = TypeExpr::macro_call;
    e.len = *c.next().sub;
  }
  return e;
}

TypeExpr parse_type_text(const SourceFile& file) {
  Trees trees = lex(file);
  Cursor c(trees, Loc{&file, 1});
  TypeExpr e = parse_type(c);
  if (!c.done()) fail(c.loc(), fmt::format("unexpected tokens in the type '{}'", file.text));
  return e;
}

std::vector<TypeExpr> parse_bounds(Cursor& c) {
  std::vector<TypeExpr> out;
  for (;;) {
    const Tree* t = c.peek();
    if (!t) return out;
    if (t->kind == Tok::lifetime) {
      c.next();
    } else if (t->group('(')) {
      Cursor in(*t->sub, t->loc);
      c.next();
      for (TypeExpr& e : parse_bounds(in)) out.push_back(std::move(e));
    } else {
      bool maybe = false;
      for (;;) {
        if (c.eat("?"))
          maybe = true;
        else if (c.at("for") && c.at("<", 1)) {
          c.next();
          while (!c.eat(">")) c.next();
        } else if (c.eat("~"))
          c.expect("const");
        else if (c.at_group('['))
          c.next();
        else if (!c.eat("const") && !c.eat("async"))
          break;
      }
      if (!c.at_ident() && !c.at_joined("::") && !c.at_group(0) && !c.at("<")) return out;
      TypeExpr e;
      if (c.at("use") && c.at("<", 1)) {  // precise capturing: no trait
        c.next();
        while (!c.eat(">")) c.next();
      } else {
        e = parse_type(c);
        if (maybe) e.text = "?";
        out.push_back(std::move(e));
      }
    }
    if (!c.eat("+")) return out;
  }
}

Generics parse_generics(Cursor& c) {
  Generics g;
  if (!c.eat("<")) return g;
  while (!c.at(">")) {
    std::vector<Attr> attrs = parse_attrs(c);
    if (c.peek() && c.peek()->kind == Tok::lifetime) {
      c.next();
      if (c.eat(":"))
        while (c.peek() && (c.peek()->kind == Tok::lifetime || c.at("+"))) c.next();
    } else {
      GenericParam p;
      Loc loc = c.loc();
      p.is_const = c.eat("const");
      p.name = c.ident();
      if (c.eat(":")) {
        if (p.is_const) {
          parse_type(c);
        } else {
          Bound b;
          b.type.loc = loc;
          b.type.segs.push_back({p.name, {}, {}});
          b.traits = parse_bounds(c);
          for (const TypeExpr& t : b.traits)
            if (t.text == "?" || (!t.segs.empty() && t.segs.back().name == "PointeeSized")) p.maybe_unsized = true;
          g.bounds.push_back(std::move(b));
        }
      }
      if (c.eat("=")) {
        if (p.is_const) {
          c.next();
        } else {
          p.fallback = std::make_shared<TypeExpr>(parse_type(c));
        }
      }
      g.params.push_back(std::move(p));
    }
    if (!c.eat(",")) break;
  }
  c.expect(">");
  return g;
}

void parse_where(Cursor& c, Generics& g) {
  if (!c.eat("where")) return;
  while (!c.done() && !c.at_group('{') && !c.at(";") && !c.at("=")) {
    if (c.peek()->kind == Tok::lifetime) {
      c.next();
      c.expect(":");
      while (c.peek() && (c.peek()->kind == Tok::lifetime || c.at("+"))) c.next();
    } else {
      if (c.at("for")) {
        c.next();
        c.expect("<");
        while (!c.eat(">")) c.next();
      }
      Bound b;
      b.type = parse_type(c);
      c.expect(":");
      b.traits = parse_bounds(c);
      g.bounds.push_back(std::move(b));
    }
    if (!c.eat(",")) break;
  }
}

}  // namespace rmeta::schema_gen
