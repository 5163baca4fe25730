// SPDX-License-Identifier: MIT OR Apache-2.0
// RISC-V: structures of one or two fields with a float among them go to floating point registers, others of up to two
// words to integer registers (rustc_target/src/callconv/riscv.rs; the same rules as those of the psABI document).
// LoongArch took them over (loongarch.rs beside it).
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "call.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::layout {

namespace {

struct Part {
  bool is_float = false;
  Reg reg;
  std::uint64_t offset = 0;
};
/// One float, two of them, or a float and an integer.
struct FloatParts {
  Part first;
  std::optional<Part> second;
};

class Classifier {
 public:
  Classifier(Calls& c, std::uint64_t xlen, std::uint64_t flen) : c_(c), xlen_(xlen), flen_(flen) {}

  std::optional<FloatParts> float_parts(const ArgAbi& a) {
    parts_.clear();
    if (!collect(Calls::of(a), 0) || parts_.empty()) return std::nullopt;
    if (parts_[0].offset != 0 && c_.rules.casts_keep_offsets)
      throw Error(fmt::format("the first part of {} does not lie at its start", types::print(c_.cx, a.type)));
    if (parts_.size() == 1) {
      if (!parts_[0].is_float) return std::nullopt;
      return FloatParts{parts_[0], std::nullopt};
    }
    if (!parts_[0].is_float && !parts_[1].is_float) return std::nullopt;
    return FloatParts{parts_[0], parts_[1]};
  }

  void result(ArgAbi& a, std::uint64_t& gprs);
  void argument(ArgAbi& a, bool variadic, std::uint64_t& gprs, std::uint64_t& fprs);

 private:
  bool scalar(const TyLayout& t, std::uint64_t offset);
  bool collect(const TyLayout& t, std::uint64_t offset);
  bool aggregate(const ArgAbi& a) const { return c_.held(*a.layout) == Held::Vector || c_.is_aggregate(*a.layout); }
  void cast(ArgAbi& a, const FloatParts& p) const {
    if (!p.second) {
      c_.cast(a, p.first.reg);
      return;
    }
    CastTarget to = Calls::uniform(p.second->reg, p.second->reg.size);
    to.prefix = {p.first.reg};
    if (c_.rules.casts_keep_offsets) to.rest_offset = p.second->offset;
    c_.cast(a, std::move(to));
  }

  Calls& c_;
  std::uint64_t xlen_, flen_;  // bytes
  std::vector<Part> parts_;
};

bool Classifier::scalar(const TyLayout& t, std::uint64_t offset) {
  const std::uint64_t size = t.layout->size;
  const bool is_f = is_float(t.layout->repr.a);
  if (size > (is_f ? flen_ : xlen_) || parts_.size() == 2) return false;
  if (!is_f && parts_.size() == 1 && !parts_[0].is_float) return false;
  parts_.push_back({is_f, is_f ? floating(size) : integer(size), offset});
  return true;
}

bool Classifier::collect(const TyLayout& t, std::uint64_t offset) {
  const types::Layout& l = *t.layout;
  switch (c_.held(l)) {
    case Held::Scalar:
      return scalar(t, offset);
    case Held::Vector:
    case Held::ScalableVector:
    case Held::Uninhabited:
      return false;
    default:
      break;
  }
  using What = types::FieldsShape::What;
  switch (l.fields.what) {
    case What::Primitive:
      throw Error("a structure without fields");
    case What::Union: {
      if (l.is_zst()) return true;
      if (!c_.rules.riscv_transparent_unions || !c_.is_transparent(t.type)) return false;
      auto inner = c_.only_field(t);
      return inner && collect(c_.field(t, *inner), offset);
    }
    case What::Array:
      for (std::uint64_t i = 0; i < l.fields.count; ++i) {
        const TyLayout element = c_.field(t, 0);
        const std::size_t before = parts_.size();
        if (!collect(element, offset + element.layout->size * i)) return false;
        if (parts_.size() == before) break;  // elements without any part: however many
      }
      return true;
    case What::Arbitrary:
      break;
  }
  if (l.variants.what == types::Variants::What::Multiple) return false;
  std::vector<std::size_t> order(l.fields.in_memory.begin(), l.fields.in_memory.end());
  if (order.size() != l.fields.offsets.size()) {
    order.resize(l.fields.offsets.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
  }
  for (std::size_t i : order)
    if (!collect(c_.field(t, i), offset + l.fields.offsets[i])) return false;
  return true;
}

// Integers of 32 bits are extended with their sign whatever their type.
void extend(const Calls& c, ArgAbi& a, std::uint64_t xlen) {
  if (c.held(*a.layout) == Held::Scalar && is_integer(a.layout->repr.a) && a.layout->repr.a.primitive.size == 4 &&
      xlen > 4 && a.mode == ArgAbi::Mode::Direct) {
    a.attrs.ext = ArgExtension::Sext;
    return;
  }
  c.extend_integer(a, xlen * 8);
}

void Classifier::result(ArgAbi& a, std::uint64_t& gprs) {
  if (a.mode == ArgAbi::Mode::Ignore || !a.layout->is_sized()) return;
  if (auto parts = float_parts(a)) return cast(a, *parts);
  const std::uint64_t size = a.layout->size;
  if (size > 2 * xlen_) {
    if (aggregate(a)) c_.make_indirect(a);
    --gprs;
  } else if (aggregate(a)) {
    if (size <= xlen_)
      c_.cast(a, integer(xlen_));
    else
      c_.cast(a, Calls::uniform(integer(xlen_), xlen_ * 2));
  } else {
    extend(c_, a, xlen_);
  }
}

void Classifier::argument(ArgAbi& a, bool variadic, std::uint64_t& gprs, std::uint64_t& fprs) {
  if (a.mode == ArgAbi::Mode::Ignore || !a.layout->is_sized()) return;
  auto take = [&](std::uint64_t n) { gprs -= std::min(gprs, n); };
  if (c_.passes_indirectly(a)) {
    c_.make_indirect(a);
    return take(1);
  }
  if (!variadic)
    if (auto parts = float_parts(a)) {
      const bool mixed = parts->second && parts->first.is_float != parts->second->is_float;
      const std::uint64_t need = !parts->second || mixed ? 1 : 2;
      if (fprs >= need && (!mixed || gprs >= 1)) {
        fprs -= need;
        if (mixed) take(1);
        return cast(a, *parts);
      }
    }
  const std::uint64_t size = a.layout->size;
  if (size > 2 * xlen_) {
    if (aggregate(a)) c_.make_indirect(a);
    return take(1);
  }
  if (size > xlen_) {
    const bool aligned = a.layout->align > xlen_;
    if (aggregate(a)) c_.cast(a, Calls::uniform(integer(aligned ? 2 * xlen_ : xlen_), xlen_ * 2));
    if (aligned && variadic) gprs -= gprs % 2;
    return take(2);
  }
  if (aggregate(a)) {
    c_.cast(a, integer(xlen_));
    return take(1);
  }
  if (gprs >= 1) {
    extend(c_, a, xlen_);
    take(1);
  }
}

}  // namespace

void call_riscv(Calls& c, FnAbi& f) {
  const std::string& abi = c.target().llvm_abiname;
  const std::uint64_t flen = abi == "ilp32f" || abi == "lp64f" ? 4 : abi == "ilp32d" || abi == "lp64d" ? 8 : 0;
  Classifier classifier(c, c.pointer_size(), flen);
  std::uint64_t gprs = 8, fprs = 8;
  classifier.result(f.ret, gprs);
  for (std::size_t i = 0; i < f.args.size(); ++i) classifier.argument(f.args[i], i >= f.fixed_count, gprs, fprs);
}

// Many instructions work on whole registers, and the code generator is told what is in the upper half.
void call_rust_riscv(Calls& c, FnAbi& f) {
  for (ArgAbi& a : f.args)
    if (a.mode != ArgAbi::Mode::Ignore) extend(c, a, c.pointer_size());
}

}  // namespace rmeta::layout
