// SPDX-License-Identifier: MIT OR Apache-2.0
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "rmeta/cli/options.hpp"
#include "rmeta/error.hpp"

using namespace rmeta::cli;

namespace {

Exit nothing(const Options&, rmeta::report::Output&) {
  return Exit::Ok;
}

constexpr std::string_view kFormats[] = {"text", "json"};
constexpr Example kExamples[] = {{"of one crate", "rmetacrc a.rmeta"}};
const Verb kVerbs[] = {
    {"crc", "FILE...", "print CRCs", "Prints CRCs.", kFormats, kExamples, nothing},
    {"info", "FILE...", "what a file is", "Says what a file is.", kFormats, {}, nothing},
};

CommandLine command(std::vector<std::string> words) {
  return parse(kVerbs, words);
}

std::string refusal(std::vector<std::string> words) {
  try {
    (void)command(std::move(words));
  } catch (const rmeta::Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("the first argument is a verb or the first verb is meant") {
  CHECK(command({"info", "a.rmeta"}).verb->name == "info");
  CommandLine line = command({"a.rmeta", "info"});
  CHECK(line.verb->name == "crc");
  CHECK_FALSE(line.verb_given);
  CHECK(line.options.files == std::vector<std::string>{"a.rmeta", "info"});
  CHECK(command({}).verb->name == "crc");
}

TEST_CASE("options may stand anywhere and repeat where that has a meaning") {
  Options o = command({"crc", "-L", "a", "x.rlib", "-Lb", "--search-dir=c", "--extern", "core=libcore.rmeta", "-o",
                       "out", "--", "-y"})
                  .options;
  CHECK(o.search_dirs == std::vector<std::string>{"a", "b", "c"});
  CHECK(o.externs == std::vector<std::string>{"core=libcore.rmeta"});
  CHECK(o.output == "out");
  CHECK(o.files == std::vector<std::string>{"x.rlib", "-y"});
  CHECK(o.format().empty());
  CHECK_FALSE(o.help);
}

TEST_CASE("what the table does not know is refused with a hint") {
  CHECK(refusal({"--frobnicate"}).find("unknown option") != std::string::npos);
  CHECK(refusal({"info", "-L", "x", "f"}).find("`info` takes no option") != std::string::npos);
  CHECK(refusal({"info", "--form", "json"}).find("unknown option") != std::string::npos);
  CHECK(refusal({"--format", "json", "--format", "text", "f"}) != "");
  CHECK(refusal({"-o"}) != "");
  CHECK(refusal({"--format", "xml", "f"}).find("it has text, json") != std::string::npos);
  CHECK(refusal({"--extern", "core", "f"}).find("NAME=PATH") != std::string::npos);
  CHECK(refusal({"--extern", "=x", "f"}) != "");
  CHECK(refusal({"--help=no"}) != "");
}

TEST_CASE("usage names every verb and every option a verb takes") {
  std::string all = usage(kVerbs);
  CHECK(all.find("crc") != std::string::npos);
  CHECK(all.find("what a file is") != std::string::npos);
  std::string info = usage(kVerbs[1]);
  CHECK(info.find("--format FORMAT") != std::string::npos);
  CHECK(info.find("text, json (default: text)") != std::string::npos);
  CHECK(info.find("--extern") == std::string::npos);
  CHECK(usage(kVerbs[0]).find("-L, --search-dir DIR") != std::string::npos);
  CHECK(usage(kVerbs[0]).find("examples:\n  # of one crate\n  rmetacrc a.rmeta\n") != std::string::npos);
  CHECK(info.find("examples:") == std::string::npos);
}

TEST_CASE("option names are unique and described") {
  std::set<std::string_view> names;
  std::set<char> letters;
  for (const OptionRow& row : option_table()) {
    CHECK(names.insert(row.name).second);
    CHECK_FALSE(row.help.empty());
    if (row.letter != 0) CHECK(letters.insert(row.letter).second);
    bool flag = std::holds_alternative<bool Options::*>(row.member);
    CHECK(flag == row.argument.empty());
  }
}
