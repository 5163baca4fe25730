// SPDX-License-Identifier: MIT OR Apache-2.0
// Runs MIR, as far as constants need it. Every value lies in memory in its real layout; what is done with it follows
// rustc_const_eval/src/interpret. Steps, depth and memory are bounded. Whatever is not known here throws.
#pragma once

#include <map>
#include <memory>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "body.hpp"
#include "memory.hpp"
#include "number.hpp"

namespace rmeta::eval {

/// Where a value lies, and what it is.
struct Place {
  Pointer at;
  Term type = nullptr;
  std::optional<Value> meta;             // of an unsized one: its length, or its vtable
  std::optional<std::uint32_t> variant;  // seen as this variant of an enum
};

class Machine {
 public:
  Machine(types::MetadataContext& cx, bool big_endian);

  /// The value of a constant item or anonymous constant, once.
  Place constant_item(DefId item, Terms args);
  /// Runs a constant's body (or one of its promoted parts); the place of the result.
  Place run_const(DefId item, std::optional<std::uint32_t> promoted, Terms args);
  /// The value at a place as types hold constants: a leaf or branch.
  Term value_tree(const Place&);
  /// A place that holds an encoded `ConstValue` of a type.
  Place const_value(const Body&, const Cursor& value, Term type);

 private:
  struct Frame {
    const Body* body;
    Terms args;  // generic arguments
    std::vector<Place> locals;
    int depth = 0;
  };

  // machine.cpp: control
  void run(const Body&, Terms args, std::vector<Place> arguments, const Place& result, int depth);
  std::size_t step(Frame&, const Block&, bool& done);
  void round();  ///< one more call, or round of a loop
  void statement(Frame&, const Cursor&);
  std::size_t switch_target(Frame&, const Cursor& terminator);
  const Body& body_of(DefId item, std::optional<std::uint32_t> promoted);
  Term instantiate(const Frame&, Term);
  Term type_in(const Frame&, const Cursor& type);

  // place.cpp: places and what is in them
  const types::Layout& layout(Term type) { return layouts_.layout_of(type); }
  Place allocate(Term type);
  Place local(Frame&, std::uint32_t);
  Place place(Frame&, const Cursor&);
  Place project(Frame&, const Place&, const Cursor& element);
  Place field(const Place&, std::uint32_t index);
  Place element(const Place&, std::uint64_t index);
  Place deref(const Place& pointer);
  std::uint64_t length(const Place&);
  std::uint64_t size_of(const Place&);
  /// The type that a vtable is for.
  Term behind_vtable(const Value& vtable);
  Value read(const Place&);
  std::uint64_t read_index(const Place&);
  Number number(const Place&);
  void write(const Place&, Value);
  void write_bits(const Place& p, U128 bits) { write(p, {bits, 0}); }
  void write_pointer(const Place& to, Pointer, std::optional<Value> meta);
  void copy(const Place& from, const Place& to);
  std::uint32_t variant_of(const Place&);
  void set_variant(const Place&, std::uint32_t variant);
  U128 discriminant(Term enumeration, std::uint32_t variant);

  // rvalue.cpp, cast.cpp, const_value.cpp
  Place operand(Frame&, const Cursor&);
  Place constant(Frame&, const Cursor&);
  Pointer allocation(const Body&, const Cursor& id);
  Pointer memory_of(const Body&, const Cursor& allocation);
  Pointer static_memory(DefId);
  void fill(AllocId, const Body&, const Cursor& allocation);
  Place from_tree(Term tree, Term type);
  Node tree_node(const Place&);
  void assign(Frame&, const Place& to, const Cursor& rvalue);
  void aggregate(Frame&, const Place& to, const Cursor& rvalue);
  void binary(const Place& to, std::string_view op, const Place& a, const Place& b, bool checked);
  void unary(const Place& to, std::string_view op, const Place& a);
  void cast(const Place& to, const Cursor& kind, const Place& from);
  void numeric_cast(const Place& to, const Place& from);
  void unsize(const Place& to, const Place& from);
  std::optional<Value> unsized_meta(Term from, Term to, const std::optional<Value>& old);

  // call.cpp, intrinsics.cpp
  void call(Frame&, const Cursor& terminator, const Place& to);
  void call_value(const Place& callee, std::vector<Place> arguments, const Place& to, int depth);
  bool callable(DefId item, Terms args, std::vector<Place>& arguments, const Place& to, int depth);
  bool is_trait_item_without_body(DefId item);
  bool has_drop_impl(DefId adt);
  void call_item(DefId item, Terms args, std::vector<Place> arguments, const Place& to, int depth);
  bool intrinsic(std::string_view name, Terms args, std::vector<Place>& arguments, const Place& to, int depth);
  bool memory_intrinsic(std::string_view name, Terms args, std::vector<Place>& arguments, const Place& to);
  bool number_intrinsic(std::string_view name, std::vector<Place>& arguments, const Place& to);
  std::optional<std::string_view> intrinsic_name(DefId item);
  void drop(const Place&);
  bool needs_drop(Term, int depth = 0);
  void construct(DefId constructor, const std::vector<Place>& arguments, const Place& to);

  // pointers.cpp
  Pointer pointer(const Place&);
  bool align_offset(std::vector<Place>& arguments, const Place& to);
  bool may_be_null(Pointer);
  std::uint64_t guaranteed_cmp(Pointer, Pointer);
  bool pointer_comparison(std::string_view name, const std::vector<Place>& arguments, const Place& to);

  types::MetadataContext& cx_;
  types::Interner& in_;
  types::LayoutQuery& layouts_;
  Term usize_, boolean_;
  Memory memory_;
  bool knows_remainders_;  // compares pointers by what the alignment of their allocations tells, and statics
  std::map<std::pair<DefId, std::uint32_t>, std::unique_ptr<Body>> bodies_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, Pointer>
      allocations_;  // by crate and index of a file's allocations
  std::map<std::tuple<std::uint32_t, std::uint64_t, Term>, Place> constants_;  // by crate, position and type
  std::map<std::pair<DefId, Term>, Place> items_;                              // by constant and arguments
  std::unordered_map<DefId, Pointer> statics_;
  std::map<Term, AllocId> functions_;
  std::uint64_t steps_ = 0, rounds_ = 0, tree_nodes_ = 0;
};

}  // namespace rmeta::eval
