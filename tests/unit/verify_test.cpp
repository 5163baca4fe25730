// SPDX-License-Identifier: MIT OR Apache-2.0
// Accounting for every byte of small blobs: right ones, and ones that are wrong in one way each.
#include "rmeta/verify/verify.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "mini_blob.hpp"
#include "rmeta/error.hpp"

using namespace rmeta;
using mini::Bytes;

namespace {

// A crate root with the fields that verify looks at. Kind: 0 without contents, 1 a reference to another Ty. A key is a
// string, so that hardly anything else can pass for one.
constexpr std::string_view kTypes = R"(
  "u8":{"kind":"codec","codec":"u8"}, "u32":{"kind":"codec","codec":"u32"}, "u64":{"kind":"codec","codec":"u64"},
  "str":{"kind":"codec","codec":"str"},
  "Kind":{"kind":"enum","variants":[["Unit",[]],["Pair",[["0","Ty"],["1","Ty"]]]]},
  "Ty":{"kind":"codec","codec":"shorthand","args":["Kind"]},
  "Key":{"kind":"struct","fields":[["name","str"]]},
  "[u8]":{"kind":"codec","codec":"lazy_array","args":["u8"]},
  "[u64]":{"kind":"codec","codec":"lazy_array","args":["u64"]},
  "[Key]":{"kind":"codec","codec":"lazy_table","args":["u32","Key"],"element":"option_lazy_value/u64"},
  "[Ty]":{"kind":"codec","codec":"lazy_table","args":["u32","Ty"],"element":"option_lazy_value/u64"},
  "[ctxt]":{"kind":"codec","codec":"lazy_table","args":["u32","u32"],"element":"option_lazy_value/u64"},
  "rustc_metadata::rmeta::LazyTables":{"kind":"struct","fields":[["def_keys","[Key]"],["type_of","[Ty]"],
    ["mir_coroutine_witnesses","[Key]"]]},
  "rustc_metadata::rmeta::CrateRoot":{"kind":"struct","fields":[["crate_deps","[u8]"],
    ["interpret_alloc_index","[u64]"],["tables","rustc_metadata::rmeta::LazyTables"],
    ["syntax_contexts","[ctxt]"],["expn_data","[ctxt]"]]})";

/// What a test may change.
struct Plan {
  std::function<void(Bytes&)> between = [](Bytes&) {};  ///< bytes between two nodes
  int shorthand = 0;                                    ///< added to the target of the reference
  int key_row = 0;                                      ///< added to the position of the second key
  bool trailing = false;                                ///< a byte behind the root
};

verify::Report run(const Plan& plan) {
  const mini::Blob blob(mini::Style::New, "rustc_metadata::rmeta::CrateRoot", kTypes, [&](Bytes& b) {
    const std::uint64_t deps = b.pos();
    b.raw({1, 2});
    const std::uint64_t key0 = b.pos();
    b.str("first");
    plan.between(b);
    const std::uint64_t key1 = b.pos();
    b.str("second");
    const std::uint64_t witness = b.pos();
    b.str("witness");
    const std::uint64_t ty = b.pos();  // Pair(Pair(Unit, Unit), the inner Pair again)
    b.raw({1, 1, 0, 0}).leb(ty + 1 + 128 + static_cast<std::uint64_t>(plan.shorthand));
    const std::uint64_t keys = b.pos();
    b.fixed(key0, 1).fixed(key1 + static_cast<std::uint64_t>(plan.key_row), 1);
    const std::uint64_t types = b.pos();
    b.fixed(0, 1).fixed(ty, 1);
    const std::uint64_t witnesses = b.pos();
    b.fixed(witness, 1);
    const std::uint64_t root = b.pos();
    b.leb(2).leb(root - deps);                    // crate_deps
    b.leb(0);                                     // interpret_alloc_index
    b.leb(1).leb(2).leb(keys - deps);             // def_keys
    b.leb(1).leb(2).leb(types - keys);            // type_of
    b.leb(1).leb(1).leb(witnesses - types);       // mir_coroutine_witnesses
    b.leb(0).leb(0).leb(0).leb(0).leb(0).leb(0);  // two empty tables
    if (plan.trailing) b.raw({7});
    return root;
  });
  return verify::verify(blob.context());
}

}  // namespace

TEST_CASE("every byte of a right blob is explained") {
  const verify::Report r = run({});
  CHECK(r.ok());
  CHECK(r.problems.empty());
  CHECK(r.lazies == 9);  // array, two keys, witness, type, three tables, root
  CHECK(r.exact == 9);
  CHECK(r.inexact == 0);
  CHECK(r.types.made == 1);
  CHECK(r.types.bad == 0);
  CHECK(r.unexplained.empty());
  CHECK(r.explained == r.bytes);
  CHECK(r.types_in_schema == 4);  // Kind, Key, LazyTables, CrateRoot
  CHECK(r.types_seen == 4);
  for (const verify::Use& u : r.uses) {
    if (u.name != "tables.def_keys") continue;
    CHECK(u.entries == 2);
    CHECK(u.rows == 2);
    CHECK(u.row_bytes == 2);
    CHECK(u.bytes == 15);
  }
  for (const verify::Section& s : r.sections) {
    if (s.name == "preamble") CHECK(s.bytes == 30);
    if (s.name == "dep") CHECK(s.bytes == 2);
    if (s.name == "def-path-table") CHECK(s.bytes == 15);
    if (s.name == "mir") CHECK(s.bytes == 9);
    if (s.name == "def-ids") CHECK(s.bytes == 6);
    if (s.name == "tables") CHECK(s.bytes == 5);
  }
}

TEST_CASE("a forgotten value is an orphan") {
  const verify::Report r = run({.between = [](Bytes& b) { b.str("forgotten").str("too"); }});
  CHECK(r.ok());
  CHECK(r.unexplained.empty());
  REQUIRE(r.orphans.size() == 1);
  CHECK(r.orphans[0].type == "Key");
  CHECK(r.orphans[0].table == "tables.mir_coroutine_witnesses");
  CHECK(r.orphans[0].count == 2);
  CHECK(r.orphans[0].bytes == 16);
}

TEST_CASE("bytes that are no value are unexplained, and the value before them is inexact") {
  const verify::Report r = run({.between = [](Bytes& b) { b.raw({9, 9, 9}); }});
  CHECK_FALSE(r.ok());
  REQUIRE(r.unexplained.size() == 1);
  CHECK(r.unexplained[0].size() == 3);
  CHECK(r.explained == r.bytes - 3);
  CHECK(r.inexact == 1);
  const verify::Report end = run({.trailing = true});
  REQUIRE(end.unexplained.size() == 1);
  CHECK(end.unexplained[0].size() == 1);
}

TEST_CASE("a shorthand must lead to a type's kind") {
  const verify::Report r = run({.shorthand = 2});  // the second Unit is one, so this is right
  CHECK(r.ok());
  const verify::Report wrong = run({.shorthand = -3});
  CHECK_FALSE(wrong.ok());
  CHECK(wrong.types.bad == 1);
  REQUIRE(wrong.problems.size() == 1);
  CHECK(wrong.problems[0].where == "tables.type_of: Ty");
}

TEST_CASE("a table that leads into a value") {
  const verify::Report r = run({.key_row = 1});
  CHECK_FALSE(r.ok());
  CHECK(r.problem_count >= 1);
}
