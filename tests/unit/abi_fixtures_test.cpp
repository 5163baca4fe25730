// SPDX-License-Identifier: MIT OR Apache-2.0
// Names and ABI texts of crates compiled by real releases. What is expected of a name is what `nm` shows in the object
// of the same compilation (tests/corpus, -Csymbol-mangling-version=v0).
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <stdexcept>

#include "rmeta/abi/assemble.hpp"
#include "rmeta/eval/analysis.hpp"
#include "rmeta/schema/registry.hpp"

using namespace rmeta;
namespace fs = std::filesystem;

namespace {

struct Opened {
  crate::Graph graph;
  std::uint32_t number;
  eval::Analysis analysis;
  types::MetadataContext& cx;

  Opened(const std::string& release, const std::string& name)
      : graph(std::make_shared<schema::Registry>(compat::builtin_registry()), {}),
        number(graph.add(path(release, name))),
        analysis(graph, number),
        cx(analysis.context()) {}
  static fs::path path(const std::string& release, const std::string& name) {
    const char* folder = std::getenv("RMETACRC_FIXTURES");
    if (folder == nullptr) throw std::runtime_error("set RMETACRC_FIXTURES to tests/fixtures");
    return fs::path(folder) / "crates" / release / fmt::format("lib{}.rmeta.zst", name);
  }
};

struct Expected {
  std::string release, crate;
  std::vector<std::string> names;
};

const std::vector<Expected>& expected() {
  static const std::vector<Expected> all = {
      {"1.63.0",
       "unicode_idents",
       {
           "_RNvCscDAHsIhxnN8_14unicode_idents1a",
           "_RNvCscDAHsIhxnN8_14unicode_idents2__0",
           "_RNvCscDAHsIhxnN8_14unicode_idents5match",
           "_RNvCscDAHsIhxnN8_14unicode_idents8__leading",
           "_RNvCscDAHsIhxnN8_14unicode_idents9___2digits",
           "_RNvCscDAHsIhxnN8_14unicode_identsu15caf_au_lait_dbb",
           "_RNvCscDAHsIhxnN8_14unicode_identsu3ida",
           "_RNvCscDAHsIhxnN8_14unicode_identsu9gre_6ka8i",
           "_RNvMNtCscDAHsIhxnN8_14unicode_identsu10d1aobi0a9cNtB2_u13t0a4a3axbjcgcu7d1abujt",
           "_RNvNtCscDAHsIhxnN8_14unicode_idents3mod2fn",
           "_RNvNvCscDAHsIhxnN8_14unicode_idents1au10mnchen_3ya",
           "_RNvXCscDAHsIhxnN8_14unicode_identsNtB2_6structNtB2_u8bung_fnau12ausfhren_95a",
           "_RNvXs_CscDAHsIhxnN8_14unicode_identsNtB4_u7_1br972bNtB4_u8bung_fnau12ausfhren_95a",
       }},
      {"1.95.0",
       "unicode_idents",
       {
           "_RNvCs3TujRLxy7rO_14unicode_idents1a",
           "_RNvCs3TujRLxy7rO_14unicode_idents2__0",
           "_RNvCs3TujRLxy7rO_14unicode_idents5match",
           "_RNvCs3TujRLxy7rO_14unicode_idents8__leading",
           "_RNvCs3TujRLxy7rO_14unicode_idents9___2digits",
           "_RNvCs3TujRLxy7rO_14unicode_identsu15caf_au_lait_dbb",
           "_RNvCs3TujRLxy7rO_14unicode_identsu3ida",
           "_RNvCs3TujRLxy7rO_14unicode_identsu9gre_6ka8i",
           "_RNvMNtCs3TujRLxy7rO_14unicode_identsu10d1aobi0a9cNtB2_u13t0a4a3axbjcgcu7d1abujt",
           "_RNvNtCs3TujRLxy7rO_14unicode_idents3mod2fn",
           "_RNvNvCs3TujRLxy7rO_14unicode_idents1au10mnchen_3ya",
           "_RNvXCs3TujRLxy7rO_14unicode_identsNtB2_6structNtB2_u8bung_fnau12ausfhren_95a",
           "_RNvXs_Cs3TujRLxy7rO_14unicode_identsNtB4_u7_1br972bNtB4_u8bung_fnau12ausfhren_95a",
       }},
      {"1.63.0",
       "modules",
       {
           "_RNvCs4xHUyDarUpL_7modules5debug",
           "_RNvCs4xHUyDarUpL_7modules5thing",
           "_RNvCs4xHUyDarUpL_7modules9anonymous",
           "_RNvMNtCs4xHUyDarUpL_7modules7privateNtB2_6Hidden1m",
           "_RNvNtCs4xHUyDarUpL_7modules1a1f",
           "_RNvNtCs4xHUyDarUpL_7modules1b10crate_only",
           "_RNvNtCs4xHUyDarUpL_7modules7private11unreachable",
           "_RNvNtCs4xHUyDarUpL_7modules7private6leaked",
           "_RNvNtNtCs4xHUyDarUpL_7modules1a4deep10restricted",
           "_RNvNtNtCs4xHUyDarUpL_7modules1a4deep3sup",
           "_RNvNtNtCs4xHUyDarUpL_7modules1a4deep6public",
           "_RNvNtNvCs4xHUyDarUpL_7modules9anonymous5in_fn1g",
       }},
      {"1.95.0",
       "modules",
       {
           "_RNvCsdHr3JFnQesl_7modules5debug",
           "_RNvCsdHr3JFnQesl_7modules5thing",
           "_RNvCsdHr3JFnQesl_7modules9anonymous",
           "_RNvMNtCsdHr3JFnQesl_7modules7privateNtB2_6Hidden1m",
           "_RNvNtCsdHr3JFnQesl_7modules1a1f",
           "_RNvNtCsdHr3JFnQesl_7modules1b10crate_only",
           "_RNvNtCsdHr3JFnQesl_7modules7private11unreachable",
           "_RNvNtCsdHr3JFnQesl_7modules7private6leaked",
           "_RNvNtNtCsdHr3JFnQesl_7modules1a4deep10restricted",
           "_RNvNtNtCsdHr3JFnQesl_7modules1a4deep3sup",
           "_RNvNtNtCsdHr3JFnQesl_7modules1a4deep6public",
           "_RNvNtNvCsdHr3JFnQesl_7modules9anonymous5in_fn1g",
       }},
  };
  return all;
}

}  // namespace

TEST_CASE("every name nm shows is computed, punycode included") {
  for (const auto& e : expected()) {
    CAPTURE(e.release);
    CAPTURE(e.crate);
    Opened o(e.release, e.crate);
    std::set<std::string> ours;
    for (const auto& s : symbols::Names(o.cx).items(o.number)) ours.insert(s.name);
    for (const auto& name : e.names) CHECK_MESSAGE(ours.count(name) == 1, name);
  }
}

TEST_CASE("what the compiler lists as exported is among what nm shows") {
  for (const auto& e : expected()) {
    CAPTURE(e.release);
    CAPTURE(e.crate);
    Opened o(e.release, e.crate);
    auto exports = symbols::Names(o.cx).exports(o.number);
    CHECK(!exports.empty());
    for (const auto& s : exports) CHECK_MESSAGE(std::count(e.names.begin(), e.names.end(), s.name) == 1, s.name);
  }
}

TEST_CASE("attributes give names of their own") {
  for (std::string release : {"1.63.0", "1.95.0"}) {
    Opened o(release, "ffi_items");
    std::set<std::string> ours;
    for (const auto& s : symbols::Names(o.cx).exports(o.number)) ours.insert(s.name);
    CHECK(ours.count("EXPORTED_MUT") == 1);
    CHECK(ours.count("EXPORTED_STATIC") == 1);
    CHECK(ours.count("custom.name") == 1);
    CHECK(ours.count("exported") == 1);
    CHECK(ours.count("weak") == 1);
  }
}

TEST_CASE("a crate's symbols complete, their CRCs are those of their texts, and the order given does not matter") {
  for (std::string release : {"1.63.0", "1.95.0"}) {
    Opened o(release, "modules");
    abi::Assembler assembler(o.analysis, o.number);
    auto symbols = symbols::Names(o.cx).exports(o.number);
    auto all = assembler.compute(symbols);
    CHECK(all.failures.empty());
    CHECK(all.symbols.size() == symbols.size());
    std::string lines;
    for (const auto& s : all.symbols) {
      std::string text = assembler.text(s);
      CHECK(crc::crc32(text) == s.crc);
      CHECK(text.starts_with(fmt::format("abi 1\nrelease {}", release)));
      CHECK(text.find(fmt::format("\nfn {}\n", s.symbol.path)) != std::string::npos);
      lines += fmt::format("{}\t{:08x}\n", s.symbol.name, s.crc);
    }
    CHECK(all.crc() == crc::crc32(lines));
    std::reverse(symbols.begin(), symbols.end());
    CHECK(assembler.compute(symbols).crc() == all.crc());
  }
}

TEST_CASE("a needed crate that is missing is an error that names it") {
  Opened o("1.95.0", "consts_statics");
  CHECK_THROWS_WITH_AS(symbols::Names(o.cx).exports(o.number), doctest::Contains("crate `core`"), Error);
}
