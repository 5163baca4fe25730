// SPDX-License-Identifier: MIT OR Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "decode_fixture.hpp"
#include "rmeta/error.hpp"
#include "rmeta/schema/registry.hpp"

using namespace rmeta::schema;

namespace {
std::string message(const auto& f) {
  try {
    f();
  } catch (const rmeta::Error& e) {
    return e.what();
  }
  return "";
}
std::string replaced(std::string s, std::string_view from, std::string_view to) {
  const std::size_t at = s.find(from);
  REQUIRE(at != std::string::npos);
  return s.replace(at, from.size(), to);
}
Schema load(const std::string& text) {
  return load_schema({"test.json", text}, true);
}
}  // namespace

TEST_CASE("a schema in memory says what its file says") {
  const auto s = fixture::schema();
  CHECK(s->release() == "1.20.0");
  CHECK(s->encoding().metadata_version == 10);
  CHECK(s->name(s->root()) == "t::Root");
  const Type& e = s->type(s->find("t::E"));
  CHECK(e.kind() == Kind::Enum);
  REQUIRE(e.count == 4);
  const Variant& some = s->variants(e)[1];
  CHECK(s->str(some.name) == "Some");
  REQUIRE(some.field_count == 2);
  CHECK(s->fields(some)[1].type == s->find("String"));
  CHECK(s->type(s->find("t::Local")).extra == 100);
  const Type& flags = s->type(s->find("t::Flags"));
  REQUIRE(flags.count == 2);
  CHECK(s->str(s->constants(flags)[1].name) == "B");
  CHECK(s->constants(flags)[1].value() == 2);
  CHECK(s->head(s->find("Vec<u32>")) == "Vec");
  CHECK(s->symbols().size() == 3);
  CHECK(s->str(s->lang_items()[0].name) == "sized");
  CHECK(s->find("t::Nothing") == kNoType);
  CHECK(s->describe_field(s->find("t::E"), 2, 0) == "Nest.inner");
}

TEST_CASE("shortest values") {
  const auto s = fixture::schema();
  const auto least = [&](const char* name) { return s->type(s->find(name)).min_size; };
  CHECK(least("u32") == 1);
  CHECK(least("String") == 1);
  CHECK(least("()") == 0);
  CHECK(least("!") == Type::kNever);
  CHECK(least("Vec<!>") == 1);
  CHECK(least("Hash") == 4);
  CHECK(least("[u32; 2]") == 2);
  CHECK(least("t::E") == 1);
  CHECK(least("Box<t::E>") == 1);
  CHECK(least("t::Single") == 1);
  CHECK(least("t::Pair") == 2);
  CHECK(least("t::Predicate") == 2);
}

TEST_CASE("what a file may not say") {
  const std::string good = fixture::schema_text();
  CHECK(message([&] { load("{"); }).find("test.json: at offset 0x") == 0);
  CHECK(message([&] { load(replaced(good, "\"format\":1", "\"format\":2")); }).find("newer than this program") !=
        std::string::npos);
  CHECK(message([&] { load(replaced(good, "\"codec\":\"u128\"", "\"codec\":\"u129\"")); }) ==
        "test.json: in types.u128: codec \"u129\" is unknown to this program; the release has hand-written encodings "
        "that a "
        "newer rmetacrc may know");
  CHECK(message([&] {
          load(replaced(good, "[\"b\",\"t::E\"]", "[\"b\",\"t::F\"]"));
        }).find("in types.t::Pair: refers to t::F") != std::string::npos);
  CHECK(message([&] { load(replaced(good, "\"n\":4", "\"m\":4")); }).find("needs n") != std::string::npos);
  CHECK(message([&] { load(replaced(good, "\"u8\",\"flags\"", "\"u9\",\"flags\"")); }).find("u9") != std::string::npos);
  CHECK(message([&] { load(replaced(good, "\"root\":\"t::Root\"", "\"root\":\"t::R\"")); }).find("the root t::R") !=
        std::string::npos);
  CHECK(message([&] {
          load(replaced(good, "\"t::Kind as fixed\"],\"element\"", "\"t::Kind\"],\"element\""));
        }).find("not of kind fixed_enum") != std::string::npos);
  CHECK(message([&] { load_schema({"test.json", good}); }).find("roles are unbound") != std::string::npos);
  for (const char* mask : {"0", "5", "64", "256"}) {  // no bits, a hole, the other part's, outside of the number
    const std::string bad = replaced(good, "[\"abi\",12,", fmt::format("[\"abi\",{},", mask));
    INFO(mask);
    CHECK(message([&] { load(bad); }).find("must have bits of its own") != std::string::npos);
  }
  for (const char* part : {"[\"abi\",8,", "[\"abi\",1,"})  // too few bits for three codes
    CHECK(message([&] { load(replaced(good, "[\"abi\",12,", part)); }).find("t::Abi as packed is a part") !=
          std::string::npos);
  CHECK(message([&] { load(replaced(good, "[\"safe\",64,\"bool\"]", "[\"safe\",64,\"u8\"]")); }).find("u8 is a part") !=
        std::string::npos);
}

TEST_CASE("a difference from a base") {
  const std::string base = fixture::schema_text();
  const std::string diff = R"({"format":1,"release":"1.21.0","base":"1.20.0","patterns":["rustc 1.21.0"],
    "types":{"t::Pair":{"kind":"struct","fields":[["a","u32"]]},"t::New":{"kind":"struct","fields":[]},"Hash":null}})";
  const auto roles = builtin_roles();
  auto packed = pack_schemas({{"b.json", diff}, {"a.json", base}}, roles);
  REQUIRE(packed.size() == 2);
  const Schema s = view_packed(packed[1].packed);
  CHECK(s.release() == "1.21.0");
  CHECK(s.commit() == "abcdef012");
  CHECK(s.find("t::New") != kNoType);
  CHECK(s.find("Hash") == kNoType);
  CHECK(s.variants(s.type(s.find("t::Pair")))[0].field_count == 1);
  CHECK(s.find("t::Root") != kNoType);
  CHECK(message([&] { pack_schemas({{"b.json", diff}}, roles); }).find("b.json: the base 1.20.0 is not there") == 0);
  const std::string gone = replaced(diff, "\"Hash\":null", "\"Hush\":null");
  CHECK(message([&] { pack_schemas({{"b.json", gone}, {"a.json", base}}, roles); }).find("removes Hush") !=
        std::string::npos);
  const std::string self = replaced(diff, "\"base\":\"1.20.0\"", "\"base\":\"1.21.0\"");
  CHECK(message([&] { pack_schemas({{"b.json", self}}, roles); }).find("its own base") != std::string::npos);
}

TEST_CASE("roles") {
  const std::string roles = R"({"format":1,"types":{"A":["t::Nothing","t::Pair"],"B":["Vec<*>"]},
    "variants":{"C":["t::E::Some"]},"fields":{"D":["t::Pair.b"],"E":["t::E::Nest.inner"],"F":["t::Root.nothing"],
    "G":{"names":["t::Gone.x"],"optional":"an example"},"H":["t::Sig.flags.safe"],"I":["t::Sig.flags.gone"]}})";
  const auto packed = pack_schemas({{"a.json", fixture::schema_text()}}, roles);
  CHECK(packed[0].unbound == std::vector<std::string>{"B", "F", "I"});
  const Schema s = view_packed(packed[0].packed);
  const auto pair = s.find("t::Pair"), e = s.find("t::E");
  // The enums are made from the project's own roles; the first ones stand for those of this test.
  CHECK(s.is(pair, TypeRole{0}));
  CHECK_FALSE(s.is(e, TypeRole{0}));
  CHECK_FALSE(s.bound(TypeRole{1}));  // all instances of Vec are codecs, without parts to name
  CHECK(s.owns(e, VariantRole{0}));
  CHECK(s.binding(VariantRole{0}).variant == 1);
  CHECK(s.owns(pair, FieldRole{0}));
  REQUIRE(s.steps(s.binding(FieldRole{0})).size() == 1);
  CHECK(s.steps(s.binding(FieldRole{0}))[0] == 1);
  CHECK(s.binding(FieldRole{1}).variant == 2);
  CHECK_FALSE(s.bound(FieldRole{2}));
  CHECK_FALSE(s.bound(FieldRole{3}));
  const auto packed_steps = s.steps(s.binding(FieldRole{4}));
  CHECK(std::vector(packed_steps.begin(), packed_steps.end()) == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("version strings") {
  CHECK(normalise_version("rustc 1.95.0 (59807616e 2026-04-14) (built from a source tarball)") ==
        "1.95.0 (59807616e 2026-04-14)");
  CHECK(normalise_version("rustc 1.63.0") == "1.63.0");
  CHECK(normalise_version("rustc 1.63.0 (Debian 1.63.0+dfsg1-2)") == "1.63.0");
  CHECK(normalise_version("rustc 1.95.0 (59807616e 2026-04-14) (Fedora 1.95.0-1.fc43)") ==
        "1.95.0 (59807616e 2026-04-14)");
  CHECK(normalise_version("rustc 1.95.0 (Arch Linux rust 1:1.95.0-1)") == "1.95.0");
  CHECK(normalise_version("rustc 1.95.0-web (59807616e 2026-04-14)") == "1.95.0 (59807616e 2026-04-14)");
  CHECK(normalise_version("rustc 1.63.0+dfsg1") == "1.63.0");
  // What only looks like a release stays as it is, and is then found nowhere.
  for (const char* odd : {"rustc 1.95.0 and more", "rustc 1.95.0(59807616e 2026-04-14)",
                          "rustc 1.95.0 (59807616e 2026-04-14", "rustc 1.95.0 (59807616e 2026-04-14) x"})
    CHECK(normalise_version(odd) == odd);
  for (const char* other : {"1.95.0-nightly", "1.95.0-beta.2", "1.95.0-dev", "1.95.0-webx"})
    CHECK(normalise_version(other) == other);
  CHECK(normalise_version("1.70.0-beta.3 (abcdef012 2023-01-01)") == "1.70.0-beta.3 (abcdef012 2023-01-01)");
}

TEST_CASE("finding the release") {
  Registry r;
  r.add(load(fixture::schema_text(true)));
  r.add(load(fixture::schema_text(false)));
  CHECK(r.releases().size() == 2);
  CHECK(r.releases()[0]->release() == "1.10.0");
  CHECK(r.find("1.20.0")->release() == "1.20.0");
  CHECK(r.find("rustc 1.20.0 (abcdef012 2026-01-02) (built from a source tarball)")->release() == "1.20.0");
  CHECK(r.find("rustc 1.10.0 (Debian 1.10.0-1)")->release() == "1.10.0");
  fixture::Blob blob;
  const auto bytes = blob.finish(20);
  CHECK(r.find(bytes)->release() == "1.20.0");

  const std::string beta = message([&] { (void)r.find("rustc 1.20.0-beta.2 (abcdef012 2026-01-02)"); });
  CHECK(beta.find("it is a beta.2") != std::string::npos);
  CHECK(beta.find("supported releases are 1.10.0, 1.20.0, the nearest is 1.20.0") != std::string::npos);
  const std::string other = message([&] { (void)r.find("rustc 1.20.0 (0123456789 2026-01-03)"); });
  CHECK(other.find("not the official commit of 1.20.0") != std::string::npos);
  CHECK(message([&] {
          (void)r.find("rustc 1.11.0");
        }).find("supported releases are 1.10.0, 1.20.0, the nearest is 1.10.0") != std::string::npos);
}

TEST_CASE("headers") {
  fixture::Blob blob(true);
  const auto bytes = blob.finish(20);
  const Header h = read_header(bytes);
  CHECK(h.metadata_version == 6);
  CHECK(h.version == "rustc 1.10.0");
  CHECK(h.version_pos == 12);
  const std::vector<std::uint8_t> other = {'r', 'u', 's', 't', 0, 0, 0, 6, 0, 0, 0, 1, 200, 'x'};
  CHECK_THROWS_AS(read_header(other), rmeta::Error);
  for (std::size_t n = 0; n + 1 < bytes.size(); ++n)
    CHECK_THROWS_AS(read_header(std::span(bytes).first(n)), rmeta::Error);
}

TEST_CASE("a folder of schemas, as --compat-dir gives") {
  const auto dir = std::filesystem::temp_directory_path() / fmt::format("rmeta-schema-test-{}", getpid());
  std::filesystem::create_directories(dir);
  Registry r;
  CHECK(message([&] { r.add_directory(dir); }).find("no schema (*.json) in this folder") != std::string::npos);
  // A schema that lacks what the program's roles stand for is refused, with the folder's name.
  std::ofstream(dir / "1.20.0.json") << fixture::schema_text();
  const std::string unbound = message([&] { r.add_directory(dir); });
  CHECK(unbound.find(dir.string()) == 0);
  CHECK(unbound.find("the schema of 1.20.0 lacks") != std::string::npos);
  std::ofstream(dir / "1.20.0.json") << "{";
  CHECK(message([&] { r.add_directory(dir); }).find((dir / "1.20.0.json").string()) == 0);
  std::filesystem::remove_all(dir);
  CHECK(message([&] { r.add_directory(dir); }).find("cannot be read") != std::string::npos);
  CHECK(r.releases().empty());
}
