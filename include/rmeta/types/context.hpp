// SPDX-License-Identifier: MIT OR Apache-2.0
// What the rooms above types/ may ask about items, in the words of rustc's queries. The real one reads metadata
// (types/metadata.hpp); tests build theirs by hand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/crate/def_kind.hpp"
#include "rmeta/crate/def_path.hpp"
#include "rmeta/types/layout.hpp"
#include "rmeta/types/node.hpp"

namespace rmeta::types {

struct GenericParam {
  enum class What : std::uint8_t { Lifetime, Type, Const };
  What what;
  bool has_default;
  std::uint32_t index;
  DefId def;
  std::string_view name;
  bool host_effect = false;  // says whether a trait or function is meant as `const` one (1.78); nobody writes it
};

/// An item's own generic parameters and how many it inherits (rustc's `Generics`).
struct Generics {
  std::optional<DefId> parent;
  std::uint32_t parent_count = 0;
  bool has_self = false;  // the item is a trait or inside of one
  std::vector<GenericParam> own;

  std::uint32_t count() const { return parent_count + static_cast<std::uint32_t>(own.size()); }
};

enum class CtorKind : std::uint8_t { None, Const, Fn };

struct FieldDef {
  DefId def;
  std::string_view name;
};

struct VariantDef {
  DefId def;
  std::string_view name;
  CtorKind ctor = CtorKind::None;
  std::optional<DefId> explicit_discr;  // the constant that gives the discriminant
  std::uint32_t relative_discr = 0;     // distance from the last explicit one, or from zero
  std::vector<FieldDef> fields;
};

struct ReprOptions {
  std::vector<std::string> flags;  // "C", "simd", "transparent", ... in the order of their bits
  std::string int_type;            // "u8", "isize", ... ; "" if none
  std::uint64_t align = 0;         // bytes, 0 if none
  std::uint64_t pack = 0;          // bytes, 0 if none
  std::string scalable;            // of a scalable vector: its lanes
  std::uint64_t shuffle_seed = 0;  // of the order of fields under -Zrandomize-layout
};

struct AdtDef {
  enum class What : std::uint8_t { Struct, Enum, Union };
  DefId def;
  What what = What::Struct;
  ReprOptions repr;
  std::vector<VariantDef> variants;
  std::optional<U128> valid_start, valid_end;  // of the `rustc_layout_scalar_valid_range_*` attributes
};

/// What code generation was told about a function or static (rustc's `CodegenFnAttrs`).
struct CodegenAttrs {
  bool no_mangle = false, std_internal = false, track_caller = false, thread_local_ = false, naked = false;
  bool inline_requested = false;             // #[inline] of any strength
  bool never_unwinds = false;                // `#[rustc_nounwind]` or its older names
  bool may_unwind = false;                   // `#[unwind]` of 1.48
  std::string symbol_name;                   // #[export_name] or #[link_name], "" if none
  std::vector<std::string> target_features;  // sorted
};

struct AssocItem {
  DefId def;
  crate::DefKind kind;  // AssocFn, AssocTy, AssocConst
  std::string_view name;
  bool has_value = true;            // false: a trait requires it
  std::optional<DefId> trait_item;  // in a trait impl: what it implements
  bool is_final = false;            // `final`: no impl may replace it (from 1.95 on)
};

/// What a coroutine keeps across suspension (rustc's `CoroutineLayout`, rustc_middle/src/mir/query.rs). Types have the
/// coroutine's generic parameters in place.
struct CoroutineLayout {
  std::vector<Term> saved;
  std::vector<std::vector<std::uint32_t>> variants;  // per state: what it keeps; 0 unresumed, 1 returned, 2 panicked
  std::vector<bool> conflicts;                       // row by row: saved a and b are alive together

  bool conflict(std::uint32_t a, std::uint32_t b) const { return conflicts[a * saved.size() + b]; }
};

/// What types/ and layout/ may ask eval/.
class ConstQuery {
 public:
  virtual ~ConstQuery() = default;
  /// The value of a constant item or anonymous constant of no trait, as Kind::CtValue. Throws rmeta::Error.
  virtual Term eval_const(DefId def, Terms args) = 0;
};

class Context {
 public:
  virtual ~Context() = default;

  virtual Interner& interner() = 0;

  virtual crate::DefKey def_key(DefId) = 0;
  virtual std::string_view crate_name(std::uint32_t crate) = 0;
  virtual std::uint64_t stable_crate_id(std::uint32_t crate) = 0;

  virtual const Generics& generics_of(DefId) = 0;
  /// The type of an item with its parameters in place; of a field, static, type alias, impl (its self type), ...
  virtual Term type_of(DefId) = 0;
  /// Default of a type or const parameter.
  virtual Term param_default(DefId) = 0;
  /// The implemented trait (Kind::TraitRef) with the impl's parameters in place; null for an inherent impl.
  virtual Term impl_trait_ref(DefId) = 0;
  virtual const AdtDef& adt_def(DefId) = 0;
  /// A coroutine that an `async` closure expands to: its path shows the closure kind.
  virtual bool coroutine_of_closure(DefId) = 0;
  /// The coroutine that an `async` closure expands to.
  virtual std::optional<DefId> coroutine_in_closure(DefId closure) = 0;
  /// What kind of coroutine: "async fn", "gen block", "movable", ... in the release's words, lower case.
  virtual std::string coroutine_kind(DefId) = 0;
  /// Of a coroutine type (Kind::Coroutine).
  virtual const CoroutineLayout& coroutine_layout(Term coroutine) = 0;
  /// The types of what a coroutine keeps across suspension, as far as traits ask about them: as its body was before
  /// optimisation. Nothing where that is not known.
  virtual std::optional<std::vector<Term>> coroutine_witnesses(Term) { return std::nullopt; }

  virtual crate::DefKind def_kind(DefId) = 0;
  /// Signature of a function, method or constructor as Kind::FnPtr, its parameters in place.
  virtual Term fn_sig(DefId) = 0;
  virtual const CodegenAttrs& codegen_attrs(DefId) = 0;
  /// What the compiler found out about parameters, or the place of the result, from the body. Newer releases.
  struct Deduced {
    std::optional<std::size_t> parameter;  // nothing: the result
    std::string uses;                      // "read_only"; or all that the body may do with it: "mutate, capture"
  };
  virtual std::vector<Deduced> deduced_param_attrs(DefId) = 0;
  virtual bool static_is_mutable(DefId) = 0;
  /// Whether it is declared in an `extern` block.
  virtual bool is_foreign_item(DefId) { return false; }
  /// Memory of a static that the compiler made of a part of another one's value: it has no type. Nothing for others.
  struct NestedStatic {
    std::uint64_t size, align;  // bytes
  };
  virtual std::optional<NestedStatic> nested_static(DefId) = 0;
  /// Items of a trait or impl in the order of their definition.
  virtual const std::vector<AssocItem>& associated_items(DefId) = 0;
  /// Bounds of an item: Kind::TraitRef for `T: Trait`, Kind::ProjectionEq for `<T as Trait>::A == X`; others are left
  /// out.
  virtual const std::vector<Term>& predicates_of(DefId) = 0;
  /// Bounds of an associated or opaque type, those that `?Sized` did not take away among them.
  virtual const std::vector<Term>& item_bounds(DefId);
  /// Of a trait: the bounds on `Self` that make its supertraits.
  virtual const std::vector<Term>& super_predicates_of(DefId) = 0;
  /// Impls of a trait in all crates of the graph that are loaded or can be.
  virtual const std::vector<DefId>& impls_of(DefId trait) = 0;
  /// `impl !Trait for T`, likewise.
  virtual const std::vector<DefId>& negative_impls_of(DefId trait) = 0;
  /// The impl that this one specialises, if any.
  virtual std::optional<DefId> impl_parent(DefId impl) = 0;
  virtual bool trait_is_auto(DefId trait) = 0;
  /// Impls in `crate` of traits whose own crate is not at hand: nothing says which traits these are.
  virtual const std::vector<DefId>& impls_of_absent_traits(std::uint32_t crate) = 0;
  /// The same for negative ones (`impl !Trait for T`).
  virtual std::vector<DefId> negative_impls_of_absent_traits(std::uint32_t) { return {}; }
  virtual std::optional<DefId> lang_item(std::string_view name) = 0;
  /// rustc's hash of an item's path, 64 bits of it (`DefPathHash`, `to_smaller_hash`); none where it is not known.
  virtual std::optional<std::uint64_t> small_path_hash(DefId) { return std::nullopt; }
  /// The same, where it has to be there: nothing only if there is no `core` that could have it. Throws if `core` is not
  /// at hand.
  virtual std::optional<DefId> lang_item_of_core(std::string_view name) { return lang_item(name); }
  /// Value of a constant item or anonymous constant, as Kind::CtValue; null where it is not known.
  virtual Term const_value(DefId, Terms args) = 0;
  /// Why const_value gave nothing; "" if nothing failed.
  virtual std::string const_failure(DefId, Terms) { return {}; }

  /// Resolves the projections and free aliases that can be resolved; others stay as they are.
  virtual Term normalize(Term) = 0;

  /// Whether a bound without parameters holds (a Kind::TraitRef or Kind::ProjectionEq); nothing if that cannot be
  /// decided.
  virtual std::optional<bool> holds(Term predicate) = 0;

  /// Layouts, answered by layout/ where it is connected; throws where it is not, and for a type that asks for its own
  /// layout while that is being worked out.
  virtual LayoutQuery& layouts();
};

/// `Trait<Args>` of a trait object (Kind::ExTrait) with `self` in front, a Kind::TraitRef without lifetimes.
Term with_self(Interner&, Term existential, Term self);
/// The trait reference that a trait object is one of, itself as Self, without lifetimes; null if it names auto traits
/// only.
Term principal_of(Interner&, Term dyn);

/// An argument that the compiler adds to those of a closure or coroutine, by its parameter's name: "<upvars>",
/// "<resume_ty>", "<closure_signature>", ... ; null if this kind has none of that name.
Term synthetic_arg(Context&, Term closure, std::string_view name);

/// Number of generic parameters of all enclosing items, without own ones.
DefId parent_of(Context&, DefId);

/// The arguments of an item's own parameters, without `Self` of a trait and without trailing ones that equal their
/// default.
Terms own_args_no_defaults(Context&, const Generics&, Terms args);

/// The parts of a constant of struct, enum or union type: its variant and a constant per field.
struct DestructuredConst {
  std::uint32_t variant = 0;
  std::vector<Term> fields;
};
DestructuredConst destructure_adt_const(Context&, Term value);
/// The elements of a constant array, slice, str bytes or tuple, as constants.
std::vector<Term> branch_consts(Context&, Term value);
/// The value of an integer, bool or char constant, if it is one.
struct Bits {
  std::uint64_t lo, hi;
  unsigned size;
};
std::optional<Bits> leaf_bits(Term value);

}  // namespace rmeta::types
