// SPDX-License-Identifier: MIT OR Apache-2.0
#include <doctest/doctest.h>

#include "../../src/eval/memory.hpp"
#include "../../src/eval/number.hpp"
#include "rmeta/error.hpp"

using namespace rmeta::eval;

namespace {

Number u8(unsigned v) {
  return {v, 8, false};
}

Number i8(int v) {
  return {truncate(static_cast<U128>(I128{v}), 8), 8, true};
}

}  // namespace

TEST_CASE("arithmetic goes round at the width and tells an overflow") {
  CHECK(arithmetic("Add", u8(200), u8(100))->bits == 44);
  CHECK(arithmetic("Add", u8(200), u8(100))->overflow);
  CHECK_FALSE(arithmetic("Add", u8(200), u8(55))->overflow);
  CHECK(arithmetic("Sub", u8(1), u8(2))->bits == 255);
  CHECK(arithmetic("Mul", i8(-64), i8(2))->bits == 0x80);
  CHECK_FALSE(arithmetic("Mul", i8(-64), i8(2))->overflow);
  CHECK(arithmetic("Mul", i8(-64), i8(3))->overflow);
  CHECK(arithmetic("Div", i8(-7), i8(2))->bits == truncate(static_cast<U128>(I128{-3}), 8));
  CHECK(arithmetic("Rem", i8(-7), i8(3))->bits == 0xff);
  CHECK(arithmetic("Shr", i8(-8), u8(1))->bits == 0xfc);
  CHECK(arithmetic("Shl", u8(1), u8(9))->bits == 2);
  CHECK(arithmetic("Shl", u8(1), u8(9))->overflow);
  CHECK_THROWS_AS(arithmetic("Div", u8(1), u8(0)), rmeta::Error);
  CHECK_THROWS_AS(arithmetic("Div", i8(-128), i8(-1)), rmeta::Error);
  const Number most{~U128{0}, 128, false};
  CHECK(arithmetic("Add", most, {1, 128, false})->overflow);
  CHECK(arithmetic("Mul", most, {1, 128, false})->bits == ~U128{0});
  CHECK_FALSE(arithmetic("Nonsense", u8(1), u8(1)));
}

TEST_CASE("comparisons know signs") {
  CHECK(*comparison("Lt", i8(-1), i8(0)));
  CHECK_FALSE(*comparison("Lt", u8(255), u8(0)));
  CHECK(*comparison("Ge", u8(3), u8(3)));
  CHECK_FALSE(comparison("Add", u8(3), u8(3)));
}

TEST_CASE("floats become integers as `as` does it") {
  CHECK(saturate(3.99, 8, false) == 3);
  CHECK(saturate(-3.99, 8, true) == 0xfd);
  CHECK(saturate(1e30, 32, true) == 0x7fffffff);
  CHECK(saturate(-1.0, 64, false) == 0);
  CHECK(saturate(-1e30, 8, true) == 0x80);
}

TEST_CASE("memory keeps bytes in the target's order, and pointers whole") {
  for (bool big : {false, true}) {
    Memory memory(big, 8);
    Pointer a = memory.allocate(24, 8), b = memory.allocate(8, 4);
    memory.write(a, 4, {0x11223344, 0});
    CHECK(memory.at(a.alloc).bytes[0] == (big ? 0x11 : 0x44));
    CHECK(memory.read(a, 4).bits == 0x11223344);
    memory.write({a.alloc, 8}, 8, {4, b.alloc});
    CHECK(memory.read({a.alloc, 8}, 8).alloc == b.alloc);
    CHECK_THROWS_AS(memory.read({a.alloc, 8}, 4), rmeta::Error);
    CHECK_THROWS_AS(memory.read({a.alloc, 5}, 8), rmeta::Error);
    memory.copy({a.alloc, 8}, {a.alloc, 16}, 8);
    CHECK(memory.read({a.alloc, 16}, 8).alloc == b.alloc);
    memory.write({a.alloc, 8}, 1, {0, 0});  // half of a pointer is none
    CHECK(memory.read({a.alloc, 8}, 8).alloc == 0);
    CHECK_THROWS_AS(memory.read({a.alloc, 20}, 8), rmeta::Error);
    CHECK_THROWS_AS(memory.write({0, 4}, 1, {}), rmeta::Error);
    CHECK(memory.at(b.alloc).align == 4);
    memory.at(b.alloc).writable = false;
    CHECK_THROWS_AS(memory.write(b, 1, {}), rmeta::Error);
    CHECK_THROWS_AS(memory.allocate(std::uint64_t{1} << 62, 1), rmeta::Error);
  }
}
