// SPDX-License-Identifier: MIT OR Apache-2.0
// A vtable begins with the address of the drop code (or null), the size and the alignment of the type. What follows are
// methods of the trait and all its supertraits, which form a graph:
//
//     trait D: B + C        D -> B -> A        from 1.63 on the slots are
//     trait B: A             \-> C -/           A, B | C, pointer to a vtable for C | D
//     trait C: A
//
// so that the vtable for D is one for B, and for A, too: nothing has to be done to see a `dyn D` as a `dyn B`. Any
// other supertrait needs a vtable of its own, whose address is behind its methods. Until 1.48 there was no upcasting:
// the trait's own methods came first.
//
// References: rustc_trait_selection/src/traits/vtable.rs (`prepare_vtable_segments`, `vtable_entries`); in 1.48 and
// 1.63 traits/mod.rs (`vtable_methods`, `vtable_entries`), with the order of rustc_infer/src/traits/util.rs.
#include "vtable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::layout {

using types::DefId;
using types::Kind;
using types::Node;
using types::Term;
using types::VtableEntry;
using What = VtableEntry::What;

namespace {

// Supertraits of one trait, those of supertraits among them; more are only found where generic ones never end.
constexpr std::size_t kMostSupertraits = 2000;

class Visited {
 public:
  explicit Visited(Term root) : root_(root) { seen_.insert(root); }

  bool insert(types::Context& cx, Term t) {
    if (seen_.size() > kMostSupertraits)
      throw Error(fmt::format("trait {} has more than {} supertraits", types::print_trait(cx, root_->def, root_->kids),
                              kMostSupertraits));
    return seen_.insert(t).second;
  }

 private:
  Term root_;
  std::unordered_set<Term> seen_;
};

bool is_self(Term t) {
  return t->kind == Kind::Param && t->a == 0;
}

}  // namespace

std::vector<VtableEntry> Vtables::entries(Term trait_ref) {
  std::vector<VtableEntry> out{{What::DropInPlace, nullptr, {}}, {What::Size, nullptr, {}}, {What::Align, nullptr, {}}};
  if (!trait_ref) return out;
  if (rules_.vtables_embed_supertraits)
    in_segments(trait_ref, out);
  else
    by_elaboration(trait_ref, out);
  return out;
}

Term Vtables::settle(Term t) {
  t = types::strip_regions(in_, cx_.normalize(types::strip_regions(in_, t)));
  if (t->has(Node::kHasAlias | Node::kHasUnevaluated | Node::kHasTypeParam)) throw Error(types::why_unresolved(cx_, t));
  return t;
}

// A supertrait, in the form in which equal ones are told: before normalisation came first, with its lifetimes and
// projections as they are written.
Term Vtables::supertrait(Term predicate, Term of) {
  if (predicate->kind != Kind::TraitRef || !is_self(predicate->kids[0])) return nullptr;
  Term t = types::substitute(in_, predicate, of->kids);
  return rules_.supertraits_normalised_first ? settle(t) : t;
}

// Supertraits are laid out before the trait that needs them, each once, where it is met first. All that are met on the
// way down to the first supertrait of the first supertrait of ... share the vtable's start.
void Vtables::in_segments(Term root, std::vector<VtableEntry>& out) {
  struct Frame {
    Term ref;
    bool pointer;
    Term parent;       // whose supertraits come after this one
    std::size_t next;  // index of the first of them that was not looked at
  };
  Visited visited(root);
  bool pointers = false;
  auto next_supertrait = [&](Term parent, std::size_t& next) -> Term {
    if (!parent) return nullptr;
    const auto& supers = cx_.super_predicates_of(parent->def);
    while (next < supers.size()) {
      Term t = supertrait(supers[next++], parent);
      if (t && visited.insert(cx_, t)) return t;
    }
    return nullptr;
  };
  std::vector<Frame> stack{{root, false, nullptr, 0}};
  while (!stack.empty()) {
    for (;;) {
      Frame below{nullptr, pointers, stack.back().ref, 0};
      below.ref = next_supertrait(below.parent, below.next);
      if (!below.ref) break;
      stack.push_back(below);
    }
    // Until 1.70 only those on the first way down had no pointer.
    if (!rules_.first_methods_start_pointers) pointers = true;
    while (!stack.empty()) {
      Frame f = stack.back();
      stack.pop_back();
      const bool slots = rules_.inherited_methods_count ? has_slots_anywhere(f.ref->def) : has_slots(f.ref->def);
      Term settled = settle(f.ref);
      add_methods(settled, out);
      if (f.pointer && (slots || !rules_.empty_traits_have_no_pointer)) out.push_back({What::TraitVPtr, settled, {}});
      if (rules_.first_methods_start_pointers && slots) pointers = true;
      f.ref = next_supertrait(f.parent, f.next);
      if (!f.ref) continue;
      f.pointer = pointers;
      stack.push_back(f);
      break;
    }
  }
}

// The trait first, then what is on top of a heap of supertraits still to do.
void Vtables::by_elaboration(Term root, std::vector<VtableEntry>& out) {
  Visited visited(root);
  std::vector<Term> todo{root};
  while (!todo.empty()) {
    Term t = todo.back();
    todo.pop_back();
    for (Term p : cx_.super_predicates_of(t->def))
      if (Term s = supertrait(p, t); s && visited.insert(cx_, s)) todo.push_back(s);
    add_methods(settle(t), out);
  }
}

void Vtables::add_methods(Term trait_ref, std::vector<VtableEntry>& out) {
  for (const Method& m : methods(trait_ref->def)) {
    if (m.needs_sized && rules_.vtables_embed_supertraits) continue;
    const bool called = !m.needs_sized && callable(trait_ref, m.def);
    out.push_back({called ? What::Method : What::Vacant, trait_ref, m.def});
  }
}

const std::vector<Vtables::Method>& Vtables::methods(DefId trait) {
  auto [it, fresh] = methods_.try_emplace(trait);
  if (!fresh) return it->second;
  std::vector<Method> list;
  for (const types::AssocItem& item : cx_.associated_items(trait)) {
    if (item.kind != crate::DefKind::AssocFn) continue;
    if (item.is_final) continue;
    const bool needs_sized = requires_sized_self(item.def);
    const auto& own = cx_.generics_of(item.def).own;
    if (!needs_sized && std::any_of(own.begin(), own.end(), [](const types::GenericParam& p) {
          return p.what != types::GenericParam::What::Lifetime && !p.host_effect;
        }))
      throw Error(fmt::format("trait {} has no vtable: its method {} has parameters of its own",
                              types::print_path(cx_, trait), item.name));
    list.push_back({item.def, needs_sized});
  }
  return methods_[trait] = std::move(list);
}

bool Vtables::has_slots(DefId trait) {
  const auto& list = methods(trait);
  return std::any_of(list.begin(), list.end(), [](const Method& m) { return !m.needs_sized; });
}

bool Vtables::has_slots_anywhere(DefId trait) {
  std::vector<DefId> todo{trait};
  for (std::size_t i = 0; i < todo.size(); ++i) {
    if (has_slots(todo[i])) return true;
    for (Term p : cx_.super_predicates_of(todo[i]))
      if (p->kind == Kind::TraitRef && is_self(p->kids[0]) && std::find(todo.begin(), todo.end(), p->def) == todo.end())
        todo.push_back(p->def);
  }
  return false;
}

std::uint64_t Vtables::method_slots(DefId trait) {
  std::vector<DefId> todo{trait};
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < todo.size(); ++i) {
    const auto& list = methods(todo[i]);
    count += static_cast<std::uint64_t>(
        std::count_if(list.begin(), list.end(), [](const Method& m) { return !m.needs_sized; }));
    for (Term p : cx_.super_predicates_of(todo[i]))
      if (p->kind == Kind::TraitRef && is_self(p->kids[0]) && std::find(todo.begin(), todo.end(), p->def) == todo.end())
        todo.push_back(p->def);
  }
  return count;
}

// `where Self: Copy` says `Self: Sized` too, through the supertraits of Copy.
bool Vtables::requires_sized_self(DefId method) {
  const auto sized = cx_.lang_item("sized");
  std::vector<DefId> todo;
  auto add = [&](const std::vector<Term>& predicates) {
    for (Term p : predicates)
      if (p->kind == Kind::TraitRef && is_self(p->kids[0]) && std::find(todo.begin(), todo.end(), p->def) == todo.end())
        todo.push_back(p->def);
  };
  add(cx_.predicates_of(method));
  for (std::size_t i = 0; i < todo.size(); ++i) {
    cx_.def_key(todo[i]);  // throws if the trait is not at hand: it could be `Sized`
    if (todo[i] == sized) return true;
    add(cx_.super_predicates_of(todo[i]));
  }
  return false;
}

// A method's bounds may not hold for the arguments at hand: then nobody can call it, and its slot is vacant.
bool Vtables::callable(Term trait_ref, DefId method) {
  const auto& predicates = cx_.predicates_of(method);
  if (predicates.empty()) return true;
  std::vector<Term> args(trait_ref->kids.begin(), trait_ref->kids.end());
  const types::Generics& g = cx_.generics_of(method);
  if (args.size() > g.count()) throw Error("a method with fewer parameters than its trait");
  args.resize(g.count(), in_.leaf(Kind::ReErased));
  bool all = true;
  for (Term p : predicates) {
    Term q = types::substitute(in_, p, args);
    const auto holds = cx_.holds(q);
    if (!holds)
      throw Error(
          fmt::format("whether method {} can be called cannot be decided", types::print_path(cx_, method, args)));
    all &= *holds;
  }
  return all;
}

}  // namespace rmeta::layout
