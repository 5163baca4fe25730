// SPDX-License-Identifier: MIT OR Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"
#include "translate.hpp"
#include "v0_tags.hpp"

namespace rmeta::symbols {

using crate::DefPathKind;
using types::DefId;
using types::GenericParam;
using types::Generics;
using types::Kind;
using types::Node;
using types::Term;
using types::Terms;

std::optional<std::uint32_t> crate_of(const crate::Graph& graph, std::string_view name, std::uint64_t disambiguator) {
  for (std::uint32_t n = 0; n < graph.size(); ++n) {
    if (graph.name(n) != name) continue;
    const crate::Crate* c = graph.find(n);
    if (c != nullptr && c->root().disambiguator == disambiguator) return n;
  }
  return std::nullopt;
}

DefId Translator::def(PieceId path) {
  path = d_.target(path);
  if (auto it = defs_.find(path); it != defs_.end()) return it->second;
  const Piece& p = d_[path];
  const auto parts = d_.parts(path);
  DefId found;
  switch (p.part) {
    case Part::Crate: {
      auto crate = crate_of(cx_.graph(), p.text, p.number);
      if (!crate)
        throw Error(fmt::format("crate `{}` with the StableCrateId {:016x} is none of those at hand", p.text, p.number))
            .hint("give the crate, or -L with the folder it is in");
      found = {*crate, crate::kCrateRoot};
      break;
    }
    case Part::Nested:
      found = child(def(parts[0]), p.tag, p);
      break;
    case Part::Impl:
    case Part::TraitImpl:
      found = impl(p, parts[0]);
      break;
    case Part::TraitItems:
      found = def(parts[1]);
      break;
    case Part::Generic:
      found = def(parts[0]);
      break;
    default:
      throw Error("a type where the path of an item is wanted");
  }
  return defs_[path] = found;
}

DefId Translator::child(DefId parent, char tag, const Piece& p) {
  const Rules& rules = rules_for(cx_.graph().crate(parent.crate).schema().release());
  std::optional<DefId> found;
  for (DefId d : cx_.children().named(parent, p.text, p.number)) {
    const auto key = cx_.def_key(d);
    if (key.kind == DefPathKind::Impl || !has_namespace_tag(key) || namespace_tag(key, rules) != tag) continue;
    if (found) throw Error(fmt::format("{} and {} have the same path", cx_.graph().path(*found), cx_.graph().path(d)));
    found = d;
  }
  if (!found)
    throw Error(fmt::format("{} has no item \"{}\"{} in namespace {}", cx_.graph().path(parent), p.text,
                            p.number != 0 ? fmt::format(" number {}", p.number) : "", tag));
  return *found;
}

DefId Translator::impl(const Piece& p, PieceId parent) {
  const DefId module = def(parent);
  for (DefId d : cx_.children().named(module, "", p.number))
    if (cx_.def_key(d).kind == DefPathKind::Impl) return d;
  throw Error(fmt::format("{} has no impl number {}", cx_.graph().path(module), p.number));
}

std::vector<Term> Translator::args(PieceId path) {
  path = d_.target(path);
  const Piece& p = d_[path];
  switch (p.part) {
    case Part::Generic:
      return args_with(d_.parts(path)[0], d_.parts(path).subspan(1), nullptr);
    case Part::Impl:
    case Part::TraitImpl:
      return impl_args(path);
    case Part::TraitItems:
      return trait_args(d_.parts(path)[1], type(d_.parts(path)[0]));
    default:
      return args_with(path, {}, nullptr);
  }
}

// Of an item behind which the arguments `given` stand.
std::vector<Term> Translator::args_with(PieceId path, std::span<const PieceId> given, Term self) {
  path = d_.target(path);
  const DefId item = def(path);
  if (d_[path].part != Part::Nested) {
    if (given.empty() && d_[path].part == Part::Crate) return {};
    throw Error("arguments for what takes none");
  }
  auto from = inherited(item, d_.parts(path)[0]);
  const auto kind = cx_.def_key(item).kind;
  if (kind == DefPathKind::Closure || kind == DefPathKind::SyntheticCoroutineBody)
    return closure_args(item, from, given);
  return complete(item, std::move(from), given, self);
}

std::vector<Term> Translator::inherited(DefId item, PieceId parent) {
  const std::uint32_t count = cx_.generics_of(item).parent_count;
  if (count == 0) return {};  // what is nested in a generic item without using its parameters
  auto from = args(parent);
  if (from.size() < count)
    throw Error(fmt::format("{} inherits {} generic arguments, of which {} are given", cx_.graph().path(item), count,
                            from.size()));
  from.resize(count);
  return from;
}

// A closure's own arguments stand for its kind, signature and captures, and follow from its definition. Only the
// coroutine in an `async` closure shows the first of them.
std::vector<Term> Translator::closure_args(DefId item, Terms from, std::span<const PieceId> given) {
  Term own = cx_.type_of(item);
  if (own->kind != Kind::Closure && own->kind != Kind::Coroutine && own->kind != Kind::CoroutineClosure)
    throw Error(fmt::format("{} is no closure", cx_.graph().path(item)));
  std::vector<Term> out;
  for (Term k : own->kids) out.push_back(settled(types::substitute(in_, k, from)));
  if (given.size() > 1 || (given.size() == 1 && out.size() <= from.size()))
    throw Error("a closure with generic arguments of its own");
  if (given.size() == 1) out[from.size()] = type(given[0]);
  return out;
}

Term Translator::default_of(const GenericParam& p, Terms so_far) {
  if (!p.has_default) throw Error(fmt::format("there is no argument for the generic parameter {}", p.name));
  return settled(types::substitute(in_, cx_.param_default(p.def), so_far));
}

std::vector<Term> Translator::complete(DefId item, std::vector<Term> out, std::span<const PieceId> given, Term self) {
  const Generics& g = cx_.generics_of(item);
  const bool lifetimes = std::ranges::any_of(given, [&](PieceId a) { return d_[a].part == Part::Lifetime; });
  std::size_t next = 0;
  for (const GenericParam& p : g.own) {
    if (p.host_effect) {
      Node yes;
      yes.kind = Kind::Leaf;
      yes.sub = 1;
      yes.bits_lo = 1;
      Term kids[] = {in_.leaf(Kind::Bool), in_.intern(yes)};
      out.push_back(in_.make(Kind::CtValue, kids));
    } else if (g.has_self && !g.parent && p.index == 0) {
      if (!self) throw Error(fmt::format("the trait {} without a self type", cx_.graph().path(item)));
      out.push_back(self);
    } else if (p.what == GenericParam::What::Lifetime) {
      if (lifetimes && next >= given.size()) throw Error("fewer lifetimes than parameters");
      out.push_back(lifetimes ? lifetime(d_[given[next++]]) : in_.leaf(types::Kind::ReErased));
    } else if (next >= given.size()) {
      out.push_back(default_of(p, out));
    } else if (p.what == GenericParam::What::Const) {
      const PieceId argument = given[next++];
      if (d_[argument].part != Part::ConstArgument) throw Error("a type where a constant is wanted");
      out.push_back(constant(d_.parts(argument)[0], settled(types::substitute(in_, cx_.type_of(p.def), out))));
    } else {
      out.push_back(type(given[next++]));
    }
  }
  if (next != given.size())
    throw Error(fmt::format("{} takes {} generic arguments, {} are given", cx_.graph().path(item), next, given.size()));
  return out;
}

std::vector<Term> Translator::trait_args(PieceId path, Term self) {
  path = d_.target(path);
  const bool generic = d_[path].part == Part::Generic;
  return args_with(generic ? d_.parts(path)[0] : path, generic ? d_.parts(path).subspan(1) : std::span<const PieceId>(),
                   self);
}

// The header with parameters in place against the header with arguments. Lifetimes say nothing here.
bool Translator::match(Term pattern, Term target, std::vector<Term>& out) {
  if (pattern == target && !pattern->has(Node::kHasTypeParam)) return true;
  if (pattern->is_region() && target->is_region()) return true;
  if (pattern->kind == Kind::Param || pattern->kind == Kind::CtParam) {
    if (pattern->a >= out.size() || (target->escapes() && binders_.empty())) return false;
    if (!out[pattern->a]) out[pattern->a] = target;
    return out[pattern->a] == target;
  }
  // Known once its parameters are; that it is the same is seen when the symbol is mangled again.
  if (pattern->kind == Kind::Alias || pattern->kind == Kind::CtUnevaluated) return true;
  if (pattern->kind != target->kind || pattern->sub != target->sub || pattern->def != target->def ||
      pattern->text != target->text || pattern->bits_lo != target->bits_lo || pattern->bits_hi != target->bits_hi ||
      pattern->kids.size() != target->kids.size())
    return false;
  for (std::size_t i = 0; i < pattern->kids.size(); ++i)
    if (!match(pattern->kids[i], target->kids[i], out)) return false;
  return true;
}

std::vector<Term> Translator::impl_args(PieceId id) {
  const DefId impl = def(id);
  const auto parts = d_.parts(id);
  const Generics& g = cx_.generics_of(impl);
  std::vector<Term> out(g.count(), nullptr);
  for (const auto& p : g.own)
    if (p.what == GenericParam::What::Lifetime) out[p.index] = in_.leaf(Kind::ReErased);
  auto unknown = [&] { return std::ranges::find(out, nullptr) != out.end(); };
  if (!unknown()) return out;
  const Term self = type(parts[1]);
  bool fits = false;
  if (Term head = cx_.impl_trait_ref(impl)) {
    if (d_[id].part != Part::TraitImpl) throw Error("the inherent impl of a name is the impl of a trait");
    if (def(parts[2]) != head->def)
      throw Error(fmt::format("{} implements {}, not {}", cx_.graph().path(impl), cx_.graph().path(head->def),
                              cx_.graph().path(def(parts[2]))));
    const auto target = trait_args(parts[2], self);
    head = cx_.normalize(head);
    fits = target.size() == head->kids.size();
    for (std::size_t i = 0; fits && i < target.size(); ++i) fits = match(head->kids[i], target[i], out);
  } else {
    if (d_[id].part != Part::Impl) throw Error("the trait impl of a name is an inherent impl");
    fits = match(cx_.normalize(cx_.type_of(impl)), self, out);
  }
  if (!fits) throw Error(fmt::format("{} is not for {}", cx_.graph().path(impl), types::print(cx_, self)));
  // Bounds give what the header does not mention (`impl<I, T> X for Cloned<I> where I: Iterator<Item = T>`).
  for (std::size_t round = 0; round < out.size() && unknown(); ++round) {
    std::vector<Term> known = out;
    for (std::size_t i = 0; i < known.size(); ++i)
      if (!known[i]) known[i] = in_.leaf(g.own[i].what == GenericParam::What::Const ? Kind::CtOther : Kind::InferTy);
    for (Term p : cx_.predicates_of(impl)) {
      if (p->kind != Kind::ProjectionEq || !p->kids[1]->has(Node::kHasTypeParam)) continue;
      const Term got = settled(types::substitute(in_, p->kids[0], known));
      if (got->has(Node::kHasAlias | Node::kHasInfer)) continue;
      if (!match(p->kids[1], got, out)) throw Error(fmt::format("a bound of {} does not hold", cx_.graph().path(impl)));
    }
  }
  if (unknown()) throw Error(fmt::format("what {} is used with cannot be told", cx_.graph().path(impl)));
  return out;
}

}  // namespace rmeta::symbols
