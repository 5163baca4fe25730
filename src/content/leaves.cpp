// SPDX-License-Identifier: MIT OR Apache-2.0
// The printer's indivisible values.
#include <fmt/format.h>

#include <utility>

#include "printer.hpp"
#include "rmeta/error.hpp"

namespace rmeta::content {

using schema::Codec;
using schema::Kind;

// Whether the value that comes is written at all.
bool Printer::leaf(TypeId t) {
  if (mute_ != 0) return false;
  set_next_ = false;
  if (skip_next_) {
    skip_next_ = false;
    return false;
  }
  return plan_.types[schema::index(t)] != Action::Out;
}

void Printer::reach(DefIndex i) {
  if (!sets_.empty() && sets_.back().open)
    sets_.back().reached.push_back(i);
  else if (reached)
    reached(i);
}

void Printer::definition(decode::DefIdRef def, bool reaches) {
  if (def.krate == 0) {
    writer_.text(name(def.index));
    if (reaches) reach(def.index);
    return;
  }
  writer_.text(foreign_name(def));
}

void Printer::uint(TypeId t, std::uint64_t v, std::uint64_t) {
  if (!leaf(t)) return;
  if (!frames_.empty() && frames_.back().bytes) {
    byte_run_ += static_cast<char>(v);
    return;
  }
  const schema::Type& type = schema_.type(t);
  if (type.kind() == Kind::Codec && type.codec() == Codec::DefIndex) {
    definition({0, static_cast<std::uint32_t>(v)});
    return;
  }
  if (type.kind() == Kind::Codec && type.codec() == Codec::CrateNum) {
    writer_.text(crate_.crate_name(static_cast<std::uint32_t>(v)));
    return;
  }
  if (type.kind() != Kind::Flags) {
    writer_.text(fmt::format_int(v).c_str());
    return;
  }
  std::uint64_t rest = v;
  char before = '<';
  for (const schema::Constant& flag : schema_.constants(type)) {
    const std::uint64_t bit = flag.value();
    if (bit == 0 || (bit & (bit - 1)) != 0 || (rest & bit) == 0) continue;
    writer_.text(before);
    writer_.text(schema_.str(flag.name));
    before = '|';
    rest &= ~bit;
  }
  if (rest != 0 || before == '<') writer_.text(fmt::format("{}{:#x}", before, rest));
  writer_.text('>');
}

void Printer::sint(TypeId t, std::int64_t v, std::uint64_t) {
  if (leaf(t)) writer_.text(fmt::format_int(v).c_str());
}

void Printer::wide(TypeId t, decode::U128 v, std::uint64_t) {
  if (!leaf(t)) return;
  if (v.high == 0)
    writer_.text(fmt::format_int(v.low).c_str());
  else
    writer_.text(fmt::format("{:#x}_{:016x}", v.high, v.low));
}

void Printer::boolean(TypeId t, bool v, std::uint64_t) {
  if (leaf(t)) writer_.text(v ? "true" : "false");
}

void Printer::character(TypeId t, char32_t v, std::uint64_t) {
  if (leaf(t)) writer_.text(fmt::format("'\\u{{{:x}}}'", static_cast<std::uint32_t>(v)));
}

void Printer::quote(std::string_view s) {
  writer_.text('"');
  std::size_t plain = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto byte = static_cast<unsigned char>(s[i]);
    if (byte >= ' ' && byte < 0x7f && byte != '"' && byte != '\\') continue;
    writer_.text(s.substr(plain, i - plain));
    writer_.text(fmt::format("\\x{:02x}", byte));
    plain = i + 1;
  }
  writer_.text(s.substr(plain));
  writer_.text('"');
}

void Printer::str(TypeId t, std::string_view v, std::uint64_t) {
  if (leaf(t)) quote(v);
}

void Printer::bytes(TypeId t, std::span<const std::uint8_t> v, std::uint64_t) {
  if (!leaf(t)) return;
  const std::string_view text{reinterpret_cast<const char*>(v.data()), v.size()};
  see_bytes(text);
  quote(text);
}

void Printer::unit(TypeId t, std::uint64_t) {
  if (leaf(t)) writer_.text("()");
}

void Printer::symbol(TypeId t, const decode::SymbolRef& v, std::uint64_t) {
  if (leaf(t)) quote(v.text);
}

void Printer::span(TypeId t, const decode::SpanRef& span, std::uint64_t) {
  const Spans wanted = std::exchange(next_span_, Spans::Nothing);
  if (mute_ != 0) around_ = span;  // of a statement, mostly, whose constants come next
  if (!leaf(t)) return;
  if (wanted == Spans::Marks) writer_.text(marks(span.context));
  if (wanted == Spans::Place) here_ = places_.find(span, around_);
}

void Printer::expn_id(TypeId t, decode::DefIdRef, std::uint64_t) {
  leaf(t);
}

void Printer::syntax_context(TypeId t, std::uint32_t, std::uint64_t) {
  leaf(t);
}

void Printer::def_id(TypeId t, decode::DefIdRef v, std::uint64_t) {
  if (leaf(t)) definition(v);
}

void Printer::fixed(TypeId t, std::uint32_t code, std::uint64_t) {
  if (!leaf(t)) return;
  const schema::Constant& constant = schema_.constants(schema_.type(t))[code];
  writer_.text(schema_.str(constant.name));
  const std::string_view detail = schema_.str(constant.detail);
  if (!detail.empty()) {
    writer_.text('(');
    writer_.text(detail);
    writer_.text(')');
  }
}

}  // namespace rmeta::content
