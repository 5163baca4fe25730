// SPDX-License-Identifier: MIT OR Apache-2.0
#include "expr.hpp"

namespace rmeta::schema_gen {

Function parse_function(const Trees& after_name, const Loc& loc) {
  Cursor c(after_name, loc);
  if (c.at("<")) parse_generics(c);
  const Tree& params = c.group('(');
  if (c.eat_joined("->")) parse_type(c);
  Generics ignored;
  parse_where(c, ignored);
  const Tree& body = c.group('{');
  Function f;
  Cursor in(*params.sub, params.loc);
  while (!in.done()) {
    parse_attrs(in);
    size_t from = in.pos();
    bool by_ref = in.eat("&"), is_mut = false;
    if (by_ref && in.peek() && in.peek()->kind == Tok::lifetime) in.next();
    is_mut = in.eat("mut");
    Pattern p;
    p.loc = in.loc();
    if (in.eat("self")) {
      p.kind = Pattern::binding;
      p.name = "self";
      p.is_mut = is_mut;
      f.self_by_mut_ref = by_ref && is_mut;
    } else {
      in.seek(from);
      p = parse_pattern(in);
    }
    if (in.eat(":")) {
      // Through a `&mut T` the caller's value could change; the evaluator takes care of that at the call.
      if (in.at("&") && in.at("mut", 1)) p.is_mut = true;
      parse_type(in);
    }
    f.params.push_back(std::move(p));
    if (!in.done()) in.expect(",");
  }
  Trees block{body};
  Cursor whole(block, body.loc);
  f.body = parse_expr(whole);
  return f;
}

}  // namespace rmeta::schema_gen
