// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/types/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

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

}  // namespace

bool TypeParser::word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0;
}

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
  if (text_.substr(at_).starts_with("r#")) at_ += 2;  // a name that is a keyword elsewhere
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
  if (take_word("_")) return in_.leaf(Kind::InferTy);
  blanks();
  if (at_ < text_.size() && (text_[at_] == '&' || text_[at_] == '*')) return pointer();
  if (at_ < text_.size() && (text_[at_] == '[' || text_[at_] == '(')) return bracketed();
  if (take_word("dyn")) return trait_object();
  const std::size_t before = at_;
  std::string_view first = word();
  if (first == "fn" && take("{")) return function_item();
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
  std::vector<Term> args = arguments(trait, {in_.leaf(Kind::InferTy)}, &bindings);
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
    const DefId trait = trait_path();
    if (first && !cx_.trait_is_auto(trait))
      principal(trait, parts);
    else
      parts.push_back(existential(Kind::ExAuto, trait, {}));
    first = false;
  } while (take("+"));
  // In the compiler's order: by the hash of their paths (rustc_middle/src/ty/predicate.rs, `stable_cmp`).
  const auto hash = [this](Term p) { return cx_.graph().crate(p->def.crate).whole_def_path_hash(p->def.index); };
  const auto autos = std::ranges::find(parts, Kind::ExAuto, &Node::kind);
  if (parts.end() - autos > 1) std::sort(autos, parts.end(), [&](Term a, Term b) { return hash(a) < hash(b); });
  parts.erase(std::unique(autos, parts.end()), parts.end());
  parts.push_back(in_.leaf(Kind::ReErased));
  return in_.make(Kind::Dynamic, parts);
}

Term TypeParser::parse_trait_ref(std::string_view text) {
  text_ = text;
  at_ = 0;
  if (!take("<")) return nullptr;
  Term self = type();
  if (!take_word("as")) return nullptr;
  const DefId trait = trait_path();
  auto args = arguments(trait, {self});
  expect(">");
  blanks();
  if (text_.substr(at_).starts_with("::")) return nullptr;  // a path that leads on
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

}  // namespace rmeta::types
