// SPDX-License-Identifier: MIT OR Apache-2.0
// rustc_target/src/spec: `supported_targets!` lists a module for each target; its function `target()` builds a
// `Target`, mostly out of a constant struct and base options shared with others. The functions are run (eval.hpp).
#include "targets.hpp"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "eval.hpp"

namespace rmeta::schema_gen {

namespace {

using nlohmann::json;

struct Wanted {
  std::string name, type;
  std::vector<std::string> from, json;
  bool optional = false, required = false;
};

std::vector<Wanted> load_wanted(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error("cannot read").file(file.string());
  try {
    std::vector<Wanted> out;
    const json table = json::parse(in);
    for (const json& f : table.at("fields")) {
      Wanted w;
      w.name = f.at("name").get<std::string>();
      w.type = f.at("type").get<std::string>();
      w.from = f.at("from").get<std::vector<std::string>>();
      w.json = f.at("json").get<std::vector<std::string>>();
      w.optional = f.contains("optional");
      w.required = f.value("required", false);
      out.push_back(std::move(w));
    }
    return out;
  } catch (const json::exception& e) {
    throw Error(e.what()).file(file.string());
  }
}

class Reader {
 public:
  Reader(Types& types, OutSchema& out, std::vector<Wanted> wanted)
      : types_(types), eval_(types), out_(out), wanted_(std::move(wanted)) {}

  void run() {
    const Item* target = types_.item("rustc_target::spec::Target");
    const Item* options = types_.item("rustc_target::spec::TargetOptions");
    if (!target || !options) throw Error("rustc_target::spec::Target is not found").file("compiler/rustc_target");
    Value defaults = eval_.default_of(options, options->loc);
    for (const Wanted& w : wanted_) bind(w, target, options);
    for (const auto& [w, name] : in_options_)
      if (!w->required) out_.target_defaults[w->name] = text(*w, field(defaults, name, options->loc), options->loc);

    const std::string path = "compiler/rustc_target/src/spec/mod.rs";
    const Trees& tokens = types_.index().tokens(path);
    for (size_t i = 0; i + 2 < tokens.size(); ++i)
      if (tokens[i].is("supported_targets") && tokens[i + 1].is("!") && tokens[i + 2].kind == Tok::group)
        for (const Tree& t : *tokens[i + 2].sub)
          if (t.group('(')) entry(t, *target->parent);
    if (out_.targets.empty()) throw Error("supported_targets! is not found").file(path);
  }

 private:
  void bind(const Wanted& w, const Item* target, const Item* options) {
    for (const std::string& name : w.from) {
      for (const Field& f : target->fields)
        if (f.name == name) {
          in_target_.emplace_back(&w, name);
          out_.target_fields.emplace_back(w.name, w.json);
          return;
        }
      for (const Field& f : options->fields)
        if (f.name == name) {
          in_options_.emplace_back(&w, name);
          out_.target_fields.emplace_back(w.name, w.json);
          return;
        }
    }
    if (!w.optional)
      fail(target->loc,
           fmt::format("no field of Target or TargetOptions is what target_fields.json calls '{}'", w.name));
  }

  // `("x86_64-unknown-linux-gnu", x86_64_unknown_linux_gnu)`; once, several names could share a module.
  void entry(const Tree& t, const Module& spec) {
    std::vector<std::string> names;
    std::string module;
    for (const Tree& p : *t.sub) {
      if (p.kind == Tok::string)
        names.push_back(p.text);
      else if (p.ident())
        module = p.text;
    }
    Def d = types_.try_resolve(spec, {"targets", module}, t.loc);
    if (!d.module) d = types_.try_resolve(spec, {"self", module}, t.loc);
    if (!d.module) fail(t.loc, fmt::format("the module of target '{}' is not found", module));
    Value v = eval_.call_function(*d.module, "target", t.loc);
    if (v.is("Ok")) v = Value(v.parts.at(0));
    if (!v.known()) fail(v.loc, fmt::format("target '{}': {}", module, v.text));
    if (v.kind != Value::structure) fail(t.loc, fmt::format("target '{}' is no struct", module));
    auto options = v.fields.find("options");
    if (options == v.fields.end()) fail(t.loc, fmt::format("target '{}' has no options", module));
    if (!options->second.known())
      fail(options->second.loc, fmt::format("target '{}': {}", module, options->second.text));
    std::map<std::string, std::string> row;
    for (const auto& [w, name] : in_target_) row[w->name] = text(*w, field(v, name, t.loc), t.loc);
    for (const auto& [w, name] : in_options_) {
      std::string value = text(*w, field(options->second, name, t.loc), t.loc);
      auto usual = out_.target_defaults.find(w->name);
      if (usual == out_.target_defaults.end() || usual->second != value) row[w->name] = value;
    }
    for (const std::string& n : names)
      if (!out_.targets.emplace(n, row).second) fail(t.loc, fmt::format("target '{}' is there twice", n));
  }

  const Value& field(const Value& of, const std::string& name, const Loc& loc) {
    auto at = of.fields.find(name);
    if (at == of.fields.end()) fail(of.known() ? loc : of.loc, fmt::format("field '{}': {}", name, of.text));
    return at->second;
  }

  // Calling conventions: `const AbiDatas: &[AbiData] = &[AbiData { abi: Abi::Rust, name: "Rust" }, ...]`.
  std::optional<Value> named_by_table(const Value& v) {
    const Module& m = *v.item->parent;
    if (!m.values.contains("AbiDatas")) return std::nullopt;
    Value table = eval_.constant(m, "AbiDatas", v.item->loc);
    for (const Value& row : table.parts) {
      auto abi = row.fields.find("abi"), name = row.fields.find("name");
      if (abi != row.fields.end() && name != row.fields.end() && abi->second.kind == Value::variant &&
          abi->second.item == v.item && abi->second.text == v.text && abi->second.parts.empty() && v.parts.empty())
        return name->second;
    }
    return std::nullopt;
  }

  // The value as JSON.
  std::string text(const Wanted& w, const Value& v, const Loc& loc) {
    if (!v.known()) fail(v.loc, fmt::format("the value of '{}' cannot be worked out: {}", w.name, v.text));
    if (v.is("None")) return "null";
    if (v.is("Some")) return text(w, v.parts.at(0), loc);
    if (v.kind == Value::variant && v.item) {
      for (const char* method : {"desc", "as_str", "to_json"})
        if (std::optional<Value> s = eval_.call_method(v, method, {}, 0, loc); s && s->kind == Value::string)
          return text(w, *s, loc);
      if (std::optional<Value> s = named_by_table(v)) return text(w, *s, loc);
      fail(v.item->loc,
           fmt::format("nothing says how {}::{} is written in a target specification", v.item->name, v.text));
    }
    if (w.type == "bool" && v.kind == Value::boolean) return v.number != 0 ? "true" : "false";
    if (w.type == "integer") {
      if (v.kind == Value::integer) return std::to_string(v.number);
      if (v.kind == Value::string && !v.text.empty() && v.text.size() < 9 &&
          v.text.find_first_not_of("0123456789") == std::string::npos)
        return v.text;
    }
    if (w.type == "string" && v.kind == Value::string) return json(v.text).dump();
    fail(loc, fmt::format("'{}' is not of the type that target_fields.json says", w.name));
  }

  Types& types_;
  Eval eval_;
  OutSchema& out_;
  std::vector<Wanted> wanted_;
  std::vector<std::pair<const Wanted*, std::string>> in_target_, in_options_;
};

}  // namespace

void read_targets(Types& types, OutSchema& out, const std::filesystem::path& fields) {
  Reader(types, out, load_wanted(fields)).run();
}

}  // namespace rmeta::schema_gen
