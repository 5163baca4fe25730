// SPDX-License-Identifier: MIT OR Apache-2.0
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "rmeta/error.hpp"
#include "rmeta/report/json.hpp"
#include "rmeta/report/output.hpp"
#include "rmeta/report/progress.hpp"

using rmeta::report::JsonWriter;
using rmeta::report::Output;
using rmeta::report::Progress;

namespace {

struct Folder {
  Folder() {
    std::string name = "/tmp/rmeta_report_XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const char* name) const { return (path / name).string(); }
  std::filesystem::path path;
};

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in.good());
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string written(const std::function<void(JsonWriter&)>& fill, unsigned break_depth = 0) {
  Folder folder;
  Output out(folder.file("x.json"));
  JsonWriter json(out, break_depth);
  fill(json);
  json.finish();
  out.commit();
  return content(folder.file("x.json"));
}

}  // namespace

TEST_CASE("nesting, commas and colons") {
  CHECK(written([](JsonWriter& j) {
          j.begin_object();
          j.member("a", 1U);
          j.key("b");
          j.begin_array();
          j.string("x");
          j.null();
          j.begin_object();
          j.end_object();
          j.end_array();
          j.member("c", true);
          j.end_object();
        }) == "{\"a\":1,\"b\":[\"x\",null,{}],\"c\":true}\n");
}

TEST_CASE("lines break down to the depth asked for and not below") {
  CHECK(written(
            [](JsonWriter& j) {
              j.begin_object();
              j.key("list");
              j.begin_array();
              for (int i = 0; i < 2; ++i) {
                j.begin_object();
                j.member("i", i);
                j.end_object();
              }
              j.end_array();
              j.end_object();
            },
            2) == "{\n  \"list\": [\n    {\"i\":0},\n    {\"i\":1}\n  ]\n}\n");
}

TEST_CASE("numbers beyond 2^53 are decimal strings") {
  auto one = [](auto value) { return written([&](JsonWriter& j) { j.number(value); }); };
  CHECK(one(std::uint64_t{1} << 53) == "9007199254740992\n");
  CHECK(one((std::uint64_t{1} << 53) + 1) == "\"9007199254740993\"\n");
  CHECK(one(std::numeric_limits<std::uint64_t>::max()) == "\"18446744073709551615\"\n");
  CHECK(one(std::int64_t{-5}) == "-5\n");
  CHECK(one(-(std::int64_t{1} << 53)) == "-9007199254740992\n");
  CHECK(one(std::numeric_limits<std::int64_t>::min()) == "\"-9223372036854775808\"\n");
  CHECK(one(~static_cast<unsigned __int128>(0)) == "\"340282366920938463463374607431768211455\"\n");
  CHECK(one(static_cast<__int128>(static_cast<unsigned __int128>(1) << 127)) ==
        "\"-170141183460469231731687303715884105728\"\n");
}

TEST_CASE("any UTF-8 text comes back as it was") {
  std::string text = "quote \" backslash \\ tab \t line \n nul ";
  text.push_back('\0');
  for (char c = 1; c < 32; ++c) text.push_back(c);
  text += "\x7f \xc3\xa9 \xe2\x82\xac \xf0\x9f\xa6\x80 \xf4\x8f\xbf\xbf \xed\x9f\xbf";
  auto line = written([&](JsonWriter& j) { j.string(text); });
  CHECK(nlohmann::json::parse(line).get<std::string>() == text);
}

TEST_CASE("a byte that must be escaped is found wherever it stands") {
  for (std::size_t length = 1; length < 20; ++length)
    for (std::size_t at = 0; at < length; ++at)
      for (char special : {'"', '\\', '\x01', '\x1f', '\0', '\x7f'}) {
        std::string text(length, at % 2 == 0 ? 'a' : '~');
        text[at] = special;
        const auto line = written([&](JsonWriter& j) { j.string(text); });
        CHECK(nlohmann::json::parse(line).get<std::string>() == text);
        text[at] = '\xff';
        CHECK_THROWS_AS(written([&](JsonWriter& j) { j.string(text); }), rmeta::Error);
      }
}

TEST_CASE("what is no UTF-8 is an error, not a replacement") {
  // A lone continuation, a truncated sequence, an overlong form, a surrogate, beyond U+10FFFF, a byte that never
  // occurs.
  for (std::string bad : {"\x80", "a\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff",
                          "\xe2\x82"
                          "a"}) {
    CHECK_THROWS_AS(written([&](JsonWriter& j) { j.string(bad); }), rmeta::Error);
    CHECK(rmeta::report::displayable(bad).find("\xef\xbf\xbd") != std::string::npos);
  }
  CHECK(rmeta::report::displayable("a\xff\xc3\xa9") == "a\xef\xbf\xbd\xc3\xa9");
}

TEST_CASE("misuse is reported") {
  CHECK_THROWS_AS(written([](JsonWriter& j) {
                    j.begin_object();
                    j.string("value without key");
                  }),
                  std::logic_error);
  CHECK_THROWS_AS(written([](JsonWriter& j) {
                    j.begin_array();
                    j.key("key in an array");
                  }),
                  std::logic_error);
  CHECK_THROWS_AS(written([](JsonWriter& j) {
                    j.begin_array();
                    j.end_object();
                  }),
                  std::logic_error);
  CHECK_THROWS_AS(written([](JsonWriter& j) { j.begin_array(); }), std::logic_error);
  CHECK_THROWS_AS(written([](JsonWriter& j) {
                    j.null();
                    j.null();
                  }),
                  std::logic_error);
}

TEST_CASE("a file is replaced whole or not at all") {
  Folder folder;
  std::string path = folder.file("out");
  std::ofstream(path) << "old";
  {
    Output out(path);
    out.write(std::string(200000, 'x'));
    CHECK(content(path) == "old");
  }
  CHECK(content(path) == "old");
  {
    Output out(path);
    out.write(std::string(200000, 'y'));
    out.commit();
  }
  CHECK(content(path) == std::string(200000, 'y'));
  auto entries = std::distance(std::filesystem::directory_iterator(folder.path), {});
  CHECK(entries == 1);
}

TEST_CASE("modes and links of a replaced file stay") {
  Folder folder;
  std::string path = folder.file("real"), link = folder.file("link");
  std::ofstream(path) << "old";
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  std::filesystem::create_symlink("real", link);
  Output out(link);
  out.write("new");
  out.commit();
  CHECK(content(path) == "new");
  CHECK(std::filesystem::is_symlink(link));
  CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::mask) ==
        static_cast<std::filesystem::perms>(0640));
}

TEST_CASE("output that cannot be written is an error") {
  CHECK_THROWS_AS(Output("/nonexistent-folder/x"), rmeta::Error);
  CHECK_THROWS_AS(Output("/tmp"), rmeta::Error);
  Output full("/dev/full");
  full.write("x");
  CHECK_THROWS_AS(full.commit(), rmeta::Error);
}

TEST_CASE("how far work is, in as many columns as there are") {
  CHECK(Progress::line(0, 2, "crates", 1, 80) == "[........................................] 0 of 2 crates, 1 s");
  CHECK(Progress::line(1, 2, "crates", 9, 32) == "[#####.....] 1 of 2 crates, 9 s");
  CHECK(Progress::line(2, 2, "crates", 9, 32) == "[##########] 2 of 2 crates, 9 s");
  CHECK(Progress::line(3, 2, "crates", 9, 32) == "[##########] 3 of 2 crates, 9 s");
  CHECK(Progress::line(0, 0, "crates", 9, 32) == "[##########] 0 of 0 crates, 9 s");
  for (std::size_t columns = 0; columns < 100; ++columns) {
    const std::size_t length = Progress::line(17, 300, "crates", 12, columns).size();
    CHECK((columns == 0 ? length == 0 : length < columns));
  }
}
