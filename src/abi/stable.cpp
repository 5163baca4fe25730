// SPDX-License-Identifier: MIT OR Apache-2.0
#include "stable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::abi {

using types::AdtDef;
using types::DefId;
using types::Kind;
using types::Term;
using Rule = KabiRule::Kind;

namespace {

constexpr std::string_view kPrefix = "__kabi_";
constexpr std::string_view kNamelessType = "__bindgen_ty_";
constexpr std::string_view kNamelessMember = "__bindgen_anon_";

bool is_identifier(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string_view letter_of(const AdtDef& adt) {
  return adt.what == AdtDef::What::Struct ? "s#" : adt.what == AdtDef::What::Union ? "u#" : "e#";
}

}  // namespace

Stable::Stable(types::Context& cx, const KabiRules& rules, Lookup lookup)
    : cx_(cx), rules_(rules), lookup_(std::move(lookup)) {}

const std::string& Stable::path_of(DefId def) {
  auto [at, fresh] = paths_.try_emplace(def);
  if (fresh) at->second = types::print_path(cx_, def);
  return at->second;
}

// The crates that bindgen makes of C's headers.
std::string Stable::c_name_of(DefId def) {
  const auto crate = cx_.crate_name(def.crate);
  if (crate != "bindings" && crate != "uapi") return "";
  return std::string(cx_.def_key(def).name);
}

const KabiRule* Stable::rule(Rule kind, const std::string& name, DefId def, std::string_view member) {
  auto target = [&](std::string_view type) {
    return member.empty() ? std::string(type) : fmt::format("{} {}", type, member);
  };
  if (rules_.empty()) return nullptr;
  if (const KabiRule* r = rules_.find(kind, target(name))) return r;
  if (!def) return nullptr;
  if (const KabiRule* r = rules_.find(kind, target(path_of(def)))) return r;
  const std::string c = c_name_of(def);
  if (c.empty()) return nullptr;
  if (kind == Rule::TypeString) return rules_.find_c(kind, std::string(letter_of(cx_.adt_def(def))) + c);
  return rules_.find_c(kind, target(c));
}

const KabiRule* Stable::symbol_rule(std::string_view symbol) const {
  if (const KabiRule* r = rules_.find(Rule::TypeString, symbol)) return r;
  return rules_.find_c(Rule::TypeString, symbol);
}

void Stable::check_members(const AdtDef& adt, const std::string& name) {
  for (const KabiRule& r : rules_.all()) {
    const auto blank = r.target.rfind(' ');
    if (r.from_c || r.kind == Rule::TypeString || r.kind == Rule::DeclarationOnly || r.kind == Rule::ByteSize) continue;
    const std::string_view type = std::string_view(r.target).substr(0, blank);
    const std::string_view member = std::string_view(r.target).substr(blank + 1);
    if (type != name && type != path_of(adt.def)) continue;
    const bool enumerator = r.kind == Rule::EnumeratorIgnored || r.kind == Rule::EnumeratorValue;
    const bool there =
        enumerator
            ? adt.what == AdtDef::What::Enum &&
                  std::ranges::any_of(adt.variants, [&](const auto& v) { return v.name == member; })
            : adt.what != AdtDef::What::Enum &&
                  std::ranges::any_of(adt.variants.at(0).fields, [&](const auto& f) { return f.name == member; });
    if (!there)
      throw Error(fmt::format("{}: rule {} {}: {} has no {} {}", r.source, r.kind_name(), r.target, name,
                              enumerator ? "variant" : "member", member));
  }
}

const AdtDef* Stable::shown(const AdtDef& adt) {
  Shown& s = shown_[adt.def];
  if (!s.known) {
    s.known = true;
    if (adt.what != AdtDef::What::Enum || rules_.empty()) return nullptr;
    const std::string path = path_of(adt.def);
    AdtDef out = adt;
    out.variants.clear();
    std::optional<DefId> removed;  // the constant that later variants count from
    for (types::VariantDef v : adt.variants) {
      if (v.explicit_discr) removed.reset();
      if (const KabiRule* r = rule(Rule::EnumeratorIgnored, path, adt.def, v.name)) {
        s.used.push_back(r);
        if (v.explicit_discr) removed = v.explicit_discr;
        continue;
      }
      if (removed) {
        v.explicit_discr = removed;
        removed.reset();  // the next one counts from this one's
      }
      if (const KabiRule* r = rule(Rule::EnumeratorValue, path, adt.def, v.name)) {
        s.used.push_back(r);
        types::I128 value = 0;
        const bool negative = r->value.starts_with('-');
        KabiRule digits = *r;
        if (negative) digits.value.erase(0, 1);
        value = static_cast<types::I128>(kabi_number(digits));
        discriminants_[v.def] = negative ? -value : value;
      }
      out.variants.push_back(std::move(v));
    }
    if (!s.used.empty()) s.adt = std::move(out);
  }
  return s.adt ? &*s.adt : nullptr;
}

std::optional<types::I128> Stable::discriminant(DefId variant) const {
  const auto at = discriminants_.find(variant);
  return at == discriminants_.end() ? std::nullopt : std::optional(at->second);
}

Stable::Status Stable::status_of(std::string_view member, std::string* name) {
  if (!member.starts_with(kPrefix)) return Status::Normal;
  member.remove_prefix(kPrefix.size());
  if (member.starts_with("reserved")) return Status::Reserved;
  if (member.starts_with("ignored")) return Status::Ignored;
  if (!member.starts_with("renamed")) return Status::Normal;
  *name = member.substr(7);
  return Status::Reserved;
}

// One of the first two members decides, or, if that is a struct, its first one.
Stable::Union Stable::union_status(Term type) {
  Union out;
  if (type->kind != Kind::Adt) return out;
  const AdtDef& adt = cx_.adt_def(type->def);
  if (adt.what == AdtDef::What::Enum) return out;
  const auto& fields = adt.variants.at(0).fields;
  auto member_type = [&](const types::FieldDef& f, Term of) {
    types::Interner& in = cx_.interner();
    return types::strip_regions(in, cx_.normalize(types::substitute(in, cx_.type_of(f.def), of->kids)));
  };
  // What cannot be copied is wrapped; bindgen makes a struct of a union of such.
  auto wrapped_by = [&](Term t, std::string_view name) {
    return t->kind == Kind::Adt && t->kids.size() == 1 && cx_.def_key(t->def).name == name;
  };
  if (adt.what == AdtDef::What::Struct &&
      (fields.empty() || !wrapped_by(member_type(fields[0], type), "__BindgenUnionField")))
    return out;
  for (std::size_t i = 0; i < fields.size() && i < 2; ++i) {
    Term t = member_type(fields[i], type);
    if (wrapped_by(t, "__BindgenUnionField") || wrapped_by(t, "ManuallyDrop")) t = t->kids[0];
    out.status = status_of(fields[i].name, &out.name);
    if (out.status == Status::Normal && t->kind == Kind::Adt) {
      const AdtDef& inner = cx_.adt_def(t->def);
      if (inner.what == AdtDef::What::Struct && !inner.variants.at(0).fields.empty()) {
        const auto& first = inner.variants[0].fields[0];
        out.status = status_of(first.name, &out.name);
        t = member_type(first, t);
      }
    }
    out.type = t;
    if (out.status != Status::Normal) return out;
  }
  return out;
}

bool Stable::member(const std::string& owner, DefId def, std::string& name, Term& type, Used& used) {
  if (const KabiRule* r = rule(Rule::MemberIgnored, owner, def, name)) {
    used.push_back(r);
    return false;
  }
  if (const KabiRule* r = rule(Rule::MemberReserved, owner, def, name)) {
    used.push_back(r);
    type = lookup_.type(r->value);
    name.clear();
    return true;
  }
  if (const KabiRule* r = rule(Rule::MemberRenamed, owner, def, name)) {
    used.push_back(r);
    const auto blank = r->value.find(' ');
    name = r->value.substr(0, blank);
    if (blank != std::string::npos) type = lookup_.type(std::string_view(r->value).substr(blank + 1));
    return true;
  }
  const Union u = union_status(type);
  if (u.status == Status::Ignored) return false;
  if (u.status == Status::Reserved) {
    name = u.name;
    type = u.type;
    return true;
  }
  if (name.starts_with(kPrefix) || name.starts_with(kNamelessMember)) name.clear();
  return true;
}

std::optional<std::vector<Term>> Stable::shown_fields(Term type) {
  types::Interner& in = cx_.interner();
  const AdtDef& adt = cx_.adt_def(type->def);
  const std::string owner = types::print(cx_, type);
  std::vector<Term> out;
  bool changed = false;
  for (const auto& f : adt.variants.at(0).fields) {
    Term own = types::strip_regions(in, cx_.normalize(types::substitute(in, cx_.type_of(f.def), type->kids)));
    Term shown = own;
    std::string name(f.name);
    Used used;
    if (!member(owner, adt.def, name, shown, used)) shown = in.leaf(Kind::Tuple);
    changed |= shown != own;
    out.push_back(shown);
  }
  if (!changed) return std::nullopt;
  return out;
}

// "foo__bindgen_ty_3" is "foo__bindgen_ty_2" if the first or second is a union that does not count.
std::string Stable::renumbered_name(std::string_view identifier) {
  if (auto at = names_.find(identifier); at != names_.end()) return at->second;
  const auto split = identifier.rfind(kNamelessType);
  std::string out(identifier);
  const std::string_view parent = identifier.substr(0, split), digits = identifier.substr(split + kNamelessType.size());
  std::uint32_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, number);
  if (error == std::errc() && at == end && number < 10000) {
    std::uint32_t hidden = 0;
    for (std::uint32_t n = 1; n < number; ++n) {
      auto def = lookup_.c_type(fmt::format("{}{}{}", parent, kNamelessType, n));
      if (!def || cx_.generics_of(*def).count() != 0) continue;
      hidden += union_status(cx_.interner().make(Kind::Adt, {}, *def)).status != Status::Normal ? 1 : 0;
    }
    const bool nested = parent.find(kNamelessType) != std::string_view::npos;
    out = fmt::format("{}{}{}", nested ? renumbered_name(parent) : std::string(parent), kNamelessType, number - hidden);
  }
  return names_.emplace(std::string(identifier), std::move(out)).first->second;
}

std::string Stable::renumbered(std::string text) {
  if (text.find(kNamelessType) == std::string::npos) return text;
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_identifier(text[end])) ++end;
    const std::string_view word = std::string_view(text).substr(i, end - i);
    if (word.find(kNamelessType) != std::string_view::npos)
      out += renumbered_name(word);
    else
      out += word;
    if (end < text.size()) out += text[end++];
    i = end;
  }
  return out;
}

}  // namespace rmeta::abi
