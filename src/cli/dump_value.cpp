// SPDX-License-Identifier: MIT OR Apache-2.0
#include "dump_value.hpp"

#include <fmt/format.h>

#include <string>

#include "rmeta/decode/special.hpp"
#include "rmeta/decode/walk.hpp"
#include "rmeta/error.hpp"

namespace rmeta::cli {

using schema::Codec;
using schema::Kind;

namespace {

// A lazy value may hold lazies. Real metadata nests them three deep; a damaged file could nest them in a circle.
constexpr unsigned kMaxLazyDepth = 32;
// Each byte belongs to one value. Values that overlap are a sign of damage, and expanding them could take for ever.
constexpr std::uint64_t kMaxExpansion = 8;

std::string utf8(char32_t c) {
  std::string text;
  auto put = [&](char32_t bits) { text.push_back(static_cast<char>(static_cast<unsigned char>(bits))); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | c >> 6);
    put(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  } else {
    put(0xf0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3f));
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  }
  return text;
}

// Splits "a: X { b: c, d }, e: f" at the commas that no bracket encloses.
std::vector<std::string_view> parts_of(std::string_view detail) {
  std::vector<std::string_view> parts;
  int depth = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= detail.size(); ++i) {
    char c = i < detail.size() ? detail[i] : ',';
    if (c == '(' || c == '{' || c == '<' || c == '[') ++depth;
    if (c == ')' || c == '}' || c == '>' || c == ']') --depth;
    if (c != ',' || (depth != 0 && i < detail.size())) continue;
    std::string_view part = detail.substr(start, i - start);
    while (part.starts_with(' ')) part.remove_prefix(1);
    if (!part.empty()) parts.push_back(part);
    start = i + 1;
  }
  return parts;
}

}  // namespace

DumpVisitor::DumpVisitor(const decode::Context& ctx, report::JsonWriter& json)
    : ctx_(ctx), schema_(ctx.schema()), json_(json), budget_(ctx.bytes().size() * kMaxExpansion + 4096) {}

void DumpVisitor::value(TypeId type, std::uint64_t pos, decode::LazyState lazy) {
  decode::walk(ctx_, type, pos, lazy, *this);
}

void DumpVisitor::charge(std::uint64_t bytes, std::uint64_t pos) {
  if (bytes >= budget_) {
    throw Error("values overlap so often that showing them all would not end").offset(pos).hint("the file is damaged");
  }
  budget_ -= bytes;
}

void DumpVisitor::target_of(const decode::LazyRef& ref) {
  if (++lazy_depth_ > kMaxLazyDepth) {
    throw Error(fmt::format("lazy values nested deeper than {}", kMaxLazyDepth))
        .offset(ref.pos)
        .hint("the file is damaged");
  }
  charge(1, ref.pos);
  switch (ref.kind) {
    case decode::LazyRef::Value: {
      std::uint64_t end = decode::walk_lazy(ctx_, ref, *this);
      charge(end - ref.pos, ref.pos);
      break;
    }
    case decode::LazyRef::Array: {
      json_.begin_array();
      frames_.push_back({ref.type, Shape::Array});
      if (ref.count != 0) {
        std::uint64_t end = decode::walk_lazy(ctx_, ref, *this);
        charge(end - ref.pos, ref.pos);
      }
      frames_.pop_back();
      json_.end_array();
      complete();
      break;
    }
    case decode::LazyRef::Table: {
      json_.begin_object();
      frames_.push_back({ref.type, Shape::Object});
      if (ref.count != 0) {
        std::uint64_t end = decode::walk_table(ctx_, ref, *this);
        charge(end - ref.pos, ref.pos);
        row_.reset();
      }
      frames_.pop_back();
      json_.end_object();
      complete();
      break;
    }
  }
  --lazy_depth_;
}

void DumpVisitor::complete() {
  while (!frames_.empty() && frames_.back().shape == Shape::Target) {
    json_.end_object();
    frames_.pop_back();
  }
}

void DumpVisitor::begin(TypeId type, std::uint64_t) {
  const schema::Type& t = schema_.type(type);
  Frame frame{type, Shape::Undecided};
  if (t.is_record()) {
    json_.begin_object();
    frame.shape = Shape::Object;
    frame.objects = 1;
  } else if (t.kind() == Kind::Codec) {
    switch (schema::info(t.codec()).shape) {
      case schema::Shape::Tuple:
      case schema::Shape::Bound:
        json_.begin_object();
        frame.shape = Shape::Object;
        frame.objects = 1;
        break;
      default:
        break;  // decided by what comes first
    }
  }
  frames_.push_back(frame);
}

void DumpVisitor::count(TypeId type, std::uint64_t count) {
  Frame& frame = frames_.back();
  const schema::Type& t = schema_.type(type);
  schema::Shape shape = schema::info(t.codec()).shape;
  bool map = shape == schema::Shape::Map || t.codec() == Codec::DefPathHashMap;
  std::uint64_t size = 1;
  if (shape == schema::Shape::Map || shape == schema::Shape::Seq || shape == schema::Shape::Array) {
    size = schema_.type(schema_.arg(t)).min_size;
    if (map) size += schema_.type(schema_.arg(t, 1)).min_size;
  }
  if (size == 0 && count != 0) {  // there is nothing to show but how many there are
    json_.begin_object();
    json_.member("count", count);
    frame.shape = Shape::Object;
    frame.objects = 1;
    return;
  }
  json_.begin_array();
  frame.shape = map ? Shape::Map : Shape::Array;
}

void DumpVisitor::variant(TypeId type, std::uint32_t index) {
  Frame& frame = frames_.back();
  const schema::Type& t = schema_.type(type);
  frame.shape = Shape::Variant;
  if (t.kind() == Kind::Enum) {
    const schema::Variant& variant = schema_.variants(t)[index];
    if (variant.field_count == 0) {
      json_.string(schema_.str(variant.name));
      return;
    }
    json_.begin_object();
    json_.key(schema_.str(variant.name));
    json_.begin_object();
    frame.objects = 2;
    return;
  }
  if (t.kind() == Kind::Codec && t.codec() == Codec::Result) {
    json_.begin_object();
    json_.key(index == 0 ? "Ok" : "Err");
    frame.objects = 1;
    return;
  }
  if (index == 0) {
    json_.null();
  } else if (may_be_null(schema_.arg(t))) {
    json_.begin_object();
    json_.key("Some");
    frame.objects = 1;
  }
}

void DumpVisitor::field(TypeId type, std::uint32_t variant, std::uint32_t index) {
  Frame& frame = frames_.back();
  const schema::Type& t = schema_.type(type);
  if (t.is_record() || t.kind() == Kind::Enum) {
    json_.key(schema_.str(schema_.fields(schema_.variants(t)[variant])[index].name));
    return;
  }
  if (frame.shape == Shape::Variant) return;  // the payload of Option and Result has no name
  if (frame.shape == Shape::Undecided) {
    json_.begin_object();
    frame.shape = Shape::Object;
    frame.objects = 1;
  }
  std::string_view name = decode::part_name(t.codec(), index);
  if (name.empty()) {
    json_.key(fmt::format("{}", index));
  } else {
    json_.key(name);
  }
}

void DumpVisitor::element(TypeId, std::uint64_t index) {
  Frame& frame = frames_.back();
  if (frame.shape != Shape::Map || index % 2 != 0) return;
  if (frame.any) json_.end_array();
  json_.begin_array();
  frame.any = true;
}

// A row is announced before it is known whether it holds anything.
void DumpVisitor::row(const decode::LazyRef&, std::uint64_t index) {
  row_ = index;
}

void DumpVisitor::row_key() {
  if (!row_) return;
  json_.key(fmt::format("{}", *row_));
  row_.reset();
}

void DumpVisitor::end(TypeId, std::uint64_t) {
  Frame frame = frames_.back();
  frames_.pop_back();
  if (frame.shape == Shape::Map && frame.any) json_.end_array();
  if (frame.shape == Shape::Array || frame.shape == Shape::Map) json_.end_array();
  if (frame.shape == Shape::Undecided) json_.begin_object(), json_.end_object();
  for (; frame.objects != 0; --frame.objects) json_.end_object();
  complete();
}

bool DumpVisitor::may_be_null(TypeId type) const {
  const schema::Type& t = schema_.type(type);
  if (t.kind() != Kind::Codec) return false;
  if (t.codec() == Codec::Unit || t.codec() == Codec::Option) return true;
  return schema::info(t.codec()).shape == schema::Shape::Transparent && may_be_null(schema_.arg(t));
}

void DumpVisitor::uint(TypeId type, std::uint64_t value, std::uint64_t) {
  row_key();
  const schema::Type& t = schema_.type(type);
  if (t.kind() != Kind::Flags) {
    json_.number(value);
    complete();
    return;
  }
  json_.begin_array();
  std::uint64_t rest = value;
  for (const schema::Constant& flag : schema_.constants(t)) {
    std::uint64_t bits = flag.value();
    bool single = bits != 0 && (bits & (bits - 1)) == 0;
    if (!single || (value & bits) == 0) continue;
    json_.string(schema_.str(flag.name));
    rest &= ~bits;
  }
  if (rest != 0) json_.number(rest);
  json_.end_array();
  complete();
}

void DumpVisitor::sint(TypeId, std::int64_t value, std::uint64_t) {
  json_.number(value);
  complete();
}

void DumpVisitor::wide(TypeId type, decode::U128 value, std::uint64_t) {
  row_key();
  auto all = static_cast<unsigned __int128>(value.high) << 64 | value.low;
  const schema::Type& t = schema_.type(type);
  if (t.kind() == Kind::Codec && t.codec() == Codec::I128) {
    json_.number(static_cast<__int128>(all));
  } else {
    json_.number(all);
  }
  complete();
}

void DumpVisitor::boolean(TypeId, bool value, std::uint64_t) {
  row_key();
  json_.boolean(value);
  complete();
}

void DumpVisitor::character(TypeId, char32_t value, std::uint64_t) {
  json_.string(utf8(value));
  complete();
}

void DumpVisitor::str(TypeId, std::string_view value, std::uint64_t) {
  json_.string(value);
  complete();
}

void DumpVisitor::hex(std::span<const std::uint8_t> bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (std::uint8_t byte : bytes) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  json_.begin_object();
  json_.member("hex", text);
  json_.end_object();
  complete();
}

void DumpVisitor::bytes(TypeId, std::span<const std::uint8_t> value, std::uint64_t) {
  hex(value);
}

void DumpVisitor::unit(TypeId, std::uint64_t) {
  row_key();
  json_.null();
  complete();
}

void DumpVisitor::symbol(TypeId, const decode::SymbolRef& value, std::uint64_t) {
  if (value.is_bytes) {
    hex({reinterpret_cast<const std::uint8_t*>(value.text.data()), value.text.size()});
    return;
  }
  json_.string(value.text);
  complete();
}

void DumpVisitor::span(TypeId, const decode::SpanRef& value, std::uint64_t) {
  json_.begin_object();
  if (value.how != decode::SpanRef::Partial) {
    json_.member("lo", value.lo);
    json_.member("len", value.len);
    if (value.has_file) json_.member("file", value.file);
    if (value.how == decode::SpanRef::Foreign) json_.member("krate", value.krate);
  }
  json_.member("ctxt", value.context);
  json_.end_object();
  complete();
}

void DumpVisitor::pair(std::uint32_t krate, std::uint64_t index) {
  json_.begin_object();
  json_.member("krate", krate);
  json_.member("index", index);
  json_.end_object();
  complete();
}

void DumpVisitor::def_id(TypeId, decode::DefIdRef value, std::uint64_t) {
  row_key();
  pair(value.krate, value.index);
}

void DumpVisitor::expn_id(TypeId, decode::DefIdRef value, std::uint64_t) {
  pair(value.krate, value.index);
}

void DumpVisitor::syntax_context(TypeId, std::uint32_t value, std::uint64_t) {
  json_.number(value);
  complete();
}

void DumpVisitor::alloc(TypeId, std::uint64_t index, std::uint64_t) {
  json_.begin_object();
  json_.member("alloc", index);
  json_.end_object();
  complete();
}

void DumpVisitor::fixed(TypeId type, std::uint32_t code, std::uint64_t) {
  row_key();
  const schema::Constant& constant = schema_.constants(schema_.type(type))[code];
  auto parts = parts_of(schema_.str(constant.detail));
  if (parts.empty()) {
    json_.string(schema_.str(constant.name));
    complete();
    return;
  }
  bool named = parts.front().find(": ") != std::string_view::npos;
  json_.begin_object();
  json_.key(schema_.str(constant.name));
  named ? json_.begin_object() : json_.begin_array();
  for (std::string_view part : parts) {
    std::size_t colon = part.find(": ");
    if (named) {
      json_.member(part.substr(0, colon), part.substr(colon + 2));
    } else {
      json_.string(part);
    }
  }
  named ? json_.end_object() : json_.end_array();
  json_.end_object();
  complete();
}

void DumpVisitor::reference(TypeId, const decode::Reference& ref, std::uint64_t) {
  json_.begin_object();
  json_.member("ref", ref.target);
  json_.end_object();
  complete();
}

void DumpVisitor::target(TypeId type, std::uint64_t pos) {
  // Spans and symbols are shown whole wherever they are referred to, so nobody needs to find them again.
  Kind kind = schema_.type(type).kind();
  if (kind != Kind::Enum && kind != Kind::Struct) return;
  json_.begin_object();
  json_.member("@", pos);
  json_.key("value");
  frames_.push_back({type, Shape::Target});
}

void DumpVisitor::lazy(TypeId, const decode::LazyRef& ref, std::uint64_t) {
  row_key();
  bool locate = ref.kind == decode::LazyRef::Table && !frames_.empty() && frames_.back().type == located_ &&
                frames_.back().shape == Shape::Object;
  if (locate) {
    json_.begin_object();
    json_.member("pos", ref.pos);
    json_.member("rows", ref.count);
    json_.member("width", ref.width);
    json_.end_object();
    complete();
    return;
  }
  target_of(ref);
}

}  // namespace rmeta::cli
