// SPDX-License-Identifier: MIT OR Apache-2.0
// Writing and reading pins. The texts, before they are compressed, are for each crate in order
//
//   crate NAME
//   definition NAME-BYTES TEXT-BYTES REF REF...     in order of name and text; then name and text, without separators
//   symbol LINES-BYTES ROOT ROOT...                 in order of the index; then the symbol's own lines
//
// where REF and ROOT are numbers of the crate's definitions from 0 on. What is not in here, CRCs, names and the
// header, is in the index.
#include "rmeta/baseline/pin.hpp"

#include <fmt/format.h>
#include <zstd.h>

#include <charconv>
#include <iterator>
#include <tuple>

#include "base64.hpp"
#include "file.hpp"
#include "rmeta/crc/text.hpp"
#include "rmeta/error.hpp"

namespace rmeta::baseline {

namespace {

constexpr std::string_view kMagic = "rmetacrc-pin ";
constexpr int kLevel = 19;                      // of zstd: written once, kept for years
constexpr std::size_t kMostTexts = 1ULL << 31;  // bytes; those of a whole kernel are some tens of millions
constexpr std::size_t kMostBytes = 1ULL << 30;  // of a pin
constexpr std::size_t kHighestRatio = 2000;     // of texts to what is kept; seen: 60

std::string numbers(const std::vector<std::uint32_t>& ids) {
  std::string out;
  for (const std::uint32_t id : ids) out += fmt::format(" {}", id);
  return out;
}

std::string texts_of(const Snapshot& snapshot) {
  std::string out;
  for (const Crate& c : snapshot.crates) {
    out += fmt::format("crate {}\n", c.name);
    for (const Definition& d : c.definitions)
      out += fmt::format("definition {} {}{}\n{}{}", d.name.size(), d.text.size(), numbers(d.refs), d.name, d.text);
    for (const Symbol& s : c.symbols) out += fmt::format("symbol {}{}\n{}", s.lines.size(), numbers(s.roots), s.lines);
  }
  return out;
}

std::string compressed(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), kLevel);
  if (ZSTD_isError(size) != 0) throw Error(fmt::format("cannot compress: {}", ZSTD_getErrorName(size)));
  out.resize(size);
  return out;
}

std::string expanded(const std::string& bytes, std::size_t size) {
  std::string out(size, '\0');
  const std::size_t got = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(got) != 0 || got != size) throw Error("its texts do not expand to what it says they do");
  return out;
}

// A text that is taken apart from the front; what is not as it should be is an error with the number of the line.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  std::string_view line() {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) fail("it ends in the middle");
    ++number_;
    const std::string_view found = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return found;
  }

  // The rest of a line that begins with `word` and a blank.
  std::string_view after(std::string_view word) {
    const std::string_view found = line();
    if (found.size() <= word.size() || !found.starts_with(word) || found[word.size()] != ' ')
      fail(fmt::format("`{}` expected", word));
    return found.substr(word.size() + 1);
  }

  bool next_is(std::string_view word) const { return rest_.starts_with(word) && rest_.substr(word.size(), 1) == " "; }

  std::string take(std::uint64_t bytes) {
    if (bytes > rest_.size()) fail("it ends in the middle");
    std::string found(rest_.substr(0, bytes));
    rest_.remove_prefix(bytes);
    return found;
  }

  [[noreturn]] void fail(std::string_view what) const {
    throw Error(fmt::format("not a pin as this program writes them: line {}: {}", number_, what))
        .hint("it is damaged or was edited: take it from where it is kept, or pin anew");
  }

  // Numbers separated by blanks, all below `limit`.
  std::vector<std::uint64_t> numbers(std::string_view text, std::uint64_t limit) const {
    std::vector<std::uint64_t> out;
    while (!text.empty()) {
      std::uint64_t n = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
      const auto length = static_cast<std::size_t>(end - text.data());
      if (error != std::errc() || n >= limit || (length < text.size() && text[length] != ' '))
        fail("a number expected, not too large");
      out.push_back(n);
      text.remove_prefix(std::min(length + 1, text.size()));
    }
    return out;
  }

  std::uint32_t crc(std::string_view text) const {
    std::uint32_t n = 0;
    if (!text.starts_with("0x") || text.size() != 10) fail("a CRC expected: 0x and eight hexadecimal digits");
    const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), n, 16);
    if (error != std::errc() || end != text.data() + text.size()) fail("a CRC expected");
    return n;
  }

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

std::vector<std::uint32_t> ids(const std::vector<std::uint64_t>& numbers, std::size_t from) {
  return {numbers.begin() + static_cast<std::ptrdiff_t>(from), numbers.end()};
}

Symbol read_symbol(Lines& in) {
  std::string_view line = in.line();
  std::string_view parts[4];
  for (std::string_view& part : parts) {
    const std::size_t tab = std::min(line.find('\t'), line.size());
    part = line.substr(0, tab);
    line.remove_prefix(std::min(tab + 1, line.size()));
  }
  if (!line.empty() || parts[3].empty()) in.fail("CRC, name, kind and path expected, separated by tabs");
  Symbol s;
  s.crc = in.crc(parts[0]);
  s.name = parts[1];
  s.kind = parts[2];
  s.path = parts[3];
  return s;
}

Crate read_crate(Lines& in, unsigned scheme) {
  Crate c;
  c.name = in.after("crate");
  c.header = fmt::format("abi {}\n", scheme);
  while (!in.next_is("file")) {
    const std::string_view line = in.line();
    if (!line.starts_with("release ") && !line.starts_with("target ") && !line.starts_with("option "))
      in.fail("`release`, `target`, `option` or `file` expected");
    const bool option = line.starts_with("option ");
    c.header += fmt::format("{}\n", option ? line.substr(7) : line);
  }
  c.file_crc = in.crc(in.after("file"));
  if (const std::string_view crc = in.after("abi"); crc != "-") c.abi_crc = in.crc(crc);
  const auto count = in.numbers(in.after("symbols"), in.rest().size());
  if (count.size() != 1) in.fail("how many symbols expected");
  for (std::uint64_t i = 0; i < count[0]; ++i) {
    c.symbols.push_back(read_symbol(in));
    if (i > 0 &&
        std::tie(c.symbols[i - 1].name, c.symbols[i - 1].path) > std::tie(c.symbols[i].name, c.symbols[i].path))
      in.fail("symbols are not in order of name");
  }
  return c;
}

void read_texts(Lines& in, Crate& c) {
  if (in.after("crate") != c.name) in.fail("texts of another crate");
  const std::uint64_t limit = in.rest().size();
  while (in.next_is("definition")) {
    const auto n = in.numbers(in.after("definition"), limit);
    if (n.size() < 2) in.fail("how long a definition is expected");
    Definition d;
    d.name = in.take(n[0]);
    d.text = in.take(n[1]);
    d.refs = ids(n, 2);
    if (!c.definitions.empty() &&
        std::tie(c.definitions.back().name, c.definitions.back().text) > std::tie(d.name, d.text))
      in.fail("definitions are not in order");
    c.definitions.push_back(std::move(d));
  }
  for (Symbol& s : c.symbols) {
    const auto n = in.numbers(in.after("symbol"), limit);
    if (n.empty()) in.fail("how long a symbol's text is expected");
    s.lines = in.take(n[0]);
    s.roots = ids(n, 1);
  }
  auto check = [&](const std::vector<std::uint32_t>& refs) {
    for (const std::uint32_t id : refs)
      if (id >= c.definitions.size()) in.fail(fmt::format("there is no definition {} in crate {}", id, c.name));
  };
  for (const Definition& d : c.definitions) check(d.refs);
  for (const Symbol& s : c.symbols) check(s.roots);
}

// The index has to be what the texts say.
void check_crcs(const Crate& c) {
  const Digests digests(c);
  crc::Digest all;
  for (const Symbol& s : c.symbols) {
    if (const std::uint32_t crc = digests.whole(s).crc; crc != s.crc)
      throw Error(fmt::format("symbol {} has the CRC {} in the index and {} by its text", s.name, crc::hex(s.crc),
                              crc::hex(crc)))
          .hint("the pin is damaged or was edited: take it from where it is kept, or pin anew");
    all += fmt::format("{}\t{:08x}\n", s.name, s.crc);
  }
  if (c.abi_crc && *c.abi_crc != all.crc)
    throw Error(fmt::format("the CRC of crate {} is not that of its symbols", c.name))
        .hint("the pin is damaged or was edited: take it from where it is kept, or pin anew");
}

}  // namespace

bool is_pin(const std::string& path) {
  return read_file(path, kMagic.size()) == kMagic;
}

std::string write_pin(const Snapshot& snapshot) {
  std::string out = fmt::format("{}{}\nscheme {}\n", kMagic, kPinVersion, abi::kScheme);
  for (const Crate& c : snapshot.crates) {
    out += fmt::format("crate {}\n", c.name);
    Lines header(c.header);
    header.line();  // the scheme
    while (!header.done()) {
      const std::string_view line = header.line();
      const bool own = line.starts_with("release ") || line.starts_with("target ");
      out += fmt::format("{}{}\n", own ? "" : "option ", line);
    }
    out += fmt::format("file {}\n", crc::hex(c.file_crc));
    out += fmt::format("abi {}\n", c.abi_crc ? crc::hex(*c.abi_crc) : "-");
    out += fmt::format("symbols {}\n", c.symbols.size());
    for (const Symbol& s : c.symbols) {
      if ((s.name + s.kind + s.path).find_first_of("\t\n") != std::string::npos)
        throw Error(fmt::format("the path of symbol {} has a tab or a line break in it", s.name));
      out += fmt::format("{}\t{}\t{}\t{}\n", crc::hex(s.crc), s.name, s.kind, s.path);
    }
  }
  const std::string texts = texts_of(snapshot), packed = compressed(texts);
  out += fmt::format("texts {} {} {}\n{}end\n", texts.size(), packed.size(), crc::hex(crc::crc32(texts)),
                     to_base64_lines(packed));
  return out;
}

Snapshot parse_pin(std::string_view text, const std::string& origin) {
  Snapshot out;
  out.origin = origin;
  Lines in(text);
  if (!text.starts_with(kMagic)) throw Error("not a pin").hint("`rmetacrc pin` writes them");
  const std::string_view version = in.line().substr(kMagic.size());
  if (version != fmt::format("{}", kPinVersion))
    throw Error(fmt::format("a pin of version {}, which this program does not know", version))
        .hint("a newer rmetacrc wrote it");
  if (const std::string_view scheme = in.after("scheme"); scheme != fmt::format("{}", abi::kScheme))
    throw Error(fmt::format("CRCs of scheme {}, which this program does not compute", scheme))
        .hint("a newer rmetacrc wrote it");
  while (in.next_is("crate")) out.crates.push_back(read_crate(in, abi::kScheme));
  const std::string_view sizes = in.after("texts");
  const std::size_t blank = sizes.rfind(' ');
  if (blank == std::string_view::npos) in.fail("sizes and CRC of the texts expected");
  const auto size = in.numbers(sizes.substr(0, blank), kMostTexts);
  if (size.size() != 2) in.fail("sizes and CRC of the texts expected");
  const std::uint32_t crc = in.crc(sizes.substr(blank + 1));
  if (!in.rest().ends_with("\nend\n")) in.fail("it does not end with `end`: the rest is missing");
  const std::string packed = from_base64_lines(in.rest().substr(0, in.rest().size() - 4));
  if (packed.size() != size[1]) in.fail("the texts are not as long as the index says");
  if (size[0] / kHighestRatio > packed.size()) in.fail("the texts would be thousands of times as long as what is kept");
  const std::string texts = expanded(packed, size[0]);
  if (crc::crc32(texts) != crc) in.fail("the CRC of the texts is another one");
  Lines parts(texts);
  for (Crate& c : out.crates) read_texts(parts, c);
  if (!parts.done()) parts.fail("more texts than symbols");
  for (const Crate& c : out.crates) check_crcs(c);
  finish(out);
  return out;
}

Snapshot read_pin(const std::string& path) {
  const std::string text = read_file(path, kMostBytes);
  try {
    return parse_pin(text, path);
  } catch (Error& error) {
    error.file(path);
    throw;
  }
}

}  // namespace rmeta::baseline
