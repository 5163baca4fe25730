// SPDX-License-Identifier: MIT OR Apache-2.0
// Both outputs of `layout`, of one type.
#pragma once

#include <string>

#include "rmeta/layout/view.hpp"
#include "rmeta/report/json.hpp"

namespace rmeta::cli {

void write_layout_json(report::JsonWriter&, const layout::TypeView&);
/// Columns of offset and size, holes, cache lines; with escapes for a terminal if `colour`.
std::string layout_text(const layout::TypeView&, bool colour);

}  // namespace rmeta::cli
