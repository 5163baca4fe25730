// SPDX-License-Identifier: MIT OR Apache-2.0
// Sections of native objects by name, as they are.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace rmeta::container {

/// The bytes of each section with that name, of an object or of all objects in an archive, in file order. Throws
/// rmeta::Error for a file that is neither.
std::vector<std::string> section_contents(const std::filesystem::path& path, std::string_view name);

}  // namespace rmeta::container
