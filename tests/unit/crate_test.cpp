// SPDX-License-Identifier: MIT OR Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "../../src/crate/locator.hpp"
#include "rmeta/crate/def_kind.hpp"
#include "rmeta/crate/def_path.hpp"

using namespace rmeta::crate;
namespace fs = std::filesystem;

TEST_CASE("a path names anonymous components and tells siblings apart") {
  DefPath p{"krate", {}};
  CHECK(p.text() == "krate");
  p.components.push_back({0, DefPathKind::TypeNs, "module", 0});
  p.components.push_back({1, DefPathKind::Impl, "", 3});
  p.components.push_back({2, DefPathKind::ValueNs, "method", 0});
  CHECK(p.text() == "krate::module::{impl#3}::method");
  p.components.push_back({3, DefPathKind::Closure, "", 0});
  p.components.push_back({4, DefPathKind::ValueNs, "local", 1});
  CHECK(p.text() == "krate::module::{impl#3}::method::{closure#0}::local#1");
  CHECK(DefKey{1, DefPathKind::AnonAssocTy, "run", 2}.text() == "run::{anon_assoc#2}");
  CHECK(DefKey{1, DefPathKind::DesugaredAnonymousLifetime, "", 0}.text() == "'_");
}

TEST_CASE("older names of path components mean the same") {
  CHECK(def_path_kind_named("ClosureExpr") == DefPathKind::Closure);
  CHECK(def_path_kind_named("ImplTrait") == DefPathKind::OpaqueTy);
  CHECK(!def_path_kind_named(""));
  CHECK(!def_path_kind_named("Closures"));
}

TEST_CASE("a kind prints like rustc's Debug") {
  CHECK(DefKindInfo{DefKind::Fn, ""}.text() == "Fn");
  CHECK(DefKindInfo{DefKind::Ctor, "0: Struct, 1: Fn"}.text() == "Ctor(Struct, Fn)");
  CHECK(DefKindInfo{DefKind::Static, "0: Mut"}.text() == "Static(Mut)");
  CHECK(DefKindInfo{DefKind::Static, "safety: Safe, mutability: Mut, nested: false"}.text() ==
        "Static { safety: Safe, mutability: Mut, nested: false }");
  CHECK(def_kind_named("AssocFn") == DefKind::AssocFn);
  CHECK(!def_kind_named("Function"));
  CHECK(namespace_of(DefKind::Static) == "value");
}

TEST_CASE("candidates: the expected name first, metadata before archives, no other crates") {
  const fs::path dir = fs::temp_directory_path() / "rmetacrc-locator-test";
  fs::remove_all(dir);
  fs::create_directories(dir);
  for (const char* f : {"libstd-1.rlib", "libstd-1.rmeta", "libstd-2.so", "libstd-2.rlib", "libcore-1.rmeta", "std.dll",
                        "libstd-1.rmeta.tmp", "libstd-2.rmeta", "libst.rlib"})
    std::ofstream(dir / f) << "x";
  Folders folders;
  std::vector<std::string> names;
  for (const auto& p : candidates(folders, dir, "std", "-2")) names.push_back(p.filename().string());
  CHECK(names == std::vector<std::string>{"libstd-2.rmeta", "libstd-2.rlib", "libstd-2.so", "std.dll", "libstd-1.rmeta",
                                          "libstd-1.rlib"});
  CHECK(candidates(folders, dir / "absent", "std", "").empty());
  fs::remove_all(dir);
  CHECK(search_folder("dependency=/a/b") == fs::path("/a/b"));
  CHECK(search_folder("/a=b") == fs::path("/a=b"));
}
