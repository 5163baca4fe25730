// SPDX-License-Identifier: MIT OR Apache-2.0
// Arithmetic on numbers of 8 to 128 bits, as MIR's operators do it: the result goes round at the width, and an
// overflow is told apart (rustc_const_eval/src/interpret/operator.rs).
#pragma once

#include <optional>
#include <string_view>

#include "rmeta/types/layout.hpp"

namespace rmeta::eval {

using types::I128;
using types::U128;

struct Number {
  U128 bits = 0;
  unsigned width = 0;  // bits
  bool is_signed = false;

  I128 value() const;  // sign-extended; of unsigned numbers below 2^127
};

struct Computed {
  U128 bits = 0;
  bool overflow = false;
};

U128 truncate(U128 v, unsigned width);
/// "Add", "Sub", "Mul", "Div", "Rem", "BitAnd", "BitOr", "BitXor", "Shl", "Shr"; nothing for others. Throws on division
/// by zero, and on the one signed division that overflows.
std::optional<Computed> arithmetic(std::string_view op, const Number& a, const Number& b);
/// "Eq", "Ne", "Lt", "Le", "Gt", "Ge"; nothing for others.
std::optional<bool> comparison(std::string_view op, const Number& a, const Number& b);
/// The same for floats of 4 and 8 bytes: results are bits.
std::optional<U128> float_arithmetic(std::string_view op, U128 a, U128 b, unsigned size);
std::optional<bool> float_comparison(std::string_view op, U128 a, U128 b, unsigned size);
double to_double(U128 bits, unsigned size);
U128 from_double(double value, unsigned size);
/// `as` from a float to an integer: towards zero, saturating, NaN is 0.
U128 saturate(double value, unsigned width, bool is_signed);

}  // namespace rmeta::eval
