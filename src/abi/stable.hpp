// SPDX-License-Identifier: MIT OR Apache-2.0
// Definitions of types as a stable kABI shows them: with the rules applied, and with members that the kernel's kABI
// macros reserve, replace or hide by their names (scripts/gendwarfksyms/dwarf.c of Linux 7.3, `get_union_kabi_status`,
// and examples/kabi.h there).
//
//   __kabi_reserved*   the name is left out; in a union with its replacement, the union stands for this member
//   __kabi_renamed*    in a union with its replacement, likewise, and the rest of the name is the member's old name
//   __kabi_ignored*    in a union with a new member: the union is no member at all
//
// bindgen numbers the nameless unions and structs of a type (`foo__bindgen_ty_2`, `__bindgen_anon_2`). Taking reserved
// space into use adds one, so these numbers are made to count without unions of the three kinds, and the members' names
// are left out.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rmeta/abi/kabi.hpp"
#include "rmeta/types/context.hpp"

namespace rmeta::abi {

class Stable {
 public:
  /// What names mean: types as a person writes them, and C's types by their names.
  struct Lookup {
    std::function<types::Term(std::string_view)> type;
    std::function<std::optional<types::DefId>(std::string_view)> c_type;
  };
  Stable(types::Context& cx, const KabiRules& rules, Lookup lookup);

  using Used = std::vector<const KabiRule*>;

  /// The rule of that kind for a type. `name` has its generic arguments; `def` is the item, if there is one.
  const KabiRule* rule(KabiRule::Kind kind, const std::string& name, types::DefId def, std::string_view member = {});
  const KabiRule* symbol_rule(std::string_view symbol) const;
  /// Throws for rules of ours about members of this type that it does not have.
  void check_members(const types::AdtDef& adt, const std::string& name);

  /// An enum without its ignored variants and with fixed discriminants; null if no rule is about them.
  const types::AdtDef* shown(const types::AdtDef& adt);
  /// What rules make of a variant's discriminant.
  std::optional<types::I128> discriminant(types::DefId variant) const;
  /// Rules that shown() went by.
  const Used& used_for(types::DefId adt) { return shown_[adt].used; }

  /// A member as it is shown: changes `name` and `type`, or says that it is not shown.
  bool member(const std::string& owner, types::DefId def, std::string& name, types::Term& type, Used& used);
  /// The types of a struct's or union's fields as shown, `()` for one that is not; nothing if they are its own.
  std::optional<std::vector<types::Term>> shown_fields(types::Term adt);
  /// Numbers of bindgen's nameless types in a text, counted as said above.
  std::string renumbered(std::string text);

  const Lookup& lookup() const { return lookup_; }

 private:
  enum class Status { Normal, Reserved, Ignored };
  struct Union {
    Status status = Status::Normal;
    std::string name;            // what the member was called, "" for a reserved one
    types::Term type = nullptr;  // what it was
  };
  struct Shown {
    std::optional<types::AdtDef> adt;
    bool known = false;
    Used used;
  };

  static Status status_of(std::string_view member, std::string* name);
  Union union_status(types::Term type);
  std::string renumbered_name(std::string_view identifier);
  const std::string& path_of(types::DefId def);
  std::string c_name_of(types::DefId def);

  types::Context& cx_;
  const KabiRules& rules_;
  Lookup lookup_;
  std::unordered_map<types::DefId, Shown> shown_;
  std::unordered_map<types::DefId, types::I128> discriminants_;  // of variants, as far as rules say so
  std::unordered_map<types::DefId, std::string> paths_;
  std::map<std::string, std::string, std::less<>> names_;  // bindgen's → shown
};

}  // namespace rmeta::abi
