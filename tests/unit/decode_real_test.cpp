// SPDX-License-Identifier: MIT OR Apache-2.0
// The engine and the cursors on what real compilers wrote: every lazy value of the fixture crates is decoded by both,
// and both must see the same.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rmeta/container/container.hpp"
#include "rmeta/decode/cursor.hpp"
#include "rmeta/decode/walk.hpp"
#include "rmeta/error.hpp"
#include "rmeta/schema/registry.hpp"

using namespace rmeta;
using namespace rmeta::decode;

namespace {

/// Numbers that stand for what was seen, in order.
struct Trace {
  std::uint64_t hash = 14695981039346656037U, length = 0;
  void add(std::uint64_t n) {
    hash = (hash ^ n) * 1099511628211U;
    ++length;
  }
  void add(std::string_view s) {
    for (const char c : s) add(static_cast<unsigned char>(c));
  }
  void add(std::span<const std::uint8_t> s) {
    for (const std::uint8_t c : s) add(c);
  }
  void add(const SymbolRef& s) { add(s.how), add(s.is_bytes ? 1 : 0), add(s.text); }
  void add(const SpanRef& s) {
    for (const std::uint64_t n : {std::uint64_t{s.how}, s.target, std::uint64_t{s.context}, std::uint64_t{s.lo},
                                  std::uint64_t{s.len}, std::uint64_t{s.file}, std::uint64_t{s.krate}})
      add(n);
  }
  void add(DefIdRef d) { add(d.krate), add(d.index); }
  void add(const LazyRef& r) { add(r.kind), add(index(r.type)), add(r.pos), add(r.count), add(r.width); }
  friend bool operator==(const Trace&, const Trace&) = default;
};

/// Composites with code of their own have parts that cursors do not step to: both note only where they end.
bool opaque(const schema::Schema& s, TypeId t) {
  using enum schema::Codec;
  if (s.type(t).kind() != schema::Kind::Codec) return false;
  const auto c = s.type(t).codec();
  return c == Allocation || c == InitMaskBlocks || c == ScalarInt || c == LineDiffs || c == LineDiffsFromStart ||
         c == LineDiffsLeb || c == DefPathHashMap;
}

struct Engine : NullVisitor {
  explicit Engine(const schema::Schema& s) : schema(s) {}
  const schema::Schema& schema;
  Trace trace;
  std::vector<LazyRef> lazies;
  unsigned inside = 0;
  std::uint64_t values = 0;

  template <class T>
  void note(const T& value) {
    if (inside == 0) trace.add(value);
    ++values;
  }
  void begin(TypeId t, std::uint64_t pos) {
    note(index(t));
    note(pos);
    if (inside != 0 || opaque(schema, t)) ++inside;
  }
  void end(TypeId, std::uint64_t pos) {
    if (inside != 0) --inside;
    note(pos);
  }
  void variant(TypeId, std::uint32_t v) { note(v); }
  void count(TypeId, std::uint64_t n) { note(n); }
  void uint(TypeId, std::uint64_t n, std::uint64_t) { note(n); }
  void sint(TypeId, std::int64_t n, std::uint64_t) { note(static_cast<std::uint64_t>(n)); }
  void wide(TypeId, U128 n, std::uint64_t) { note(n.low), note(n.high); }
  void fixed(TypeId t, std::uint32_t code, std::uint64_t) {
    const schema::Constant& c = schema.constants(schema.type(t))[code];
    note(schema.str(c.name)), note(schema.str(c.detail));
  }
  void boolean(TypeId, bool b, std::uint64_t) { note(std::uint64_t{b}); }
  void character(TypeId, char32_t c, std::uint64_t) { note(std::uint64_t{c}); }
  void str(TypeId, std::string_view s, std::uint64_t) { note(s); }
  void bytes(TypeId, std::span<const std::uint8_t> b, std::uint64_t) { note(b); }
  void symbol(TypeId, const SymbolRef& s, std::uint64_t) { note(s); }
  void span(TypeId, const SpanRef& s, std::uint64_t) { note(s); }
  void def_id(TypeId, DefIdRef d, std::uint64_t) { note(d); }
  void expn_id(TypeId, DefIdRef d, std::uint64_t) { note(d); }
  void syntax_context(TypeId, std::uint32_t n, std::uint64_t) { note(std::uint64_t{n}); }
  void alloc(TypeId, std::uint64_t n, std::uint64_t) { note(n); }
  void reference(TypeId, const Reference& r, std::uint64_t) { note(r.target); }
  void lazy(TypeId, const LazyRef& r, std::uint64_t) {
    note(r);
    lazies.push_back(r);
  }
};

/// The same through cursors.
struct Cursors {
  Trace trace;

  void value(const Cursor& c) {
    const schema::Schema& s = c.schema();
    const schema::Type& t = s.type(c.type());
    if (t.kind() == schema::Kind::Struct || t.kind() == schema::Kind::Enum) {
      trace.add(index(c.type()));
      trace.add(c.pos());
      if (t.kind() == schema::Kind::Enum) trace.add(c.variant());
      const auto all = c.fields();
      REQUIRE(all.size() == c.field_count());
      for (const Cursor& f : all) value(f);
      trace.add(c.end());
    } else if (t.kind() == schema::Kind::Packed) {
      trace.add(index(c.type()));
      trace.add(c.pos());
      const auto list = s.fields(s.variants(t)[0]);
      for (std::uint32_t i = 0; i < list.size(); ++i) {
        const Cursor part = c.field(i);
        if (part.is_code())
          trace.add(part.variant_name()), trace.add(part.code_detail());
        else
          trace.add(std::uint64_t{part.as_bool()});
      }
      trace.add(c.end());
    } else if (t.kind() != schema::Kind::Codec) {
      trace.add(c.as_u64());
    } else {
      codec(c, s, t);
    }
  }

  void codec(const Cursor& c, const schema::Schema& s, const schema::Type& t) {
    using schema::Shape;
    const Shape shape = schema::info(t.codec()).shape;
    const bool composite = shape == Shape::Tuple || shape == Shape::Option || shape == Shape::Result ||
                           shape == Shape::Seq || shape == Shape::Map || shape == Shape::Array || shape == Shape::Bound;
    if (composite || opaque(s, c.type())) {
      trace.add(index(c.type()));
      trace.add(c.pos());
    }
    switch (shape) {
      case Shape::Uint:
        trace.add(c.as_u64());
        break;
      case Shape::Sint:
        trace.add(static_cast<std::uint64_t>(c.as_i64()));
        break;
      case Shape::Leaf:
        leaf(c, t);
        break;
      case Shape::Transparent:
        FAIL("cursors stand behind transparent codecs");
        break;
      case Shape::Tuple:
        for (const Cursor& f : c.fields()) value(f);
        break;
      case Shape::Option: {
        trace.add(c.variant());
        if (const auto some = c.option()) value(*some);
        break;
      }
      case Shape::Result: {
        const auto [ok, payload] = c.result();
        trace.add(ok ? 0 : 1);
        value(payload);
        break;
      }
      case Shape::Seq:
      case Shape::Map:
      case Shape::Array: {
        trace.add(c.size());
        const Elements list = c.elements();
        const bool pairs = shape == Shape::Map;
        const std::uint64_t least = s.type(s.arg(t)).min_size + (pairs ? s.type(s.arg(t, 1)).min_size : 0);
        if (least == 0) break;
        std::uint64_t n = 0;
        for (const Cursor& e : list) value(e), ++n;
        REQUIRE(n == (pairs ? 2 : 1) * c.size());
        break;
      }
      case Shape::Shorthand:
        referenced(c, c.deref(), c.pos());
        break;
      case Shape::Bound: {
        const Cursor vars = c.field(0);
        value(vars);
        referenced(c, c.deref(), vars.end());
        break;
      }
      case Shape::Lazy:
        trace.add(c.lazy());
        break;
      case Shape::Special:
        special(c, t);
        break;
    }
    if (composite || opaque(s, c.type())) trace.add(c.end());
  }

  void referenced(const Cursor&, const Cursor& target, std::uint64_t here) {
    if (target.pos() == here)
      value(target);
    else
      trace.add(target.pos());
  }

  void leaf(const Cursor& c, const schema::Type& t) {
    using enum schema::Codec;
    switch (t.codec()) {
      case Bool:
        trace.add(c.as_bool() ? 1 : 0);
        break;
      case Char:
        trace.add(std::uint64_t{c.as_char()});
        break;
      case U128:
      case I128:
        trace.add(c.as_u128().low), trace.add(c.as_u128().high);
        break;
      case Str:
        trace.add(c.as_str());
        break;
      case schema::Codec::DefId:
        trace.add(c.def_id());
        break;
      case Unit:
        break;
      default:
        trace.add(c.as_bytes());
        break;
    }
  }

  void special(const Cursor& c, const schema::Type& t) {
    using enum schema::Codec;
    switch (t.codec()) {
      case SymbolPlain:
      case SymbolTagged:
      case ByteSymbolTagged:
        trace.add(c.symbol());
        break;
      case SpanPlain:
      case SpanIndexed:
      case SpanTagged:
      case SpanTagFirst:
        trace.add(c.span());
        break;
      case ExpnId:
      case ExpnIdIndexFirst:
        trace.add(c.expn_id());
        break;
      case SyntaxContext:
        trace.add(std::uint64_t{c.syntax_context()});
        break;
      case AllocId:
        trace.add(c.alloc());
        break;
      default:
        break;  // opaque
    }
  }
};

std::uint64_t compare(const Context& ctx) {
  std::uint64_t values = 0;
  Engine root(ctx.schema());
  walk(ctx, ctx.schema().root(), ctx.root_pos(), {LazyState::NodeStart, ctx.root_pos()}, root);
  Cursors through;
  through.value(ctx.root());
  REQUIRE(root.trace == through.trace);

  std::vector<LazyRef> todo = std::move(root.lazies);
  std::set<std::pair<std::uint64_t, std::uint32_t>> seen;
  while (!todo.empty()) {
    const LazyRef ref = todo.back();
    todo.pop_back();
    if (ref.kind == LazyRef::Array && ref.count == 0) continue;
    if (!seen.emplace(ref.pos, index(ref.type)).second && ref.kind != LazyRef::Table) continue;
    Engine e(ctx.schema());
    walk_lazy(ctx, ref, e);
    todo.insert(todo.end(), e.lazies.begin(), e.lazies.end());
    if (ref.kind == LazyRef::Table) continue;
    Cursors c;
    if (ref.kind == LazyRef::Value)
      c.value(Cursor::node(ctx, ref.type, ref.pos));
    else
      for (const Cursor& element : lazy_elements(ctx, ref)) c.value(element);
    CAPTURE(ctx.schema().name(ref.type));
    CAPTURE(ref.pos);
    REQUIRE(e.trace == c.trace);
    values += e.values;
  }
  return values;
}

}  // namespace

TEST_CASE("cursors and the engine agree on every value of the fixture crates") {
  const char* fixtures = std::getenv("RMETACRC_FIXTURES");
  REQUIRE_MESSAGE(fixtures != nullptr, "RMETACRC_FIXTURES is not set");
  const schema::Registry registry = compat::builtin_registry();
  for (const auto& built_in : registry.releases()) {
    const std::string release(built_in->release());
    std::uint64_t values = 0, files = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(fixtures) / "crates" / release)) {
      if (entry.path().extension() != ".zst") continue;
      CAPTURE(entry.path().filename().string());
      const container::Blob blob = container::open(entry.path());
      const Context ctx(blob.bytes, registry.find(blob.bytes), blob.file, blob.member);
      CHECK(ctx.schema().release() == release);
      values += compare(ctx);
      ++files;
    }
    MESSAGE(fmt::format("rustc {}: {} values in {} crates", release, values, files));
    CHECK(files >= 10);
    CHECK(values > 100000);
  }
}

TEST_CASE("tables read row by row are what the engine reports") {
  const char* fixtures = std::getenv("RMETACRC_FIXTURES");
  REQUIRE_MESSAGE(fixtures != nullptr, "RMETACRC_FIXTURES is not set");
  const schema::Registry registry = compat::builtin_registry();
  for (const char* release : {"1.63.0", "1.95.0"}) {
    const container::Blob blob =
        container::open(std::filesystem::path(fixtures) / "crates" / release / "libstructs_enums.rmeta.zst");
    const Context ctx(blob.bytes, registry.find(blob.bytes), blob.file, blob.member);
    struct Rows : NullVisitor {
      std::set<std::uint64_t> rows;
      void row(const LazyRef&, std::uint64_t i) { rows.insert(i); }
    };
    std::uint64_t entries = 0;
    for (const Cursor& field : ctx.root().get(FieldRole::CrateRoot_tables).fields()) {
      const Table table = field.table();
      Rows seen;
      walk_table(ctx, table.ref(), seen);
      for (std::uint64_t i = 0; i < table.size() + 3; ++i) {
        const auto entry = table.at(i);
        if (seen.rows.contains(i)) {
          CHECK(entry.has_value());
          ++entries;
        }
        if (!entry.has_value()) CHECK_FALSE(seen.rows.contains(i));
      }
    }
    CHECK(entries > 100);
  }
}
