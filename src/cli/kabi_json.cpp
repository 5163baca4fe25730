// SPDX-License-Identifier: MIT OR Apache-2.0
#include "kabi_json.hpp"

namespace rmeta::cli {

void begin_rule(report::JsonWriter& json, const abi::KabiRule& rule) {
  json.begin_object();
  json.member("rule", rule.kind_name());
  json.member("target", rule.target);
  json.member("value", rule.value);
  json.member("reason", rule.reason);
  json.member("source", report::displayable(rule.source));
}

}  // namespace rmeta::cli
