// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/eval/evaluator.hpp"

#include <fmt/format.h>

#include "machine.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::eval {

struct Evaluator::Impl {
  types::MetadataContext& cx;
  bool big_endian;
  int depth = 0;
};

Evaluator::Evaluator(types::MetadataContext& cx, bool big_endian) : impl_(new Impl{cx, big_endian}) {}
Evaluator::~Evaluator() = default;

types::Term Evaluator::eval_const(types::DefId def, types::Terms args) {
  // Layouts ask for lengths, which may ask for sizes: each question has its own machine, so that a fault leaves nothing
  // behind.
  constexpr int kMost = 40;
  if (impl_->depth >= kMost) throw Error(fmt::format("constants that need each other more than {} deep", kMost));
  struct Guard {
    explicit Guard(int& d) : depth(d) { ++depth; }
    ~Guard() { --depth; }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    int& depth;
  } guard(impl_->depth);
  Machine machine(impl_->cx, impl_->big_endian);
  const Place value = machine.constant_item(def, args);
  Term kids[] = {value.type, machine.value_tree(value)};
  return impl_->cx.interner().make(Kind::CtValue, kids);
}

}  // namespace rmeta::eval
