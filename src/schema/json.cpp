// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads schema files. The only place of this room that sees the JSON library.
#include "rmeta/schema/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "builder.hpp"
#include "rmeta/error.hpp"
#include "roles.hpp"

namespace rmeta::schema {

using nlohmann::json;

namespace {

constexpr int kFormat = 1;

json parse(const std::string& name, std::string_view text) {
  try {
    return json::parse(text);
  } catch (const json::parse_error& e) {
    Error err(fmt::format("not JSON: {}", e.what()));
    err.file(name).offset(e.byte);
    throw err;
  }
}

void check_format(const json& j) {
  const int format = j.at("format").get<int>();
  if (format > kFormat) {
    Error e(fmt::format("schema format {} is newer than this program understands ({})", format, kFormat));
    e.hint("use a newer rmetacrc, or write the schema with the rmeta-schema that belongs to this one");
    throw e;
  }
  if (format < 1) throw Error(fmt::format("{} is not a schema format", format));
}

template <class T>
T choice(const json& j, const char* key, std::initializer_list<std::pair<const char*, T>> choices) {
  const json& v = j.at(key);
  for (const auto& [name, value] : choices)
    if (v.is_null() ? std::string_view(name).empty() : v.is_string() && v.get<std::string>() == name) return value;
  throw Error(fmt::format("encoding.{}: {} is unknown", key, v.dump()));
}

Encoding read_encoding(const json& j) {
  Encoding e{};
  e.metadata_version = j.at("metadata_version").get<std::uint8_t>();
  e.root_position = choice<std::uint32_t>(j, "root_position", {{"u32be", Encoding::U32Be}, {"u64le", Encoding::U64Le}});
  e.footer = choice<std::uint32_t>(j, "footer", {{"", 0}, {"rust-end-file", 1}});
  e.enum_tag = choice<std::uint32_t>(j, "enum_tag", {{"u8", Encoding::Byte}, {"usize", Encoding::Leb128}});
  e.option_tag = choice<std::uint32_t>(j, "option_tag", {{"u8", Encoding::Byte}, {"usize", Encoding::Leb128}});
  e.int16 = choice<std::uint32_t>(j, "int16", {{"fixed", Encoding::Fixed}, {"leb128", Encoding::Leb128}});
  const auto sentinel = [&j](const char* key) -> std::uint32_t {
    return !j.contains(key) || j.at(key).is_null() ? 256 : j.at(key).get<std::uint8_t>();
  };
  e.str_sentinel = sentinel("str_sentinel");
  e.byte_str_sentinel = sentinel("byte_str_sentinel");
  e.shorthand_offset = j.at("shorthand_offset").get<std::uint32_t>();
  e.table_width = choice<std::uint32_t>(j, "table_width", {{"fixed", 0}, {"runtime", 1}});
  return e;
}

class TypeReader {
 public:
  explicit TypeReader(SchemaBuilder& b) : b_(b) {}

  void define(TypeId t, const json& j) {
    const std::string kind = j.at("kind").get<std::string>();
    if (kind == "struct")
      b_.define_variants(t, Kind::Struct, {{"", fields(j.at("fields"))}});
    else if (kind == "enum")
      b_.define_variants(t, Kind::Enum, variants(j.at("variants")));
    else if (kind == "flags")
      flags(t, j);
    else if (kind == "packed")
      packed(t, j);
    else if (kind == "index")
      b_.define_index(t, j.at("max").get<std::uint32_t>());
    else if (kind == "fixed_enum")
      fixed_enum(t, j);
    else if (kind == "codec")
      codec(t, j);
    else
      throw Error(fmt::format("kind \"{}\" is unknown", kind));
  }

 private:
  TypeId ref(const json& j) const {
    const std::string name = j.get<std::string>();
    const TypeId t = b_.find(name);
    if (t == kNoType) throw Error(fmt::format("refers to {}, which is not in the schema", name));
    return t;
  }

  std::vector<SchemaBuilder::FieldSpec> fields(const json& list) const {
    std::vector<SchemaBuilder::FieldSpec> out;
    for (const json& f : list) out.push_back({f.at(0).get<std::string>(), ref(f.at(1))});
    return out;
  }

  std::vector<SchemaBuilder::VariantSpec> variants(const json& list) const {
    std::vector<SchemaBuilder::VariantSpec> out;
    for (const json& v : list) out.push_back({v.at(0).get<std::string>(), fields(v.at(1))});
    return out;
  }

  static std::uint32_t number_bytes(const json& j) {
    const std::string bits = j.at("bits").get<std::string>();
    const std::uint32_t bytes = bits == "u8" ? 1 : bits == "u16" ? 2 : bits == "u32" ? 4 : bits == "u64" ? 8 : 0;
    if (bytes == 0) throw Error(fmt::format("bits of {} are unknown", bits));
    return bytes;
  }

  void packed(TypeId t, const json& j) {
    const std::uint32_t bytes = number_bytes(j);
    SchemaBuilder::VariantSpec parts;
    std::vector<SchemaBuilder::ConstantSpec> masks;
    std::uint64_t used = bytes == 8 ? 0 : ~std::uint64_t{0} << (8 * bytes);
    for (const json& p : j.at("parts")) {
      const std::string name = p.at(0).get<std::string>();
      const auto mask = p.at(1).get<std::uint64_t>();
      const std::uint64_t low = mask & -mask;
      if (mask == 0 || (mask & used) != 0 || ((mask / low) & (mask / low + 1)) != 0)
        throw Error(fmt::format("part {} must have bits of its own, side by side, within the number", name));
      used |= mask;
      parts.fields.push_back({name, ref(p.at(2))});
      masks.push_back({name, "", mask});
      parts_.push_back({parts.fields.back().type, mask / low});
    }
    if (masks.empty()) throw Error("a packed number without parts");
    b_.define_packed(t, bytes, parts, masks);
  }

  void flags(TypeId t, const json& j) {
    const std::uint32_t bytes = number_bytes(j);
    std::vector<SchemaBuilder::ConstantSpec> list;
    for (const auto& [name, value] : j.at("flags").items()) list.push_back({name, "", value.get<std::uint64_t>()});
    std::ranges::stable_sort(list, {}, &SchemaBuilder::ConstantSpec::value);
    b_.define_flags(t, bytes, list);
  }

  void fixed_enum(TypeId t, const json& j) {
    std::vector<SchemaBuilder::ConstantSpec> codes;
    for (const json& c : j.at("codes"))
      codes.push_back({c.at(0).get<std::string>(), c.at(1).get<std::string>(), codes.size()});
    if (codes.size() > 255) throw Error("more than 255 codes");
    b_.define_fixed_enum(t, b_.find(j.at("of").get<std::string>()), j.at("optional").get<bool>(), codes);
  }

  void codec(TypeId t, const json& j) {
    const std::string name = j.at("codec").get<std::string>();
    const auto codec = codec_by_name(name);
    if (!codec) {
      Error e(fmt::format("codec \"{}\" is unknown to this program", name));
      e.hint("the release has hand-written encodings that a newer rmetacrc may know");
      throw e;
    }
    const CodecInfo& c = info(*codec);
    std::vector<TypeId> args;
    if (j.contains("args"))
      for (const json& a : j.at("args")) args.push_back(ref(a));
    if (args.size() < c.min_args || args.size() > c.max_args)
      throw Error(fmt::format("codec \"{}\" takes {} to {} args, not {}", name, c.min_args, c.max_args, args.size()));
    const bool has_n = j.contains("n") && !j.at("n").is_null();
    if (c.needs_n && !has_n) throw Error(fmt::format("codec \"{}\" needs n", name));
    auto element = TableElement::None;
    if (is_lazy_table(*codec)) {
      const std::string element_name = j.at("element").get<std::string>();
      const auto e = table_element_by_name(element_name);
      if (!e) throw Error(fmt::format("table element \"{}\" is unknown to this program", element_name));
      element = *e;
      check_element(element, args[1]);
    }
    b_.define_codec(t, *codec, args, has_n, has_n ? j.at("n").get<std::uint32_t>() : 0, element);
  }

  void check_element(TableElement e, TypeId t) {
    if (e == TableElement::FixedEnum) pending_.emplace_back(t, Kind::FixedEnum);
    if (e == TableElement::Flags8) pending_.emplace_back(t, Kind::Flags);
  }

 public:
  /// Table elements and packed parts say more of their type than that it exists; types may be defined in any order.
  void check_pending() const {
    for (const auto& [t, kind] : pending_) {
      const Type& type = b_.types()[index(t)];
      if (type.kind() != kind)
        throw Error(fmt::format("{} is a table's element but not of kind {}", b_.text(type.name),
                                kind == Kind::Flags ? "flags" : "fixed_enum"));
    }
    for (const auto& [t, most] : parts_) {
      const Type& type = b_.types()[index(t)];
      const bool boolean = type.kind() == Kind::Codec && type.codec() == Codec::Bool && most == 1;
      const bool coded = type.kind() == Kind::FixedEnum && !type.optional_codes() && type.count <= most + 1;
      if (!boolean && !coded)
        throw Error(
            fmt::format("{} is a part of a packed number, but neither bool (one bit) nor a fixed_enum with at "
                        "most {} codes",
                        b_.text(type.name), most + 1));
    }
  }

 private:
  SchemaBuilder& b_;
  std::vector<std::pair<TypeId, Kind>> pending_;
  std::vector<std::pair<TypeId, std::uint64_t>> parts_;  ///< type, greatest number its bits can hold
};

// Every fact of every target as text; an absent key of a release whose schema was written without targets means none.
void read_targets(SchemaBuilder& b, const json& j) {
  if (!j.contains("target_fields")) return;
  const json& defaults = j.at("target_defaults");
  for (const auto& [name, keys] : j.at("target_fields").items()) {
    std::string joined;
    for (const json& key : keys) joined += (joined.empty() ? "" : " ") + key.get<std::string>();
    b.target_fields.push_back({b.intern(name), b.intern(joined)});
  }
  const auto add_row = [&](const std::string& target, const json& own) {
    b.target_rows.push_back(b.intern(target));
    for (const auto& [name, keys] : j.at("target_fields").items()) {
      const json& from = own.contains(name) ? own : defaults;
      const json value = from.value(name, json());
      b.target_rows.push_back(value.is_null()     ? kNoText
                              : value.is_string() ? b.intern(value.get<std::string>())
                                                  : b.intern(value.dump()));
    }
    for (const auto& [name, value] : own.items())
      if (!j.at("target_fields").contains(name))
        throw Error(fmt::format("target {} has the field {}, which is not in target_fields", target, name));
  };
  add_row("", json::object());
  for (const auto& [target, own] : j.at("targets").items()) add_row(target, own);
}

PackResult pack_one(const json& j, const std::vector<RoleSpec>& roles) {
  SchemaBuilder b;
  b.release = j.at("release").get<std::string>();
  b.commit = j.at("commit").is_null() ? "" : j.at("commit").get<std::string>();
  b.date = j.at("date").is_null() ? "" : j.at("date").get<std::string>();
  b.encoding = read_encoding(j.at("encoding"));
  for (const json& p : j.at("patterns")) b.patterns.push_back(b.intern(p.get<std::string>()));

  const json& types = j.at("types");
  for (const auto& [name, type] : types.items()) b.declare(name);
  TypeReader reader(b);
  for (const auto& [name, type] : types.items()) {
    try {
      reader.define(b.find(name), type);
    } catch (const json::exception& e) {
      Error err(e.what());
      err.field(name).field("types");
      throw err;
    } catch (Error& e) {
      e.field(name).field("types");
      throw;
    }
  }
  reader.check_pending();
  const std::string root = j.at("root").get<std::string>();
  b.root = b.find(root);
  if (b.root == kNoType) throw Error(fmt::format("the root {} is not in the schema", root));
  for (const json& s : j.at("symbols")) {
    if (s.is_object())
      b.symbols.push_back({b.intern(s.at("env").get<std::string>()), 1});
    else
      b.symbols.push_back({b.intern(s.get<std::string>()), 0});
  }
  for (const json& l : j.at("lang_items"))
    b.lang_items.push_back({b.intern(l.at(0).get<std::string>()), b.intern(l.at(1).get<std::string>())});

  read_targets(b, j);

  PackResult out;
  out.release = b.release;
  out.unbound = bind_roles(b, roles);
  out.packed = b.pack();
  return out;
}

// Applies a difference: keys present replace the base's, except "types" and "targets", whose members do (null removes).
json resolve(const std::map<std::string, std::pair<std::string, json>>& by_release, const std::string& release,
             std::set<std::string>& active) {
  const auto it = by_release.find(release);
  if (it == by_release.end()) throw Error(fmt::format("the base {} is not there", release));
  const json& j = it->second.second;
  if (!j.contains("base") || j.at("base").is_null()) return j;
  if (!active.insert(release).second) throw Error(fmt::format("{} is its own base", release));
  json out = resolve(by_release, j.at("base").get<std::string>(), active);
  for (const auto& [key, value] : j.items()) {
    if (key != "types" && key != "targets") {
      out[key] = value;
      continue;
    }
    for (const auto& [name, member] : value.items()) {
      if (member.is_null()) {
        if (out[key].erase(name) == 0) throw Error(fmt::format("removes {}, which its base does not have", name));
      } else {
        out[key][name] = member;
      }
    }
  }
  return out;
}

std::vector<RoleSpec> read_role_section(const json& section) {
  std::vector<RoleSpec> out;
  for (const auto& [name, binding] : section.items()) {
    RoleSpec spec;
    spec.name = name;
    const json& names = binding.is_object() ? binding.at("names") : binding;
    for (const json& alias : names) spec.aliases.push_back(alias.get<std::string>());
    if (binding.is_object()) {
      const std::string reason = binding.at("optional").get<std::string>();
      if (reason.empty()) throw Error(fmt::format("role {} is optional without a reason", name));
      spec.optional = true;
    }
    out.push_back(std::move(spec));
  }
  return out;
}

std::vector<RoleSpec> read_roles(std::string_view text) {
  const json j = parse("roles.json", text);
  std::vector<RoleSpec> out;
  const std::pair<const char*, RoleSpec::What> sections[] = {
      {"types", RoleSpec::TypeRole}, {"variants", RoleSpec::VariantRole}, {"fields", RoleSpec::FieldRole}};
  for (const auto& [key, what] : sections) {
    for (RoleSpec& spec : read_role_section(j.at(key))) {
      spec.what = what;
      out.push_back(std::move(spec));
    }
  }
  return out;
}

}  // namespace

std::vector<PackResult> pack_schemas(const std::vector<SchemaFile>& files, std::string_view roles_json) {
  const std::vector<RoleSpec> roles = read_roles(roles_json);
  std::map<std::string, std::pair<std::string, json>> by_release;
  for (const SchemaFile& f : files) {
    try {
      json j = parse(f.name, f.text);
      check_format(j);
      const std::string release = j.at("release").get<std::string>();
      if (by_release.contains(release)) throw Error(fmt::format("release {} is there twice", release));
      by_release.emplace(release, std::pair(f.name, std::move(j)));
    } catch (const json::exception& e) {
      Error err(e.what());
      err.file(f.name);
      throw err;
    } catch (Error& e) {
      e.file(f.name);
      throw;
    }
  }
  std::vector<PackResult> out;
  for (const auto& [release, file] : by_release) {
    try {
      std::set<std::string> active;
      out.push_back(pack_one(resolve(by_release, release, active), roles));
    } catch (const json::exception& e) {
      Error err(e.what());
      err.file(file.first);
      throw err;
    } catch (Error& e) {
      e.file(file.first);
      throw;
    }
  }
  return out;
}

std::vector<VerifiedRow> read_verified(const SchemaFile& file) {
  try {
    std::vector<VerifiedRow> out;
    const json j = parse(file.name, file.text);
    for (const json& r : j.at("verified")) {
      VerifiedRow row{r.at("release").get<std::string>(), r.at("check").get<std::string>(),
                      r.at("compared").get<std::uint64_t>(), r.at("equal").get<std::uint64_t>(),
                      r.at("skipped").get<std::uint64_t>()};
      for (const char c : row.release + row.check)
        if (c == '"' || c == '\\' || c < ' ') throw Error(fmt::format("\"{}\" is no name of a check", row.check));
      out.push_back(std::move(row));
    }
    return out;
  } catch (const json::exception& e) {
    Error err(e.what());
    err.file(file.name);
    throw err;
  }
}

Schema load_schema(const SchemaFile& file, bool allow_unbound) {
  auto list = pack_schemas({file}, builtin_roles());
  if (!allow_unbound && !list[0].unbound.empty()) {
    Error e(fmt::format("{} roles are unbound, the first is {}", list[0].unbound.size(), list[0].unbound[0]));
    e.file(file.name);
    throw e;
  }
  return view_packed(std::move(list[0].packed));
}

}  // namespace rmeta::schema
