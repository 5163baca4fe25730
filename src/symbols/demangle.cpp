// SPDX-License-Identifier: MIT OR Apache-2.0
// The parser: one function for each rule of the grammar. A finished path, type or constant is entered under its
// position, and a back reference is a look-up there: nothing is parsed twice, and nothing can refer to itself.
#include "rmeta/symbols/demangle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "rmeta/error.hpp"
#include "rmeta/symbols/encoding.hpp"

namespace rmeta::symbols {

namespace {

constexpr int kMaxDepth = 450;             // of calls; the mangler itself stops before
constexpr std::uint32_t kMaxHeight = 500;  // of what references put together
constexpr std::size_t kMaxLength = 1U << 20;
// What tools put before a symbol's name: kernel control-flow integrity, AddressSanitizer's indicators.
constexpr std::string_view kPrefixes[] = {"__cfi_", "__pfx_", "__odr_asan_gen_", "__odr_asan."};

std::string_view without_prefix(std::string_view name) {
  for (bool again = true; again;) {
    again = false;
    for (auto p : kPrefixes)
      if (name.starts_with(p)) {
        name.remove_prefix(p.size());
        again = true;
      }
  }
  return name;
}

bool is_basic(char c) {
  return c >= 'a' && c <= 'z' && c != 'g' && c != 'k' && c != 'q' && c != 'r' && c != 'w';
}

bool is_integer(char c) {
  return std::string_view("ashlmxytnoij").find(c) != std::string_view::npos;
}

}  // namespace

class Demangler {
 public:
  explicit Demangler(std::string_view name) {
    if (name.size() > kMaxLength) throw Error(fmt::format("a symbol name of {} bytes", name.size()));
    d_.name_ = std::make_unique<std::string>(name);
    std::string_view all = *d_.name_, rest = without_prefix(all);
    d_.prefix_ = all.substr(0, all.size() - rest.size());
    if (!rest.starts_with("_R")) throw Error("not a v0 symbol name: it does not begin with _R");
    s_ = rest.substr(2);
    base_ = d_.prefix_.size() + 2;
    if (!s_.empty() && s_[0] >= '0' && s_[0] <= '9') fail("a version of the mangling that is not known");
    d_.path_ = path();
    if (at_ < s_.size() && s_[at_] != '.' && s_[at_] != '$') {
      d_.instantiating_crate_ = path();
      if (d_.at(*d_.instantiating_crate_).part != Part::Crate) fail("an instantiating crate that is none");
    }
    if (at_ < s_.size() && s_[at_] != '.' && s_[at_] != '$') fail("something behind the end of the name");
    d_.stem_ = rest.substr(0, at_ + 2);
    d_.suffix_ = s_.substr(at_);
  }

  Demangled take() { return std::move(d_); }

 private:
  [[noreturn]] void fail(std::string_view what) const { throw Error(std::string(what)).offset(base_ + at_); }

  struct Depth {
    explicit Depth(Demangler& d) : d_(d) {
      if (++d_.depth_ > kMaxDepth) d_.fail("a symbol name nested too deeply");
    }
    ~Depth() { --d_.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    Demangler& d_;
  };

  char peek() const { return at_ < s_.size() ? s_[at_] : '\0'; }
  char next() {
    if (at_ >= s_.size()) fail("the symbol name ends early");
    return s_[at_++];
  }
  bool eat(char c) {
    if (peek() != c || c == '\0') return false;
    ++at_;
    return true;
  }

  PieceId make(Piece p, std::span<const PieceId> parts = {}) {
    p.first = static_cast<std::uint32_t>(d_.lists_.size());
    p.count = static_cast<std::uint32_t>(parts.size());
    const std::uint32_t own = p.part == Part::BackReference ? 0 : 1;
    for (PieceId part : parts) p.height = std::max(p.height, d_.pieces_[part].height + own);
    if (p.height > kMaxHeight) fail("a symbol name nested too deeply through its references");
    d_.lists_.insert(d_.lists_.end(), parts.begin(), parts.end());
    d_.pieces_.push_back(p);
    return static_cast<PieceId>(d_.pieces_.size() - 1);
  }
  Piece piece(Part part, std::uint32_t start, char tag = 0) const {
    Piece p;
    p.part = part;
    p.tag = tag;
    p.position = start;
    return p;
  }
  std::uint32_t here() const { return static_cast<std::uint32_t>(at_); }

  std::uint64_t integer_62() {
    const std::size_t start = at_;
    if (eat('_')) return 0;
    std::uint64_t x = 0;
    for (char c = next(); c != '_'; c = next()) {
      std::uint64_t d = 0;
      if (c >= '0' && c <= '9')
        d = static_cast<std::uint64_t>(c - '0');
      else if (c >= 'a' && c <= 'z')
        d = static_cast<std::uint64_t>(c - 'a') + 10;
      else if (c >= 'A' && c <= 'Z')
        d = static_cast<std::uint64_t>(c - 'A') + 36;
      else
        fail("a base-62 number with another character in it");
      if (x > (UINT64_MAX - d) / 62) fail("a base-62 number beyond 64 bits");
      x = x * 62 + d;
    }
    if (at_ - start > 2 && s_[start] == '0') fail("a base-62 number that begins with 0");
    if (x == UINT64_MAX) fail("a base-62 number beyond 64 bits");
    return x + 1;
  }
  std::uint64_t opt_integer_62(char tag) {
    if (!eat(tag)) return 0;
    const std::uint64_t x = integer_62();
    if (x == UINT64_MAX) fail("a base-62 number beyond 64 bits");
    return x + 1;
  }

  std::string_view identifier() {
    const std::size_t start = at_;
    const bool encoded = eat('u');
    if (peek() < '0' || peek() > '9') fail("an identifier without its length");
    std::size_t length = 0;
    // An empty name is `0`, whatever digits follow: they are the next identifier's.
    const bool empty = eat('0');
    while (!empty && peek() >= '0' && peek() <= '9') {
      length = length * 10 + static_cast<std::size_t>(next() - '0');
      if (length > s_.size()) fail("an identifier longer than the name");
    }
    if (!empty) eat('_');
    if (length > s_.size() - at_) fail("an identifier longer than the name");
    std::string_view text = s_.substr(at_, length);
    at_ += length;
    if (encoded) text = d_.decoded_.emplace_back(from_punycode_ident(text));
    std::string again;
    push_ident(again, text);
    if (again != s_.substr(start, at_ - start)) fail("an identifier that is not written as rustc writes it");
    return text;
  }

  std::string_view hex_digits(bool bytes) {
    const std::size_t start = at_;
    while ((peek() >= '0' && peek() <= '9') || (peek() >= 'a' && peek() <= 'f')) ++at_;
    std::string_view digits = s_.substr(start, at_ - start);
    if (!eat('_')) fail("a constant without its end");
    if (bytes ? digits.size() % 2 != 0
              : digits.empty() || digits.size() > 32 || (digits.size() > 1 && digits[0] == '0'))
      fail("a constant that is not written as rustc writes it");
    return digits;
  }

  using Finished = std::unordered_map<std::uint32_t, PieceId>;
  PieceId back_reference(std::uint32_t start, const Finished& finished) {
    const std::uint64_t position = integer_62();
    auto it = position > UINT32_MAX ? finished.end() : finished.find(static_cast<std::uint32_t>(position));
    if (it == finished.end()) fail("a back reference to where nothing of its kind stands");
    const PieceId to[] = {it->second};
    return make(piece(Part::BackReference, start), to);
  }

  // Paths and types share positions: a type that is a path starts where that path does.
  PieceId finish(PieceId id) {
    terms_.insert_or_assign(d_.pieces_[id].position, id);
    return id;
  }

  PieceId path() {
    Depth guard(*this);
    const std::uint32_t start = here();
    Piece p = piece(Part::Nested, start);
    std::vector<PieceId> parts;
    switch (const char c = next()) {
      case 'C':
        p.part = Part::Crate;
        p.number = opt_integer_62('s');
        p.text = identifier();
        break;
      case 'M':
      case 'X':
        p.part = c == 'M' ? Part::Impl : Part::TraitImpl;
        p.number = opt_integer_62('s');
        parts.push_back(path());
        parts.push_back(type());
        if (c == 'X') parts.push_back(path());
        break;
      case 'Y':
        p.part = Part::TraitItems;
        parts.push_back(type());
        parts.push_back(path());
        break;
      case 'N':
        p.tag = next();
        if (!((p.tag >= 'a' && p.tag <= 'z') || (p.tag >= 'A' && p.tag <= 'Z'))) fail("a namespace that is no letter");
        parts.push_back(path());
        p.number = opt_integer_62('s');
        p.text = identifier();
        break;
      case 'I':
        p.part = Part::Generic;
        parts.push_back(path());
        while (!eat('E')) parts.push_back(generic_argument());
        break;
      case 'B':
        return finish(back_reference(start, terms_));
      default:
        --at_;
        fail(fmt::format("no path begins with \"{}\"", printable(c)));
    }
    return finish(make(p, parts));
  }

  static std::string printable(char c) {
    return c > ' ' && c < '\x7f' ? std::string(1, c) : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }

  PieceId lifetime() {
    Piece p = piece(Part::Lifetime, here() - 1);  // the `L` is behind
    p.number = integer_62();
    if (p.number > bound_) fail("a lifetime that no binder declares");
    return make(p);
  }

  PieceId generic_argument() {
    const std::uint32_t start = here();
    if (eat('L')) return lifetime();
    if (!eat('K')) return type();
    const PieceId value[] = {constant()};
    return make(piece(Part::ConstArgument, start), value);
  }

  PieceId type() {
    Depth guard(*this);
    const std::uint32_t start = here();
    const char c = peek();
    if (is_basic(c) && c != 'v') {
      ++at_;
      return make(piece(Part::Basic, start, c));
    }
    Piece p = piece(Part::Tuple, start, c);
    std::vector<PieceId> parts;
    switch (c) {
      case 'A':
      case 'S':
        ++at_;
        p.part = c == 'A' ? Part::Array : Part::Slice;
        parts.push_back(type());
        if (c == 'A') parts.push_back(constant());
        break;
      case 'T':
        ++at_;
        while (!eat('E')) parts.push_back(type());
        break;
      case 'R':
      case 'Q':
        ++at_;
        p.part = Part::Ref;
        if (eat('L')) parts.push_back(lifetime());
        if (!parts.empty() && d_.pieces_[parts[0]].number == 0) fail("an erased lifetime that is written");
        parts.push_back(type());
        break;
      case 'P':
      case 'O':
        ++at_;
        p.part = Part::Pointer;
        parts.push_back(type());
        break;
      case 'F':
        ++at_;
        return finish(function(p));
      case 'D':
        ++at_;
        return finish(trait_object(p));
      case 'W':
        ++at_;
        p.part = Part::Pattern;
        parts.push_back(type());
        parts.push_back(pattern());
        break;
      default:
        return path();
    }
    return finish(make(p, parts));
  }

  template <class Contents>
  void in_binder(Piece& p, Contents&& contents) {
    p.number = opt_integer_62('G');
    if (p.number > kMaxLength) fail("a binder of too many lifetimes");
    bound_ += p.number;
    contents();
    bound_ -= p.number;
  }

  PieceId function(Piece p) {
    p.part = Part::FnPtr;
    std::vector<PieceId> parts;
    in_binder(p, [&] {
      p.flag = eat('U');
      if (eat('K')) {
        const bool c = eat('C');
        p.text = c ? std::string_view("C") : identifier();
        if (p.text.empty() || (!c && p.text == "C")) fail("an ABI that is not written as rustc writes it");
      }
      while (!eat('E')) {
        // C's `...`, the last of the inputs.
        if (peek() == 'v') {
          parts.push_back(make(piece(Part::Basic, here(), next())));
          if (peek() != 'E') fail("inputs behind the variadic ones");
        } else {
          parts.push_back(type());
        }
      }
      parts.push_back(type());
    });
    return make(p, parts);
  }

  PieceId trait_object(Piece p) {
    p.part = Part::Dyn;
    std::vector<PieceId> parts;
    in_binder(p, [&] {
      while (!eat('E')) {
        const std::uint32_t start = here();
        std::vector<PieceId> inner{path()};
        while (peek() == 'p') {
          Piece b = piece(Part::Binding, here());
          ++at_;
          b.text = identifier();
          b.flag = eat('K');
          const PieceId bound[] = {b.flag ? constant() : type()};
          inner.push_back(make(b, bound));
        }
        parts.push_back(make(piece(Part::DynTrait, start), inner));
      }
    });
    if (!eat('L')) fail("a trait object without its lifetime");
    parts.push_back(lifetime());
    return make(p, parts);
  }

  PieceId pattern() {
    Depth guard(*this);
    const std::uint32_t start = here();
    std::vector<PieceId> parts;
    switch (next()) {
      case 'R':
        parts.push_back(constant());
        parts.push_back(constant());
        return make(piece(Part::PatRange, start), parts);
      case 'u':
        return make(piece(Part::PatNotNull, start));
      case 'O':
        while (!eat('E')) parts.push_back(pattern());
        return make(piece(Part::PatOr, start), parts);
      default:
        --at_;
        fail("a pattern that is not understood");
    }
  }

  PieceId constant() {
    Depth guard(*this);
    const std::uint32_t start = here();
    const char c = next();
    Piece p = piece(Part::Scalar, start, c);
    std::vector<PieceId> parts;
    if (is_integer(c) || c == 'b' || c == 'c') {
      p.flag = std::string_view("aslxni").find(c) != std::string_view::npos && eat('n');
      p.text = hex_digits(false);
      if (p.flag && p.text == "0") fail("a constant that is not written as rustc writes it");
    } else if (c == 'p') {
      p.part = Part::Placeholder;
    } else if (c == 'e') {
      p.part = Part::Str;
      p.text = hex_digits(true);
    } else if (c == 'R' || c == 'Q') {
      p.part = Part::ConstRef;
      parts.push_back(constant());
    } else if (c == 'A' || c == 'T') {
      p.part = c == 'A' ? Part::ConstArray : Part::ConstTuple;
      while (!eat('E')) parts.push_back(constant());
    } else if (c == 'V') {
      p.part = Part::ConstAdt;
      parts.push_back(path());
      p.tag = next();
      if (p.tag != 'U' && p.tag != 'T' && p.tag != 'S') fail("a constant of a variant of no kind");
      while (p.tag != 'U' && !eat('E')) parts.push_back(p.tag == 'T' ? constant() : field());
    } else if (c == 'B') {
      return enter_constant(back_reference(start, constants_));
    } else {
      --at_;
      return path();  // one without a value, in the header of an impl that is not instantiated
    }
    return enter_constant(make(p, parts));
  }
  PieceId enter_constant(PieceId id) {
    constants_.insert_or_assign(d_.pieces_[id].position, id);
    return id;
  }
  PieceId field() {
    Piece p = piece(Part::Field, here());
    p.number = opt_integer_62('s');
    p.text = identifier();
    const PieceId value[] = {constant()};
    return make(p, value);
  }

  Demangled d_;
  std::string_view s_;
  std::size_t at_ = 0, base_ = 0;
  Finished terms_, constants_;
  std::uint64_t bound_ = 0;
  int depth_ = 0;
};

bool looks_like_v0(std::string_view name) {
  return without_prefix(name).starts_with("_R");
}

Demangled demangle(std::string_view name) {
  return Demangler(name).take();
}

}  // namespace rmeta::symbols
