// SPDX-License-Identifier: MIT OR Apache-2.0
#include "macro.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace rmeta::schema_gen {

namespace {

/// What a metavariable is bound to: tokens, or one binding per repetition.
struct Binding {
  bool repeated = false;
  Trees tokens;
  std::vector<Binding> each;
};
using Bindings = std::map<std::string, Binding>;

struct NoMatch {};

size_t token_length(const Cursor& c) {
  static constexpr std::array<std::string_view, 24> joined = {
      "<<=", ">>=", "...", "..=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&",
      "||",  "+=",  "-=",  "*=",  "/=", "%=", "^=", "&=", "|=", "<<", ">>", ".."};
  for (std::string_view j : joined)
    if (c.at_joined(j)) return j.size();
  return 1;
}

bool same(const Tree& a, const Tree& b) {
  return a.kind == b.kind && a.text == b.text && a.kind != Tok::group;
}

Trees wrap(Trees t, const Loc& loc) {
  if (t.size() == 1 && (t[0].kind == Tok::group || t[0].ident())) return t;
  Trees out;
  out.push_back(make_group(0, std::move(t), loc));
  return out;
}

Trees until(Cursor& c, std::initializer_list<std::string_view> stops) {
  size_t from = c.pos();
  while (!c.done()) {
    bool stop = false;
    for (std::string_view s : stops)
      stop = stop || (s.size() > 1 && !std::isalpha(static_cast<unsigned char>(s[0])) ? c.at_joined(s) : c.at(s));
    if (stop && !(c.at("=") && c.at_joined("=="))) break;
    for (size_t n = token_length(c); n > 0; --n) c.next();
  }
  if (c.pos() == from) throw NoMatch{};
  return c.slice(from);
}

Trees fragment(Cursor& c, const std::string& kind, const Loc& def) {
  Loc loc = c.loc();
  if (kind == "vis") {
    size_t from = c.pos();
    if (!c.done()) skip_visibility(c);
    Trees out;
    Trees s = c.slice(from);
    if (s.size() == 1 && s[0].group(0)) return s;
    out.push_back(make_group(0, std::move(s), loc));
    return out;
  }
  if (c.done()) throw NoMatch{};
  if (kind == "ident") {
    if (c.at_group(0) && c.peek()->sub->size() == 1 && (*c.peek()->sub)[0].ident()) return *c.next().sub;
    if (!c.at_ident() || c.at("_")) throw NoMatch{};
    return {c.next()};
  }
  if (kind == "lifetime") {
    if (c.peek()->kind != Tok::lifetime) throw NoMatch{};
    return {c.next()};
  }
  if (kind == "tt") {
    size_t from = c.pos();
    for (size_t n = token_length(c); n > 0; --n) c.next();
    return c.slice(from);
  }
  if (kind == "literal") {
    size_t from = c.pos();
    c.eat("-");
    const Tree* t = c.peek();
    bool ok = t && (t->kind == Tok::integer || t->kind == Tok::real || t->kind == Tok::string ||
                    t->kind == Tok::byte_string || t->kind == Tok::character || t->is("true") || t->is("false"));
    if (!ok && !(t && t->group(0))) throw NoMatch{};
    c.next();
    return c.slice(from);
  }
  if (kind == "ty" || kind == "path") {
    size_t from = c.pos();
    try {
      parse_type(c);
    } catch (const Error&) {
      throw NoMatch{};
    }
    return wrap(c.slice(from), loc);
  }
  if (kind == "block") {
    if (!c.at_group('{')) throw NoMatch{};
    return {c.next()};
  }
  if (kind == "expr" || kind == "expr_2021") return wrap(until(c, {",", ";", "=>"}), loc);
  if (kind == "stmt") return wrap(until(c, {";"}), loc);
  if (kind == "pat" || kind == "pat_param") {
    if (kind == "pat") return wrap(until(c, {",", "=>", "=", "if", "in"}), loc);
    return wrap(until(c, {",", "=>", "=", "|", "if", "in"}), loc);
  }
  if (kind == "meta") {
    if (!c.at_ident() && !c.at_group(0) && !c.at_joined("::")) throw NoMatch{};
    return wrap(until(c, {",", ";"}), loc);
  }
  if (kind == "item") {
    size_t from = c.pos();
    try {
      skip_one_item(c);
    } catch (const Error&) {
      throw NoMatch{};
    }
    return wrap(c.slice(from), loc);
  }
  fail(def, fmt::format("unknown macro fragment kind '{}'", kind));
}

/// After `$(...)`: an optional separator and the operator.
struct Repeat {
  const Tree* body;
  Trees separator;
  char op;
};

Repeat read_repeat(Cursor& p) {
  Repeat r{&p.group('('), {}, 0};
  auto op = [&](const Tree* t) {
    return t && t->kind == Tok::punct && (t->text == "*" || t->text == "+" || t->text == "?");
  };
  if (!op(p.peek()) || (p.peek(1) && op(p.peek(1)) && !p.at("?") && p.peek()->joint)) {
    for (size_t n = token_length(p); n > 0; --n) r.separator.push_back(p.next());
  }
  if (!op(p.peek())) fail(p.loc(), "a repetition in a macro needs *, + or ?");
  r.op = p.next().text[0];
  return r;
}

void collect_names(const Trees& pattern, std::vector<std::string>& out) {
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i].kind == Tok::group) collect_names(*pattern[i].sub, out);
    if (pattern[i].is("$") && i + 2 < pattern.size() && pattern[i + 1].ident() && pattern[i + 2].is(":"))
      out.push_back(pattern[i + 1].text);
  }
}

void match(const Trees& pattern, const Loc& loc, Cursor& c, Bindings& out);

void match_repeat(const Repeat& r, Cursor& c, Bindings& out) {
  std::vector<std::string> names;
  collect_names(*r.body->sub, names);
  for (const std::string& n : names) out[n].repeated = true;
  size_t count = 0;
  while (r.op != '?' || count == 0) {
    size_t mark = c.pos();
    if (c.done()) break;
    if (count > 0 && !r.separator.empty()) {
      bool sep = true;
      for (const Tree& s : r.separator) {
        sep = sep && c.peek() && same(*c.peek(), s);
        if (sep) c.next();
      }
      if (!sep) {
        c.seek(mark);
        break;
      }
    }
    Bindings one;
    try {
      match(*r.body->sub, r.body->loc, c, one);
    } catch (const NoMatch&) {
      c.seek(mark);
      break;
    }
    if (c.pos() == mark) break;
    for (const std::string& n : names) out[n].each.push_back(std::move(one[n]));
    ++count;
  }
  if (r.op == '+' && count == 0) throw NoMatch{};
}

void match(const Trees& pattern, const Loc& loc, Cursor& c, Bindings& out) {
  Cursor p(pattern, loc);
  while (!p.done()) {
    if (p.at("$") && p.at_group('(', 1)) {
      p.next();
      match_repeat(read_repeat(p), c, out);
    } else if (p.at("$") && p.at_ident(1) && p.at(":", 2)) {
      p.next();
      Loc at = p.loc();
      std::string name = p.ident();
      p.next();
      std::string kind = p.ident();
      out[name].tokens = fragment(c, kind, at);
    } else {
      const Tree& t = p.next();
      if (c.done()) throw NoMatch{};
      if (t.kind == Tok::group) {
        if (!c.at_group(t.delim)) throw NoMatch{};
        const Tree& g = c.next();
        Cursor in(*g.sub, g.loc);
        match(*t.sub, t.loc, in, out);
        if (!in.done()) throw NoMatch{};
      } else {
        if (!same(t, *c.peek())) throw NoMatch{};
        c.next();
      }
    }
  }
}

class Transcriber {
 public:
  Transcriber(std::string crate, const Loc& call) : crate_(std::move(crate)), call_(call) {}

  void run(const Trees& body, const Loc& loc, const Bindings& b, Trees& out) {
    Cursor c(body, loc);
    while (!c.done()) {
      if (!c.at("$")) {
        const Tree& t = c.next();
        if (t.kind != Tok::group) {
          out.push_back(t);
          continue;
        }
        Trees sub;
        run(*t.sub, t.loc, b, sub);
        out.push_back(make_group(t.delim, std::move(sub), t.loc));
        continue;
      }
      const Tree dollar = c.next();
      if (c.at_group('(')) {
        repeat(c, b, out);
      } else if (c.at_group('{')) {
        meta_expression(c.next(), b, out);
      } else if (c.at("crate")) {
        Tree t = c.next();
        t.text = fmt::format("$crate::{}", crate_);
        out.push_back(std::move(t));
      } else if (c.at_ident() && b.contains(c.peek()->text)) {
        Loc at = c.loc();
        std::string name = c.ident();
        const Binding& v = b.at(name);
        if (v.repeated) fail(at, fmt::format("macro variable '{}' is still repeating at this depth", name));
        out.insert(out.end(), v.tokens.begin(), v.tokens.end());
      } else {
        out.push_back(dollar);
      }
    }
  }

 private:
  static void used(const Trees& body, const Bindings& b, std::set<std::string>& out) {
    for (size_t i = 0; i < body.size(); ++i) {
      if (body[i].kind == Tok::group) used(*body[i].sub, b, out);
      if (body[i].is("$") && i + 1 < body.size() && body[i + 1].ident() && b.contains(body[i + 1].text))
        out.insert(body[i + 1].text);
    }
  }

  void repeat(Cursor& c, const Bindings& b, Trees& out) {
    Loc at = c.loc();
    Repeat r = read_repeat(c);
    std::set<std::string> names;
    used(*r.body->sub, b, names);
    size_t count = 0;
    bool any = false;
    for (const std::string& n : names) {
      const Binding& v = b.at(n);
      if (!v.repeated) continue;
      if (any && count != v.each.size())
        fail(at, fmt::format("macro variable '{}' repeats another number of times", n));
      any = true;
      count = v.each.size();
    }
    if (!any) fail(at, "a repetition in a macro body without a repeating variable");
    size_t outer = index_;
    for (size_t i = 0; i < count; ++i) {
      Bindings inner;  // all that the body mentions
      for (const std::string& n : names) {
        const Binding& v = b.at(n);
        inner.emplace(n, v.repeated ? v.each[i] : v);
      }
      if (i > 0) out.insert(out.end(), r.separator.begin(), r.separator.end());
      index_ = i;
      run(*r.body->sub, r.body->loc, inner, out);
    }
    index_ = outer;
  }

  void meta_expression(const Tree& g, const Bindings& b, Trees& out) {
    Cursor c(*g.sub, g.loc);
    std::string name = c.ident();
    const Tree& args = c.group('(');
    Tree t;
    t.loc = g.loc;
    if (name == "ignore") return;
    if (name == "index" && args.sub->empty()) {
      t.kind = Tok::integer;
      t.text = fmt::format("{}", index_);
      out.push_back(std::move(t));
      return;
    }
    if (name == "concat") {
      Cursor in(*args.sub, args.loc);
      t.kind = Tok::ident;
      while (!in.done()) {
        if (in.eat(",")) continue;
        bool variable = in.eat("$");
        if (variable) {
          std::string n = in.ident();
          auto it = b.find(n);
          if (it == b.end() || it->second.repeated) fail(g.loc, fmt::format("concat of unknown variable '{}'", n));
          for (const Tree& p : it->second.tokens) t.text += p.text;
        } else {
          t.text += in.next().text;
        }
      }
      out.push_back(std::move(t));
      return;
    }
    fail(g.loc, fmt::format("unknown macro metavariable expression '{}'", name));
  }

  std::string crate_;
  Loc call_;
  size_t index_ = 0;
};

}  // namespace

Trees expand(const Item& macro, const std::string& crate, const Trees& args, const Loc& call) {
  Cursor rules(macro.tokens, macro.loc);
  while (!rules.done()) {
    const Tree& pattern = rules.next();
    if (pattern.kind != Tok::group) fail(pattern.loc, "a macro rule must start with a group");
    if (!rules.eat_joined("=>")) fail(rules.loc(), "expected '=>' in a macro rule");
    const Tree& body = rules.next();
    if (body.kind != Tok::group) fail(body.loc, "a macro rule must have a group as its body");
    rules.eat(";");
    Cursor c(args, call);
    Bindings b;
    try {
      match(*pattern.sub, pattern.loc, c, b);
      if (!c.done()) throw NoMatch{};
    } catch (const NoMatch&) {
      continue;
    }
    Trees out;
    Transcriber(crate, call).run(*body.sub, body.loc, b, out);
    return out;
  }
  fail(call, fmt::format("no rule of macro '{}' ({}) matches this call", macro.name, str(macro.loc)));
}

}  // namespace rmeta::schema_gen
