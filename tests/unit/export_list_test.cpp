// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/symbols/export_list.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

#include "rmeta/error.hpp"

using namespace rmeta;
using namespace rmeta::symbols;

namespace {

ExportList read(const std::string& text) {
  std::istringstream in(text);
  return ExportList::read(in, "list");
}
std::vector<std::string> names(const ExportList& list) {
  std::vector<std::string> out;
  for (const auto& n : list.names()) out.push_back(n.pattern ? n.name + " (pattern)" : n.name);
  return out;
}
using V = std::vector<std::string>;

}  // namespace

TEST_CASE("forms of export lists") {
  CHECK(names(read("b\na\n# c\n\n  d # why\r\na\n")) == V{"a", "b", "d"});
  CHECK(read("a\n").from() == ExportList::From::Names);
  CHECK(names(read("EXPORT_SYMBOL_RUST_GPL(_RNvC1a1b);\nEXPORT_SYMBOL( x )\n")) == V{"_RNvC1a1b", "x"});
  auto kmi = read("[abi_symbol_list]\n  kmalloc\n  _R*\n[abi_whitelist]\n# n\n  z?\n");
  CHECK(names(kmi) == V{"_R* (pattern)", "kmalloc", "z? (pattern)"});
  CHECK(kmi.from() == ExportList::From::Kernel);
  auto module = read("0x1234abcd\tkfree\tvmlinux\tEXPORT_SYMBOL\t\n0x00000000\tx\ty\tEXPORT_SYMBOL_GPL\tNS\n");
  CHECK(names(module) == V{"kfree", "x"});
  CHECK(module.from() == ExportList::From::Kernel);
  for (const char* bad :
       {"", "#\n", "a b\n", "[abi_types]\na\n", "EXPORT_SYMBOL(a b);\n", "EXPORT_SYMBOL()\n", "0x12345678\tx\n"})
    CHECK_THROWS_AS(read(bad), Error);
}

TEST_CASE("shell patterns") {
  for (auto [pattern, name] : {std::pair{"*", ""},
                               {"*", "a"},
                               {"a*c", "abbc"},
                               {"a*b*c", "axbybc"},
                               {"?", "x"},
                               {"[a-c]x", "bx"},
                               {"[!a]x", "bx"},
                               {"[]]", "]"},
                               {"a[", "a["},
                               {"**", "x"},
                               {"_R*4core*", "_RNvC4core3fmt"}}) {
    CAPTURE(pattern);
    CHECK(glob_matches(pattern, name));
  }
  for (auto [pattern, name] :
       {std::pair{"", "a"}, {"a", ""}, {"a*c", "ab"}, {"?", ""}, {"[a-c]", "d"}, {"[!a]", "a"}, {"a", "ab"}}) {
    CAPTURE(pattern);
    CHECK_FALSE(glob_matches(pattern, name));
  }
  // Many stars are no trouble.
  std::string stars, text(2000, 'a');
  for (int i = 0; i < 500; ++i) stars += "*a";
  CHECK_FALSE(glob_matches(stars + "b", text));
}

TEST_CASE("names of the legacy scheme") {
  CHECK(looks_like_legacy("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE"));
  CHECK(looks_like_legacy("_ZN4core3fmt3pad17h0123456789abcdefE.llvm.123"));
  CHECK_FALSE(looks_like_legacy("_ZN4core3fmt3padE"));
  CHECK_FALSE(looks_like_legacy("_ZN4core3fmt3pad17h0123456789abcdegE"));
  CHECK_FALSE(looks_like_legacy("_ZN17h0123456789abcdef"));
  CHECK_FALSE(looks_like_legacy("_RNvC1a1b"));
}
