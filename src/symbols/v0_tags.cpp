// SPDX-License-Identifier: MIT OR Apache-2.0
#include "v0_tags.hpp"

#include <fmt/format.h>

#include <utility>

#include "rmeta/error.hpp"
#include "rmeta/symbols/encoding.hpp"

namespace rmeta::symbols {

using crate::DefPathKind;
using types::Kind;

namespace {

/// 0 for components without a tag.
char tag_or_nothing(const crate::DefKey& key, char anon_const) {
  switch (key.kind) {
    case DefPathKind::TypeNs:
      return 't';
    case DefPathKind::ValueNs:
      return 'v';
    case DefPathKind::Closure:
      return 'C';
    case DefPathKind::Ctor:
      return 'c';
    case DefPathKind::AnonConst:
      return anon_const;
    case DefPathKind::LateAnonConst:
      return 'k';
    case DefPathKind::OpaqueTy:
      return 'i';
    case DefPathKind::SyntheticCoroutineBody:
      return 's';
    case DefPathKind::NestedStatic:
      return 'n';
    case DefPathKind::GlobalAsm:
      return 'a';
    default:
      return '\0';
  }
}

// By Width.
constexpr std::string_view ints[] = {"a", "s", "l", "x", "n", "i"}, uints[] = {"h", "t", "m", "y", "o", "j"},
                           floats[] = {"", "C3f16", "f", "d", "C4f128", ""};

}  // namespace

char namespace_tag(const crate::DefKey& key, const Rules& rules) {
  const char tag = tag_or_nothing(key, rules.anon_const);
  if (tag == '\0') throw Error(fmt::format("a path component {} cannot be part of a symbol name", key.text()));
  return tag;
}

bool has_namespace_tag(const crate::DefKey& key) {
  return tag_or_nothing(key, 'k') != '\0';
}

types::Term type_of_letter(types::Interner& in, char letter) {
  switch (letter) {
    case 'b':
      return in.leaf(Kind::Bool);
    case 'c':
      return in.leaf(Kind::Char);
    case 'e':
      return in.leaf(Kind::Str);
    case 'z':
      return in.leaf(Kind::Never);
    case 'u':
      return in.leaf(Kind::Tuple);
    default:
      break;
  }
  const std::string_view wanted(&letter, 1);
  for (std::uint8_t w = 0; w < 6; ++w) {
    if (ints[w] == wanted) return in.leaf(Kind::Int, w);
    if (uints[w] == wanted) return in.leaf(Kind::Uint, w);
    if (floats[w] == wanted) return in.leaf(Kind::Float, w);
  }
  return nullptr;
}

std::string_view basic_type(types::Term t) {
  switch (t->kind) {
    case Kind::Bool:
      return "b";
    case Kind::Char:
      return "c";
    case Kind::Str:
      return "e";
    case Kind::Never:
      return "z";
    case Kind::Int:
      return ints[t->sub];
    case Kind::Uint:
      return uints[t->sub];
    case Kind::Float:
      return floats[t->sub];
    case Kind::Tuple:
      return t->kids.empty() ? "u" : "";
    case Kind::Param:
    case Kind::BoundTy:
    case Kind::PlaceholderTy:
    case Kind::InferTy:
    case Kind::ErrorTy:
      return "p";
    default:
      return "";
  }
}

std::string mangle_internal_symbol(std::string_view name, std::string_view cfg_version) {
  // Names that LLVM or Apple's headers know must stay as they are.
  if (name == "rust_eh_personality" || name == "__isPlatformVersionAtLeast" || name == "__isOSVersionAtLeast")
    return std::string(name);
  std::string out = "_RNvC";
  push_opt_integer_62(out, "s", stable_hash64(cfg_version));
  push_ident(out, "__rustc");
  push_ident(out, name);
  return out;
}

const Rules& rules_for(std::string_view release) {
  // clang-format off: a line for each release
  static constexpr std::pair<std::string_view, Rules> known[] = {
      {"1.48.0", {'k', false, false, false, true, false}},
      {"1.63.0", {'k', false, false, false, true, false}},
      {"1.70.0", {'k', false, false, false, true, false}},
      {"1.78.0", {'k', false, false, false, true, false}},
      {"1.85.0", {'k', false, true, true, false, false}},
      {"1.85.1", {'k', false, true, true, false, false}},
      {"1.93.1", {'K', false, true, true, false, true}},
      {"1.95.0", {'K', true, true, true, false, true}},
      {"1.96.0", {'K', true, true, true, false, true}},
      {"1.96.1", {'K', true, true, true, false, true}},
      {"1.97.1", {'K', true, true, true, false, true}},
      {"1.98.1", {'K', true, true, true, false, true}},
  };
  // clang-format on
  for (const auto& [name, rules] : known)
    if (name == release) return rules;
  throw Error(fmt::format("the symbol mangling of rustc {} is not known", release))
      .hint("compare rustc_symbol_mangling/src/v0.rs of that release with the nearest supported one");
}

}  // namespace rmeta::symbols
