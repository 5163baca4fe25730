// SPDX-License-Identifier: MIT OR Apache-2.0
// What the targets that decode blobs share. A changed version string would end nearly every run at once, so a blob
// whose version nobody knows is decoded as the supported release with the same metadata version.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>

#include "rmeta/error.hpp"
#include "rmeta/schema/registry.hpp"

namespace fuzz {

/// Damage is thrown as rmeta::Error with a reason; any other exception ends the process, and is a finding.
template <class F>
void attempt(F f) {
  try {
    f();
  } catch (const rmeta::Error& e) {
    if (e.reason().empty()) std::abort();
  }
}

inline const std::shared_ptr<const rmeta::schema::Registry>& registry() {
  static const auto all = std::make_shared<const rmeta::schema::Registry>(rmeta::compat::builtin_registry());
  return all;
}

inline std::shared_ptr<const rmeta::schema::Schema> schema_for(std::span<const std::uint8_t> blob) {
  try {
    return registry()->find(blob);
  } catch (const rmeta::Error&) {
    for (const auto& schema : registry()->releases())
      if (blob.size() > 8 && schema->encoding().metadata_version == blob[7]) return schema;
    return nullptr;
  }
}

}  // namespace fuzz
