// SPDX-License-Identifier: MIT OR Apache-2.0
#include "schema_out.hpp"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "rmeta/error.hpp"

namespace rmeta::schema_gen {

namespace {

std::string quote(const std::string& s) {
  std::string out = "\"";
  for (char c : s) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

template <class T, class F>
std::string list(const T& items, F&& f) {
  std::string out;
  for (const auto& i : items) out += fmt::format("{}{}", out.empty() ? "" : ",", f(i));
  return fmt::format("[{}]", out);
}

std::string pair(const std::pair<std::string, std::string>& p) {
  return fmt::format("[{},{}]", quote(p.first), quote(p.second));
}

std::string object(const std::map<std::string, std::string>& members) {
  std::string out;
  for (const auto& [name, value] : members) out += fmt::format("{}{}:{}", out.empty() ? "" : ",", quote(name), value);
  return fmt::format("{{{}}}", out);
}

std::string type(const OutType& t) {
  std::string out = fmt::format("{{\"kind\":{}", quote(t.kind));
  if (t.kind == "struct") {
    out += fmt::format(",\"fields\":{}", list(t.fields, pair));
  } else if (t.kind == "enum") {
    out += fmt::format(",\"variants\":{}", list(t.variants, [](const auto& v) {
                         return fmt::format("[{},{}]", quote(v.first), list(v.second, pair));
                       }));
  } else if (t.kind == "flags") {
    std::string flags;
    for (const auto& [n, v] : t.flags) flags += fmt::format("{}{}:{}", flags.empty() ? "" : ",", quote(n), v);
    out += fmt::format(",\"bits\":{},\"flags\":{{{}}}", quote(t.bits), flags);
  } else if (t.kind == "packed") {
    out += fmt::format(",\"bits\":{},\"parts\":{}", quote(t.bits), list(t.parts, [](const OutType::Part& p) {
                         return fmt::format("[{},{},{}]", quote(p.name), p.mask, quote(p.type));
                       }));
  } else if (t.kind == "index") {
    out += fmt::format(",\"max\":{}", t.max);
  } else if (t.kind == "fixed_enum") {
    out += fmt::format(",\"of\":{},\"optional\":{},\"codes\":{}", quote(t.of), t.optional, list(t.codes, pair));
  } else if (t.kind == "codec") {
    out += fmt::format(",\"codec\":{}", quote(t.codec));
    if (!t.args.empty()) out += fmt::format(",\"args\":{}", list(t.args, quote));
    if (t.n) out += fmt::format(",\"n\":{}", *t.n);
    if (!t.element.empty()) out += fmt::format(",\"element\":{}", quote(t.element));
  } else {
    out += fmt::format(",\"why\":{}", quote(t.why));
  }
  return out + "}";
}

std::string target_fields(const OutSchema& s) {
  std::map<std::string, std::string> keys;
  for (const auto& [name, json] : s.target_fields) keys[name] = list(json, quote);
  return object(keys);
}

// Every key but "format", "notice", "release", "commit", "date" and "base", in the order they are written.
std::vector<std::pair<std::string, std::string>> parts(const OutSchema& s) {
  std::string enc;
  for (const auto& [k, v] : s.encoding) enc += fmt::format("{}{}:{}", enc.empty() ? "" : ",", quote(k), v);
  std::string symbols = "[\n", items = "[\n";
  size_t left = s.symbols.size(), column = 0;
  for (const OutSymbol& y : s.symbols) {
    std::string v = y.env ? fmt::format("{{\"env\":{}}}", quote(y.text)) : quote(y.text);
    --left;
    bool wrap = ++column % 8 == 0 || left == 0;
    symbols += fmt::format("{}{}{}", v, left ? "," : "", wrap ? "\n" : "");
  }
  left = s.lang_items.size();
  for (const auto& p : s.lang_items) items += fmt::format("{}{}\n", pair(p), --left ? "," : "");
  return {{"patterns", list(s.patterns, quote)},
          {"encoding", fmt::format("{{{}}}", enc)},
          {"root", quote(s.root)},
          {"types", ""},
          {"symbols", symbols + "]"},
          {"lang_items", items + "]"},
          {"target_fields", target_fields(s)},
          {"target_defaults", object(s.target_defaults)},
          {"targets", ""}};
}

using Lines = std::vector<std::pair<std::string, std::string>>;  // name → its JSON

// The keys whose members a difference adds, replaces or (null) removes one by one.
const std::map<std::string, Lines (*)(const OutSchema&)>& merged_keys() {
  static const std::map<std::string, Lines (*)(const OutSchema&)> keys = {{"types",
                                                                           [](const OutSchema& s) {
                                                                             Lines out;
                                                                             for (const auto& [name, t] : s.types)
                                                                               out.emplace_back(name, type(t));
                                                                             return out;
                                                                           }},
                                                                          {"targets", [](const OutSchema& s) {
                                                                             Lines out;
                                                                             for (const auto& [name, t] : s.targets)
                                                                               out.emplace_back(name, object(t));
                                                                             return out;
                                                                           }}};
  return keys;
}

std::string write(const OutSchema& s, const std::string& base, const std::map<std::string, Lines>& merged,
                  const Lines& rest) {
  std::string out = fmt::format(
      "{{\n\"format\": 1,\n\"notice\": {},\n\"release\": {},\n\"commit\": {},\n\"date\": {},\n\"base\": {}",
      quote(fmt::format(
          "Generated by rmeta-schema from the source of the Rust compiler {} (https://github.com/rust-lang/rust), "
          "Copyright (c) The Rust Project Contributors, MIT OR Apache-2.0. See compat/NOTICE.",
          s.release)),
      quote(s.release), quote(s.commit), quote(s.date), base);
  for (const auto& [key, value] : rest) {
    out += fmt::format(",\n{}: ", quote(key));
    auto lines = merged.find(key);
    if (lines == merged.end()) {
      out += value;
      continue;
    }
    out += "{\n";
    size_t left = lines->second.size();
    for (const auto& [name, json] : lines->second)
      out += fmt::format("{}: {}{}\n", quote(name), json, --left ? "," : "");
    out += "}";
  }
  return out + "\n}\n";
}

nlohmann::json read_schema(const std::filesystem::path& file, size_t depth = 0) {
  using nlohmann::json;
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error("cannot read").file(file.string());
  if (depth > 100) throw Error("a schema is its own base").file(file.string());
  try {
    json j = json::parse(in);
    if (j.at("format").get<int>() != 1) throw Error("unknown format").file(file.string());
    if (j.at("base").is_null()) return j;
    json whole = read_schema(file.parent_path() / (j.at("base").get<std::string>() + ".json"), depth + 1);
    for (const auto& [key, value] : j.items())
      if (!merged_keys().contains(key)) whole[key] = value;
    for (const auto& [key, lines] : merged_keys()) {
      if (!j.contains(key)) continue;
      for (const auto& [name, t] : j.at(key).items()) {
        if (t.is_null())
          whole[key].erase(name);
        else
          whole[key][name] = t;
      }
    }
    return whole;
  } catch (const json::exception& e) {
    throw Error(e.what()).file(file.string());
  }
}

}  // namespace

std::string write_json(const OutSchema& s) {
  std::map<std::string, Lines> merged;
  for (const auto& [key, lines] : merged_keys()) merged[key] = lines(s);
  return write(s, "null", merged, parts(s));
}

std::string write_targets(const OutSchema& s) {
  std::string out = fmt::format("{{\n\"target_defaults\": {},\n\"targets\": {{\n", object(s.target_defaults));
  size_t left = s.targets.size();
  for (const auto& [name, row] : s.targets)
    out += fmt::format("{}: {}{}\n", quote(name), object(row), --left ? "," : "");
  return out + "}\n}\n";
}

std::string write_difference(const OutSchema& s, const std::filesystem::path& base) {
  nlohmann::json from = read_schema(base);
  std::map<std::string, Lines> merged;
  for (const auto& [key, lines] : merged_keys()) {
    std::map<std::string, std::string> changed;
    const nlohmann::json& old = from[key];
    std::set<std::string> now;
    for (const auto& [name, text] : lines(s)) {
      now.insert(name);
      if (!old.contains(name) || old[name] != nlohmann::json::parse(text)) changed[name] = text;
    }
    for (const auto& [name, value] : old.items())
      if (!now.contains(name)) changed[name] = "null";
    merged[key].assign(changed.begin(), changed.end());
  }
  Lines rest;
  for (const auto& [key, value] : parts(s))
    if (key == "types" || (merged.contains(key) ? !merged[key].empty() : from[key] != nlohmann::json::parse(value)))
      rest.emplace_back(key, value);
  return write(s, quote(from["release"].get<std::string>()), merged, rest);
}

}  // namespace rmeta::schema_gen
