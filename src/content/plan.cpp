// SPDX-License-Identifier: MIT OR Apache-2.0
#include "plan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rmeta::content {

using schema::Kind;

namespace {

/// Follows the types that the content consists of.
class Inspector {
 public:
  Inspector(const schema::Schema& schema, const Rules& rules)
      : schema_(schema), rules_(rules), plan_(schema, rules), seen_(schema.types().size()) {}

  std::vector<std::string> run() {
    const schema::Type& root = schema_.type(schema_.root());
    for (const schema::Field& f : schema_.fields(schema_.variants(root)[0])) {
      const Action action = rules_.root(schema_.str(f.name));
      if (action == Action::Unknown) found_.push_back(fmt::format("{} of the crate root", schema_.str(f.name)));
      if (action == Action::Tables)
        tables(schema_.type(f.type));
      else if (action != Action::Out)
        type(f.type);
    }
    return std::move(found_);
  }

 private:
  void tables(const schema::Type& t) {
    for (const schema::Field& f : schema_.fields(schema_.variants(t)[0])) {
      const Action action = rules_.table(schema_.str(f.name));
      if (action == Action::Unknown) found_.push_back(fmt::format("the table {}", schema_.str(f.name)));
      if (action != Action::Out) type(f.type);
    }
  }

  void type(schema::TypeId id) {
    if (seen_[schema::index(id)]) return;
    seen_[schema::index(id)] = true;
    if (plan_.types[schema::index(id)] != Action::In) return;
    const schema::Type& t = schema_.type(id);
    if (t.kind() == Kind::Codec)
      for (const schema::TypeId arg : schema_.args(t)) type(arg);
    if (t.kind() != Kind::Enum && !t.is_record()) return;
    std::uint32_t variant = 0;
    for (const schema::Variant& v : schema_.variants(t)) {
      const bool in = t.kind() != Kind::Enum || plan_.variants[t.first + variant] == Action::In;
      for (std::uint32_t k = 0; in && k < v.field_count; ++k) {
        const Action action = plan_.fields[v.first_field + k];
        if (action == Action::Unknown) found_.push_back(schema_.describe_field(id, variant, k));
        if (action != Action::Out) type(schema_.fields(v)[k].type);
      }
      ++variant;
    }
  }

  const schema::Schema& schema_;
  const Rules& rules_;
  const Plan plan_;
  std::vector<bool> seen_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> unclassified(const schema::Schema& schema, const Rules& rules) {
  return Inspector(schema, rules).run();
}

Plan::Plan(const schema::Schema& schema, const Rules& rules) {
  std::size_t variant_count = 0, field_count = 0;
  auto has_fields = [](const schema::Type& t) { return t.kind() == Kind::Enum || t.is_record(); };
  for (const schema::Type& t : schema.types()) {
    if (!has_fields(t)) continue;
    variant_count = std::max<std::size_t>(variant_count, t.first + t.count);
    for (const schema::Variant& v : schema.variants(t))
      field_count = std::max<std::size_t>(field_count, v.first_field + v.field_count);
  }
  variants.resize(variant_count, Action::In);
  fields.resize(field_count, Action::In);
  labels.resize(field_count);
  for (const schema::Type& t : schema.types()) {
    const std::string_view head = schema.str(t.head);
    types.push_back(rules.type(head));
    attribute_kinds.push_back(head.ends_with("::AttributeKind"));
    if (!has_fields(t)) continue;
    // Tuples and references have no name to go by; what they hold has.
    const bool nameless = head.empty() || head.front() == '(' || head.front() == '&';
    std::uint32_t index = t.first;
    for (const schema::Variant& v : schema.variants(t)) {
      const std::string_view variant = t.kind() == Kind::Enum ? schema.str(v.name) : std::string_view();
      if (t.kind() == Kind::Enum) variants[index] = rules.variant(head, variant);
      ++index;
      std::uint32_t field = v.first_field;
      for (const schema::Field& f : schema.fields(v)) {
        const std::string_view name = schema.str(f.name);
        if (!nameless) fields[field] = rules.field(head, variant, name);
        if (name.empty() || name.front() < '0' || name.front() > '9') labels[field] = std::string(name) + ": ";
        ++field;
      }
    }
  }
}

}  // namespace rmeta::content
