// SPDX-License-Identifier: MIT OR Apache-2.0
// Rules of a stable kABI: what of a type's text a distributor declares not to be part of the interface it promises
// (compat/RULES.md). They mean what gendwarfksyms' rules mean (scripts/gendwarfksyms/kabi.c of Linux 7.3) and change
// the ABI text alone: that what they hide is compatible is for whoever writes them to know.
//
// They come from a file of ours, by the paths of Rust's types, and from section .discard.gendwarfksyms.kabi_rules of
// C's objects, by the names of C's types, which are those of bindgen's in the crates `bindings` and `uapi`.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rmeta::abi {

inline constexpr std::string_view kKabiSection = ".discard.gendwarfksyms.kabi_rules";

struct KabiRule {
  enum class Kind {
    DeclarationOnly,
    EnumeratorIgnored,
    EnumeratorValue,
    ByteSize,
    TypeString,
    MemberIgnored,
    MemberRenamed,
    MemberReserved
  };
  Kind kind{};
  std::string target;  // type, with the enum's variant or the member after a blank; for TypeString also a symbol
  std::string value;
  std::string reason;  // "" if none is given
  std::string source;  // "rules.txt:3" or the object
  bool from_c = false;

  std::string_view kind_name() const;
};

class KabiRules {
 public:
  /// Adds a file of rules, or the rules of an object. Throws rmeta::Error for a rule of a kind that is not known, one
  /// without what its kind needs, and two that contradict each other.
  void add(const std::filesystem::path& path);
  /// Adds the rules of an object's section, and says whether there is any.
  bool add_object(const std::filesystem::path& path);
  void add_text(std::string_view text, const std::string& source);

  /// The rule for a type by its name, with or without generic arguments; then the one for its name in C, if it has one.
  const KabiRule* find(KabiRule::Kind kind, std::string_view target) const;
  const KabiRule* find_c(KabiRule::Kind kind, std::string_view target) const;
  const std::vector<KabiRule>& all() const { return rules_; }
  bool empty() const { return rules_.empty(); }

 private:
  void add_section(std::string_view bytes, const std::string& source);
  void add_line(std::string_view line, const std::string& source);
  void add_rule(KabiRule rule);

  std::vector<KabiRule> rules_;
  std::map<std::string, std::size_t, std::less<>> places_;  // origin, kind and target → place in rules_
};

/// A decimal number without sign, as gendwarfksyms takes it.
std::uint64_t kabi_number(const KabiRule&);

}  // namespace rmeta::abi
