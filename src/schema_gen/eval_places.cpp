// SPDX-License-Identifier: MIT OR Apache-2.0
// Places: fields and variables, and what is no longer known of them once code was passed over.
#include <fmt/format.h>

#include <set>

#include "eval.hpp"

namespace rmeta::schema_gen {

namespace {

// Whether code may return from the function it stands in.
bool may_leave(const Trees& tokens) {
  for (const Tree& t : tokens)
    if (t.is("return") || t.is("?") || (t.kind == Tok::group && may_leave(*t.sub))) return true;
  return false;
}

// The fields of `self` a method's body mentions; false if it uses `self` in another way.
bool mentioned_fields(const Trees& body, std::set<std::string>& out) {
  for (size_t i = 0; i < body.size(); ++i) {
    if (body[i].kind == Tok::group && !mentioned_fields(*body[i].sub, out)) return false;
    if (!body[i].is("self")) continue;
    if (i + 2 >= body.size() || !body[i + 1].is(".") || !body[i + 2].ident()) return false;
    out.insert(body[i + 2].text);
  }
  return true;
}

}  // namespace

Value* Eval::deref(Value& s) {
  // `fn deref(&self) -> &T { &self.FIELD }`
  Found deref = find_in_type(s.item, "deref");
  if (deref.kind != Found::function) return nullptr;
  for (const Tree& t : deref.tokens) {
    if (!t.group('{')) continue;
    const Trees& in = *t.sub;
    if (in.size() != 4 || !in[0].is("&") || !in[1].is("self") || !in[2].is(".")) return nullptr;
    auto target = s.fields.find(in[3].text);
    return target == s.fields.end() ? nullptr : &target->second;
  }
  return nullptr;
}

Value* Eval::field(Value& s, const std::string& name) {
  if (s.kind == Value::tuple) {
    size_t i = name.find_first_not_of("0123456789") == std::string::npos && name.size() < 4 ? std::stoul(name) : 999;
    return i < s.parts.size() ? &s.parts[i] : nullptr;
  }
  if (s.kind != Value::structure) return nullptr;
  auto at = s.fields.find(name);
  if (at != s.fields.end()) return &at->second;
  Value* target = deref(s);
  return target ? field(*target, name) : nullptr;
}

Value* Eval::place(const Expr& e, Frame& f) {
  if (e.kind == Expr::path && e.segs.size() == 1) {
    for (size_t i = f.locals.size(); i-- > 0;)
      if (f.locals[i].name == e.segs[0]) return &f.locals[i].value;
    return nullptr;
  }
  if (e.kind == Expr::unary && (e.text == "*" || e.text[0] == '&')) return place(e.kids[0], f);
  if (e.kind != Expr::field) return nullptr;
  Value* of = place(e.kids[0], f);
  if (!of || !of->known()) return of;
  return field(*of, e.text);
}

void Eval::forget(const Trees& tokens, Frame& f, const std::string& why, const Loc& loc) {
  for (size_t i = 0; i < tokens.size(); ++i) {
    const Tree& t = tokens[i];
    if (t.kind == Tok::group) {
      forget(*t.sub, f, why, loc);
      continue;
    }
    if (!t.ident() || (i > 0 && tokens[i - 1].is("."))) continue;
    for (size_t k = f.locals.size(); k-- > 0;) {
      Local& l = f.locals[k];
      if (l.name != t.text) continue;
      if (!l.is_mut) break;
      const bool of_field = i + 2 < tokens.size() && tokens[i + 1].is(".") && tokens[i + 2].ident() &&
                            !(i + 3 < tokens.size() && tokens[i + 3].group('('));
      Value* part = of_field && l.value.known() ? field(l.value, tokens[i + 2].text) : nullptr;
      (part ? *part : l.value) = unknown(loc, why);
      break;
    }
  }
}

Value Eval::pass_over(const Expr& e, Frame& f, const Value& why) {
  forget(e.tokens, f, why.text, why.loc);
  if (may_leave(e.tokens)) throw Returned{why};
  return why;
}

void Eval::forget_receiver(const Expr& receiver, const std::string& name, Frame& f, const Loc& loc) {
  const Expr* root = &receiver;
  while (root->kind == Expr::method || root->kind == Expr::question) root = &root->kids[0];
  Value* at = place(*root, f);
  if (!at) return;
  const Expr* variable = root;
  while (variable->kind == Expr::field || variable->kind == Expr::unary) variable = &variable->kids[0];
  for (size_t i = f.locals.size(); i-- > 0;) {
    if (f.locals[i].name != variable->segs[0]) continue;
    if (!f.locals[i].is_mut) return;
    break;
  }
  const std::string why = fmt::format("it was changed by the method '{}', which is not understood", name);
  if (at->kind == Value::structure && root == &receiver) {
    Found found = find_in_type(at->item, name);
    if (Value* target = deref(*at); found.kind != Found::function && target && target->kind == Value::structure) {
      at = target;
      found = find_in_type(at->item, name);
    }
    std::set<std::string> fields;
    bool only_fields = found.kind == Found::function;
    if (only_fields) {
      const Tree* body = nullptr;
      for (const Tree& t : found.tokens)
        if (!body && t.group('{')) body = &t;
      only_fields = body && mentioned_fields(*body->sub, fields);
    }
    for (const std::string& n : fields) only_fields = only_fields && at->fields.contains(n);
    if (only_fields) {
      for (const std::string& n : fields) at->fields[n] = unknown(loc, why);
      return;
    }
  }
  *at = unknown(loc, why);
}

}  // namespace rmeta::schema_gen
