// SPDX-License-Identifier: MIT OR Apache-2.0
// Interned terms of rustc's type language: types, regions, constants, value trees, patterns, existential predicates and
// lists of generic arguments. All are one kind of node with children in rustc's own field order, so that a walk, a
// substitution or the erasure of regions is one short function instead of one per type constructor. Equal nodes are the
// same pointer.
//
// Names follow rustc_type_ir of the newest release; what older ones called otherwise is noted at the kind.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "rmeta/crate/def_id.hpp"

namespace rmeta::types {

using crate::DefId;

enum class Kind : std::uint8_t {
  // Types.
  Bool,
  Char,
  Int,    // sub: Width
  Uint,   // sub: Width
  Float,  // sub: Width
  Str,
  Never,
  Adt,               // def, kids: generic args
  Foreign,           // def
  Array,             // kids: element type, length constant
  Pat,               // kids: base type, pattern
  Slice,             // kids: element type
  RawPtr,            // kids: pointee; sub: Mutability
  Ref,               // kids: region, pointee; sub: Mutability
  FnDef,             // def, kids: generic args
  FnPtr,             // binder; kids: inputs then output; sub: FnFlags; text: ABI name as rustc writes it ("C-unwind")
  UnsafeBinder,      // binder; kids: type
  Dynamic,           // kids: existential predicates, then the region; sub: DynKind
  Closure,           // def, kids: generic args (parent's, closure kind, signature as fn pointer, upvars)
  CoroutineClosure,  // def, kids: generic args
  Coroutine,         // def, kids: generic args (was Generator)
  CoroutineWitness,  // def, kids: generic args, or the older list of types behind a binder
  Tuple,             // kids: elements
  Alias,             // def, kids: generic args; sub: AliasKind (was Projection, Opaque)
  Param,             // a: index; text: name
  BoundTy,           // a: de Bruijn index, b: variable
  PlaceholderTy,
  InferTy,  // also the dummy Self of trait objects
  ErrorTy,
  // Regions.
  ReErased,
  ReStatic,
  ReEarlyParam,  // a: index; text: name
  ReBound,       // a: de Bruijn index, b: variable (was ReLateBound)
  ReLateParam,   // a free bound region of the item itself (was ReFree)
  ReOther,
  // Constants.
  CtValue,        // kids: type, value tree
  CtParam,        // a: index; text: name
  CtUnevaluated,  // def, kids: generic args
  CtExpr,
  CtBound,  // a: de Bruijn index, b: variable
  CtOther,
  CtError,
  // Value trees: what rustc keeps of a constant used in a type.
  Leaf,    // bits, size in bytes in sub
  Branch,  // kids: value trees, or constants in newer releases
  // Patterns of pattern types.
  PatRange,  // kids: start and end, as far as it has them (sub)
  PatNotNull,
  PatOr,  // kids: patterns
  // Existential predicates of `dyn`; each is a binder.
  ExTrait,       // def, kids: generic args without Self
  ExProjection,  // def of the associated type, kids: generic args without Self, then the term
  ExAuto,        // def
  // Lists of generic arguments, and a trait reference (def, kids: generic args with Self first).
  List,
  TraitRef,
  ProjectionEq,  // kids: Kind::Alias, term
};

enum class Width : std::uint8_t { W8, W16, W32, W64, W128, Size };
enum class AliasKind : std::uint8_t { Projection, Inherent, Opaque, Free };
enum class DynKind : std::uint8_t { Dyn, DynStar };
inline constexpr std::uint8_t kMut = 1;  // sub of Ref and RawPtr
/// Sub of PatRange. In one release ranges may be open or leave out their end, and have another form in symbol names.
enum PatFlags : std::uint8_t { kPatRangeAsTuple = 1, kPatNoStart = 2, kPatNoEnd = 4, kPatEndExcluded = 8 };
enum FnFlags : std::uint8_t { kFnVariadic = 1, kFnUnsafe = 2 };

struct Node;
using Term = const Node*;
using Terms = std::span<const Term>;

struct Node {
  Kind kind{};
  std::uint8_t sub = 0;
  bool binder = false;  // the children are one binder deeper
  std::uint32_t a = 0, b = 0;
  std::uint32_t vars = 0;  // of a binder: how many region variables it declares
  DefId def;
  std::uint64_t bits_lo = 0, bits_hi = 0;
  std::string_view text;  // interned with the node
  Terms kids;

  // Computed when interned.
  std::uint32_t outer_binder = 0;  // smallest number of enclosing binders that closes the term; 0: nothing escapes
  std::uint8_t flags = 0;
  std::uint32_t weight = 1;  // nodes when written out as a tree; shared parts count each time
  std::uint32_t number = 0;  // of the term among its interner's, in the order in which they were first seen
  std::uint32_t hash = 0;    // of all above but for what is computed

  enum Flags : std::uint8_t {
    kHasTypeParam = 1,    // type or const parameter
    kHasRegionParam = 2,  // early-bound or free region
    kHasRegion = 4,       // any region that is not erased
    kHasAlias = 8,        // projection, opaque type or the like
    kHasUnevaluated = 16,
    kHasError = 32,
    kHasInfer = 64,
    kHasBinder = 128,  // a binder that declares variables
  };
  bool has(std::uint8_t f) const { return (flags & f) != 0; }
  bool escapes() const { return outer_binder > 0; }
  bool is_region() const { return kind >= Kind::ReErased && kind <= Kind::ReOther; }
  bool is_const() const { return kind >= Kind::CtValue && kind <= Kind::CtError; }
  bool is_type() const { return kind <= Kind::ErrorTy; }
  bool is_unit() const { return kind == Kind::Tuple && kids.empty(); }
};

/// First and last value of a PatRange; null where it has none.
inline std::pair<Term, Term> range_ends(const Node& pattern) {
  const Term start = (pattern.sub & kPatNoStart) != 0 ? nullptr : pattern.kids.front();
  return {start, (pattern.sub & kPatNoEnd) != 0 ? nullptr : pattern.kids.back()};
}

/// Owns every term of one run. Terms live as long as it does.
class Interner {
 public:
  Interner();
  ~Interner();
  Interner(const Interner&) = delete;
  Interner& operator=(const Interner&) = delete;

  /// The one node equal to `proto`; its text and children are copied on first sight.
  Term intern(const Node& proto);

  Term leaf(Kind k, std::uint8_t sub = 0);
  Term list(Terms kids);
  Term make(Kind k, Terms kids, DefId def = {}, std::uint8_t sub = 0);
  Term with_kids(const Node& like, Terms kids);
  std::size_t size() const;

 private:
  struct Impl;
  Impl* impl_;
};

/// Replaces each parameter by the argument of its index, and shifts what is put under binders. A parameter without an
/// argument is a fault of the caller and throws.
Term substitute(Interner&, Term, Terms args);

/// What rustc's `erase_and_anonymize_regions` does: every region that no binder in the term declares becomes erased,
/// and each binder keeps only the variables used, numbered in order of first use.
Term erase_regions(Interner&, Term);

/// The term without any lifetime: all regions erased, those of binders too. Types that differ in lifetimes only are
/// one.
Term strip_regions(Interner&, Term);

/// Adds `by` to every bound variable that escapes the term.
Term shift(Interner&, Term, std::uint32_t by);

}  // namespace rmeta::types
