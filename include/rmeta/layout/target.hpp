// SPDX-License-Identifier: MIT OR Apache-2.0
// The data layout of the target that a crate was compiled for.
#pragma once

#include "rmeta/crate/crate.hpp"
#include "rmeta/layout/data_layout.hpp"
#include "rmeta/schema/targets.hpp"

namespace rmeta::layout {

/// The target a crate was compiled for: from the JSON specification in its metadata, or what its release knows by name.
schema::TargetData target_of(const crate::Crate&);

/// From the JSON specification in the metadata, or by the name of a target that the release knows. Throws if neither
/// says it.
TargetDataLayout data_layout_of(const crate::Crate&);

}  // namespace rmeta::layout
