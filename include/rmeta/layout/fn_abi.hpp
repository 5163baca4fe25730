// SPDX-License-Identifier: MIT OR Apache-2.0
// How a function is called, as plain data in rustc's terms (rustc_target/src/callconv/mod.rs, 1.95; up to 1.78
// rustc_target/src/abi/call/mod.rs): its convention, how each argument and the result is passed, and what the compiler
// tells the code generator about them, which callers may rely on. All sizes and alignments are bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rmeta/crate/crate.hpp"
#include "rmeta/layout/call_rules.hpp"
#include "rmeta/layout/layouts.hpp"
#include "rmeta/schema/targets.hpp"
#include "rmeta/types/context.hpp"

namespace rmeta::layout {

/// A register as a calling convention sees it.
struct Reg {
  enum class Kind : std::uint8_t { Integer, Float, Vector };
  Kind kind = Kind::Integer;
  std::uint64_t size = 0;
  std::optional<types::Primitive> element = std::nullopt;  // of a vector, from 1.97 on

  bool operator==(const Reg&) const = default;
};

/// What holds for an argument (`ArgAttribute`); those about capturing include each other.
enum ArgFlags : std::uint16_t {
  kCapturesReadOnly = 0b100,
  kCapturesAddress = 0b110,
  kCapturesNone = 0b111,
  kNoCapture = 1 << 3,  // older releases: nothing is captured
  kNoAlias = 1 << 4,
  kNonNull = 1 << 5,
  kReadOnly = 1 << 6,
  kInReg = 1 << 7,
  kNoUndef = 1 << 8,
  kNoAliasMutRef = 1 << 9,  // 1.63: noalias if an option says so, as it does by default
  kNoFree = 1 << 10,
};

enum class ArgExtension : std::uint8_t { None, Zext, Sext };

struct ArgAttributes {
  std::uint16_t flags = 0;
  ArgExtension ext = ArgExtension::None;
  std::uint64_t pointee_size = 0;   // so much can be read behind the pointer, if it is not null
  std::uint64_t pointee_align = 0;  // 0: nothing is said

  bool operator==(const ArgAttributes&) const = default;
};

/// What a value is changed into to be passed: the registers of `prefix`, then `unit` as often as `total` needs.
struct CastTarget {
  std::vector<Reg> prefix;
  std::optional<std::uint64_t> rest_offset;  // of the rest from the value's start, where it does not just follow
  Reg unit;
  std::uint64_t total = 0;
  bool consecutive = false;  // all in registers or all on the stack
  ArgAttributes attrs;

  bool operator==(const CastTarget&) const = default;
};

struct ArgAbi {
  enum class Mode : std::uint8_t {
    Ignore,    // not passed
    Direct,    // as the scalar or vector it is: attrs
    Pair,      // as two scalars: attrs, second
    Cast,      // as other registers: cast
    Indirect,  // by its address: attrs; with `second` for the metadata if it is unsized
  };
  types::Term type = nullptr;
  const types::Layout* layout = nullptr;
  Mode mode = Mode::Ignore;
  ArgAttributes attrs, second;
  bool has_metadata = false;  // Indirect
  bool on_stack = false;      // Indirect: a copy at a place of its own on the stack
  std::optional<CastTarget> cast;
  bool pad_i32 = false;  // Cast: a register is left out before it
};

struct FnAbi {
  std::vector<ArgAbi> args;
  ArgAbi ret;
  bool c_variadic = false;
  bool as_rust = false;  // values are passed as Rust does it: callers are told what was deduced from the body
  std::uint32_t fixed_count = 0;
  std::string conv;  // "Rust", "C", "X86Stdcall", ... as LLVM's conventions are chosen
  /// Nothing: up to 1.80 that of C functions depends on a feature of whoever compiles the call, which metadata does not
  /// tell.
  std::optional<bool> can_unwind;
  bool caller_location = false;  // the last argument is the hidden one of `#[track_caller]`
};

/// What besides types decides about calls.
struct CallEnvironment {
  std::string release;
  schema::TargetData target;
  bool panics_unwind = true;
  /// Of a function that is compiled: unoptimised code is told less about references.
  bool optimised = true;
  /// Leave out what only `core` can tell: what references promise, and the hidden argument of `#[track_caller]`.
  bool without_core = false;
  std::optional<std::uint32_t> regparm;  // -Zregparm, of 32-bit x86
  bool reg_struct_return = false;        // -Zreg-struct-return, likewise
};

/// What a crate's metadata says of it.
CallEnvironment call_environment_of(const crate::Crate&);

class FnAbis {
 public:
  FnAbis(types::Context& cx, Layouts& layouts, CallEnvironment env);
  ~FnAbis();
  FnAbis(const FnAbis&) = delete;
  FnAbis& operator=(const FnAbis&) = delete;

  /// Of a function, method, constructor, or the code of a closure or coroutine with all its arguments. Throws
  /// rmeta::Error where the convention is not known for the target, a type has no layout, or what a reference promises
  /// cannot be decided.
  FnAbi of_instance(types::DefId def, types::Terms args);
  /// Of a call through a function pointer (Kind::FnPtr); `extra` are the types of variadic arguments.
  FnAbi of_fn_ptr(types::Term fn_ptr, types::Terms extra = {});

 private:
  class Builder;
  std::unique_ptr<Builder> builder_;
};

}  // namespace rmeta::layout
