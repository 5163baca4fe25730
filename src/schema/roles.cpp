// SPDX-License-Identifier: MIT OR Apache-2.0
#include "roles.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>

#include "rmeta/error.hpp"

namespace rmeta::schema {

namespace {

struct Owner {
  std::vector<TypeId> types;  ///< the one, or all instances of a head
  std::uint32_t owner = kUnbound, by_head = 0;
};

class Binder {
 public:
  explicit Binder(SchemaBuilder& b) : b_(b) {}

  std::optional<Owner> type(std::string_view alias) const {
    Owner o;
    if (alias.ends_with("<*>")) {
      const std::string_view head = alias.substr(0, alias.size() - 3);
      for (std::size_t i = 0; i < b_.types().size(); ++i) {
        const Type& t = b_.types()[i];
        // Hand-written instances of a generic type (Binder<PredicateKind>) have no parts to name.
        if (b_.text(t.head) != head || b_.text(t.name) == head || t.kind() == Kind::Codec) continue;
        o.types.push_back(TypeId{static_cast<std::uint32_t>(i)});
        o.owner = static_cast<std::uint32_t>(t.head);
      }
      o.by_head = 1;
    } else if (const TypeId t = b_.find(alias); t != kNoType) {
      o.types.push_back(t);
      o.owner = index(t);
    }
    return o.types.empty() ? std::nullopt : std::optional(o);
  }

  /// "TYPE::VARIANT"; `out` gets the variant's index.
  std::optional<Owner> variant(std::string_view alias, std::uint32_t& out) const {
    const std::size_t at = alias.rfind("::");
    if (at == std::string_view::npos) return std::nullopt;
    auto o = type(alias.substr(0, at));
    if (!o) return std::nullopt;
    std::optional<std::uint32_t> found;
    for (const TypeId t : o->types) {
      const auto v = variant_index(t, alias.substr(at + 2));
      if (!v) return std::nullopt;
      if (found && *found != *v) throw Error(fmt::format("instances of {} differ", alias));
      found = v;
    }
    out = *found;
    return o;
  }

  /// "TYPE.FIELD..." or "TYPE::VARIANT.FIELD...".
  std::optional<Owner> field(std::string_view alias, std::uint32_t& variant_out,
                             std::vector<std::uint32_t>& steps) const {
    const std::size_t dot = first_dot(alias);
    if (dot == std::string_view::npos) throw Error(fmt::format("the alias {} has no field", alias));
    variant_out = 0;
    auto o = type(alias.substr(0, dot));
    if (o && !is_struct(o->types[0])) return std::nullopt;
    if (!o) o = variant(alias.substr(0, dot), variant_out);
    if (!o) return std::nullopt;
    std::optional<std::vector<std::uint32_t>> found;
    for (const TypeId t : o->types) {
      const auto path = walk(t, variant_out, alias.substr(dot + 1));
      if (!path) return std::nullopt;
      if (found && *found != *path) throw Error(fmt::format("instances of {} differ", alias));
      found = path;
    }
    steps = *found;
    return o;
  }

 private:
  const Type& at(TypeId t) const { return b_.types()[index(t)]; }
  bool is_struct(TypeId t) const { return at(t).is_record(); }

  static std::size_t first_dot(std::string_view s) {
    int depth = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
      if (s[i] == '<' || s[i] == '(' || s[i] == '[') ++depth;
      if (s[i] == '>' || s[i] == ')' || s[i] == ']') --depth;
      if (s[i] == '.' && depth == 0) return i;
    }
    return std::string_view::npos;
  }

  std::optional<std::uint32_t> variant_index(TypeId t, std::string_view name) const {
    if (at(t).kind() != Kind::Enum) return std::nullopt;
    for (std::uint32_t i = 0; i < at(t).count; ++i)
      if (b_.text(b_.variants()[at(t).first + i].name) == name) return i;
    return std::nullopt;
  }

  TypeId through_transparent(TypeId t) const {
    while (at(t).kind() == Kind::Codec && at(t).codec() == Codec::Transparent) t = b_.args()[at(t).first];
    return t;
  }

  std::optional<std::vector<std::uint32_t>> walk(TypeId t, std::uint32_t variant, std::string_view path) const {
    std::vector<std::uint32_t> steps;
    for (;;) {
      const std::size_t dot = path.find('.');
      const std::string_view name = path.substr(0, dot);
      const Variant& v = b_.variants()[at(t).first + variant];
      std::uint32_t i = 0;
      while (i < v.field_count && b_.text(b_.fields()[v.first_field + i].name) != name) ++i;
      if (i == v.field_count) return std::nullopt;
      steps.push_back(i);
      if (dot == std::string_view::npos) return steps;
      path.remove_prefix(dot + 1);
      t = through_transparent(b_.fields()[v.first_field + i].type);
      variant = 0;
      if (!is_struct(t)) return std::nullopt;
    }
  }

  SchemaBuilder& b_;
};

}  // namespace

std::vector<std::string> bind_roles(SchemaBuilder& b, const std::vector<RoleSpec>& specs) {
  const Binder binder(b);
  std::vector<std::string> unbound;
  for (const RoleSpec& spec : specs) {
    std::optional<Owner> owner;
    std::uint32_t variant = 0;
    std::vector<std::uint32_t> steps;
    for (const std::string& alias : spec.aliases) {
      if (spec.what == RoleSpec::TypeRole)
        owner = binder.type(alias);
      else if (spec.what == RoleSpec::VariantRole)
        owner = binder.variant(alias, variant);
      else
        owner = binder.field(alias, variant, steps);
      if (owner) break;
    }
    if (!owner) {
      if (!spec.optional) unbound.push_back(spec.name);
      owner.emplace();
      steps.clear();
      variant = 0;
    }
    if (spec.what == RoleSpec::TypeRole) {
      b.type_roles.push_back({owner->owner, owner->by_head});
    } else if (spec.what == RoleSpec::VariantRole) {
      b.variant_roles.push_back({owner->owner, owner->by_head, variant});
    } else {
      b.field_roles.push_back({owner->owner, owner->by_head, variant, static_cast<std::uint32_t>(b.steps.size()),
                               static_cast<std::uint32_t>(steps.size())});
      b.steps.insert(b.steps.end(), steps.begin(), steps.end());
    }
  }
  return unbound;
}

}  // namespace rmeta::schema
