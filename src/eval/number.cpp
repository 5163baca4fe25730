// SPDX-License-Identifier: MIT OR Apache-2.0
#include "number.hpp"

#include <bit>
#include <cmath>

#include "rmeta/error.hpp"

namespace rmeta::eval {

I128 Number::value() const {
  if (!is_signed || width == 128) return static_cast<I128>(bits);
  U128 sign = U128{1} << (width - 1);
  return static_cast<I128>((bits ^ sign) - sign);
}

U128 truncate(U128 v, unsigned width) {
  return width >= 128 ? v : v & ((U128{1} << width) - 1);
}

namespace {

Computed shift(std::string_view op, const Number& a, const Number& b) {
  const I128 y = b.value();
  const bool overflow = y < 0 || y >= static_cast<I128>(a.width);
  const auto by = static_cast<unsigned>(static_cast<U128>(y) & (a.width - 1));
  if (op == "Shl") return {truncate(a.bits << by, a.width), overflow};
  return {truncate(a.is_signed ? static_cast<U128>(a.value() >> by) : a.bits >> by, a.width), overflow};
}

Computed divide(std::string_view op, const Number& a, const Number& b) {
  const bool quotient = op == "Div";
  if (b.bits == 0) throw Error("a division by zero");
  if (!a.is_signed) return {quotient ? a.bits / b.bits : a.bits % b.bits, false};
  const I128 x = a.value(), y = b.value();
  if (y == -1) {
    if (a.bits == U128{1} << (a.width - 1)) throw Error("a division that overflows");
    return {quotient ? truncate(0 - a.bits, a.width) : 0, false};
  }
  return {truncate(static_cast<U128>(quotient ? x / y : x % y), a.width), false};
}

}  // namespace

std::optional<Computed> arithmetic(std::string_view op, const Number& a, const Number& b) {
  if (op == "BitAnd") return Computed{a.bits & b.bits, false};
  if (op == "BitOr") return Computed{a.bits | b.bits, false};
  if (op == "BitXor") return Computed{a.bits ^ b.bits, false};
  if (op == "Shl" || op == "Shr") return shift(op, a, b);
  if (op == "Div" || op == "Rem") return divide(op, a, b);
  bool beyond = false;
  U128 bits = 0;
  if (a.is_signed) {
    I128 x = a.value(), y = b.value(), r = 0;
    if (op == "Add")
      beyond = __builtin_add_overflow(x, y, &r);
    else if (op == "Sub")
      beyond = __builtin_sub_overflow(x, y, &r);
    else if (op == "Mul")
      beyond = __builtin_mul_overflow(x, y, &r);
    else
      return std::nullopt;
    bits = truncate(static_cast<U128>(r), a.width);
    return Computed{bits, beyond || Number{bits, a.width, true}.value() != r};
  }
  U128 r = 0;
  if (op == "Add")
    beyond = __builtin_add_overflow(a.bits, b.bits, &r);
  else if (op == "Sub")
    beyond = __builtin_sub_overflow(a.bits, b.bits, &r);
  else if (op == "Mul")
    beyond = __builtin_mul_overflow(a.bits, b.bits, &r);
  else
    return std::nullopt;
  bits = truncate(r, a.width);
  return Computed{bits, beyond || bits != r};
}

std::optional<bool> comparison(std::string_view op, const Number& a, const Number& b) {
  const bool less = a.is_signed ? a.value() < b.value() : a.bits < b.bits, equal = a.bits == b.bits;
  if (op == "Eq") return equal;
  if (op == "Ne") return !equal;
  if (op == "Lt") return less;
  if (op == "Le") return less || equal;
  if (op == "Gt") return !less && !equal;
  if (op == "Ge") return !less;
  return std::nullopt;
}

double to_double(U128 bits, unsigned size) {
  if (size == 4) return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  if (size == 8) return std::bit_cast<double>(static_cast<std::uint64_t>(bits));
  throw Error("a float of another size than 4 or 8 bytes");
}

U128 from_double(double value, unsigned size) {
  if (size == 4) return std::bit_cast<std::uint32_t>(static_cast<float>(value));
  if (size == 8) return std::bit_cast<std::uint64_t>(value);
  throw Error("a float of another size than 4 or 8 bytes");
}

namespace {

template <class F>
std::optional<F> compute(std::string_view op, F a, F b) {
  if (op == "Add") return a + b;
  if (op == "Sub") return a - b;
  if (op == "Mul") return a * b;
  if (op == "Div") return a / b;
  if (op == "Rem") return std::fmod(a, b);
  return std::nullopt;
}

}  // namespace

std::optional<U128> float_arithmetic(std::string_view op, U128 a, U128 b, unsigned size) {
  if (size == 4) {
    auto r = compute(op, static_cast<float>(to_double(a, 4)), static_cast<float>(to_double(b, 4)));
    return r ? std::optional<U128>(std::bit_cast<std::uint32_t>(*r)) : std::nullopt;
  }
  auto r = compute(op, to_double(a, size), to_double(b, size));
  return r ? std::optional(from_double(*r, size)) : std::nullopt;
}

std::optional<bool> float_comparison(std::string_view op, U128 a, U128 b, unsigned size) {
  const double x = to_double(a, size), y = to_double(b, size);
  if (op == "Eq") return x == y;
  if (op == "Ne") return x != y;
  if (op == "Lt") return x < y;
  if (op == "Le") return x <= y;
  if (op == "Gt") return x > y;
  if (op == "Ge") return x >= y;
  return std::nullopt;
}

U128 saturate(double value, unsigned width, bool is_signed) {
  if (std::isnan(value)) return 0;
  value = std::trunc(value);
  const double top = std::ldexp(1.0, static_cast<int>(is_signed ? width - 1 : width));
  if (value >= top) return is_signed ? (U128{1} << (width - 1)) - 1 : truncate(~U128{0}, width);
  if (is_signed) {
    if (value < -top) return U128{1} << (width - 1);
    return truncate(static_cast<U128>(static_cast<I128>(value)), width);
  }
  return value <= 0 ? 0 : static_cast<U128>(value);
}

}  // namespace rmeta::eval
