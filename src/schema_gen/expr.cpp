// SPDX-License-Identifier: MIT OR Apache-2.0
#include "expr.hpp"

#include <fmt/format.h>

namespace rmeta::schema_gen {

namespace {

struct Operator {
  std::string_view text;
  int strength;
};
// Longest first. Assignments are not among them: they bind weakest and to the right.
constexpr Operator kOperators[] = {{"<<", 8}, {">>", 8}, {"==", 4}, {"!=", 4}, {"<=", 4}, {">=", 4},
                                   {"&&", 3}, {"||", 2}, {"<", 4},  {">", 4},  {"+", 9},  {"-", 9},
                                   {"*", 10}, {"/", 10}, {"%", 10}, {"&", 7},  {"^", 6},  {"|", 5}};
constexpr int kMaxDepth = 200;

class Parser {
 public:
  explicit Parser(Cursor& c, int depth = 0) : c_(c), depth_(depth) {
    if (depth > kMaxDepth) fail(c.loc(), "expressions are nested too deep");
  }

  Expr expression(bool structs = true) {
    size_t from = c_.pos();
    Expr left = binary(0, structs);
    for (std::string_view op : {"=", "+=", "-=", "|=", "&="}) {
      if (!c_.at_joined(op) || (op == "=" && (c_.at_joined("==") || c_.at_joined("=>")))) continue;
      c_.eat_joined(op);
      Expr e = node(Expr::assign, std::string(op));
      e.kids.push_back(std::move(left));
      e.kids.push_back(expression(structs));
      return with_tokens(std::move(e), from);
    }
    return left;
  }

  Expr block(const Tree& braces) {
    Cursor in(*braces.sub, braces.loc);
    Expr e = Parser(in, depth_ + 1).statements();
    e.loc = braces.loc;
    e.tokens = *braces.sub;
    return e;
  }

  Pattern pattern() {
    c_.eat("|");
    Pattern first = one_pattern();
    if (!c_.at("|")) return first;
    Pattern all;
    all.kind = Pattern::any_of;
    all.loc = first.loc;
    all.sub.push_back(std::move(first));
    while (c_.eat("|")) all.sub.push_back(one_pattern());
    return all;
  }

 private:
  Expr node(Expr::Kind kind, std::string text = "") {
    Expr e;
    e.kind = kind;
    e.loc = c_.loc();
    e.text = std::move(text);
    return e;
  }
  Expr with_tokens(Expr e, size_t from) {
    e.tokens = c_.slice(from);
    if (!e.tokens.empty()) e.loc = e.tokens[0].loc;
    return e;
  }

  std::vector<Expr> list(const Tree& group) {
    Cursor in(*group.sub, group.loc);
    std::vector<Expr> out;
    while (!in.done()) {
      out.push_back(Parser(in, depth_ + 1).expression());
      if (!in.done()) in.expect(",");
    }
    return out;
  }

  // Generic arguments say nothing about values.
  void skip_generics() {
    int open = 0;
    do {
      if (c_.at_joined("->")) {
        c_.eat_joined("->");
        continue;
      }
      if (c_.at("<")) ++open;
      if (c_.at(">")) --open;
      c_.next();
    } while (open > 0);
  }

  std::vector<std::string> path() {
    std::vector<std::string> segs;
    if (c_.eat_joined("::")) segs.push_back("");
    if (c_.at("<")) {  // `<T as Trait>::name`
      fail(c_.loc(), "qualified paths are not understood");
    }
    segs.emplace_back(plain(c_.ident()));
    while (c_.at_joined("::")) {
      c_.eat_joined("::");
      if (c_.at("<"))
        skip_generics();
      else
        segs.emplace_back(plain(c_.ident()));
    }
    return segs;
  }

  Expr statements() {
    Expr e = node(Expr::block);
    while (!c_.done()) {
      if (c_.eat(";")) continue;
      size_t from = c_.pos();
      parse_attrs(c_);
      e.ends_in_value = false;
      if (c_.at("let")) {
        e.kids.push_back(let(true));
        c_.expect(";");
        continue;
      }
      if (c_.at("use") || c_.at("fn") || c_.at("macro_rules") || c_.at("struct") || c_.at("enum") || c_.at("impl")) {
        // Names declared here are not known further down; what uses them will say so.
        skip_one_item(c_);
        continue;
      }
      if ((c_.at("const") || c_.at("static")) && c_.at_ident(1)) {
        Expr l = node(Expr::let);
        c_.next();
        Pattern p;
        p.kind = Pattern::binding;
        p.loc = c_.loc();
        p.name = c_.ident();
        c_.expect(":");
        parse_type(c_);
        c_.expect("=");
        l.patterns.push_back(std::move(p));
        l.kids.push_back(expression());
        c_.expect(";");
        e.kids.push_back(with_tokens(std::move(l), from));
        continue;
      }
      bool loop = c_.at("for") || c_.at("while") || c_.at("loop");
      if (loop) {
        while (!c_.at_group('{')) c_.next();
        c_.next();
        Expr l = node(Expr::unsupported, "a loop");
        e.kids.push_back(with_tokens(std::move(l), from));
        continue;
      }
      bool blocklike = c_.at("if") || c_.at("match") || c_.at_group('{');
      // A statement that ends in a block ends there, unless a method is called on it.
      Expr s = blocklike ? operand(true) : expression();
      if (blocklike && (c_.at(".") || c_.at("?"))) s = suffixes(std::move(s), from);
      e.kids.push_back(std::move(s));
      e.ends_in_value = !c_.eat(";");
      if (e.ends_in_value && !c_.done() && !blocklike) fail(c_.loc(), "expected ';'");
    }
    return e;
  }

  Expr let(bool typed) {
    size_t from = c_.pos();
    Expr e = node(Expr::let);
    c_.expect("let");
    e.patterns.push_back(typed ? one_pattern() : pattern());
    if (typed && c_.eat(":")) parse_type(c_);
    if (c_.eat("=")) e.kids.push_back(typed ? expression() : binary(4, false));
    if (typed && c_.at("else")) fail(c_.loc(), "let-else is not understood");
    return with_tokens(std::move(e), from);
  }

  Expr binary(int min, bool structs) {
    size_t from = c_.pos();
    Expr left = unary(structs);
    for (;;) {
      if (c_.eat("as")) {
        parse_type(c_);
        continue;
      }
      const Operator* op = nullptr;
      for (const Operator& o : kOperators)
        if (!op && c_.at_joined(o.text)) op = &o;
      if (!op || op->strength < min) return left;
      // `a |= b` and the like are assignments
      if (const Tree* t = c_.peek(op->text.size() - 1);
          op->strength != 4 && t && t->joint && c_.at("=", op->text.size()))
        return left;
      Expr e = node(Expr::binary, std::string(op->text));
      c_.eat_joined(op->text);
      e.kids.push_back(std::move(left));
      e.kids.push_back(binary(op->strength + 1, structs));
      left = with_tokens(std::move(e), from);
    }
  }

  Expr unary(bool structs) {
    size_t from = c_.pos();
    for (std::string_view op : {"!", "-", "*"}) {
      if (!c_.at(op)) continue;
      Expr e = node(Expr::unary, std::string(op));
      c_.next();
      e.kids.push_back(Parser(c_, depth_ + 1).unary(structs));
      return with_tokens(std::move(e), from);
    }
    if (c_.at("&")) {
      Expr e = node(Expr::unary);
      c_.next();
      bool twice = c_.eat("&");
      e.text = c_.eat("mut") && !twice ? "&mut" : "&";
      e.kids.push_back(Parser(c_, depth_ + 1).unary(structs));
      return with_tokens(std::move(e), from);
    }
    return suffixes(operand(structs), from);
  }

  Expr suffixes(Expr e, size_t from) {
    for (;;) {
      if (c_.at("?")) {
        c_.next();
        Expr q = node(Expr::question);
        q.kids.push_back(std::move(e));
        e = with_tokens(std::move(q), from);
      } else if (c_.at_group('(')) {
        Expr call = node(Expr::call);
        std::vector<Expr> args = list(c_.next());
        call.kids.push_back(std::move(e));
        for (Expr& a : args) call.kids.push_back(std::move(a));
        e = with_tokens(std::move(call), from);
      } else if (c_.at_group('[')) {
        c_.next();
        Expr index = node(Expr::unsupported, "indexing");
        e = with_tokens(std::move(index), from);
      } else if (c_.at(".") && !c_.at_joined("..")) {
        c_.next();
        std::string name(c_.at_ident() ? plain(c_.ident()) : c_.next().text);
        if (c_.at_joined("::")) {
          c_.eat_joined("::");
          skip_generics();
        }
        bool call = c_.at_group('(');
        Expr m = node(call ? Expr::method : Expr::field, name);
        std::vector<Expr> args;
        if (call) args = list(c_.next());
        m.kids.push_back(std::move(e));
        for (Expr& a : args) m.kids.push_back(std::move(a));
        e = with_tokens(std::move(m), from);
      } else {
        return e;
      }
    }
  }

  Expr structure(std::vector<std::string> segs, size_t from) {
    Expr e = node(Expr::structure);
    e.segs = std::move(segs);
    const Tree& braces = c_.group('{');
    Cursor in(*braces.sub, braces.loc);
    while (!in.done()) {
      parse_attrs(in);
      if (in.eat_joined("..")) {
        e.kids.push_back(Parser(in, depth_ + 1).expression());
        break;
      }
      Loc loc = in.loc();
      e.names.emplace_back(plain(in.at_ident() ? in.ident() : in.next().text));
      if (in.eat(":")) {
        e.kids.push_back(Parser(in, depth_ + 1).expression());
      } else {
        Expr same;
        same.kind = Expr::path;
        same.loc = loc;
        same.segs = {e.names.back()};
        e.kids.push_back(std::move(same));
      }
      if (!in.done()) in.expect(",");
    }
    if (!in.done()) fail(in.loc(), "expected the end of a struct expression");
    return with_tokens(std::move(e), from);
  }

  Expr if_expression() {
    size_t from = c_.pos();
    Expr e = node(Expr::if_);
    c_.expect("if");
    e.kids.push_back(condition());
    e.kids.push_back(block(c_.group('{')));
    if (c_.eat("else")) e.kids.push_back(c_.at("if") ? if_expression() : block(c_.group('{')));
    return with_tokens(std::move(e), from);
  }

  Expr condition() { return c_.at("let") ? let(false) : binary(0, false); }

  Expr match_expression() {
    size_t from = c_.pos();
    Expr e = node(Expr::match);
    c_.expect("match");
    e.kids.push_back(binary(0, false));
    const Tree& braces = c_.group('{');
    Cursor in(*braces.sub, braces.loc);
    while (!in.done()) {
      parse_attrs(in);
      Parser p(in, depth_ + 1);
      e.patterns.push_back(p.pattern());
      Expr guard = p.node(Expr::block);
      if (in.eat("if")) {
        guard = p.condition();
        guard.guarded = true;
      }
      e.kids.push_back(std::move(guard));
      in.expect("=");
      in.expect(">");
      bool is_block = in.at_group('{');
      e.kids.push_back(is_block ? p.block(in.next()) : p.expression());
      if (!in.done() && !in.eat(",") && !is_block) fail(in.loc(), "expected ','");
    }
    return with_tokens(std::move(e), from);
  }

  Expr closure() {
    size_t from = c_.pos();
    Expr e = node(Expr::closure);
    c_.eat("move");
    c_.expect("|");
    while (!c_.eat("|")) {
      e.patterns.push_back(one_pattern());
      if (c_.eat(":")) parse_type(c_);
      c_.eat(",");
    }
    e.kids.push_back(expression());
    return with_tokens(std::move(e), from);
  }

  Expr operand(bool structs) {
    size_t from = c_.pos();
    const Tree* t = c_.peek();
    if (!t) fail(c_.loc(), "expected an expression");
    if (t->group(0)) {
      const Tree& g = c_.next();
      Cursor in(*g.sub, g.loc);
      Expr e = Parser(in, depth_ + 1).expression();
      if (!in.done()) fail(in.loc(), "expected the end of an expression");
      return e;
    }
    if (t->kind == Tok::integer || t->kind == Tok::string) {
      Expr e = node(t->kind == Tok::integer ? Expr::integer : Expr::string, t->text);
      c_.next();
      return with_tokens(std::move(e), from);
    }
    if (t->group('(')) {
      const Tree& g = c_.next();
      Expr e = node(Expr::tuple);
      e.kids = list(g);
      bool one = e.kids.size() == 1 && !g.sub->back().is(",");
      if (one) return std::move(e.kids[0]);
      return with_tokens(std::move(e), from);
    }
    if (t->group('[')) {
      Expr e = node(Expr::array);
      const Tree& g = c_.next();
      bool repeat = false;
      for (const Tree& s : *g.sub) repeat = repeat || s.is(";");
      if (repeat)
        e = node(Expr::unsupported, "a repeated array");
      else
        e.kids = list(g);
      return with_tokens(std::move(e), from);
    }
    if (t->group('{')) return block(c_.next());
    if (t->is("if")) return if_expression();
    if (t->is("match")) return match_expression();
    if (t->is("|") || t->is("move")) return closure();
    if (t->is("return")) {
      Expr e = node(Expr::return_);
      c_.next();
      if (!c_.done() && !c_.at(";") && !c_.at(",")) e.kids.push_back(expression(structs));
      return with_tokens(std::move(e), from);
    }
    if (t->ident() || c_.at_joined("::")) {
      Expr e = node(Expr::path);
      e.segs = path();
      if (c_.at("!") && !c_.at_joined("!=")) {
        c_.next();
        e.kind = Expr::macro;
        const Tree& g = c_.next();
        if (g.kind != Tok::group) fail(g.loc, "expected the arguments of a macro");
        e.tokens = *g.sub;
        return e;
      }
      if (structs && c_.at_group('{')) return structure(std::move(e.segs), from);
      return with_tokens(std::move(e), from);
    }
    // Everything else (floats, characters, ranges) is not needed by any target.
    c_.next();
    return with_tokens(node(Expr::unsupported, fmt::format("the expression at '{}'", t->text)), from);
  }

  Pattern one_pattern() {
    Pattern p;
    p.loc = c_.loc();
    while (c_.eat("&")) {
    }
    if (c_.eat("ref")) {
    }
    p.is_mut = c_.eat("mut");
    const Tree* t = c_.peek();
    if (!t) fail(c_.loc(), "expected a pattern");
    auto sub = [&](const Tree& g) {
      Cursor in(*g.sub, g.loc);
      while (!in.done()) {
        p.sub.push_back(Parser(in, depth_ + 1).pattern());
        if (!in.done()) in.expect(",");
      }
    };
    if (c_.eat("_")) return p;
    if (t->kind == Tok::integer || t->kind == Tok::string) {
      p.kind = Pattern::literal;
      p.value.push_back(operand(false));
      return p;
    }
    if (t->group('(')) {
      p.kind = Pattern::tuple;
      sub(c_.next());
      return p;
    }
    if (t->ident() || c_.at_joined("::")) {
      p.segs = path();
      if (c_.at_group('(')) {
        p.kind = Pattern::tuple_struct;
        sub(c_.next());
      } else if (p.segs.size() == 1 && std::islower(static_cast<unsigned char>(p.segs[0][0])) && p.segs[0] != "true" &&
                 p.segs[0] != "false") {
        p.kind = Pattern::binding;
        p.name = p.segs[0];
      } else {
        p.kind = Pattern::path;
      }
      return p;
    }
    p.kind = Pattern::unsupported;
    c_.next();
    return p;
  }

  Cursor& c_;
  int depth_;
};

}  // namespace

Expr parse_expr(Cursor& c) {
  return Parser(c).expression();
}

Pattern parse_pattern(Cursor& c) {
  return Parser(c).pattern();
}

}  // namespace rmeta::schema_gen
