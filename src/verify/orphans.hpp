// SPDX-License-Identifier: MIT OR Apache-2.0
// Values that rustc wrote and then forgot: a later value was recorded in the same row of a table. They fill the gaps
// between nodes.
#pragma once

#include <cstdint>
#include <vector>

#include "check.hpp"
#include "nodes.hpp"

namespace rmeta::verify {

/// One orphan: a value that a table of that origin could hold.
struct Found {
  std::uint16_t origin;
  std::uint64_t begin, end;
  bool array;
};

class Orphans {
 public:
  Orphans(const decode::Context& ctx, const Nodes& nodes, Checker& checker);

  /// Decodes the gap as one or more orphans that fill it exactly, so that references into it come true; false if that
  /// is impossible. Gaps must be given from the last to the first, once all nodes have been decoded.
  bool fill(Range gap);

  const std::vector<Found>& found() const { return found_; }
  std::vector<OrphanUse> uses() const;

 private:
  struct Piece {
    schema::TypeId type;
    std::uint16_t origin;
    std::uint64_t count;  ///< values side by side
  };
  struct Candidate {
    std::vector<Piece> pieces;
    std::uint64_t last;  ///< position of the last value in the tables: what replaced an orphan lies behind it
  };
  void add_table(std::string_view name);
  void add_root_children();
  /// Decodes a candidate at `pos`; where it ends, or 0.
  std::uint64_t decode(const Candidate& c, std::uint64_t pos, std::uint64_t end, std::vector<Found>& found);

  const decode::Context& ctx_;
  const Nodes& nodes_;
  Checker& checker_;
  std::size_t attempts_ = 0;
  std::vector<Candidate> candidates_;
  std::vector<Found> found_;
};

}  // namespace rmeta::verify
