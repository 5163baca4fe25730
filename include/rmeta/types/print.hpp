// SPDX-License-Identifier: MIT OR Apache-2.0
// Canonical names: what identifies an item or type by content, the same in every build of the same source. Paths start
// with the crate's name; impls are named by their header, closures by the item around them, their signature and
// captures. Lifetimes are not part of a name. No index, hash, span or number of a sibling appears, except where
// siblings of one name have nothing else to tell them apart (`name#1`).
#pragma once

#include <string>

#include "rmeta/types/context.hpp"

namespace rmeta::types {

/// `core::option::Option<alloc::boxed::Box<u8>>`
std::string print(Context&, Term);
/// `alloc::vec::Vec<u8>::push`, `<k::S as core::fmt::Debug>::fmt`; with the arguments of the item's own parameters.
std::string print_path(Context&, DefId, Terms args = {});
/// Names the innermost part of a term that is an unresolved projection or a constant without a value, and why.
std::string why_unresolved(Context&, Term);
/// `core::fmt::Debug`, with generic arguments other than Self.
std::string print_trait(Context&, DefId trait, Terms args_with_self);
/// What stands in `#[repr(...)]`: `C, align(8)`; empty where nothing does.
std::string print_repr(const ReprOptions&);

}  // namespace rmeta::types
