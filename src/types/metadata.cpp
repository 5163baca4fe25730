// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/types/metadata.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory_resource>
#include <string>

#include "rmeta/crate/items.hpp"
#include "rmeta/decode/special.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/def_map.hpp"
#include "rmeta/types/reader.hpp"

namespace rmeta::types {

using schema::FieldRole;
using schema::VariantRole;

struct MetadataContext::Cache {
  std::unordered_map<std::uint32_t, std::unique_ptr<Reader>> readers;
  std::pmr::monotonic_buffer_resource memory;  // of maps of which nothing is removed
  DefMap<crate::DefKey> keys;
  DefMap<std::unique_ptr<Generics>> generics;
  DefMap<std::unique_ptr<AdtDef>> adts;
  std::unordered_map<DefId, std::unique_ptr<CoroutineLayout>> coroutines;
  std::unordered_map<DefId, std::unique_ptr<CodegenAttrs>> attrs;
  std::unordered_map<DefId, std::unique_ptr<std::vector<AssocItem>>> items;
  std::unordered_map<DefId, std::unique_ptr<std::vector<Term>>> predicates, supers, item_bounds;
  DefMap<Term> types, sigs, traits;
  std::map<std::pair<DefId, Term>, Term> values;
  std::map<std::pair<DefId, Term>, std::string> failures;                      // why there is no value
  std::pmr::unordered_map<DefId, std::pmr::vector<DefId>> all_impls{&memory};  // by trait
  std::unordered_map<DefId, Impls> impls;
  std::unordered_map<std::uint32_t, std::vector<DefId>> impls_of_absent;
  std::map<std::string, DefId, std::less<>> lang_items;
  bool impls_loaded = false, lang_items_loaded = false;

  Reader& reader(MetadataContext& cx, std::uint32_t crate) {
    auto& r = readers[crate];
    if (!r) r = std::make_unique<Reader>(cx.graph().crate(crate), cx.interner());
    return *r;
  }
};

MetadataContext::MetadataContext(const crate::Graph& graph, std::uint32_t crate)
    : graph_(graph), crate_(crate), children_(graph), normalizer_(*this), cache_(std::make_unique<Cache>()) {}
MetadataContext::~MetadataContext() = default;

const AdtDef* MetadataContext::known_adt(DefId d) {
  const auto* known = cache_->adts.find(d);
  return known == nullptr ? nullptr : known->get();
}

const AdtDef& MetadataContext::keep(std::unique_ptr<AdtDef> adt) {
  auto& slot = cache_->adts[adt->def];
  slot = std::move(adt);
  return *slot;
}

std::unique_ptr<CoroutineLayout>& MetadataContext::coroutines(DefId d) {
  return cache_->coroutines[d];
}

std::unique_ptr<CodegenAttrs>& MetadataContext::attrs(DefId d) {
  return cache_->attrs[d];
}

std::vector<Term> MetadataContext::read_args(std::uint32_t crate, const decode::Cursor& list) {
  return cache_->reader(*this, crate).args(list);
}

Term MetadataContext::read_type(std::uint32_t crate, const decode::Cursor& type) {
  return cache_->reader(*this, crate).type(type);
}

std::vector<Term> MetadataContext::erased_args(DefId def) {
  std::vector<Term> args;
  const Generics* g = &generics_of(def);
  std::vector<const Generics*> chain{g};
  while (g->parent) chain.push_back(g = &generics_of(*g->parent));
  for (auto it = chain.rbegin(); it != chain.rend(); ++it)
    for (const auto& p : (*it)->own) {
      if (p.host_effect) {  // what runs is not const (rustc_middle/src/ty/instance.rs, Instance::mono)
        Node yes;
        yes.kind = Kind::Leaf;
        yes.sub = 1;
        yes.bits_lo = 1;
        Term kids[] = {in_.leaf(Kind::Bool), in_.intern(yes)};
        Node value;
        value.kind = Kind::CtValue;
        value.kids = kids;
        args.push_back(in_.intern(value));
        continue;
      }
      if (p.what != GenericParam::What::Lifetime)
        throw Error(fmt::format("{} depends on generic parameter {}", graph_.path(def), p.name));
      args.push_back(in_.leaf(Kind::ReErased));
    }
  return args;
}

crate::DefKey MetadataContext::def_key(DefId d) {
  if (const crate::DefKey* known = cache_->keys.find(d)) return *known;
  return cache_->keys[d] = of(d).def_key(d.index);
}

std::string_view MetadataContext::crate_name(std::uint32_t c) {
  return graph_.name(c);
}

std::uint64_t MetadataContext::stable_crate_id(std::uint32_t c) {
  return graph_.crate(c).root().disambiguator;
}

const Generics& MetadataContext::generics_of(DefId d) {
  if (const auto* known = cache_->generics.find(d)) return **known;
  auto g = std::make_unique<Generics>();
  // Items that cannot be generic (modules, uses, ...) have no entry.
  if (auto c = of(d).value(FieldRole::Tables_generics_of, d.index)) {
    if (auto parent = c->get(FieldRole::Generics_parent).option()) g->parent = of(d).global(parent->def_id());
    // Parents are numbered first, so that a walk up always ends.
    if (g->parent && (g->parent->crate != d.crate || g->parent->index >= d.index))
      of(d).missing("sensible parent of the generic parameters", d.index);
    g->parent_count = c->get(FieldRole::Generics_parent_count).as_u32();
    constexpr std::uint32_t kMost = 1u << 16;
    if (g->parent_count > kMost || (!g->parent && g->parent_count != 0))
      throw Error(fmt::format("an item inherits {} generic parameters", g->parent_count)).offset(c->pos());
    g->has_self = c->get(FieldRole::Generics_has_self).as_bool();
    for (const auto& p : c->get(FieldRole::Generics_params).elements()) {
      auto kind = p.get(FieldRole::GenericParamDef_kind);
      GenericParam param{};
      if (kind.is(VariantRole::GenericParamDefKind_Lifetime)) {
        param.what = GenericParam::What::Lifetime;
      } else if (kind.is(VariantRole::GenericParamDefKind_Type)) {
        param.what = GenericParam::What::Type;
        param.has_default = kind.get(FieldRole::GenericParamDefKind_Type_has_default).as_bool();
      } else if (kind.is(VariantRole::GenericParamDefKind_Const)) {
        param.what = GenericParam::What::Const;
        param.has_default = kind.schema().bound(FieldRole::GenericParamDefKind_Const_has_default) &&
                            kind.get(FieldRole::GenericParamDefKind_Const_has_default).as_bool();
        param.host_effect = kind.has(FieldRole::GenericParamDefKind_Const_is_host_effect) &&
                            kind.get(FieldRole::GenericParamDefKind_Const_is_host_effect).as_bool();
      } else {
        throw Error(fmt::format("generic parameter {} is not understood", kind.variant_name())).offset(kind.pos());
      }
      param.index = p.get(FieldRole::GenericParamDef_index).as_u32();
      param.def = of(d).global(p.get(FieldRole::GenericParamDef_def_id).def_id());
      param.name = p.get(FieldRole::GenericParamDef_name).symbol_text();
      if (param.index != g->count()) throw Error("generic parameters out of order").offset(p.pos());
      g->own.push_back(param);
    }
  }
  return *(cache_->generics[d] = std::move(g));
}

namespace {

/// The first part of a term, or the term itself, that is of this kind and item.
Term find_part(Term t, Kind kind, DefId def) {
  if (t->kind == kind && t->def == def) return t;
  for (Term k : t->kids)
    if (Term found = find_part(k, kind, def)) return found;
  return nullptr;
}

}  // namespace

// The oldest releases write a closure with parameters where its kind, signature and captures belong
// (rustc_metadata/src/rmeta/encoder.rs of 1.48, encode_info_for_closure). The type of what its own code runs on has
// them.
Term MetadataContext::with_captures(DefId d, Term closure) {
  const std::uint32_t first = generics_of(d).parent_count;
  if (closure->kids.size() <= first || closure->kids[first]->kind != Kind::Param) return closure;
  auto body = of(d).value(FieldRole::Tables_optimized_mir, d.index);
  if (!body) of(d).missing("MIR, which alone says what it captures,", d.index);
  const auto locals = body->get(FieldRole::Body_local_decls).elements();
  if (locals.size() < 2) of(d).missing("argument in the MIR of a closure", d.index);
  Term self = cache_->reader(*this, d.crate).type(locals[1].get(FieldRole::LocalDecl_ty));
  Term found = find_part(self, closure->kind, d);
  if (!found) of(d).missing("type of its own in the MIR of a closure", d.index);
  return found;
}

Term MetadataContext::type_of(DefId d) {
  // Nothing is kept of an attempt that throws, here and below: the next one must fail in the same way.
  if (const Term* known = cache_->types.find(d)) return *known;
  auto c = of(d).value(FieldRole::Tables_type_of, d.index);
  if (!c) of(d).missing("type", d.index);
  Term t = cache_->reader(*this, d.crate).type(*c);
  if (t->kind == Kind::Closure || t->kind == Kind::Coroutine) t = with_captures(d, t);
  return cache_->types[d] = t;
}

Term MetadataContext::param_default(DefId d) {
  if (def_kind(d) == crate::DefKind::TyParam) return type_of(d);
  auto c = of(d).value(FieldRole::Tables_const_param_default, d.index);
  if (!c) of(d).missing("default of a const parameter", d.index);
  return cache_->reader(*this, d.crate).constant(*c);
}

Term MetadataContext::impl_trait_ref(DefId d) {
  if (const Term* known = cache_->traits.find(d)) return *known;
  Term t = nullptr;
  if (auto c = crate::Items(of(d)).impl_trait_ref(d.index)) t = cache_->reader(*this, d.crate).trait_ref(*c);
  return cache_->traits[d] = t;
}

crate::DefKind MetadataContext::def_kind(DefId d) {
  return of(d).expect_kind(d.index).kind;
}

Term MetadataContext::fn_sig(DefId d) {
  if (const Term* known = cache_->sigs.find(d)) return *known;
  auto c = of(d).value(FieldRole::Tables_fn_sig, d.index);
  if (!c) of(d).missing("signature", d.index);
  Term t = cache_->reader(*this, d.crate).poly_fn_sig(*c);
  return cache_->sigs[d] = t;
}

bool MetadataContext::static_is_mutable(DefId d) {
  return of(d).expect_kind(d.index).has("Mut");
}

std::optional<Context::NestedStatic> MetadataContext::nested_static(DefId d) {
  if (!of(d).expect_kind(d.index).has("nested: true")) return std::nullopt;
  auto c = of(d).value(FieldRole::Tables_eval_static_initializer, d.index);
  if (!c) of(d).missing("memory of a nested static", d.index);
  if (c->schema().bound(FieldRole::Allocation_bytes)) {
    auto align = c->get(FieldRole::Allocation_align);
    const std::uint64_t power = align.field_count() > 0 ? align.field(0).as_u64() : align.as_u64();
    if (power > 63) throw Error("an alignment beyond all bounds").offset(c->pos());
    return NestedStatic{c->get(FieldRole::Allocation_bytes).as_bytes().size(), std::uint64_t{1} << power};
  }
  auto memory = c->allocation();
  return NestedStatic{memory.size, memory.align};
}

const std::vector<AssocItem>& MetadataContext::associated_items(DefId d) {
  auto& slot = cache_->items[d];
  if (slot) return *slot;
  auto v = std::make_unique<std::vector<AssocItem>>();
  crate::Items items(of(d));
  for (auto i : items.associated_items(d.index)) {
    auto info = items.assoc_item(i);
    AssocItem a{of(d).global(i), of(d).expect_kind(i).kind, of(d).item_name(i), info.has_value, std::nullopt,
                info.is_final};
    if (info.trait_item)
      a.trait_item = of(d).global(*info.trait_item);
    else if (info.container == crate::AssocItem::Container::TraitImpl && !items.stores_trait_items())
      a.trait_item = trait_item_named(d, a);
    v->push_back(a);
  }
  slot = std::move(v);
  return *slot;
}

// Where metadata does not say which trait item an impl's item implements, it is the one of the same kind and name. Of a
// trait whose crate is not at hand nothing is known.
std::optional<DefId> MetadataContext::trait_item_named(DefId impl, const AssocItem& item) {
  const Term trait = impl_trait_ref(impl);
  if (!trait || !graph_.find(trait->def.crate)) return std::nullopt;
  for (const AssocItem& t : associated_items(trait->def))
    if (t.kind == item.kind && t.name == item.name) return t.def;
  return std::nullopt;
}

std::optional<std::uint64_t> MetadataContext::small_path_hash(DefId d) {
  const auto& id = of(d).root().stable_crate_id;
  if (!id) return std::nullopt;
  return *id * 3 + of(d).def_path_hash(d.index);
}

const std::vector<Term>& MetadataContext::predicates_of(DefId d) {
  auto& slot = cache_->predicates[d];
  if (slot) return *slot;
  auto v = std::make_unique<std::vector<Term>>();
  if (auto c = of(d).value(FieldRole::Tables_explicit_predicates_of, d.index))
    for (const auto& p : c->get(FieldRole::GenericPredicates_predicates).elements())
      if (Term t = cache_->reader(*this, d.crate).predicate(p.field(0))) v->push_back(t);
  slot = std::move(v);
  return *slot;
}

const std::vector<Term>& MetadataContext::item_bounds(DefId d) {
  auto& slot = cache_->item_bounds[d];
  if (slot) return *slot;
  auto v = std::make_unique<std::vector<Term>>();
  if (auto e = of(d).entry(FieldRole::Tables_explicit_item_bounds, d.index))
    for (const auto& p : e->elements())
      if (Term t = cache_->reader(*this, d.crate).predicate(p.field(0))) v->push_back(t);
  if (v->empty()) {
    // Up to 1.48 there is no list of its own: bounds of an item are where clauses of it, or of the trait around it
    // (compiler/rustc_ty/src/ty.rs, projection_predicates).
    auto add = [&](const std::vector<Term>& clauses) {
      for (Term p : clauses)
        if (p->kind == Kind::TraitRef && p->kids[0]->kind == Kind::Alias && p->kids[0]->def == d) v->push_back(p);
    };
    add(predicates_of(d));
    if (def_key(d).parent) add(predicates_of(parent_of(*this, d)));
  }
  slot = std::move(v);
  return *slot;
}

const std::vector<Term>& MetadataContext::super_predicates_of(DefId d) {
  auto& slot = cache_->supers[d];
  if (slot) return *slot;
  auto v = std::make_unique<std::vector<Term>>();
  if (auto e = of(d).entry(FieldRole::Tables_super_predicates_of, d.index)) {
    auto add = [&](const decode::Elements& list) {
      for (const auto& p : list)
        if (Term t = cache_->reader(*this, d.crate).predicate(p.field(0))) v->push_back(t);
    };
    if (e->lazy().kind == decode::LazyRef::Array)
      add(e->elements());
    else
      add(e->value().get(FieldRole::GenericPredicates_predicates).elements());
  }
  slot = std::move(v);
  return *slot;
}

namespace {

/// "Positive", "Negative" (`impl !Trait for T`), or "Reservation" for impls that are only reserved.
std::string_view polarity(const crate::Crate& crate, crate::DefIndex impl) {
  if (crate.schema().bound(FieldRole::ImplTraitHeader_polarity)) {
    auto header = crate.value(FieldRole::Tables_impl_trait_header, impl);
    return header ? header->get(FieldRole::ImplTraitHeader_polarity).variant_name() : "";
  }
  if (!crate.schema().bound(FieldRole::Tables_impl_polarity)) return crate::Items(crate).polarity_of_entry(impl);
  auto entry = crate.entry(FieldRole::Tables_impl_polarity, impl);
  return entry ? entry->code_name() : "";
}

}  // namespace

void MetadataContext::load_impls() {
  if (cache_->impls_loaded) return;
  cache_->all_impls.clear();  // of an attempt that failed
  for (std::uint32_t c = 0; c < graph_.size(); ++c)
    if (const crate::Crate* crate = graph_.find(c))  // trouble only if something in it is needed
      for (const auto& impl : crate::Items(*crate).trait_impls())
        cache_->all_impls[crate->global(impl.trait)].push_back({c, impl.impl});
  cache_->impls_loaded = true;
}

// Most traits are never asked for, so that the signs of their impls are not read.
const MetadataContext::Impls& MetadataContext::impls(DefId trait) {
  load_impls();
  if (auto it = cache_->impls.find(trait); it != cache_->impls.end()) return it->second;
  Impls list;
  if (auto all = cache_->all_impls.find(trait); all != cache_->all_impls.end())
    for (DefId impl : all->second) {
      auto sign = polarity(of(impl), impl.index);
      if (sign == "Positive") list.positive.push_back(impl);
      if (sign == "Negative") list.negative.push_back(impl);
    }
  return cache_->impls.emplace(trait, std::move(list)).first->second;
}

// Those of the crate and of what it depends on: crates beside it may have another core.
void MetadataContext::load_lang_items() {
  if (cache_->lang_items_loaded) return;
  cache_->lang_items.clear();
  std::vector<std::uint32_t> todo{crate_};
  for (std::size_t i = 0; i < todo.size(); ++i) {
    const crate::Crate* crate = graph_.find(todo[i]);
    if (crate == nullptr) continue;
    for (const auto& item : crate::Items(*crate).lang_items())
      cache_->lang_items.emplace(item.name, DefId{todo[i], item.index});
    const auto count = static_cast<std::uint32_t>(crate->root().dependencies.size());
    for (std::uint32_t n = 1; n <= count; ++n)
      if (const auto c = crate->global_crate(n); std::ranges::find(todo, c) == todo.end()) todo.push_back(c);
  }
  cache_->lang_items_loaded = true;
}

const std::vector<DefId>& MetadataContext::impls_of(DefId trait) {
  return impls(trait).positive;
}

const std::vector<DefId>& MetadataContext::negative_impls_of(DefId trait) {
  return impls(trait).negative;
}

std::optional<DefId> MetadataContext::impl_parent(DefId impl) {
  if (!of(impl).schema().bound(FieldRole::Tables_impl_parent)) {
    const auto parent = crate::Items(of(impl)).parent_impl_of_entry(impl.index);
    return parent ? std::optional(of(impl).global(*parent)) : std::nullopt;
  }
  auto e = of(impl).entry(FieldRole::Tables_impl_parent, impl.index);
  if (!e) return std::nullopt;
  return of(impl).global(e->def_id());
}

bool MetadataContext::trait_is_auto(DefId trait) {
  return crate::Items(of(trait)).trait_is_auto(trait.index);
}

const std::vector<DefId>& MetadataContext::impls_of_absent_traits(std::uint32_t crate) {
  load_impls();
  auto [it, fresh] = cache_->impls_of_absent.try_emplace(crate);
  if (!fresh) return it->second;
  for (const auto& [trait, all] : cache_->all_impls)
    if (!graph_.find(trait.crate))
      std::copy_if(impls(trait).positive.begin(), impls(trait).positive.end(), std::back_inserter(it->second),
                   [&](DefId impl) { return impl.crate == crate; });
  return it->second;
}

std::vector<DefId> MetadataContext::negative_impls_of_absent_traits(std::uint32_t crate) {
  load_impls();
  std::vector<DefId> found;
  for (const auto& [trait, all] : cache_->all_impls) {
    if (graph_.find(trait.crate)) continue;
    const std::vector<DefId>& negative = impls(trait).negative;
    std::copy_if(negative.begin(), negative.end(), std::back_inserter(found),
                 [&](DefId impl) { return impl.crate == crate; });
  }
  return found;
}

std::optional<DefId> MetadataContext::lang_item_of_core(std::string_view name) {
  if (auto item = lang_item(name)) return item;
  for (std::uint32_t n = 0; n < graph_.size(); ++n)
    if (graph_.name(n) == "core") graph_.crate(n);  // says what is missing and where it was looked for
  return std::nullopt;
}

std::optional<DefId> MetadataContext::lang_item(std::string_view name) {
  load_lang_items();
  auto it = cache_->lang_items.find(name);
  if (it == cache_->lang_items.end()) return std::nullopt;
  return it->second;
}

Reader& MetadataContext::reader(std::uint32_t crate) {
  return cache_->reader(*this, crate);
}

Term MetadataContext::stored_value(DefId d) {
  Reader& r = cache_->reader(*this, d.crate);
  const auto& schema = of(d).schema();
  if (schema.bound(FieldRole::Tables_trivial_const))
    if (auto c = of(d).value(FieldRole::Tables_trivial_const, d.index)) {
      auto pair = c->fields();
      if (Term t = r.const_value(pair.at(0), r.type(pair.at(1)))) return t;
    }
  if (schema.bound(FieldRole::Tables_const_of_item))
    if (auto c = of(d).value(FieldRole::Tables_const_of_item, d.index)) return r.constant(*c);
  return nullptr;
}

Term MetadataContext::const_value(DefId d, Terms args) {
  std::pair key{d, in_.list(args)};
  auto [it, fresh] = cache_->values.try_emplace(key, nullptr);  // null also while it is being worked out: a cycle
  if (!fresh) return it->second;
  bool generic = std::any_of(args.begin(), args.end(), [](Term a) { return a->has(Node::kHasTypeParam); });
  if (generic) return nullptr;
  auto target = normalizer_.resolve(d, args);
  if (!target) return nullptr;
  d = target->item;
  args = target->args;
  Term v = stored_value(d);
  if (v && v->has(Node::kHasTypeParam | Node::kHasRegionParam)) v = substitute(in_, v, args);
  if (v && v->kind != Kind::CtValue) v = normalize(v);
  if (!v && constants_) {
    try {
      v = constants_->eval_const(d, args);
    } catch (const Error& e) {
      cache_->failures[key] = e.hint().empty() ? e.reason() : fmt::format("{} ({})", e.reason(), e.hint());
    }
  }
  if (v && v->kind != Kind::CtValue) v = nullptr;
  return cache_->values[key] = v;
}

std::string MetadataContext::const_failure(DefId d, Terms args) {
  auto it = cache_->failures.find({d, in_.list(args)});
  return it == cache_->failures.end() ? std::string() : it->second;
}

}  // namespace rmeta::types
