// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/decode/cursor.hpp"

#include <fmt/format.h>

#include <utility>

#include "rmeta/decode/walk.hpp"
#include "rmeta/error.hpp"

namespace rmeta::decode {

namespace {

// Runs `f` with a decoder at the cursor; errors get the file's name.
template <class F>
auto decoding(const Context& ctx, std::uint64_t pos, LazyState lazy, F f) {
  try {
    NullVisitor none;
    Walker<NullVisitor> w(ctx, none, pos, lazy);
    return f(w);
  } catch (Error& e) {
    detail::add_origin(e, ctx);
    throw;
  }
}

}  // namespace

Cursor::Cursor(const Context& ctx, TypeId t, std::uint64_t pos, LazyState lazy)
    : ctx_(&ctx), pos_(pos), lazy_(lazy), type_(t) {
  const schema::Schema& s = ctx.schema();
  while (s.type(type_).kind() == Kind::Codec && s.type(type_).codec() == Codec::Transparent)
    type_ = s.arg(s.type(type_));
}

void Cursor::mismatch(const char* wanted) const {
  Error e(fmt::format("{} wanted where a {} stands", wanted, type_name()));
  e.offset(pos_);
  detail::add_origin(e, *ctx_);
  throw e;
}

Cursor Cursor::skip() const {
  if (part_ != kWhole) mismatch("a value with a place of its own");
  return decoding(*ctx_, pos_, lazy_, [this](Walker<NullVisitor>& w) {
    w.value(type_);
    Cursor behind(*this);
    behind.pos_ = w.r.pos();
    behind.lazy_ = w.lazy;
    return behind;
  });
}

// ---- structs, enums, tuples

namespace {
/// Shape of the codec that stands there; Special for what is no codec.
Shape shape_of(const schema::Schema& s, TypeId t) {
  const schema::Type& type = s.type(t);
  return type.kind() == Kind::Codec ? schema::info(type.codec()).shape : Shape::Special;
}
}  // namespace

std::uint32_t Cursor::field_count() const {
  const schema::Type& t = schema().type(type_);
  if (t.is_record()) return schema().variants(t)[0].field_count;
  if (t.kind() == Kind::Enum) return schema().variants(t)[variant()].field_count;
  const Shape shape = shape_of(schema(), type_);
  if (shape == Shape::Tuple) return t.count;
  if (shape == Shape::Bound) return 2;
  mismatch("a struct, enum or tuple");
}

std::string_view Cursor::field_name(std::uint32_t index) const {
  const schema::Type& t = schema().type(type_);
  if (t.is_record() || t.kind() == Kind::Enum) {
    const auto list = schema().fields(schema().variants(t)[t.kind() == Kind::Enum ? variant() : 0]);
    if (index < list.size()) return schema().str(list[index].name);
  }
  mismatch("a struct or enum with that field");
}

Cursor Cursor::field(std::uint32_t index) const {
  const schema::Schema& s = schema();
  const schema::Type& t = s.type(type_);
  return decoding(*ctx_, pos_, lazy_, [&](Walker<NullVisitor>& w) {
    const auto here = [&](TypeId type) { return Cursor(*ctx_, type, w.r.pos(), w.lazy); };
    if (t.kind() == Kind::Struct || t.kind() == Kind::Enum) {
      std::uint32_t variant = 0;
      if (t.kind() == Kind::Enum && t.count != 1) variant = w.enum_tag(t.count);
      const auto list = s.fields(s.variants(t)[variant]);
      if (index >= list.size()) mismatch("a type with more fields");
      for (std::uint32_t i = 0; i < index; ++i) w.value(list[i].type);
      return here(list[index].type);
    }
    if (t.kind() == Kind::Packed) {
      const auto list = s.fields(s.variants(t)[0]);
      if (index >= list.size()) mismatch("a type with more fields");
      Cursor part(*ctx_, list[index].type, pos_, lazy_);
      part.part_ = packed_part(w.packed_value(t), s.masks(t)[index].value());
      return part;
    }
    const Shape shape = shape_of(s, type_);
    const bool allocation = t.kind() == Kind::Codec && t.codec() == Codec::Allocation;
    if ((shape != Shape::Tuple && shape != Shape::Bound && !allocation) || index >= t.count)
      mismatch("a type with that field");
    if (allocation) read_allocation_head(w);
    for (std::uint32_t i = 0; i < index; ++i) w.value(s.arg(t, i));
    if (shape != Shape::Bound || index == 0) return here(s.arg(t, index));
    if (w.reference_here()) return Cursor(*ctx_, s.arg(t, 1), w.reference_target(), {});
    return here(s.arg(t, 1));
  });
}

std::vector<Cursor> Cursor::fields() const {
  const schema::Schema& s = schema();
  const schema::Type& t = s.type(type_);
  std::vector<Cursor> out;
  if (t.kind() != Kind::Struct && t.kind() != Kind::Enum) {
    const std::uint32_t n = field_count();
    for (std::uint32_t i = 0; i < n; ++i) out.push_back(field(i));
    return out;
  }
  decoding(*ctx_, pos_, lazy_, [&](Walker<NullVisitor>& w) {
    const std::uint32_t variant = t.kind() == Kind::Enum && t.count != 1 ? w.enum_tag(t.count) : 0;
    const auto list = s.fields(s.variants(t)[variant]);
    out.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
      out.emplace_back(*ctx_, list[i].type, w.r.pos(), w.lazy);
      if (i + 1 < list.size()) w.value(list[i].type);
    }
    return 0;
  });
  return out;
}

namespace {
std::string_view role_name(FieldRole r) {
  return schema::kFieldRoleNames[static_cast<std::size_t>(r)];
}
}  // namespace

bool Cursor::has(FieldRole role) const {
  if (!schema().owns(type_, role)) return false;
  return schema().type(type_).kind() != Kind::Enum || variant() == schema().binding(role).variant;
}

Cursor Cursor::get(FieldRole role) const {
  const schema::FieldBinding& b = schema().binding(role);
  if (!schema().owns(type_, role) || (schema().type(type_).kind() == Kind::Enum && variant() != b.variant)) {
    std::string what = schema().bound(role) ? fmt::format("{} wanted where a {} stands", role_name(role), type_name())
                                            : fmt::format("rustc {} has no {}", schema().release(), role_name(role));
    if (schema().type(type_).kind() == Kind::Enum) what += fmt::format("::{}", variant_name());
    Error e(std::move(what));
    e.offset(pos_);
    detail::add_origin(e, *ctx_);
    throw e;
  }
  Cursor c(*this);
  for (const std::uint32_t step : schema().steps(b)) c = c.field(step);
  return c;
}

// ---- enums, option, result

std::uint32_t Cursor::variant() const {
  const schema::Type& t = schema().type(type_);
  const Shape shape = shape_of(schema(), type_);
  return decoding(*ctx_, pos_, lazy_, [&](Walker<NullVisitor>& w) -> std::uint32_t {
    if (shape == Shape::Option || shape == Shape::Result) return w.option_tag() ? 1 : 0;
    if (t.kind() != Kind::Enum) mismatch("an enum");
    if (t.count == 0) w.no_value(type_);
    return t.count == 1 ? 0 : w.enum_tag(t.count);
  });
}

bool Cursor::is_code() const {
  return part_ != kWhole && schema().type(type_).kind() == Kind::FixedEnum;
}

const schema::Constant& Cursor::code() const {
  if (!is_code()) mismatch("a code in a packed number");
  return schema().constants(schema().type(type_))[part_];
}

std::string_view Cursor::code_detail() const {
  return schema().str(code().detail);
}

std::string_view Cursor::variant_name() const {
  if (is_code()) return schema().str(code().name);
  const std::uint32_t v = variant();
  switch (shape_of(schema(), type_)) {
    case Shape::Option:
      return v == 0 ? "None" : "Some";
    case Shape::Result:
      return v == 0 ? "Ok" : "Err";
    default:
      return schema().str(schema().variants(schema().type(type_))[v].name);
  }
}

void Cursor::need(VariantRole role) const {
  if (schema().owns(type_, role)) return;
  Error e(fmt::format("{} asked of a {}", schema::kVariantRoleNames[static_cast<std::size_t>(role)], type_name()));
  e.offset(pos_);
  detail::add_origin(e, *ctx_);
  throw e;
}

bool Cursor::is(VariantRole role) const {
  if (!schema().bound(role)) return false;
  need(role);
  return variant() == schema().binding(role).variant;
}

bool Cursor::is(VariantRole role, std::uint32_t here) const {
  if (!schema().bound(role)) return false;
  need(role);
  return here == schema().binding(role).variant;
}

bool Cursor::is_some() const {
  if (shape_of(schema(), type_) != Shape::Option) mismatch("an Option");
  return variant() == 1;
}

std::optional<Cursor> Cursor::option() const {
  if (!is_some()) return std::nullopt;
  return decoding(*ctx_, pos_, lazy_, [&](Walker<NullVisitor>& w) {
    w.option_tag();
    return Cursor(*ctx_, schema().arg(schema().type(type_)), w.r.pos(), w.lazy);
  });
}

Cursor Cursor::some() const {
  const auto payload = option();
  if (!payload) mismatch("Some");
  return *payload;
}

std::pair<bool, Cursor> Cursor::result() const {
  if (shape_of(schema(), type_) != Shape::Result) mismatch("a Result");
  return decoding(*ctx_, pos_, lazy_, [&](Walker<NullVisitor>& w) {
    const bool err = w.option_tag();
    return std::pair(!err, Cursor(*ctx_, schema().arg(schema().type(type_), err ? 1 : 0), w.r.pos(), w.lazy));
  });
}

// ---- sequences

std::uint64_t Cursor::size() const {
  const schema::Type& t = schema().type(type_);
  switch (shape_of(schema(), type_)) {
    case Shape::Array:
      return t.extra;
    case Shape::Seq:
    case Shape::Map:
      return decoding(*ctx_, pos_, lazy_, [](Walker<NullVisitor>& w) { return w.r.leb_usize(); });
    case Shape::Lazy: {
      const LazyRef ref = lazy();
      if (ref.kind == LazyRef::Value) break;
      return ref.count;
    }
    default:
      break;
  }
  mismatch("a sequence");
}

Elements lazy_elements(const Context& ctx, const LazyRef& ref) {
  // An empty array has no place; the cursor is never read.
  const std::uint64_t pos = ref.count == 0 ? ctx.root_pos() : ref.pos;
  return Elements(Cursor::node(ctx, ref.type, pos), ref.type, ref.count);
}

Elements Cursor::elements() const {
  const schema::Schema& s = schema();
  const schema::Type& t = s.type(type_);
  const Shape shape = shape_of(s, type_);
  if (shape == Shape::Lazy) {
    const LazyRef ref = lazy();
    if (ref.kind != LazyRef::Array) mismatch("a lazy array");
    return lazy_elements(*ctx_, ref);
  }
  if (shape != Shape::Seq && shape != Shape::Map && shape != Shape::Array) mismatch("a sequence");
  return decoding(*ctx_, pos_, lazy_, [&](Walker<NullVisitor>& w) {
    const TypeId first = s.arg(t), second = shape == Shape::Map ? s.arg(t, 1) : first;
    const std::uint64_t n = shape == Shape::Array ? t.extra : w.r.leb_usize();
    const std::uint64_t least =
        std::uint64_t{s.type(first).min_size} + (shape == Shape::Map ? s.type(second).min_size : 0);
    if (least != 0 && n > w.r.remaining() / least) w.too_many(n);
    return Elements(Cursor(*ctx_, first, w.r.pos(), w.lazy), second, shape == Shape::Map ? 2 * n : n);
  });
}

Elements::iterator& Elements::iterator::operator++() {
  if (--left_ == 0) return *this;
  const TypeId now = at_.type_;
  const Cursor behind = at_.skip();
  at_ = Cursor(*behind.ctx_, other_, behind.pos_, behind.lazy_);
  other_ = now;
  return *this;
}

Cursor Elements::operator[](std::uint64_t i) const {
  if (i >= count_) {
    Error e(fmt::format("element {} of {} wanted", i, count_));
    e.offset(first_.pos());
    detail::add_origin(e, first_.context());
    throw e;
  }
  iterator it = begin();
  while (i-- > 0) ++it;
  return *it;
}

// ---- leaves

std::uint64_t Cursor::as_u64() const {
  const schema::Type& t = schema().type(type_);
  const bool number = t.kind() == Kind::Index || t.kind() == Kind::Flags || shape_of(schema(), type_) == Shape::Uint;
  if (!number && t.kind() == Kind::Codec && t.codec() == Codec::Bool) return as_bool() ? 1 : 0;
  if (!number) mismatch("an unsigned number");
  return decoding(*ctx_, pos_, lazy_, [&](Walker<NullVisitor>& w) { return w.uint_value(t); });
}

std::uint32_t Cursor::as_u32() const {
  const std::uint64_t n = as_u64();
  if (n > 0xffffffff) mismatch("a number of 32 bits");
  return static_cast<std::uint32_t>(n);
}

std::int64_t Cursor::as_i64() const {
  if (shape_of(schema(), type_) != Shape::Sint) mismatch("a signed number");
  return decoding(*ctx_, pos_, lazy_, [&](Walker<NullVisitor>& w) { return w.sint_value(schema().type(type_)); });
}

namespace {
Codec codec_of(const schema::Schema& s, TypeId t) {
  return s.type(t).kind() == Kind::Codec ? s.type(t).codec() : Codec::None;
}
}  // namespace

U128 Cursor::as_u128() const {
  const Codec c = codec_of(schema(), type_);
  if (c != Codec::U128 && c != Codec::I128) return {as_u64(), 0};
  return decoding(*ctx_, pos_, lazy_,
                  [&](Walker<NullVisitor>& w) { return c == Codec::U128 ? w.r.leb_u128() : w.r.sleb_i128(); });
}

bool Cursor::as_bool() const {
  if (codec_of(schema(), type_) != Codec::Bool) mismatch("a bool");
  if (part_ != kWhole) return part_ != 0;
  return decoding(*ctx_, pos_, lazy_, [](Walker<NullVisitor>& w) { return w.bool_value(); });
}

char32_t Cursor::as_char() const {
  if (codec_of(schema(), type_) != Codec::Char) mismatch("a char");
  return decoding(*ctx_, pos_, lazy_, [](Walker<NullVisitor>& w) { return w.char_value(); });
}

std::string_view Cursor::as_str() const {
  if (codec_of(schema(), type_) != Codec::Str) mismatch("a string");
  return decoding(*ctx_, pos_, lazy_, [](Walker<NullVisitor>& w) { return w.r.str(w.enc.str_sentinel); });
}

std::span<const std::uint8_t> Cursor::as_bytes() const {
  const schema::Type& t = schema().type(type_);
  return decoding(*ctx_, pos_, lazy_, [&](Walker<NullVisitor>& w) {
    switch (codec_of(schema(), type_)) {
      case Codec::ByteStr:
        return w.r.byte_str(w.enc.byte_str_sentinel);
      case Codec::FixedBytes:
        return w.r.bytes(t.extra);
      case Codec::CountedBytes:
        return w.counted_bytes(t);
      case Codec::Seq:
        if (codec_of(schema(), schema().arg(t)) == Codec::U8) return w.r.bytes(w.r.leb_usize());
        break;
      default:
        break;
    }
    mismatch("bytes");
  });
}

SymbolRef Cursor::symbol() const {
  const Codec c = codec_of(schema(), type_);
  if (c != Codec::SymbolPlain && c != Codec::SymbolTagged && c != Codec::ByteSymbolTagged) mismatch("a symbol");
  return decoding(*ctx_, pos_, lazy_, [&](Walker<NullVisitor>& w) { return read_symbol(w, c); });
}

SpanRef Cursor::span() const {
  const Codec c = codec_of(schema(), type_);
  if (c != Codec::SpanPlain && c != Codec::SpanIndexed && c != Codec::SpanTagged && c != Codec::SpanTagFirst)
    mismatch("a span");
  return decoding(*ctx_, pos_, lazy_, [&](Walker<NullVisitor>& w) { return read_span(w, c); });
}

DefIdRef Cursor::def_id() const {
  if (codec_of(schema(), type_) != Codec::DefId) mismatch("a DefId");
  return decoding(*ctx_, pos_, lazy_, [](Walker<NullVisitor>& w) {
    DefIdRef id;
    id.krate = w.r.leb_u32();
    id.index = w.r.leb_u32();
    return id;
  });
}

DefIdRef Cursor::expn_id() const {
  const Codec c = codec_of(schema(), type_);
  if (c != Codec::ExpnId && c != Codec::ExpnIdIndexFirst) mismatch("an ExpnId");
  return decoding(*ctx_, pos_, lazy_, [&](Walker<NullVisitor>& w) { return read_expn_id(w, c); });
}

std::uint32_t Cursor::syntax_context() const {
  if (codec_of(schema(), type_) != Codec::SyntaxContext) mismatch("a SyntaxContext");
  return decoding(*ctx_, pos_, lazy_, [](Walker<NullVisitor>& w) { return w.r.leb_u32(); });
}

std::uint64_t Cursor::alloc() const {
  if (codec_of(schema(), type_) != Codec::AllocId) mismatch("an AllocId");
  return decoding(*ctx_, pos_, lazy_, [](Walker<NullVisitor>& w) { return std::uint64_t{w.r.leb_u32()}; });
}

ScalarInt Cursor::scalar_int() const {
  if (codec_of(schema(), type_) != Codec::ScalarInt) mismatch("a ScalarInt");
  return decoding(*ctx_, pos_, lazy_, [](Walker<NullVisitor>& w) { return read_scalar_int(w); });
}

AllocationHead Cursor::allocation() const {
  if (codec_of(schema(), type_) != Codec::Allocation) mismatch("an Allocation");
  return decoding(*ctx_, pos_, lazy_, [](Walker<NullVisitor>& w) { return read_allocation_head(w); });
}

// ---- elsewhere

LazyRef Cursor::lazy() const {
  if (shape_of(schema(), type_) != Shape::Lazy) mismatch("a lazy value");
  return decoding(*ctx_, pos_, lazy_, [&](Walker<NullVisitor>& w) { return w.lazy_ref(schema().type(type_)); });
}

Cursor Cursor::deref() const {
  const schema::Type& t = schema().type(type_);
  switch (shape_of(schema(), type_)) {
    case Shape::Lazy: {
      const LazyRef ref = lazy();
      if (ref.kind != LazyRef::Value) break;
      return node(*ctx_, ref.type, ref.pos);
    }
    case Shape::Shorthand:
      return decoding(*ctx_, pos_, lazy_, [&](Walker<NullVisitor>& w) {
        const TypeId kind = schema().arg(t);
        return w.reference_here() ? Cursor(*ctx_, kind, w.reference_target(), {}) : Cursor(*ctx_, kind, pos_, lazy_);
      });
    case Shape::Bound:
      return field(1);
    case Shape::Special:
      if (codec_of(schema(), type_) == Codec::AllocId)
        return Cursor(*ctx_, schema().arg(t), ctx_->alloc_position(alloc()), {});
      break;
    default:
      break;
  }
  mismatch("a lazy value, a Ty, a Predicate or an AllocId");
}

Table Cursor::table() const {
  const LazyRef ref = lazy();
  if (ref.kind != LazyRef::Table) mismatch("a table");
  return Table(*ctx_, ref);
}

}  // namespace rmeta::decode
