// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/schema/targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <variant>

#include "rmeta/error.hpp"

namespace rmeta::schema {

namespace {

using Member =
    std::variant<std::string TargetData::*, std::optional<std::string> TargetData::*, std::uint32_t TargetData::*,
                 std::optional<std::uint32_t> TargetData::*, bool TargetData::*>;

// The members by their names in the schema (compat/target_fields.json).
const std::array<std::pair<std::string_view, Member>, 25> kMembers = {{
    {"llvm_target", &TargetData::llvm_target},
    {"data_layout", &TargetData::data_layout},
    {"pointer_width", &TargetData::pointer_width},
    {"arch", &TargetData::arch},
    {"endian", &TargetData::endian},
    {"c_int_width", &TargetData::c_int_width},
    {"os", &TargetData::os},
    {"env", &TargetData::env},
    {"vendor", &TargetData::vendor},
    {"cfg_abi", &TargetData::cfg_abi},
    {"llvm_abiname", &TargetData::llvm_abiname},
    {"rustc_abi", &TargetData::rustc_abi},
    {"llvm_floatabi", &TargetData::llvm_floatabi},
    {"cpu", &TargetData::cpu},
    {"features", &TargetData::features},
    {"c_enum_min_bits", &TargetData::c_enum_min_bits},
    {"min_atomic_width", &TargetData::min_atomic_width},
    {"max_atomic_width", &TargetData::max_atomic_width},
    {"simd_types_indirect", &TargetData::simd_types_indirect},
    {"default_adjusted_cabi", &TargetData::default_adjusted_cabi},
    {"abi_return_struct_as_int", &TargetData::abi_return_struct_as_int},
    {"is_like_darwin", &TargetData::is_like_darwin},
    {"is_like_windows", &TargetData::is_like_windows},
    {"is_like_msvc", &TargetData::is_like_msvc},
    {"panic_strategy", &TargetData::panic_strategy},
}};

std::uint32_t number(std::string_view text) {
  std::uint32_t n = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (ec != std::errc() || end != text.data() + text.size()) throw Error(fmt::format("\"{}\" is not a number", text));
  return n;
}

void set(TargetData& data, const Member& member, std::string_view text) {
  std::visit(
      [&](auto m) {
        using T = std::remove_cvref_t<decltype(data.*m)>;
        if constexpr (std::is_same_v<T, bool>) {
          if (text != "true" && text != "false") throw Error(fmt::format("\"{}\" is neither true nor false", text));
          data.*m = text == "true";
        } else if constexpr (std::is_same_v<T, std::uint32_t> || std::is_same_v<T, std::optional<std::uint32_t>>) {
          data.*m = number(text);
        } else {
          data.*m = std::string(text);
        }
      },
      member);
}

const Member& member(std::string_view name) {
  const auto it = std::ranges::find(kMembers, name, [](const auto& m) { return m.first; });
  if (it == kMembers.end())
    throw Error(fmt::format("the target field \"{}\" is unknown to this program", name))
        .hint("a newer rmetacrc may know it");
  return it->second;
}

std::size_t row_size(const Schema& s) {
  return s.target_fields().size() + 1;
}

std::size_t row_count(const Schema& s) {
  if (s.target_fields().empty())
    throw Error(fmt::format("the schema of {} has no target data", s.release()))
        .hint("rmeta-schema of this version writes it");
  return s.target_rows().size() / row_size(s);
}

TargetData read_row(const Schema& s, std::size_t row) {
  TargetData data;
  const auto cells = s.target_rows().subspan(row * row_size(s), row_size(s));
  data.name = s.str(cells[0]);
  for (std::size_t i = 0; i < s.target_fields().size(); ++i)
    if (cells[i + 1] != kNoText) set(data, member(s.str(s.target_fields()[i].name)), s.str(cells[i + 1]));
  return data;
}

void check(const TargetData& data) {
  if (data.endian != "little" && data.endian != "big")
    throw Error(fmt::format("target-endian is \"{}\", not little or big", data.endian));
  if (data.pointer_width != 16 && data.pointer_width != 32 && data.pointer_width != 64)
    throw Error(fmt::format("target-pointer-width is {}, not 16, 32 or 64", data.pointer_width));
}

// A value of a specification as text; older ones have numbers in strings.
std::string spec_text(const nlohmann::json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean() || value.is_number_unsigned()) return value.dump();
  throw Error("is neither a text nor a number, nor true or false");
}

}  // namespace

std::vector<std::string_view> target_names(const Schema& s) {
  std::vector<std::string_view> out;
  for (std::size_t row = 1; row < row_count(s); ++row) out.push_back(s.str(s.target_rows()[row * row_size(s)]));
  return out;
}

TargetData find_target(const Schema& s, std::string_view name) {
  const auto names = target_names(s);
  const auto it = std::ranges::lower_bound(names, name);
  if (it != names.end() && *it == name) return read_row(s, static_cast<std::size_t>(it - names.begin()) + 1);
  throw Error(fmt::format("rustc {} has no built-in target \"{}\"", s.release(), name));
}

TargetData read_target_spec(const Schema& s, std::string_view name, std::string_view json_text) {
  row_count(s);
  TargetData data = read_row(s, 0);
  data.name = name;
  const auto fail = [&](const std::string& what) {
    return Error(fmt::format("the target specification \"{}\": {}", name, what));
  };
  nlohmann::json spec;
  try {
    spec = nlohmann::json::parse(json_text);
  } catch (const nlohmann::json::exception& e) {
    throw fail(e.what());
  }
  if (!spec.is_object()) throw fail("is not a JSON object");
  for (std::size_t i = 0; i < s.target_fields().size(); ++i) {
    const TargetField& field = s.target_fields()[i];
    std::string_view keys = s.str(field.keys);
    const nlohmann::json* value = nullptr;
    std::string_view first = keys.substr(0, keys.find(' '));
    while (!keys.empty() && !value) {
      const std::string key(keys.substr(0, keys.find(' ')));
      keys.remove_prefix(std::min(keys.size(), key.size() + 1));
      if (const auto it = spec.find(key); it != spec.end()) value = &*it;
    }
    const std::string_view field_name = s.str(field.name);
    try {
      if (value)
        set(data, member(field_name), spec_text(*value));
      else if (field_name == "llvm_target" || field_name == "data_layout" || field_name == "pointer_width" ||
               field_name == "arch")
        throw Error("is missing");
    } catch (const Error& e) {
      throw fail(fmt::format("{} {}", first, e.what()));
    }
  }
  try {
    check(data);
  } catch (const Error& e) {
    throw fail(e.what());
  }
  return data;
}

}  // namespace rmeta::schema
