// SPDX-License-Identifier: MIT OR Apache-2.0
// What other crates can get at. The rules are rustc's (rustc_privacy/src/lib.rs, `EmbargoVisitor`, and
// rustc_passes/src/reachable.rs), as far as metadata lets them be followed:
//   - what a public path leads to, re-exports included;
//   - `pub` types that appear in the interface of something reachable, though no path names them, and what is public of
//     them; behind `impl Trait` private ones, too;
//   - all items of trait impls: generic code in other crates may call them, whether or not their types can be named;
//   - lang items, and what is visible to linkers by attribute;
//   - what the bodies of reachable functions mention if other crates may get these bodies (const fn, or where optimised
//     MIR is encoded).
#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "rmeta/crate/exports.hpp"
#include "rmeta/decode/walk.hpp"

namespace rmeta::crate {

using schema::FieldRole;

namespace {

/// Collects the definitions of this crate that a value mentions, following back references.
class Mentions : public decode::NullVisitor {
 public:
  explicit Mentions(const decode::Context& ctx) : ctx_(ctx) {}

  void def_id(decode::TypeId, decode::DefIdRef d, std::uint64_t) {
    if (d.krate == 0) found.push_back(d.index);
  }
  void reference(decode::TypeId, const decode::Reference& r, std::uint64_t) {
    if (r.kind == decode::Reference::Shorthand) follow(r.type, r.target);
  }
  void alloc(decode::TypeId t, std::uint64_t index, std::uint64_t) {
    const schema::Schema& schema = ctx_.schema();
    follow(schema.arg(schema.type(t)), ctx_.alloc_position(index));
  }

  /// Of a table's lazy value or array.
  std::vector<DefIndex> of(const decode::LazyRef& ref) {
    found.clear();
    seen_.clear();
    decode::walk_lazy(ctx_, ref, *this);
    while (!pending_.empty()) {
      const auto [type, pos] = pending_.back();
      pending_.pop_back();
      decode::walk(ctx_, type, pos, {}, *this);
    }
    return std::move(found);
  }

  std::vector<DefIndex> found;

 private:
  void follow(decode::TypeId type, std::uint64_t pos) {
    if (seen_.insert(pos).second) pending_.emplace_back(type, pos);
  }

  const decode::Context& ctx_;
  std::unordered_set<std::uint64_t> seen_;
  std::vector<std::pair<decode::TypeId, std::uint64_t>> pending_;
};

class Reach {
 public:
  explicit Reach(const Crate& crate)
      : crate_(crate), items_(crate), mentions_(crate.context()), reached_(crate.def_count()) {}

  std::vector<bool> run() {
    mark(kCrateRoot);
    for (const auto& lang : items_.lang_items()) mark(lang.index);
    for (const TraitImpl& impl : items_.trait_impls())
      for (DefIndex i : items_.associated_items(impl.impl)) mark(i);
    for (DefIndex i : items_.incoherent_impls()) inherent_impl(i);
    for (DefIndex i = 0; i < crate_.def_count(); ++i)
      if (const auto attrs = codegen_attrs(crate_, i); attrs && (attrs->extern_indicator || attrs->used)) mark(i);
    while (!work_.empty()) {
      const DefIndex i = work_.back();
      work_.pop_back();
      visit(i);
    }
    return std::move(reached_);
  }

 private:
  void mark(DefIndex i) {
    if (i >= reached_.size() || reached_[i]) return;
    reached_[i] = true;
    work_.push_back(i);
  }
  void mark_if_public(DefIndex i) {
    const auto v = crate_.visibility(i);
    if (v && v->is_public()) mark(i);
  }

  void inherent_impl(DefIndex impl) {
    for (DefIndex i : items_.associated_items(impl)) mark_if_public(i);
  }

  /// Types in the interface of a reachable item become reachable if they are `pub` wherever they are.
  void interface(FieldRole table, DefIndex i) {
    const auto entry = crate_.entry(table, i);
    if (!entry) return;
    for (DefIndex d : mentions_.of(entry->lazy())) {
      if (d >= reached_.size() || reached_[d]) continue;
      const auto kind = crate_.def_kind(d);
      if (!kind) continue;
      if (kind->kind == DefKind::OpaqueTy) {
        mark(d);
      } else if (is_adt(kind->kind) || kind->kind == DefKind::Trait || kind->kind == DefKind::ForeignTy) {
        mark_if_public(d);
      }
    }
  }

  void behind_opaque(DefIndex opaque) {
    const auto entry = crate_.entry(FieldRole::Tables_type_of, opaque);
    if (!entry) return;
    for (DefIndex d : mentions_.of(entry->lazy())) mark(d);
  }

  enum class Of { All, Data };  // Data: not what is merely called
  /// What code or data mentions: functions and statics, and constants and closures for what they mention in turn.
  void body(FieldRole table, DefIndex i, Of of = Of::All) {
    const auto entry = crate_.entry(table, i);
    if (!entry) return;
    for (DefIndex d : mentions_.of(entry->lazy())) {
      const auto kind = crate_.def_kind(d);
      if (!kind) continue;
      switch (kind->kind) {
        case DefKind::Static:
        case DefKind::Closure:
        case DefKind::Generator:
        case DefKind::InlineConst:
          mark(d);
          break;
        case DefKind::Fn:
        case DefKind::AssocFn:
        case DefKind::Const:
        case DefKind::AssocConst:
          if (of == Of::All) mark(d);
          break;
        default:
          break;
      }
    }
  }

  void visit(DefIndex i) {
    const auto info = crate_.def_kind(i);
    if (!info) return;
    switch (info->kind) {
      case DefKind::Mod:
        for (DefIndex child : items_.module_children(i)) mark_if_public(child);
        for (const Reexport& r : items_.reexports(i))
          if (r.visibility.is_public() && r.target.kind && r.target.def.krate == 0) mark(r.target.def.index);
        break;
      case DefKind::Enum:
        for (DefIndex v : items_.variants(i)) {
          mark(v);
          for (DefIndex f : items_.fields(v)) mark(f);
        }
        of_type(i);
        break;
      case DefKind::Struct:
      case DefKind::Union:
        for (DefIndex f : items_.fields(i)) mark_if_public(f);
        of_type(i);
        break;
      case DefKind::ForeignTy:
        of_type(i);
        break;
      case DefKind::Trait:
        for (DefIndex a : items_.associated_items(i)) mark(a);
        interface(FieldRole::Tables_super_predicates_of, i);
        of_type(i);  // of its trait objects
        break;
      case DefKind::Fn:
      case DefKind::AssocFn:
        interface(FieldRole::Tables_fn_sig, i);
        interface(FieldRole::Tables_explicit_predicates_of, i);
        body(FieldRole::Tables_mir_for_ctfe, i);
        body(FieldRole::Tables_optimized_mir, i);
        break;
      case DefKind::Static:
        interface(FieldRole::Tables_type_of, i);
        // Its value, where releases keep it, or else what computes it.
        body(FieldRole::Tables_eval_static_initializer, i);
        body(FieldRole::Tables_mir_for_ctfe, i);
        break;
      case DefKind::Const:
        interface(FieldRole::Tables_type_of, i);
        // What the initialiser calls; the same releases count only what is left in its value.
        body(FieldRole::Tables_mir_for_ctfe, i,
             crate_.schema().bound(FieldRole::Tables_eval_static_initializer) ? Of::Data : Of::All);
        break;
      case DefKind::AssocConst:
      case DefKind::InlineConst:
        interface(FieldRole::Tables_type_of, i);
        body(FieldRole::Tables_mir_for_ctfe, i);
        break;
      case DefKind::Closure:
      case DefKind::Generator:
      case DefKind::SyntheticCoroutineBody:
        body(FieldRole::Tables_optimized_mir, i);
        break;
      case DefKind::AssocTy:
      case DefKind::TyAlias:
      case DefKind::Field:
        interface(FieldRole::Tables_type_of, i);
        break;
      case DefKind::OpaqueTy:
        behind_opaque(i);
        break;
      case DefKind::Impl:
        inherent_impl(i);
        break;
      default:
        break;
    }
  }

  void of_type(DefIndex type) {
    interface(FieldRole::Tables_explicit_predicates_of, type);
    for (DefIndex impl : items_.inherent_impls(type)) inherent_impl(impl);
  }

  const Crate& crate_;
  Items items_;
  Mentions mentions_;
  std::vector<bool> reached_;
  std::vector<DefIndex> work_;
};

}  // namespace

std::vector<bool> Exports::reachable() const {
  return Reach(crate_).run();
}

}  // namespace rmeta::crate
