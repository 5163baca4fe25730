// SPDX-License-Identifier: MIT OR Apache-2.0
// The visitor that sees every value of a file: marks what back references may lead to, and checks what can be checked
// of a value by itself: references lead to the start of an earlier thing of their kind, numbers of crates, definitions,
// allocations, source files, syntax contexts and expansions exist.
#pragma once

#include <string>
#include <vector>

#include "bitmap.hpp"
#include "nodes.hpp"
#include "rmeta/decode/special.hpp"
#include "rmeta/decode/walk.hpp"

namespace rmeta::verify {

/// Thrown out of a tentative decode by the first thing that is not right.
struct Rejected {};

class Checker : public decode::NullVisitor {
 public:
  static constexpr bool kContents = false;

  Checker(const decode::Context& ctx, const Nodes& nodes, Report& report, const Options& options);

  /// For messages: what is being decoded.
  void at(std::uint16_t origin, schema::TypeId type) { origin_ = origin, type_ = type; }
  void problem(std::uint64_t pos, std::string what);
  void problem(std::uint64_t pos, std::uint16_t origin, schema::TypeId type, std::string what);

  /// A gap between nodes, behind all earlier ones. References into it are checked when it has been filled (`settle`).
  void gap(Range range) {
    gaps_.push_back(range);
    wanted_.emplace_back();
  }

  /// A state to return to: between tentative() and accept() a problem throws Rejected, and marks are remembered.
  struct Checkpoint {
    std::size_t marked = 0, wanted = 0;
    References references[4] = {};
  };
  Checkpoint tentative();
  void rollback(const Checkpoint& to);
  void accept();
  /// The last gap is being filled: references from it into itself must be right at once.
  void filling(bool now) { filling_ = now; }
  /// True if every reference into that part of the last gap leads to something that has been marked.
  bool satisfied(Range range) const;
  /// Reports the references into the last gap that lead nowhere, and drops it.
  void settle();

  /// Types of which a value was decoded.
  std::vector<bool>& seen() { return seen_; }

  void begin(schema::TypeId t, std::uint64_t) { seen_[index(t)] = true; }
  void target(schema::TypeId, std::uint64_t pos);
  void reference(schema::TypeId, const decode::Reference&, std::uint64_t pos);
  void symbol(schema::TypeId, const decode::SymbolRef&, std::uint64_t pos);
  void span(schema::TypeId, const decode::SpanRef&, std::uint64_t pos);
  void def_id(schema::TypeId, decode::DefIdRef, std::uint64_t pos);
  void expn_id(schema::TypeId, decode::DefIdRef, std::uint64_t pos);
  void syntax_context(schema::TypeId, std::uint32_t, std::uint64_t pos);
  void alloc(schema::TypeId, std::uint64_t, std::uint64_t pos);

 private:
  enum Mark : std::uint8_t { Type, Predicate, Span, Symbol };
  void mark(Mark m, std::uint64_t pos);
  void check(Mark m, std::uint64_t target, std::uint64_t pos);
  Mark mark_of(schema::TypeId t);

  struct Want {
    Mark mark;
    std::uint16_t origin;
    schema::TypeId type;
    std::uint64_t target, pos;
  };
  static constexpr std::size_t kNoGap = SIZE_MAX;
  std::size_t gap_of(std::uint64_t pos) const;
  void bad_reference(const Want& want);

  const decode::Context& ctx_;
  const Nodes& nodes_;
  Report& report_;
  const Options& options_;
  Bitmap marks_[4];
  References* references_[4];
  schema::TypeId shorthand_[2] = {schema::kNoType, schema::kNoType};
  std::vector<std::pair<Mark, std::uint64_t>> marked_;
  std::vector<Range> gaps_;                ///< ascending
  std::vector<std::vector<Want>> wanted_;  ///< by gap
  std::vector<std::size_t> pushed_;        ///< tentatively: gaps of the latest wants
  std::vector<bool> seen_, contexts_, expansions_;
  std::uint64_t crates_ = 0, definitions_ = 0, files_ = 0, allocations_ = 0;
  std::uint16_t origin_ = 0;
  schema::TypeId type_ = schema::kNoType;
  bool tentative_ = false, filling_ = false, files_known_ = false, is_proc_macro_ = false;
};

}  // namespace rmeta::verify
