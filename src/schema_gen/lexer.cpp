// SPDX-License-Identifier: MIT OR Apache-2.0
// The Rust lexer (reference chapter "Tokens") and the grouping of tokens into trees.
#include <fmt/format.h>

#include <cstdint>

#include "tokens.hpp"

namespace rmeta::schema_gen {

std::string str(const Loc& loc) {
  return loc.file ? fmt::format("{}:{}", loc.file->path, loc.line) : std::string("<generated>");
}

void fail(const Loc& loc, const std::string& what) {
  throw Error(what).file(str(loc));
}

Tree make_group(char delim, Trees sub, const Loc& loc) {
  Tree t;
  t.kind = Tok::group;
  t.delim = delim;
  t.sub = std::make_shared<const Trees>(std::move(sub));
  t.loc = loc;
  return t;
}

std::string_view plain(std::string_view ident) {
  return ident.starts_with("r#") ? ident.substr(2) : ident;
}

namespace {

bool ident_start(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}
bool digit(unsigned char c) {
  return c >= '0' && c <= '9';
}
bool ident_continue(unsigned char c) {
  return ident_start(c) || digit(c);
}
bool punctuation(char c) {
  return c != 0 && std::string_view("!#$%&*+,-./:;<=>?@^|~").find(c) != std::string_view::npos;
}

class Lexer {
 public:
  explicit Lexer(const SourceFile& file) : file_(file), s_(file.text) {}

  Trees run() {
    if (s_.starts_with("\xEF\xBB\xBF")) i_ = 3;
    if (s_.substr(i_).starts_with("#!") && s_.find('[', i_) != i_ + 2) skip_line();
    Trees out = sequence(0, loc());
    return out;
  }

 private:
  Loc loc() const { return Loc{&file_, line_}; }
  char at(size_t k = 0) const { return i_ + k < s_.size() ? s_[i_ + k] : '\0'; }
  bool done() const { return i_ >= s_.size(); }
  char next() {
    char c = s_[i_++];
    if (c == '\n') ++line_;
    return c;
  }
  void skip_line() {
    while (!done() && at() != '\n') ++i_;
  }

  void skip_blank() {
    while (!done()) {
      char c = at();
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        next();
      } else if (c == '/' && at(1) == '/') {
        skip_line();
      } else if (c == '/' && at(1) == '*') {
        Loc start = loc();
        int depth = 0;
        do {
          if (done()) fail(start, "block comment without end");
          if (at() == '/' && at(1) == '*') {
            ++depth;
            i_ += 2;
          } else if (at() == '*' && at(1) == '/') {
            --depth;
            i_ += 2;
          } else {
            next();
          }
        } while (depth > 0);
      } else {
        return;
      }
    }
  }

  Trees sequence(char open, const Loc& start) {
    Trees out;
    for (;;) {
      skip_blank();
      if (done()) {
        if (open) fail(start, fmt::format("'{}' is never closed", open));
        return out;
      }
      char c = at();
      if (c == '(' || c == '[' || c == '{') {
        Loc l = loc();
        ++i_;
        out.push_back(make_group(c, sequence(c, l), l));
      } else if (c == ')' || c == ']' || c == '}') {
        char want = open == '(' ? ')' : open == '[' ? ']' : open == '{' ? '}' : '\0';
        if (c != want) fail(loc(), fmt::format("'{}' closes nothing", c));
        ++i_;
        return out;
      } else {
        out.push_back(token());
      }
    }
  }

  Tree make(Tok kind, std::string text, const Loc& l) {
    Tree t;
    t.kind = kind;
    t.text = std::move(text);
    t.loc = l;
    return t;
  }

  Tree token() {
    Loc l = loc();
    char c = at();
    if (digit(static_cast<unsigned char>(c))) return number(l);
    if (c == '"') return quoted(Tok::string, l);
    if (c == '\'') return quote(l);
    // String prefixes: r br cr b c, and raw identifiers.
    size_t p = 0;
    bool bytes = false;
    if (c == 'b' || c == 'c') {
      bytes = c == 'b';
      p = 1;
    }
    if (p == 1 && at(1) == '"') {
      ++i_;
      return quoted(bytes ? Tok::byte_string : Tok::string, l);
    }
    if (bytes && at(1) == '\'') {
      i_ += 2;
      std::string v = char_body('\'', l);
      ++i_;
      return make(Tok::character, v, l);
    }
    if (at(p) == 'r') {
      size_t h = p + 1;
      while (at(h) == '#') ++h;
      if (at(h) == '"') {
        size_t hashes = h - p - 1;
        i_ += h + 1;
        return raw(hashes, bytes ? Tok::byte_string : Tok::string, l);
      }
      if (p == 0 && at(1) == '#' && ident_start(static_cast<unsigned char>(at(2)))) {
        size_t b = i_;
        i_ += 2;
        while (ident_continue(static_cast<unsigned char>(at()))) ++i_;
        return make(Tok::ident, std::string(s_.substr(b, i_ - b)), l);
      }
    }
    if (ident_start(static_cast<unsigned char>(c))) {
      size_t b = i_;
      while (ident_continue(static_cast<unsigned char>(at()))) ++i_;
      return make(Tok::ident, std::string(s_.substr(b, i_ - b)), l);
    }
    if (punctuation(c)) {
      ++i_;
      Tree t = make(Tok::punct, std::string(1, c), l);
      t.joint = punctuation(at()) && !(at() == '/' && (at(1) == '/' || at(1) == '*'));
      return t;
    }
    fail(l, fmt::format("not a Rust token: byte {:#04x}", static_cast<unsigned char>(c)));
  }

  Tree number(const Loc& l) {
    size_t b = i_;
    bool real = false;
    bool hex = at() == '0' && (at(1) == 'x' || at(1) == 'o' || at(1) == 'b');
    auto digits = [&] {
      while (ident_continue(static_cast<unsigned char>(at()))) {
        bool exponent = !hex && (at() == 'e' || at() == 'E') && (at(1) == '+' || at(1) == '-');
        ++i_;
        if (exponent) {
          real = true;
          ++i_;
        }
      }
    };
    digits();
    if (at() == '.' && digit(static_cast<unsigned char>(at(1)))) {
      real = true;
      ++i_;
      digits();
    } else if (at() == '.' && at(1) != '.' && !ident_start(static_cast<unsigned char>(at(1)))) {
      real = true;
      ++i_;
    }
    return make(real ? Tok::real : Tok::integer, std::string(s_.substr(b, i_ - b)), l);
  }

  // After a `'`: a character literal or a lifetime.
  Tree quote(const Loc& l) {
    ++i_;
    if (at() == '\\') {
      std::string v = char_body('\'', l);
      ++i_;
      return make(Tok::character, v, l);
    }
    if (ident_start(static_cast<unsigned char>(at()))) {
      size_t e = i_;
      while (e < s_.size() && ident_continue(static_cast<unsigned char>(s_[e]))) ++e;
      bool one_char = static_cast<unsigned char>(at()) >= 0x80 ? e < s_.size() && s_[e] == '\'' : at(1) == '\'';
      if (!one_char) {
        std::string v = fmt::format("'{}", s_.substr(i_, e - i_));
        i_ = e;
        return make(Tok::lifetime, v, l);
      }
    }
    std::string v = char_body('\'', l);
    ++i_;
    return make(Tok::character, v, l);
  }

  Tree quoted(Tok kind, const Loc& l) {
    ++i_;
    std::string v = char_body('"', l);
    ++i_;
    return make(kind, v, l);
  }

  Tree raw(size_t hashes, Tok kind, const Loc& l) {
    std::string end = fmt::format("\"{}", std::string(hashes, '#'));
    size_t e = s_.find(end, i_);
    if (e == std::string_view::npos) fail(l, "raw string without end");
    std::string v(s_.substr(i_, e - i_));
    for (char c : v)
      if (c == '\n') ++line_;
    i_ = e + end.size();
    return make(kind, v, l);
  }

  static void utf8(std::string& out, uint32_t c) {
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (c < 0x800) {
      out += static_cast<char>(0xC0 | (c >> 6));
      out += static_cast<char>(0x80 | (c & 63));
    } else if (c < 0x10000) {
      out += static_cast<char>(0xE0 | (c >> 12));
      out += static_cast<char>(0x80 | ((c >> 6) & 63));
      out += static_cast<char>(0x80 | (c & 63));
    } else {
      out += static_cast<char>(0xF0 | (c >> 18));
      out += static_cast<char>(0x80 | ((c >> 12) & 63));
      out += static_cast<char>(0x80 | ((c >> 6) & 63));
      out += static_cast<char>(0x80 | (c & 63));
    }
  }

  std::string char_body(char end, const Loc& l) {
    std::string v;
    for (;;) {
      if (done()) fail(l, "literal without end");
      char c = next();
      if (c == end) {
        --i_;
        return v;
      }
      if (c != '\\') {
        v += c;
        continue;
      }
      c = next();
      switch (c) {
        case 'n':
          v += '\n';
          break;
        case 't':
          v += '\t';
          break;
        case 'r':
          v += '\r';
          break;
        case '0':
          v += '\0';
          break;
        case '\\':
        case '\'':
        case '"':
          v += c;
          break;
        case 'x': {
          uint32_t x = hex(2, l);
          if (x < 0x80)
            utf8(v, x);
          else
            v += static_cast<char>(x);
          break;
        }
        case 'u': {
          if (next() != '{') fail(l, "malformed \\u escape");
          uint32_t x = 0;
          while (at() != '}') {
            if (at() == '_')
              ++i_;
            else
              x = x * 16 + hex(1, l);
          }
          ++i_;
          utf8(v, x);
          break;
        }
        case '\r':
        case '\n':
          while (at() == ' ' || at() == '\t' || at() == '\n' || at() == '\r') next();
          break;
        default:
          fail(l, fmt::format("unknown escape \\{}", c));
      }
    }
  }

  uint32_t hex(int n, const Loc& l) {
    uint32_t v = 0;
    for (int k = 0; k < n; ++k) {
      if (done()) fail(l, "literal without end");
      char c = next();
      uint32_t d = digit(static_cast<unsigned char>(c)) ? static_cast<uint32_t>(c - '0')
                   : c >= 'a' && c <= 'f'               ? static_cast<uint32_t>(c - 'a' + 10)
                   : c >= 'A' && c <= 'F'               ? static_cast<uint32_t>(c - 'A' + 10)
                                                        : 99U;
      if (d > 15) fail(l, "malformed hexadecimal escape");
      v = v * 16 + d;
    }
    return v;
  }

  const SourceFile& file_;
  std::string_view s_;
  size_t i_ = 0;
  int line_ = 1;
};

}  // namespace

Trees lex(const SourceFile& file) {
  return Lexer(file).run();
}

void append_text(std::string& out, const Tree& t) {
  auto piece = [&](std::string_view p) {
    if (!out.empty()) out += ' ';
    out += p;
  };
  switch (t.kind) {
    case Tok::group: {
      if (t.delim) piece(std::string_view(&t.delim, 1));
      for (const Tree& s : *t.sub) append_text(out, s);
      char close = t.delim == '(' ? ')' : t.delim == '[' ? ']' : '}';
      if (t.delim) piece(std::string_view(&close, 1));
      break;
    }
    case Tok::string:
    case Tok::byte_string:
    case Tok::character: {
      // Escaped just enough to keep different literals different.
      std::string q = t.kind == Tok::character ? "'" : t.kind == Tok::string ? "\"" : "b\"";
      for (char c : t.text) {
        if (c == '"' || c == '\\') q += '\\';
        if (c == '\n')
          q += "\\n";
        else
          q += c;
      }
      q += t.kind == Tok::character ? '\'' : '"';
      piece(q);
      break;
    }
    default:
      piece(t.text);
  }
}

std::string to_text(const Trees& trees) {
  std::string out;
  for (const Tree& t : trees) append_text(out, t);
  return out;
}

std::string fingerprint(const Trees& trees) {
  uint64_t h = 14695981039346656037ULL;
  for (char c : to_text(trees)) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return fmt::format("{:016x}", h);
}

}  // namespace rmeta::schema_gen
