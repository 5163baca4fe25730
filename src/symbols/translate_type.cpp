// SPDX-License-Identifier: MIT OR Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"
#include "translate.hpp"
#include "v0_tags.hpp"

namespace rmeta::symbols {

using crate::DefKind;
using types::DefId;
using types::Kind;
using types::Node;
using types::Term;
using types::Terms;

Term Translator::leaf(char tag) {
  if (Term t = type_of_letter(in_, tag)) return t;
  throw Error(tag == 'p' ? "a placeholder where a type is wanted" : "a basic type that is none");
}

Term Translator::type(PieceId id) {
  id = d_.target(id);
  if (auto it = types_.find(id); it != types_.end()) return it->second;
  const Piece& p = d_[id];
  const auto parts = d_.parts(id);
  Term t = nullptr;
  switch (p.part) {
    case Part::Basic:
      return leaf(p.tag);
    case Part::Array: {
      std::array kids{type(parts[0]), Term{}};
      kids[1] = constant(parts[1], leaf('j'));
      t = in_.make(Kind::Array, kids);
      break;
    }
    case Part::Slice: {
      const std::array kids{type(parts[0])};
      t = in_.make(Kind::Slice, kids);
      break;
    }
    case Part::Tuple: {
      std::vector<Term> kids;
      for (PieceId k : parts) kids.push_back(type(k));
      t = in_.make(Kind::Tuple, kids);
      break;
    }
    case Part::Ref: {
      const std::array kids{parts.size() == 2 ? lifetime(d_[parts[0]]) : in_.leaf(Kind::ReErased), type(parts.back())};
      t = in_.make(Kind::Ref, kids, {}, p.tag == 'Q' ? types::kMut : 0);
      break;
    }
    case Part::Pointer: {
      const std::array kids{type(parts[0])};
      t = in_.make(Kind::RawPtr, kids, {}, p.tag == 'O' ? types::kMut : 0);
      break;
    }
    case Part::FnPtr:
      t = function(p, parts);
      break;
    case Part::Dyn:
      t = trait_object(p, parts);
      break;
    case Part::Pattern: {
      const Term base = type(parts[0]);
      const std::array kids{base, pattern(parts[1], base)};
      t = in_.make(Kind::Pat, kids);
      break;
    }
    default:
      t = path_type(id);
  }
  return types_[id] = t;
}

Term Translator::path_type(PieceId id) {
  const Piece& p = d_[id];
  // Two floats have no letter: they are written as crates.
  if (p.part == Part::Crate && p.number == 0 && (p.text == "f16" || p.text == "f128"))
    return in_.leaf(Kind::Float, static_cast<std::uint8_t>(p.text == "f16" ? types::Width::W16 : types::Width::W128));
  const DefId item = def(id);
  switch (cx_.def_kind(item)) {
    case DefKind::Struct:
    case DefKind::Enum:
    case DefKind::Union:
      return in_.make(Kind::Adt, args(id), item);
    case DefKind::Fn:
    case DefKind::AssocFn:
    case DefKind::Ctor:
      return in_.make(Kind::FnDef, args(id), item);
    case DefKind::Closure:
    case DefKind::Generator:
    case DefKind::SyntheticCoroutineBody:
      return in_.make(cx_.type_of(item)->kind, args(id), item);
    case DefKind::ForeignTy:
      return in_.make(Kind::Foreign, {}, item);
    default:
      throw Error(fmt::format("{} is no type", cx_.graph().path(item)));
  }
}

Term Translator::lifetime(const Piece& p) {
  if (p.part != Part::Lifetime) throw Error("a type or constant where a lifetime is wanted");
  if (p.number == 0) return in_.leaf(Kind::ReErased);
  if (binders_.empty() || p.number > binders_.back().end) throw Error("a lifetime that no binder declares");
  const std::uint64_t depth = binders_.back().end - p.number;
  std::size_t level = binders_.size() - 1;
  while (depth < binders_[level].start) --level;
  Node n;
  n.kind = Kind::ReBound;
  n.a = static_cast<std::uint32_t>(binders_.size() - 1 - level);
  n.b = static_cast<std::uint32_t>(depth - binders_[level].start);
  return in_.intern(n);
}

Term Translator::function(const Piece& p, std::span<const PieceId> parts) {
  const std::uint64_t start = binders_.empty() ? 0 : binders_.back().end;
  binders_.push_back({start, start + p.number});
  Node n;
  n.kind = Kind::FnPtr;
  n.binder = true;
  n.vars = static_cast<std::uint32_t>(p.number);
  if (p.flag) n.sub |= types::kFnUnsafe;
  std::vector<Term> kids;
  for (PieceId k : parts) {
    if (const Piece& input = d_.at(k); input.part == Part::Basic && input.tag == 'v')
      n.sub |= types::kFnVariadic;
    else
      kids.push_back(type(k));
  }
  binders_.pop_back();
  std::string abi(p.text.empty() ? "Rust" : p.text);
  std::ranges::replace(abi, '_', '-');
  n.text = abi;
  n.kids = kids;
  return in_.intern(n);
}

Term Translator::trait_object(const Piece& p, std::span<const PieceId> parts) {
  const std::uint64_t start = binders_.empty() ? 0 : binders_.back().end;
  binders_.push_back({start, start + p.number});
  std::vector<Term> kids;
  for (PieceId t : parts.first(parts.size() - 1)) dyn_trait(t, p.number, kids);
  binders_.pop_back();
  kids.push_back(lifetime(d_[parts.back()]));
  // The binder of each predicate has what is used in it.
  return types::erase_regions(in_, in_.make(Kind::Dynamic, kids, {}, static_cast<std::uint8_t>(types::DynKind::Dyn)));
}

void Translator::dyn_trait(PieceId id, std::uint64_t vars, std::vector<Term>& out) {
  const auto parts = d_.parts(id);
  const DefId trait = def(parts[0]);
  if (cx_.def_kind(trait) != DefKind::Trait) throw Error(fmt::format("{} is no trait", cx_.graph().path(trait)));
  Node n;
  n.binder = true;
  n.vars = static_cast<std::uint32_t>(vars);
  const auto with_self = trait_args(parts[0], in_.leaf(Kind::InferTy));
  n.kind = cx_.trait_is_auto(trait) ? Kind::ExAuto : Kind::ExTrait;
  n.def = trait;
  if (n.kind == Kind::ExTrait) n.kids = Terms(with_self).subspan(1);
  out.push_back(in_.intern(n));
  for (PieceId binding : parts.subspan(1)) {
    const Piece& b = d_[binding];
    auto [item, args] = bound_item(trait, with_self, b.text);
    const PieceId value = d_.parts(binding)[0];
    // Releases without the marker wrote constants as if they were types.
    const bool is_const = b.flag || cx_.def_kind(item) == DefKind::AssocConst;
    const Term term =
        is_const ? constant(value, settled(types::substitute(in_, cx_.type_of(item), args))) : type(value);
    std::vector<Term> kids(args.begin() + 1, args.end());
    kids.push_back(term);
    n.kind = Kind::ExProjection;
    n.def = item;
    n.kids = kids;
    out.push_back(in_.intern(n));
  }
}

// An associated item of a trait or of one of its supertraits, and that trait's arguments.
std::pair<DefId, std::vector<Term>> Translator::bound_item(DefId trait, Terms args, std::string_view name) {
  constexpr std::size_t kMost = 256;
  std::vector<std::pair<DefId, std::vector<Term>>> todo{{trait, {args.begin(), args.end()}}};
  for (std::size_t i = 0; i < todo.size(); ++i) {
    if (todo.size() > kMost) throw Error(fmt::format("{} has too many supertraits", cx_.graph().path(trait)));
    const auto [at, at_args] = todo[i];
    for (const auto& item : cx_.associated_items(at))
      if (item.name == name && item.kind != DefKind::AssocFn) return {item.def, at_args};
    for (Term p : cx_.super_predicates_of(at)) {
      if (p->kind != Kind::TraitRef) continue;
      const Term super = types::substitute(in_, p, at_args);
      std::pair<DefId, std::vector<Term>> next{super->def, {super->kids.begin(), super->kids.end()}};
      if (std::ranges::find(todo, next) == todo.end()) todo.push_back(std::move(next));
    }
  }
  throw Error(fmt::format("{} has no associated item {}", cx_.graph().path(trait), name));
}

Term Translator::pattern(PieceId id, Term base) {
  std::vector<Term> kids;
  switch (d_[id].part) {
    case Part::PatRange:
      for (PieceId k : d_.parts(id)) kids.push_back(constant(k, base));
      return in_.make(Kind::PatRange, kids);
    case Part::PatOr:
      for (PieceId k : d_.parts(id)) kids.push_back(pattern(k, base));
      return in_.make(Kind::PatOr, kids);
    default:
      return in_.make(Kind::PatNotNull, {});
  }
}

Term Translator::constant(PieceId id, Term type) {
  const std::array kids{type, value_tree(id, type)};
  return in_.make(Kind::CtValue, kids);
}

Term Translator::value_tree(PieceId id, Term type) {
  id = d_.target(id);
  const Piece& p = d_[id];
  const auto parts = d_.parts(id);
  std::vector<Term> kids;
  auto wrong = [&] { return Error(fmt::format("a constant that is no {}", types::print(cx_, type))); };
  switch (p.part) {
    case Part::Scalar:
      return scalar(p, type);
    case Part::Str: {
      if (type->kind != Kind::Str) throw wrong();
      auto nibble = [](char c) { return static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10); };
      Node byte;
      byte.kind = Kind::Leaf;
      byte.sub = 1;
      for (std::size_t i = 0; i + 1 < p.text.size(); i += 2) {
        byte.bits_lo = nibble(p.text[i]) << 4 | nibble(p.text[i + 1]);
        kids.push_back(in_.intern(byte));
      }
      return in_.make(Kind::Branch, kids);
    }
    case Part::ConstRef:
      if (type->kind != Kind::Ref || (type->sub == types::kMut) != (p.tag == 'Q')) throw wrong();
      return value_tree(parts[0], type->kids[1]);
    case Part::ConstArray:
      if (type->kind != Kind::Array && type->kind != Kind::Slice) throw wrong();
      for (PieceId k : parts) kids.push_back(value_tree(k, type->kids[0]));
      return in_.make(Kind::Branch, kids);
    case Part::ConstTuple:
      if (type->kind != Kind::Tuple || type->kids.size() != parts.size()) throw wrong();
      for (std::size_t i = 0; i < parts.size(); ++i) kids.push_back(value_tree(parts[i], type->kids[i]));
      return in_.make(Kind::Branch, kids);
    case Part::ConstAdt:
      if (type->kind != Kind::Adt) throw wrong();
      return adt_tree(p, parts, type);
    default:
      throw Error("a constant without a value where one is needed");
  }
}

Term Translator::scalar(const Piece& p, Term type) {
  if (leaf(p.tag) != type)
    throw Error(
        fmt::format("a constant of type {} that is no {}", types::print(cx_, leaf(p.tag)), types::print(cx_, type)));
  static constexpr std::uint8_t bytes[] = {1, 2, 4, 8, 16};
  Node n;
  n.kind = Kind::Leaf;
  if (type->kind == Kind::Bool || type->kind == Kind::Char)
    n.sub = type->kind == Kind::Bool ? 1 : 4;
  else if (type->sub == static_cast<std::uint8_t>(types::Width::Size))
    n.sub = static_cast<std::uint8_t>(cx_.layouts().layout_of(type).size);
  else
    n.sub = bytes[type->sub];
  for (char c : p.text) {
    n.bits_hi = n.bits_hi << 4 | n.bits_lo >> 60;
    n.bits_lo = n.bits_lo << 4 | static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  if (p.flag) {
    n.bits_lo = ~n.bits_lo + 1;
    n.bits_hi = ~n.bits_hi + (n.bits_lo == 0 ? 1 : 0);
  }
  if (n.sub < 16) n.bits_hi = 0;
  if (n.sub < 8) n.bits_lo &= (std::uint64_t{1} << (n.sub * 8)) - 1;
  return in_.intern(n);
}

Term Translator::adt_tree(const Piece& p, std::span<const PieceId> parts, Term type) {
  const DefId variant = def(parts[0]);
  const auto& adt = cx_.adt_def(type->def);
  std::vector<Term> kids;
  for (std::size_t v = 0; v < adt.variants.size(); ++v) {
    if (adt.variants[v].def != variant) continue;
    if (adt.what == types::AdtDef::What::Enum) {
      Node index;
      index.kind = Kind::Leaf;
      index.sub = 4;
      index.bits_lo = v;
      kids.push_back(in_.intern(index));
    }
    const auto& fields = adt.variants[v].fields;
    if (fields.size() != parts.size() - 1) throw Error("a constant with another number of fields than its type");
    for (std::size_t i = 0; i < fields.size(); ++i) {
      PieceId value = parts[i + 1];
      if (p.tag == 'S') value = d_.parts(value)[0];
      kids.push_back(value_tree(value, settled(types::substitute(in_, cx_.type_of(fields[i].def), type->kids))));
    }
    return in_.make(Kind::Branch, kids);
  }
  throw Error(fmt::format("{} is no variant of {}", cx_.graph().path(variant), types::print(cx_, type)));
}

}  // namespace rmeta::symbols
