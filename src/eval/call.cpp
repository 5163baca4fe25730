// SPDX-License-Identifier: MIT OR Apache-2.0
// Calls: which function is meant, functions the compiler implements itself, constructors, and what dropping runs.
#include <fmt/format.h>

#include "machine.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/bounds.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::eval {

void Machine::call(Frame& f, const Cursor& c, const Place& to) {
  Place callee = operand(f, c.get(FieldRole::TerminatorKind_Call_func));
  std::vector<Place> arguments;
  const bool spanned = c.schema().bound(FieldRole::Spanned_node);
  for (const Cursor& a : c.get(FieldRole::TerminatorKind_Call_args).elements())
    arguments.push_back(operand(f, spanned && a.has(FieldRole::Spanned_node) ? a.get(FieldRole::Spanned_node) : a));
  call_value(callee, std::move(arguments), to, f.depth);
}

void Machine::call_value(const Place& callee, std::vector<Place> arguments, const Place& to, int depth) {
  Term fn = callee.type;
  if (fn->kind == Kind::FnPtr) {
    const Value v = read(callee);
    const Allocation& a = memory_.at(v.alloc);
    if (a.what != Allocation::What::Function || v.bits != 0) throw Error("a call through a pointer to no function");
    fn = a.type;
  }
  if (fn->kind != Kind::FnDef) throw Error(fmt::format("a call of a {}", types::print(cx_, fn)));
  call_item(fn->def, fn->kids, std::move(arguments), to, depth + 1);
}

std::optional<std::string_view> Machine::intrinsic_name(DefId item) {
  const crate::Crate& crate = cx_.graph().crate(item.crate);
  if (crate.schema().bound(FieldRole::IntrinsicDef_name)) {
    if (auto c = crate.value(FieldRole::Tables_intrinsic, item.index))
      return c->get(FieldRole::IntrinsicDef_name).symbol_text();
    return std::nullopt;
  }
  Term sig = cx_.fn_sig(item);
  if (sig->text == "rust-intrinsic" || sig->text == "platform-intrinsic" || cx_.lang_item("const_eval_select") == item)
    return cx_.def_key(item).name;
  return std::nullopt;
}

void Machine::call_item(DefId item, Terms args, std::vector<Place> arguments, const Place& to, int depth) {
  static constexpr std::string_view panics[] = {"panic",           "panic_fmt",          "panic_display",
                                                "const_panic_fmt", "panic_bounds_check", "panic_nounwind",
                                                "begin_panic",     "panic_impl"};
  for (auto name : panics)
    if (cx_.lang_item(name) == item) throw Error("the evaluation panics");
  const auto kind = cx_.def_kind(item);
  if (kind == crate::DefKind::Ctor) return construct(item, arguments, to);
  if (auto name = intrinsic_name(item))
    if (intrinsic(*name, args, arguments, to, depth)) return;
  if (cx_.lang_item("align_offset") == item && align_offset(arguments, to)) return;
  // The end of an exclusive range in a pattern type: `n - 1` of an integer that is not the least one.
  if (cx_.lang_item("RangeSub") == item && arguments.size() == 1 && arguments[0].type->kind != Kind::Char) {
    const Number n = number(arguments[0]);
    auto r = arithmetic("Sub", n, {1, n.width, n.is_signed});
    if (!r || r->overflow) throw Error("a range that ends before the least number");
    return write_bits(to, r->bits);
  }
  auto target = cx_.resolve(item, args);
  if (!target) {
    if (callable(item, args, arguments, to, depth)) return;
    throw Error(fmt::format("which function {} is cannot be decided", types::print_path(cx_, item, args)));
  }
  if (target->item == item && cx_.lang_item("clone_fn") != item && is_trait_item_without_body(item)) {
    if (callable(item, args, arguments, to, depth)) return;
    throw Error(fmt::format("{} has no body", types::print_path(cx_, item, args)));
  }
  if (target->item != item)
    if (auto name = intrinsic_name(target->item))
      if (intrinsic(*name, target->args, arguments, to, depth)) return;
  run(body_of(target->item, std::nullopt), in_.list(target->args)->kids, std::move(arguments), to, depth);
}

bool Machine::is_trait_item_without_body(DefId item) {
  auto key = cx_.def_key(item);
  if (!key.parent || cx_.def_kind({item.crate, *key.parent}) != crate::DefKind::Trait) return false;
  for (const auto& i : cx_.associated_items({item.crate, *key.parent}))
    if (i.def == item) return !i.has_value;
  return false;
}

// `F: FnOnce(A)` where F is a function, a function pointer or a closure: self, then the arguments as a tuple. Copies of
// types that have no impl of Clone.
bool Machine::callable(DefId item, Terms args, std::vector<Place>& arguments, const Place& to, int depth) {
  auto key = cx_.def_key(item);
  if (!key.parent || args.empty()) return false;
  const DefId trait{item.crate, *key.parent};
  Term self = args[0];
  if (cx_.lang_item("clone") == trait && key.name == "clone" && arguments.size() == 1) {
    copy(deref(arguments[0]), to);  // whatever has no impl is copied bit by bit, if it can be cloned at all
    auto copies = cx_.lang_item("copy");
    if (!copies || cx_.holds(*copies, self) != types::Normalizer::Answer::Yes) return false;
    return true;
  }
  const bool once = cx_.lang_item("fn_once") == trait;
  if ((!once && cx_.lang_item("fn_mut") != trait && cx_.lang_item("fn") != trait) || arguments.size() != 2)
    return false;
  const auto n = static_cast<std::uint32_t>(layouts_.field_types(arguments[1].type, 0).size());
  std::vector<Place> spread;
  for (std::uint32_t i = 0; i < n; ++i) spread.push_back(field(arguments[1], i));
  if (self->kind == Kind::FnDef || self->kind == Kind::FnPtr) {
    call_value(once ? arguments[0] : deref(arguments[0]), std::move(spread), to, depth);
    return true;
  }
  if (self->kind != Kind::Closure) return false;
  // The body of a closure that is Fn or FnMut takes a reference to it.
  Term own = types::synthetic_arg(cx_, self, "<closure_kind>");
  const Body& body = body_of(self->def, std::nullopt);
  if (once && own && own->kind == Kind::Int && own->sub != static_cast<std::uint8_t>(types::Width::W32)) {
    Frame f{&body, self->kids, {}, 0};
    Place reference = allocate(type_in(f, body.local_types.at(1)));
    write_pointer(reference, arguments[0].at, std::nullopt);
    arguments[0] = reference;
  }
  spread.insert(spread.begin(), arguments[0]);
  run(body, self->kids, std::move(spread), to, depth);
  return true;
}

void Machine::construct(DefId constructor, const std::vector<Place>& arguments, const Place& to) {
  Place p = to;
  auto key = cx_.def_key(constructor);
  if (p.type->kind != Kind::Adt || !key.parent) throw Error("a constructor of what has none");
  const types::AdtDef& adt = cx_.adt_def(p.type->def);
  for (std::uint32_t v = 0; v < adt.variants.size(); ++v)
    if (adt.variants[v].def == DefId{constructor.crate, *key.parent}) p.variant = v;
  if (!p.variant) throw Error("a constructor of an unknown variant");
  for (std::uint32_t i = 0; i < arguments.size(); ++i) copy(arguments[i], field(p, i));
  if (adt.what == types::AdtDef::What::Enum) set_variant(p, *p.variant);
}

bool Machine::needs_drop(Term t, int depth) {
  if (depth > 100) throw Error("a type nested too deeply to know whether it needs dropping");
  switch (t->kind) {
    case Kind::Adt: {
      if (cx_.lang_item("manually_drop") == t->def) return false;
      const types::AdtDef& adt = cx_.adt_def(t->def);
      if (const auto drop = cx_.lang_item("drop"); drop && types::has_own_impl(cx_, *drop, t->def)) return true;
      if (adt.what == types::AdtDef::What::Union) return false;
      for (std::uint32_t v = 0; v < adt.variants.size(); ++v)
        for (Term field : layouts_.field_types(t, v))
          if (needs_drop(field, depth + 1)) return true;
      return false;
    }
    case Kind::Tuple:
    case Kind::Slice:
      for (Term k : t->kids)
        if (needs_drop(k, depth + 1)) return true;
      return false;
    case Kind::Array:
      return layout(t).fields.count != 0 && needs_drop(t->kids[0], depth + 1);
    case Kind::Closure:
      return needs_drop(types::synthetic_arg(cx_, t, "<upvars>"), depth + 1);
    case Kind::Dynamic:
    case Kind::Coroutine:
    case Kind::CoroutineClosure:
      return true;
    default:
      return false;
  }
}

void Machine::drop(const Place& p) {
  if (p.type->kind == Kind::Adt && cx_.adt_def(p.type->def).what == types::AdtDef::What::Enum) {
    // An enum's active variant may need no dropping though another would.
    auto of = layouts_.field_types(p.type, variant_of(p));
    bool any = false;
    for (Term t : of) any |= needs_drop(t);
    if (!any && !has_drop_impl(p.type->def)) return;
  }
  if (needs_drop(p.type)) throw Error(fmt::format("dropping a {} runs code", types::print(cx_, p.type)));
}

bool Machine::has_drop_impl(DefId adt) {
  auto drop = cx_.lang_item("drop");
  if (!drop) return false;
  for (DefId impl : cx_.impls_of(*drop)) {
    Term self = cx_.type_of(impl);
    if (self->kind == Kind::Adt && self->def == adt) return true;
  }
  return false;
}

}  // namespace rmeta::eval
