// SPDX-License-Identifier: MIT OR Apache-2.0
// How functions are called, as `layout --fn` shows it.
#pragma once

#include <string>

#include "rmeta/layout/fn_abi.hpp"
#include "rmeta/report/json.hpp"
#include "rmeta/types/metadata.hpp"

namespace rmeta::cli {

struct FnView {
  std::string path, kind;  // "fn", "method", "constructor", "foreign fn", "fn pointer"
  layout::FnAbi abi;
  std::vector<std::string> types;  // of the arguments, then of the result
};

/// Of a function, method or constructor, or of an alias of a function pointer type, that takes no generic arguments.
FnView fn_view(types::MetadataContext&, layout::FnAbis&, types::DefId def);
std::string fn_text(const FnView&);
void write_fn_json(report::JsonWriter&, const FnView&);

}  // namespace rmeta::cli
