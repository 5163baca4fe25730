// SPDX-License-Identifier: MIT OR Apache-2.0
// Values of constants that metadata does not hold ready: array lengths, discriminants, const arguments, bounds of
// pattern types. Their MIR is run (rustc_const_eval); the result becomes what constants in types are, a value tree.
#pragma once

#include <memory>

#include "rmeta/types/metadata.hpp"

namespace rmeta::eval {

class Evaluator final : public types::ConstQuery {
 public:
  /// `big_endian`: of the target that the constants are for.
  Evaluator(types::MetadataContext& cx, bool big_endian);
  ~Evaluator() override;
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  /// Kind::CtValue. Throws rmeta::Error with what could not be evaluated, and in which function.
  types::Term eval_const(types::DefId def, types::Terms args) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rmeta::eval
