// SPDX-License-Identifier: MIT OR Apache-2.0
// One type as text, in order of memory:
//
//   struct shapes::Point                      repr(C)
//     offset  size
//          0     8  x: f64
//          8     8  y: f64
//     16 bytes, align 8, pair of f64 and f64
//
// Lines for bytes that hold nothing ("hole", "padding"), where a cache line of 64 bytes ends, and for the tag where it
// lies. Fields of size zero are shown at their offset.
#include <fmt/format.h>

#include <algorithm>

#include "layout_view.hpp"

namespace rmeta::cli {

using layout::FieldView;
using layout::SlotView;
using layout::TypeView;
using layout::VariantView;
using types::BackendRepr;
using types::Layout;
using types::Primitive;
using types::U128;
using types::Variants;

namespace {

constexpr std::uint64_t kCacheLine = 64;

std::string decimal(U128 v) {
  if (v >> 64 == 0) return fmt::format("{}", static_cast<std::uint64_t>(v));
  return fmt::format("0x{:x}{:016x}", static_cast<std::uint64_t>(v >> 64), static_cast<std::uint64_t>(v));
}

std::string primitive(const Primitive& p) {
  if (p.what == Primitive::What::Pointer) return "pointer";
  return fmt::format("{}{}", p.what == Primitive::What::Float ? 'f' : p.is_signed ? 'i' : 'u', p.size * 8);
}

std::string held(const BackendRepr& r) {
  switch (r.what) {
    case BackendRepr::What::Scalar:
      return primitive(r.a.primitive);
    case BackendRepr::What::ScalarPair:
      return fmt::format("pair of {} and {}", primitive(r.a.primitive), primitive(r.b.primitive));
    case BackendRepr::What::Vector:
      return fmt::format("vector of {} {}", r.count, primitive(r.a.primitive));
    case BackendRepr::What::ScalableVector:
      return fmt::format("scalable vector of {} {}", r.count, primitive(r.a.primitive));
    default:
      return "memory";
  }
}

std::string niche_text(const types::Niche& n) {
  const auto [first, last] = layout::spare_values(n);
  if (first == last) return fmt::format("niche {} at {}", decimal(first), n.offset);
  return fmt::format("niche {}..={} at {}", decimal(first), decimal(last), n.offset);
}

class Printer {
 public:
  explicit Printer(bool colour) : colour_(colour) {}

  std::string text(const TypeView& t) {
    if (!t.layout) {
      out_ = fmt::format("{} {}\n", paint("1", t.kind), t.name);
      slots(t);
      out_ += fmt::format("  {} bytes, align {}\n", t.vtable.size() * t.pointer_size, t.pointer_size);
      return std::move(out_);
    }
    const Layout& l = *t.layout;
    out_ = fmt::format("{} {}", paint("1", t.kind), t.name);
    if (t.repr != "Rust") out_ += fmt::format("  repr({})", t.repr);
    out_ += t.alias.empty() ? "\n" : fmt::format("  ({})\n", t.alias);
    out_ += paint("2", "  offset  size\n");
    if (l.variants.what == Variants::What::Multiple) {
      // What a coroutine captured is there in all states.
      for (const FieldView& f : t.fields) line(f.offset, fmt::format("{}", f.size), field(f), 0);
      for (const VariantView& v : t.variants) variant(t, v);
    } else if (t.kind == "enum") {
      for (const VariantView& v : t.variants) {
        out_ += fmt::format("                {}{}{}\n", paint("1", v.name), discriminant(t, v),
                            v.layout ? "" : "  (never)");
        if (v.layout) row_of(v.fields, l, 0, l.size, 2);
      }
    } else {
      row_of(t.fields, l, 0, l.size, 0);
    }
    summary(t);
    if (!t.vtable.empty()) {
      out_ += fmt::format("  {} of a type for it\n", paint("1", "vtable"));
      slots(t);
    }
    return std::move(out_);
  }

 private:
  std::string paint(std::string_view code, std::string_view text) const {
    return colour_ ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
  }

  void line(std::uint64_t offset, std::string_view size, std::string_view what, int indent) {
    out_ += fmt::format("  {:>6} {:>5}  {:{}}{}\n", offset, size, "", indent, what);
  }

  static std::string discriminant(const TypeView& t, const VariantView& v) {
    // Without explicit discriminants it is the variant's place, which need not be said.
    const auto index = static_cast<types::I128>(&v - t.variants.data());
    if (v.discriminant == index) return "";
    return v.discriminant < 0 ? fmt::format(" = -{}", decimal(static_cast<U128>(-v.discriminant)))
                              : fmt::format(" = {}", decimal(static_cast<U128>(v.discriminant)));
  }

  std::string field(const FieldView& f) const { return fmt::format("{}: {}", f.name, paint("32", f.type)); }

  // Marks each end of a cache line between what was shown and what comes.
  void cache_lines(std::uint64_t before, std::uint64_t now) {
    if (now / kCacheLine > before / kCacheLine && now % kCacheLine == 0)
      out_ += paint("2", fmt::format("  {:>6}        --- cache line {} ---\n", now, now / kCacheLine));
    else if (now / kCacheLine > before / kCacheLine)
      out_ += paint("2", fmt::format("  {:>6}        --- cache line {} began {} bytes before ---\n", "",
                                     now / kCacheLine, now % kCacheLine));
  }

  void gap(std::uint64_t from, std::uint64_t to, std::string_view what, int indent) {
    if (from >= to) return;
    holes_ += to - from;
    line(from, fmt::format("{}", to - from), paint("33", what), indent);
  }

  void row_of(const std::vector<FieldView>& fields, const Layout& l, std::uint64_t from, std::uint64_t size,
              int indent) {
    std::vector<const FieldView*> order;
    for (const FieldView& f : fields) order.push_back(&f);
    std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
      return std::pair(a->offset, a->size) < std::pair(b->offset, b->size);
    });
    std::uint64_t at = from;
    const bool overlapping = l.fields.what == types::FieldsShape::What::Union;
    for (const FieldView* f : order) {
      if (!overlapping) gap(at, f->offset, "hole", indent);
      if (!overlapping) cache_lines(at, f->offset);
      std::string note;
      if (l.largest_niche && f->layout->largest_niche && l.largest_niche->offset >= f->offset &&
          l.largest_niche->offset < f->offset + f->size && l.variants.what != Variants::What::Multiple)
        note = paint("36", fmt::format("  ({})", niche_text(*l.largest_niche)));
      line(f->offset, f->sized ? fmt::format("{}", f->size) : "?", field(*f) + note, indent);
      at = std::max(at, f->offset + f->size);
      end_ = std::max(end_, at);
    }
    if (l.is_sized() && !(l.fields.what == types::FieldsShape::What::Primitive || fields.empty()))
      gap(at, size, "padding", indent);
  }

  void variant(const TypeView& t, const VariantView& v) {
    const Layout& whole = *t.layout;
    const bool direct = whole.variants.encoding == Variants::Encoding::Direct;
    std::string tag = direct ? "tag" : "niche tag";
    if (v.tag)
      tag = fmt::format("{} {}", tag, decimal(*v.tag));
    else
      tag = v.name == t.untagged && !direct ? "any other tag" : "no tag";
    out_ += fmt::format("                {}{}\n", paint("1", v.name), discriminant(t, v));
    line(whole.variants.tag_offset, fmt::format("{}", whole.variants.tag.primitive.size), paint("36", tag), 2);
    const std::uint64_t from = direct ? whole.variants.tag_offset + whole.variants.tag.primitive.size : 0;
    if (v.layout)
      row_of(v.fields, *v.layout, v.fields.empty() ? 0 : std::min(from, first(v.fields)), v.layout->size, 2);
  }

  void slots(const TypeView& t) {
    out_ += paint("2", "  offset  size\n");
    for (std::size_t i = 0; i < t.vtable.size(); ++i) {
      const SlotView& s = t.vtable[i];
      std::string what = s.kind;
      if (s.kind == "method" || s.kind == "vacant") {
        what = fmt::format("{}::{}", s.trait, s.method);
        what += s.kind == "vacant" ? paint("33", "  (vacant)") : fmt::format(": {}", paint("32", s.signature));
      }
      if (s.kind == "supertrait") what = paint("36", fmt::format("vtable for {}", s.trait));
      line(i * t.pointer_size, fmt::format("{}", t.pointer_size), what, 0);
    }
  }

  static std::uint64_t first(const std::vector<FieldView>& fields) {
    std::uint64_t least = UINT64_MAX;
    for (const FieldView& f : fields) least = std::min(least, f.offset);
    return least;
  }

  void summary(const TypeView& t) {
    const Layout& l = *t.layout;
    std::string s = l.is_sized() ? fmt::format("{} bytes", l.size) : fmt::format("{} bytes and what follows", l.size);
    s += fmt::format(", align {}", l.align);
    if (l.size > kCacheLine) s += fmt::format(", {} cache lines", (l.size + kCacheLine - 1) / kCacheLine);
    if (holes_ > 0 && t.kind != "enum") s += fmt::format(", {} bytes unused", holes_);
    s += fmt::format(", {}", held(l.repr));
    if (l.largest_niche) s += fmt::format(", {}", niche_text(*l.largest_niche));
    if (l.uninhabited) s += ", no values";
    out_ += fmt::format("  {}\n", s);
  }

  bool colour_;
  std::string out_;
  std::uint64_t holes_ = 0, end_ = 0;
};

}  // namespace

std::string layout_text(const TypeView& t, bool colour) {
  return Printer(colour).text(t);
}

}  // namespace rmeta::cli
