// SPDX-License-Identifier: MIT OR Apache-2.0
// Types out of tests/fixtures/dwarf/parts.o, whose source stands beside it, and out of damaged copies of it.
#include "rmeta/dwarf/dwarf.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>

#include "rmeta/error.hpp"

using namespace rmeta;

namespace {

std::string fixture() {
  const char* folder = std::getenv("RMETACRC_FIXTURES");
  REQUIRE(folder != nullptr);
  return std::string(folder) + "/dwarf/parts.o";
}

std::map<std::string, dwarf::Type> by_name(const std::vector<dwarf::Type>& types) {
  std::map<std::string, dwarf::Type> out;
  for (const dwarf::Type& type : types) out.emplace(type.name, type);
  return out;
}

std::uint64_t offset_of(const std::vector<dwarf::Member>& members, const std::string& name) {
  for (const dwarf::Member& member : members)
    if (member.name == name) return member.offset;
  FAIL("no member " << name);
  return ~std::uint64_t{0};
}

}  // namespace

TEST_CASE("structures and unions have names, sizes, alignments and offsets") {
  auto types = by_name(dwarf::read_types(fixture()));
  const dwarf::Type& plain = types.at("parts::Plain");
  CHECK(plain.kind == dwarf::Kind::structure);
  CHECK(plain.size == 12);
  CHECK(plain.align == 4);
  REQUIRE(plain.members.size() == 3);
  CHECK(offset_of(plain.members, "first") == 0);
  CHECK(offset_of(plain.members, "second") == 4);
  CHECK(offset_of(plain.members, "third") == 8);
  const dwarf::Type& either = types.at("parts::Either");
  CHECK(either.kind == dwarf::Kind::union_);
  CHECK(either.size == 8);
  CHECK(either.members.size() == 2);
  CHECK(offset_of(types.at("parts::Generic<u64>").members, "__1") == 8);
}

TEST_CASE("enumerations have variants, tags and what the tag says") {
  auto types = by_name(dwarf::read_types(fixture()));
  const dwarf::Type& colour = types.at("parts::Colour");
  CHECK(colour.kind == dwarf::Kind::enumeration);
  REQUIRE(colour.variants.size() == 2);
  CHECK(colour.variants[1].name == "Green");
  CHECK(colour.variants[1].tag == 300);
  CHECK_FALSE(colour.tag.has_value());

  const dwarf::Type& tagged = types.at("parts::Tagged");
  REQUIRE(tagged.tag.has_value());
  CHECK(tagged.tag->offset == 0);
  REQUIRE(tagged.variants.size() == 3);
  CHECK(tagged.variants[0].fields.empty());
  CHECK(offset_of(tagged.variants[1].fields, "__0") == 8);  // repr(C, u8): the union of fields follows the tag
  CHECK(offset_of(tagged.variants[2].fields, "right") == 16);

  const dwarf::Type& option = types.at("core::option::Option<&parts::Plain>");
  REQUIRE(option.variants.size() == 2);
  CHECK(option.variants[0].name == "None");
  CHECK(option.variants[0].tag == 0);
  CHECK_FALSE(option.variants[1].tag.has_value());  // Some is what the null pointer leaves over
}

TEST_CASE("damaged objects end in an error or in other types, never worse") {
  std::ifstream in(fixture(), std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  REQUIRE(whole.size() > 1000);
  const auto path = std::filesystem::temp_directory_path() / ("rmetacrc-dwarf-" + std::to_string(std::rand()) + ".o");
  auto attempt = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    try {
      return dwarf::read_types(path.string()).size();
    } catch (const Error& error) {
      CHECK(error.file() == path.string());
      return std::size_t{0};
    }
  };
  std::size_t refused = 0, runs = 0;
  for (std::size_t cut = 0; cut < whole.size(); cut += 97, ++runs) refused += attempt(whole.substr(0, cut)) == 0;
  CHECK(refused > runs / 2);  // the section headers are at the end
  std::mt19937 random(1);
  for (int i = 0; i < 400; ++i) {
    std::string bytes = whole;
    bytes[random() % bytes.size()] ^= static_cast<char>(1U << (random() % 8));
    attempt(bytes);
  }
  std::filesystem::remove(path);
  CHECK_THROWS_AS(dwarf::read_types("/nonexistent/parts.o"), Error);
}
