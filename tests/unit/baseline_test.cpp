// SPDX-License-Identifier: MIT OR Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "rmeta/baseline/compare.hpp"
#include "rmeta/baseline/pin.hpp"
#include "rmeta/baseline/symvers.hpp"
#include "rmeta/baseline/tolerance.hpp"
#include "rmeta/error.hpp"

using namespace rmeta;
using namespace rmeta::baseline;

namespace {

constexpr const char* kSmall = "struct c::State\n  size 4 align 4 scalar u32\n  field count at 0: u32\n";
constexpr const char* kLarge =
    "struct c::State\n  size 16 align 8 memory\n  field count at 8: u32\n  field owner at 0: u64\n";
constexpr const char* kHolder = "struct c::Holder\n  size 4 align 4 scalar u32\n  field state at 0: c::State\n";
constexpr const char* kGrown = "struct c::Holder\n  size 16 align 8 memory\n  field state at 0: c::State\n";

// Holder holds State; `f` takes a Holder, `g` a State, `h` nothing.
Snapshot snapshot(const char* state, const char* holder) {
  Crate c;
  c.name = "c";
  c.header = "abi 1\nrelease 1.95.0 59807616e\ntarget x86_64-unknown-linux-gnu\n";
  c.file_crc = 1;
  c.definitions = {{"c::Holder", holder, {1}}, {"c::State", state, {}}};
  c.symbols = {{"f", "c::f", "fn", 0, "fn c::f\n  parameter c::Holder\n", {0}},
               {"g", "c::g", "fn", 0, "fn c::g\n  parameter c::State\n", {1}},
               {"h", "c::h", "fn", 0, "fn c::h\n", {}}};
  const Digests digests(c);
  crc::Digest all;
  for (Symbol& s : c.symbols) {
    s.crc = digests.whole(s).crc;
    all += fmt::format("{}\t{:08x}\n", s.name, s.crc);
  }
  c.abi_crc = all.crc;
  Snapshot out;
  out.crates.push_back(std::move(c));
  return out;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

}  // namespace

TEST_CASE("what follows from another type's size is no cause") {
  const Snapshot old = snapshot(kSmall, kHolder), now = snapshot(kLarge, kGrown);
  const Comparison comparison = compare(old, now);
  CHECK(comparison.differs());
  const CrateDiff& diff = comparison.crates.at(0);
  CHECK(diff.same == 1);
  CHECK(diff.changed.size() == 2);
  REQUIRE(diff.causes.size() == 1);
  CHECK(diff.causes[0].name == "c::State");
  CHECK(diff.causes[0].kind == "struct");
  CHECK(diff.causes[0].summary == "grew from 4 to 16 bytes");
  CHECK(diff.causes[0].details ==
        std::vector<std::string>{"field owner: u64 added at 0", "field count moved from 0 to 8"});
  CHECK(diff.causes[0].symbols == std::vector<std::size_t>{0, 1});
}

TEST_CASE("a type whose numbers alone changed is a cause if nothing in it did") {
  const Snapshot old = snapshot(kSmall, kHolder);
  const Snapshot now = snapshot("struct c::State\n  size 8 align 8 memory\n  field count at 0: u32\n", kHolder);
  const Comparison comparison = compare(old, now);
  REQUIRE(comparison.crates[0].causes.size() == 1);
  CHECK(comparison.crates[0].causes[0].name == "c::State");
}

TEST_CASE("the same interface") {
  const Snapshot old = snapshot(kSmall, kHolder);
  Snapshot now = snapshot(kSmall, kHolder);
  now.crates[0].file_crc = 2;
  const Comparison comparison = compare(old, now);
  CHECK(!comparison.differs());
  CHECK(comparison.crates[0].other_file());
}

TEST_CASE("removed, added and renamed symbols are told apart") {
  Snapshot old = snapshot(kSmall, kHolder), now = snapshot(kSmall, kHolder);
  now.crates[0].symbols[0].name = "f2";                                // the same path: renamed
  now.crates[0].symbols[2] = {"i", "c::i", "fn", 0, "fn c::i\n", {}};  // another path: one gone, one new
  const Comparison comparison = compare(old, now);
  const CrateDiff& diff = comparison.crates[0];
  REQUIRE(diff.renamed.size() == 1);
  CHECK(diff.renamed[0].after->name == "f2");
  REQUIRE(diff.removed.size() == 1);
  CHECK(diff.removed[0]->name == "h");
  REQUIRE(diff.added.size() == 1);
  CHECK(diff.added[0]->name == "i");
  CHECK(diff.same == 2);
}

TEST_CASE("crates of two compilers are compared by path") {
  Snapshot old = snapshot(kSmall, kHolder), now = snapshot(kLarge, kGrown);
  now.crates[0].header = "abi 1\nrelease 1.96.0 ac68faa20\ntarget x86_64-unknown-linux-gnu\n";
  for (Symbol& s : now.crates[0].symbols) s.name += "_of_another";
  const Comparison comparison = compare(old, now);
  const CrateDiff& diff = comparison.crates[0];
  CHECK(diff.other_release);
  CHECK(diff.renamed.empty());
  CHECK(diff.removed.empty());
  CHECK(diff.same == 1);
  CHECK(diff.changed.size() == 2);
  REQUIRE(diff.causes.size() == 2);
  CHECK(diff.causes[0].what == Cause::What::Toolchain);
}

TEST_CASE("differences in words") {
  auto details = [](std::string_view before, std::string_view after) {
    Cause cause;
    describe(before, after, cause);
    return cause.details;
  };
  using Lines = std::vector<std::string>;
  CHECK(details("struct S\n  size 4 align 4 memory\n  field a at 0: u32\n",
                "struct S\n  size 4 align 4 memory\n  field b at 0: u32\n") == Lines{"field a is named b"});
  CHECK(details("struct S\n  size 4 align 4 memory\n  field a at 0: u32\n",
                "struct S\n  size 4 align 4 memory\n  field a at 0: i32\n") == Lines{"field a is i32 at 0, was u32"});
  CHECK(details("struct S\n  size 0 align 1 memory\n", "struct S\n  implements Drop\n  size 0 align 1 memory\n") ==
        Lines{"now `implements Drop`"});
  CHECK(details("enum E\n  size 1 align 1 scalar u8\n  variant A = 0 tag 0\n",
                "enum E\n  size 1 align 1 scalar u8\n  variant A = 1 tag 1\n") == Lines{"variant A is 1, was 0"});
  CHECK(details("enum E\n  size 8 align 4 memory\n  variant A = 0 tag 0\n    field 0 at 4: u32\n",
                "enum E\n  size 8 align 4 memory\n  variant A = 0 tag 0\n    field 0 at 4: i32\n") ==
        Lines{"variant A: field 0 is i32 at 4, was u32"});
  CHECK(details("fn f\n  parameter u8\n    direct\n  returns ()\n",
                "fn f\n  parameter u8\n    direct\n  returns u8\n") == Lines{"result is u8, was ()"});
  // Only how values are passed: that follows from types.
  CHECK(!differs_itself("fn f\n  parameter S\n    direct\n", "fn f\n  parameter S\n    indirect\n"));
  CHECK(differs_itself("fn f\n  abi C\n  parameter S\n", "fn f\n  abi Rust\n  parameter S\n"));
}

TEST_CASE("lines side by side") {
  std::string text;
  for (const DiffLine& l : diff_lines("a\nb\nc\nd\n", "a\nc\nx\nd\n"))
    text += (l.side == DiffLine::Side::Old ? "-" : l.side == DiffLine::Side::New ? "+" : " ") + l.text;
  CHECK(text == " a-b c+x d");
  CHECK(diff_lines("", "").empty());
  CHECK(diff_lines("", "a\n").size() == 1);
}

TEST_CASE("a pin is read as it was written, and damage is seen") {
  const Snapshot old = snapshot(kSmall, kHolder);
  const std::string text = write_pin(old);
  CHECK(!compare(old, parse_pin(text, "p")).differs());
  CHECK(write_pin(parse_pin(text, "p")) == text);
  CHECK_THROWS_AS(parse_pin("", "p"), Error);
  CHECK_THROWS_WITH_AS(parse_pin(replaced(text, "rmetacrc-pin 1", "rmetacrc-pin 2"), "p"),
                       doctest::Contains("version 2"), Error);
  CHECK_THROWS_WITH_AS(parse_pin(replaced(text, "scheme 1", "scheme 7"), "p"), doctest::Contains("scheme 7"), Error);
  CHECK_THROWS_WITH_AS(parse_pin(replaced(text, "release 1.95.0", "release 1.96.0"), "p"),
                       doctest::Contains("by its text"), Error);
  // Any byte: an error, or nothing that counts (a name nobody computes anything from).
  std::size_t refused = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    try {
      const Snapshot read = parse_pin(damaged, "p");
      CHECK(write_pin(read) != text);
    } catch (const Error&) {
      ++refused;
    }
    try {
      parse_pin(text.substr(0, i), "p");
      FAIL("a pin cut at ", i, " was read");
    } catch (const Error&) {
    }
  }
  CHECK(refused > text.size() * 9 / 10);
}

TEST_CASE("tolerated changes") {
  const Snapshot old = snapshot(kSmall, kHolder), now = snapshot(kLarge, kGrown);
  auto left = [&](std::string_view rules) {
    Comparison comparison = compare(old, now);
    Tolerances(rules, "r", "2026-06-30").apply(comparison);
    return comparison.crates[0].changed.size();
  };
  CHECK(left("") == 2);
  CHECK(left("type c::State reason known\n") == 0);
  CHECK(left("# a comment\n\n  type c::S* until 2026-06-30 reason known\n") == 0);
  CHECK(left("type c::State until 2026-06-29 reason known\n") == 2);
  CHECK(left("type c::Holder reason known\n") == 2);
  CHECK(left("symbol c::f reason known\n") == 1);
  CHECK(left("symbol ? reason known\n") == 0);
  CHECK_THROWS_WITH_AS(left("type c::State\n"), doctest::Contains("r:1"), Error);
  CHECK_THROWS_WITH_AS(left("type c::State until soon reason x\n"), doctest::Contains("no date"), Error);
  CHECK_THROWS_WITH_AS(left("\nmodule c reason x\n"), doctest::Contains("r:2"), Error);
}

TEST_CASE("Module.symvers: lines, and what cannot be compared") {
  const std::string name = "_RNvCsaBDSPf2uPk1_6shapes4LAST";
  auto file = [&](std::string_view crc, std::string_view more) {
    return parse_symvers(fmt::format("{}\t{}\tvmlinux\tEXPORT_SYMBOL_GPL\t\n{}", crc, name, more), "x");
  };
  CHECK(file("0x00000001", "").crates.at(0).symbols.at(0).path == "shapes::LAST");
  for (const char* bad : {"0x1\ta\tvmlinux\t\n", "0x00000001 a vmlinux\n", "0x0000000g\ta\tvmlinux\t\n",
                          "0x00000001\ta\n", "0x00000001\t\tvmlinux\t\n", "\n", "0x000000012\ta\tvmlinux\n"})
    CHECK_THROWS_AS((void)file("0x00000001", bad), Error);
  Snapshot old = file("0x00000001", "0x00000002\tkfree\tvmlinux\tEXPORT_SYMBOL\t\n"), now = file("0x00000003", "");
  CHECK(versions_only(old, now));
  CHECK(keep_versions(old, now).size() == 2);  // what was passed over, and that no CRC is the same
  const Comparison comparison = compare(old, now);
  REQUIRE(comparison.crates.at(0).causes.size() == 1);
  CHECK(comparison.crates[0].causes[0].summary == "has the CRC 0x00000003, had 0x00000001");
  Snapshot none = file("0x00000000", "");
  CHECK_THROWS_AS((void)keep_versions(none, now), Error);
  // A pin's unmangled names are Rust's on the other side too.
  Snapshot pin = snapshot(kSmall, kHolder);
  Snapshot kernel = parse_symvers("0x00000001\tf\tvmlinux\t\n0x00000001\tkfree\tvmlinux\t\n", "x");
  CHECK(keep_versions(pin, kernel).size() == 2);
  CHECK(kernel.crates[0].symbols.size() == 1);
  CHECK(compare(pin, kernel).crates[0].removed.size() == 2);
}
