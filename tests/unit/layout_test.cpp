// SPDX-License-Identifier: MIT OR Apache-2.0
#include <doctest/doctest.h>

#include "../../src/layout/calculator.hpp"
#include "rmeta/error.hpp"

using namespace rmeta;
using namespace rmeta::layout;

namespace {

constexpr const char* kX86 = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128";

struct Fixture {
  explicit Fixture(std::string_view release, const char* target = kX86)
      : rules(rules_of(release)), dl(TargetDataLayout::parse(target)), calc(rules, dl) {}
  Rules rules;
  TargetDataLayout dl;
  Calculator calc;

  Layout integer(std::uint64_t size) const { return calc.scalar(full_range(dl.integer(size, false))); }
  Layout boolean() const { return calc.scalar({dl.integer(1, false), {0, 1}, false}); }
  Layout character() const { return calc.scalar({dl.integer(4, false), {0, 0x10ffff}, false}); }
  Layout reference() const {
    Scalar s = full_range(dl.pointer_in(0));
    s.valid.start = 1;
    return calc.scalar(s);
  }
};

Enum two(Fields first, Fields second) {
  Enum e;
  e.variants = {std::move(first), std::move(second)};
  e.discriminants = {0, 1};
  return e;
}

}  // namespace

TEST_CASE("up to 1.85 what is held as a pair has the pair's preferred alignment too") {
  const Repr packed = [] {
    Repr r;
    r.pack = 1;
    return r;
  }();
  Fixture before("1.85.0"), after("1.93.1");
  for (const Fixture* f : {&before, &after}) {
    const Layout one = f->integer(1);
    CHECK(f->calc.univariant({&one, &one}, {}, {}).repr.is_pair());
    CHECK(f->calc.univariant({&one, &one}, packed, {}).repr.is_pair() == (f == &after));
  }
  auto arm = TargetDataLayout::parse("e-m:e-i8:8:32-i16:16:32-i64:64-i128:128-n32:64-S128");
  CHECK(arm.preferred(arm.integer(1, false)) == 4);
  CHECK(arm.preferred(arm.integer(8, false)) == 8);
  CHECK(arm.aggregate_preferred == 8);
}

TEST_CASE("a data layout string says sizes and alignments") {
  auto dl = TargetDataLayout::parse(kX86);
  CHECK(!dl.big_endian);
  CHECK(dl.usize() == 8);
  CHECK(dl.integer(16, true).align == 16);
  CHECK(dl.pointer_in(270).size == 4);
  CHECK(dl.obj_size_bound() == std::uint64_t{1} << 61);
  dl.objects_up_to_2_to_61 = false;
  CHECK(dl.obj_size_bound() == std::uint64_t{1} << 47);
  auto old = TargetDataLayout::parse("e-m:e-i64:64-f80:128-n8:16:32:64-S128");
  CHECK(old.integer(16, true).align == 8);  // i128 follows i64 where it is not named
  auto arm = TargetDataLayout::parse("e-m:e-p:32:32-Fi8-i64:64-v128:64:128-a:0:32-n32-S64");
  CHECK(arm.usize() == 4);
  CHECK(arm.vector_alignment(16) == 8);
  auto big = TargetDataLayout::parse("E-m:e-i1:8:16-i8:8:16-i64:64-f128:64-v128:64-a:8:16-n32:64");
  CHECK(big.big_endian);
  auto avr = TargetDataLayout::parse("e-P1-p:16:8-i8:8-i16:8-i32:8-i64:8-f32:8-f64:8-n8-a:8");
  CHECK(avr.usize() == 2);
  CHECK(avr.instruction_address_space == 1);
  CHECK(avr.integer(4, false).align == 1);
  for (const char* bad : {"e-p:7:8", "e-i64:24", "e-p:64", "e-p:48:64", "e-Px", "e-v64"}) {
    CAPTURE(bad);
    if (std::string_view(bad) == "e-v64")
      CHECK_NOTHROW(TargetDataLayout::parse(bad));
    else
      CHECK_THROWS_AS(TargetDataLayout::parse(bad), Error);
  }
}

TEST_CASE("rules are those of the release, or of releases around it that agree") {
  CHECK(!rules_of("1.63.0").fields_grouped_by_size);
  CHECK(rules_of("1.70.0").fields_grouped_by_size);
  CHECK(rules_of("1.96.1") == rules_of("1.96.0"));
  CHECK(rules_of("1.94.0") == rules_of("1.93.1"));
  CHECK_THROWS_AS(rules_of("1.64.0"), Error);
  CHECK_THROWS_AS(rules_of("1.99.0"), Error);
  CHECK_THROWS_AS(rules_of("2.0.0"), Error);
  CHECK_THROWS_AS(rules_of("nightly"), Error);
  for (const RuleRow& row : rule_table()) CHECK(row.since > 48);
}

TEST_CASE("fields are ordered to leave no holes, unless the representation says otherwise") {
  for (const char* release : {"1.48.0", "1.63.0", "1.70.0", "1.95.0"}) {
    CAPTURE(release);
    Fixture f(release);
    Layout a = f.integer(1), b = f.integer(4), c = f.integer(2);
    Layout l = f.calc.univariant({&a, &b, &c}, {}, {});
    CHECK(l.size == 8);
    CHECK(l.fields.offsets == std::vector<std::uint64_t>{6, 0, 4});
    Repr repr;
    repr.c = true;
    l = f.calc.univariant({&a, &b, &c}, repr, {});
    CHECK(l.size == 12);
    CHECK(l.fields.offsets == std::vector<std::uint64_t>{0, 4, 8});
    repr = {};
    repr.pack = 2;
    l = f.calc.univariant({&a, &b, &c}, repr, {});
    CHECK(l.size == 8);
    CHECK(l.align == 2);
  }
}

TEST_CASE("an option of a reference is a pointer, and null is none") {
  for (const char* release : {"1.48.0", "1.63.0", "1.78.0", "1.98.1"}) {
    CAPTURE(release);
    Fixture f(release);
    Layout r = f.reference();
    Layout l = f.calc.enumeration(two({}, {&r}), {}, {});
    CHECK(l.size == 8);
    CHECK(l.variants.encoding == Variants::Encoding::Niche);
    CHECK(l.variants.untagged == 1);
    CHECK(l.variants.niche_start == 0);
    CHECK(!l.largest_niche);
    CHECK(l.repr.is_scalar());
  }
}

TEST_CASE("the value taken for none depends on the release") {
  Layout l = Fixture("1.95.0").calc.enumeration(
      [&] {
        static Fixture f("1.95.0");
        static Layout c = f.character();
        return two({}, {&c});
      }(),
      {}, {});
  CHECK(l.variants.niche_start == 0x110000);
  static Fixture f("1.97.1");
  Layout c = f.character();
  l = f.calc.enumeration(two({}, {&c}), {}, {});
  CHECK(l.variants.niche_start == 0xffffffff);
  Layout b = f.boolean();
  l = f.calc.enumeration(two({}, {&b}), {}, {});
  CHECK(l.variants.niche_start == 2);
}

TEST_CASE("a variant with data can lie beside a niche only in newer releases") {
  // (u32, u16, u8, bool) leaves no room for a tag; the u16 fits before the bool.
  for (const char* release : {"1.63.0", "1.95.0"}) {
    Fixture f(release);
    Layout w = f.integer(4), b = f.boolean(), s = f.integer(2), u = f.integer(1);
    Layout l = f.calc.enumeration(two({&w, &s, &u, &b}, {&s}), {}, {});
    const bool newer = std::string_view(release) == "1.95.0";
    CHECK((l.variants.encoding == Variants::Encoding::Niche) == newer);
    CHECK(l.size == (newer ? 8 : 12));
  }
}

TEST_CASE("tags are as wide as their values need, and C's as wide as the target says") {
  Fixture f("1.95.0");
  Enum e;
  e.variants = {{}, {}, {}};
  e.discriminants = {0, 1, 300};
  e.explicit_discriminants = true;
  CHECK(f.calc.enumeration(e, {}, {}).size == 2);
  e.discriminants = {-1, 0, 127};
  Layout l = f.calc.enumeration(e, {}, {});
  CHECK(l.size == 1);
  CHECK(l.repr.a.primitive.is_signed);
  Repr c;
  c.c = true;
  CHECK(f.calc.enumeration(e, c, {}).size == 4);
  f.dl.c_enum_min_size = 1;
  CHECK(f.calc.enumeration(e, c, {}).size == 1);
  Repr wide;
  wide.int_type = f.dl.integer(16, true);
  e.discriminant_size = 16;
  l = f.calc.enumeration(e, wide, {});
  CHECK(l.size == 16);
  CHECK(l.align == 16);
}

TEST_CASE("a type without values") {
  for (const char* release : {"1.63.0", "1.95.0"}) {
    Fixture f(release);
    Layout never = f.calc.never(), w = f.integer(4);
    CHECK(f.calc.enumeration({}, {}, {}).uninhabited);
    Layout l = f.calc.enumeration(two({&never}, {&w}), {}, {});
    CHECK(l.variants.what == Variants::What::Single);
    CHECK(l.variants.index == 1);
    CHECK(l.size == 4);
    CHECK(f.calc.univariant({&never, &w}, {}, {}).uninhabited);
  }
}

TEST_CASE("absurd sizes end in an error") {
  Fixture f("1.95.0");
  Layout w = f.integer(8);
  CHECK_THROWS_AS(f.calc.array(w, UINT64_MAX), Error);
  CHECK_THROWS_AS(f.calc.array(w, std::uint64_t{1} << 58), Error);
  Layout half = f.calc.array(w, (std::uint64_t{1} << 57) + 1);
  CHECK_THROWS_AS(f.calc.univariant({&half, &half}, {}, {}), Error);
  Fixture small("1.95.0", "e-p:16:16-n8");
  CHECK_THROWS_AS(small.calc.array(w, 4096), Error);
  CHECK_NOTHROW(small.calc.array(w, 4095));
}

TEST_CASE("unions are held like their fields if these agree") {
  Fixture f("1.95.0");
  Layout a = f.integer(4), b = f.character(), c = f.integer(1);
  Layout l = f.calc.union_of({&a, &b}, {});
  CHECK(l.repr.is_scalar());
  CHECK(l.repr.a.may_be_uninit);
  CHECK(!l.largest_niche);
  CHECK(!f.calc.union_of({&a, &c}, {}).repr.is_scalar());
  CHECK_THROWS_AS(f.calc.union_of({}, {}), Error);
}

TEST_CASE("states of a coroutine share memory where what they keep is never alive together") {
  for (const char* release : {"1.63.0", "1.95.0"}) {
    Fixture f(release);
    Layout w = f.integer(4);
    const std::vector<std::vector<std::uint32_t>> states{{}, {}, {}, {0}, {1}};
    std::vector<bool> conflicts{true, false, false, true};
    Layout l = f.calc.coroutine({{}, {&w, &w}, {&w, &w}, &states, &conflicts});
    CHECK(l.size == 8);
    CHECK(l.variants.tag_offset == 0);
    CHECK(l.variants.variants[3].fields.offsets == std::vector<std::uint64_t>{4});
    CHECK(l.variants.variants[4].fields.offsets == std::vector<std::uint64_t>{4});
    conflicts = {true, true, true, true};
    l = f.calc.coroutine({{}, {&w, &w}, {&w, &w}, &states, &conflicts});
    CHECK(l.size == 12);
    CHECK(l.variants.variants[3].fields.offsets != l.variants.variants[4].fields.offsets);
    // What is kept over two states has the same place in both.
    const std::vector<std::vector<std::uint32_t>> kept{{}, {}, {}, {0}, {0, 1}};
    l = f.calc.coroutine({{&w}, {&w, &w}, {&w, &w}, &kept, &conflicts});
    CHECK(l.variants.variants[3].fields.offsets[0] == l.variants.variants[4].fields.offsets[0]);
    CHECK(l.fields.offsets.size() == 2);
  }
}
