// SPDX-License-Identifier: MIT OR Apache-2.0
// rmeta-pack OUT.cpp VERIFIED.json CONTENT.json SCHEMA.json...: runs at build time. Turns the schemas of compat/schema
// into C++ arrays, so that the program has all releases at hand without reading or parsing anything,
// compat/verified.json into a table of what each release was compared with, and compat/content.json into a text. Fails
// if a role leads nowhere in one of the schemas.
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "rmeta/error.hpp"
#include "rmeta/schema/json.hpp"

namespace {

using rmeta::schema::PackResult;

std::string words_source(const std::string& name, const std::vector<std::uint32_t>& words) {
  std::string out = fmt::format("constexpr std::uint32_t {}_words[] = {{", name);
  for (std::size_t i = 0; i < words.size(); ++i) out += fmt::format("{}{},", i % 24 == 0 ? "\n  " : "", words[i]);
  return out + "\n};\n";
}

std::string pool_source(const std::string& name, const std::string& pool) {
  std::string out = fmt::format("constexpr char {}_pool[] =", name);
  for (std::size_t i = 0; i < pool.size(); i += 100) {
    out += "\n  \"";
    for (const char c : pool.substr(i, 100)) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < ' ' || byte >= 0x7f || c == '"' || c == '\\' || c == '?')
        out += fmt::format("\\{:03o}", byte);
      else
        out += c;
    }
    out += '"';
  }
  return out + (pool.empty() ? " \"\";\n" : ";\n");
}

std::string verified_source(const std::vector<rmeta::schema::VerifiedRow>& rows) {
  std::string out = fmt::format("constexpr std::array<schema::Verified, {}> verified_rows = {{{{\n", rows.size());
  for (const auto& r : rows)
    out += fmt::format("  {{\"{}\", \"{}\", {}, {}, {}}},\n", r.release, r.check, r.compared, r.equal, r.skipped);
  return out + "}};\n";
}

std::string identifier(const std::string& release) {
  std::string id = "release_";
  for (const char c : release) id += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return id;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fputs("usage: rmeta-pack OUT.cpp VERIFIED.json CONTENT.json SCHEMA.json...\n", stderr);
    return 2;
  }
  try {
    std::vector<rmeta::schema::SchemaFile> files;
    for (int i = 2; i < argc; ++i) {
      std::ifstream in(argv[i], std::ios::binary);
      if (!in) throw rmeta::Error("cannot be read").file(argv[i]);
      files.push_back({argv[i], std::string(std::istreambuf_iterator<char>(in), {})});
    }
    std::string arrays = verified_source(rmeta::schema::read_verified(files.front())), adds;
    arrays += pool_source("content", files[1].text);
    files.erase(files.begin(), files.begin() + 2);
    int unbound = 0;
    for (const PackResult& r : rmeta::schema::pack_schemas(files, rmeta::schema::builtin_roles())) {
      for (const std::string& role : r.unbound) {
        fmt::print(stderr, "rmeta-pack: {}: role {} leads nowhere\n", r.release, role);
        ++unbound;
      }
      const std::string id = identifier(r.release);
      arrays += words_source(id, r.packed.words) + pool_source(id, r.packed.pool);
      adds += fmt::format("  registry.add(schema::view_packed({0}_words, {{{0}_pool, sizeof {0}_pool - 1}}));\n", id);
    }
    if (unbound != 0) {
      fmt::print(stderr,
                 "rmeta-pack: give these roles another alias in compat/roles.json, or a reason to be optional\n");
      return 1;
    }
    std::ofstream out(argv[1], std::ios::binary);
    out << "// Generated from compat by rmeta-pack.\n#include <array>\n#include <cstdint>\n\n#include "
           "\"rmeta/schema/registry.hpp\"\n\nnamespace rmeta::compat {\nstd::string_view content_json();\n}\n\n"
           "namespace rmeta::compat {\nnamespace {\n"
        << arrays << "}  // namespace\n\nschema::Registry builtin_registry() {\n  schema::Registry registry;\n"
        << adds
        << "  return registry;\n}\n\nstd::span<const schema::Verified> verified() {\n  return "
           "verified_rows;\n}\n\nstd::string_view content_json() {\n"
           "  return {content_pool, sizeof content_pool - 1};\n}\n\n}  "
           "// namespace "
           "rmeta::compat\n";
    if (!out.flush()) throw rmeta::Error("cannot be written").file(argv[1]);
  } catch (const std::exception& e) {
    fmt::print(stderr, "rmeta-pack: {}\n", e.what());
    return 2;
  }
  return 0;
}
