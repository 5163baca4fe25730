// SPDX-License-Identifier: MIT OR Apache-2.0
// Types, layouts and constants of one crate and what it depends on, connected: each of the three may need the others.
#pragma once

#include <memory>

#include "rmeta/types/metadata.hpp"

namespace rmeta::eval {

class Analysis {
 public:
  /// `crate` decides about release and target. Where they have no layouts, questions about layouts throw the reason.
  Analysis(const crate::Graph& graph, std::uint32_t crate);
  ~Analysis();

  types::MetadataContext& context() { return cx_; }

 private:
  types::MetadataContext cx_;
  std::unique_ptr<types::LayoutQuery> layouts_;
  std::unique_ptr<types::ConstQuery> constants_;
};

}  // namespace rmeta::eval
