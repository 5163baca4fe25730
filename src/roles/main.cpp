// SPDX-License-Identifier: MIT OR Apache-2.0
// rmeta-roles ROLES.json OUT.hpp OUT.cpp: writes the enums TypeRole, VariantRole and FieldRole from compat/roles.json,
// one enumerator per role in the order of their names ("TyKind::Adt.0" becomes TyKind_Adt_0), and the file itself as a
// string for binding the roles of schemas that are loaded at run time.
#include <fmt/format.h>

#include <cctype>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>

namespace {

std::string identifier(const std::string& role) {
  std::string id;
  for (const char c : role) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      id += c;
    else if (id.empty() || id.back() != '_')
      id += '_';
  }
  return id;
}

std::string enumeration(const char* name, const nlohmann::json& roles) {
  std::string out = fmt::format("enum class {} : std::uint16_t {{\n", name);
  std::set<std::string> seen;
  for (const auto& [role, binding] : roles.items()) {
    const std::string id = identifier(role);
    if (!seen.insert(id).second) throw std::runtime_error(fmt::format("role {} and another are both {}", role, id));
    out += fmt::format("  {},\n", id);
  }
  out += fmt::format("}};\ninline constexpr std::size_t k{}Count = {};\n", name, seen.size());
  out += fmt::format("inline constexpr std::array<std::string_view, {}> k{}Names = {{\n", seen.size(), name);
  for (const auto& [role, binding] : roles.items()) out += fmt::format("    \"{}\",\n", role);
  return out + "};\n\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: rmeta-roles ROLES.json OUT.hpp OUT.cpp\n", stderr);
    return 2;
  }
  try {
    std::ifstream in(argv[1]);
    const nlohmann::json roles = nlohmann::json::parse(in);
    std::string out =
        "// Generated from compat/roles.json. SPDX-License-Identifier: MIT OR Apache-2.0\n#pragma once\n\n"
        "#include <array>\n#include <cstddef>\n#include <cstdint>\n#include <string_view>\n\n"
        "namespace rmeta::schema {\n\n";
    out += enumeration("TypeRole", roles.at("types"));
    out += enumeration("VariantRole", roles.at("variants"));
    out += enumeration("FieldRole", roles.at("fields"));
    out += "}  // namespace rmeta::schema\n";
    std::ofstream(argv[2]) << out;
    const std::string text = roles.dump();
    out =
        "// Generated from compat/roles.json. SPDX-License-Identifier: MIT OR Apache-2.0\n"
        "#include \"rmeta/schema/json.hpp\"\n\nnamespace rmeta::schema {\nnamespace {\nconstexpr char kRoles[] =";
    for (std::size_t i = 0; i < text.size(); i += 100) {
      out += "\n    \"";
      for (const char c : text.substr(i, 100))
        out += c == '"' || c == '\\' ? fmt::format("\\{}", c) : std::string(1, c);
      out += '"';
    }
    out +=
        ";\n}\nstd::string_view builtin_roles() { return {kRoles, sizeof kRoles - 1}; }\n}  // namespace "
        "rmeta::schema\n";
    std::ofstream(argv[3]) << out;
  } catch (const std::exception& e) {
    fmt::print(stderr, "rmeta-roles: {}: {}\n", argv[1], e.what());
    return 2;
  }
  return 0;
}
