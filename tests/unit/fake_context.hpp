// SPDX-License-Identifier: MIT OR Apache-2.0
// A crate graph built by hand, for tests of what stands above metadata.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rmeta/types/context.hpp"
#include "rmeta/types/normalize.hpp"

namespace rmeta::test {

using namespace types;  // NOLINT(google-build-using-namespace): test code is written in the terms of that room

class FakeContext : public Context {
 public:
  struct Item {
    crate::DefKey key;
    Generics generics;
    Term type = nullptr, trait = nullptr, sig = nullptr, value = nullptr;
    crate::DefKind kind = crate::DefKind::Fn;
    AdtDef adt;
    CodegenAttrs attrs;
    CoroutineLayout coroutine;
    bool mutable_static = false;
    std::vector<Context::Deduced> deduced;
    std::vector<AssocItem> items;
    std::vector<Term> predicates, supers;
    std::vector<DefId> impls, negative_impls;
    std::optional<DefId> specializes;
    bool is_auto = false;
  };
  struct Crate {
    std::string name;
    std::uint64_t id;
    std::deque<Item> items;
  };

  Interner in;
  std::deque<Crate> crates;
  std::map<std::string, DefId, std::less<>> lang_items;
  std::vector<DefId> absent;  // impls of traits that are not at hand
  std::optional<Normalizer> normalizer{std::in_place, *this};

  std::uint32_t crate(std::string name, std::uint64_t id) {
    crates.push_back({std::move(name), id, {}});
    crates.back().items.emplace_back();
    return static_cast<std::uint32_t>(crates.size() - 1);
  }
  DefId item(DefId parent, crate::DefPathKind kind, std::string_view name, std::uint32_t disambiguator = 0) {
    auto& items = crates[parent.crate].items;
    Item it;
    it.key = {parent.index, kind, name, disambiguator};
    items.push_back(it);
    return {parent.crate, static_cast<std::uint32_t>(items.size() - 1)};
  }
  Item& at(DefId d) { return crates.at(d.crate).items.at(d.index); }
  DefId type_item(DefId parent, std::string_view name) { return item(parent, crate::DefPathKind::TypeNs, name); }
  DefId value_item(DefId parent, std::string_view name) { return item(parent, crate::DefPathKind::ValueNs, name); }
  /// Adds a type parameter, `Self` of a trait included.
  void type_param(DefId owner, std::string_view name, Term fallback = nullptr) {
    auto& g = at(owner).generics;
    auto index = g.count();
    DefId def = item(owner, crate::DefPathKind::TypeNs, name);
    at(def).type = fallback;
    at(owner).generics.own.push_back({GenericParam::What::Type, fallback != nullptr, index, def, name});
  }

  Term node(Kind k, std::vector<Term> kids = {}, std::uint8_t sub = 0, DefId def = {}) {
    Node n;
    n.kind = k;
    n.kids = kids;
    n.sub = sub;
    n.def = def;
    return in.intern(n);
  }
  Term adt(DefId def, std::vector<Term> args = {}) { return node(Kind::Adt, std::move(args), 0, def); }
  Term ref(Term to, bool mut = false) { return node(Kind::Ref, {in.leaf(Kind::ReErased), to}, mut ? kMut : 0); }
  Term uint(Width w) { return in.leaf(Kind::Uint, static_cast<std::uint8_t>(w)); }
  Term bound(std::uint32_t debruijn, std::uint32_t var) {
    Node n;
    n.kind = Kind::ReBound;
    n.a = debruijn;
    n.b = var;
    return in.intern(n);
  }
  Term binder(Kind k, std::uint32_t vars, std::vector<Term> kids, DefId def = {}, std::string_view text = {},
              std::uint8_t sub = 0) {
    Node n;
    n.kind = k;
    n.binder = true;
    n.vars = vars;
    n.kids = kids;
    n.def = def;
    n.text = text;
    n.sub = sub;
    return in.intern(n);
  }
  Term param(std::uint32_t index, std::string_view name) {
    Node n;
    n.kind = Kind::Param;
    n.a = index;
    n.text = name;
    return in.intern(n);
  }
  Term value(Term type, std::uint64_t bits, std::uint8_t size) {
    Node n;
    n.kind = Kind::Leaf;
    n.sub = size;
    n.bits_lo = bits;
    return node(Kind::CtValue, {type, in.intern(n)});
  }

  Interner& interner() override { return in; }
  crate::DefKey def_key(DefId d) override { return at(d).key; }
  std::string_view crate_name(std::uint32_t c) override { return crates.at(c).name; }
  std::uint64_t stable_crate_id(std::uint32_t c) override { return crates.at(c).id; }
  const Generics& generics_of(DefId d) override { return at(d).generics; }
  Term type_of(DefId d) override { return at(d).type; }
  Term param_default(DefId d) override { return at(d).type; }
  Term impl_trait_ref(DefId d) override { return at(d).trait; }
  const AdtDef& adt_def(DefId d) override { return at(d).adt; }
  bool coroutine_of_closure(DefId) override { return false; }
  std::optional<DefId> coroutine_in_closure(DefId) override { return std::nullopt; }
  std::string coroutine_kind(DefId) override { return "async fn"; }
  std::optional<NestedStatic> nested_static(DefId) override { return std::nullopt; }
  const CoroutineLayout& coroutine_layout(Term t) override { return at(t->def).coroutine; }
  crate::DefKind def_kind(DefId d) override { return at(d).kind; }
  Term fn_sig(DefId d) override { return at(d).sig; }
  const CodegenAttrs& codegen_attrs(DefId d) override { return at(d).attrs; }
  std::vector<Deduced> deduced_param_attrs(DefId d) override { return at(d).deduced; }
  bool static_is_mutable(DefId d) override { return at(d).mutable_static; }
  const std::vector<AssocItem>& associated_items(DefId d) override { return at(d).items; }
  const std::vector<Term>& predicates_of(DefId d) override { return at(d).predicates; }
  const std::vector<Term>& super_predicates_of(DefId d) override { return at(d).supers; }
  const std::vector<DefId>& impls_of(DefId d) override { return at(d).impls; }
  const std::vector<DefId>& negative_impls_of(DefId d) override { return at(d).negative_impls; }
  std::optional<DefId> impl_parent(DefId d) override { return at(d).specializes; }
  bool trait_is_auto(DefId d) override { return at(d).is_auto; }
  const std::vector<DefId>& impls_of_absent_traits(std::uint32_t) override { return absent; }
  std::optional<DefId> lang_item(std::string_view name) override {
    auto it = lang_items.find(name);
    if (it == lang_items.end()) return std::nullopt;
    return it->second;
  }
  Term const_value(DefId d, Terms) override { return at(d).value; }
  Term normalize(Term t) override { return normalizer->normalize(t); }
  std::optional<bool> holds(Term predicate) override { return decided(normalizer->satisfied(predicate)); }
};

}  // namespace rmeta::test
