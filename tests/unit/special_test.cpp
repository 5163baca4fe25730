// SPDX-License-Identifier: MIT OR Apache-2.0
// The special codecs on bytes encoded by hand.
#include "rmeta/decode/special.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mini_blob.hpp"
#include "rmeta/decode/walk.hpp"
#include "rmeta/error.hpp"

using namespace rmeta;
using mini::Bytes;
using mini::Style;
using schema::TypeId;

namespace {

/// Writes down what it sees.
struct Log : decode::NullVisitor {
  std::vector<std::string> lines;
  void begin(TypeId, std::uint64_t) { lines.push_back("{"); }
  void end(TypeId, std::uint64_t) { lines.push_back("}"); }
  void field(TypeId, std::uint32_t, std::uint32_t i) { lines.push_back(fmt::format(".{}", i)); }
  void count(TypeId, std::uint64_t n) { lines.push_back(fmt::format("#{}", n)); }
  void element(TypeId, std::uint64_t) {}
  void uint(TypeId, std::uint64_t n, std::uint64_t) { lines.push_back(fmt::format("{}", n)); }
  void wide(TypeId, decode::U128 n, std::uint64_t) { lines.push_back(fmt::format("{:x}:{:x}", n.high, n.low)); }
  void boolean(TypeId, bool b, std::uint64_t) { lines.push_back(b ? "true" : "false"); }
  void bytes(TypeId, std::span<const std::uint8_t> b, std::uint64_t) {
    lines.push_back(fmt::format("{} bytes", b.size()));
  }
  void symbol(TypeId, const decode::SymbolRef& s, std::uint64_t) {
    lines.push_back(fmt::format("{}\"{}\"", s.is_bytes ? "b" : "", s.text));
  }
  void span(TypeId, const decode::SpanRef& s, std::uint64_t) {
    lines.push_back(fmt::format("span how={} ctxt={} {}+{} file={} crate={}{}", static_cast<int>(s.how), s.context,
                                s.lo, s.len, s.file, s.krate, s.indirect ? " indirect" : ""));
  }
  void expn_id(TypeId, decode::DefIdRef id, std::uint64_t) {
    lines.push_back(fmt::format("expn {}:{}", id.krate, id.index));
  }
  void syntax_context(TypeId, std::uint32_t n, std::uint64_t) { lines.push_back(fmt::format("ctxt {}", n)); }
  void alloc(TypeId, std::uint64_t n, std::uint64_t) { lines.push_back(fmt::format("alloc {}", n)); }
};

std::string joined(const std::vector<std::string>& lines) {
  return fmt::format("{}", fmt::join(lines, " "));
}

constexpr std::string_view kTypes = R"(
  "Root":{"kind":"struct","fields":[]},
  "u8":{"kind":"codec","codec":"u8"},
  "sym":{"kind":"codec","codec":"symbol_tagged"}, "bsym":{"kind":"codec","codec":"byte_symbol_tagged"},
  "plain":{"kind":"codec","codec":"symbol_plain"},
  "span":{"kind":"codec","codec":"span_tagged"}, "span63":{"kind":"codec","codec":"span_plain"},
  "span70":{"kind":"codec","codec":"span_indexed"},
  "expn":{"kind":"codec","codec":"expn_id"}, "ctxt":{"kind":"codec","codec":"syntax_context"},
  "lines":{"kind":"codec","codec":"line_diffs"}, "lines63":{"kind":"codec","codec":"line_diffs_from_start"},
  "int":{"kind":"codec","codec":"scalar_int"}, "mask":{"kind":"codec","codec":"init_mask_blocks"},
  "alloc":{"kind":"codec","codec":"allocation","args":["u8","u8","u8"]},
  "alloc_id":{"kind":"codec","codec":"alloc_id","args":["u8"]},
  "map":{"kind":"codec","codec":"def_path_hash_map"})";

/// Decodes one value of `type` behind the preamble; the log and how many bytes it took.
std::string decoded(Style style, std::string_view type, const Bytes& value, std::uint64_t skip = 0) {
  std::uint64_t at = 0;
  const mini::Blob blob(style, "Root", kTypes, [&](Bytes& b) {
    at = b.pos() + skip;
    b.data.insert(b.data.end(), value.data.begin(), value.data.end());
    return at;
  });
  const decode::Context ctx = blob.context();
  Log log;
  const std::uint64_t end = decode::walk(ctx, blob.schema().find(type), at, {}, log);
  decode::NullVisitor nothing;
  CHECK(decode::walk(ctx, blob.schema().find(type), at, {}, nothing) == end);
  CHECK(end - at == value.pos() - skip);
  return joined(log.lines);
}

/// Where the value of `decoded` begins in a blob of that style.
std::uint64_t value_pos(Style style) {
  return style == Style::Old ? 12 + 14 : 16 + 14;
}

}  // namespace

TEST_CASE("symbols: inline, referred to, predefined, from the environment") {
  CHECK(decoded(Style::Old, "plain", Bytes().str("abc")) == "\"abc\"");
  CHECK(decoded(Style::New, "sym", Bytes().raw({0}).str("abc")) == "\"abc\"");
  CHECK(decoded(Style::New, "bsym", Bytes().raw({0}).str("\xff", 0xc2)) == "b\"\xff\"");
  CHECK(decoded(Style::New, "sym", Bytes().raw({2, 1})) == "\"fn\"");
  CHECK(decoded(Style::New, "sym", Bytes().raw({2, 2})) == "\"1.95.0\"");
  const std::uint64_t first = value_pos(Style::New);
  CHECK(decoded(Style::New, "sym", Bytes().raw({0}).str("abc").raw({1}).leb(first + 1), 6) == "\"abc\"");
}

TEST_CASE("symbols: unknown tag, index beyond the list, forward reference, wrong sentinel") {
  CHECK_THROWS_AS(decoded(Style::New, "sym", Bytes().raw({3})), Error);
  CHECK_THROWS_AS(decoded(Style::New, "sym", Bytes().raw({2, 3})), Error);
  CHECK_THROWS_AS(decoded(Style::New, "sym", Bytes().raw({1}).leb(value_pos(Style::New))), Error);
  CHECK_THROWS_AS(decoded(Style::New, "bsym", Bytes().raw({0}).str("a", 0xc1)), Error);
  CHECK_THROWS_AS(decoded(Style::New, "sym", Bytes().raw({0}).str("\xff")), Error);
}

TEST_CASE("spans of 1.63") {
  CHECK(decoded(Style::Old, "span63", Bytes().raw({0, 2})) == "span how=2 ctxt=0 0+0 file=0 crate=0");
  CHECK(decoded(Style::Old, "span63", Bytes().leb(300).raw({0}).leb(1000).leb(5)) ==
        "span how=0 ctxt=300 1000+5 file=0 crate=0");
  CHECK(decoded(Style::Old, "span63", Bytes().raw({7, 1, 8, 9, 2})) == "span how=1 ctxt=7 8+9 file=0 crate=2");
  CHECK_THROWS_AS(decoded(Style::Old, "span63", Bytes().raw({0, 3})), Error);
}

TEST_CASE("spans of 1.70") {
  CHECK(decoded(Style::Old, "span70", Bytes().raw({0, 2})) == "span how=2 ctxt=0 0+0 file=0 crate=0");
  CHECK(decoded(Style::Old, "span70", Bytes().leb(300).raw({0}).leb(1000).leb(5).leb(200)) ==
        "span how=0 ctxt=300 1000+5 file=200 crate=0");
  CHECK(decoded(Style::Old, "span70", Bytes().raw({7, 1, 8, 9, 4, 2})) == "span how=1 ctxt=7 8+9 file=4 crate=2");
  CHECK_THROWS_AS(decoded(Style::Old, "span70", Bytes().raw({0, 3})), Error);
}

TEST_CASE("tagged spans") {
  // Local, root context, 5 bytes from 1000 in file 3.
  CHECK(decoded(Style::New, "span", Bytes().raw({5 << 3 | 4}).leb(1000).raw({3})) ==
        "span how=0 ctxt=0 1000+5 file=3 crate=0");
  // Foreign, context 9, long.
  CHECK(decoded(Style::New, "span", Bytes().raw({31 << 3 | 1, 9}).leb(1).leb(400).raw({3, 2})) ==
        "span how=1 ctxt=9 1+400 file=3 crate=2");
  CHECK(decoded(Style::New, "span", Bytes().raw({2, 9})) == "span how=2 ctxt=9 0+0 file=0 crate=0");
  // Relative and absolute reference to the first one.
  CHECK(decoded(Style::New, "span", Bytes().raw({4, 7, 3, 1 << 3 | 4 | 3, 3}), 3) ==
        "span how=0 ctxt=0 7+0 file=3 crate=0 indirect");
  CHECK(decoded(Style::New, "span", Bytes().raw({4, 7, 3, 2 << 3 | 3}).fixed(value_pos(Style::New), 2), 3) ==
        "span how=0 ctxt=0 7+0 file=3 crate=0 indirect");
}

TEST_CASE("tagged spans: references that lead nowhere") {
  CHECK_THROWS_AS(decoded(Style::New, "span", Bytes().raw({9 << 3 | 3, 1, 1, 1, 1, 1, 1, 1, 1, 1})), Error);
  CHECK_THROWS_AS(decoded(Style::New, "span", Bytes().raw({1 << 3 | 7, 0})), Error);    // itself
  CHECK_THROWS_AS(decoded(Style::New, "span", Bytes().raw({1 << 3 | 7, 200})), Error);  // before the blob
  CHECK_THROWS_AS(decoded(Style::New, "span", Bytes().raw({1 << 3 | 3, 250})), Error);  // forward
  // A reference to a reference.
  CHECK_THROWS_AS(decoded(Style::New, "span", Bytes().raw({4, 7, 3, 15, 3, 15, 2}), 5), Error);
}

TEST_CASE("expansions, contexts, allocation ids") {
  CHECK(decoded(Style::New, "expn", Bytes().raw({2}).leb(300)) == "expn 2:300");
  CHECK(decoded(Style::New, "ctxt", Bytes().leb(300)) == "ctxt 300");
  CHECK(decoded(Style::New, "alloc_id", Bytes().leb(300)) == "alloc 300");
}

TEST_CASE("line tables") {
  CHECK(decoded(Style::New, "lines", Bytes().raw({0})) == "{ #0 }");
  CHECK(decoded(Style::New, "lines", Bytes().raw({3, 1, 10, 20})) == "{ #3 0 10 30 }");
  CHECK(decoded(Style::New, "lines", Bytes().raw({2, 2, 0, 1})) == "{ #2 0 256 }");
  CHECK(decoded(Style::Old, "lines63", Bytes().raw({2, 4, 50, 0, 0, 1, 0})) == "{ #2 50 65586 }");
  CHECK_THROWS_AS(decoded(Style::New, "lines", Bytes().raw({2, 3, 0, 0, 0})), Error);
  CHECK_THROWS_AS(decoded(Style::New, "lines", Bytes().leb(0xffffffff).raw({4})), Error);
}

TEST_CASE("integers of constants") {
  CHECK(decoded(Style::New, "int", Bytes().raw({2, 0x34, 0x12})) == "{ .16 2 .17 0:1234 }");
  CHECK(decoded(Style::New, "int", Bytes().raw({16}).fixed(1, 8).fixed(2, 8)) == "{ .16 16 .17 2:1 }");
  CHECK_THROWS_AS(decoded(Style::New, "int", Bytes().raw({0})), Error);
  CHECK_THROWS_AS(decoded(Style::New, "int", Bytes().raw({17})), Error);
}

TEST_CASE("allocations") {
  // Align 8, mutable, 3 bytes, then the three args.
  CHECK(decoded(Style::New, "alloc", Bytes().raw({3 | 0x40, 3, 1, 2, 3, 7, 8, 9})) ==
        "{ .16 8 .17 true .18 3 .19 3 bytes .0 7 .1 8 .2 9 }");
  CHECK(decoded(Style::New, "alloc", Bytes().raw({0x80}).leb(1 << 20).raw({7, 8, 9})) ==
        "{ .16 1 .17 false .18 1048576 .0 7 .1 8 .2 9 }");
  CHECK_THROWS_AS(decoded(Style::New, "alloc", Bytes().raw({0}).leb(1 << 20).raw({7, 8, 9})), Error);
  CHECK(decoded(Style::New, "mask", Bytes().raw({2}).fixed(5, 8).fixed(6, 8)) == "{ #2 5 6 }");
  CHECK_THROWS_AS(decoded(Style::New, "mask", Bytes().leb(1ull << 61)), Error);
}

TEST_CASE("the definition hash map") {
  const auto table = [](int items, int slots, int version, bool second) {
    Bytes b;
    b.text("ODHT").raw({1, 8, 4, 32}).fixed(static_cast<unsigned>(items), 8).fixed(static_cast<unsigned>(slots), 8);
    b.raw({0, 0, 0, version, 0, 0, 0, 0});
    b.fixed(0x1122334455667788, 8).fixed(42, 4).fixed(second ? 5 : 0, 8).fixed(second ? 6 : 0, 4);
    b.raw({0x11, second ? 0x05 : 0xff});
    for (int i = 0; i < 16; ++i) b.raw({0xff});
    Bytes out;
    out.leb(b.pos());
    out.data.insert(out.data.end(), b.data.begin(), b.data.end());
    return out;
  };
  CHECK(decoded(Style::New, "map", table(1, 2, 2, false)) == "{ #1 8 bytes 42 }");
  CHECK(decoded(Style::New, "map", table(2, 2, 2, true)) == "{ #2 8 bytes 42 8 bytes 6 }");
  CHECK_THROWS_AS(decoded(Style::New, "map", table(1, 2, 3, false)), Error);
  CHECK_THROWS_AS(decoded(Style::New, "map", table(2, 2, 2, false)), Error);
  CHECK_THROWS_AS(decoded(Style::New, "map", table(1, 4, 2, false)), Error);
  CHECK_THROWS_AS(decoded(Style::New, "map", Bytes().str("no table at all")), Error);
}
