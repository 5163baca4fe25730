// SPDX-License-Identifier: MIT OR Apache-2.0
// Writes values of one crate in canonical form: a visitor of the decoding engine that follows the plan (plan.hpp).
//
//   struct      {field: value field: value}, tuples and numbered fields (value value)
//   enum        Variant, Variant{...}, Variant(...)
//   Option      - or +value
//   sequence    [value value], bytes as text; sets and maps the same, elements ordered by their CRC
//   definition  its name, a path that no numbering goes into (names.cpp)
//   type, constant allocation    written out in place; kept as a piece, so that it is read once
//   lazy value, array            written out in place
//
// Nothing is written for spans, syntax contexts and expansions. Every definition of the crate that is met is reported:
// it belongs to the content, too.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "places.hpp"
#include "plan.hpp"
#include "rmeta/crate/crate.hpp"
#include "rmeta/crate/graph.hpp"
#include "rmeta/crate/items.hpp"
#include "rmeta/decode/visitor.hpp"
#include "writer.hpp"

namespace rmeta::content {

using crate::DefIndex;
using schema::TypeId;

class Printer;

/// The printers of all crates whose definitions are named, made when they are needed.
class Printers {
 public:
  Printers(const crate::Graph& graph, const Rules& rules, bool keep_text)
      : graph_(graph), rules_(rules), keep_text_(keep_text) {}
  /// Throws Unavailable if the crate cannot be found.
  Printer& of(std::uint32_t crate);

 private:
  const crate::Graph& graph_;
  const Rules& rules_;
  bool keep_text_;
  std::map<std::uint32_t, std::unique_ptr<Printer>> printers_;
};

/// Why there is no content CRC although nothing is wrong with the file.
struct Unavailable {
  std::string why;
};

class Printer : public decode::NullVisitor {
 public:
  Printer(const crate::Crate& crate, const Rules& rules, Printers& others, bool keep_text);

  Writer& writer() { return writer_; }
  const Plan& plan() const { return plan_; }
  const Rules& rules() const { return rules_; }
  /// Called with every definition of this crate that a value refers to.
  std::function<void(DefIndex)> reached;

  /// A definition's name (names.cpp).
  const std::string& name(DefIndex i);

  // Values of this crate, written where the writer stands.
  void value(const decode::Cursor& at);
  void lazy_value(const decode::LazyRef& ref, bool set);
  /// Row `i` of a table; false, and nothing written, if it holds no value.
  bool write_row(const decode::LazyRef& table, std::uint64_t i, bool set);
  void definition(decode::DefIdRef def, bool reaches = true);
  /// What is written by `write` as a piece of its own.
  template <class F>
  Piece piece(F&& write) {
    const State state = enter();
    writer_.push();
    write();
    Piece p = writer_.pop();
    leave(state);
    return p;
  }
  /// Pieces in the order of their CRCs; equal ones once, if they are to be `unique`.
  void append_sorted(std::vector<Piece>& pieces, bool unique = false);

  // ---- events
  void begin(TypeId t, std::uint64_t pos);
  void end(TypeId t, std::uint64_t pos);
  void variant(TypeId t, std::uint32_t index);
  void field(TypeId t, std::uint32_t variant, std::uint32_t index);
  void count(TypeId t, std::uint64_t n);
  void element(TypeId t, std::uint64_t index);
  void uint(TypeId t, std::uint64_t v, std::uint64_t pos);
  void sint(TypeId t, std::int64_t v, std::uint64_t pos);
  void wide(TypeId t, decode::U128 v, std::uint64_t pos);
  void boolean(TypeId t, bool v, std::uint64_t pos);
  void character(TypeId t, char32_t v, std::uint64_t pos);
  void str(TypeId t, std::string_view v, std::uint64_t pos);
  void bytes(TypeId t, std::span<const std::uint8_t> v, std::uint64_t pos);
  void unit(TypeId t, std::uint64_t pos);
  void symbol(TypeId t, const decode::SymbolRef& v, std::uint64_t pos);
  void span(TypeId t, const decode::SpanRef& v, std::uint64_t pos);
  void def_id(TypeId t, decode::DefIdRef v, std::uint64_t pos);
  void expn_id(TypeId t, decode::DefIdRef v, std::uint64_t pos);
  void syntax_context(TypeId t, std::uint32_t v, std::uint64_t pos);
  void alloc(TypeId t, std::uint64_t index, std::uint64_t pos);
  void fixed(TypeId t, std::uint32_t code, std::uint64_t pos);
  void reference(TypeId t, const decode::Reference& ref, std::uint64_t pos);
  void lazy(TypeId t, const decode::LazyRef& ref, std::uint64_t pos);

 private:
  struct Frame {
    char close = 0;
    bool any = false;
    bool set = false;
    bool bytes = false;   // a list of bytes, written as text
    bool placed = false;  // a constant whose value is being written as a piece of its own
  };
  struct Set {
    std::vector<Piece> done;
    std::vector<DefIndex> reached;  // by the element that is being written
    bool open = false, drop = false;
  };
  // What belongs to the value that is being written, put aside while another one is.
  struct State {
    std::uint32_t mute;
    bool skip_next, set_next;
  };

  State enter();
  void leave(const State& state);
  bool leaf(TypeId t);
  void open(char bracket, bool set = false);
  void before_element();
  void close_element();
  void quote(std::string_view s);
  void reach(DefIndex i);
  void charge(std::uint64_t bytes, std::uint64_t pos);
  void nest(std::uint64_t pos);
  [[noreturn]] void unclassified(TypeId t, std::uint32_t variant, std::uint32_t field) const;

  // hygiene.cpp
  const std::string& marks(std::uint32_t context);
  std::string expansion(decode::DefIdRef expansion);

  // Constants that say where they stand (places.hpp).
  void place(const Piece& constant);
  void see_bytes(std::string_view bytes);

  // names.cpp
  std::string make_name(DefIndex i);
  std::string foreign_name(decode::DefIdRef def);
  std::string impl_name(DefIndex i);
  bool is_parameter(DefIndex i, const crate::DefKey& key) const;
  void number_parameters();

  const crate::Crate& crate_;
  const schema::Schema& schema_;
  const decode::Context& ctx_;
  const Rules& rules_;
  Printers& others_;
  Plan plan_;
  Writer writer_;

  std::vector<Frame> frames_;
  std::vector<Set> sets_;
  std::uint32_t mute_ = 0;  // composites that are being passed over
  bool skip_next_ = false, set_next_ = false;
  unsigned nesting_ = 0;
  std::uint64_t budget_;

  std::unordered_map<std::uint64_t, Piece> pieces_;  // of types and predicates that are referred to, by position
  std::vector<std::optional<Piece>> allocs_;
  std::vector<bool> allocs_open_;

  enum class Spans : std::uint8_t { Nothing, Marks, Place };
  Spans next_span_ = Spans::Nothing;  // what is wanted of the span that comes next
  Places places_;
  decode::SpanRef around_;            // the span that was passed over last
  std::optional<Places::Here> here_;  // where the constant that is being written stands
  bool is_file_ = false;              // ... and it is the name of that file
  std::string byte_run_;              // the list of bytes that is being read
  std::string_view last_bytes_;       // of the allocation that was written last
  std::unordered_map<std::uint64_t, std::string_view> alloc_bytes_;
  std::unordered_map<std::uint32_t, std::string> marks_;

  std::vector<std::uint32_t> name_ids_;  // by DefIndex: 0 or 1 + index in names_
  std::deque<std::string> names_;
  std::vector<std::uint32_t> parameters_;  // by DefIndex: number of a generic parameter; empty until needed
  std::vector<DefIndex> naming_;           // impls whose headers are being written
  std::size_t provisional_ = 0;            // names used that are relative to one of those
};

}  // namespace rmeta::content
