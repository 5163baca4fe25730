// SPDX-License-Identifier: MIT OR Apache-2.0
#include "roles_check.hpp"

#include <fmt/format.h>

#include <set>

namespace rmeta::schema_gen {

namespace {

class Binder {
 public:
  explicit Binder(const OutSchema& s) : schema_(s) {}

  // "path::Name", or "path::Name<*>" for all instances.
  std::vector<const OutType*> types(const std::string& alias) const {
    std::vector<const OutType*> out;
    if (alias.ends_with("<*>")) {
      std::string head = alias.substr(0, alias.size() - 2);
      for (auto it = schema_.types.lower_bound(head); it != schema_.types.end() && it->first.starts_with(head); ++it)
        out.push_back(&it->second);
    } else if (auto it = schema_.types.find(alias); it != schema_.types.end()) {
      out.push_back(&it->second);
    }
    return out;
  }

  static const OutFields* variant(const OutType& t, const std::string& name) {
    for (const auto& [n, f] : t.variants)
      if (n == name) return &f;
    return nullptr;
  }

  static OutFields named_parts(const OutType& t) {
    OutFields out = t.fields;
    for (const OutType::Part& p : t.parts) out.emplace_back(p.name, p.type);
    return out;
  }

  const OutType* through(const std::string& name) const {
    auto it = schema_.types.find(name);
    while (it != schema_.types.end() && it->second.kind == "codec" && it->second.codec == "transparent")
      it = schema_.types.find(it->second.args[0]);
    return it == schema_.types.end() ? nullptr : &it->second;
  }

  bool path(const OutFields& fields, const std::string& rest) const {
    size_t dot = rest.find('.');
    std::string name = rest.substr(0, dot);
    for (const auto& [n, type] : fields) {
      if (n != name) continue;
      if (dot == std::string::npos) return true;
      const OutType* t = through(type);
      return t && path(named_parts(*t), rest.substr(dot + 1));
    }
    return false;
  }

  bool is_variant(const std::string& alias) const {
    size_t colon = alias.rfind("::");
    if (colon == std::string::npos) return false;
    for (const OutType* t : types(alias.substr(0, colon)))
      if (variant(*t, alias.substr(colon + 2))) return true;
    return false;
  }

  // TYPE.FIELD.FIELD or TYPE::VARIANT.FIELD; a type's arguments may hold dots and colons, so every split is tried.
  bool is_field(const std::string& alias) const {
    for (size_t dot = alias.find('.'); dot != std::string::npos; dot = alias.find('.', dot + 1)) {
      std::string owner = alias.substr(0, dot);
      std::string rest = alias.substr(dot + 1);
      for (const OutType* t : types(owner))
        if (t->kind == "struct" && path(t->fields, rest)) return true;
      size_t colon = owner.rfind("::");
      if (colon == std::string::npos) continue;
      for (const OutType* t : types(owner.substr(0, colon)))
        if (const OutFields* f = variant(*t, owner.substr(colon + 2)); f && path(*f, rest)) return true;
    }
    return false;
  }

 private:
  const OutSchema& schema_;
};

std::vector<unsigned> number(const std::string& release) {
  std::vector<unsigned> out(1, 0);
  for (const char c : release) {
    if (c == '.')
      out.push_back(0);
    else
      out.back() = out.back() * 10 + static_cast<unsigned>(c - '0');
  }
  return out;
}

bool said_of(const Role& r, const std::string& release) {
  const auto n = number(release);
  for (const auto& [first, last] : r.bound)
    if (number(first) <= n && (last.empty() || n <= number(last))) return true;
  return false;
}

}  // namespace

std::vector<std::string> unbound_roles(const std::vector<Role>& roles, const OutSchema& schema) {
  Binder b(schema);
  std::vector<std::string> out;
  for (const Role& r : roles) {
    bool bound = false;
    for (const std::string& a : r.aliases) {
      if (r.section == "types") bound = bound || !b.types(a).empty();
      if (r.section == "variants") bound = bound || b.is_variant(a);
      if (r.section == "fields") bound = bound || b.is_field(a);
    }
    const bool wanted = r.optional ? said_of(r, schema.release) : true;
    if (bound && !wanted && !r.bound.empty())
      out.push_back(fmt::format("role '{}' ({}) is bound in {}, which its `bound` in roles.json does not say", r.name,
                                r.section, schema.release));
    if (!bound && wanted && r.optional)
      out.push_back(
          fmt::format("role '{}' ({}) is bound to nothing in {}, and by roles.json it should be: it has another name "
                      "now, or is gone",
                      r.name, r.section, schema.release));
    if (!bound && !r.optional)
      out.push_back(fmt::format("role '{}' ({}) is bound to nothing in {}", r.name, r.section, schema.release));
  }
  return out;
}

}  // namespace rmeta::schema_gen
