// SPDX-License-Identifier: MIT OR Apache-2.0
// librmeta: facts out of the metadata that rustc leaves in .rmeta, .rlib, dylib and object files, without a compiler.
// This header is all of it; README.md, "Use it as a library", and examples/library/ show how it is used.
//
//   Crates     opens files and finds what they depend on
//   Crate      one crate: what it is, its items, layouts of its types, its symbols and their CRCs
//   Interface  the binary interfaces of several crates as plain data, also from and to a pin file; compare() says what
//              differs between two, and why
//
// Facts come as values: structs that own what they hold and stay when everything else is gone. Sizes, offsets and
// alignments are in bytes throughout. Text is UTF-8. Whatever cannot be answered with certainty throws rmeta::Error:
// nothing is guessed, left out or cut short.
//
// Every call is thread-safe; calls that concern one crate wait for each other. The headers need C++17 and the standard
// library. The program rmetacrc(1) prints the same facts, made by the same code.
//
// Until version 1.0 the soname changes with each release that changes what is declared here.
#pragma once

#include "rmeta/crates.hpp"
#include "rmeta/error.hpp"
#include "rmeta/interface.hpp"
#include "rmeta/items.hpp"
#include "rmeta/layouts.hpp"
#include "rmeta/settings.hpp"
#include "rmeta/symbols.hpp"

namespace [[gnu::visibility("default")]] rmeta {

/// Of the library at run time: "0.1.0".
const char* version() noexcept;

/// The number of the scheme by which ABI texts and CRCs are made (compat/ABI-TEXT.md). CRCs of different schemes cannot
/// be compared.
unsigned scheme() noexcept;

}  // namespace rmeta
