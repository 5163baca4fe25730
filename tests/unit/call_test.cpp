// SPDX-License-Identifier: MIT OR Apache-2.0
// How functions are called, on signatures made up here. That it is right for every release and target is shown by
// tests/oracle/check_abi.py; these show what the rules are about, and where they must stop.
#include <doctest/doctest.h>

#include "fake_context.hpp"
#include "rmeta/error.hpp"
#include "rmeta/layout/fn_abi.hpp"

using namespace rmeta;
using test::FakeContext;
using namespace rmeta::types;
using layout::ArgAbi;

namespace {

struct Calls : FakeContext {
  DefId core{crate("core", 1), 0};
  Term u8 = uint(Width::W8), u32 = uint(Width::W32), u64 = uint(Width::W64), unit = node(Kind::Tuple);

  static layout::CallEnvironment environment(std::string release, std::string arch) {
    layout::CallEnvironment env;
    env.release = std::move(release);
    env.target.name = env.target.arch = std::move(arch);
    env.target.os = "linux";
    env.target.env = "gnu";
    env.target.simd_types_indirect = true;
    return env;
  }
  layout::FnAbi call(std::string_view abi, std::vector<Term> inputs, Term output, std::string release = "1.95.0",
                     std::string arch = "x86_64") {
    inputs.push_back(output);
    layout::Layouts layouts(*this, layout::rules_of(release), layout::TargetDataLayout::parse("e-i64:64-i128:128"));
    layouts_ = &layouts;
    layout::FnAbis abis(*this, layouts, environment(release, arch));
    return abis.of_fn_ptr(binder(Kind::FnPtr, 0, inputs, {}, abi));
  }
  LayoutQuery& layouts() override { return *layouts_; }
  layout::Layouts* layouts_ = nullptr;
  Term tuple(std::vector<Term> parts) { return node(Kind::Tuple, std::move(parts)); }
};

}  // namespace

TEST_CASE_FIXTURE(Calls, "small structures are one integer to Rust, two registers to C") {
  Term three = tuple({u8, u8, u8}), large = tuple({u64, u64, u64});
  auto rust = call("Rust", {three, large, unit}, u8);
  CHECK(rust.conv == "Rust");
  CHECK(rust.can_unwind == true);
  REQUIRE(rust.args.size() == 3);
  REQUIRE(rust.args[0].mode == ArgAbi::Mode::Cast);
  CHECK(rust.args[0].cast->unit == layout::Reg{layout::Reg::Kind::Integer, 3});
  CHECK(rust.args[1].mode == ArgAbi::Mode::Indirect);
  CHECK_FALSE(rust.args[1].on_stack);
  CHECK(rust.args[2].mode == ArgAbi::Mode::Ignore);
  auto c = call("C", {tuple({u32, u32, u32}), large}, u8);
  CHECK(c.can_unwind == false);
  REQUIRE(c.args[0].mode == ArgAbi::Mode::Cast);
  CHECK(c.args[0].cast->prefix.size() == 1);
  CHECK(c.args[0].cast->unit.size == 4);
  CHECK(c.args[1].on_stack);
}

TEST_CASE_FIXTURE(Calls, "releases differ") {
  Term two = tuple({u64, u64});
  CHECK(call("Rust", {}, two, "1.48.0").ret.mode == ArgAbi::Mode::Direct);
  CHECK(call("Rust", {}, two, "1.63.0").ret.mode == ArgAbi::Mode::Pair);
  CHECK(call("C", {two}, u8, "1.48.0").args[0].mode == ArgAbi::Mode::Cast);
  CHECK_FALSE(call("C", {}, u8, "1.78.0").can_unwind.has_value());
  CHECK(call("C-unwind", {}, u8, "1.78.0").can_unwind == true);
}

TEST_CASE_FIXTURE(Calls, "what is promised about a reference is not guessed") {
  DefId freeze = type_item(core, "Freeze"), s = type_item(core, "S");
  at(s).adt.def = s;
  at(s).adt.variants.push_back({});
  CHECK(call("Rust", {ref(u32)}, u8).args[0].attrs.pointee_size == 4);
  CHECK((call("Rust", {ref(adt(s))}, u8).args[0].attrs.flags & layout::kReadOnly) == 0);  // nobody could ask
  lang_items["freeze"] = freeze;
  CHECK_THROWS_WITH_AS(call("Rust", {ref(adt(s))}, u8), doctest::Contains("cannot be decided"), Error);
}

TEST_CASE_FIXTURE(Calls, "conventions that a target does not have, or whose rules are not known, are refused") {
  CHECK_THROWS_WITH_AS(call("aapcs", {}, u8), doctest::Contains("no calling convention"), Error);
  CHECK_THROWS_WITH_AS(call("C", {}, u8, "1.95.0", "hexagon"), doctest::Contains("hexagon"), Error);
  CHECK(call("Rust", {u8}, u8, "1.95.0", "hexagon").args[0].mode == ArgAbi::Mode::Direct);
  CHECK_THROWS_AS(call("Rust", {}, u8, "1.99.0"), Error);
  CHECK_THROWS_WITH_AS(call("rust-call", {u8}, u8), doctest::Contains("tuple"), Error);
}

TEST_CASE("each rule of calling says since when it holds") {
  for (const auto& row : layout::call_rule_table()) {
    CHECK_FALSE(row.what.empty());
    CHECK(layout::call_rules_of("1.98.1").*row.rule);
    CHECK((layout::call_rules_of("1.48.0").*row.rule) == (row.since <= 48));
  }
  CHECK_THROWS_AS(layout::call_rules_of("1.50.0"), Error);
}

TEST_CASE_FIXTURE(Calls, "a coroutine is passed by its captures, its tag, and what its states keep") {
  const DefId wrapper = type_item(core, "MaybeUninit"), plain = value_item(wrapper, "uninit"),
              full = value_item(wrapper, "value");
  type_param(wrapper, "T");
  at(plain).type = unit;
  at(full).type = param(0, "T");
  at(wrapper).adt.def = wrapper;
  at(wrapper).adt.what = AdtDef::What::Union;
  at(wrapper).adt.variants.push_back({});
  at(wrapper).adt.variants[0].fields = {{plain, "uninit"}, {full, "value"}};
  lang_items["maybe_uninit"] = wrapper;
  const DefId body = value_item(core, "body");
  type_param(body, "<upvars>");
  const Term f32 = in.leaf(Kind::Float, static_cast<std::uint8_t>(Width::W32)),
             f64 = in.leaf(Kind::Float, static_cast<std::uint8_t>(Width::W64));
  at(body).coroutine.saved = {f32};
  at(body).coroutine.variants = {{}, {}, {}, {0}};
  at(body).coroutine.conflicts = {true};
  const auto f = call("C", {node(Kind::Coroutine, {tuple({f64})}, 0, body)}, u8);
  // The captured number in a register for floats; beside the tag the one that is kept is no float any more.
  REQUIRE(f.args[0].mode == ArgAbi::Mode::Cast);
  REQUIRE(f.args[0].cast->prefix.size() == 1);
  CHECK(f.args[0].cast->prefix[0] == layout::Reg{layout::Reg::Kind::Float, 8});
  CHECK(f.args[0].cast->unit == layout::Reg{layout::Reg::Kind::Integer, 8});
}
