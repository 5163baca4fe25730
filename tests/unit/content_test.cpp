// SPDX-License-Identifier: MIT OR Apache-2.0
// The rules of what is content, and the writer that hashes what it does not keep. What they come to is tested with real
// compilers in tests/content.
#include <doctest/doctest.h>

#include <string>

#include "../../src/content/writer.hpp"
#include "rmeta/content/rules.hpp"
#include "rmeta/crc/crc32.hpp"
#include "rmeta/error.hpp"
#include "rmeta/schema/registry.hpp"

using namespace rmeta;
using content::Action;

namespace {
constexpr const char* kRules = R"({"format": 1,
  "root": [{"as": "in", "reason": "r", "names": "edition"}], "tables": [{"as": "set", "reason": "r", "names": "impls"}],
  "left_out": [{"reason": "r", "names": "Span Body.span a::Const.name Kind.Doc"}], "left_out_elements": [], "private": [],
  "unordered": [{"reason": "r", "names": "Body.list"}], "special": [{"as": "span", "reason": "r", "names": "Op.span"}], "refused": [{"reason": "r", "names": "Expr"}],
  "attributes": [{"reason": "r", "names": "doc"}], "reviewed": {"Body": "blocks", "Const": "name Value.0"}})";
}  // namespace

TEST_CASE("every field of every release is classified") {
  const auto rules = content::Rules::parse(compat::content_json(), "content.json");
  const auto registry = compat::builtin_registry();
  REQUIRE(registry.releases().size() >= 12);
  for (const auto& schema : registry.releases()) {
    CAPTURE(schema->release());
    const auto names = content::unclassified(*schema, rules);
    CHECK_MESSAGE(names.empty(), names.size(), " unclassified, the first ", names.empty() ? "" : names.front());
  }
}

TEST_CASE("without the rules a release is not classified") {
  const auto rules = content::Rules::parse(kRules, "rules");
  const auto registry = compat::builtin_registry();
  CHECK(content::unclassified(*registry.releases().back(), rules).size() > 100);
}

TEST_CASE("rules go by the last part of a type's name, or by all of it") {
  const auto rules = content::Rules::parse(kRules, "rules");
  CHECK(rules.root("edition") == Action::In);
  CHECK(rules.root("new") == Action::Unknown);
  CHECK(rules.table("impls") == Action::Set);
  CHECK(rules.table("edition") == Action::Unknown);
  CHECK(rules.type("x::y::Span") == Action::Out);
  CHECK(rules.type("x::Body") == Action::In);
  CHECK(rules.type("x::Expr") == Action::Refused);
  CHECK(rules.field("x::Body", "", "span") == Action::Out);
  CHECK(rules.field("x::Body", "", "blocks") == Action::In);
  CHECK(rules.field("x::Body", "", "list") == Action::Set);
  CHECK(rules.field("x::Body", "", "new") == Action::Unknown);
  CHECK(rules.field("x::Op", "", "span") == Action::Span);
  CHECK(rules.field("a::Const", "", "name") == Action::Out);
  CHECK(rules.field("b::Const", "", "name") == Action::In);
  CHECK(rules.field("b::Const", "Value", "0") == Action::In);
  CHECK(rules.field("b::Const", "Value", "1") == Action::Unknown);
  CHECK(rules.variant("c::Kind", "Doc") == Action::Out);
  CHECK(rules.leaves_out_attribute("doc"));
  CHECK_FALSE(rules.leaves_out_attribute("inline"));
}

TEST_CASE("rules that say something twice or without a reason are refused") {
  const std::string good = kRules;
  auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  CHECK_NOTHROW(content::Rules::parse(good, "f"));
  CHECK_THROWS_AS(content::Rules::parse(with("\"edition\"", "\"edition edition\""), "f"), Error);
  CHECK_THROWS_AS(content::Rules::parse(with("\"reason\": \"r\"", "\"reason\": \"\""), "f"), Error);
  CHECK_THROWS_AS(content::Rules::parse(with("\"set\"", "\"some\""), "f"), Error);
  CHECK_THROWS_AS(content::Rules::parse(with("\"format\": 1", "\"format\": 2"), "f"), Error);
  CHECK_THROWS_AS(content::Rules::parse("{", "f"), Error);
}

TEST_CASE("a text has the same CRC whether it is kept or not") {
  std::string long_text;
  for (int i = 0; i < 30000; ++i) long_text += "some text " + std::to_string(i);
  content::Piece pieces[2];
  for (const bool keep : {false, true}) {
    content::Writer writer(keep);
    writer.push();
    writer.text("begin ");
    writer.push();
    writer.text(long_text);
    const content::Piece inner = writer.pop();
    writer.push();
    writer.text("short");
    const content::Piece brief = writer.pop();
    for (int i = 0; i < 3; ++i) {
      writer.append(inner);
      writer.append(brief);
      writer.text(long_text);
    }
    pieces[keep ? 1 : 0] = writer.pop();
  }
  std::string whole = "begin ";
  for (int i = 0; i < 3; ++i) whole += long_text + "short" + long_text;
  CHECK(pieces[1].text == whole);
  CHECK(pieces[1].crc == crc::crc32(whole));
  CHECK(pieces[0].crc == pieces[1].crc);
  CHECK(pieces[0].length == whole.size());
  CHECK(pieces[0].text.empty());
}

TEST_CASE("a text that grows without bound ends in an error") {
  content::Writer writer(false);
  content::Piece piece;
  auto grow = [&] {
    for (int i = 0; i < 64; ++i) {
      writer.push();
      writer.text(std::string(100, 'x'));
      writer.append(piece);
      writer.append(piece);
      piece = writer.pop();
    }
  };
  CHECK_THROWS_AS(grow(), Error);
}
