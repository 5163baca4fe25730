// SPDX-License-Identifier: MIT OR Apache-2.0
// Casts (rustc_const_eval/src/interpret/cast.rs). Older releases tell them apart by the types alone ("Misc").
#include <fmt/format.h>

#include "machine.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::eval {

namespace {

bool is_pointer(Term t) {
  return t->kind == Kind::RawPtr || t->kind == Kind::Ref || t->kind == Kind::FnPtr;
}

bool is_number(Term t) {
  return t->kind == Kind::Int || t->kind == Kind::Uint || t->kind == Kind::Bool || t->kind == Kind::Char ||
         t->kind == Kind::Float;
}

}  // namespace

void Machine::cast(const Place& to, const Cursor& kind, const Place& from) {
  std::string_view name = kind.variant_name();
  if (name == "PointerCoercion" || name == "Pointer") name = kind.field(0).variant_name();
  if (name == "Transmute" || name == "Subtype" || name == "UnsafeFnPointer" || name == "MutToConstPointer") {
    if (layout(from.type).size != layout(to.type).size) throw Error("a transmutation between different sizes");
    return copy(from, to);
  }
  if (name == "Unsize") return unsize(to, from);
  if (name == "ReifyFnPointer") {
    if (from.type->kind != Kind::FnDef) throw Error("a function pointer is made of what is no function");
    AllocId& id = functions_[from.type];
    if (id == 0) id = memory_.add({Allocation::What::Function, {}, {}, false, from.type, 1, {}});
    return write_pointer(to, {id, 0}, std::nullopt);
  }
  if (is_pointer(to.type) && is_pointer(from.type)) {
    const std::uint64_t word = memory_.pointer_size();
    const Value p = memory_.read(from.at, word);
    std::optional<Value> meta;
    if (layout(from.type).size == 2 * word) meta = memory_.read({from.at.alloc, from.at.offset + word}, word);
    return write_pointer(to, {p.alloc, static_cast<std::uint64_t>(p.bits)}, meta);
  }
  if (is_number(to.type) || is_pointer(to.type)) return numeric_cast(to, from);
  throw Error(fmt::format("a cast from {} to {} ({}) cannot be evaluated", types::print(cx_, from.type),
                          types::print(cx_, to.type), name));
}

void Machine::numeric_cast(const Place& to, const Place& from) {
  const auto width = static_cast<unsigned>(layout(to.type).size * 8);
  if (from.type->kind == Kind::Adt) {
    // An enum without fields is cast to a number by its discriminant.
    return write_bits(to, truncate(discriminant(from.type, variant_of(from)), width));
  }
  const Value v = read(from);
  if (v.alloc != 0) throw Error("the address of a pointer is needed as a number");
  const Number n{v.bits, static_cast<unsigned>(layout(from.type).size * 8), from.type->kind == Kind::Int};
  if (from.type->kind == Kind::Float) {
    const double d = to_double(n.bits, n.width / 8);
    return write_bits(
        to, to.type->kind == Kind::Float ? from_double(d, width / 8) : saturate(d, width, to.type->kind == Kind::Int));
  }
  if (to.type->kind == Kind::Float) {
    if (width == 32)
      return write_bits(to, from_double(n.is_signed ? static_cast<float>(n.value()) : static_cast<float>(n.bits), 4));
    return write_bits(
        to, from_double(n.is_signed ? static_cast<double>(n.value()) : static_cast<double>(n.bits), width / 8));
  }
  write_bits(to, truncate(static_cast<U128>(n.value()), width));
}

// What a pointer to `to` has beside the address when it is made of one to `from`: both are followed to where they
// differ.
std::optional<Value> Machine::unsized_meta(Term from, Term to, const std::optional<Value>& old) {
  constexpr int kMost = 100;
  for (int i = 0; i < kMost; ++i) {
    if (to->kind == Kind::Slice && from->kind == Kind::Array)
      return Value{length({{0, 0}, from, std::nullopt, std::nullopt}), 0};
    if (to->kind == Kind::Dynamic && from->kind == Kind::Dynamic) return old;
    if (to->kind == Kind::Dynamic) {
      Node key;
      key.kind = Kind::List;
      Term kids[] = {from, to};
      key.kids = kids;
      AllocId& id = functions_[in_.intern(key)];
      if (id == 0) id = memory_.add({Allocation::What::VTable, {}, {}, false, from, layout(usize_).align, {}});
      return Value{0, id};
    }
    if (from->kind != to->kind || (to->kind != Kind::Adt && to->kind != Kind::Tuple)) break;
    auto a = layouts_.field_types(from, 0), b = layouts_.field_types(to, 0);
    if (a.empty() || a.size() != b.size()) break;
    from = a.back();
    to = b.back();
  }
  throw Error(fmt::format("how {} becomes {} is not known", types::print(cx_, from), types::print(cx_, to)));
}

void Machine::unsize(const Place& to, const Place& from) {
  if (is_pointer(to.type) && is_pointer(from.type)) {
    const std::uint64_t word = memory_.pointer_size();
    const Value p = memory_.read(from.at, word);
    std::optional<Value> old;
    if (layout(from.type).size == 2 * word) old = memory_.read({from.at.alloc, from.at.offset + word}, word);
    return write_pointer(to, {p.alloc, static_cast<std::uint64_t>(p.bits)},
                         unsized_meta(from.type->kids.back(), to.type->kids.back(), old));
  }
  if (from.type->kind != Kind::Adt || to.type->kind != Kind::Adt || from.type->def != to.type->def)
    throw Error(
        fmt::format("how {} becomes {} is not known", types::print(cx_, from.type), types::print(cx_, to.type)));
  // A smart pointer: the one field that differs is converted.
  const auto n = static_cast<std::uint32_t>(layouts_.field_types(to.type, 0).size());
  for (std::uint32_t i = 0; i < n; ++i) {
    Place a = field(from, i), b = field(to, i);
    if (a.type == b.type)
      copy(a, b);
    else if (layout(b.type).size != 0)
      unsize(b, a);
  }
}

}  // namespace rmeta::eval
