// SPDX-License-Identifier: MIT OR Apache-2.0
// What paths, calls, methods and macros mean, those of std that occur in the descriptions of targets included.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "eval.hpp"
#include "macro.hpp"
#include "values.hpp"

namespace rmeta::schema_gen {

namespace {

std::string last_two(const std::vector<std::string>& path) {
  return path.size() < 2 ? path.back() : fmt::format("{}::{}", path[path.size() - 2], path.back());
}

// Methods that give the value itself in another type or by reference.
bool keeps_value(std::string_view name) {
  static constexpr std::array<std::string_view, 13> names = {"into",   "to_string",  "to_owned", "clone", "as_str",
                                                             "as_ref", "to_json",    "borrow",   "deref", "copied",
                                                             "cloned", "into_owned", "as_deref"};
  return std::ranges::find(names, name) != names.end();
}

std::optional<std::string> shown(const Value& v) {
  if (v.kind == Value::string) return v.text;
  if (v.kind == Value::integer) return std::to_string(v.number);
  return std::nullopt;
}

}  // namespace

Value Eval::eval_path(const Expr& e, Frame& f) {
  if (e.segs.size() == 1) {
    const std::string& name = e.segs[0];
    for (size_t i = f.locals.size(); i-- > 0;)
      if (f.locals[i].name == name) return f.locals[i].value;
    if (name == "true" || name == "false") return bool_value(name == "true");
    if (name == "None") return std_variant(name);
  }
  Found found = find(f, e.segs, e.loc);
  if (found.kind == Found::variant) {
    Value v = std_variant(found.name);
    v.item = found.item;
    return v;
  }
  if (found.kind == Found::constant) {
    if (f.depth > 60) return unknown(e.loc, "constants are nested too deep");
    Cursor c(found.tokens, found.loc);
    Frame g;
    g.module = found.item->parent;
    g.depth = f.depth + 1;
    return eval(parse_expr(c), g);
  }
  return unknown(e.loc, fmt::format("the name '{}' is not understood", last_two(e.segs)));
}

std::optional<Value> Eval::std_call(const std::vector<std::string>& path, std::vector<Value>& args, const Loc& loc) {
  const std::string name = last_two(path);
  const bool one = args.size() == 1;
  if (one && path.size() == 1 && (name == "Some" || name == "Ok" || name == "Err"))
    return std_variant(name, std::move(args));
  if (one && (name == "Cow::Borrowed" || name == "Cow::Owned" || name == "Cow::from" || name == "String::from"))
    return std::move(args[0]);
  if (args.empty() && name == "String::new") return string_value("");
  // rustc is asked without any of the variables that override a deployment target.
  if (one && name == "env::var") return std_variant("Err", {unknown(loc, "the error of env::var")});
  return std::nullopt;
}

Value Eval::eval_call(const Expr& e, Frame& f) {
  std::vector<Value> args;
  for (size_t i = 1; i < e.kids.size(); ++i) args.push_back(eval(e.kids[i], f));
  const Expr& callee = e.kids[0];
  if (callee.kind != Expr::path) return pass_over(e, f, unknown(e.loc, "the callee is not understood"));
  if (callee.segs.size() == 1)
    for (size_t i = f.locals.size(); i-- > 0;)
      if (f.locals[i].name == callee.segs[0]) {
        Value closure = f.locals[i].value;
        if (closure.kind != Value::closure) return unknown(e.loc, "a call of something that is not understood");
        // A closure may change what it captured, and it holds copies here.
        forget(closure.code->code.tokens, f, "a closure may have changed it", e.loc);
        return call_closure(closure, std::move(args), f.depth, e.loc);
      }
  if (std::optional<Value> v = std_call(callee.segs, args, e.loc)) return *v;
  Found found = find(f, callee.segs, callee.loc);
  if (found.kind == Found::function) return call(found, std::move(args), f.depth, e.loc);
  if (found.kind == Found::variant) {
    Value v = std_variant(found.name, std::move(args));
    v.item = found.item;
    return v;
  }
  return unknown(e.loc, fmt::format("the function '{}' is not understood", last_two(callee.segs)));
}

Value Eval::call_closure(const Value& closure, std::vector<Value> args, int depth, const Loc& loc) {
  if (closure.kind != Value::closure) return unknown(loc, "a closure was expected");
  Function fn;
  fn.params = closure.code->code.patterns;
  fn.body = closure.code->code.kids[0];
  Frame f = closure.code->frame;
  if (depth > 60) return unknown(loc, "calls are nested too deep");
  f.depth = depth + 1;
  if (args.size() != fn.params.size()) return unknown(loc, "a closure with another number of parameters");
  for (size_t i = 0; i < args.size(); ++i)
    if (!match(fn.params[i], args[i], f).value_or(false)) return unknown(loc, "a closure's parameter");
  return leave_with([&] { return eval(fn.body, f); });
}

std::optional<Value> Eval::std_method(const Value& self, const std::string& name, std::vector<Value>& args, int depth,
                                      const Loc& loc) {
  if (keeps_value(name) && args.empty()) {
    if (name == "to_string" && self.kind == Value::integer) return string_value(std::to_string(self.number));
    if (self.kind == Value::structure && name != "clone") return std::nullopt;
    return self;
  }
  if (self.kind == Value::string) {
    if (args.empty() && name == "is_empty") return bool_value(self.text.empty());
    if (args.size() != 1 || args[0].kind != Value::string) return std::nullopt;
    if (name == "starts_with") return bool_value(self.text.starts_with(args[0].text));
    if (name == "ends_with") return bool_value(self.text.ends_with(args[0].text));
    if (name == "contains") return bool_value(self.text.find(args[0].text) != std::string::npos);
    return std::nullopt;
  }
  const bool full = self.is("Some") || self.is("Ok"), empty = self.is("None") || self.is("Err");
  if (!full && !empty) return std::nullopt;
  if (args.empty()) {
    if (name == "is_some" || name == "is_ok") return bool_value(full);
    if (name == "is_none" || name == "is_err") return bool_value(empty);
    if (name == "ok") return full ? option_some(self.parts.at(0)) : std_variant("None");
    if (name == "unwrap" && full) return self.parts.at(0);
    return std::nullopt;
  }
  if (args.size() != 1) return std::nullopt;
  if (name == "expect" && full) return self.parts.at(0);
  if (name == "unwrap_or") return full ? self.parts.at(0) : args[0];
  if (name == "unwrap_or_else") return full ? self.parts.at(0) : call_closure(args[0], {}, depth, loc);
  if (name == "and_then") return full ? call_closure(args[0], {self.parts.at(0)}, depth, loc) : self;
  if (name == "map")
    return full ? std_variant(self.text, {call_closure(args[0], {self.parts.at(0)}, depth, loc)}) : self;
  return std::nullopt;
}

Value Eval::eval_method(const Expr& e, Frame& f) {
  Value self = eval(e.kids[0], f);
  std::vector<Value> args;
  for (size_t i = 1; i < e.kids.size(); ++i) {
    // A closure given to a method may change what it captured.
    if (e.kids[i].kind == Expr::closure) forget(e.kids[i].tokens, f, "a closure may have changed it", e.loc);
    args.push_back(eval(e.kids[i], f));
  }
  if (self.known()) {
    if (std::optional<Value> v = call_method(self, e.text, args, f.depth, e.loc)) return *v;
    if (std::optional<Value> v = std_method(self, e.text, args, f.depth, e.loc)) return *v;
  }
  forget_receiver(e.kids[0], e.text, f, e.loc);
  return self.known() ? unknown(e.loc, fmt::format("the method '{}' is not understood", e.text)) : self;
}

Value Eval::format(const std::vector<Expr>& args, Frame& f, const Loc& loc) {
  if (args.empty() || args[0].kind != Expr::string) return unknown(loc, "a format without its text");
  const std::string& text = args[0].text;
  std::string out;
  size_t next = 1;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{' && text[i] != '}') {
      out += text[i];
      continue;
    }
    if (i + 1 < text.size() && text[i + 1] == text[i]) {
      out += text[i++];
      continue;
    }
    const size_t close = text.find('}', i);
    if (text[i] == '}' || close == std::string::npos) return unknown(loc, "a malformed format");
    const std::string what = text.substr(i + 1, close - i - 1);
    Value v;
    if (what.empty() && next < args.size()) {
      v = eval(args[next++], f);
    } else if (!what.empty() && what.find_first_of(":.0123456789") != 0 && what.find(':') == std::string::npos) {
      Expr name;
      name.kind = Expr::path;
      name.loc = loc;
      name.segs = {what};
      v = eval_path(name, f);
    } else {
      return unknown(loc, fmt::format("the format '{{{}}}'", what));
    }
    if (!v.known()) return v;
    std::optional<std::string> s = shown(v);
    if (!s) return unknown(loc, "a value that cannot be formatted");
    out += *s;
    i = close;
  }
  return string_value(out);
}

Value Eval::eval_macro(const Expr& e, Frame& f) {
  const std::string& name = e.segs.back();
  static constexpr std::array<std::string_view, 7> no_value = {"assert",       "assert_eq",       "assert_ne", "debug",
                                                               "debug_assert", "debug_assert_eq", "trace"};
  if (std::ranges::find(no_value, name) != no_value.end()) return Value();
  if (name == "format" || name == "concat" || name == "vec" || name == "matches") {
    std::vector<Expr> args;
    Cursor c(e.tokens, e.loc);
    if (name == "matches") {
      Value v = eval(parse_expr(c), f);
      c.expect(",");
      Frame g = f;
      std::optional<bool> m = match(parse_pattern(c), v, g);
      if (!c.done() && !c.eat(",")) m = std::nullopt;
      return m ? bool_value(*m) : v.known() ? unknown(e.loc, "matches! of something not understood") : v;
    }
    for (const Tree& t : e.tokens)
      if (t.is(";")) return unknown(e.loc, "a repeated vec!");
    while (!c.done()) {
      args.push_back(parse_expr(c));
      if (!c.done()) c.expect(",");
    }
    if (name == "format") return format(args, f, e.loc);
    Value out = name == "concat" ? string_value("") : Value();
    if (name == "vec") out.kind = Value::list;
    for (const Expr& a : args) {
      Value v = eval(a, f);
      if (name == "vec") {
        out.parts.push_back(v);
        continue;
      }
      if (!v.known()) return v;
      std::optional<std::string> s = shown(v);
      if (!s) return unknown(e.loc, "concat! of something not understood");
      out.text += *s;
    }
    return out;
  }
  return pass_over(e, f, unknown(e.loc, fmt::format("the macro '{}!' is not understood", name)));
}

}  // namespace rmeta::schema_gen
