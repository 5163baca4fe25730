// SPDX-License-Identifier: MIT OR Apache-2.0
// A demangled name as people read it, in the words of rustc-demangle (and so of binutils and LLVM).
#include <fmt/format.h>

#include "rmeta/error.hpp"
#include "rmeta/symbols/demangle.hpp"
#include "rmeta/symbols/encoding.hpp"

namespace rmeta::symbols {

namespace {

constexpr std::size_t kMaxText = 1U << 20;

std::string_view basic_name(char tag) {
  static constexpr std::string_view names[] = {"i8",    "bool", "char", "f64", "str",  "f32",  "",    "u8", "isize",
                                               "usize", "",     "i32",  "u32", "i128", "u128", "_",   "",   "",
                                               "i16",   "u16",  "()",   "...", "",     "i64",  "u64", "!"};
  return names[tag - 'a'];
}

class Printer {
 public:
  Printer(const Demangled& d, bool hashes) : d_(d), hashes_(hashes) {}

  std::string run() {
    path(d_.path(), true);
    if (!d_.suffix().empty()) put(d_.suffix());
    return std::move(out_);
  }

 private:
  void put(std::string_view text) {
    if (out_.size() + text.size() > kMaxText) throw Error("a symbol whose readable form exceeds a megabyte");
    out_ += text;
  }

  template <class One>
  void list(std::span<const PieceId> parts, One&& one, std::string_view between = ", ") {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) put(between);
      one(parts[i]);
    }
  }
  auto types() {
    return [this](PieceId id) { type(id); };
  }
  auto constants() {
    return [this](PieceId id) { constant(id, true); };
  }

  void path(PieceId id, bool in_value) {
    id = d_.target(id);
    const Piece& p = d_[id];
    const auto parts = d_.parts(id);
    switch (p.part) {
      case Part::Crate:
        put(p.text);
        if (hashes_) put(fmt::format("[{:x}]", p.number));
        return;
      case Part::Impl:
      case Part::TraitImpl:
        put("<");
        type(parts[1]);
        if (p.part == Part::TraitImpl) {
          put(" as ");
          path(parts[2], false);
        }
        put(">");
        return;
      case Part::TraitItems:
        put("<");
        type(parts[0]);
        put(" as ");
        path(parts[1], false);
        put(">");
        return;
      case Part::Nested:
        path(parts[0], in_value);
        if (p.tag >= 'A' && p.tag <= 'Z') {
          put(p.tag == 'C' ? "::{closure" : p.tag == 'S' ? "::{shim" : fmt::format("::{{{}", p.tag));
          if (!p.text.empty()) put(fmt::format(":{}", p.text));
          put(fmt::format("#{}}}", p.number));
        } else if (!p.text.empty()) {
          put("::");
          put(p.text);
        }
        return;
      case Part::Generic:
        path(parts[0], in_value);
        put(in_value ? "::<" : "<");
        list(parts.subspan(1), [this](PieceId a) { argument(a); });
        put(">");
        return;
      default:
        type(id);
    }
  }

  void argument(PieceId id) {
    if (d_[id].part == Part::Lifetime)
      lifetime(d_[id]);
    else if (d_[id].part == Part::ConstArgument)
      constant(d_.parts(id)[0], false);
    else
      type(id);
  }

  void lifetime(const Piece& p) {
    put("'");
    if (p.number == 0) return put("_");
    lifetime_at(bound_ >= p.number ? bound_ - p.number : 0);
  }
  void lifetime_at(std::uint64_t depth) {
    put(depth < 26 ? std::string(1, static_cast<char>('a' + depth)) : fmt::format("_{}", depth));
  }

  template <class Contents>
  void in_binder(std::uint64_t count, Contents&& contents) {
    if (count > 0) {
      put("for<");
      for (std::uint64_t i = 0; i < count; ++i) {
        put(i > 0 ? ", '" : "'");
        lifetime_at(bound_ + i);
      }
      put("> ");
    }
    bound_ += count;
    contents();
    bound_ -= count;
  }

  void type(PieceId id) {
    id = d_.target(id);
    const Piece& p = d_[id];
    const auto parts = d_.parts(id);
    switch (p.part) {
      case Part::Basic:
        return put(basic_name(p.tag));
      case Part::Array:
      case Part::Slice:
        put("[");
        type(parts[0]);
        if (p.part == Part::Array) {
          put("; ");
          constant(parts[1], true);
        }
        return put("]");
      case Part::Tuple:
        put("(");
        list(parts, types());
        return put(parts.size() == 1 ? ",)" : ")");
      case Part::Ref:
        put("&");
        if (parts.size() == 2) {
          lifetime(d_[parts[0]]);
          put(" ");
        }
        if (p.tag == 'Q') put("mut ");
        return type(parts.back());
      case Part::Pointer:
        put(p.tag == 'O' ? "*mut " : "*const ");
        return type(parts[0]);
      case Part::FnPtr:
        return in_binder(p.number, [&] { function(p, parts); });
      case Part::Dyn:
        put("dyn ");
        in_binder(p.number, [&] { list(parts.first(parts.size() - 1), [this](PieceId t) { dyn_trait(t); }, " + "); });
        if (d_[parts.back()].number != 0) {
          put(" + ");
          lifetime(d_[parts.back()]);
        }
        return;
      case Part::Pattern:
        type(parts[0]);
        put(" is ");
        return pattern(parts[1]);
      default:
        path(id, false);
    }
  }

  void function(const Piece& p, std::span<const PieceId> parts) {
    if (p.flag) put("unsafe ");
    if (!p.text.empty()) {
      std::string abi(p.text);
      for (char& c : abi)
        if (c == '_') c = '-';
      put(fmt::format("extern \"{}\" ", abi));
    }
    put("fn(");
    list(parts.first(parts.size() - 1), types());
    put(")");
    if (const Piece& result = d_.at(parts.back()); result.part != Part::Basic || result.tag != 'u') {
      put(" -> ");
      type(parts.back());
    }
  }

  void dyn_trait(PieceId id) {
    const auto parts = d_.parts(id);
    const PieceId trait = d_.target(parts[0]);
    const bool generic = d_[trait].part == Part::Generic;
    if (generic) {
      path(d_.parts(trait)[0], false);
      put("<");
      list(d_.parts(trait).subspan(1), [this](PieceId a) { argument(a); });
    } else {
      path(trait, false);
    }
    bool open = generic;
    for (PieceId binding : parts.subspan(1)) {
      put(open ? ", " : "<");
      open = true;
      put(d_[binding].text);
      put(" = ");
      if (d_[binding].flag)
        constant(d_.parts(binding)[0], false);
      else
        type(d_.parts(binding)[0]);
    }
    if (open) put(">");
  }

  void pattern(PieceId id) {
    const auto parts = d_.parts(id);
    switch (d_[id].part) {
      case Part::PatRange:
        constant(parts[0], true);
        put("..=");
        return constant(parts[1], true);
      case Part::PatOr:
        return list(parts, [this](PieceId p) { pattern(p); }, " | ");
      default:
        put("!null");
    }
  }

  // What is no plain literal stands in braces where an expression could not.
  void constant(PieceId id, bool in_value) {
    id = d_.target(id);
    const Piece& p = d_[id];
    const auto parts = d_.parts(id);
    const bool is_str_ref = p.part == Part::ConstRef && p.tag == 'R' && d_.at(parts[0]).part == Part::Str;
    const bool compound = p.part == Part::ConstRef || p.part == Part::ConstArray || p.part == Part::ConstTuple ||
                          p.part == Part::ConstAdt || p.part == Part::Str;
    const bool braces = compound && !in_value && !is_str_ref;
    if (braces) put("{");
    switch (p.part) {
      case Part::Placeholder:
        put("_");
        break;
      case Part::Scalar:
        scalar(p);
        break;
      case Part::Str:
        put("*");
        string(p.text);
        break;
      case Part::ConstRef:
        if (is_str_ref) {
          string(d_.at(parts[0]).text);
          break;
        }
        put(p.tag == 'Q' ? "&mut " : "&");
        constant(parts[0], true);
        break;
      case Part::ConstArray:
        put("[");
        list(parts, constants());
        put("]");
        break;
      case Part::ConstTuple:
        put("(");
        list(parts, constants());
        put(parts.size() == 1 ? ",)" : ")");
        break;
      case Part::ConstAdt:
        adt(p, parts);
        break;
      default:
        path(id, in_value);
    }
    if (braces) put("}");
  }

  void adt(const Piece& p, std::span<const PieceId> parts) {
    path(parts[0], true);
    if (p.tag == 'T') {
      put("(");
      list(parts.subspan(1), constants());
      put(")");
    } else if (p.tag == 'S') {
      put(" { ");
      list(parts.subspan(1), [this](PieceId f) {
        put(d_[f].text);
        put(": ");
        constant(d_.parts(f)[0], true);
      });
      put(" }");
    }
  }

  void scalar(const Piece& p) {
    if (p.tag == 'b' && (p.text == "0" || p.text == "1")) return put(p.text == "1" ? "true" : "false");
    std::uint64_t value = 0;
    const bool fits = p.text.size() <= 16;
    for (char c : fits ? p.text : std::string_view())
      value = value << 4 | static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    if (p.tag == 'c' && fits && value <= 0x10ffff) {
      put("'");
      character(static_cast<std::uint32_t>(value), '\'');
      return put("'");
    }
    if (p.flag) put("-");
    put(fits ? fmt::format("{}", value) : fmt::format("0x{}", p.text));
    if (hashes_) put(basic_name(p.tag));
  }

  // As Rust's `escape_debug`, but for what is printable beyond ASCII: that is shown as it is.
  void character(std::uint32_t c, char quote) {
    if (c == '\t' || c == '\n' || c == '\r' || c == 0)
      put(c == '\t' ? "\\t" : c == '\n' ? "\\n" : c == 0 ? "\\0" : "\\r");
    else if (c == '\\' || c == static_cast<unsigned char>(quote))
      put(fmt::format("\\{}", static_cast<char>(c)));
    else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0xd800 && c < 0xe000))
      put(fmt::format("\\u{{{:x}}}", c));
    else {
      std::string utf8;
      push_utf8(utf8, c);
      put(utf8);
    }
  }

  void string(std::string_view digits) {
    auto nibble = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    put("\"");
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
      const int byte = nibble(digits[i]) << 4 | nibble(digits[i + 1]);
      if (byte < 0x80)
        character(static_cast<std::uint32_t>(byte), '"');
      else
        put(std::string(1, static_cast<char>(byte)));
    }
    put("\"");
  }

  const Demangled& d_;
  bool hashes_;
  std::string out_;
  std::uint64_t bound_ = 0;
};

}  // namespace

std::string print(const Demangled& d, bool hashes) {
  return Printer(d, hashes).run();
}

}  // namespace rmeta::symbols
