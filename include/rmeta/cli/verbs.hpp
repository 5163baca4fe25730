// SPDX-License-Identifier: MIT OR Apache-2.0
// The verbs, one file each (src/cli/<verb>.cpp). Each writes its output to what it is given and returns its exit code,
// or throws rmeta::Error; nothing has been written then that a script could take for a result.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/cli/options.hpp"

namespace rmeta::cli {

Exit run_check(const Options&, report::Output&);
Exit run_content(const Options&, report::Output&);
Exit run_crc(const Options&, report::Output&);
Exit run_diff(const Options&, report::Output&);
Exit run_dump(const Options&, report::Output&);
Exit run_info(const Options&, report::Output&);
Exit run_layout(const Options&, report::Output&);
Exit run_pin(const Options&, report::Output&);
Exit run_releases(const Options&, report::Output&);
Exit run_explain(const Options&, report::Output&);
Exit run_symbols(const Options&, report::Output&);
Exit run_verify(const Options&, report::Output&);

/// Whether the program was called as the kernel's gendwarfksyms, by its name (argv[0]).
bool is_gendwarfksyms(std::string_view program);
/// Does what that program would, and prints it. Throws, and has printed nothing, if it cannot do all of it.
Exit run_gendwarfksyms(const std::vector<std::string>& arguments);

/// All of them; the first is the one meant when none is named.
std::span<const Verb> verb_table();

}  // namespace rmeta::cli
