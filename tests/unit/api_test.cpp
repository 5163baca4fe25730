// SPDX-License-Identifier: MIT OR Apache-2.0
// librmeta through its public headers alone. What it says of crates is compared with the program in tests/library/.
#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "rmeta/rmeta.hpp"

namespace {

std::string fixture(const std::string& name) {
  const char* folder = std::getenv("RMETACRC_FIXTURES");
  REQUIRE(folder != nullptr);
  return std::string(folder) + "/" + name;
}

std::string example(const std::string& name) {
  return fixture("../../examples/" + name);
}

}  // namespace

TEST_CASE("numbers of 128 bits are printed in decimal") {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  CHECK(to_string(rmeta::UInt128{}) == "0");
  CHECK(to_string(rmeta::UInt128{0, kMost}) == "18446744073709551615");
  CHECK(to_string(rmeta::UInt128{1, 0}) == "18446744073709551616");
  CHECK(to_string(rmeta::UInt128{kMost, kMost}) == "340282366920938463463374607431768211455");
  CHECK(to_string(rmeta::Int128{-1, kMost}) == "-1");
  CHECK(to_string(rmeta::Int128{-1, 0}) == "-18446744073709551616");
  CHECK(to_string(rmeta::Int128{std::numeric_limits<std::int64_t>::min(), 0}) ==
        "-170141183460469231731687303715884105728");
}

TEST_CASE("a crate and what was asked of it outlive what opened it") {
  std::optional<rmeta::Crate> crate;
  {
    rmeta::Crates crates;
    crate = crates.open(example("shapes/libshapes.rmeta"));
  }
  CHECK(crate->info().name == "shapes");
  const rmeta::TypeLayout layout = crate->layout("shapes::Pair<shapes::Shape>");
  crate.reset();
  REQUIRE(layout.fields.size() == 2);
  CHECK(layout.fields[1].offset == 32);
  REQUIRE(layout.niche);
  CHECK(layout.niche->size == 8);
  CHECK(to_string(layout.niche->available.first) == "3");
}

TEST_CASE("several threads may ask the same crate") {
  rmeta::Crates crates;
  const rmeta::Crate crate = crates.open(example("shapes/libshapes.rmeta"));
  std::vector<std::optional<std::uint32_t>> answers(8);
  std::vector<std::thread> threads;
  for (auto& answer : answers)
    threads.emplace_back([&answer, crate] {
      if (crate.layouts().types.size() == 2 && !crate.items().empty()) answer = crate.crcs().abi;
    });
  for (std::thread& thread : threads) thread.join();
  for (const auto& answer : answers) CHECK(answer == 0x7d09f7ccU);
}

TEST_CASE("dependencies are found by name and hash, and missed only when they are asked for") {
  rmeta::Settings settings;
  const std::string base = fixture("crates/1.95.0/libpair_base.rmeta.zst");
  settings.externs.emplace_back("pair_base", base);
  rmeta::Crates crates(settings);
  const rmeta::Crate crate = crates.open(fixture("crates/1.95.0/libpair_user.rmeta.zst"));
  bool found = false, missed = false;
  for (const rmeta::Dependency& dependency : crate.dependencies()) {
    const std::optional<rmeta::Crate> there = crate.find(dependency);
    if (dependency.name == "pair_base") {
      REQUIRE(there);
      found = true;
      CHECK(there->info().hash == dependency.hash);
      CHECK(crate.load(dependency).info().file == base);
      CHECK_THROWS_WITH_AS(there->find(dependency), doctest::Contains("is not a dependency of crate pair_base"),
                           rmeta::Error);
    } else if (dependency.name == "core") {
      CHECK_FALSE(there);
      missed = true;
      CHECK_THROWS_WITH_AS(crate.load(dependency), doctest::Contains("was not found; looked in"), rmeta::Error);
    }
  }
  CHECK(found);
  CHECK(missed);
}

TEST_CASE("items are of the crate that is asked") {
  rmeta::Crates crates;
  const rmeta::Crate shapes = crates.open(example("shapes/libshapes.rmeta"));
  const rmeta::Crate queue = crates.open(example("queue/old/libqueue.rmeta"));
  std::size_t impls = 0;
  for (const rmeta::Item& item : shapes.items()) {
    CHECK_THROWS_AS(queue.declared_type(item), rmeta::Error);
    if (!item.has_type) CHECK_THROWS_AS(shapes.declared_type(item), rmeta::Error);
    if (shapes.implemented_trait(item) == "shapes::Measure") ++impls;
  }
  CHECK(impls == 1);
}

TEST_CASE("what is no type has no layout") {
  rmeta::Crates crates;
  const rmeta::Crate crate = crates.open(example("shapes/libshapes.rmeta"));
  for (const char* text : {"", "shapes::Nothing", "shapes::Pair", "shapes::*", "shapes::Pair<u8"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(crate.layout(text), rmeta::Error);
  }
}

TEST_CASE("a pin is the interface that it was made of") {
  rmeta::Crates crates;
  const rmeta::Interface old = crates.interface(example("queue/old")), now = crates.interface(example("queue/new"));
  const rmeta::Interface kept = rmeta::Interface::parse_pin(old.pin(), "memory");
  CHECK_FALSE(compare(old, kept).differs());
  CHECK(kept.pin() == old.pin());
  const rmeta::Comparison comparison = compare(kept, now);
  CHECK(comparison.differs());
  REQUIRE(comparison.crates.size() == 1);
  CHECK(comparison.crates[0].changed.size() == 5);
  CHECK(comparison.crates[0].causes.size() == 3);
  CHECK_THROWS_AS(rmeta::Interface::parse_pin(old.pin().substr(0, 500), "memory"), rmeta::Error);
}

TEST_CASE("settings that cannot be followed are errors") {
  rmeta::Settings settings;
  settings.builtin_releases = false;
  CHECK_THROWS_AS(rmeta::Crates{settings}, rmeta::Error);
  settings.builtin_releases = true;
  settings.target_spec = fixture("no such file");
  CHECK_THROWS_AS(rmeta::Crates{settings}, rmeta::Error);
  settings.target_spec.reset();
  settings.assume_release = "1.2.3";
  CHECK_THROWS_WITH_AS(rmeta::Crates(settings).open(example("shapes/libshapes.rmeta")),
                       doctest::Contains("supported releases are"), rmeta::Error);
  CHECK(rmeta::Crates().releases().size() >= 12);
}
