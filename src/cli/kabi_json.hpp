// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

#include "rmeta/abi/kabi.hpp"
#include "rmeta/report/json.hpp"

namespace rmeta::cli {

/// The members of a kABI rule's object, which stays open.
void begin_rule(report::JsonWriter& json, const abi::KabiRule& rule);

}  // namespace rmeta::cli
