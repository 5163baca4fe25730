// SPDX-License-Identifier: MIT OR Apache-2.0
// Decodes the terms of one crate's file.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "rmeta/crate/crate.hpp"
#include "rmeta/types/node.hpp"

namespace rmeta::types {

class Reader {
 public:
  Reader(const crate::Crate& crate, Interner& in);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  using Cursor = decode::Cursor;
  Term type(const Cursor&);
  Term region(const Cursor&);
  Term constant(const Cursor&);
  Term generic_arg(const Cursor&);
  std::vector<Term> args(const Cursor& list);
  /// `Binder<FnSig>` as Kind::FnPtr.
  Term poly_fn_sig(const Cursor&);
  /// `TraitRef`, in an EarlyBinder or not.
  Term trait_ref(const Cursor&);
  /// A predicate or clause; null for kinds that nothing here asks for.
  Term predicate(const Cursor&);
  /// A scalar `ConstValue` of a type; null for others.
  Term const_value(const Cursor& value, Term type);
  Term scalar_int(const Cursor& scalar, Term type);
  static Cursor unwrap_early_binder(const Cursor&);

  DefId def(const Cursor& c) const { return crate_.global(c.def_id()); }

 private:
  Term kind(const Cursor&);
  Term alias(DefId def, const std::vector<Term>& args, std::uint8_t sub);
  /// One predicate of a trait object: in a binder of its own, or what `vars` of a common binder are for.
  Term existential(const Cursor& binder);
  Term existential(const Cursor& predicate, std::uint32_t vars);
  std::vector<Term> existentials(const Cursor& predicates);
  Term term(const Cursor&);
  Term value_tree(const Cursor&);
  Term tree_of_value(const Cursor& value, Term type);
  Term pattern(const Cursor&);
  Term nominal(Kind k, DefId def, const std::vector<Term>& args);
  Term fn(const Cursor& types, const Cursor& header, bool split, const Cursor& binder);
  static std::uint32_t debruijn(const Cursor&);

  /// A Binder or UnsafeBinderInner whose content is read while this lives, and how many region variables it has. The
  /// oldest releases do not list a binder's variables: they are the different bound regions met inside, numbered as
  /// they come.
  class Binder {
   public:
    Binder(Reader& reader, const Cursor& binder);
    ~Binder() { reader_.met_.pop_back(); }
    Binder(const Binder&) = delete;
    Binder& operator=(const Binder&) = delete;
    std::uint32_t vars() const;

   private:
    Reader& reader_;
    std::optional<std::uint32_t> listed_;
  };
  struct Met {
    std::uint32_t variant;
    DefId def;
    std::uint32_t number;
    bool operator==(const Met&) const = default;
  };
  std::uint32_t bound_region(std::uint32_t debruijn, const Cursor& region);

  const crate::Crate& crate_;
  Interner& in_;
  struct Known;
  std::unique_ptr<Known> known_;       // types by position
  std::vector<std::vector<Met>> met_;  // by binder around what is being read
  int depth_ = 0;
};

/// The name of a calling convention as source writes it ("C-unwind"), from an `ExternAbi`.
std::string abi_name(const decode::Cursor& abi);

/// Names of the flags that are set in a bitflags value, in lower case; throws for one without a name.
std::vector<std::string> flag_names(const decode::Cursor& flags);

}  // namespace rmeta::types
