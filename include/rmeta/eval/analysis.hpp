// SPDX-License-Identifier: MIT OR Apache-2.0
// Types, layouts and constants of one crate and what it depends on, connected: each of the three may need the others.
#pragma once

#include <memory>

#include "rmeta/layout/layouts.hpp"
#include "rmeta/types/metadata.hpp"

namespace rmeta::eval {

class Analysis {
 public:
  /// `crate` decides about release and target. Where they have no layouts, questions about layouts throw the reason.
  Analysis(const crate::Graph& graph, std::uint32_t crate);
  ~Analysis();

  types::MetadataContext& context() { return cx_; }
  /// Throws the reason where release and target have none.
  layout::Layouts& layouts();

 private:
  class NoLayouts;
  types::MetadataContext cx_;
  std::unique_ptr<layout::Layouts> layouts_;
  std::unique_ptr<NoLayouts> no_layouts_;  // in their place
  std::unique_ptr<types::ConstQuery> constants_;
};

}  // namespace rmeta::eval
