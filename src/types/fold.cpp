// SPDX-License-Identifier: MIT OR Apache-2.0
// The three rewritings of terms that everything above needs. Each walks down with the number of binders passed, and
// leaves untouched subterms shared.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "rmeta/error.hpp"
#include "rmeta/types/node.hpp"

namespace rmeta::types {
namespace {

/// Rebuilds `t` with `f` applied to its children; returns `t` itself if none changed.
template <class F>
Term map_kids(Interner& in, Term t, F&& f) {
  std::vector<Term> kids;
  for (std::size_t i = 0; i < t->kids.size(); ++i) {
    Term k = f(t->kids[i]);
    if (kids.empty() && k == t->kids[i]) continue;
    if (kids.empty()) {
      kids.reserve(t->kids.size());
      kids.assign(t->kids.begin(), t->kids.begin() + static_cast<std::ptrdiff_t>(i));
    }
    kids.push_back(k);
  }
  return kids.empty() ? t : in.with_kids(*t, kids);
}

Term shift_at(Interner& in, Term t, std::uint32_t by, std::uint32_t depth) {
  if (by == 0 || t->outer_binder <= depth) return t;
  if (t->kind == Kind::ReBound || t->kind == Kind::BoundTy || t->kind == Kind::CtBound) {
    Node n = *t;
    n.a += by;
    return in.intern(n);
  }
  std::uint32_t inner = depth + (t->binder ? 1 : 0);
  return map_kids(in, t, [&](Term k) { return shift_at(in, k, by, inner); });
}

Term substitute_at(Interner& in, Term t, Terms args, std::uint32_t depth) {
  if (!t->has(Node::kHasTypeParam | Node::kHasRegionParam)) return t;
  if (t->kind == Kind::Param || t->kind == Kind::CtParam || t->kind == Kind::ReEarlyParam) {
    if (t->a >= args.size())
      throw Error(fmt::format("parameter {} (#{}) has no argument among {}", t->text, t->a, args.size()));
    Term r = args[t->a];
    bool fits = t->kind == Kind::Param ? r->is_type() : t->kind == Kind::CtParam ? r->is_const() : r->is_region();
    if (!fits) throw Error(fmt::format("parameter {} (#{}) is given an argument of another kind", t->text, t->a));
    return shift(in, r, depth);
  }
  std::uint32_t inner = depth + (t->binder ? 1 : 0);
  return map_kids(in, t, [&](Term k) { return substitute_at(in, k, args, inner); });
}

class Eraser {
 public:
  explicit Eraser(Interner& in) : in_(in), erased_(in.leaf(Kind::ReErased)) {}

  Term fold(Term t) {
    if (!t->has(Node::kHasRegion | Node::kHasBinder)) return t;
    if (t->kind == Kind::ReBound) return bound(t);
    if (t->is_region()) return erased_;
    if (!t->binder) return map_kids(in_, t, [&](Term k) { return fold(k); });
    levels_.emplace_back();
    Term inner = map_kids(in_, t, [&](Term k) { return fold(k); });
    auto used = static_cast<std::uint32_t>(levels_.back().size());
    levels_.pop_back();
    Node n = *inner;
    n.vars = used;
    return in_.intern(n);
  }

 private:
  Term bound(Term t) {
    if (t->a >= levels_.size()) return t;  // declared outside of what is being erased
    auto& level = levels_[levels_.size() - 1 - t->a];
    auto it = std::find(level.begin(), level.end(), t->b);
    Node n = *t;
    n.b = static_cast<std::uint32_t>(it - level.begin());
    if (it == level.end()) level.push_back(t->b);
    return in_.intern(n);
  }

  Interner& in_;
  Term erased_;
  std::vector<std::vector<std::uint32_t>> levels_;  // per binder: variables in order of first use
};

}  // namespace

Term shift(Interner& in, Term t, std::uint32_t by) {
  return shift_at(in, t, by, 0);
}

Term substitute(Interner& in, Term t, Terms args) {
  return substitute_at(in, t, args, 0);
}

Term strip_regions(Interner& in, Term t) {
  if (!t->has(Node::kHasRegion | Node::kHasBinder)) return t;
  if (t->is_region()) return in.leaf(Kind::ReErased);
  Term r = map_kids(in, t, [&](Term k) { return strip_regions(in, k); });
  if (r->vars == 0) return r;
  Node n = *r;
  n.vars = 0;
  return in.intern(n);
}

Term erase_regions(Interner& in, Term t) {
  return Eraser(in).fold(t);
}

}  // namespace rmeta::types
