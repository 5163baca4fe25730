// SPDX-License-Identifier: MIT OR Apache-2.0
// Runs the functions of the compiler that build a value out of constants, such as the description of a compilation
// target. It knows enough of Rust for them and no more. What it does not know becomes an *unknown* value that carries
// file, line and reason, and spreads to all that depends on it: fields that nobody asks for (linker arguments) may stay
// unknown, a field that is asked for and is unknown is an error. Nothing is ever replaced by a default.
//
// Soundness of that: code that is not understood can change only places that are mutable and that it mentions. Before
// it is passed over, each of them becomes unknown (`forget`).
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "expr.hpp"
#include "types.hpp"

namespace rmeta::schema_gen {

struct Closure;

struct Value {
  enum Kind { unit, boolean, integer, string, variant, structure, tuple, list, closure, unknown };
  Kind kind = unit;
  std::string text;            // string; variant: its name; unknown: why
  int64_t number = 0;          // boolean, integer
  const Item* item = nullptr;  // structure, variant (null for those of Option and Result)
  std::vector<Value> parts;    // tuple, list, variant
  std::map<std::string, Value> fields;
  std::shared_ptr<const Closure> code;
  Loc loc;  // unknown

  bool is(std::string_view v) const { return kind == variant && !item && text == v; }
  bool known() const { return kind != unknown; }
};

Value unknown(const Loc& loc, std::string why);
Value string_value(std::string s);
Value bool_value(bool b);
Value option_some(Value v);
Value std_variant(std::string name, std::vector<Value> parts = {});

struct Local {
  std::string name;
  Value value;
  bool is_mut = false;
};

/// Where an expression is evaluated.
struct Frame {
  const Module* module = nullptr;
  const Item* self = nullptr;  // what `Self` is
  std::vector<Local> locals;
  int depth = 0;
};

/// What `return` and `?` throw, up to the function or closure they leave.
struct Returned {
  Value value;
};

struct Closure {
  Expr code;
  Frame frame;
};

class Eval {
 public:
  explicit Eval(Types& types) : types_(types) {}

  /// The value `module::name()` returns.
  Value call_function(const Module& module, const std::string& name, const Loc& loc);
  /// The value of a constant of a module.
  Value constant(const Module& module, const std::string& name, const Loc& loc);
  /// `T::default()` as declared by an impl of `Default` for the struct.
  Value default_of(const Item* structure, const Loc& loc);
  /// Calls a method that some impl declares for the item `self` is of; nothing if there is none.
  std::optional<Value> call_method(Value self, const std::string& name, std::vector<Value> args, int depth,
                                   const Loc& loc);
  /// A field, also one that is reached through `Deref`; null if there is none.
  Value* field(Value& structure, const std::string& name);

 private:
  struct Found {
    enum Kind { nothing, variant, function, constant, structure } kind = nothing;
    const Item* item = nullptr;  // the enum, the struct, the function or constant
    const Item* self = nullptr;  // function or constant of an impl: what it is for
    std::string name;            // variant
    Trees tokens;                // function: what follows its name; constant: its value
    Loc loc;
  };

  // eval.cpp
  Value eval(const Expr& e, Frame& f);
  Value eval_block(const Expr& e, Frame& f);
  Value eval_if(const Expr& e, Frame& f);
  Value eval_match(const Expr& e, Frame& f);
  Value eval_assign(const Expr& e, Frame& f);
  Value eval_structure(const Expr& e, Frame& f);
  Value eval_binary(const Expr& e, Frame& f);
  std::optional<bool> condition(const Expr& e, Frame& f, Value& why);
  /// Whether the value matches, with bindings added to the frame; nothing if that cannot be said.
  std::optional<bool> match(const Pattern& p, const Value& v, Frame& f);
  /// What `Deref` makes of a struct, if that is one of its fields; else null.
  Value* deref(Value& structure);
  Value* place(const Expr& e, Frame& f);
  void forget(const Trees& tokens, Frame& f, const std::string& why, const Loc& loc);
  /// For code that is passed over because it hangs on an unknown value: forgets what it mentions, and if it could leave
  /// the function, leaves it with that value.
  Value pass_over(const Expr& e, Frame& f, const Value& why);
  /// Forgets what `receiver.name(...)` could change.
  void forget_receiver(const Expr& receiver, const std::string& name, Frame& f, const Loc& loc);
  Value call(const Found& function, std::vector<Value> args, int depth, const Loc& loc);
  Value call_body(const Function& fn, const Module* module, const Item* self, std::vector<Value> args, int depth,
                  const Loc& loc);

  // eval_names.cpp
  Found find(const Frame& f, const std::vector<std::string>& path, const Loc& loc);
  Found find_in_module(const Module& m, const std::string& name, const Loc& loc, int depth);
  Found find_in_type(const Item* type, const std::string& name);
  const std::vector<const Item*>& impls_of(const Item* type);

  // eval_std.cpp: what std's and the language's own items mean
  Value eval_path(const Expr& e, Frame& f);
  Value eval_call(const Expr& e, Frame& f);
  Value eval_method(const Expr& e, Frame& f);
  Value eval_macro(const Expr& e, Frame& f);
  std::optional<Value> std_call(const std::vector<std::string>& path, std::vector<Value>& args, const Loc& loc);
  std::optional<Value> std_method(const Value& self, const std::string& name, std::vector<Value>& args, int depth,
                                  const Loc& loc);
  Value call_closure(const Value& closure, std::vector<Value> args, int depth, const Loc& loc);
  /// Runs a body; its value is the last expression's, or what it returned early.
  template <class F>
  static Value leave_with(F&& body) {
    try {
      return body();
    } catch (Returned& r) {
      return std::move(r.value);
    }
  }
  Value format(const std::vector<Expr>& args, Frame& f, const Loc& loc);

  Types& types_;
  std::map<const Item*, std::vector<const Item*>> impls_;
};

}  // namespace rmeta::schema_gen
