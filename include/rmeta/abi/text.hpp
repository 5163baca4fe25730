// SPDX-License-Identifier: MIT OR Apache-2.0
// The ABI text of symbols, scheme 1 (compat/ABI-TEXT.md): a head of its own for each symbol, then one definition for
// each type it can reach, sorted by canonical name. A definition's text does not depend on who reaches it, so it is
// written and hashed once, and a symbol's CRC is combined from the CRCs of the parts.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "rmeta/abi/kabi.hpp"
#include "rmeta/crc/crc32.hpp"
#include "rmeta/error.hpp"
#include "rmeta/layout/fn_abi.hpp"
#include "rmeta/types/context.hpp"

namespace rmeta::abi {

inline constexpr unsigned kScheme = 1;

/// The lines all symbols of a run begin with.
struct Header {
  std::string release;                                       // "" leaves the line out
  std::string target;                                        // triple, or a normalised JSON target specification
  std::vector<std::pair<std::string, std::string>> options;  // what else changes the ABI: "panic" "abort"

  std::string text() const;
};

/// An item with all its generic arguments (regions erased): a function, method, constructor, closure or static.
struct Item {
  types::DefId def;
  types::Terms args;
};

struct SymbolText {
  std::string head;                   // header and the symbol's own lines
  std::vector<std::uint32_t> types;   // definitions in order of the text
  std::vector<std::uint32_t> roots;   // those that the symbol's own lines name
  std::vector<const KabiRule*> used;  // rules that changed it, in the order they were given
  crc::Digest digest;                 // of the whole text
};

class Stable;

class Texts {
 public:
  /// `calls` says how functions are called, by an environment without core; null leaves that out of the texts.
  Texts(types::Context&, const Header&, layout::FnAbis* calls);
  /// Texts of a stable kABI: definitions as `stable` shows them, laid out and passed by `shown`. To be called
  /// first.
  void show(Stable& stable, types::LayoutQuery& shown, layout::FnAbis& calls) {
    stable_ = &stable;
    shown_ = &shown;
    calls_ = &calls;
  }

  /// Throws if a type that the symbol reaches cannot be completed; the message names it and the way to it. A rule of a
  /// stable kABI may be about the symbol's linker name.
  SymbolText symbol(const Item&, std::string_view linker_name = {});
  /// The lines of one definition.
  const std::string& definition(std::uint32_t id) const { return definitions_[id].text; }
  const std::string& definition_name(std::uint32_t id) const { return definitions_[id].name; }
  /// The types that a definition's own lines name.
  const std::vector<std::uint32_t>& references(std::uint32_t id) const { return definitions_[id].refs; }
  std::size_t definition_count() const { return definitions_.size(); }
  /// The lines that all symbols' texts begin with.
  const std::string& header() const { return header_; }
  /// All of a symbol's text.
  std::string full_text(const SymbolText&) const;

 private:
  struct Definition {
    types::Term type;
    std::string name, text;
    crc::Digest digest;
    crc::Shift shift;  // by the text's length
    std::vector<std::uint32_t> refs;
    std::vector<const KabiRule*> used;
    bool written = false;
    std::uint32_t rank = 0;  // its place in `order_`, once written; the same for types that have one text
    std::uint32_t seen = 0;  // by the walk of that number, ...
    std::uint32_t from = 0;  // ... which came from this definition
    std::unique_ptr<Error> failure;
  };

  std::uint32_t id_of(types::Term);
  void write(std::uint32_t id);
  // src/abi/kabi_text.cpp
  bool write_by_rule(Definition&);
  const types::AdtDef& shown_definition(Definition&);
  std::string sized_by_rule(Definition&, std::string layout_lines);
  void take_string(const KabiRule&, std::string& text, std::vector<std::uint32_t>& refs);
  types::LayoutQuery& layouts() { return shown_ != nullptr ? *shown_ : cx_.layouts(); }
  std::vector<std::uint32_t> reach(const std::vector<std::uint32_t>& roots);
  void rank_new();
  /// Normalised, without lifetimes, and checked to be complete.
  types::Term settle(types::Term);
  std::string type_text(types::Term t, std::vector<std::uint32_t>& refs);
  void collect(types::Term t, std::vector<std::uint32_t>& refs);

  void head_of(const Item&, std::string& out, std::vector<std::uint32_t>& refs);
  std::optional<layout::FnAbi> write_fn(const Item&, types::Term sig, std::string& out,
                                        std::vector<std::uint32_t>& refs);
  void write_call(const layout::FnAbi& call, std::string_view abi, const std::vector<std::string>& types,
                  std::string& out);
  void write_deduced(const Item&, const std::optional<layout::FnAbi>& call, std::string& out);
  void write_adt(Definition&);
  void write_fields(const types::VariantDef&, types::Terms args, std::string_view indent, Definition&,
                    const types::Layout* layout);
  void write_dyn(Definition&);
  void write_closure(Definition&);
  void write_coroutine(Definition&);
  void write_captures(Definition&, const types::Layout& layout);
  types::Term needed_arg(types::Term closure, std::string_view name);
  bool has_drop_impl(types::DefId adt);
  bool is_unpin(types::Term adt);

  types::Context& cx_;
  types::Interner& in_;
  Stable* stable_ = nullptr;
  types::LayoutQuery* shown_ = nullptr;
  layout::FnAbis* calls_;
  std::string header_;
  std::deque<Definition> definitions_;
  std::unordered_map<types::Term, std::uint32_t> ids_;
  std::vector<std::uint32_t> order_;    // written definitions in order of name and text, one of each text
  std::vector<std::uint32_t> twins_;    // those whose text another one in there has
  std::vector<std::uint32_t> new_;      // those written since
  std::vector<std::uint64_t> reached_;  // a bit for each in `order_`
  std::uint32_t walks_ = 0;
  std::unordered_map<types::DefId, bool> drops_;
};

}  // namespace rmeta::abi
