// SPDX-License-Identifier: MIT OR Apache-2.0
// Expressions of Rust, as far as the functions that describe compilation targets use them. What is beyond that becomes
// an `unsupported` node with its reason and its tokens: the evaluator then knows what it does not know.
#pragma once

#include <string>
#include <vector>

#include "syntax.hpp"

namespace rmeta::schema_gen {

struct Expr;

struct Pattern {
  enum Kind { wild, binding, literal, path, tuple_struct, tuple, any_of, unsupported };
  Kind kind = wild;
  Loc loc;
  std::string name;  // binding
  bool is_mut = false;
  std::vector<std::string> segs;  // path, tuple_struct
  std::vector<Expr> value;        // literal: one
  std::vector<Pattern> sub;       // tuple, tuple_struct, any_of
};

struct Expr {
  enum Kind {
    integer,      // text
    string,       // text
    path,         // segs (generic arguments dropped); true and false too
    call,         // kids: callee, arguments
    method,       // text; kids: receiver, arguments
    field,        // text; kids[0]
    unary,        // text: `!`, `-`, `*`, `&`, `&mut`
    binary,       // text; kids: left, right
    assign,       // text: `=`, `+=`, ...; kids: place, value
    tuple,        // kids
    array,        // kids
    structure,    // segs, names, kids; one more kid is the base after `..`
    block,        // kids: statements; `ends_in_value`: the last one is the value
    let,          // patterns[0]; kids[0] if there is one. As a statement or a condition
    if_,          // kids: condition, then, else if there is one
    match,        // kids: scrutinee, then a guard (a block without statements if there is none) and a body per arm
    closure,      // patterns: parameters; kids[0]: body
    return_,      // kids[0] if there is one
    macro,        // segs, tokens: its arguments
    question,     // kids[0]
    unsupported,  // text: why
  };
  Kind kind = unsupported;
  Loc loc;
  std::string text;
  std::vector<std::string> segs;
  std::vector<std::string> names;
  std::vector<Expr> kids;
  std::vector<Pattern> patterns;
  bool ends_in_value = false;
  bool guarded = false;
  Trees tokens;  // macro: arguments; otherwise all the tokens it was read from
};

/// A function's parts, out of the tokens that follow its name.
struct Function {
  std::vector<Pattern> params;  // `self` in any form is a binding of that name
  bool self_by_mut_ref = false;
  Expr body;
};

Expr parse_expr(Cursor& c);
Pattern parse_pattern(Cursor& c);
Function parse_function(const Trees& after_name, const Loc& loc);

}  // namespace rmeta::schema_gen
