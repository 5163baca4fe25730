// SPDX-License-Identifier: MIT OR Apache-2.0
#include "schema_gen_tree.hpp"

using namespace rmeta::schema_gen;

namespace {

// The type of field `name` of the struct at `path`.
std::string field(Types& types, const std::string& path, const std::string& name) {
  Item* it = types.item(path);
  REQUIRE(it);
  Scope s = Types::scope_of(types.of_item(it));
  for (const Field& f : it->fields)
    if (f.name == name) return types.name(types.lower(f.type, s));
  FAIL("no such field");
  return {};
}

}  // namespace

TEST_CASE("names are resolved through uses, globs, renames and re-exports, not by their last segment") {
  SourceTree t;
  t.crate("rustc_a", R"(
    pub mod ast { pub struct Path(u8); pub mod inner { pub use super::Path as Renamed; pub enum Kind { Path } } }
    pub mod hir { pub struct Path(u8); }
    pub use ast::inner::*;
    pub use hir::Path;
    pub(crate) mod cycle { pub use super::cycle2::*; pub struct In; } mod cycle2 { pub use super::cycle::*; }
    pub use cycle2::In;
    pub mod file;
    #[path = "elsewhere/odd.rs"] pub mod moved;
  )");
  t.file("compiler/rustc_a/src/file.rs",
         "mod deep; pub use self::deep::Deep; use super::hir; pub struct F { a: hir::Path, b: Deep }");
  t.file("compiler/rustc_a/src/file/deep.rs", "pub struct Deep;");
  t.file("compiler/rustc_a/src/elsewhere/odd.rs", "mod next; pub struct Odd(next::N);");
  t.file("compiler/rustc_a/src/elsewhere/next.rs", "pub struct N;");
  t.crate("rustc_b", R"(
    extern crate rustc_a as other;
    use rustc_a::ast::{self, Path as AstPath};
    use std::collections::HashMap as Map;
    use smallvec::SmallVec;
    mod m {
      use super::*;
      pub struct S {
        a: rustc_a::Path, b: ast::Path, c: AstPath, d: other::Renamed, e: rustc_a::In, f: ::rustc_a::Kind,
        g: Map<u8, Vec<Option<String>>>, h: crate::m::S, i: self::super::m::S, j: &'static [u8], k: SmallVec<[u8; 2 + 2]>,
        l: rustc_a::file::F, m: rustc_a::moved::Odd, n: std::rc::Rc<str>,
      }
      pub struct Bad { x: ast::Nowhere }
    }
    pub use m::*;
  )",
          {"rustc_a"}, "smallvec = \"1\"\n");
  Index index(t.root());
  Types types(index);
  auto f = [&](const std::string& n) { return field(types, "rustc_b::m::S", n); };
  CHECK(f("a") == "rustc_a::hir::Path");
  CHECK(f("b") == "rustc_a::ast::Path");
  CHECK(f("c") == "rustc_a::ast::Path");
  CHECK(f("d") == "rustc_a::ast::Path");
  CHECK(f("e") == "rustc_a::cycle::In");
  CHECK(f("f") == "rustc_a::ast::inner::Kind");
  CHECK(f("g") == "HashMap<u8, Vec<Option<String>>>");
  CHECK(f("h") == "rustc_b::m::S");
  CHECK(f("i") == "rustc_b::m::S");
  CHECK(f("j") == "&[u8]");
  CHECK(f("k") == "smallvec::SmallVec<[u8; 4]>");
  CHECK(f("l") == "rustc_a::file::F");
  CHECK(f("m") == "rustc_a::moved::Odd");
  CHECK(f("n") == "Rc<str>");
  CHECK(field(types, "rustc_a::file::F", "a") == "rustc_a::hir::Path");
  CHECK(field(types, "rustc_a::file::F", "b") == "rustc_a::file::deep::Deep");
  CHECK(contains(thrown([&] { field(types, "rustc_b::m::Bad", "x"); }),
                 "compiler/rustc_b/src/lib.rs:13: 'ast::Nowhere' is not found from module rustc_b::m"));
}

TEST_CASE("generics, aliases, defaults and projections are instantiated") {
  SourceTree t;
  t.crate("rustc_g", R"(
    pub trait Interner { type Ty; type Args<'a>; type Many; }
    pub struct Tcx; pub struct Ty(u8);
    impl Interner for Tcx { type Ty = Ty; type Args<'a> = Vec<Self::Ty>; type Many = <Self as Interner>::Ty; }
    pub struct Binder<I: Interner, T = <I as Interner>::Ty> { value: T, vars: I::Args<'static> }
    pub type Alias<'tcx, T> = Binder<Tcx, Option<T>>;
    pub type Poly<'tcx> = Alias<'tcx, Sig<'tcx>>;
    pub struct Sig<'tcx> { x: &'tcx u8 }
    pub struct Array<const N: usize> { a: [u8; N] }
    const LEN: usize = 2 * OTHER; const OTHER: usize = 3;
    pub struct S { a: Poly<'static>, b: Binder<Tcx>, c: Array<LEN>, d: <Tcx as Interner>::Many, e: Array<7>, f: Alias<'static, (u8, ())> }
    pub struct Bad { a: Tcx::Nothing, b: Alias }
  )");
  Index index(t.root());
  Types types(index);
  auto f = [&](const std::string& n) { return field(types, "rustc_g::S", n); };
  CHECK(f("a") == "rustc_g::Binder<rustc_g::Tcx, Option<rustc_g::Sig>>");
  CHECK(f("b") == "rustc_g::Binder<rustc_g::Tcx, rustc_g::Ty>");
  CHECK(f("c") == "rustc_g::Array<6>");
  CHECK(f("d") == "rustc_g::Ty");
  CHECK(f("e") == "rustc_g::Array<7>");
  CHECK(f("f") == "rustc_g::Binder<rustc_g::Tcx, Option<(u8, ())>>");
  Item* s = types.item("rustc_g::S");
  TypeRef binder = types.lower(s->fields[0].type, Types::scope_of(types.of_item(s)));
  Scope in = Types::scope_of(binder);
  CHECK(types.name(types.lower(binder->item->fields[0].type, in)) == "Option<rustc_g::Sig>");
  CHECK(types.name(types.lower(binder->item->fields[1].type, in)) == "Vec<rustc_g::Ty>");
  CHECK(contains(thrown([&] { field(types, "rustc_g::Bad", "a"); }), "lib.rs:12: "));
  CHECK(contains(thrown([&] { field(types, "rustc_g::Bad", "b"); }), "argument 'T' of 'rustc_g::Alias' is missing"));
}

TEST_CASE("macros make items where they are called, in scope, by path and across crates") {
  SourceTree t;
  t.crate("rustc_m", R"(
    #[macro_use] mod macros { macro_rules! local { ($n:ident) => { pub struct $n(u8); } } }
    local!(One);
    #[macro_export] macro_rules! exported { ($m:path, $n:ident) => { $m!($n); } }
    #[macro_export] macro_rules! make { ($n:ident) => { pub struct $n { x: $crate::One } } }
    mod shadow { macro_rules! local { ($n:ident) => { pub enum $n { A } } } local!(Two); }
    pub use shadow::Two;
    missing!(Three);
    local!(1 2 3);
  )");
  t.crate("rustc_n", R"(
    rustc_m::exported!(rustc_m::make, Four);
    use rustc_m::make as renamed;
    renamed!(Five);
    pub mod later { crate::defined_below!(Six); }
    macro_rules! defined_below { ($n:ident) => { pub struct $n(crate::Five); } }
    cfg_if! { if #[cfg(test)] { pub struct No; } else if #[cfg(unix)] { pub struct Yes; } else { pub struct No2; } }
    cfg_select! { test => { pub struct No; } _ => { pub struct Chosen; } }
    cfg_match! { cfg(not(unix)) => { pub struct No; } cfg(unix) => { pub struct Matched; } _ => { pub struct No2; } }
  )",
          {"rustc_m"}, "cfg-if = \"1\"\n");
  Index index(t.root());
  Types types(index);
  CHECK(types.item("rustc_m::One")->kind == Item::structure);
  CHECK(types.item("rustc_m::Two")->kind == Item::enumeration);
  CHECK(field(types, "rustc_n::Four", "x") == "rustc_m::One");
  CHECK(field(types, "rustc_n::Five", "x") == "rustc_m::One");
  CHECK(field(types, "rustc_n::later::Six", "0") == "rustc_n::Five");
  CHECK(types.item("rustc_n::Yes"));
  CHECK_FALSE(types.item("rustc_n::No"));
  CHECK(types.item("rustc_n::Chosen"));
  CHECK(types.item("rustc_n::Matched"));
  const auto& calls = index.crate("rustc_m")->root->calls;
  REQUIRE(calls.size() == 2);
  for (const MacroCall& c : calls) {
    if (c.path.back() == "missing")
      CHECK_FALSE(c.failed);
    else
      CHECK(c.failed);
  }
}
