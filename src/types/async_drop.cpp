// SPDX-License-Identifier: MIT OR Apache-2.0
// What destroys a value asynchronously, in the releases that tried it so: futures of the library, put together by the
// type (rustc_middle/src/ty/sty.rs of 1.85, `async_destructor_ty`). Whether there is anything to do is decided by the
// type as it is declared, with its parameters (`async_drop_glue_morphology` in ty/util.rs): all that could stand for
// one could have to be destroyed.
#include "async_drop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "rmeta/error.hpp"
#include "rmeta/types/bounds.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::types {

namespace {

class AsyncDrop {
 public:
  AsyncDrop(Context& cx, Normalizer& normalizer) : cx_(cx), in_(cx.interner()), normalizer_(normalizer) {}

  Term destructor(Term type) {
    switch (need_of(type)) {
      case Need::Nothing:
        return future("async_drop_noop", {});
      case Need::Drop:
        return future("async_drop_fuse", {future("async_drop_deferred_drop_in_place", {type})});
      case Need::Async:
        break;
    }
    switch (type->kind) {
      case Kind::Array:
      case Kind::Slice:
        return future("async_drop_fuse", {future("async_drop_slice", {type->kids[0]})});
      case Kind::Tuple:
        return future("async_drop_fuse", {one_after_another(type->kids)});
      case Kind::Closure:
      case Kind::CoroutineClosure: {
        Term captured = synthetic_arg(cx_, type, "<upvars>");
        if (captured) captured = cx_.normalize(captured);
        if (!captured || captured->kind != Kind::Tuple) return nullptr;
        return future("async_drop_fuse", {one_after_another(captured->kids)});
      }
      case Kind::Adt:
        return future("async_drop_fuse", {of_adt(type)});
      default:
        return nullptr;
    }
  }

 private:
  enum class Need : std::uint8_t { Nothing, Drop, Async };
  enum class Which : std::uint8_t { Drop, AsyncDrop };
  using Seen = std::unordered_set<Term>;

  Term future(std::string_view item, std::initializer_list<Term> args) {
    const auto function = cx_.lang_item(item);
    if (!function) throw Error(fmt::format("a crate without the lang item `{}`", item));
    return substitute(in_, cx_.fn_sig(*function)->kids.back(), std::vector<Term>(args));
  }

  Term one_after_another(Terms types) {
    Term all = nullptr;
    for (Term t : types) {
      Term one = future("async_drop_defer", {t});
      all = all ? future("async_drop_chain", {all, one}) : one;
    }
    return all ? all : future("async_drop_noop", {});
  }

  Term of_adt(Term type) {
    const AdtDef& adt = cx_.adt_def(type->def);
    Term parts = nullptr;
    if (adt.what != AdtDef::What::Union)
      for (const VariantDef& v : adt.variants) {
        std::vector<Term> fields;
        for (const FieldDef& f : v.fields) fields.push_back(substitute(in_, cx_.type_of(f.def), type->kids));
        const Term variant = one_after_another(fields);
        parts = parts ? future("async_drop_either", {parts, variant, type}) : variant;
      }
    Term own = nullptr;
    if (implements("async_drop", type->def))
      own = future("surface_async_drop_in_place", {type});
    else if (implements("drop", type->def))
      own = future("async_drop_surface_drop_in_place", {type});
    if (!own && !parts) throw Error(fmt::format("nothing of type {} is there to be dropped", print(cx_, type)));
    if (!own || !parts) return own ? own : parts;
    return future("async_drop_chain", {own, parts});
  }

  Need need_of(Term type) {
    switch (type->kind) {
      case Kind::Tuple:
        return type->kids.empty() ? Need::Nothing : Need::Async;
      case Kind::Array:
      case Kind::Slice:
        return Need::Async;
      case Kind::Dynamic:
        return Need::Drop;
      case Kind::Pat:
        return need_of(type->kids[0]);
      case Kind::UnsafeBinder:
        throw Error("how that compiler drops an unsafe binder asynchronously is not known");
      case Kind::Adt:
      case Kind::Closure:
      case Kind::CoroutineClosure:
      case Kind::Coroutine: {
        const Term declared = strip_regions(in_, cx_.type_of(type->def));
        if (needed(declared, Which::AsyncDrop)) return Need::Async;
        return needed(declared, Which::Drop) ? Need::Drop : Need::Nothing;
      }
      default:
        return Need::Nothing;
    }
  }

  bool implements(std::string_view trait, DefId adt) {
    const auto item = cx_.lang_item(trait);
    return item && has_own_impl(cx_, *item, adt);
  }

  // rustc_ty_utils/src/needs_drop.rs of 1.85, `needs_drop_raw`, `needs_async_drop_raw`.
  bool needed(Term type, Which which) {
    Seen seen;
    const auto open = undecided(type, which, seen, nullptr, 0);
    return !open || std::ranges::any_of(
                        *open, [&](Term t) { return t->kind != Kind::Array || needed(t->kids[0], Which::Drop); });
  }

  /// What decides whether a type has to be dropped: parameters, projections, and arrays of a length that is not known.
  /// Nothing (no list) if it has to be in any case. Of a struct that stands in another one, what a synchronous drop
  /// needs is asked, as that rustc does: `clauses` are then that struct's where clauses, which say what is `Copy`.
  std::optional<std::vector<Term>> undecided(Term type, Which which, Seen& seen, const std::vector<Term>* clauses,
                                             int depth) {
    constexpr int kMaxDepth = 128;
    if (depth > kMaxDepth) throw Error("a type nested too deeply to know whether it needs dropping");
    std::vector<Term> out;
    auto add = [&](Term t) {
      auto more = undecided(t, which, seen, clauses, depth + 1);
      if (more) out.insert(out.end(), more->begin(), more->end());
      return more.has_value();
    };
    auto add_all = [&](Terms types) { return std::ranges::all_of(types, add); };
    bool decided = true;  // by what is in `out`
    switch (type->kind) {
      case Kind::Dynamic:
      case Kind::Coroutine:
        return std::nullopt;
      case Kind::Param:
      case Kind::Alias:
        if (clauses != nullptr && says_copy(*clauses, type)) break;
        return std::vector{type};
      case Kind::Pat:
      case Kind::Slice:
        decided = add(type->kids[0]);
        break;
      case Kind::Array: {
        if (!has_components(type->kids[0])) break;
        const auto length = type->kids[1]->kind == Kind::CtValue ? leaf_bits(type->kids[1]) : std::nullopt;
        if (!length) return std::vector{type};
        if (length->lo != 0 || length->hi != 0) decided = add(type->kids[0]);
        break;
      }
      case Kind::Tuple:
        decided = add_all(type->kids);
        break;
      case Kind::Closure:
      case Kind::CoroutineClosure: {
        if (is_copy(type)) break;
        const Term captured = synthetic_arg(cx_, type, "<upvars>");
        if (!captured) throw Error("a closure whose captures are not known");
        decided = add(cx_.normalize(captured));
        break;
      }
      case Kind::Adt:
        if (seen.insert(type).second && !is_copy(type)) decided = of_adt_fields(type, which, add);
        break;
      default:
        break;
    }
    if (!decided) return std::nullopt;
    return out;
  }

  /// Whether a type has parts that are to be asked at all (`needs_drop_components` in rustc_middle/src/ty/util.rs).
  static bool has_components(Term type) {
    switch (type->kind) {
      case Kind::Adt:
      case Kind::Param:
      case Kind::Alias:
      case Kind::Closure:
      case Kind::CoroutineClosure:
      case Kind::Coroutine:
      case Kind::Dynamic:
        return true;
      case Kind::Pat:
      case Kind::Slice:
      case Kind::Array:
        return has_components(type->kids[0]);
      case Kind::Tuple:
        return std::ranges::any_of(type->kids, has_components);
      default:
        return false;
    }
  }

  template <class Add>
  bool of_adt_fields(Term type, Which which, const Add& add) {
    if (cx_.lang_item("manually_drop") == type->def) return true;
    if (implements(which == Which::Drop ? "drop" : "async_drop", type->def)) return false;
    const AdtDef& adt = cx_.adt_def(type->def);
    if (adt.what == AdtDef::What::Union) return true;
    for (const VariantDef& v : adt.variants)
      for (const FieldDef& f : v.fields) {
        const Term field = strip_regions(in_, substitute(in_, cx_.type_of(f.def), type->kids));
        if (field->kind != Kind::Adt) {
          if (!add(strip_regions(in_, cx_.normalize(field)))) return false;
          continue;
        }
        Seen apart;
        const auto open = undecided(strip_regions(in_, cx_.type_of(field->def)), Which::Drop, apart,
                                    &cx_.predicates_of(field->def), 0);
        if (!open) return false;
        for (Term t : *open)
          if (!add(strip_regions(in_, cx_.normalize(substitute(in_, t, field->kids))))) return false;
      }
    return true;
  }

  /// Whether a clause says so of the type, itself or by a supertrait.
  bool says_copy(const std::vector<Term>& clauses, Term type) {
    const auto copy = cx_.lang_item("copy");
    return copy && std::ranges::any_of(clauses, [&](Term c) {
             return c->kind == Kind::TraitRef && strip_regions(in_, c->kids[0]) == type && implies(cx_, c->def, *copy);
           });
  }

  // With a parameter in it: nothing is known of what stands for that.
  bool is_copy(Term type) {
    if (type->has(Node::kHasTypeParam)) return false;
    const auto copy = cx_.lang_item("copy");
    return copy && normalizer_.holds(*copy, type) == Normalizer::Answer::Yes;
  }

  Context& cx_;
  Interner& in_;
  Normalizer& normalizer_;
};

}  // namespace

Term async_destructor(Context& cx, Normalizer& normalizer, Term type) {
  return AsyncDrop(cx, normalizer).destructor(type);
}

}  // namespace rmeta::types
