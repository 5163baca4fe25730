// SPDX-License-Identifier: MIT OR Apache-2.0
// Module.symvers, in which kbuild keeps what a kernel and its modules export: lines of
//
//   0x737298af<TAB>NAME<TAB>MODULE<TAB>EXPORT_SYMBOL_GPL<TAB>NAMESPACE
//
// It has names and CRCs alone, so a comparison with it can say which symbols came, went and changed, and not why. It
// does not say either which symbols are Rust's: those are whose names rustc mangled, and those that the crates or the
// pin on the other side have.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rmeta/baseline/snapshot.hpp"

namespace rmeta::baseline {

/// Whether a file begins with such a line. Throws if it cannot be read.
bool is_symvers(const std::string& path);
/// All symbols, C's too, as one crate without texts.
Snapshot read_symvers(const std::string& path);
Snapshot parse_symvers(std::string_view text, const std::string& origin);

/// Whether one of the two is of a Module.symvers.
bool versions_only(const Snapshot& old, const Snapshot& now);
/// Makes both sides what can be compared then: one crate each, Rust's symbols with their CRCs. Returns what is to be
/// said of it. Throws where there is nothing to compare: no symbol of Rust, no CRCs, no name that both have.
std::vector<std::string> keep_versions(Snapshot& old, Snapshot& now);

}  // namespace rmeta::baseline
