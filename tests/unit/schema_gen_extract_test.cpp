// SPDX-License-Identifier: MIT OR Apache-2.0
#include "codec_table.hpp"
#include "extract.hpp"
#include "facts.hpp"
#include "roles_check.hpp"
#include "schema_gen_tree.hpp"
#include "select.hpp"

using namespace rmeta::schema_gen;

namespace {

const char* const kSerialize = R"(
  pub trait Decoder {} pub trait Decodable<D> {}
  impl<D: Decoder> Decodable<D> for u8 { fn decode(d: &mut D) -> u8 { d.read_u8() } }
  impl<D: Decoder> Decodable<D> for bool { fn decode(d: &mut D) -> bool { d.read_bool() } }
  impl<D: Decoder> Decodable<D> for u32 { fn decode(d: &mut D) -> u32 { d.read_u32() } }
  impl<D: Decoder, T: Decodable<D>> Decodable<D> for Vec<T> { fn decode(d: &mut D) -> Vec<T> { seq(d) } }
  impl<D: Decoder, T: Decodable<D>> Decodable<D> for Option<T> { fn decode(d: &mut D) { option() } }
  impl<D: Decoder, T: Decodable<D>> Decodable<D> for Box<T> { fn decode(d: &mut D) { Box::new(x) } }
  impl<D: Decoder, const N: usize> Decodable<D> for [u8; N] { fn decode(d: &mut D) { bytes() } }
)";

const char* const kMetadata = R"(
  use rustc_serialize::{Decodable, Decoder};
  pub struct MetadataDecodeContext; pub struct CacheDecoder;
  pub mod rmeta {
    use super::*;
    #[derive(LazyDecodable)] pub struct CrateRoot<'tcx> {
      name: Name, #[cfg(test)] gone: u8, kind: Kind<Option<u8>>, boxed: Box<Kind<Inner>>, raw: [u8; 16],
      flags: Flags, index: Index, special: Special, table: LazyTable<Index, Option<Def>>, list: &'tcx [Inner],
    }
    #[cfg_attr(feature = "nightly", derive(Decodable_NoContext))] pub struct Name(u32);
    #[derive(TyDecodable)] pub enum Kind<T> { A, B(T, u8), C { x: Vec<T> }, #[cfg(test)] D }
    #[derive(Decodable)] pub struct Inner;
    #[derive(Decodable)] pub struct Flags(u8);
    bitflags! { impl Flags: u8 { const A = 1; const B = 1 << 2; const AB = Self::A.bits() | Self::B.bits(); } }
    newtype_index! { #[encodable] #[max = 255] pub struct Index {} }
    pub struct Special(u8);
    impl<D: Decoder> Decodable<D> for Special { fn decode(d: &mut D) -> Self { generic() } }
    impl Decodable<super::MetadataDecodeContext> for Special { fn decode(d: &mut D) -> Self { special(d) } }
    impl Decodable<CacheDecoder> for Vec<u8> { fn decode() {} }
    pub struct LazyTable<I, T> { position: usize, width: usize, len: usize, _marker: T }
    impl<D: Decoder, I, T> Decodable<D> for LazyTable<I, T> { fn decode(d: &mut D) -> Self { table() } }
    pub trait RefDecodable<'tcx, D> {}
    macro_rules! arena { ($($t:ty),*) => { $(impl<'tcx, D: Decoder> RefDecodable<'tcx, D> for [$t] { fn decode() { slice() } })* } }
    arena!(Inner);
    #[derive(Decodable)] pub enum Safe { Yes, No }
    #[derive(Decodable)] pub enum Def { Fn, Static { safe: Safe, nested: bool }, Macro(Flags) }
    pub trait FixedSizeEncoding {}
    macro_rules! const_flags { ($($n:ident),+) => (Flags::from_bits_truncate($(Flags::$n.bits())|+)) }
    const BOTH: Flags = const_flags!(A, B);
    macro_rules! fixed { ($t:ty { $(($($p:tt)*))* }) => { impl FixedSizeEncoding for Option<$t> {
      fn from_bytes(b: &[u8; 1]) -> Self { match b[0] - 1 { $(${index()} => Some($($p)*),)* _ => panic!() } } } } }
    fixed! { Def { (Fn) (Static { safe: Safe::No, nested: true }) (Macro(Flags::A)) (Macro(BOTH)) } }
  }
)";

CodecEntry entry(const std::string& type, const std::string& codec, const std::string& watch,
                 const std::vector<std::string>& args = {}) {
  CodecEntry e;
  e.type = type;
  e.what.codec = codec;
  for (const std::string& a : args) {
    CodecType t;
    t.text = a;
    e.what.args.push_back(t);
  }
  e.watch[{1, 0, 0}] = {watch};
  return e;
}

CodecTable table() {
  CodecTable t;
  t.file = "codecs.json";
  const std::string s = "rustc_serialize/src/lib.rs#Decodable<D> for ";
  const std::string m = "rustc_metadata/src/lib.rs#";
  t.impls = {entry("bool", "bool", s + "bool"),
             entry("u8", "u8", s + "u8"),
             entry("u32", "u32", s + "u32"),
             entry("Vec<T>", "seq", s + "Vec<T>", {"T"}),
             entry("Option<T>", "option", s + "Option<T>", {"T"}),
             entry("Box<T>", "transparent", s + "Box<T>", {"T"}),
             entry("[u8; N]", "bytes", s + "[u8; N]"),
             entry("Special", "special", m + "Decodable<super::MetadataDecodeContext> for Special"),
             entry("LazyTable<I, T>", "lazy_table", m + "Decodable<D> for LazyTable<I, T>", {"I", "T"}),
             entry("&[T]", "seq", m + "macro arena", {"T"})};
  t.impls[6].n = "N";
  t.elements = {entry("Option<$ty>", "fixed_enum", m + "macro fixed")};
  t.elements[0].optional = true;
  return t;
}

struct Run {
  SourceTree tree;
  OutSchema out;
  std::string error;
  std::vector<std::string> problems;
  std::set<std::string> watched;

  explicit Run(const CodecTable& codecs, const std::string& metadata = kMetadata, bool keep_going = false) {
    tree.crate("rustc_serialize", kSerialize);
    tree.crate("rustc_metadata", metadata, {"rustc_serialize", "rustc_macros"});
    tree.file("compiler/rustc_macros/src/newtype.rs", "struct Newtype;");
    error = thrown([&] {
      Index index(tree.root());
      Types types(index);
      Extractor x(types, codecs, "1.0.0", out);
      x.run("rustc_metadata::rmeta::CrateRoot", keep_going);
      problems = x.problems();
      watched = x.watched();
    });
  }
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("derives, generics, codecs and tables become schema types") {
  Run r(table());
  REQUIRE(r.error == "");
  const std::string p = "rustc_metadata::rmeta::";
  auto& types = r.out.types;
  CHECK(r.out.root == p + "CrateRoot");
  CHECK(types.at(p + "CrateRoot").fields == OutFields{{"name", p + "Name"},
                                                      {"kind", p + "Kind<Option<u8>>"},
                                                      {"boxed", "Box<" + p + "Kind<" + p + "Inner>>"},
                                                      {"raw", "[u8; 16]"},
                                                      {"flags", p + "Flags"},
                                                      {"index", p + "Index"},
                                                      {"special", p + "Special"},
                                                      {"table", p + "LazyTable<" + p + "Index, Option<" + p + "Def>>"},
                                                      {"list", "&[" + p + "Inner]"}});
  CHECK(types.at(p + "Name").fields == OutFields{{"0", "u32"}});
  const OutType& kind = types.at(p + "Kind<" + p + "Inner>");
  CHECK(kind.kind == "enum");
  REQUIRE(kind.variants.size() == 3);
  CHECK(kind.variants[1].second == OutFields{{"0", p + "Inner"}, {"1", "u8"}});
  CHECK(kind.variants[2].second == OutFields{{"x", "Vec<" + p + "Inner>"}});
  CHECK(types.at(p + "Inner").kind == "struct");
  CHECK(types.at("[u8; 16]").codec == "bytes");
  CHECK(*types.at("[u8; 16]").n == 16);
  CHECK(types.at(p + "Flags").bits == "u8");
  CHECK(types.at(p + "Flags").flags == std::vector<std::pair<std::string, uint64_t>>{{"A", 1}, {"B", 4}, {"AB", 5}});
  CHECK(types.at(p + "Index").kind == "index");
  CHECK(types.at(p + "Index").max == 255);
  CHECK(types.at(p + "Special").codec == "special");
  CHECK(types.at("&[" + p + "Inner]").args == std::vector<std::string>{p + "Inner"});
  const OutType& t = types.at(p + "LazyTable<" + p + "Index, Option<" + p + "Def>>");
  CHECK(t.element == "fixed_enum");
  CHECK(t.args == std::vector<std::string>{p + "Index", p + "Def as fixed"});
  CHECK(types.at(p + "Def as fixed").codes ==
        std::vector<std::pair<std::string, std::string>>{
            {"Fn", ""}, {"Static", "safe: No, nested: true"}, {"Macro", "0: A"}, {"Macro", "0: A|B"}});
  CHECK(r.watched.contains("rustc_metadata/src/lib.rs#Decodable<super::MetadataDecodeContext> for Special"));
  CHECK_FALSE(r.watched.contains("rustc_metadata/src/lib.rs#Decodable<D> for Special"));
}

namespace {

/// CrateRoot with a struct whose number has parts, and what codecs.json says of it.
Run packed(const std::string& masks, const std::string& list, std::vector<std::string> safe = {"No", "Yes"}) {
  std::string source = replaced(kMetadata, "name: Name,", "name: Name, packed: Sig,");
  source = replaced(source, "#[derive(Decodable)] pub enum Safe", R"(
    #[derive(Decodable)] pub struct Sig { bits: u8 }
    impl Sig { )" + masks + R"( fn get(self) { self.bits } }
    #[derive(Decodable)] pub enum Abi { C { unwind: bool }, Rust }
    abis! { )" + list + R"( }
    #[derive(Decodable)] pub enum Safe)");
  CodecTable t = table();
  const std::string file = "rustc_metadata/src/lib.rs#", path = "rustc_metadata::rmeta::";
  t.packed = {{path + "Sig",
               "bits",
               {{"abi", file + "const ABI", path + "Abi", file + "invoke abis", {}},
                {"safety", file + "const SAFE", path + "Safe", "", std::move(safe)},
                {"variadic", file + "const VARIADIC", "", "", {}}},
               {file + "fn Sig::get"}}};
  return Run(t, source);
}

}  // namespace

TEST_CASE("a number's parts come from the constants that mask them") {
  const std::string masks = "const ABI: u8 = 0b11; const SAFE: u8 = 1 << 2; const VARIADIC: u8 = 0x80;";
  const std::string list =
      "Abi = { C { unwind: false } =><= \"C\", C { unwind: true } =><= \"C-unwind\", Rust =><= \"Rust\", }";
  const std::string p = "rustc_metadata::rmeta::";
  SUBCASE("") {
    Run r = packed(masks, list);
    REQUIRE(r.error == "");
    CHECK(r.out.types.at(p + "Sig").fields == OutFields{{"bits", p + "Sig::bits"}});
    const OutType& t = r.out.types.at(p + "Sig::bits");
    CHECK(t.kind == "packed");
    CHECK(t.bits == "u8");
    REQUIRE(t.parts.size() == 3);
    CHECK((t.parts[0].name == "abi" && t.parts[0].mask == 3 && t.parts[0].type == p + "Abi as packed"));
    CHECK((t.parts[1].name == "safety" && t.parts[1].mask == 4 && t.parts[1].type == p + "Safe as packed"));
    CHECK((t.parts[2].name == "variadic" && t.parts[2].mask == 128 && t.parts[2].type == "bool"));
    CHECK(
        r.out.types.at(p + "Abi as packed").codes ==
        std::vector<std::pair<std::string, std::string>>{{"C", "unwind: false"}, {"C", "unwind: true"}, {"Rust", ""}});
    CHECK(r.out.types.at(p + "Safe as packed").codes ==
          std::vector<std::pair<std::string, std::string>>{{"No", ""}, {"Yes", ""}});
    CHECK(r.watched.contains("rustc_metadata/src/lib.rs#fn Sig::get"));
    CHECK(contains(write_json(r.out),
                   "\"" + p + "Sig::bits\": {\"kind\":\"packed\",\"bits\":\"u8\",\"parts\":[[\"abi\",3,"));
    CHECK(unbound_roles({{"fields", "R", {p + "CrateRoot.packed.bits.safety"}, false}}, r.out).empty());
    CHECK(unbound_roles({{"fields", "R", {p + "CrateRoot.packed.bits.gone"}, false}}, r.out).size() == 1);
  }
  SUBCASE("what is not as it was is refused") {
    CHECK(contains(packed("const ABI: u8 = 3; const SAFE: u8 = 4;", list).error, "there is no 'const VARIADIC' in it"));
    CHECK(contains(packed(masks, "Abi = { Rust =><= \"Rust\", Go =><= \"Go\", }").error, "'Go' is no variant of"));
    CHECK(contains(packed(masks, "Abi = { Rust = \"Rust\", }").error, "expected '=><=' and a text"));
    CHECK(contains(packed(masks, "Abi = { C =><= \"C\", }").error, "variant 'C' has fields"));
    CHECK(contains(packed(masks, list, {"No", "Maybe"}).error, "'Maybe' is no variant of"));
  }
}

TEST_CASE("what is not understood is refused with file and line") {
  CodecTable t = table();
  SUBCASE("a hand-written impl that codecs.json does not have") {
    t.impls.erase(t.impls.begin() + 7);
    CHECK(contains(Run(t).error, "compiler/rustc_metadata/src/lib.rs:18: hand-written impl "));
  }
  SUBCASE("a type without impl") {
    Run r(t, replaced(kMetadata, "#[derive(Decodable)] pub struct Inner", "pub struct Inner"));
    CHECK(contains(r.error,
                   "compiler/rustc_metadata/src/lib.rs:12: 'rustc_metadata::rmeta::Inner' has neither a derive nor"));
  }
  SUBCASE("an unknown derive") {
    Run r(t,
          replaced(kMetadata, "#[derive(Decodable)] pub struct Inner", "#[derive(QuickDecodable)] pub struct Inner"));
    CHECK(contains(r.error, "lib.rs:12: unknown derive macro 'QuickDecodable'"));
  }
  SUBCASE("a table element without codec") {
    t.elements.clear();
    CHECK(contains(Run(t).error, "is not in codecs.json"));
  }
  SUBCASE("a pattern that leaves a field open") {
    Run r(t, replaced(kMetadata, "safe: Safe::No, nested: true", "safe: Safe::No"));
    CHECK(contains(r.error, "a pattern that does not name every field"));
  }
  SUBCASE("a name that does not exist") {
    Run r(t, replaced(kMetadata, "name: Name", "name: Names"));
    CHECK(contains(
        r.error,
        "compiler/rustc_metadata/src/lib.rs:7: in name: 'Names' is not found from module rustc_metadata::rmeta"));
  }
  SUBCASE("or kept as unsupported, on request") {
    t.impls.erase(t.impls.begin() + 7);
    Run r(t, kMetadata, true);
    CHECK(r.error == "");
    REQUIRE(r.problems.size() == 1);
    CHECK(r.out.types.at("rustc_metadata::rmeta::Special").kind == "unsupported");
    CHECK(r.out.types.contains("&[rustc_metadata::rmeta::Inner]"));
  }
}

TEST_CASE("an entry's newest list that is not after the release holds") {
  CodecTable codecs = table();
  codecs.impls[0].watch[{0, 9, 10}] = {"elsewhere.rs#Decodable<D> for bool"};
  codecs.impls[0].watch[{1, 1, 0}] = {"elsewhere.rs#Decodable<D> for bool"};
  Run r(codecs);
  CHECK(r.error.empty());
  CHECK(r.watched.contains("rustc_serialize/src/lib.rs#Decodable<D> for bool"));

  // Another entry for the same impl: the one whose list is newer.
  CodecEntry since = codecs.impls[0];
  since.what.codec = "u8";
  since.watch = {{{0, 9, 9}, since.watch[{1, 0, 0}]}};
  codecs.impls.push_back(since);
  CHECK(Run(codecs).out.types.at("bool").codec == "bool");
  codecs.impls.back().watch = {{{1, 0, 0}, codecs.impls[0].watch[{1, 0, 0}]}};
  codecs.impls[0].watch = {{{0, 63, 0}, codecs.impls[0].watch[{1, 0, 0}]}};
  CHECK(Run(codecs).out.types.at("bool").codec == "u8");

  // Without a list for the release, the entry does not exist.
  codecs.impls.pop_back();
  codecs.impls[0].watch = {{{1, 0, 1}, codecs.impls[0].watch[{0, 63, 0}]}};
  CHECK(Run(codecs).error.find("is not in codecs.json") != std::string::npos);
  CHECK(release_number("1.85.10") == ReleaseNumber{1, 85, 10});
  for (const char* bad : {"", "1.85", "1.85.", "1.85.0-dev", "1.x.0", "1.85.0.1"})
    CHECK_THROWS_AS(release_number(bad), rmeta::Error);
}

TEST_CASE("watched items are found and their text is held against what was reviewed") {
  SourceTree tree;
  tree.crate("rustc_x", R"(
    const A: u8 = 1;
    impl<'a, D: Decoder> Decodable<D> for Vec<&'a D> where D: X { fn decode() { 1 } fn other() { 2 } }
    impl<T> Thing<T> { fn decode() { 3 } }
    mod inner { macro_rules! m { () => {} } m!(1); m!(2); }
    trait T { fn decode() { 4 } }
  )");
  Index index(tree.root());
  auto text = [&](const std::string& s) { return to_text(select(index, "rustc_x/src/lib.rs#" + s).tokens); };
  CHECK(text("const A") == "const A : u8 = 1 ;");
  CHECK(text("impl Decodable<D> for Vec<&'a D> / fn decode") == "fn decode ( ) { 1 }");
  CHECK(text("fn Thing<T>::decode") == "fn decode ( ) { 3 }");
  CHECK(text("trait T / fn decode") == "fn decode ( ) { 4 }");
  CHECK(text("macro m") == "m { ( ) = > { } }");
  CHECK(text("invoke m") == "m ( 1 ) m ( 2 )");
  CHECK(contains(text("Decodable<D> for Vec<&'a D>"), "fn other ( ) { 2 }"));
  CHECK(contains(thrown([&] { text("const B"); }), "compiler/rustc_x/src/lib.rs: there is no 'const B' in it"));

  const std::string item = "rustc_x/src/lib.rs#Decodable<D> for Vec<&'a D>";
  CodecTable codecs;
  codecs.impls = {entry("Vec<T>", "seq", item)};
  Accepted accepted;
  std::string e = thrown([&] { check_fingerprints(index, codecs, accepted, {item}); });
  CHECK(contains(e, "compiler/rustc_x/src/lib.rs:3: "));
  CHECK(contains(e, "review codec 'seq' for Vec<T>"));
  accepted[item].insert(fingerprints(index, accepted, {item}).at(0).print);
  CHECK(thrown([&] { check_fingerprints(index, codecs, accepted, {item}); }) == "");
}

TEST_CASE("roles are looked up as the loader does") {
  OutSchema s;
  s.types["a::S"].kind = "struct";
  s.types["a::S"].fields = {{"h", "Box<a::H>"}};
  s.types["Box<a::H>"].kind = "codec";
  s.types["Box<a::H>"].codec = "transparent";
  s.types["Box<a::H>"].args = {"a::H"};
  s.types["a::H"].kind = "struct";
  s.types["a::H"].fields = {{"x", "u8"}};
  s.types["a::E<b::T>"].kind = "enum";
  s.types["a::E<b::T>"].variants = {{"V", {{"0", "u8"}}}};
  auto unbound = [&](const std::string& section, const std::string& alias) {
    return unbound_roles({{section, "R", {alias}, false}}, s).size() == 1;
  };
  CHECK_FALSE(unbound("types", "a::S"));
  CHECK_FALSE(unbound("types", "a::E<*>"));
  CHECK(unbound("types", "a::E"));
  CHECK_FALSE(unbound("fields", "a::S.h.x"));
  CHECK(unbound("fields", "a::S.h.y"));
  CHECK_FALSE(unbound("variants", "a::E<*>::V"));
  CHECK(unbound("variants", "a::E<*>::W"));
  CHECK_FALSE(unbound("fields", "a::E<*>::V.0"));
  CHECK(unbound_roles({{"types", "R", {"a::Gone"}, true}}, s).empty());
  // An optional role says in which releases it is bound; both ways it must be true.
  s.release = "1.78.0";
  auto optional = [&](const std::string& alias, std::vector<std::pair<std::string, std::string>> bound) {
    return unbound_roles({{"types", "R", {alias}, true, std::move(bound)}}, s).size();
  };
  const std::string there = s.types.begin()->first;
  CHECK(optional("a::Gone", {{"1.48.0", "1.63.0"}, {"1.85.0", ""}}) == 0);
  CHECK(optional("a::Gone", {{"1.48.0", ""}}) == 1);
  CHECK(optional("a::Gone", {{"1.48.0", "1.78.0"}}) == 1);
  CHECK(optional(there, {{"1.78.0", ""}}) == 0);
  CHECK(optional(there, {{"1.48.0", "1.70.0"}, {"1.100.0", ""}}) == 1);
}

TEST_CASE("schemas are written one type per line, in order") {
  OutSchema s;
  s.release = "1.0.0";
  s.root = "a::S";
  s.types["b"].kind = "codec";
  s.types["b"].codec = "u8";
  s.types["a::S"].kind = "struct";
  s.types["a::S"].fields = {{"x", "b"}};
  s.symbols = {{"q\"", false}, {"CFG", true}};
  std::string j = write_json(s);
  CHECK(contains(
      j,
      "\"a::S\": {\"kind\":\"struct\",\"fields\":[[\"x\",\"b\"]]},\n\"b\": {\"kind\":\"codec\",\"codec\":\"u8\"}\n"));
  CHECK(contains(j, "\"q\\\"\",{\"env\":\"CFG\"}\n"));
  CHECK(contains(j, "MIT OR Apache-2.0"));
}

TEST_CASE("the release file is read strictly") {
  SourceTree t;
  Index index(t.root());
  OutSchema s;
  t.file("version", "1.95.0 (59807616e 2026-04-14)");
  read_release(index, s);
  CHECK(s.release == "1.95.0");
  CHECK(s.commit == "59807616e");
  CHECK(s.date == "2026-04-14");
  CHECK(s.patterns == std::vector<std::string>{"rustc 1.95.0 (59807616e 2026-04-14)", "rustc 1.95.0"});
  for (std::string bad : {"1.96.0-nightly (59807616e 2026-04-14)", "1.95.0", "1.95.0 (59807616e)", ""}) {
    t.file("version", bad);
    CHECK(thrown([&] { read_release(index, s); }) != "");
  }
  read_release(index, s, "rustc 1.96.1 (31fca3adb 2026-06-26) (built from a source tarball)");
  CHECK(s.release == "1.96.1");
  CHECK(s.commit == "31fca3adb");
  CHECK(s.date == "2026-06-26");
  CHECK(s.patterns[0] == "rustc 1.96.1 (31fca3adb 2026-06-26)");
  CHECK(thrown([&] { read_release(index, s, "rustc 1.96.1 (built from a source tarball)"); }) != "");
}

TEST_CASE("a difference names what was changed, added and removed, and nothing else") {
  SourceTree t;
  OutSchema s;
  s.release = "1.0.0";
  s.root = "a::S";
  for (std::string name : {"a::S", "gone", "same"}) {
    s.types[name].kind = "codec";
    s.types[name].codec = "u8";
  }
  s.symbols = {{"x", false}};
  t.file("1.0.0.json", write_json(s));
  s.release = "1.1.0";
  s.types.erase("gone");
  s.types["a::S"].codec = "u16";
  t.file("1.1.0.json", write_difference(s, t.root() / "1.0.0.json"));
  // Its base is a difference too: what that one says counts.
  s.release = "1.2.0";
  s.types["fresh"] = s.types["same"];
  s.symbols = {{"y", false}};
  std::string j = write_difference(s, t.root() / "1.1.0.json");
  CHECK(contains(j, "\"base\": \"1.1.0\""));
  CHECK(contains(j, "\"types\": {\n\"fresh\": {\"kind\":\"codec\",\"codec\":\"u8\"}\n}"));
  CHECK(contains(j, "\"symbols\": [\n\"y\"\n]"));
  CHECK_FALSE(contains(j, "\"root\""));
  OutSchema old = s;
  old.release = "1.3.0";
  old.types.erase("fresh");
  CHECK(contains(write_difference(old, t.root() / "1.0.0.json"),
                 "\"types\": {\n\"a::S\": {\"kind\":\"codec\",\"codec\":\"u16\"},\n\"gone\": null\n}"));
}
