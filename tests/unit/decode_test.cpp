// SPDX-License-Identifier: MIT OR Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "decode_fixture.hpp"
#include "rmeta/decode/cursor.hpp"
#include "rmeta/decode/walk.hpp"
#include "rmeta/error.hpp"

using namespace rmeta::decode;

namespace {

/// Writes down what the engine reports.
struct Log : NullVisitor {
  std::string out;
  void add(std::string s) { out += (out.empty() ? "" : " ") + s; }
  void begin(TypeId, std::uint64_t) { add("("); }
  void end(TypeId, std::uint64_t) { add(")"); }
  void variant(TypeId, std::uint32_t i) { add(fmt::format("v{}", i)); }
  void field(TypeId, std::uint32_t, std::uint32_t i) { add(fmt::format(".{}", i)); }
  void count(TypeId, std::uint64_t n) { add(fmt::format("#{}", n)); }
  void element(TypeId, std::uint64_t i) { add(fmt::format("[{}]", i)); }
  void uint(TypeId, std::uint64_t n, std::uint64_t) { add(fmt::format("{}", n)); }
  void sint(TypeId, std::int64_t n, std::uint64_t) { add(fmt::format("{:+}", n)); }
  void wide(TypeId, U128 n, std::uint64_t) { add(fmt::format("{:x}:{:x}", n.high, n.low)); }
  void boolean(TypeId, bool b, std::uint64_t) { add(b ? "true" : "false"); }
  void character(TypeId, char32_t c, std::uint64_t) { add(fmt::format("U+{:04X}", static_cast<std::uint32_t>(c))); }
  void str(TypeId, std::string_view s, std::uint64_t) { add(fmt::format("\"{}\"", s)); }
  void bytes(TypeId, std::span<const std::uint8_t> b, std::uint64_t) { add(fmt::format("bytes{}", b.size())); }
  void unit(TypeId, std::uint64_t) { add("unit"); }
  void def_id(TypeId, DefIdRef d, std::uint64_t) { add(fmt::format("{}:{}", d.krate, d.index)); }
  void fixed(TypeId, std::uint32_t c, std::uint64_t) { add(fmt::format("code{}", c)); }
  void reference(TypeId, const Reference& r, std::uint64_t) { add(fmt::format("->{}", r.target)); }
  void target(TypeId, std::uint64_t pos) { add(fmt::format("@{}", pos)); }
  void lazy(TypeId, const LazyRef& l, std::uint64_t) { add(fmt::format("lazy{}@{}x{}", int(l.kind), l.pos, l.count)); }
  void row(const LazyRef&, std::uint64_t i) { add(fmt::format("row{}", i)); }
};

/// A value on its own at a known place of a blob.
struct Value {
  Value(const char* type, const fixture::Blob& with, bool old = false) : blob(with) {
    bytes = blob.finish(blob.pos() - 1);
    ctx = std::make_unique<Context>(bytes, fixture::schema(old), "file", "");
    id = ctx->schema().find(type);
    REQUIRE(id != rmeta::schema::kNoType);
  }
  std::string log(std::uint64_t pos) {
    Log l;
    end = walk(*ctx, id, pos, {}, l);
    NullVisitor none;
    CHECK(walk(*ctx, id, pos, {}, none) == end);
    return l.out;
  }
  std::string error(std::uint64_t pos) {
    try {
      Log l;
      walk(*ctx, id, pos, {}, l);
    } catch (const rmeta::Error& e) {
      return e.what();
    }
    return "";
  }
  Cursor cursor(std::uint64_t pos) { return Cursor(*ctx, id, pos, {}); }
  fixture::Blob blob;
  std::vector<std::uint8_t> bytes;
  std::unique_ptr<Context> ctx;
  TypeId id;
  std::uint64_t end = 0;
};

std::string decoded(const char* type, std::initializer_list<int> bytes, bool old = false) {
  fixture::Blob b(old);
  const std::uint64_t pos = b.pos();
  b.raw(bytes).raw({0});
  Value v(type, b, old);
  const std::string out = v.log(pos);
  CHECK(v.end == pos + bytes.size());
  return out;
}

std::string failed(const char* type, std::initializer_list<int> bytes) {
  fixture::Blob b;
  const std::uint64_t pos = b.pos();
  b.raw(bytes).raw({0});
  return Value(type, b).error(pos);
}

}  // namespace

TEST_CASE("leaves") {
  CHECK(decoded("u8", {0xff}) == "255");
  CHECK(decoded("u16", {0x34, 0x12}) == "4660");
  CHECK(decoded("u32", {0x80, 0x01}) == "128");
  CHECK(decoded("i32", {0x7f}) == "-1");
  CHECK(decoded("u128", {0x05}) == "0:5");
  CHECK(decoded("bool", {1}) == "true");
  CHECK(decoded("char", {0xe4, 0x01}) == "U+00E4");
  CHECK(decoded("String", {1, 'x', 0xc1}) == "\"x\"");
  CHECK(decoded("Hash", {1, 2, 3, 4}) == "bytes4");
  CHECK(decoded("()", {}) == "unit");
  CHECK(decoded("DefId", {1, 0x80, 1}) == "1:128");
  CHECK(decoded("t::Flags", {3}) == "3");
  CHECK(decoded("t::Local", {100}) == "100");
}

TEST_CASE("composites") {
  CHECK(decoded("t::Pair", {7, 0}) == "( .0 7 .1 ( v0 ) )");
  CHECK(decoded("t::E", {1, 5, 1, 'a', 0xc1}) == "( v1 .0 5 .1 \"a\" )");
  CHECK(decoded("t::E", {2, 2, 0}) == "( v2 .0 ( v2 .0 ( v0 ) ) )");
  CHECK(decoded("t::Single", {9}) == "( v0 .0 9 )");
  CHECK(decoded("Option<u32>", {0}) == "( v0 )");
  CHECK(decoded("Option<u32>", {1, 4}) == "( v1 .0 4 )");
  CHECK(decoded("Result<u32, String>", {1, 0, 0xc1}) == "( v1 .0 \"\" )");
  CHECK(decoded("Vec<u32>", {2, 3, 4}) == "( #2 [0] 3 [1] 4 )");
  CHECK(decoded("Map", {1, 3, 1, 'k', 0xc1}) == "( #1 [0] 3 [1] \"k\" )");
  CHECK(decoded("[u32; 2]", {8, 9}) == "( #2 [0] 8 [1] 9 )");
  CHECK(decoded("Vec<!>", {0}) == "( #0 )");
}

TEST_CASE("older tags are LEB128") {
  CHECK(decoded("t::E", {0x82, 0x00, 0x00}, true) == "( v2 .0 ( v0 ) )");
  CHECK(decoded("Option<u32>", {0x81, 0x00, 4}, true) == "( v1 .0 4 )");
}

TEST_CASE("elements without bytes are not counted out") {
  CHECK(decoded("Vec<()>", {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}) == "( #72057594037927935 )");
}

TEST_CASE("bad values") {
  CHECK(failed("t::E", {4}).find("tag 4 where only 4 variants exist") != std::string::npos);
  CHECK(failed("t::E", {3}).find("a value of type !") != std::string::npos);
  CHECK(failed("bool", {2}).find("tag 2") != std::string::npos);
  CHECK(failed("char", {0x80, 0xb0, 0x03}).find("not a character") != std::string::npos);
  CHECK(failed("t::Local", {101}).find("maximum of 100") != std::string::npos);
  CHECK(failed("Vec<u32>", {200, 1}).find("200 elements cannot follow") != std::string::npos);
  CHECK(failed("Vec<!>", {1}).find("which has none") != std::string::npos);
  CHECK(failed("Value", {1}).find("outside of a node") != std::string::npos);
  CHECK(
      failed("t::Pair", {1, 1, 5, 1, 'a', 0}) ==
      fmt::format("file: at offset {:#x}: in b.Some.1: no 0xc1 behind a string of 1 bytes", fixture::Blob().pos() + 3));
}

TEST_CASE("a packed number") {
  CHECK(decoded("t::Sig", {0x44, 9}) == "( .0 ( .0 code1 .1 true ) .1 9 )");
  CHECK(decoded("t::Packed", {0x08}) == "( .0 code2 .1 false )");
  CHECK(failed("t::Packed", {0x0c}).find("code 3 of t::Abi as packed is unknown") != std::string::npos);
  CHECK(failed("t::Packed", {0x45}).find("bits 0x1 of t::Packed have no meaning") != std::string::npos);
  fixture::Blob b;
  const std::uint64_t pos = b.pos();
  b.raw({0x44, 9, 0x0c, 9, 0});
  Value v("t::Sig", b);
  const Cursor flags = v.cursor(pos).field(0), abi = flags.field(0), safe = flags.field(1);
  CHECK(flags.field_count() == 2);
  CHECK(flags.field_name(1) == "safe");
  CHECK(flags.end() == pos + 1);
  CHECK(v.cursor(pos).field(1).as_u64() == 9);
  CHECK(abi.is_code());
  CHECK(abi.variant_name() == "C");
  CHECK(abi.code_detail() == "unwind: true");
  CHECK_FALSE(safe.is_code());
  CHECK(safe.as_bool());
  CHECK_THROWS_AS(abi.as_bool(), rmeta::Error);
  CHECK_THROWS_AS(abi.as_u64(), rmeta::Error);
  CHECK_THROWS_AS(abi.end(), rmeta::Error);
  CHECK_THROWS_AS(safe.end(), rmeta::Error);
  CHECK_THROWS_AS(safe.code_detail(), rmeta::Error);
  CHECK_THROWS_AS(flags.field(2), rmeta::Error);
  CHECK_THROWS_AS(v.cursor(pos + 2).field(0).field(1), rmeta::Error);  // another part is bad
}

TEST_CASE("nesting is limited") {
  fixture::Blob b;
  const std::uint64_t pos = b.pos();
  for (int i = 0; i < 5000; ++i) b.raw({2});
  b.raw({0, 0});
  Value v("t::E", b);
  const std::string e = v.error(pos);
  CHECK(e.find("nested more than 2048 deep") != std::string::npos);
  CHECK(e.size() < 1000);
}

TEST_CASE("back references") {
  fixture::Blob b;
  const std::uint64_t first = b.pos();
  b.raw({1, 0});  // Ref(Bool)
  const std::uint64_t second = b.pos();
  b.raw({2, 2}).leb(first + 128).raw({0});  // Tuple(->first, Bool)
  const std::uint64_t forward = b.pos();
  b.leb(forward + 128).raw({0});
  Value v("t::Ty", b);
  CHECK(v.log(first) == fmt::format("@{} ( v1 .0 @{} ( v0 ) )", first, first + 1));
  CHECK(v.log(second) == fmt::format("@{} ( v2 .0 ( #2 [0] ->{} [1] @{} ( v0 ) ) )", second, first, forward - 1));
  CHECK(v.error(forward).find("does not lead backwards") != std::string::npos);
  const Elements tys = v.cursor(second).deref().field(0).elements();
  REQUIRE(tys.size() == 2);
  CHECK(tys[0].deref().variant_name() == "Ref");
  CHECK(tys[0].deref().pos() == first);
  CHECK(tys[1].deref().variant_name() == "Bool");
}

TEST_CASE("bound values") {
  fixture::Blob b;
  const std::uint64_t kind = b.pos();
  b.raw({0});
  const std::uint64_t here = b.pos();
  b.raw({1, 42}).leb(kind + 128).raw({0});
  Value v("t::Predicate", b);
  CHECK(v.log(here) == fmt::format("( .0 ( #1 [0] 42 ) .1 ->{} )", kind));
  CHECK(v.cursor(here).field(0).elements()[0].as_u64() == 42);
  CHECK(v.cursor(here).deref().variant_name() == "Bool");
}

TEST_CASE("cursors") {
  fixture::Blob b;
  const std::uint64_t pos = b.pos();
  b.raw({7, 1, 5, 2, 'h', 'i', 0xc1, 0});
  Value v("t::Pair", b);
  const Cursor c = v.cursor(pos);
  CHECK(c.field_count() == 2);
  CHECK(c.field_name(1) == "b");
  CHECK(c.field(0).as_u64() == 7);
  CHECK(c.field(1).variant() == 1);
  CHECK(c.field(1).field(1).as_str() == "hi");
  CHECK(c.end() == pos + 7);
  const auto all = c.field(1).fields();
  REQUIRE(all.size() == 2);
  CHECK(all[0].as_u32() == 5);
  CHECK_THROWS_AS(c.field(2), rmeta::Error);
  CHECK_THROWS_AS(c.as_u64(), rmeta::Error);
  CHECK_THROWS_AS(c.field(0).as_str(), rmeta::Error);
  CHECK_THROWS_AS(c.field(0).elements(), rmeta::Error);
  CHECK_THROWS_AS(c.deref(), rmeta::Error);
  CHECK_THROWS_AS(c.table(), rmeta::Error);
  CHECK_THROWS_AS(c.get(FieldRole::CrateRoot_name), rmeta::Error);
  CHECK_THROWS_AS(c.option(), rmeta::Error);
}

TEST_CASE("maps and options through cursors") {
  fixture::Blob b;
  const std::uint64_t map = b.pos();
  b.raw({2, 3, 1, 'k', 0xc1, 4, 0, 0xc1});
  const std::uint64_t some = b.pos();
  b.raw({1, 9, 0, 0});
  Value v("Map", b);
  std::string out;
  for (const Cursor& c : v.cursor(map).elements()) out += fmt::format("{}@{} ", c.type_name(), c.pos() - map);
  CHECK(out == "u32@1 String@2 u32@5 String@6 ");
  const Cursor o(*v.ctx, v.ctx->schema().find("Option<u32>"), some, {});
  CHECK(o.is_some());
  CHECK(o.some().as_u64() == 9);
  const Cursor none(*v.ctx, o.type(), some + 2, {});
  CHECK_FALSE(none.option());
  CHECK_THROWS_AS(none.some(), rmeta::Error);
}

namespace {

// A whole crate: two pairs, tables, root. Returns the root's position.
std::uint64_t crate(fixture::Blob& b, bool old, std::uint64_t& pair, std::uint64_t& array) {
  pair = b.pos();
  b.raw({7, 0});
  array = b.pos();
  b.raw({1, 0, 2, 0});
  const std::uint64_t kinds = b.pos();
  b.raw({1, 0, 2});
  const std::uint64_t values = b.pos();
  const auto p = static_cast<int>(pair), a = static_cast<int>(array);
  old ? b.raw({0, 0, 0, 0, p, 0, 0, 0}) : b.raw({0, p});
  const std::uint64_t arrays = b.pos();
  old ? b.raw({a, 0, 0, 0, 2, 0, 0, 0}) : b.raw({a, 2});
  const std::uint64_t ids = b.pos();
  old ? b.raw({0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 5, 1, 0, 0}) : b.raw({0, 0, 0, 5, 2, 1});
  const std::uint64_t root = b.pos();
  b.str("x").leb(root - pair).leb(2).leb(array - pair).leb(0);
  const auto table = [&](std::uint64_t width, std::uint64_t rows, std::uint64_t distance) {
    old ? b.leb(width * rows).leb(distance) : b.leb(width).leb(rows).leb(distance);
  };
  table(1, 3, kinds - array);
  table(old ? 4 : 1, 2, values - kinds);
  table(old ? 8 : 2, 1, arrays - values);
  table(old ? 8 : 3, 2, ids - arrays);
  b.raw({0});
  return root;
}

}  // namespace

TEST_CASE("lazies and tables, both dialects") {
  for (const bool old : {false, true}) {
    CAPTURE(old);
    fixture::Blob b(old);
    std::uint64_t pair = 0, array = 0;
    const std::uint64_t root_pos = crate(b, old, pair, array);
    const auto bytes = b.finish(root_pos);
    const Context ctx(bytes, fixture::schema(old), "file", "");
    CHECK(ctx.root_pos() == root_pos);
    const Cursor root = ctx.root();
    CHECK(root.field(0).as_str() == "x");
    CHECK(root.field(1).lazy().pos == pair);
    CHECK(root.field(1).deref().field(0).as_u64() == 7);
    CHECK(root.field(2).size() == 2);
    CHECK(root.field(2).elements()[1].field(0).as_u64() == 2);
    CHECK(root.field(3).elements().empty());
    CHECK(root.fields()[7].table().ref().pos == root.field(7).lazy().pos);

    const Table kinds = root.field(4).table();
    CHECK(kinds.size() == 3);
    CHECK(kinds.at(0)->code_name() == "Mod");
    CHECK_FALSE(kinds.at(1));
    CHECK(kinds.at(2)->code_detail() == "mutability: Not");
    CHECK_FALSE(kinds.at(3));
    CHECK_THROWS_AS(kinds.at(0)->value(), rmeta::Error);

    const Table values = root.field(5).table();
    CHECK_FALSE(values.at(0));
    CHECK(values.at(1)->value().pos() == pair);
    CHECK_THROWS_AS(values.at(1)->elements(), rmeta::Error);

    const Table arrays = root.field(6).table();
    CHECK(arrays.at(0)->elements().size() == 2);
    CHECK(arrays.at(0)->lazy().pos == array);
    if (old)
      CHECK_FALSE(arrays.at(1));
    else
      CHECK(arrays.at(1)->elements().empty());

    const Table ids = root.field(7).table();
    CHECK_FALSE(ids.at(0));
    CHECK(ids.at(1)->def_id() == DefIdRef{1, old ? 0x105U : 0x105U});

    Log log;
    const LazyRef ref = root.field(2).lazy();
    CHECK(walk_lazy(ctx, ref, log) == array + 4);
    CHECK(log.out == "[0] ( .0 1 .1 ( v0 ) ) [1] ( .0 2 .1 ( v0 ) )");
    Log rows;
    CHECK(walk_table(ctx, kinds.ref(), rows) == kinds.ref().pos + 3);
    CHECK(rows.out == "row0 code0 row2 code1");
  }
}

TEST_CASE("lazies and tables that lead nowhere") {
  fixture::Blob b;
  b.raw({0, 0});
  const std::uint64_t value = b.pos();
  b.leb(value + 1).raw({0});  // before the start
  const std::uint64_t far = b.pos();
  b.leb(4).leb(1).raw({0, 0, 0});  // four pairs need eight bytes
  Value v("Value", b);
  const auto error = [&](const char* type, std::uint64_t pos) -> std::string {
    try {
      NullVisitor none;
      walk(*v.ctx, v.ctx->schema().find(type), pos, {LazyState::NodeStart, pos}, none);
    } catch (const rmeta::Error& e) {
      return e.what();
    }
    return "";
  };
  CHECK(error("Value", value).find("leads before the start") != std::string::npos);
  CHECK(error("Array", far).find("4 values of type t::Pair") != std::string::npos);
}

TEST_CASE("a blob that is cut short is refused at every length") {
  for (const bool old : {false, true}) {
    fixture::Blob b(old);
    std::uint64_t pair = 0, array = 0;
    const std::uint64_t root = crate(b, old, pair, array);
    const auto bytes = b.finish(root);
    const std::size_t whole = bytes.size() - (old ? 1 : 0);  // the old dialect has no footer; the last byte is padding
    for (std::size_t n = 0; n < whole; ++n) {
      const auto cut = std::span(bytes).first(n);
      CAPTURE(n);
      CHECK_THROWS_AS(
          [&] {
            const Context ctx(cut, fixture::schema(old), "file", "");
            (void)ctx.root().end();
          }(),
          rmeta::Error);
    }
  }
}
