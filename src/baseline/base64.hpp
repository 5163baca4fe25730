// SPDX-License-Identifier: MIT OR Apache-2.0
// Base64 (RFC 4648) in lines of 76 characters.
#pragma once

#include <string>
#include <string_view>

namespace rmeta::baseline {

std::string to_base64_lines(std::string_view bytes);
/// Takes line breaks out. Throws rmeta::Error for anything else that is not base64.
std::string from_base64_lines(std::string_view text);

}  // namespace rmeta::baseline
