// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/abi/call_text.hpp"

#include <fmt/format.h>

namespace rmeta::abi {

using layout::ArgAbi;
using layout::ArgAttributes;
using layout::CastTarget;
using layout::Reg;

std::vector<std::string> attribute_words(const ArgAttributes& a, bool all) {
  std::vector<std::string> out;
  auto flag = [&](unsigned bits, const char* word) {
    if ((a.flags & bits) == bits) out.emplace_back(word);
  };
  if (a.ext == layout::ArgExtension::Zext) out.emplace_back("zeroext");
  if (a.ext == layout::ArgExtension::Sext) out.emplace_back("signext");
  flag(layout::kInReg, "inreg");
  flag(layout::kNoAlias, "noalias");
  flag(layout::kNoAliasMutRef, "noalias(mut)");
  flag(layout::kReadOnly, "readonly");
  if (all) {
    if ((a.flags & layout::kCapturesNone) == layout::kCapturesNone)
      out.emplace_back("captures(none)");
    else if ((a.flags & layout::kCapturesNone) == layout::kCapturesAddress)
      out.emplace_back("captures(address)");
    else
      flag(layout::kCapturesReadOnly, "captures(readonly)");
    flag(layout::kNoCapture, "nocapture");
    flag(layout::kNonNull, "nonnull");
    flag(layout::kNoFree, "nofree");
    flag(layout::kNoUndef, "noundef");
  }
  if (a.pointee_align != 0) out.push_back(fmt::format("align {}", a.pointee_align));
  if (a.pointee_size != 0) out.push_back(fmt::format("dereferenceable {}", a.pointee_size));
  return out;
}

std::string register_text(const Reg& r) {
  switch (r.kind) {
    case Reg::Kind::Integer:
      return fmt::format("i{}", r.size * 8);
    case Reg::Kind::Float:
      return fmt::format("f{}", r.size * 8);
    default:
      return fmt::format("v{}", r.size);
  }
}

namespace {

std::string with(std::string text, const ArgAttributes& a, bool all) {
  for (const std::string& word : attribute_words(a, all)) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string cast_text(const CastTarget& c, bool all) {
  std::string text = "as ";
  for (const Reg& r : c.prefix) text += register_text(r) + ", ";
  text += register_text(c.unit);
  if (c.total != c.unit.size) text += fmt::format(" over {} bytes", c.total);
  if (c.rest_offset) text += fmt::format(" at {}", *c.rest_offset);
  if (c.consecutive) text += " consecutive";
  return with(std::move(text), c.attrs, all);
}

}  // namespace

std::string passing_text(const ArgAbi& a, bool all) {
  switch (a.mode) {
    case ArgAbi::Mode::Ignore:
      return "ignored";
    case ArgAbi::Mode::Direct:
      return with("direct", a.attrs, all);
    case ArgAbi::Mode::Pair:
      return fmt::format("pair ({}), ({})", with("", a.attrs, all), with("", a.second, all));
    case ArgAbi::Mode::Cast:
      return cast_text(*a.cast, all) + (a.pad_i32 ? " after a register left out" : "");
    default: {
      // That nobody else knows the copy's address, and that it lies there in full, goes without saying.
      std::string text = a.on_stack ? "indirect on stack" : "indirect";
      if (a.has_metadata) text += " with metadata";
      if (all) return with(std::move(text), a.attrs, true);
      if (a.on_stack && a.attrs.pointee_align != 0) text += fmt::format(" align {}", a.attrs.pointee_align);
      return text;
    }
  }
}

}  // namespace rmeta::abi
