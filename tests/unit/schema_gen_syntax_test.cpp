// SPDX-License-Identifier: MIT OR Apache-2.0
#include "collect.hpp"
#include "macro.hpp"
#include "schema_gen_tree.hpp"
#include "values.hpp"

using namespace rmeta::schema_gen;

namespace {

std::string tokens(const std::string& text) {
  SourceFile f{"f.rs", text};
  return to_text(lex(f));
}

// The items of a source text; macro calls are kept apart.
struct Parsed {
  SourceFile file;
  Trees trees;
  std::vector<std::unique_ptr<Item>> items;
  std::vector<UseDecl> uses;
  std::vector<MacroCall> calls;

  explicit Parsed(const std::string& text) : file{"f.rs", text}, trees(lex(file)) {
    ItemSink sink;
    sink.item = [&](std::unique_ptr<Item> it) { items.push_back(std::move(it)); };
    sink.use = [&](UseDecl u) { uses.push_back(std::move(u)); };
    sink.call = [&](MacroCall c) { calls.push_back(std::move(c)); };
    sink.module = [](const std::string&, const Tree*, const std::vector<Attr>&, const Loc&) {};
    sink.extern_crate = [](const std::string&, const std::string&, const std::vector<Attr>&, const Loc&) {};
    Cursor c(trees, Loc{&file, 0});
    parse_items(c, sink);
  }
};

std::string expanded(const std::string& macro, const std::string& args) {
  Parsed m(macro);
  SourceFile f{"call.rs", args};
  Trees a = lex(f);
  return to_text(expand(*m.items.at(0), "the_crate", a, Loc{&f, 1}));
}

}  // namespace

TEST_CASE("the lexer tells apart what starts alike") {
  CHECK(tokens("'a 'b' '\\'' 'static b'x' '\\u{1F600}'") == "'a 'b' ''' 'static 'x' '\xF0\x9F\x98\x80'");
  CHECK(tokens("r\"a\\b\" r#\"q\"q\"# br##\"x\"# \"##") == "\"a\\\\b\" \"q\\\"q\" b\"x\\\"# \"");
  CHECK(tokens("r#type r b c br") == "r#type r b c br");
  CHECK(tokens("1..2 1.5 0x1F_u8 1e-3 2.0f64 x.0") == "1 . . 2 1.5 0x1F_u8 1e-3 2.0f64 x . 0");
  CHECK(tokens("a /* x /* nested */ y */ b // rest\n/// doc\nc //! doc") == "a b c");
  CHECK(tokens("\"a\\\n    b\\tc\"") == "\"ab\tc\"");
  CHECK(tokens("#!/bin/sh\nfn") == "fn");
  CHECK(tokens("#![attr]") == "# ! [ attr ]");
  CHECK(tokens("'\\\\' '\"' 'é'") == "'\\\\' '\\\"' 'é'");
}

TEST_CASE("the lexer names the place of what it refuses") {
  CHECK(contains(thrown([] { tokens("a\nb {\n c"); }), "f.rs:2: '{' is never closed"));
  CHECK(contains(thrown([] { tokens("(\n]"); }), "f.rs:2: ']' closes nothing"));
  CHECK(contains(thrown([] { tokens("\"abc"); }), "f.rs:1: literal without end"));
  CHECK(contains(thrown([] { tokens("/* /* */"); }), "f.rs:1: block comment without end"));
  CHECK(contains(thrown([] { tokens("a\n`"); }), "f.rs:2: not a Rust token"));
}

TEST_CASE("fingerprints ignore layout and comments, nothing else") {
  auto print = [](const std::string& t) {
    SourceFile f{"f.rs", t};
    return fingerprint(lex(f));
  };
  CHECK(print("fn f(x: u8) { x }") == print("fn f ( x :u8 ) // c\n{\n  x }"));
  CHECK(print("\"a\"") != print("\"b\""));
  CHECK(print("'a'") != print("\"a\""));
  CHECK(print("b\"a\"") != print("\"a\""));
  CHECK(print("f(x)") != print("f[x]"));
}

TEST_CASE("items, attributes and cfg") {
  Parsed p(R"(
    #![feature(x)]
    #[derive(Clone, crate::Decodable)] #[cfg_attr(feature = "nightly", derive(TyDecodable), allow(x))]
    pub(crate) struct S<'a, T: Copy = u8, const N: usize>(pub &'a [T; N], #[cfg(test)] u8, (u16)) where T: Sized;
    #[cfg(not(feature = "nightly"))] struct Gone;
    pub enum E { A = 1, #[cfg(test)] B, C { x: Vec<Vec<u8>>, r#type: <u8 as Tr<'a>>::Out }, D(fn(u8) -> u8, Box<dyn Fn(u8) + 'static>) }
    unsafe impl<'a, D: Decoder> self::Decodable<D> for [S<'a, D>] where D: X { type Out = u8; fn f() { struct No; } }
    impl !Send for E {}
    const fn g() {} pub const K: u8 = 1 << 2; static X: u8 = 0; extern "C" { fn h(); } const _: () = ();
    use {a::{self, b as c, *}, ::d::e as _};
    some::mac! { x } other!(y);
    type A<T> = Option<T>;
    union U { a: u8 }
    trait T2: Sized { type X; }
  )");
  REQUIRE(p.items.size() == 7);
  CHECK(p.items[0]->name == "S");
  CHECK(p.items[0]->derives == std::vector<std::string>{"Clone", "Decodable", "TyDecodable"});
  REQUIRE(p.items[0]->generics.params.size() == 2);
  CHECK(p.items[0]->generics.params[1].is_const);
  REQUIRE(p.items[0]->fields.size() == 2);
  CHECK(p.items[0]->fields[1].name == "1");
  REQUIRE(p.items[1]->variants.size() == 3);
  CHECK(p.items[1]->variants[1].fields[1].name == "type");
  CHECK(p.items[2]->kind == Item::impl);
  CHECK(to_text(p.items[2]->header) == "self : : Decodable < D > for [ S < 'a , D > ]");
  CHECK(p.items[2]->assoc_types.contains("Out"));
  CHECK(p.items[3]->name == "K");
  REQUIRE(p.uses.size() == 4);
  CHECK(p.uses[0].name == "a");
  CHECK(p.uses[1].name == "c");
  CHECK(p.uses[1].path == std::vector<std::string>{"a", "b"});
  CHECK(p.uses[2].glob);
  CHECK(p.uses[3].path == std::vector<std::string>{"", "d", "e"});
  REQUIRE(p.calls.size() == 2);
  CHECK(p.calls[0].path.back() == "mac");
  CHECK(contains(thrown([] { Parsed("\n#[cfg(flux_capacitor)] struct S;"); }),
                 "f.rs:2: cfg name 'flux_capacitor' is not in"));
  CHECK(contains(thrown([] { Parsed("\n\nlet x = 1;"); }), "f.rs:3: "));
}

TEST_CASE("macro_rules expand as in the reference") {
  CHECK(expanded("macro_rules! m { ($($n:ident : $t:ty),* $(,)?) => { struct S { $($n: $t,)* } } }",
                 "a: Vec<u8>, b: (u8,),") == "struct S { a : Vec < u8 > , b : ( u8 , ) , }");
  CHECK(expanded("macro_rules! m { (x) => { 1 }; ($e:expr) => { $e; $e } }", "y + 2") == "y + 2 ; y + 2");
  CHECK(expanded("macro_rules! m { ($($($v:ident)|+ => $w:literal),*) => { $([$($v $w)*])* } }",
                 "a|b => 1, c => \"s\"") == "[ a 1 b 1 ] [ c \"s\" ]");
  CHECK(expanded("macro_rules! m { ($(($($p:tt)*))*) => { $(${index()} => $($p)*,)* } }", "(A) (B::C {x: 1})") ==
        "0 = > A , 1 = > B : : C { x : 1 } ,");
  CHECK(expanded("macro_rules! m { ($v:vis struct $n:ident) => { $v enum $n {} $crate::x!(); } }",
                 "pub(crate) struct S") == "pub ( crate ) enum S { } $crate::the_crate : : x ! ( ) ;");
  CHECK(expanded("macro_rules! m { ($(#[$a:meta])* $n:ident) => { $(#[$a])* $n } }", "#[derive(A, B)] #[c = 1] x") ==
        "# [ derive ( A , B ) ] # [ c = 1 ] x");
  CHECK(contains(thrown([] { expanded("macro_rules! m { (a) => {} }", "b"); }),
                 "call.rs:1: no rule of macro 'm' (f.rs:1)"));
  CHECK(contains(thrown([] { expanded("macro_rules! m { ($x:flux) => {} }", "b"); }),
                 "unknown macro fragment kind 'flux'"));
  CHECK(contains(thrown([] { expanded("macro_rules! m { ($($x:ident)*) => { $x } }", "b"); }), "still repeating"));
}

TEST_CASE("newtype_index, all syntaxes") {
  Parsed p(
      "i!(#[encodable] #[max = 0xFF_00] pub struct A {} ); i!(struct B { const X = 1; }); i!(struct C { MAX = 7, "
      "ENCODABLE = custom }); "
      "i!(struct D { derive [X] DEBUG_FORMAT = \"d\" }); i!(struct E { FLUX = 1 }); "
      "i!(#[custom_encodable] #[max = 9] struct F {});");
  auto a = newtype_index(p.calls[0], IndexSyntax::encodable);
  CHECK(a->name == "A");
  CHECK(*a->index_max == 0xFF00);
  CHECK(a->index_codable);
  auto b = newtype_index(p.calls[1], IndexSyntax::encodable);
  CHECK(*b->index_max == 0xFFFFFF00);
  CHECK_FALSE(b->index_codable);
  auto c = newtype_index(p.calls[2], IndexSyntax::body);
  CHECK(*c->index_max == 7);
  CHECK_FALSE(c->index_codable);
  CHECK(newtype_index(p.calls[3], IndexSyntax::body)->index_codable);
  CHECK(contains(thrown([&] { newtype_index(p.calls[4], IndexSyntax::body); }), "unknown setting 'FLUX'"));
  CHECK(newtype_index(p.calls[1], IndexSyntax::custom_encodable)->index_codable);
  auto f = newtype_index(p.calls[5], IndexSyntax::custom_encodable);
  CHECK(*f->index_max == 9);
  CHECK_FALSE(f->index_codable);
}

TEST_CASE("constant expressions") {
  auto value = [](const std::string& t) {
    SourceFile f{"f.rs", t};
    return evaluate(lex(f), Loc{&f, 1}, [](const std::vector<std::string>& p, const Loc& l) -> uint64_t {
      if (p.back() == "X") return 5;
      fail(l, "unknown");
    });
  };
  CHECK(value("1 << 3 | 2") == 10);
  CHECK(value("(0b11 & !1) + 0x1_0u32 * 2") == 34);
  CHECK(value("Self::X.bits() | 2 as u8") == 7);
  CHECK(contains(thrown([&] { value("f(1)"); }), "f.rs:1"));
  CHECK(contains(thrown([&] { value("99999999999999999999"); }), "integer too large"));
}
