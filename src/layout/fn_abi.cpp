// SPDX-License-Identifier: MIT OR Apache-2.0
// From a function to how it is called (rustc_ty_utils/src/abi.rs, `fn_abi_new_uncached`; in 1.48 and 1.63
// rustc_middle/src/ty/layout.rs): the signature an instance is called by, how each value is passed at first, and then
// what the convention changes.
#include "rmeta/layout/fn_abi.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "calculator.hpp"
#include "call.hpp"
#include "rmeta/crate/items.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/normalize.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::layout {

using types::DefId;
using types::Kind;
using types::Node;
using types::Term;
using types::Terms;

namespace {

struct Signature {
  std::vector<Term> inputs;
  Term output = nullptr;
  std::string abi;  // as source writes it, with "-unwind"
  bool variadic = false;
};

Signature split(Term sig) {
  if (!sig || sig->kind != Kind::FnPtr || sig->kids.empty()) throw Error("a function without a signature");
  Signature s;
  s.inputs.assign(sig->kids.begin(), sig->kids.end() - 1);
  s.output = sig->kids.back();
  s.abi = sig->text;
  s.variadic = (sig->sub & types::kFnVariadic) != 0;
  return s;
}

}  // namespace

class FnAbis::Builder {
 public:
  Builder(types::Context& cx, Layouts& layouts, CallEnvironment env)
      : cx_(cx), in_(cx.interner()), env_(std::move(env)), calls_(cx, layouts, env_) {}

  FnAbi instance(DefId def, Terms args);
  FnAbi build(const Signature&, Terms extra, std::optional<DefId> def, Term caller_location);

 private:
  Term reference(Term to, bool mut);
  Term caller_location();
  Term lang_type(std::string_view item, Terms args);
  Term closure_env(Term closure);
  Signature body(DefId def, Terms args);
  Signature resumption(Term coroutine);
  Signature async_closure(Term closure);
  ArgAbi arg(Term type, bool is_return, Term dropped, bool rust);
  std::optional<bool> can_unwind(std::optional<DefId> def, std::string_view abi, std::string_view conv) const;
  bool empty_values_are_passed() const;

  types::Context& cx_;
  types::Interner& in_;
  CallEnvironment env_;
  Calls calls_;
};

Term FnAbis::Builder::reference(Term to, bool mut) {
  Term kids[] = {in_.leaf(Kind::ReErased), to};
  return in_.make(Kind::Ref, kids, {}, mut ? types::kMut : 0);
}

Term FnAbis::Builder::caller_location() {
  auto def = cx_.lang_item("panic_location");
  if (!def) def = cx_.lang_item("Location");
  if (!def) throw Error("a #[track_caller] function in a crate without the lang item `Location`");
  std::vector<Term> args(cx_.generics_of(*def).count(), in_.leaf(Kind::ReErased));
  return reference(types::substitute(in_, cx_.type_of(*def), args), false);
}

// By what a closure's body is called with: its captures by reference or by value.
Term FnAbis::Builder::closure_env(Term closure) {
  Term kind = types::synthetic_arg(cx_, closure, "<closure_kind>");
  if (kind) kind = calls_.layouts.settle(kind);
  if (!kind || kind->kind != Kind::Int) throw Error("a closure of unknown kind");
  switch (static_cast<types::Width>(kind->sub)) {
    case types::Width::W8:
      return reference(closure, false);
    case types::Width::W16:
      return reference(closure, true);
    default:
      return closure;
  }
}

Term FnAbis::Builder::lang_type(std::string_view item, Terms args) {
  const auto def = cx_.lang_item(item);
  if (!def) throw Error(fmt::format("a coroutine in a crate without the lang item `{}`", item));
  return in_.make(Kind::Adt, args, *def);
}

// What resumes a coroutine is `poll`, `next`, `poll_next` or `resume` of the trait that it was written for.
Signature FnAbis::Builder::resumption(Term coroutine) {
  auto part = [&](std::string_view name) {
    Term t = types::synthetic_arg(cx_, coroutine, name);
    if (!t) throw Error(fmt::format("a coroutine without its {}", name));
    return calls_.layouts.settle(t);
  };
  using types::CoroutineFor;
  const bool general = types::is_general_coroutine(cx_, coroutine->def);
  const CoroutineFor what = general ? CoroutineFor::General : types::coroutine_for(cx_, coroutine->def);
  Signature s;
  s.abi = "Rust";
  Term self = reference(coroutine, true);
  if (what != CoroutineFor::Gen) self = lang_type("pin", {&self, 1});
  s.inputs = {self};
  if (what == CoroutineFor::Async || what == CoroutineFor::AsyncGen) {
    Term erased = in_.leaf(Kind::ReErased);
    s.inputs.push_back(reference(lang_type("Context", {&erased, 1}), true));
  }
  const Term yielded = part("<yield_ty>"), returned = part("<return_ty>");
  switch (what) {
    case CoroutineFor::Async:
      s.output = lang_type("Poll", {&returned, 1});
      break;
    case CoroutineFor::Gen:
      s.output = lang_type("Option", {&yielded, 1});
      break;
    case CoroutineFor::AsyncGen:
      s.output = yielded;
      break;
    case CoroutineFor::General: {
      s.inputs.push_back(part("<resume_ty>"));
      const Term both[] = {yielded, returned};
      s.output = lang_type(cx_.lang_item("coroutine_state") ? "coroutine_state" : "generator_state", both);
      break;
    }
  }
  return s;
}

// An async closure's own code makes the coroutine: with the captures in it if it can be called once alone, else
// borrowing them. Shims that the compiler makes for its other traits are no items of the crate.
Signature FnAbis::Builder::async_closure(Term closure) {
  Term sig = types::synthetic_arg(cx_, closure, "<closure_signature_parts>");
  if (!sig || sig->kind != Kind::FnPtr || sig->kids.size() != 3) throw Error("an async closure without its signature");
  Signature s;
  s.inputs = {closure_env(closure), calls_.layouts.settle(sig->kids[1])};
  s.abi = sig->text;
  const bool by_value = s.inputs[0] == closure;
  const auto trait = cx_.lang_item(by_value ? "async_fn_once" : "async_fn_mut");
  if (!trait) throw Error("an async closure in a crate without the lang items of what can be called");
  std::vector<Term> of{closure, s.inputs[1]};
  if (!by_value) of.push_back(in_.leaf(Kind::ReErased));
  for (const auto& item : cx_.associated_items(*trait))
    if (item.name == (by_value ? "CallOnceFuture" : "CallRefFuture"))
      s.output = calls_.layouts.settle(
          in_.make(Kind::Alias, of, item.def, static_cast<std::uint8_t>(types::AliasKind::Projection)));
  if (!s.output) throw Error("what calling an async closure gives is not known");
  return s;
}

// Of a closure's code, which takes the closure itself first, or a coroutine's.
Signature FnAbis::Builder::body(DefId def, Terms args) {
  const Kind kind = cx_.type_of(def)->kind;
  Term self = calls_.layouts.settle(in_.make(kind, args, def));
  if (kind == Kind::Coroutine) return resumption(self);
  if (kind == Kind::CoroutineClosure) return async_closure(self);
  Term sig = types::synthetic_arg(cx_, self, "<closure_signature>");
  if (!sig) throw Error("a closure without its signature");
  Signature s = split(calls_.layouts.settle(sig));
  s.inputs.insert(s.inputs.begin(), closure_env(self));
  return s;
}

FnAbi FnAbis::Builder::instance(DefId def, Terms args) {
  const crate::DefKind kind = cx_.def_kind(def);
  const bool has_body_alone = kind == crate::DefKind::Closure || kind == crate::DefKind::Generator;
  const Signature s =
      has_body_alone ? body(def, args) : split(calls_.layouts.settle(types::substitute(in_, cx_.fn_sig(def), args)));
  const bool tracked = cx_.codegen_attrs(def).track_caller && !env_.without_core;
  return build(s, {}, def, tracked ? caller_location() : nullptr);
}

// On these targets C passes the address even of a value of no size.
bool FnAbis::Builder::empty_values_are_passed() const {
  const schema::TargetData& t = env_.target;
  const bool gnu = t.env == "gnu" || t.env == "musl" || (t.env == "uclibc" && calls_.rules.scalars_are_noundef);
  if (t.os == "windows" && t.arch == "x86_64" && t.env == "gnu") return true;
  return t.os == "linux" && gnu && (t.arch == "s390x" || t.arch == "sparc64" || t.arch == "powerpc");
}

ArgAbi FnAbis::Builder::arg(Term type, bool is_return, Term dropped, bool rust) {
  ArgAbi a;
  const TyLayout t = calls_.layout_of(type);
  a.type = t.type;
  a.layout = t.layout;
  const types::Layout& l = *a.layout;
  using Mode = ArgAbi::Mode;
  auto attributes = [&](const types::Scalar& s, std::uint64_t offset) {
    return scalar_attributes(calls_, s, t, offset, is_return, dropped);
  };
  const CallRules& rules = calls_.rules;
  if (l.is_zst()) {
    // Later releases leave that to the conventions of the targets.
    const bool keep = !rules.targets_adjust_rust_convention && !is_return && !rust && empty_values_are_passed();
    if (!keep) return a;
  }
  switch (calls_.held(l)) {
    case Held::Uninhabited:
      a.mode = rules.uninhabited_values_are_left_out ? Mode::Ignore : Mode::Direct;
      break;
    case Held::Scalar:
      a.mode = Mode::Direct;
      a.attrs = attributes(l.repr.a, 0);
      break;
    case Held::Pair:
      a.mode = Mode::Direct;
      if (!rules.pairs_pass_in_halves && (is_return || !rust)) break;
      a.mode = Mode::Pair;
      a.attrs = attributes(l.repr.a, 0);
      a.second = attributes(l.repr.b, align_to(l.repr.a.primitive.size, l.repr.b.primitive.align));
      break;
    case Held::Vector:
    case Held::ScalableVector:
      a.mode = Mode::Direct;
      break;
    case Held::Memory:
      a.mode = Mode::Direct;
      if (rules.indirect_pointers_are_aligned) calls_.make_indirect(a);
      break;
  }
  return a;
}

std::optional<bool> FnAbis::Builder::can_unwind(std::optional<DefId> def, std::string_view abi,
                                                std::string_view conv) const {
  const CallRules& rules = calls_.rules;
  if (!rules.unwinding_is_said_by_convention) {
    if (!env_.panics_unwind) return false;
    if (!def || cx_.codegen_attrs(*def).may_unwind) return true;
    return !cx_.codegen_attrs(*def).never_unwinds && conv == "Rust";
  }
  if (def) {
    if (cx_.codegen_attrs(*def).never_unwinds) return false;
    if (!env_.panics_unwind && !cx_.is_foreign_item(*def)) return false;
  }
  const bool said = abi.ends_with("-unwind");
  if (said) abi.remove_suffix(7);
  static constexpr std::string_view of_c[] = {"C",          "system",   "cdecl", "stdcall", "fastcall",
                                              "vectorcall", "thiscall", "aapcs", "win64",   "sysv64"};
  if (std::find(std::begin(of_c), std::end(of_c), abi) != std::end(of_c)) {
    if (said || rules.plain_c_never_unwinds || !env_.panics_unwind) return said;
    return std::nullopt;  // not with the feature `c_unwind`
  }
  static constexpr std::string_view of_rust[] = {"Rust",           "rust-call", "rust-cold", "rust-preserve-none",
                                                 "rust-intrinsic", "tail"};
  return env_.panics_unwind && std::find(std::begin(of_rust), std::end(of_rust), abi) != std::end(of_rust);
}

FnAbi FnAbis::Builder::build(const Signature& s, Terms extra, std::optional<DefId> def, Term caller_location) {
  std::string_view abi = s.abi;
  if (abi.ends_with("-unwind")) abi.remove_suffix(7);
  FnAbi f;
  f.conv = convention(calls_, abi, s.variadic);
  f.c_variadic = s.variadic;
  std::vector<Term> inputs = s.inputs;
  f.fixed_count = static_cast<std::uint32_t>(inputs.size());
  if (abi == "rust-call") {
    // The last argument is a tuple whose parts are passed one by one.
    Term last = inputs.empty() ? nullptr : calls_.layouts.settle(inputs.back());
    if (!last || last->kind != Kind::Tuple) throw Error("the last argument of a \"rust-call\" function is not a tuple");
    inputs.pop_back();
    f.fixed_count = static_cast<std::uint32_t>(inputs.size());
    inputs.insert(inputs.end(), last->kids.begin(), last->kids.end());
  }
  if (!extra.empty() && !s.variadic) throw Error("more arguments for a function that is not variadic");
  inputs.insert(inputs.end(), extra.begin(), extra.end());
  if (caller_location) {
    inputs.push_back(caller_location);
    f.caller_location = true;
  }
  bool drops = false;
  for (std::string_view item : {"drop_in_place", "async_drop_in_place"}) drops |= def && cx_.lang_item(item) == *def;
  const bool rust = f.as_rust = is_rust_convention(calls_, abi);
  f.ret = arg(s.output, true, nullptr, rust);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Term dropped = nullptr;
    if (drops && i == 0) {
      Term pointer = calls_.layouts.settle(inputs[0]);
      if (pointer->kind == Kind::RawPtr) dropped = calls_.layouts.settle(pointer->kids.back());
    }
    f.args.push_back(arg(inputs[i], false, dropped, rust));
  }
  f.can_unwind = can_unwind(def, s.abi, f.conv);
  if (abi == "unadjusted") {
    auto direct = [](ArgAbi& a) {
      if (a.mode != ArgAbi::Mode::Indirect) return;
      a.mode = ArgAbi::Mode::Direct;
      a.attrs = a.second = {};
    };
    direct(f.ret);
    for (ArgAbi& a : f.args) direct(a);
  } else if (rust) {
    adjust_for_rust(calls_, f, abi);
  } else {
    adjust_for_foreign(calls_, f, abi);
  }
  return f;
}

FnAbis::FnAbis(types::Context& cx, Layouts& layouts, CallEnvironment env)
    : builder_(std::make_unique<Builder>(cx, layouts, std::move(env))) {}
FnAbis::~FnAbis() = default;

FnAbi FnAbis::of_instance(DefId def, Terms args) {
  return builder_->instance(def, args);
}

FnAbi FnAbis::of_fn_ptr(Term fn_ptr, Terms extra) {
  return builder_->build(split(fn_ptr), extra, std::nullopt, nullptr);
}

}  // namespace rmeta::layout
