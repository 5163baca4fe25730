// SPDX-License-Identifier: MIT OR Apache-2.0
// Paths of types, and of what types without a name are in: functions, impls, closures. Modules are followed through
// re-exports; from the first item on that is no module, metadata's own tree of definitions leads on. An impl has no
// name: which one is meant follows from the type, and trait, that stands for it.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "rmeta/crate/items.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/parse.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::types {

using crate::DefKind;
using crate::DefPathKind;

namespace {

bool is_named_type(DefKind k) {
  return crate::is_adt(k) || k == DefKind::Mod || k == DefKind::Trait || k == DefKind::TyAlias ||
         k == DefKind::ForeignTy;
}

/// Where the outermost bracket that is open at the start of the text closes; npos if it does not.
std::size_t closing(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '<' || c == '(' || c == '[' || c == '{') ++depth;
    const bool arrow = c == '>' && i > 0 && text[i - 1] == '-';
    if ((c == '>' && !arrow) || c == ')' || c == ']' || c == '}')
      if (depth-- == 0) return i;
  }
  return std::string_view::npos;
}

/// Where ` for ` stands in the text outside of all brackets; npos if it does not.
std::size_t outer_for(std::string_view text) {
  constexpr std::string_view word = " for ";
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
    if (closing(std::string(text.substr(0, at)) + ">") == at) return at;
  return std::string_view::npos;
}

}  // namespace

std::optional<std::uint32_t> TypeParser::crate_named(std::string_view name) {
  if (cx_.graph().name(crate_) == name) return crate_;
  for (std::uint32_t c = 0; c < cx_.graph().size(); ++c) {
    cx_.graph().find(c);  // makes its dependencies known
    if (cx_.graph().name(c) == name) return c;
  }
  return std::nullopt;
}

std::optional<DefId> TypeParser::child(DefId parent, std::string_view name) {
  const crate::Crate& c = cx_.graph().crate(parent.crate);
  crate::Items items(c);
  for (auto i : items.module_children(parent.index)) {
    auto kind = c.def_kind(i);
    if (c.item_name(i) == name && kind && is_named_type(kind->kind)) return DefId{parent.crate, i};
  }
  const auto reexports = items.reexports(parent.index);
  const auto exported = [&](bool types) -> std::optional<DefId> {
    for (const auto& r : reexports)
      if (r.name == name && r.target.kind && is_named_type(r.target.kind->kind) == types) return c.global(r.target.def);
    return std::nullopt;
  };
  if (auto type = exported(true)) return type;
  if (auto value = nested(parent, name)) return value;
  return exported(false);
}

DefId TypeParser::resolve() {
  if (find_) {
    blanks();
    std::size_t end = at_;
    while (end < text_.size() && (word_char(text_[end]) || std::string_view(":{}#").find(text_[end]) != text_.npos))
      ++end;
    std::string_view path = text_.substr(at_, end - at_);
    at_ = end;
    return find_(path);
  }
  take("::");
  std::string_view first = word();
  if (first.empty()) fail("a path is missing");
  DefId at{crate_, crate::kCrateRoot};
  if (auto named = crate_named(first)) {
    at.crate = *named;
  } else if (auto found = child(at, first)) {
    at = *found;
  } else {
    fail(fmt::format("{} is neither a crate nor in crate {}; it stands", first, cx_.graph().name(crate_)));
  }
  while (cx_.def_kind(at) == DefKind::Mod) {
    const std::size_t before = at_;
    if (!take("::")) break;
    std::string_view name = word();
    auto next = name.empty() ? std::nullopt : child(at, name);
    if (!next && !name.empty()) fail(fmt::format("there is no {} in {}", name, cx_.graph().path(at)));
    if (!next) at_ = before;  // an impl or a closure of the module
    if (!next) break;
    at = *next;
  }
  return at;
}

// An item that is no module's type: a function, method, constant; what is declared inside of one.
std::optional<DefId> TypeParser::nested(DefId parent, std::string_view name) {
  std::optional<DefId> found;
  for (std::uint64_t number : {0, 1})
    for (DefId d : cx_.children().named(parent, name, number)) {
      const auto kind = cx_.def_key(d).kind;
      if (kind != DefPathKind::TypeNs && kind != DefPathKind::ValueNs) continue;
      if (found)
        fail(fmt::format("{} has several items of the name {}; they cannot be told apart", cx_.graph().path(parent),
                         name));
      found = d;
    }
  return found;
}

TypeParser::Place TypeParser::inside(const Place& from, DefId def) {
  // What is declared inside of an item, but for closures and the like, does not see its parameters: nobody says them.
  const auto needs = [](const GenericParam& p) {
    return p.what != GenericParam::What::Lifetime && !p.has_default && !p.host_effect;
  };
  const std::uint32_t count = cx_.generics_of(def).parent_count;
  const bool lacks = from.args.size() < count, leads_on = !at_arguments() && text_.substr(at_).starts_with("::");
  if (leads_on && (lacks || std::ranges::any_of(cx_.generics_of(def).own, needs))) return {def, {}};
  if (lacks) fail(fmt::format("the arguments of {} are missing", cx_.graph().path(from.def)));
  return {def, arguments(def, {from.args.begin(), from.args.begin() + count})};
}

// A trait can be declared inside of a function.
DefId TypeParser::trait_path() {
  DefId at = resolve();
  while (cx_.def_kind(at) != DefKind::Mod && text_.substr(at_).starts_with("::") &&
         word_char(text_.substr(at_ + 2).empty() ? ' ' : text_[at_ + 2])) {
    at_ += 2;
    const std::string_view name = word();
    const auto next = nested(at, name);
    if (!next) fail(fmt::format("there is no {} in {}", name, cx_.graph().path(at)));
    at = *next;
  }
  if (cx_.def_kind(at) != DefKind::Trait) fail(fmt::format("{} is no trait", cx_.graph().path(at)));
  return at;
}

TypeParser::Place TypeParser::place() {
  Place at;
  if (take("<")) {
    at = qualified();
  } else {
    const DefId def = resolve();
    at = cx_.def_kind(def) == DefKind::Mod || cx_.def_kind(def) == DefKind::Trait ? Place{def, {}} : inside({}, def);
  }
  while (take("::")) at = step(at);
  return at;
}

// `<Type as Trait>::item` or `<Type>::item`, the bracket taken.
TypeParser::Place TypeParser::qualified() {
  Term self = type();
  if (!take_word("as")) {
    expect(">");
    expect("::");
    return associated(self, word());
  }
  const DefId trait = trait_path();
  const Place of{trait, arguments(trait, {self})};
  expect(">");
  expect("::");
  const std::string_view name = word();
  const Term trait_ref = in_.make(Kind::TraitRef, of.args, trait);
  if (trait_ref->has(Node::kHasInfer)) return inside_impl(only_impl(cx_.impls_of(trait), trait_ref, name), name);
  for (const AssocItem& a : cx_.associated_items(trait)) {
    if (a.name != name) continue;
    if (a.kind == DefKind::AssocTy) return inside(of, a.def);
    const Place declared = inside(of, a.def);
    auto found = cx_.resolve(declared.def, declared.args);
    if (!found) fail(fmt::format("which impl has {} cannot be told; it stands", name));
    return {found->item, std::move(found->args)};
  }
  fail(fmt::format("there is no {} in {}", name, cx_.graph().path(trait)));
}

// What follows `::` behind an item.
TypeParser::Place TypeParser::step(const Place& from) {
  if (take("<")) return impl_of(from.def);
  if (take("{")) return numbered(from);
  const std::string_view name = word();
  const auto kind = cx_.def_kind(from.def);
  if (crate::is_adt(kind)) {
    for (const VariantDef& v : cx_.adt_def(from.def).variants)
      if (kind == DefKind::Enum && v.name == name) return {v.def, from.args};
    return associated(in_.make(Kind::Adt, from.args, from.def), name);
  }
  const auto found = nested(from.def, name);
  if (!found) fail(fmt::format("there is no {} in {}", name, cx_.graph().path(from.def)));
  return inside(from, *found);
}

// `closure#0}` or `constant#0}`
TypeParser::Place TypeParser::numbered(const Place& from) {
  const std::string_view what = word();
  const bool is_closure = what == "closure";
  if (!is_closure && what != "constant") fail("closure or constant is missing");
  expect("#");
  const std::string_view digits = word();
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) fail("a number is missing");
  expect("}");
  for (DefId d : cx_.children().named(from.def, "", number))
    if (cx_.def_key(d).kind == (is_closure ? DefPathKind::Closure : DefPathKind::AnonConst)) return {d, from.args};
  fail(fmt::format("{} has no {} number {}", cx_.graph().path(from.def), what, number));
}

std::vector<DefId> TypeParser::inherent_impls(Term self) {
  std::vector<DefId> out;
  auto add = [&](std::uint32_t crate, const std::vector<crate::DefIndex>& impls) {
    for (auto i : impls) out.push_back({crate, i});
  };
  if (self->kind == Kind::Adt || self->kind == Kind::Foreign) {
    add(self->def.crate, crate::Items(cx_.graph().crate(self->def.crate)).inherent_impls(self->def.index));
  } else {
    for (std::uint32_t c = 0; c < cx_.graph().size(); ++c)
      if (const crate::Crate* crate = cx_.graph().find(c)) add(c, crate::Items(*crate).incoherent_impls());
  }
  return out;
}

// An item of an inherent impl.
TypeParser::Place TypeParser::associated(Term self, std::string_view name) {
  return inside_impl(only_impl(inherent_impls(self), self, name), name);
}

TypeParser::Place TypeParser::inside_impl(const Place& impl, std::string_view name) {
  for (const AssocItem& a : cx_.associated_items(impl.def))
    if (a.name == name) return inside(impl, a.def);
  fail(fmt::format("there is no {} in {}", name, cx_.graph().path(impl.def)));
}

// The one impl of those that is for the target, and has the item if one is named.
TypeParser::Place TypeParser::only_impl(const std::vector<DefId>& impls, Term target, std::string_view item) {
  std::optional<Place> found;
  auto quality = Normalizer::Answer::No;
  bool several = false;
  for (DefId impl : impls) {
    const auto& items = cx_.associated_items(impl);
    if (!item.empty() && std::ranges::none_of(items, [&](const AssocItem& a) { return a.name == item; })) continue;
    std::vector<Term> args;
    const auto answer = cx_.is_for(impl, target, args);
    // Where arguments of the target are left open, those of the impl are.
    if (target->has(Node::kHasInfer)) std::ranges::replace(args, nullptr, in_.leaf(Kind::InferTy));
    if (answer == Normalizer::Answer::No || std::ranges::find(args, nullptr) != args.end()) continue;
    several = found && answer == quality;
    if (found && answer <= quality) continue;
    found = Place{impl, std::move(args)};
    quality = answer;
  }
  if (!found || several)
    fail(fmt::format("{}{} fits; it stands", found ? "more than one impl" : "no impl",
                     item.empty() ? "" : fmt::format(" that has {}", item)));
  return *found;
}

// `impl Type>` or `impl Trait for Type>`
TypeParser::Place TypeParser::impl_of(DefId module) {
  if (!take_word("impl")) fail("impl is missing");
  blanks();
  const std::size_t end = closing(text_.substr(at_));
  if (end == std::string_view::npos) fail("a closing bracket is missing");
  const std::size_t middle = outer_for(text_.substr(at_, end));
  Term target = nullptr;
  if (middle == std::string_view::npos) {
    target = type();
  } else {
    const std::size_t begin = at_;
    at_ = begin + middle + std::string_view(" for ").size();
    Term self = type();
    const std::size_t behind = at_;
    at_ = begin;
    const DefId trait = trait_path();
    target = in_.make(Kind::TraitRef, arguments(trait, {self}), trait);
    at_ = behind;
  }
  expect(">");
  const std::size_t behind = at_;
  const std::string_view name = take("::") ? word() : "";
  at_ = behind;
  return only_impl(cx_.children().impls(module), target, name);
}

Term TypeParser::argument(const GenericParam& p) {
  if (p.what != GenericParam::What::Const) return type();
  const bool braces = take("{");
  Term value = number(cx_.type_of(p.def));
  if (braces) expect("}");
  return value;
}

// `Item = ` stands there.
bool TypeParser::at_binding() {
  const std::size_t before = at_;
  const bool yes = !word().empty() && take("=");
  at_ = before;
  return yes;
}

// `<` of arguments, with or without `::` before it.
bool TypeParser::at_arguments() {
  blanks();
  const std::string_view rest = text_.substr(at_);
  return rest.starts_with("<") || (rest.starts_with("::<") && !rest.starts_with("::<impl "));
}

std::vector<Term> TypeParser::arguments(DefId def, std::vector<Term> args, Bindings* bindings) {
  const std::size_t from = args.size();
  const bool open = at_arguments();
  if (open) {
    take("::");
    expect("<");
  }
  bool more = open;
  for (const GenericParam& p : cx_.generics_of(def).own) {
    if (p.index < from) continue;
    if (p.what == GenericParam::What::Lifetime) {
      blanks();
      if (more && text_.substr(at_).starts_with("'")) {
        lifetime();
        more = take(",");
      }
      args.push_back(in_.leaf(Kind::ReErased));
      continue;
    }
    blanks();
    if (more && !text_.substr(at_).starts_with(">") && !at_binding()) {
      args.push_back(argument(p));
      more = take(",");
    } else if (p.has_default) {
      args.push_back(strip_regions(in_, substitute(in_, cx_.param_default(p.def), args)));
    } else {
      fail(fmt::format("{} needs an argument for {}; it is missing", cx_.graph().path(def), p.name));
    }
  }
  while (bindings && more && at_binding()) {
    std::string_view name = word();
    expect("=");
    bindings->emplace_back(name, type());
    more = take(",");
  }
  if (open) expect(">");
  return args;
}

Term TypeParser::item(const Place& at) {
  const auto kind = cx_.def_kind(at.def);
  if (kind == DefKind::ForeignTy) return in_.make(Kind::Foreign, {}, at.def);
  if (kind == DefKind::AssocTy) {
    Term t = in_.make(Kind::Alias, at.args, at.def, static_cast<std::uint8_t>(AliasKind::Projection));
    return strip_regions(in_, cx_.normalize(t));
  }
  if (!crate::is_adt(kind) && kind != DefKind::TyAlias) fail(fmt::format("{} is no type", cx_.graph().path(at.def)));
  if (kind == DefKind::TyAlias) return strip_regions(in_, substitute(in_, cx_.type_of(at.def), at.args));
  return in_.make(Kind::Adt, at.args, at.def);
}

// A closure's kind, signature and captures follow from its definition (its own type has them), what is left are the
// arguments of the item around it.
Term TypeParser::closure(const Place& at) {
  Term own = cx_.type_of(at.def);
  if (own->kind != Kind::Closure && own->kind != Kind::Coroutine && own->kind != Kind::CoroutineClosure)
    fail(fmt::format("{} is no closure", cx_.graph().path(at.def)));
  if (at.args.size() < cx_.generics_of(at.def).parent_count)
    fail(fmt::format("the arguments of the item around {} are missing", cx_.graph().path(at.def)));
  return strip_regions(in_, cx_.normalize(strip_regions(in_, substitute(in_, own, at.args))));
}

Term TypeParser::path() {
  if (find_) {
    const DefId def = resolve();
    return item({def, arguments(def, {})});
  }
  const Place at = place();
  return cx_.def_key(at.def).kind == DefPathKind::Closure ? closure(at) : item(at);
}

// `fn{path}`, as canonical names have it, the bracket taken.
Term TypeParser::function_item() {
  Place at = place();
  expect("}");
  const auto kind = cx_.def_kind(at.def);
  if (kind == DefKind::Variant || kind == DefKind::Struct) {
    const auto ctors = cx_.children().named(at.def, "", 0);
    const auto ctor = std::ranges::find_if(ctors, [&](DefId d) { return cx_.def_key(d).kind == DefPathKind::Ctor; });
    if (ctor == ctors.end()) fail(fmt::format("{} cannot be called", cx_.graph().path(at.def)));
    at.def = *ctor;
  } else if (kind != DefKind::Fn && kind != DefKind::AssocFn) {
    fail(fmt::format("{} is no function", cx_.graph().path(at.def)));
  }
  return in_.make(Kind::FnDef, at.args, at.def);
}

}  // namespace rmeta::types
