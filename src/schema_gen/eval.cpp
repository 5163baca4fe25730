// SPDX-License-Identifier: MIT OR Apache-2.0
#include "eval.hpp"

#include <fmt/format.h>

#include "values.hpp"

namespace rmeta::schema_gen {

namespace {

constexpr int kMaxCalls = 60;

// Equality as `==` would say; nothing where a part is unknown.
std::optional<bool> equal(const Value& a, const Value& b) {
  if (!a.known() || !b.known() || a.kind != b.kind || a.item != b.item) return std::nullopt;
  if (a.kind == Value::string) return a.text == b.text;
  if (a.kind == Value::integer || a.kind == Value::boolean) return a.number == b.number;
  if (a.kind == Value::variant && a.text != b.text) return false;
  if (a.kind != Value::variant && a.kind != Value::tuple) return std::nullopt;
  if (a.parts.size() != b.parts.size()) return std::nullopt;
  bool same = true;
  for (size_t i = 0; i < a.parts.size(); ++i) {
    std::optional<bool> part = equal(a.parts[i], b.parts[i]);
    if (!part) return std::nullopt;
    same = same && *part;
  }
  return same;
}

// -1, 0, 1 for numbers and tuples of numbers.
std::optional<int> compare(const Value& a, const Value& b) {
  if (a.kind == Value::integer && b.kind == Value::integer)
    return a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
  if (a.kind != Value::tuple || b.kind != Value::tuple || a.parts.size() != b.parts.size()) return std::nullopt;
  for (size_t i = 0; i < a.parts.size(); ++i) {
    std::optional<int> part = compare(a.parts[i], b.parts[i]);
    if (!part || *part != 0) return part;
  }
  return 0;
}

}  // namespace

Value unknown(const Loc& loc, std::string why) {
  Value v;
  v.kind = Value::unknown;
  v.text = std::move(why);
  v.loc = loc;
  return v;
}

Value string_value(std::string s) {
  Value v;
  v.kind = Value::string;
  v.text = std::move(s);
  return v;
}

Value bool_value(bool b) {
  Value v;
  v.kind = Value::boolean;
  v.number = b;
  return v;
}

Value std_variant(std::string name, std::vector<Value> parts) {
  Value v;
  v.kind = Value::variant;
  v.text = std::move(name);
  v.parts = std::move(parts);
  return v;
}

Value option_some(Value v) {
  return std_variant("Some", {std::move(v)});
}

Value Eval::call_body(const Function& fn, const Module* module, const Item* self, std::vector<Value> args, int depth,
                      const Loc& loc) {
  if (depth > kMaxCalls) return unknown(loc, "calls are nested too deep");
  if (fn.params.size() != args.size()) return unknown(loc, "a call with another number of arguments");
  Frame f;
  f.module = module;
  f.self = self;
  f.depth = depth + 1;
  for (size_t i = 0; i < args.size(); ++i)
    if (!match(fn.params[i], args[i], f).value_or(false))
      return unknown(fn.params[i].loc, "a parameter's pattern is not understood");
  try {
    return leave_with([&] { return eval(fn.body, f); });
  } catch (const Error& e) {
    return unknown(loc, e.what());
  }
}

Value Eval::call(const Found& found, std::vector<Value> args, int depth, const Loc& loc) {
  Function fn;
  try {
    fn = parse_function(found.tokens, found.loc);
  } catch (const Error& e) {
    return unknown(loc, e.what());
  }
  return call_body(fn, found.item->parent, found.self, std::move(args), depth, loc);
}

Value Eval::call_function(const Module& module, const std::string& name, const Loc& loc) {
  Found found = find_in_module(module, name, loc, 0);
  if (found.kind != Found::function) fail(loc, fmt::format("there is no function '{}' in {}", name, module.path));
  return call(found, {}, 0, loc);
}

Value Eval::constant(const Module& module, const std::string& name, const Loc& loc) {
  Frame f;
  f.module = &module;
  Expr e;
  e.kind = Expr::path;
  e.loc = loc;
  e.segs = {name};
  return eval_path(e, f);
}

Value Eval::default_of(const Item* structure, const Loc& loc) {
  Found found = find_in_type(structure, "default");
  if (found.kind != Found::function) return unknown(loc, fmt::format("{} has no default()", structure->name));
  return call(found, {}, 0, loc);
}

std::optional<Value> Eval::call_method(Value self, const std::string& name, std::vector<Value> args, int depth,
                                       const Loc& loc) {
  if (!self.item) return std::nullopt;
  Found found = find_in_type(self.item, name);
  if (found.kind != Found::function) return std::nullopt;
  args.insert(args.begin(), std::move(self));
  Function fn;
  try {
    fn = parse_function(found.tokens, found.loc);
  } catch (const Error& e) {
    return unknown(loc, e.what());
  }
  if (fn.self_by_mut_ref) return std::nullopt;
  return call_body(fn, found.item->parent, found.self, std::move(args), depth, loc);
}

std::optional<bool> Eval::match(const Pattern& p, const Value& v, Frame& f) {
  switch (p.kind) {
    case Pattern::wild:
      return true;
    case Pattern::binding:
      f.locals.push_back({p.name, v, p.is_mut});
      return true;
    case Pattern::literal:
      return equal(eval(p.value[0], f), v);
    case Pattern::any_of: {
      bool unsure = false;
      for (const Pattern& s : p.sub) {
        std::optional<bool> m = match(s, v, f);
        if (m && *m) return true;
        unsure = unsure || !m;
      }
      return unsure ? std::nullopt : std::optional(false);
    }
    case Pattern::path: {
      Expr e;
      e.kind = Expr::path;
      e.loc = p.loc;
      e.segs = p.segs;
      return equal(eval_path(e, f), v);
    }
    case Pattern::tuple:
    case Pattern::tuple_struct: {
      if (!v.known()) return std::nullopt;
      if (p.kind == Pattern::tuple_struct) {
        if (v.kind != Value::variant) return std::nullopt;
        if (v.text != p.segs.back()) return false;
      } else if (v.kind != Value::tuple) {
        return std::nullopt;
      }
      if (v.parts.size() != p.sub.size()) return std::nullopt;
      bool all = true;
      for (size_t i = 0; i < p.sub.size(); ++i) {
        std::optional<bool> m = match(p.sub[i], v.parts[i], f);
        if (m && !*m) return false;
        if (!m) all = false;
      }
      return all ? std::optional(true) : std::nullopt;
    }
    case Pattern::unsupported:
      break;
  }
  return std::nullopt;
}

Value Eval::eval(const Expr& e, Frame& f) {
  switch (e.kind) {
    case Expr::integer: {
      Value v;
      v.kind = Value::integer;
      v.number = static_cast<int64_t>(rmeta::schema_gen::integer(e.tokens, e.loc));
      return v;
    }
    case Expr::string:
      return string_value(e.text);
    case Expr::path:
      return eval_path(e, f);
    case Expr::call:
      return eval_call(e, f);
    case Expr::method:
      return eval_method(e, f);
    case Expr::macro:
      return eval_macro(e, f);
    case Expr::field: {
      Value of = eval(e.kids[0], f);
      if (!of.known()) return of;
      Value* v = field(of, e.text);
      return v ? *v : unknown(e.loc, fmt::format("the field '{}' is not known", e.text));
    }
    case Expr::unary: {
      Value v = eval(e.kids[0], f);
      if (e.text == "&mut") {
        // Who gets it may change it.
        std::string why = "it was lent out as `&mut`";
        if (Value* p = place(e.kids[0], f)) *p = unknown(e.loc, why);
        return unknown(e.loc, why);
      }
      if (e.text[0] == '&' || e.text == "*" || !v.known()) return v;
      if (e.text == "!" && v.kind == Value::boolean) return bool_value(v.number == 0);
      if (e.text == "-" && v.kind == Value::integer) v.number = -v.number;
      return v.kind == Value::integer && e.text == "-" ? v : unknown(e.loc, "an operator");
    }
    case Expr::binary:
      return eval_binary(e, f);
    case Expr::assign:
      return eval_assign(e, f);
    case Expr::tuple:
    case Expr::array: {
      Value v;
      v.kind = e.kind == Expr::array ? Value::list : e.kids.empty() ? Value::unit : Value::tuple;
      for (const Expr& k : e.kids) v.parts.push_back(eval(k, f));
      return v;
    }
    case Expr::structure:
      return eval_structure(e, f);
    case Expr::block:
      return eval_block(e, f);
    case Expr::let:
      fail(e.loc, "`let` in the middle of an expression");
    case Expr::if_:
      return eval_if(e, f);
    case Expr::match:
      return eval_match(e, f);
    case Expr::closure: {
      Value v;
      v.kind = Value::closure;
      v.code = std::make_shared<Closure>(Closure{e, f});
      return v;
    }
    case Expr::return_:
      throw Returned{e.kids.empty() ? Value() : eval(e.kids[0], f)};
    case Expr::question: {
      Value v = eval(e.kids[0], f);
      if (v.is("Some") || v.is("Ok")) return v.parts.at(0);
      if (v.is("None") || v.is("Err")) throw Returned{v};
      throw Returned{v.known() ? unknown(e.loc, "`?` on a value that is not understood") : v};
    }
    case Expr::unsupported:
      break;
  }
  return pass_over(e, f, unknown(e.loc, fmt::format("{} is not understood", e.text)));
}

Value Eval::eval_block(const Expr& e, Frame& f) {
  const size_t before = f.locals.size();
  Value last;
  for (const Expr& s : e.kids) {
    if (s.kind != Expr::let) {
      last = eval(s, f);
      continue;
    }
    Value v = s.kids.empty() ? unknown(s.loc, "a variable without a value") : eval(s.kids[0], f);
    if (!match(s.patterns[0], v, f).value_or(false)) {
      // The names in it are bound to something that is not known.
      std::vector<const Pattern*> todo{&s.patterns[0]};
      while (!todo.empty()) {
        const Pattern* p = todo.back();
        todo.pop_back();
        if (p->kind == Pattern::binding)
          f.locals.push_back({p->name, v.known() ? unknown(p->loc, "a pattern") : v, p->is_mut});
        for (const Pattern& k : p->sub) todo.push_back(&k);
      }
    }
    last = Value();
  }
  f.locals.resize(std::min(before, f.locals.size()));
  return e.ends_in_value ? last : Value();
}

std::optional<bool> Eval::condition(const Expr& e, Frame& f, Value& why) {
  if (e.kind == Expr::let) {
    why = e.kids.empty() ? unknown(e.loc, "a `let` without a value") : eval(e.kids[0], f);
    std::optional<bool> m = match(e.patterns[0], why, f);
    if (!m && why.known()) why = unknown(e.loc, "a pattern that is not understood");
    return m;
  }
  why = eval(e, f);
  if (why.kind == Value::boolean) return why.number != 0;
  if (why.known()) why = unknown(e.loc, "a condition that is not understood");
  return std::nullopt;
}

Value Eval::eval_if(const Expr& e, Frame& f) {
  const size_t before = f.locals.size();
  Value why;
  std::optional<bool> yes = condition(e.kids[0], f, why);
  Value out;
  if (!yes) {
    out = pass_over(e, f, why);
  } else if (*yes) {
    out = eval(e.kids[1], f);
  } else if (e.kids.size() > 2) {
    f.locals.resize(before);
    out = eval(e.kids[2], f);
  }
  f.locals.resize(before);
  return out;
}

Value Eval::eval_match(const Expr& e, Frame& f) {
  const size_t before = f.locals.size();
  const Value v = eval(e.kids[0], f);
  for (size_t i = 0; i < e.patterns.size(); ++i) {
    const Expr &guard = e.kids[1 + 2 * i], &body = e.kids[2 + 2 * i];
    std::optional<bool> m = match(e.patterns[i], v, f);
    Value why = v;
    if (m && *m && guard.guarded) m = condition(guard, f, why);
    if (!m) {
      if (why.known()) why = unknown(e.patterns[i].loc, "a pattern that is not understood");
      f.locals.resize(before);
      return pass_over(e, f, why);
    }
    if (*m) {
      Value out = eval(body, f);
      f.locals.resize(before);
      return out;
    }
    f.locals.resize(before);
  }
  return unknown(e.loc, "no arm of this match fits");
}

Value Eval::eval_assign(const Expr& e, Frame& f) {
  Value v = eval(e.kids[1], f);
  Value* to = place(e.kids[0], f);
  if (!to) {
    forget(e.kids[0].tokens, f, "it is assigned to in a way that is not understood", e.loc);
    return Value();
  }
  if (e.text == "=")
    *to = std::move(v);
  else if (e.text == "+=" && to->kind == Value::string && v.kind == Value::string)
    to->text += v.text;
  else if (e.text == "|=" && to->kind == Value::boolean && v.kind == Value::boolean)
    to->number |= v.number;
  else if (to->known())
    *to = v.known() ? unknown(e.loc, fmt::format("the operator '{}'", e.text)) : v;
  return Value();
}

Value Eval::eval_structure(const Expr& e, Frame& f) {
  Def d = types_.try_resolve(*f.module, e.segs, e.loc);
  if (e.segs.size() == 1 && e.segs[0] == "Self" && f.self) d = {Def::declared, const_cast<Item*>(f.self), nullptr, ""};
  if (!d.item || d.item->kind != Item::structure)
    return unknown(e.loc, fmt::format("the struct '{}' is not found", e.segs.back()));
  Value v;
  v.kind = Value::structure;
  v.item = d.item;
  for (size_t i = 0; i < e.names.size(); ++i) v.fields[e.names[i]] = eval(e.kids[i], f);
  if (e.kids.size() > e.names.size()) {
    const Expr& b = e.kids.back();
    const bool by_default = b.kind == Expr::call && b.kids.size() == 1 && b.kids[0].kind == Expr::path &&
                            b.kids[0].segs == std::vector<std::string>{"Default", "default"};
    Value base = by_default ? default_of(d.item, b.loc) : eval(b, f);
    for (const Field& field : d.item->fields) {
      auto at = base.fields.find(field.name);
      if (at != base.fields.end())
        v.fields.try_emplace(field.name, at->second);
      else
        v.fields.try_emplace(field.name, base.known() ? unknown(b.loc, "the base has no such field") : base);
    }
  }
  for (const Field& field : d.item->fields)
    v.fields.try_emplace(field.name, unknown(e.loc, fmt::format("the field '{}' is not given", field.name)));
  return v;
}

Value Eval::eval_binary(const Expr& e, Frame& f) {
  Value a = eval(e.kids[0], f);
  if (e.text == "&&" || e.text == "||") {
    if (a.kind == Value::boolean && (a.number != 0) == (e.text == "||")) return a;
    Value b = eval(e.kids[1], f);
    return !a.known() ? a : b;
  }
  Value b = eval(e.kids[1], f);
  if (!a.known()) return a;
  if (!b.known()) return b;
  if (e.text == "==" || e.text == "!=") {
    std::optional<bool> same = equal(a, b);
    return same ? bool_value(*same == (e.text == "==")) : unknown(e.loc, "a comparison that is not understood");
  }
  if (std::optional<int> order = compare(a, b)) {
    if (e.text == "<") return bool_value(*order < 0);
    if (e.text == "<=") return bool_value(*order <= 0);
    if (e.text == ">") return bool_value(*order > 0);
    if (e.text == ">=") return bool_value(*order >= 0);
  }
  if (e.text == "+" && a.kind == Value::string && b.kind == Value::string) return string_value(a.text + b.text);
  return unknown(e.loc, fmt::format("the operator '{}'", e.text));
}

}  // namespace rmeta::schema_gen
