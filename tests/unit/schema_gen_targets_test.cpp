// SPDX-License-Identifier: MIT OR Apache-2.0
#include "schema_gen_tree.hpp"
#include "targets.hpp"

using namespace rmeta::schema_gen;

namespace {

const char* const kFields = R"({"fields": [
  {"name": "pointer_width", "type": "integer", "from": ["pointer_width", "target_pointer_width"], "json": ["w"], "required": true},
  {"name": "os", "type": "string", "from": ["os"], "json": ["os"]},
  {"name": "endian", "type": "string", "from": ["endian"], "json": ["endian"]},
  {"name": "bits", "type": "integer", "from": ["c_enum_min_bits"], "json": ["bits"]},
  {"name": "tls", "type": "bool", "from": ["tls"], "json": ["tls"]},
  {"name": "llvm", "type": "string", "from": ["llvm"], "json": ["llvm"]},
  {"name": "newer", "type": "string", "from": ["newer"], "json": ["newer"], "optional": "came later"}]})";

const char* const kSpec = R"(
  use std::env;
  macro_rules! supported_targets { ($(($t:literal, $m:ident),)+) => { $(mod $m;)+ } }
  supported_targets! { ("a-b", a_b), ("c-d", c_d), }
  mod base;
  pub enum Endian { Little, Big }
  impl Endian { pub fn as_str(&self) -> &'static str { match self { Self::Little => "little", Self::Big => "big" } } }
  pub struct Target { pub pointer_width: u32, pub options: TargetOptions }
  pub struct TargetOptions { pub os: Text, pub endian: Endian, pub c_enum_min_bits: Option<u64>, pub tls: bool,
                             pub llvm: Text, pub args: Args }
  impl std::ops::Deref for Target { type Target = TargetOptions; fn deref(&self) -> &TargetOptions { &self.options } }
  impl TargetOptions {
    fn add_args(&mut self, a: &[&str]) { push(&mut self.args, a); }
    fn rename(&mut self) { self.llvm.truncate(3); }
  }
  impl Default for TargetOptions {
    fn default() -> TargetOptions {
      TargetOptions { os: "none".into(), endian: Endian::Little, c_enum_min_bits: None, tls: false, llvm: "".into(),
                      args: Args::new() }
    }
  }
)";

const char* const kBase = R"(
  use super::*;
  pub fn version() -> (u32, u32) {
    env::var("DEPLOYMENT").ok().as_ref().and_then(|s| s.split_once('.')).unwrap_or((10, 7))
  }
  pub fn opts(os: &'static str, old: bool) -> TargetOptions {
    let (major, minor) = version();
    let mut args = Args::new();
    let mut arg = |a: &str| { args.push(a); };
    arg("-z");
    TargetOptions { os: os.into(), tls: version() >= (10, 7), llvm: format!("{}-x{major}.{}", os, minor).into(),
                    c_enum_min_bits: if old && os != "none" { Some(8) } else { None }, args, ..Default::default() }
  }
)";

/// What read_targets makes of two targets with these bodies.
OutSchema targets(const std::string& a, const std::string& c, std::string spec = kSpec) {
  SourceTree tree;
  tree.file("fields.json", kFields);
  tree.crate("rustc_target", "pub mod spec;");
  tree.file("compiler/rustc_target/src/spec/mod.rs", spec);
  tree.file("compiler/rustc_target/src/spec/base.rs", kBase);
  tree.file("compiler/rustc_target/src/spec/a_b.rs", "use super::*;\npub fn target() -> Target {\n" + a + "\n}");
  tree.file("compiler/rustc_target/src/spec/c_d.rs", "use super::*;\npub fn target() -> Target {\n" + c + "\n}");
  Index index(tree.root());
  Types types(index);
  OutSchema out;
  read_targets(types, out, tree.root() / "fields.json");
  return out;
}

const std::string kPlain = "Target { pointer_width: 64, options: Default::default() }";
const std::string kGiven = "Target { pointer_width: 32, options: TargetOptions::default() }";

}  // namespace

TEST_CASE("a target is what its function builds") {
  const OutSchema out = targets("Target { pointer_width: 16, options: base::opts(\"n\", true) }",
                                "let mut t = TargetOptions { endian: Endian::Big, ..base::opts(\"none\", true) };\n"
                                "t.tls = !t.tls; t.add_args(&[\"-m32\"]);\n"
                                "match t.os.as_ref() { \"mac\" | \"ios\" => t.os = \"x\".into(), o if o == \"none\" => "
                                "t.os = format!(\"{{{o}}}\"), _ => {} }\n"
                                "Target { pointer_width: 64, options: t }");
  CHECK(out.target_defaults.at("os") == "\"none\"");
  CHECK(out.target_defaults.at("bits") == "null");
  CHECK_FALSE(out.target_defaults.contains("pointer_width"));
  const auto& c = out.targets.at("c-d");
  CHECK(c.at("endian") == "\"big\"");
  CHECK(c.at("os") == "\"{none}\"");
  CHECK(c.at("llvm") == "\"none-x10.7\"");
  CHECK_FALSE(c.contains("tls"));  // as by default
  CHECK_FALSE(c.contains("bits"));
  CHECK_FALSE(c.contains("newer"));
}

TEST_CASE("what is not understood is an error with its place, if a wanted field depends on it") {
  // arithmetic is not known, and pointer_width is wanted
  CHECK(contains(thrown([] { targets("Target { pointer_width: 16 * 2, options: TargetOptions::default() }", kGiven); }),
                 "spec/a_b.rs:3"));
  const std::string head = "let mut t = TargetOptions::default();\n",
                    tail = "\nTarget { pointer_width: 64, options: t }";
  const auto message = [&](const std::string& statements) {
    return thrown([&] { targets(head + statements + tail, kGiven); });
  };
  CHECK(message("t.os = \"q\".into();").empty());
  CHECK(message("for a in list() { t.args.push(a); }").empty());  // nobody asks for args
  CHECK(contains(message("for a in list() { t.os = a; }"), "spec/a_b.rs:4"));
  CHECK(contains(message("t.rename();"), "'llvm'"));
  CHECK(contains(message("change(&mut t);"), "lent out as `&mut`"));
  CHECK(contains(message("t.os.push_str(\"x\");"), "push_str"));
  CHECK(contains(message("if unknown() { t.tls = true; }"), "'tls'"));
  CHECK(contains(message("if unknown() { return other(); }"), "unknown"));
  CHECK(contains(message("let mut f = || { t.tls = true; }; f();"), "closure"));
  CHECK(contains(message("let x = unknown()?;"), "unknown"));
  CHECK(contains(message("mac!(t.tls);"), "mac!"));
  CHECK(contains(message("loop { change(&mut t.endian) }"), "loop"));
}

TEST_CASE("a wanted field that the release does not have is an error unless it may be missing") {
  std::string spec = kSpec;
  const size_t at = spec.find("pub tls: bool");
  REQUIRE(at != std::string::npos);
  spec.replace(at, 13, "pub other: bool");
  CHECK(contains(thrown([&] { targets(kGiven, kGiven, spec); }), "'tls'"));
}

TEST_CASE("a default without a type is not guessed at") {
  CHECK(contains(thrown([] { targets(kPlain, kGiven); }), "Default::default"));
}
