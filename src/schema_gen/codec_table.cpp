// SPDX-License-Identifier: MIT OR Apache-2.0
#include "codec_table.hpp"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>

#include "rmeta/error.hpp"

namespace rmeta::schema_gen {

namespace {

using nlohmann::json;

json read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error("cannot read").file(file.string());
  try {
    json j = json::parse(in);
    if (j.at("format").get<int>() != 1) throw Error("unknown format").file(file.string());
    return j;
  } catch (const json::exception& e) {
    throw Error(e.what()).file(file.string());
  }
}

void fill(CodecType& out, const json& j);

CodecType type_of(const json& j) {
  CodecType t;
  if (j.is_string()) {
    t.text = j.get<std::string>();
  } else {
    t.name = j.at("name").get<std::string>();
    t.in = j.value("in", "");
    t.tags = j.value("tags", "");
    fill(t, j);
  }
  return t;
}

std::vector<CodecField> fields_of(const json& j) {
  std::vector<CodecField> out;
  for (const json& f : j) out.push_back({f.at(0).get<std::string>(), type_of(f.at(1))});
  return out;
}

void fill(CodecType& out, const json& j) {
  out.codec = j.at("codec").get<std::string>();
  if (j.contains("args"))
    for (const json& a : j.at("args")) out.args.push_back(type_of(a));
  if (j.contains("fields")) out.fields = fields_of(j.at("fields"));
  if (j.contains("variants"))
    for (const json& v : j.at("variants")) out.variants.push_back({v.at(0).get<std::string>(), fields_of(v.at(1))});
}

CodecEntry entry_of(const json& j) {
  CodecEntry e;
  e.type = j.at("type").get<std::string>();
  fill(e.what, j);
  if (j.contains("n")) e.n = j.at("n").is_string() ? j.at("n").get<std::string>() : j.at("n").dump();
  e.bits = j.value("bits", "");
  e.order = j.value("order", "");
  e.optional = j.value("optional", false);
  for (const auto& [since, items] : j.at("watch").items()) {
    auto& list = e.watch[release_number(since)];
    for (const json& w : items) list.push_back(w.get<std::string>());
    if (list.empty()) throw Error(fmt::format("'{}' watches nothing since {}", e.type, since));
  }
  return e;
}

PackedField packed_of(const json& j) {
  PackedField p{j.at("type").get<std::string>(), j.at("field").get<std::string>(), {}, {}};
  for (const json& part : j.at("parts")) {
    PackedPart x{part.at("name").get<std::string>(), part.at("mask").get<std::string>(), part.value("of", ""), "", {}};
    if (part.contains("codes")) {
      if (part.at("codes").is_string())
        x.codes = part.at("codes").get<std::string>();
      else
        x.variants = part.at("codes").get<std::vector<std::string>>();
    }
    p.parts.push_back(std::move(x));
  }
  p.watch = j.at("watch").get<std::vector<std::string>>();
  return p;
}

}  // namespace

ReleaseNumber release_number(const std::string& release) {
  ReleaseNumber out{};
  const char* p = release.data();
  const char* end = p + release.size();
  for (unsigned& n : out) {
    auto [after, ec] = std::from_chars(p, end, n);
    bool last = &n == &out.back();
    if (ec != std::errc() || (last ? after != end : after == end || *after != '.'))
      throw Error(fmt::format("'{}' is no release number", release));
    p = last ? after : after + 1;
  }
  return out;
}

CodecTable load_codecs(const std::filesystem::path& file) {
  json j = read(file);
  CodecTable t;
  t.file = file.string();
  try {
    for (const json& e : j.at("impls")) t.impls.push_back(entry_of(e));
    for (const json& e : j.at("packed")) t.packed.push_back(packed_of(e));
    for (const json& e : j.at("table_elements")) t.elements.push_back(entry_of(e));
    for (const json& e : j.at("not_metadata")) t.not_metadata.insert(e.at("watch").get<std::string>());
  } catch (const json::exception& e) {
    throw Error(e.what()).file(file.string());
  }
  return t;
}

Accepted load_accepted(const std::filesystem::path& file) {
  Accepted out;
  json j = read(file);
  try {
    for (const auto& [item, prints] : j.at("accepted").items())
      for (const json& p : prints) out[item].insert(p.get<std::string>());
  } catch (const json::exception& e) {
    throw Error(e.what()).file(file.string());
  }
  return out;
}

void save_accepted(const std::filesystem::path& file, const Accepted& accepted) {
  std::string out =
      "{\n\"format\": 1,\n\"about\": \"Fingerprints of the pieces of rustc's source that were read and found to do "
      "what the "
      "codec that names them in codecs.json does, or what rmeta-schema takes for granted. Written by rmeta-schema "
      "--accept-fingerprints, after a person has read the new text.\",\n\"accepted\": {\n";
  size_t left = accepted.size();
  for (const auto& [item, prints] : accepted)
    out += fmt::format("{}: {}{}\n", json(item).dump(), json(prints).dump(), --left ? "," : "");
  out += "}\n}\n";
  std::ofstream f(file, std::ios::binary);
  f << out;
  if (!f.flush()) throw Error("cannot write").file(file.string());
}

namespace {

// "1.48.0..1.48.0, 1.85.0..": in 1.48.0, and from 1.85.0 on.
std::vector<std::pair<std::string, std::string>> ranges(const std::string& role, const std::string& text) {
  std::vector<std::pair<std::string, std::string>> out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find(", ", at), text.size()), dots = text.find("..", at);
    if (dots == at || dots >= end)
      throw Error(fmt::format("role {}: \"bound\" is \"{}\", not FIRST..LAST", role, text));
    out.emplace_back(text.substr(at, dots - at), text.substr(dots + 2, end - dots - 2));
    at = end + 2;
  }
  return out;
}

}  // namespace

std::vector<Role> load_roles(const std::filesystem::path& file) {
  json j = read(file);
  std::vector<Role> out;
  try {
    for (std::string section : {"types", "variants", "fields"}) {
      if (!j.contains(section)) continue;
      for (const auto& [name, value] : j.at(section).items()) {
        Role r{section, name, {}, false, {}};
        const json& names = value.is_object() ? value.at("names") : value;
        for (const json& n : names) r.aliases.push_back(n.get<std::string>());
        r.optional = value.is_object() && value.contains("optional");
        if (r.optional) r.bound = ranges(name, value.at("bound").get<std::string>());
        out.push_back(std::move(r));
      }
    }
  } catch (const json::exception& e) {
    throw Error(e.what()).file(file.string());
  }
  return out;
}

}  // namespace rmeta::schema_gen
