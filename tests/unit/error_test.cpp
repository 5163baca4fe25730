// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/error.hpp"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("the message says where, what and what to do") {
  rmeta::Error e("tag 9 is not a variant of Option");
  e.offset(0x1f)
      .field("[3]")
      .field("generics_of")
      .field("tables")
      .member("lib.rmeta")
      .file("liba.rlib")
      .hint("the file is damaged");
  CHECK(std::string(e.what()) ==
        "liba.rlib(lib.rmeta): at offset 0x1f: in tables.generics_of[3]: tag 9 is not a variant of Option; the file is "
        "damaged");
}

TEST_CASE("the innermost layer's word stands") {
  rmeta::Error e("x");
  e.offset(1).file("inner");
  e.offset(2).file("outer");
  CHECK(std::string(e.what()) == "inner: at offset 0x1: x");
}
