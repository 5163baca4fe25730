// SPDX-License-Identifier: MIT OR Apache-2.0
// The CRCs of a crate's symbols, and the crate's `abi` CRC over them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "rmeta/abi/kabi.hpp"
#include "rmeta/abi/text.hpp"
#include "rmeta/eval/analysis.hpp"
#include "rmeta/symbols/names.hpp"

namespace rmeta::abi {

struct Options {
  bool release_line = true;          // false: --toolchain=ignore
  bool stable = false;               // members by kABI names, rules
  const KabiRules* rules = nullptr;  // needs `stable`; outlives what is computed with it
};

struct SymbolCrc {
  symbols::Symbol symbol;
  std::uint32_t crc = 0;
  std::uint64_t text_bytes = 0;
  std::uint32_t type_count = 0;
  SymbolText text;
};

/// A symbol whose text cannot be completed.
struct Failure {
  symbols::Symbol symbol;
  Error error;
};

struct CrateAbi {
  std::vector<SymbolCrc> symbols;  // in order of name
  std::vector<Failure> failures;   // of them: none may be, for a CRC to be printed (fail closed)

  /// CRC over "NAME<TAB>crc as 8 hex digits<NEWLINE>" of all symbols in order of name. Throws the first failure, if
  /// any.
  std::uint32_t crc() const;
  /// The error to stop with when there are failures: the first one, saying how many there are.
  [[noreturn]] void fail() const;
};

/// The header of all texts of a crate: release, target, panic strategy, target modifiers.
Header header_of(const crate::Crate&, const Options& = {});
/// A target's name, or its JSON specification with sorted keys and without white space.
std::string normalised_target(const crate::Target&);

/// Computes all symbols given (Names::exports(), or a selection of them).
class Assembler {
 public:
  Assembler(eval::Analysis& analysis, std::uint32_t crate, const Options& = {});
  ~Assembler();

  CrateAbi compute(std::vector<symbols::Symbol> symbols);
  /// The text a symbol's CRC is computed from.
  std::string text(const SymbolCrc& s) const;
  const Texts& texts() const { return texts_; }

 private:
  SymbolCrc one(symbols::Symbol);

  Header header_;
  // Of a stable kABI: layouts as rules show them. Constants are evaluated with the real ones.
  std::unique_ptr<Stable> stable_;
  std::unique_ptr<layout::Layouts> shown_;
  std::unique_ptr<layout::FnAbis> calls_;  // by the layouts that the texts show
  Texts texts_;
};

}  // namespace rmeta::abi
