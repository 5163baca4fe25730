// SPDX-License-Identifier: MIT OR Apache-2.0
// Crates compiled by real releases, whose sources are in tests/corpus: what comes out must be what stands there.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "rmeta/crate/exports.hpp"
#include "rmeta/crate/graph.hpp"
#include "rmeta/crate/items.hpp"
#include "rmeta/error.hpp"

using namespace rmeta::crate;
namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

namespace {

fs::path fixtures(const std::string& release) {
  const char* folder = std::getenv("RMETACRC_FIXTURES");
  if (folder == nullptr) throw std::runtime_error("set RMETACRC_FIXTURES to tests/fixtures");
  return fs::path(folder) / "crates" / release;
}

std::shared_ptr<const rmeta::schema::Registry> registry() {
  static const auto r = std::make_shared<const rmeta::schema::Registry>(rmeta::compat::builtin_registry());
  return r;
}

std::unique_ptr<Crate> open(const std::string& release, const std::string& name) {
  return open_crate(fixtures(release) / fmt::format("lib{}.rmeta.zst", name), *registry());
}

DefIndex item(const Crate& c, const std::string& path) {
  for (DefIndex i = 0; i < c.def_count(); ++i)
    if (c.def_kind(i) && c.path(i) == path) return i;
  throw std::runtime_error("no item " + path);
}

Strings names(const Crate& c, const std::vector<DefIndex>& items) {
  Strings out;
  for (DefIndex i : items) out.emplace_back(c.item_name(i));
  return out;
}

Strings sorted(Strings s) {
  std::ranges::sort(s);
  return s;
}

const Strings kReleases = {"1.63.0", "1.95.0"};

}  // namespace

TEST_CASE("the root says which crate it is") {
  for (const auto& release : kReleases) {
    CAPTURE(release);
    const auto c = open(release, "pair_user");
    CHECK(c->name() == "pair_user");
    CHECK(c->header().target.triple == "x86_64-unknown-linux-gnu");
    CHECK(!c->header().target.spec);
    CHECK(!c->header().is_stub);
    CHECK(c->root().edition == "2021");
    CHECK(c->root().symbol_mangling_version == "V0");
    CHECK(c->root().panic_in_drop_strategy == "Unwind");
    CHECK(!c->root().proc_macro);
    CHECK(c->header().hash.size() == (release == "1.63.0" ? 16 : 32));
    const auto base = open(release, "pair_base");
    const auto dep = std::ranges::find(c->root().dependencies, "pair_base", &Dependency::name);
    REQUIRE(dep != c->root().dependencies.end());
    CHECK(dep->hash == base->header().hash);
    CHECK(c->crate_name(static_cast<std::uint32_t>(dep - c->root().dependencies.begin()) + 1) == "pair_base");
    CHECK(c->root().stable_crate_id != base->root().stable_crate_id);
    CHECK_THROWS_AS(c->crate_name(99), rmeta::Error);
  }
}

TEST_CASE("a target given as a specification keeps its text") {
  for (const auto& release : kReleases) {
    CAPTURE(release);
    const auto c = open(release, "target_custom");
    CHECK(c->header().target.triple == "custom");
    // The corpus has the text from the release on that took it so.
    const fs::path texts =
        fixtures(release).parent_path().parent_path().parent_path() / "corpus" / "targets" / "custom";
    std::ifstream in(texts / (release == "1.63.0" ? "63.json" : "93.json"));
    const std::string spec((std::istreambuf_iterator<char>(in)), {});
    REQUIRE(c->header().target.spec);
    CHECK(*c->header().target.spec == spec);
    CHECK(c->root().dependencies.empty());

    // It was compiled without code generation: no list, so what the source exports is assumed.
    const Exports exports(*c);
    CHECK(!exports.code_was_generated());
    CHECK(exports.listed().empty());
    const auto same = open(release, "bare_items");
    Strings assumed, listed;
    const auto within = [](const std::string& path) {
      return path.substr(path.find("::"));
    };  // without the crate's name
    for (const auto& e : exports.all()) {
      CHECK(e.assumed);
      assumed.push_back(within(c->path(e.def.index)));
    }
    for (const auto& e : Exports(*same).listed())
      if (e.what == Export::What::NonGeneric) listed.push_back(within(same->path(e.def.index)));
    CHECK(!listed.empty());
    CHECK(sorted(assumed) == sorted(listed));
  }
}

TEST_CASE("a stub gives its header, and leads to the metadata beside it") {
  const fs::path folder = fixtures("").parent_path().parent_path() / "container" / "1.95.0" / "stub";
  const auto stub = open_crate(folder / "libtiny.rlib", *registry(), "", false);
  CHECK(stub->header().is_stub);
  CHECK(stub->name() == "tiny");
  CHECK(stub->table_infos().empty());
  CHECK_THROWS_AS(stub->def_key(0), rmeta::Error);
  Graph graph(registry(), {});
  const Crate& full = graph[graph.add(folder / "libtiny.rlib")];
  CHECK(!full.header().is_stub);
  CHECK(full.header().hash == stub->header().hash);
  CHECK(full.blob().stub == (folder / "libtiny.rlib").string());
  CHECK(full.def_count() > 0);
}

TEST_CASE("modules: children, re-exports, visibility") {
  for (const auto& release : kReleases) {
    CAPTURE(release);
    const auto c = open(release, "modules");
    const Items items(*c);
    CHECK(sorted(names(*c, items.module_children(kCrateRoot))) == Strings{"InPrelude", "_", "a", "anonymous", "b",
                                                                          "debug", "prelude", "private", "thing",
                                                                          "thing", "thing_type"});
    Strings exported;
    for (const auto& r : items.reexports(kCrateRoot))
      if (r.visibility.is_public()) exported.emplace_back(r.name);
    for (const char* name : {"again", "std_core", "core_crate", "_Hidden", "First", "f", "Same"})
      CHECK_MESSAGE(std::ranges::count(exported, name) > 0, name);
    const auto restricted = c->visibility(item(*c, "modules::a::deep::restricted"));
    REQUIRE(restricted);
    CHECK(restricted->what == Visibility::What::Restricted);
    CHECK(c->path(restricted->module.index) == "modules::a");
    CHECK(c->visibility(item(*c, "modules::a::deep::public"))->is_public());
    CHECK(c->def_kind(item(*c, "modules::anonymous::in_fn::g"))->kind == DefKind::Fn);
  }
}

TEST_CASE("types: variants, fields, constructors, discriminants") {
  for (const auto& release : kReleases) {
    CAPTURE(release);
    const auto c = open(release, "structs_enums");
    const Items items(*c);
    CHECK(names(*c, items.fields(item(*c, "structs_enums::Plain"))) == Strings{"first", "second", "third"});
    const auto tagged = items.variants(item(*c, "structs_enums::Tagged"));
    CHECK(names(*c, tagged) == Strings{"Unit", "Tuple", "Struct"});
    CHECK(names(*c, items.fields(tagged[1])) == Strings{"0", "1"});
    CHECK(names(*c, items.fields(tagged[2])) == Strings{"f"});
    CHECK(items.variant_data(tagged[0])->ctor_kind == CtorKind::Const);
    CHECK(items.variant_data(tagged[1])->ctor_kind == CtorKind::Fn);
    CHECK(items.variant_data(tagged[2])->ctor_kind == CtorKind::None);
    CHECK(items.variant_data(tagged[0])->explicit_discr);
    CHECK(!items.variant_data(tagged[2])->explicit_discr);
    CHECK(items.variant_data(tagged[2])->relative_discr == 1);
    const auto tuple = items.variant_data(item(*c, "structs_enums::Tuple"));
    REQUIRE(tuple->ctor);
    CHECK(c->expect_kind(*tuple->ctor).text() == "Ctor(Struct, Fn)");
    CHECK(c->item_name(*tuple->ctor) == "Tuple");
    CHECK(items.variants(item(*c, "structs_enums::Empty")).empty());
    CHECK(items.variant_data(item(*c, "structs_enums::OpenStruct"))->is_non_exhaustive);
    CHECK(!items.variant_data(item(*c, "structs_enums::Plain"))->is_non_exhaustive);
    CHECK(c->expect_kind(item(*c, "structs_enums::Bits")).kind == DefKind::Union);
  }
}

TEST_CASE("traits and impls: containers, provided items, receivers") {
  for (const auto& release : kReleases) {
    CAPTURE(release);
    const auto c = open(release, "traits");
    const Items items(*c);
    const DefIndex assoc = item(*c, "traits::Assoc");
    CHECK(names(*c, items.associated_items(assoc)) ==
          Strings{"Item", "WithDefault", "SIZE", "DEFAULT", "make", "item"});
    auto in_trait = [&](const char* name) {
      return items.assoc_item(item(*c, fmt::format("traits::Assoc::{}", name)));
    };
    CHECK(in_trait("make").container == AssocItem::Container::Trait);
    CHECK(!in_trait("make").has_value);
    CHECK(in_trait("item").has_value);
    CHECK(in_trait("WithDefault").has_value);
    CHECK(!in_trait("SIZE").has_value);
    CHECK(in_trait("DEFAULT").has_value);
    CHECK(!items.has_self_parameter(item(*c, "traits::Assoc::make")));
    CHECK(items.has_self_parameter(item(*c, "traits::Assoc::item")));
    CHECK(items.parameter_names(item(*c, "traits::sum")) == std::vector<std::string_view>{"d"});

    std::size_t impls = 0;
    for (const auto& impl : items.trait_impls()) {
      CHECK(items.is_trait_impl(impl.impl));
      if (impl.trait != rmeta::decode::DefIdRef{0, assoc}) continue;
      ++impls;
      for (DefIndex i : items.associated_items(impl.impl)) {
        const auto a = items.assoc_item(i);
        CHECK(a.container == AssocItem::Container::TraitImpl);
        REQUIRE(a.trait_item);
        CHECK(c->item_name(a.trait_item->index) == c->item_name(i));
      }
    }
    CHECK(impls == 2);
  }
  for (const auto& release : kReleases) {
    CAPTURE(release);
    const auto c = open(release, "impls");
    const Items items(*c);
    Strings methods;
    for (DefIndex impl : items.inherent_impls(item(*c, "impls::Num"))) {
      CHECK(!items.is_trait_impl(impl));
      for (const auto& n : names(*c, items.associated_items(impl))) methods.push_back(n);
    }
    CHECK(sorted(methods) == Strings{"ZERO", "elsewhere", "get", "hidden", "into", "new", "set", "visible"});
    CHECK(items.assoc_item(item(*c, "impls::{impl#0}::new")).container == AssocItem::Container::InherentImpl);
  }
}

TEST_CASE("a proc-macro crate describes its macros only") {
  for (const auto& release : kReleases) {
    CAPTURE(release);
    const auto c = open(release, "proc_macros");
    CHECK(c->root().proc_macro);
    Strings macros;
    for (DefIndex i : Items(*c).proc_macros()) {
      macros.emplace_back(c->item_name(i));
      CHECK(c->expect_kind(i).kind == DefKind::Macro);
    }
    CHECK(sorted(macros) == Strings{"Answer", "gone", "keep", "seven"});
    CHECK(Exports(*c).assumed().empty());
  }
}

TEST_CASE("exports: what could be assumed without the list is in the list") {
  for (const auto& release : kReleases) {
    CAPTURE(release);
    const auto c = open(release, "modules");
    const Exports exports(*c);
    Strings listed, assumed;
    for (const auto& e : exports.listed())
      if (e.what == Export::What::NonGeneric) listed.push_back(c->path(e.def.index));
    for (const auto& e : exports.assumed()) {
      CHECK(e.assumed);
      assumed.push_back(c->path(e.def.index));
    }
    CHECK(std::ranges::count(assumed, "modules::private::leaked") == 1);
    CHECK(std::ranges::count(assumed, "modules::private::{impl#0}::m") == 1);
    CHECK(std::ranges::count(assumed, "modules::private::unreachable") == 0);
    CHECK(std::ranges::count(assumed, "modules::a::deep::sup") == 0);
    CHECK(sorted(listed) == sorted(assumed));
  }
}

TEST_CASE("exports: without code generation they are assumed") {
  struct Case {
    const char *release, *crate, *missed;
  };
  // A static inside a macro's function is found only in code that these files lack.
  for (const Case& t : {Case{"1.95.0", "edition_2024", ""}, {"1.63.0", "consts_statics", "LAZY::__getit::__KEY"}}) {
    CAPTURE(t.release);
    const fs::path folder = fixtures("").parent_path().parent_path() / "metadata_only" / t.release;
    const auto c = open_crate(folder / fmt::format("lib{}.rmeta.zst", t.crate), *registry());
    const Exports exports(*c);
    CHECK(exports.listed().empty());
    Strings assumed, listed;
    for (const auto& e : exports.all()) {
      CHECK(e.assumed);
      assumed.push_back(c->path(e.def.index));
    }
    const auto same = open(t.release, t.crate);
    for (const auto& e : Exports(*same).listed())
      if (e.what == Export::What::NonGeneric) listed.push_back(same->path(e.def.index));
    if (*t.missed != '\0') CHECK(std::erase(listed, fmt::format("{}::{}", t.crate, t.missed)) == 1);
    CHECK(!listed.empty());
    CHECK(sorted(assumed) == sorted(listed));
  }
}

TEST_CASE("the graph finds dependencies by name and hash, when they are needed") {
  for (const auto& release : kReleases) {
    CAPTURE(release);
    const fs::path dir = fs::temp_directory_path() / fmt::format("rmetacrc-graph-test-{}", release);
    fs::remove_all(dir);
    fs::create_directories(dir / "wrong");
    fs::copy_file(fixtures(release) / "libpair_user.rmeta.zst", dir / "libpair_user.rmeta.zst");
    const std::string other = release == "1.63.0" ? "1.95.0" : "1.63.0";
    fs::copy_file(fixtures(other) / "libpair_base.rmeta.zst", dir / "wrong" / "libpair_base.rmeta.zst");

    SearchOptions options;
    options.dirs = {dir / "wrong", "dependency=" + fixtures(release).string()};
    Graph graph(registry(), options);
    const auto user = graph.add(dir / "libpair_user.rmeta.zst");
    CHECK(graph.add(fixtures(release) / "libpair_user.rmeta.zst") == user);
    std::uint32_t base = 0, core = 0;
    for (std::uint32_t i = 0; i < graph.size(); ++i) {
      if (graph.name(i) == "pair_base") base = i;
      if (graph.name(i) == "core") core = i;
    }
    CHECK(graph[base].name() == "pair_base");
    CHECK(graph[user].graph_number() == user);
    // A definition of the other crate: the trait that Mine implements.
    for (const auto& impl : Items(graph[user]).trait_impls()) {
      const DefId trait = graph[user].global(impl.trait);
      if (trait.crate == base) CHECK(graph.path(trait) == "pair_base::Plugin");
    }
    CHECK(graph.find(core) == nullptr);
    try {
      graph.crate(core);
      FAIL("core is not there");
    } catch (const rmeta::Error& e) {
      const std::string what = e.what();
      CHECK(what.find("crate `core` with hash " + graph.hash(core)) != std::string::npos);
      CHECK(what.find("--extern core=FILE") != std::string::npos);
      CHECK(what.find((dir / "wrong").string()) != std::string::npos);
    }

    Graph lost(registry(), {{}, {dir / "wrong"}, {}, {}, {}});
    const auto root = lost.add(dir / "libpair_user.rmeta.zst");
    try {
      for (std::uint32_t i = 0; i < lost.size(); ++i)
        if (lost.name(i) == "pair_base") lost.crate(i);
      FAIL("the only candidate has another hash");
    } catch (const rmeta::Error& e) {
      CHECK(std::string(e.what()).find("libpair_base.rmeta.zst has hash") != std::string::npos);
    }
    CHECK(lost[root].name() == "pair_user");
    fs::remove_all(dir);
  }
}
