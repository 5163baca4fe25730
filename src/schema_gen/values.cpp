// SPDX-License-Identifier: MIT OR Apache-2.0
#include "values.hpp"

#include <fmt/format.h>

#include <array>

namespace rmeta::schema_gen {

namespace {

uint64_t literal(const Tree& t) {
  if (t.kind != Tok::integer) fail(t.loc, fmt::format("expected an integer, found '{}'", t.text));
  std::string d;
  for (char c : t.text)
    if (c != '_') d += c;
  uint64_t base = 10;
  size_t i = 0;
  if (d.starts_with("0x")) base = 16;
  if (d.starts_with("0o")) base = 8;
  if (d.starts_with("0b")) base = 2;
  if (base != 10) i = 2;
  uint64_t v = 0;
  for (; i < d.size(); ++i) {
    char c = d[i];
    if (c == 'u' || c == 'i') break;  // suffix
    uint64_t x = c >= '0' && c <= '9'   ? static_cast<uint64_t>(c - '0')
                 : c >= 'a' && c <= 'f' ? static_cast<uint64_t>(c - 'a' + 10)
                 : c >= 'A' && c <= 'F' ? static_cast<uint64_t>(c - 'A' + 10)
                                        : 99;
    if (x >= base) fail(t.loc, fmt::format("malformed integer '{}'", t.text));
    if (v > (UINT64_MAX - x) / base) fail(t.loc, fmt::format("integer too large: '{}'", t.text));
    v = v * base + x;
  }
  return v;
}

class Evaluator {
 public:
  Evaluator(Cursor& c, const NameValue& name) : c_(c), name_(name) {}

  uint64_t run(int min) {
    uint64_t a = unary();
    for (;;) {
      static constexpr std::array<std::pair<std::string_view, int>, 8> ops = {
          {{"<<", 4}, {">>", 4}, {"*", 6}, {"+", 5}, {"-", 5}, {"&", 3}, {"^", 2}, {"|", 1}}};
      const std::pair<std::string_view, int>* op = nullptr;
      for (const auto& o : ops)
        if (!op && c_.at_joined(o.first)) op = &o;
      if (c_.eat("as")) {
        parse_type(c_);
        continue;
      }
      if (!op || op->second < min) return a;
      c_.eat_joined(op->first);
      uint64_t b = run(op->second + 1);
      switch (op->first[0]) {
        case '<':
          a <<= b;
          break;
        case '>':
          a >>= b;
          break;
        case '*':
          a *= b;
          break;
        case '+':
          a += b;
          break;
        case '-':
          a -= b;
          break;
        case '&':
          a &= b;
          break;
        case '^':
          a ^= b;
          break;
        default:
          a |= b;
      }
    }
  }

 private:
  uint64_t unary() {
    if (c_.eat("!")) return ~unary();
    if (c_.eat("-")) return 0 - unary();
    if (c_.at_group('(') || c_.at_group(0) || c_.at_group('{')) {
      const Tree& g = c_.next();
      return evaluate(*g.sub, g.loc, name_);
    }
    if (c_.at_ident()) {
      Loc loc = c_.loc();
      std::vector<std::string> path{c_.ident()};
      while (c_.eat_joined("::")) path.push_back(c_.ident());
      if (c_.at(".") && c_.at("bits", 1)) {
        c_.next();
        c_.next();
        if (c_.at_group('(')) c_.next();
      }
      return name_(path, loc);
    }
    return literal(c_.next());
  }

  Cursor& c_;
  const NameValue& name_;
};

}  // namespace

uint64_t integer(const Trees& trees, const Loc& loc) {
  const Trees* t = &trees;
  while (t->size() == 1 && (*t)[0].group(0)) t = (*t)[0].sub.get();
  if (t->size() != 1) fail(loc, "expected an integer literal");
  return literal((*t)[0]);
}

uint64_t evaluate(const Trees& expression, const Loc& loc, const NameValue& name) {
  Cursor c(expression, loc);
  uint64_t v = Evaluator(c, name).run(0);
  if (!c.done()) fail(c.loc(), fmt::format("cannot evaluate '{}'", to_text(expression)));
  return v;
}

}  // namespace rmeta::schema_gen
