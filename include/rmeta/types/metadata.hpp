// SPDX-License-Identifier: MIT OR Apache-2.0
// The real Context: facts about items, read from the metadata of a crate graph and kept once read.
//
// Types stand in metadata as `TyKind` values; where one appears again, a back reference to its position ("shorthand")
// is written instead. So a type is read once per position, and a DefId in it, which names a crate by a number of the
// file's own, is turned into one of the graph.
#pragma once

#include <memory>
#include <unordered_map>

#include "rmeta/crate/children.hpp"
#include "rmeta/crate/graph.hpp"
#include "rmeta/types/context.hpp"
#include "rmeta/types/normalize.hpp"

namespace rmeta::types {

class Reader;

class MetadataContext final : public Context {
 public:
  /// `crate`: the one that is looked at. Its lang items and those of its dependencies are the compiler's.
  MetadataContext(const crate::Graph&, std::uint32_t crate);
  ~MetadataContext() override;

  const crate::Graph& graph() const { return graph_; }
  /// Generic arguments as encoded in the file of a crate (of an exported generic instance).
  std::vector<Term> read_args(std::uint32_t crate, const decode::Cursor& list);
  Term read_type(std::uint32_t crate, const decode::Cursor& type);
  /// An item's own parameters as arguments for itself with erased lifetimes; throws if it has others.
  std::vector<Term> erased_args(DefId);

  /// Reads the terms of one crate's file.
  Reader& reader(std::uint32_t crate);
  /// What a constant or function of a trait is for these arguments (Normalizer::resolve).
  std::optional<Normalizer::Selected> resolve(DefId def, Terms args) { return normalizer_.resolve(def, args); }
  Normalizer::Answer holds(DefId trait, Term self) { return normalizer_.holds(trait, self); }
  Normalizer::Answer is_for(DefId impl, Term target, std::vector<Term>& args) {
    return normalizer_.is_for(impl, target, args);
  }
  crate::Children& children() { return children_; }

  Interner& interner() override { return in_; }
  crate::DefKey def_key(DefId) override;
  std::string_view crate_name(std::uint32_t crate) override;
  std::uint64_t stable_crate_id(std::uint32_t crate) override;
  const Generics& generics_of(DefId) override;
  Term type_of(DefId) override;
  Term param_default(DefId) override;
  Term impl_trait_ref(DefId) override;
  const AdtDef& adt_def(DefId) override;
  bool coroutine_of_closure(DefId) override;
  std::optional<DefId> coroutine_in_closure(DefId closure) override;
  std::string coroutine_kind(DefId) override;
  const CoroutineLayout& coroutine_layout(Term coroutine) override;
  std::optional<std::vector<Term>> coroutine_witnesses(Term) override;
  crate::DefKind def_kind(DefId) override;
  Term fn_sig(DefId) override;
  const CodegenAttrs& codegen_attrs(DefId) override;
  std::vector<Deduced> deduced_param_attrs(DefId) override;
  bool static_is_mutable(DefId) override;
  bool is_foreign_item(DefId) override;
  std::optional<NestedStatic> nested_static(DefId) override;
  const std::vector<AssocItem>& associated_items(DefId) override;
  const std::vector<Term>& predicates_of(DefId) override;
  const std::vector<Term>& item_bounds(DefId) override;
  const std::vector<Term>& super_predicates_of(DefId) override;
  const std::vector<DefId>& impls_of(DefId trait) override;
  const std::vector<DefId>& negative_impls_of(DefId trait) override;
  std::optional<DefId> impl_parent(DefId impl) override;
  bool trait_is_auto(DefId trait) override;
  const std::vector<DefId>& impls_of_absent_traits(std::uint32_t crate) override;
  std::vector<DefId> negative_impls_of_absent_traits(std::uint32_t crate) override;
  std::optional<DefId> lang_item(std::string_view name) override;
  std::optional<std::uint64_t> small_path_hash(DefId) override;
  std::optional<DefId> lang_item_of_core(std::string_view name) override;
  Term const_value(DefId, Terms args) override;
  Term normalize(Term t) override { return normalizer_.normalize(t); }
  std::optional<bool> holds(Term predicate) override { return types::decided(normalizer_.satisfied(predicate)); }
  LayoutQuery& layouts() override { return layouts_ ? *layouts_ : Context::layouts(); }
  /// From now on `layouts` answers questions about layouts; it outlives them.
  void connect(LayoutQuery& layouts) { layouts_ = &layouts; }
  /// From now on `constants` evaluates what metadata does not hold ready; it outlives the questions.
  void connect(ConstQuery& constants) { constants_ = &constants; }
  std::string const_failure(DefId, Terms args) override;

 private:
  const crate::Crate& of(DefId d) const { return graph_.crate(d.crate); }
  struct Impls {
    std::vector<DefId> positive, negative;
  };
  void load_impls();
  const Impls& impls(DefId trait);
  void load_lang_items();
  Term stored_value(DefId);
  Term with_captures(DefId, Term closure);
  ReprOptions repr(DefId);
  void read_valid_range(AdtDef&);
  std::optional<DefId> trait_item_named(DefId impl, const AssocItem& item);
  bool inherits_track_caller(DefId);
  const AdtDef* known_adt(DefId);
  const AdtDef& keep(std::unique_ptr<AdtDef>);
  std::unique_ptr<CoroutineLayout>& coroutines(DefId);
  std::unique_ptr<CodegenAttrs>& attrs(DefId);

  const crate::Graph& graph_;
  std::uint32_t crate_;
  crate::Children children_;
  Interner in_;
  Normalizer normalizer_;
  LayoutQuery* layouts_ = nullptr;
  ConstQuery* constants_ = nullptr;
  struct Cache;
  std::unique_ptr<Cache> cache_;
};

}  // namespace rmeta::types
