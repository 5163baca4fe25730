// SPDX-License-Identifier: MIT OR Apache-2.0
// A v0 symbol name (RFC 2603, with what rustc added since) taken apart, and put together again.
//
//   _RNvXs5_NtCs1234_4core3fmtINtB5_6OptionlENtB5_5Debug3fmtCsabcd_6kernel.llvm.77
//   └┬┘ path of the item: value `fmt` in trait impl 6 …        │instantiating│ vendor's
//    prefix                                                    │crate        │ suffix
//
// Paths, types and constants are pieces in one arena; a piece's parts are other pieces. `B` refers to the position of
// what was written before: it stays a piece of its own (Part::BackReference) with its target as its one part, so that
// encode() gives the very bytes back. Only what rustc can have written is accepted: identifiers and numbers in their
// one shortest form, references backwards to the start of a finished path, type or constant. So for every accepted
// name encode(demangle(name)) is that name, and the work is linear in its length.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rmeta::symbols {

enum class Part : std::uint8_t {
  // Paths.
  Crate,       // `C`: text name, number disambiguator
  Impl,        // `M`: parts: path of the parent, self type; number disambiguator
  TraitImpl,   // `X`: parts: path of the parent, self type, trait path; number disambiguator
  TraitItems,  // `Y`: parts: self type, trait path
  Nested,      // `N`: parts: parent; tag namespace; text name, may be empty; number disambiguator
  Generic,     // `I…E`: parts: path, then arguments (types, lifetimes, `K` constants)
  // Types; a path is one too.
  Basic,     // tag: `b` bool, `j` usize, `p` placeholder, ...
  Array,     // parts: element, length constant
  Slice,     // parts: element
  Tuple,     // parts: elements
  Ref,       // tag `R` or `Q` (mut); parts: lifetime, unless it is erased; pointee
  Pointer,   // tag `P` or `O` (mut); parts: pointee
  FnPtr,     // number: lifetimes bound; flag: unsafe; text: ABI ("" for Rust's, `-` as `_`); parts: inputs, output
  Dyn,       // number: lifetimes bound; parts: DynTraits, then the lifetime
  DynTrait,  // parts: path, then bindings
  Binding,   // text: associated item; flag: a constant marked with `K`; parts: type or constant
  Pattern,   // `W`: parts: base type, pattern
  // Lifetimes: number 0 erased, else counted from the innermost one bound.
  Lifetime,
  // Constants.
  Placeholder,    // `p`
  Scalar,         // tag: basic type; flag: negative; text: hexadecimal digits
  Str,            // text: hexadecimal digits of its bytes
  ConstRef,       // tag `R` or `Q`; parts: constant
  ConstArray,     // parts: constants
  ConstTuple,     // parts: constants
  ConstAdt,       // tag `U`, `T` or `S`; parts: path of the variant, then constants (`T`) or Fields (`S`)
  Field,          // text name, number disambiguator; parts: constant
  ConstArgument,  // `K` in a list of generic arguments; parts: constant
  // Patterns.
  PatRange,    // parts: two constants
  PatNotNull,  // `u`
  PatOr,       // parts: patterns
  BackReference,
};

using PieceId = std::uint32_t;

struct Piece {
  Part part{};
  char tag = 0;
  bool flag = false;
  std::uint32_t position = 0;  // in the name, after "_R"
  std::uint64_t number = 0;
  std::string_view text;     // of the name, or decoded Punycode in UTF-8; lives as long as the Demangled
  std::uint32_t first = 0;   // of its parts in Demangled::lists
  std::uint32_t count = 0;   // parts
  std::uint32_t height = 1;  // levels below and with this one, through references too
};

class Demangled {
 public:
  Demangled(const Demangled&) = delete;
  Demangled& operator=(const Demangled&) = delete;
  Demangled(Demangled&&) noexcept = default;
  Demangled& operator=(Demangled&&) noexcept = default;

  const Piece& operator[](PieceId id) const { return pieces_[id]; }
  std::span<const PieceId> parts(PieceId id) const {
    return std::span(lists_).subspan(pieces_[id].first, pieces_[id].count);
  }
  /// What a back reference stands for, through any number of them; other pieces are themselves.
  PieceId target(PieceId id) const {
    while (pieces_[id].part == Part::BackReference) id = lists_[pieces_[id].first];
    return id;
  }
  /// As target(), the piece itself.
  const Piece& at(PieceId id) const { return pieces_[target(id)]; }

  PieceId path() const { return path_; }
  std::optional<PieceId> instantiating_crate() const { return instantiating_crate_; }
  std::size_t size() const { return pieces_.size(); }

  const std::string& name() const { return *name_; }
  /// What a tool put before the name: "__cfi_", "__pfx_", ...; "" as a rule.
  std::string_view prefix() const { return prefix_; }
  /// What LLVM or a linker put behind the name: ".llvm.123", ".cold", "$got"; "" as a rule.
  std::string_view suffix() const { return suffix_; }
  /// The name without both: what rustc called it.
  std::string_view stem() const { return stem_; }

 private:
  friend class Demangler;
  Demangled() = default;

  std::unique_ptr<std::string> name_;  // apart, so that views of it stay valid when this moves
  std::deque<std::string> decoded_;
  std::vector<Piece> pieces_;
  std::vector<PieceId> lists_;
  PieceId path_ = 0;
  std::optional<PieceId> instantiating_crate_;
  std::string_view prefix_, suffix_, stem_;
};

/// Whether a name is meant as one of v0: "_R", perhaps behind a tool's prefix.
bool looks_like_v0(std::string_view name);
/// Throws rmeta::Error for what is no v0 name, with the offset in it.
Demangled demangle(std::string_view name);
/// The inverse: the bytes that were parsed.
std::string encode(const Demangled&);

/// As rustc-demangle prints it: `<core::option::Option<i32> as core::fmt::Debug>::fmt`. With `hashes`, crates show
/// their disambiguators (`core[846817f741e54dfd]`) and numbers their types. Throws if the text would exceed a megabyte.
std::string print(const Demangled&, bool hashes = false);

}  // namespace rmeta::symbols
