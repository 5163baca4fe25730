// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

#include <optional>

#include "reader.hpp"
#include "rmeta/types/metadata.hpp"

namespace rmeta::types {

/// Runs the MIR of a constant (or of a `const fn` it calls) as far as it is arithmetic on integers, bools and chars.
/// Gives Kind::CtValue, or null for anything else: memory, pointers, aggregates, layouts. Full evaluation is not its
/// job.
class ConstMir {
 public:
  ConstMir(MetadataContext& cx, Reader& reader, const crate::Crate& crate) : cx_(cx), reader_(reader), crate_(crate) {}

  Term run(const decode::Cursor& body, Terms generic_args, const std::vector<Term>& arguments, int depth);

 private:
  struct Slot {
    Term value = nullptr;
    std::optional<bool> overflow;  // the second part of a checked operation's result
  };
  using Cursor = decode::Cursor;
  using Role = schema::FieldRole;

  std::optional<Slot> rvalue(const Cursor&);
  Term operand(const Cursor&);
  Term constant(const Cursor&);
  Term place(const Cursor&);
  Term call(const Cursor& terminator);
  Term scalar(Term type, unsigned __int128 bits);
  unsigned size_of(Term type);
  Term instantiate(Term t);

  MetadataContext& cx_;
  Reader& reader_;
  const crate::Crate& crate_;
  Terms args_;
  std::vector<Slot> locals_;
  int depth_ = 0;
};

/// Bytes of a pointer on a target (its triple's architecture, or its JSON specification); 0 if not known.
unsigned pointer_bytes(const crate::Target&);

}  // namespace rmeta::types
