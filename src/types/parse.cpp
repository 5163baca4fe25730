// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/types/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "rmeta/crate/items.hpp"
#include "rmeta/error.hpp"

namespace rmeta::types {

namespace {

constexpr int kMaxDepth = 200;

struct Plain {
  std::string_view name;
  Kind kind;
  Width width;
};
constexpr Plain kPrimitives[] = {
    {"bool", Kind::Bool, {}},           {"char", Kind::Char, {}},          {"str", Kind::Str, {}},
    {"i8", Kind::Int, Width::W8},       {"i16", Kind::Int, Width::W16},    {"i32", Kind::Int, Width::W32},
    {"i64", Kind::Int, Width::W64},     {"i128", Kind::Int, Width::W128},  {"isize", Kind::Int, Width::Size},
    {"u8", Kind::Uint, Width::W8},      {"u16", Kind::Uint, Width::W16},   {"u32", Kind::Uint, Width::W32},
    {"u64", Kind::Uint, Width::W64},    {"u128", Kind::Uint, Width::W128}, {"usize", Kind::Uint, Width::Size},
    {"f16", Kind::Float, Width::W16},   {"f32", Kind::Float, Width::W32},  {"f64", Kind::Float, Width::W64},
    {"f128", Kind::Float, Width::W128},
};

bool word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0;
}

}  // namespace

void TypeParser::fail(std::string_view what) {
  throw Error(fmt::format("type \"{}\": {} at \"{}\"", text_, what, text_.substr(std::min(at_, text_.size()))));
}

void TypeParser::blanks() {
  while (at_ < text_.size() && text_[at_] == ' ') ++at_;
}

bool TypeParser::take(std::string_view token) {
  blanks();
  if (!text_.substr(at_).starts_with(token)) return false;
  at_ += token.size();
  return true;
}

void TypeParser::expect(std::string_view token) {
  if (!take(token)) fail(fmt::format("\"{}\" is missing", token));
}

bool TypeParser::take_word(std::string_view wanted) {
  blanks();
  const std::size_t before = at_;
  if (word() == wanted) return true;
  at_ = before;
  return false;
}

std::string_view TypeParser::word() {
  blanks();
  const std::size_t begin = at_;
  while (at_ < text_.size() && word_char(text_[at_])) ++at_;
  return text_.substr(begin, at_ - begin);
}

void TypeParser::lifetime() {
  if (take("'")) word();
}

Term TypeParser::parse(std::string_view text) {
  text_ = text;
  at_ = 0;
  Term t = type();
  blanks();
  if (at_ != text_.size()) fail("the type ends early");
  return t;
}

Term TypeParser::type() {
  struct Depth {
    explicit Depth(int& d) : d_(++d) {}
    ~Depth() { --d_; }
    int& d_;
  } depth(depth_);
  if (depth_ > kMaxDepth) fail("it is nested too deep");
  if (take("!")) return in_.leaf(Kind::Never);
  blanks();
  if (at_ < text_.size() && (text_[at_] == '&' || text_[at_] == '*')) return pointer();
  if (at_ < text_.size() && (text_[at_] == '[' || text_[at_] == '(')) return bracketed();
  if (take_word("dyn")) return trait_object();
  const std::size_t before = at_;
  std::string_view first = word();
  if (first == "fn" || first == "unsafe" || first == "extern") {
    at_ = before;
    return function();
  }
  const bool alone = !text_.substr(at_).starts_with("::");
  for (const Plain& p : kPrimitives)
    if (alone && p.name == first) return in_.leaf(p.kind, static_cast<std::uint8_t>(p.width));
  at_ = before;
  return path();
}

Term TypeParser::pointer() {
  if (take("*")) {
    const bool mut = take_word("mut");
    if (!mut && !take_word("const")) fail("const or mut is missing");
    Term kids[] = {type()};
    return in_.make(Kind::RawPtr, kids, {}, mut ? kMut : 0);
  }
  expect("&");
  lifetime();
  const bool mut = take_word("mut");
  Term kids[] = {in_.leaf(Kind::ReErased), type()};
  return in_.make(Kind::Ref, kids, {}, mut ? kMut : 0);
}

Term TypeParser::bracketed() {
  if (take("[")) {
    Term element = type();
    if (take("]")) return in_.make(Kind::Slice, std::array{element});
    expect(";");
    Term length = number(in_.leaf(Kind::Uint, static_cast<std::uint8_t>(Width::Size)));
    expect("]");
    return in_.make(Kind::Array, std::array{element, length});
  }
  expect("(");
  std::vector<Term> parts;
  bool comma = true;
  while (!take(")")) {
    if (!comma) fail("a comma is missing");
    parts.push_back(type());
    comma = take(",");
  }
  if (parts.size() == 1 && !comma && (!find_ || parts[0]->kind == Kind::Dynamic)) return parts[0];
  return in_.make(Kind::Tuple, parts);
}

Term TypeParser::function() {
  Node n;
  n.kind = Kind::FnPtr;
  n.binder = true;
  n.text = "Rust";
  if (take_word("unsafe")) n.sub |= kFnUnsafe;
  if (take_word("extern")) {
    n.text = "C";
    if (take("\"")) {
      const std::size_t end = text_.find('"', at_);
      if (end == std::string_view::npos) fail("a quote is missing");
      n.text = text_.substr(at_, end - at_);
      at_ = end + 1;
    }
  }
  if (!take_word("fn")) fail("fn is missing");
  expect("(");
  std::vector<Term> parts;
  bool comma = true;
  while (!take(")")) {
    if (!comma) fail("a comma is missing");
    if (take("...")) {
      n.sub |= kFnVariadic;
      comma = false;
      continue;
    }
    parts.push_back(type());
    comma = take(",");
  }
  parts.push_back(take("->") ? type() : in_.leaf(Kind::Tuple));
  n.kids = parts;
  return in_.intern(n);
}

Term TypeParser::existential(Kind kind, DefId def, std::span<const Term> kids) {
  Node n;
  n.kind = kind;
  n.binder = true;
  n.def = def;
  n.kids = kids;
  return in_.intern(n);
}

// A trait and what its associated types are, those of its supertraits among them.
void TypeParser::principal(DefId trait, std::vector<Term>& parts) {
  Bindings bindings;
  std::vector<Term> args = arguments(trait, 1, in_.leaf(Kind::InferTy), &bindings);
  parts.push_back(existential(Kind::ExTrait, trait, std::span(args).subspan(1)));
  Node n;
  n.kind = Kind::TraitRef;
  n.def = trait;
  n.kids = args;
  std::vector<Term> todo{in_.intern(n)};
  constexpr std::size_t kMost = 1000;
  for (std::size_t i = 0; i < todo.size(); ++i) {
    const Term ref = todo[i];
    for (const AssocItem& a : cx_.associated_items(ref->def)) {
      if (a.kind != crate::DefKind::AssocTy) continue;
      auto named = std::find_if(bindings.begin(), bindings.end(), [&](const auto& b) { return b.first == a.name; });
      if (named == bindings.end()) continue;
      std::vector<Term> kids(ref->kids.begin() + 1, ref->kids.end());
      kids.push_back(named->second);
      parts.push_back(existential(Kind::ExProjection, a.def, kids));
      bindings.erase(named);
    }
    for (Term p : cx_.super_predicates_of(ref->def)) {
      if (p->kind != Kind::TraitRef || todo.size() > kMost) continue;
      Term super = strip_regions(in_, substitute(in_, p, ref->kids));
      if (std::find(todo.begin(), todo.end(), super) == todo.end()) todo.push_back(super);
    }
  }
  if (!bindings.empty()) fail(fmt::format("{} has no associated type {}", cx_.graph().path(trait), bindings[0].first));
  for (const AssocItem& a : cx_.associated_items(trait))
    if (a.kind == crate::DefKind::AssocTy && cx_.predicates_of(a.def).empty() &&
        std::none_of(parts.begin(), parts.end(), [&](Term p) { return p->def == a.def; }))
      fail(fmt::format("the associated type {} of {} is not given", a.name, cx_.graph().path(trait)));
}

// The first trait is the principal one, unless it is an auto trait; the others can only be auto traits.
Term TypeParser::trait_object() {
  std::vector<Term> parts;
  bool first = true;
  do {
    blanks();
    if (at_ < text_.size() && text_[at_] == '\'') {
      lifetime();
      continue;
    }
    if (take_word("for")) {
      expect("<");
      while (!take(">")) {
        lifetime();
        take(",");
      }
    }
    DefId trait = resolve();
    if (cx_.def_kind(trait) != crate::DefKind::Trait) fail(fmt::format("{} is no trait", cx_.graph().path(trait)));
    if (first && !cx_.trait_is_auto(trait))
      principal(trait, parts);
    else
      parts.push_back(existential(Kind::ExAuto, trait, {}));
    first = false;
  } while (take("+"));
  parts.push_back(in_.leaf(Kind::ReErased));
  return in_.make(Kind::Dynamic, parts);
}

Term TypeParser::parse_trait_ref(std::string_view text) {
  text_ = text;
  at_ = 0;
  if (!take("<")) return nullptr;
  Term self = type();
  if (!take_word("as")) return nullptr;
  DefId trait = resolve();
  if (cx_.def_kind(trait) != crate::DefKind::Trait) fail(fmt::format("{} is no trait", cx_.graph().path(trait)));
  auto args = arguments(trait, 1, self);
  expect(">");
  blanks();
  if (at_ != text_.size()) fail("the trait ends early");
  return in_.make(Kind::TraitRef, args, trait);
}

Term TypeParser::number(Term type) {
  std::string_view digits = word();
  U128 value = 0;
  if (digits == "true" || digits == "false") {
    value = digits == "true" ? 1 : 0;
  } else {
    if (digits.empty()) fail("a number is missing");
    for (char c : digits) {
      if (c == '_') continue;
      if (c < '0' || c > '9') fail("a constant that is no plain number");
      value = value * 10 + static_cast<unsigned>(c - '0');
      if (value >> 100 != 0) fail("a number beyond all bounds");
    }
  }
  Node leaf;
  leaf.kind = Kind::Leaf;
  leaf.sub = static_cast<std::uint8_t>(cx_.layouts().layout_of(type).size);
  leaf.bits_lo = static_cast<std::uint64_t>(value);
  leaf.bits_hi = static_cast<std::uint64_t>(value >> 64);
  if (leaf.sub == 0 || leaf.sub > 16 || (leaf.sub < 16 && value >> (leaf.sub * 8) != 0))
    fail("a number too large for its type");
  return in_.make(Kind::CtValue, std::array{type, in_.intern(leaf)});
}

std::optional<std::uint32_t> TypeParser::crate_named(std::string_view name) {
  if (cx_.graph().name(crate_) == name) return crate_;
  for (std::uint32_t c = 0; c < cx_.graph().size(); ++c) {
    cx_.graph().find(c);  // makes its dependencies known
    if (cx_.graph().name(c) == name) return c;
  }
  return std::nullopt;
}

std::optional<DefId> TypeParser::child(DefId parent, std::string_view name, int depth) {
  const crate::Crate& c = cx_.graph().crate(parent.crate);
  crate::Items items(c);
  for (auto i : items.module_children(parent.index)) {
    auto kind = c.def_kind(i);
    if (c.item_name(i) == name && kind &&
        (crate::is_adt(kind->kind) || kind->kind == crate::DefKind::Mod || kind->kind == crate::DefKind::Trait ||
         kind->kind == crate::DefKind::TyAlias || kind->kind == crate::DefKind::ForeignTy))
      return DefId{parent.crate, i};
  }
  if (depth > 8) return std::nullopt;
  for (const auto& r : items.reexports(parent.index)) {
    if (r.name != name || !r.target.kind) continue;
    const auto kind = r.target.kind->kind;
    if (crate::is_adt(kind) || kind == crate::DefKind::Mod || kind == crate::DefKind::Trait ||
        kind == crate::DefKind::TyAlias || kind == crate::DefKind::ForeignTy)
      return c.global(r.target.def);
  }
  return std::nullopt;
}

DefId TypeParser::resolve() {
  if (find_) {
    blanks();
    std::size_t end = at_;
    while (end < text_.size() && (word_char(text_[end]) || std::string_view(":{}#").find(text_[end]) != text_.npos))
      ++end;
    std::string_view path = text_.substr(at_, end - at_);
    at_ = end;
    return find_(path);
  }
  take("::");
  std::string_view first = word();
  if (first.empty()) fail("a path is missing");
  DefId at{crate_, crate::kCrateRoot};
  if (auto named = crate_named(first)) {
    at.crate = *named;
  } else if (auto found = child(at, first)) {
    at = *found;
  } else {
    fail(fmt::format("{} is neither a crate nor in crate {}; it stands", first, cx_.graph().name(crate_)));
  }
  while (take("::")) {
    blanks();
    if (at_ < text_.size() && text_[at_] == '<') break;
    std::string_view name = word();
    auto next = child(at, name);
    if (!next) fail(fmt::format("there is no {} in {}", name, cx_.graph().path(at)));
    at = *next;
  }
  return at;
}

Term TypeParser::argument(const GenericParam& p) {
  if (p.what != GenericParam::What::Const) return type();
  const bool braces = take("{");
  Term value = number(cx_.type_of(p.def));
  if (braces) expect("}");
  return value;
}

// `Item = ` stands there.
bool TypeParser::at_binding() {
  const std::size_t before = at_;
  const bool yes = !word().empty() && take("=");
  at_ = before;
  return yes;
}

// Arguments of all parameters from index `from` on; `self` is the first one of a trait.
std::vector<Term> TypeParser::arguments(DefId def, std::size_t from, Term self, Bindings* bindings) {
  const Generics& g = cx_.generics_of(def);
  if (g.parent) fail("an item inside of a generic one");
  std::vector<Term> args;
  if (from > 0) args.push_back(self);
  bool open = take("<"), more = open;
  for (const GenericParam& p : g.own) {
    if (p.index < from) continue;
    if (p.what == GenericParam::What::Lifetime) {
      blanks();
      if (more && text_.substr(at_).starts_with("'")) {
        lifetime();
        more = take(",");
      }
      args.push_back(in_.leaf(Kind::ReErased));
      continue;
    }
    blanks();
    if (more && !text_.substr(at_).starts_with(">") && !at_binding()) {
      args.push_back(argument(p));
      more = take(",");
    } else if (p.has_default) {
      args.push_back(strip_regions(in_, substitute(in_, cx_.param_default(p.def), args)));
    } else {
      fail(fmt::format("{} needs an argument for {}; it is missing", cx_.graph().path(def), p.name));
    }
  }
  while (bindings && more && at_binding()) {
    std::string_view name = word();
    expect("=");
    bindings->emplace_back(name, type());
    more = take(",");
  }
  if (open) expect(">");
  return args;
}

Term TypeParser::item(DefId def) {
  const auto kind = cx_.def_kind(def);
  if (kind == crate::DefKind::ForeignTy) return in_.make(Kind::Foreign, {}, def);
  if (!crate::is_adt(kind) && kind != crate::DefKind::TyAlias)
    fail(fmt::format("{} is no type", cx_.graph().path(def)));
  auto args = arguments(def, 0, nullptr);
  if (kind == crate::DefKind::TyAlias) return strip_regions(in_, substitute(in_, cx_.type_of(def), args));
  return in_.make(Kind::Adt, args, def);
}

Term TypeParser::path() {
  return item(resolve());
}

}  // namespace rmeta::types
