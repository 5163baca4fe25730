// SPDX-License-Identifier: MIT OR Apache-2.0
// Values that rustc wrote and then forgot: a later value was recorded in the same row of a table. They fill the gaps
// between nodes.
#pragma once

#include <map>

#include "check.hpp"
#include "nodes.hpp"

namespace rmeta::verify {

class Orphans {
 public:
  Orphans(const decode::Context& ctx, const Nodes& nodes, Checker& checker);

  /// Decodes the gap as one or more orphans that fill it exactly; false if that is impossible. `before` is the node
  /// that ends where the gap begins, `after` the one that begins where it ends.
  bool fill(Range gap, const Node& before, const Node& after);

  std::vector<OrphanUse> uses() const;

 private:
  struct Candidate {
    schema::TypeId type;
    bool array;
    std::uint16_t origin;
  };
  /// End of one orphan of that type at `pos`; 0 if there is none.
  std::uint64_t decode(const Candidate& c, std::uint64_t pos, std::uint64_t end);
  void record(const Candidate& c, std::uint64_t pos, std::uint64_t end);

  const decode::Context& ctx_;
  const Nodes& nodes_;
  Checker& checker_;
  std::vector<Candidate> candidates_;
  std::map<std::uint16_t, OrphanUse> uses_;
};

}  // namespace rmeta::verify
