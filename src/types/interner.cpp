// SPDX-License-Identifier: MIT OR Apache-2.0
#include <fmt/format.h>
#include <llvm/ADT/DenseSet.h>

#include <algorithm>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>
#include <type_traits>
#include <unordered_set>

#include "rmeta/error.hpp"
#include "rmeta/types/node.hpp"

namespace rmeta::types {
namespace {

void mix(std::size_t& h, std::uint64_t v) {
  h ^= v + 0x9e3779b97f4a7c15ULL + (h << 6) + (h >> 2);
}

std::uint32_t hash_of(const Node& n) {
  std::size_t h = static_cast<std::size_t>(n.kind);
  mix(h, n.sub | (n.binder ? 256U : 0U));
  mix(h, (std::uint64_t{n.a} << 32) | n.b);
  mix(h, (std::uint64_t{n.def.crate} << 32) | n.def.index);
  mix(h, n.bits_lo);
  mix(h, n.bits_hi);
  mix(h, n.vars);
  mix(h, std::hash<std::string_view>{}(n.text));
  for (Term k : n.kids) mix(h, k->hash);
  return static_cast<std::uint32_t>(h ^ (h >> 32));
}

bool equal(const Node& x, const Node& y) {
  return x.kind == y.kind && x.sub == y.sub && x.binder == y.binder && x.a == y.a && x.b == y.b && x.vars == y.vars &&
         x.def == y.def && x.bits_lo == y.bits_lo && x.bits_hi == y.bits_hi && x.text == y.text &&
         std::equal(x.kids.begin(), x.kids.end(), y.kids.begin(), y.kids.end());
}

/// A node that may not be interned, with its hash.
struct Wanted {
  const Node& node;
  std::uint32_t hash;
};

struct TermInfo {
  static Term getEmptyKey() { return llvm::DenseMapInfo<Term>::getEmptyKey(); }
  static Term getTombstoneKey() { return llvm::DenseMapInfo<Term>::getTombstoneKey(); }
  static unsigned getHashValue(Term t) { return t->hash; }
  static unsigned getHashValue(const Wanted& w) { return w.hash; }
  static bool isEqual(Term x, Term y) { return x == y; }
  static bool isEqual(const Wanted& w, Term t) {
    return t != getEmptyKey() && t != getTombstoneKey() && t->hash == w.hash && equal(*t, w.node);
  }
};

std::uint8_t own_flags(Kind k) {
  switch (k) {
    case Kind::Param:
    case Kind::CtParam:
      return Node::kHasTypeParam;
    case Kind::ReEarlyParam:
    case Kind::ReLateParam:
      return Node::kHasRegionParam | Node::kHasRegion;
    case Kind::ReStatic:
    case Kind::ReBound:
    case Kind::ReOther:
      return Node::kHasRegion;
    case Kind::Alias:
      return Node::kHasAlias;
    case Kind::CtUnevaluated:
    case Kind::CtExpr:
      return Node::kHasUnevaluated;
    case Kind::ErrorTy:
    case Kind::CtError:
      return Node::kHasError;
    case Kind::InferTy:
    case Kind::PlaceholderTy:
    case Kind::CtOther:
      return Node::kHasInfer;
    default:
      return 0;
  }
}

}  // namespace

// Everything lives as long as the interner and goes at once.
struct Interner::Impl {
  std::pmr::monotonic_buffer_resource memory{std::size_t{1} << 16};
  llvm::DenseSet<Term, TermInfo> set;
  std::pmr::unordered_set<std::string_view> text_set{&memory};

  template <class T>
  std::span<T> copy(std::span<const T> from) {
    T* to = std::pmr::polymorphic_allocator<T>(&memory).allocate(from.size());
    std::ranges::uninitialized_copy(from, std::span(to, from.size()));
    return {to, from.size()};
  }

  std::string_view text(std::string_view s) {
    if (s.empty()) return {};
    auto it = text_set.find(s);
    if (it != text_set.end()) return *it;
    const std::span<char> own = copy(std::span<const char>(s));
    return *text_set.insert(std::string_view(own.data(), own.size())).first;
  }
};
static_assert(std::is_trivially_destructible_v<Node>);

Interner::Interner() : impl_(new Impl) {}
Interner::~Interner() {
  delete impl_;
}

std::size_t Interner::size() const {
  return impl_->set.size();
}

Term Interner::intern(const Node& proto) {
  const std::uint32_t hash = hash_of(proto);
  if (const auto it = impl_->set.find_as(Wanted{proto, hash}); it != impl_->set.end()) return *it;
  // What visits or prints a term goes through its tree, which sharing can make exponentially larger than what is
  // stored.
  constexpr std::uint64_t kHeaviest = 1u << 20;
  std::uint64_t weight = 1;
  for (Term k : proto.kids) weight += k->weight;
  if (weight > kHeaviest) throw Error(fmt::format("a type of more than {} parts", kHeaviest));
  // Everyone relies on the first argument of a trait being its Self.
  if (proto.kind == Kind::TraitRef && (proto.kids.empty() || !proto.kids[0]->is_type()))
    throw Error("a trait reference without its Self type");
  Node& n = impl_->copy(std::span(&proto, 1))[0];
  n.weight = static_cast<std::uint32_t>(weight);
  n.number = static_cast<std::uint32_t>(impl_->set.size());
  n.hash = hash;
  n.text = impl_->text(proto.text);
  if (!proto.kids.empty()) n.kids = impl_->copy(proto.kids);
  n.flags = own_flags(n.kind);
  if (n.binder && n.vars > 0) n.flags |= Node::kHasBinder;
  n.outer_binder = 0;
  if (n.kind == Kind::ReBound || n.kind == Kind::BoundTy || n.kind == Kind::CtBound) n.outer_binder = n.a + 1;
  std::uint32_t inner = 0;
  for (Term k : n.kids) {
    n.flags |= k->flags;
    inner = std::max(inner, k->outer_binder);
  }
  if (n.binder && inner > 0) --inner;
  n.outer_binder = std::max(n.outer_binder, inner);
  impl_->set.insert(&n);
  return &n;
}

Term Interner::leaf(Kind k, std::uint8_t sub) {
  Node n;
  n.kind = k;
  n.sub = sub;
  return intern(n);
}

Term Interner::list(Terms kids) {
  Node n;
  n.kind = Kind::List;
  n.kids = kids;
  return intern(n);
}

Term Interner::make(Kind k, Terms kids, DefId def, std::uint8_t sub) {
  Node n;
  n.kind = k;
  n.kids = kids;
  n.def = def;
  n.sub = sub;
  return intern(n);
}

Term Interner::with_kids(const Node& like, Terms kids) {
  Node n = like;
  n.kids = kids;
  return intern(n);
}

}  // namespace rmeta::types
