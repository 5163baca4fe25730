// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/content/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "rmeta/error.hpp"

namespace rmeta::content {

namespace {

using Json = nlohmann::json;

constexpr std::pair<std::string_view, Action> kActions[] = {
    {"in", Action::In},
    {"set", Action::Set},
    {"out", Action::Out},
    {"children", Action::Children},
    {"attributes", Action::Attributes},
    {"impls", Action::Impls},
    {"dependencies", Action::Dependencies},
    {"proc_macro", Action::ProcMacro},
    {"tables", Action::Tables},
    {"hygiene", Action::Hygiene},
    {"span", Action::Span},
    {"placed", Action::Placed},
};

Action action_named(const std::string& name) {
  for (const auto& [text, action] : kActions)
    if (text == name) return action;
  throw Error(fmt::format("\"{}\" is no way to treat a field", name));
}

template <class F>
void words(std::string_view text, F&& each) {
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    if (blank != 0) each(text.substr(0, blank));
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
}

void add(std::map<std::string, Action, std::less<>>& names, std::string name, Action action) {
  if (!names.emplace(name, action).second) throw Error(fmt::format("\"{}\" is there twice", name));
}

/// A list of groups: {"names": "a b c", "reason": "...", "as": "in"}. Each has its reason.
void read_groups(const Json& groups, std::map<std::string, Action, std::less<>>& out, Action implied) {
  for (const Json& group : groups) {
    if (group.at("reason").get<std::string>().empty()) throw Error("a group has no reason");
    const Action action = implied != Action::Unknown ? implied : action_named(group.at("as").get<std::string>());
    words(group.at("names").get_ref<const std::string&>(),
          [&](std::string_view name) { add(out, std::string(name), action); });
  }
}

std::string_view last_part(std::string_view head) {
  const std::size_t colon = head.rfind("::");
  return colon == std::string_view::npos ? head : head.substr(colon + 2);
}

}  // namespace

Rules Rules::parse(std::string_view text, const std::string& file) {
  try {
    const Json json = Json::parse(text);
    if (json.at("format").get<int>() != 1) throw Error("is of a newer format than this program knows");
    Rules rules;
    read_groups(json.at("root"), rules.root_, Action::Unknown);
    read_groups(json.at("tables"), rules.tables_, Action::Unknown);
    read_groups(json.at("left_out"), rules.special_, Action::Out);
    read_groups(json.at("left_out_elements"), rules.special_, Action::Drop);
    read_groups(json.at("private"), rules.special_, Action::Private);
    read_groups(json.at("unordered"), rules.special_, Action::Set);
    read_groups(json.at("special"), rules.special_, Action::Unknown);
    read_groups(json.at("refused"), rules.special_, Action::Refused);
    read_groups(json.at("attributes"), rules.attributes_, Action::Out);
    for (const auto& [type, fields] : json.at("reviewed").items())
      words(fields.get_ref<const std::string&>(),
            [&](std::string_view field) { add(rules.reviewed_, fmt::format("{}.{}", type, field), Action::In); });
    return rules;
  } catch (const Json::exception& e) {
    throw Error(e.what()).file(file);
  } catch (Error& e) {
    e.file(file);
    throw;
  }
}

Action Rules::find(const Names& names, std::string_view name) {
  const auto it = names.find(name);
  return it == names.end() ? Action::Unknown : it->second;
}

Action Rules::special(std::string_view head, const std::string& rest) const {
  const Action full = find(special_, std::string(head) + rest);
  return full != Action::Unknown ? full : find(special_, std::string(last_part(head)) + rest);
}

Action Rules::type(std::string_view head) const {
  const Action action = special(head, "");
  return action == Action::Unknown ? Action::In : action;
}

Action Rules::variant(std::string_view head, std::string_view variant) const {
  const Action action = special(head, fmt::format(".{}", variant));
  return action == Action::Unknown ? Action::In : action;
}

Action Rules::field(std::string_view head, std::string_view variant, std::string_view field) const {
  const std::string rest = variant.empty() ? fmt::format(".{}", field) : fmt::format(".{}.{}", variant, field);
  const Action action = special(head, rest);
  return action != Action::Unknown ? action : find(reviewed_, std::string(last_part(head)) + rest);
}

}  // namespace rmeta::content
