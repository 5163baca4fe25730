// SPDX-License-Identifier: MIT OR Apache-2.0
#include "printer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rmeta/decode/rows.hpp"
#include "rmeta/decode/walk_impl.hpp"
#include "rmeta/error.hpp"

namespace rmeta::content {

using decode::LazyRef;
using schema::Codec;
using schema::Kind;

namespace {
// Values inside values that lie elsewhere: types in types, allocations in allocations, lazies in lazies.
constexpr unsigned kMaxNesting = 400;
// All values together are read from at most so many times the file's bytes.
constexpr std::uint64_t kMaxWork = 64;
}  // namespace

Printer& Printers::of(std::uint32_t crate) {
  auto& printer = printers_[crate];
  if (!printer) {
    const crate::Crate* found = graph_.find(crate);
    if (found == nullptr)
      throw Unavailable{fmt::format("it refers to items of the crate {}, which cannot be found", graph_.name(crate))};
    printer = std::make_unique<Printer>(*found, rules_, *this, keep_text_);
  }
  return *printer;
}

Printer::Printer(const crate::Crate& crate, const Rules& rules, Printers& others, bool keep_text)
    : crate_(crate),
      schema_(crate.schema()),
      ctx_(crate.context()),
      rules_(rules),
      others_(others),
      plan_(schema_, rules),
      writer_(keep_text),
      budget_(kMaxWork * (ctx_.bytes().size() + 4096)),
      places_(crate),
      name_ids_(crate.def_count()) {}

// ---- entering and leaving values

Printer::State Printer::enter() {
  const State state{mute_, skip_next_, set_next_};
  mute_ = 0;
  skip_next_ = set_next_ = false;
  return state;
}

void Printer::leave(const State& state) {
  mute_ = state.mute;
  skip_next_ = state.skip_next;
  set_next_ = state.set_next;
}

void Printer::charge(std::uint64_t bytes, std::uint64_t pos) {
  if (bytes > budget_)
    throw Error("the same bytes are referred to too often: this is damaged").offset(pos).file(ctx_.file());
  budget_ -= bytes;
}

void Printer::nest(std::uint64_t pos) {
  if (++nesting_ > kMaxNesting)
    throw Error(fmt::format("values are nested more than {} deep", kMaxNesting)).offset(pos).file(ctx_.file());
}

void Printer::value(const decode::Cursor& at) {
  nest(at.pos());
  decode::Walker<Printer> walker(at.context(), *this, at.pos(), at.lazy_state());
  walker.value(at.type());
  charge(walker.r.pos() - at.pos(), at.pos());
  --nesting_;
}

void Printer::lazy_value(const LazyRef& ref, bool set) {
  nest(ref.pos);
  if (ref.kind == LazyRef::Value) {
    set_next_ = set;
    charge(decode::walk_lazy(ctx_, ref, *this) - ref.pos, ref.pos);
  } else {
    if (ref.kind == LazyRef::Table) throw Error("a table inside of a table").offset(ref.pos).file(ctx_.file());
    open('[', set);
    if (ref.count != 0) charge(decode::walk_lazy(ctx_, ref, *this) - ref.pos, ref.pos);
    end(ref.type, 0);
  }
  --nesting_;
}

bool Printer::write_row(const LazyRef& table, std::uint64_t i, bool set) {
  const decode::RowReader rows(ctx_, table);
  if (i >= table.count || rows.zero(i)) return false;
  using Row = decode::Row;
  const Row row = rows.read(i);
  switch (row.kind) {
    case Row::Absent:
      return false;
    case Row::Lazy:
      lazy_value(row.lazy, set);
      return true;
    case Row::Number:
      uint(table.type, row.number, table.pos);
      return true;
    case Row::Bool:
      boolean(table.type, row.number != 0, table.pos);
      return true;
    case Row::Fixed:
      fixed(table.type, static_cast<std::uint32_t>(row.number), table.pos);
      return true;
    case Row::DefId:
      def_id(table.type, row.def_id, table.pos);
      return true;
    case Row::Wide:
      wide(table.type, row.wide, table.pos);
      return true;
    case Row::Unit:
      unit(table.type, table.pos);
      return true;
  }
  return false;
}

void Printer::append_sorted(std::vector<Piece>& pieces, bool unique) {
  std::ranges::sort(
      pieces, [](const Piece& a, const Piece& b) { return a.crc != b.crc ? a.crc < b.crc : a.length < b.length; });
  if (unique) {
    const auto equal = [](const Piece& a, const Piece& b) { return a.crc == b.crc && a.length == b.length; };
    pieces.erase(std::unique(pieces.begin(), pieces.end(), equal), pieces.end());
  }
  bool first = true;
  for (const Piece& p : pieces) {
    if (!first) writer_.text(' ');
    first = false;
    writer_.append(p);
  }
}

// ---- structure

void Printer::open(char bracket, bool set) {
  Frame frame;
  frame.set = set;
  if (bracket != 0) {
    writer_.text(bracket);
    frame.close = bracket == '{' ? '}' : bracket == '[' ? ']' : ')';
  }
  frames_.push_back(frame);
  if (frame.set) sets_.emplace_back();
}

void Printer::begin(TypeId t, std::uint64_t pos) {
  if (mute_ != 0) {
    ++mute_;
    return;
  }
  const Action action = plan_.types[schema::index(t)];
  if (skip_next_ || action == Action::Out) {
    skip_next_ = false;
    mute_ = 1;
    return;
  }
  if (action == Action::Refused)
    throw Error(fmt::format("a value of {} is here, which no compiler is known to write", schema_.name(t)))
        .offset(pos)
        .file(ctx_.file());
  const schema::Type& type = schema_.type(t);
  const bool set = std::exchange(set_next_, false);
  if (type.is_record()) {
    const bool named =
        schema_.variants(type)[0].field_count != 0 && !plan_.labels[schema_.variants(type)[0].first_field].empty();
    open(named ? '{' : '(');
    return;
  }
  if (type.kind() == Kind::Codec) {
    const schema::Shape shape = schema::info(type.codec()).shape;
    if (shape == schema::Shape::Seq || shape == schema::Shape::Map || shape == schema::Shape::Array ||
        type.codec() == Codec::InitMaskBlocks) {
      open('[', set || shape == schema::Shape::Map);
      if (shape != schema::Shape::Seq || schema_.type(schema_.arg(type)).kind() != Kind::Codec) return;
      frames_.back().bytes = schema_.type(schema_.arg(type)).codec() == Codec::U8;
      byte_run_.clear();
      return;
    }
    if (shape == schema::Shape::Tuple || shape == schema::Shape::Bound || shape == schema::Shape::Special) {
      open('(');
      return;
    }
  }
  open(0);
}

void Printer::end(TypeId, std::uint64_t) {
  if (mute_ != 0) {
    --mute_;
    return;
  }
  const Frame frame = frames_.back();
  if (frame.placed) place(writer_.pop());
  if (frame.bytes) {
    if (here_ && Places::is_file(*here_, byte_run_)) is_file_ = true;
    quote(byte_run_);
  }
  if (frame.set) {
    close_element();
    append_sorted(sets_.back().done);
    sets_.pop_back();
  }
  frames_.pop_back();
  if (frame.close != 0) writer_.text(frame.close);
}

void Printer::variant(TypeId t, std::uint32_t index) {
  if (mute_ != 0) return;
  const schema::Type& type = schema_.type(t);
  if (type.kind() != Kind::Enum) {
    const bool result = type.codec() == Codec::Result;
    writer_.text(result ? (index == 0 ? "Ok " : "Err ") : (index == 0 ? "-" : "+"));
    return;
  }
  const Action action = plan_.variants[type.first + index];
  const schema::Variant& v = schema_.variants(type)[index];
  if (action == Action::In) {
    writer_.text(schema_.str(v.name));
    if (v.field_count == 0) return;
    const bool named = !plan_.labels[v.first_field].empty();
    writer_.text(named ? '{' : '(');
    frames_.back().close = named ? '}' : ')';
    return;
  }
  if (action == Action::Refused)
    throw Error(
        fmt::format("{}::{} is here, which no compiler is known to write", schema_.name(t), schema_.str(v.name)))
        .file(ctx_.file());
  if (action == Action::Private) writer_.text(schema_.str(v.name));
  if (action != Action::Out && !sets_.empty()) sets_.back().drop = true;
  // What it holds is passed over, up to its end.
  frames_.pop_back();
  mute_ = 1;
}

void Printer::field(TypeId t, std::uint32_t variant, std::uint32_t index) {
  if (mute_ != 0) return;
  const schema::Type& type = schema_.type(t);
  if (type.kind() != Kind::Enum && !type.is_record()) {
    if (type.codec() != Codec::Option && type.codec() != Codec::Result) before_element();
    return;
  }
  const std::uint32_t number = schema_.variants(type)[variant].first_field + index;
  switch (plan_.fields[number]) {
    case Action::Out:
      skip_next_ = true;
      return;
    case Action::Unknown:
      unclassified(t, variant, index);
    case Action::Set:
      set_next_ = true;
      break;
    case Action::Hygiene:
      next_span_ = Spans::Marks;
      break;
    case Action::Span:
      next_span_ = Spans::Place;
      here_.reset();
      break;
    case Action::Placed:
      before_element();
      writer_.text(plan_.labels[number]);
      if (!here_) return;
      frames_.back().placed = true;
      is_file_ = false;
      writer_.push();
      return;
    default:
      break;
  }
  before_element();
  writer_.text(plan_.labels[number]);
}

void Printer::unclassified(TypeId t, std::uint32_t variant, std::uint32_t field) const {
  throw Unavailable{fmt::format("nobody has said yet whether {} of release {} is part of a crate's content",
                                schema_.describe_field(t, variant, field), schema_.release())};
}

void Printer::count(TypeId t, std::uint64_t n) {
  if (mute_ != 0 || n == 0) return;
  const schema::Type& type = schema_.type(t);
  const bool elements = schema::info(type.codec()).shape != schema::Shape::Special;
  if (!elements) return;
  std::uint64_t size = schema_.type(schema_.arg(type)).min_size;
  if (type.codec() == Codec::Map) size += schema_.type(schema_.arg(type, 1)).min_size;
  if (size == 0) writer_.text(fmt::format("{}", n));  // elements without bytes are not visited
}

void Printer::before_element() {
  if (frames_.empty()) return;
  Frame& frame = frames_.back();
  if (frame.any) writer_.text(' ');
  frame.any = true;
}

void Printer::element(TypeId t, std::uint64_t index) {
  if (mute_ != 0) return;
  Frame& frame = frames_.back();
  if (frame.bytes) return;
  if (!frame.set) {
    before_element();
    return;
  }
  const schema::Type& type = schema_.type(t);
  if (type.kind() == Kind::Codec && type.codec() == Codec::Map && index % 2 != 0) {
    writer_.text('=');
    return;
  }
  close_element();
  sets_.back().open = true;
  writer_.push();
}

void Printer::close_element() {
  Set& set = sets_.back();
  if (!set.open) return;
  Piece piece = writer_.pop();
  const std::vector<DefIndex> reached_now = std::move(set.reached);
  set.reached.clear();
  const bool drop = set.drop;
  set.open = set.drop = false;
  if (drop) return;
  set.done.push_back(std::move(piece));
  for (const DefIndex i : reached_now)
    if (reached) reached(i);
}

// ---- elsewhere

// Most values stand where they are used once. Where one is referred to, it is kept: it will be again.
void Printer::reference(TypeId t, const decode::Reference& ref, std::uint64_t pos) {
  if (!leaf(t)) return;
  if (const auto it = pieces_.find(ref.target); it != pieces_.end()) {
    writer_.append(it->second);
    return;
  }
  nest(pos);
  const std::size_t provisional = provisional_;
  Piece p = piece([&] { charge(decode::walk(ctx_, ref.type, ref.target, {}, *this) - ref.target, ref.target); });
  writer_.append(p);
  if (provisional == provisional_) pieces_.emplace(ref.target, std::move(p));
  --nesting_;
}

void Printer::lazy(TypeId t, const LazyRef& ref, std::uint64_t) {
  const bool set = set_next_;
  if (leaf(t)) lazy_value(ref, set);
}

void Printer::alloc(TypeId t, std::uint64_t index, std::uint64_t pos) {
  if (!leaf(t)) return;
  if (allocs_.empty()) {
    allocs_.resize(ctx_.alloc_count());
    allocs_open_.resize(ctx_.alloc_count());
  }
  const std::uint64_t at = ctx_.alloc_position(index);
  if (!allocs_[index]) {
    if (allocs_open_[index])
      throw Error(fmt::format("constant allocation {} contains itself", index)).offset(pos).file(ctx_.file());
    allocs_open_[index] = true;
    nest(pos);
    const std::size_t provisional = provisional_;
    Piece p = piece([&] {
      charge(decode::walk(ctx_, schema_.arg(schema_.type(t)), at, {decode::LazyState::NodeStart, at}, *this) - at, at);
    });
    --nesting_;
    allocs_open_[index] = false;
    alloc_bytes_[index] = last_bytes_;
    if (provisional != provisional_) {
      writer_.append(p);
      return;
    }
    allocs_[index] = std::move(p);
  }
  if (here_) see_bytes(alloc_bytes_[index]);
  writer_.append(*allocs_[index]);
}

// A number of four bytes is written `(4 117)`, by the oldest releases `{data: 117 size: 4}`.
void Printer::place(const Piece& constant) {
  const Places::Here here = *std::exchange(here_, std::nullopt);
  auto is = [&](std::uint64_t number) {
    return constant.whole && constant.text.find("U32") != std::string::npos &&
           (constant.text.find(fmt::format("(4 {})", number)) != std::string::npos ||
            constant.text.find(fmt::format("{{data: {} size: 4}}", number)) != std::string::npos);
  };
  if (is(here.line))
    writer_.text("{line}");
  else if (here.column != 0 && is(here.column))
    writer_.text("{column}");
  else if (is_file_)
    writer_.text("{file}");
  else
    writer_.append(constant);
}

void Printer::see_bytes(std::string_view bytes) {
  last_bytes_ = bytes;
  if (here_ && Places::is_file(*here_, bytes)) is_file_ = true;
}

}  // namespace rmeta::content
