// SPDX-License-Identifier: MIT OR Apache-2.0
// A type in debug information has a name, `core::option::Option<&str>`, which is read back into the type; then both
// sides say how it lies in memory. Names of closures and coroutines, and of types with these in their arguments, do not
// say what is captured: such types are skipped. Names of the vtables that an object holds do say whose they are.
//
// References: rustc_codegen_ssa/src/debuginfo/type_names.rs, rustc_codegen_llvm/src/debuginfo/metadata.rs and
// metadata/enums/native.rs.
#include "object_layouts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "rmeta/dwarf/dwarf.hpp"
#include "rmeta/error.hpp"
#include "rmeta/eval/analysis.hpp"
#include "rmeta/layout/target.hpp"
#include "rmeta/layout/view.hpp"
#include "rmeta/types/metadata.hpp"
#include "rmeta/types/parse.hpp"

namespace rmeta::cli {

namespace {

using crate::DefKind;
using layout::FieldView;
using layout::TypeView;
using layout::VariantView;
using types::DefId;
using types::Kind;
using types::Term;
using types::U128;
using types::Variants;

constexpr std::string_view kVtable = "::{vtable_type}";

/// Why a type is not compared.
struct Skip {
  std::string reason;
};

/// Structs, enums, unions, traits and foreign types by the path that debug information gives them. Items of the same
/// name in different blocks of a function have the same path.
class Paths {
 public:
  explicit Paths(const crate::Graph& graph) : graph_(graph) {}

  DefId find(std::string_view path) {
    if (path.find("{closure") != path.npos || path.find("{async") != path.npos ||
        path.find("{coroutine") != path.npos || path.find("{gen") != path.npos)
      throw Skip{"closures and coroutines, alone or in arguments: a name does not say what they capture"};
    const std::string_view crate = path.substr(0, path.find("::"));
    load(crate);
    auto it = items_.find(std::string(path));
    if (it == items_.end()) throw Skip{"no type of that name in the metadata"};
    if (it->second.size() > 1) throw Skip{"several types have that name"};
    return it->second[0];
  }

 private:
  void load(std::string_view crate) {
    if (!loaded_.insert(std::string(crate)).second) return;
    bool found = false;
    for (std::uint32_t c = 0; c < graph_.size(); ++c) {
      graph_.find(c);  // makes its dependencies known
      if (graph_.name(c) != crate || !graph_.find(c)) continue;
      found = true;
      add(c);
    }
    if (!found) {
      loaded_.erase(std::string(crate));
      throw Skip{fmt::format("crate {} is not at hand", crate)};
    }
  }

  void add(std::uint32_t number) {
    const crate::Crate& crate = graph_.crate(number);
    std::vector<std::string> names(crate.def_count());
    for (crate::DefIndex i = 0; i < crate.def_count(); ++i) {
      auto kind = crate.def_kind(i);
      if (!kind || (!crate::is_adt(kind->kind) && kind->kind != DefKind::Trait && kind->kind != DefKind::ForeignTy))
        continue;
      items_[path(crate, i, names, 0)].push_back({number, i});
    }
  }

  static const std::string& path(const crate::Crate& crate, crate::DefIndex i, std::vector<std::string>& names,
                                 int depth) {
    std::string& name = names[i];
    if (!name.empty()) return name;
    const auto key = crate.def_key(i);
    if (!key.parent) return name = crate.name();
    if (depth > 200) throw Error("definitions nested too deep");
    std::string own(key.name);
    if (own.empty() || own[0] == '<')  // without a name, which is the word for what it is
      own = fmt::format("{{{}#{}}}", word(key.kind), key.disambiguator);
    const std::string parent = path(crate, *key.parent, names, depth + 1);
    return name = fmt::format("{}::{}", parent, own);
  }

  static std::string_view word(crate::DefPathKind kind) {
    switch (kind) {
      case crate::DefPathKind::Impl:
        return "impl";
      case crate::DefPathKind::ForeignMod:
        return "extern";
      case crate::DefPathKind::AnonConst:
        return "constant";
      default:
        return "?";
    }
  }

  const crate::Graph& graph_;
  std::set<std::string, std::less<>> loaded_;
  std::unordered_map<std::string, std::vector<DefId>> items_;
};

class Comparison {
 public:
  Comparison(types::MetadataContext& cx, layout::Layouts& layouts, ObjectReport& report)
      : cx_(cx), layouts_(layouts), paths_(cx.graph()), report_(report) {}

  void type(const dwarf::Type& theirs) {
    ++report_.types;
    wrong_.clear();
    try {
      const bool is_vtable = theirs.name.ends_with(kVtable);
      if (is_vtable)
        vtable(theirs);
      else
        one(theirs);
      report_.vtables += is_vtable;
    } catch (const Skip& s) {
      ++report_.skipped[s.reason];
      auto& names = report_.skipped_names[s.reason];
      if (names.size() < 5) names.push_back(theirs.name);
      return;
    }
    ++report_.compared;
    if (wrong_.empty())
      ++report_.equal;
    else
      report_.differences.push_back({theirs.name, wrong_});
  }

 private:
  template <class T>
  void same(std::string_view what, const T& ours, const T& theirs) {
    if (ours != theirs) wrong_.push_back(fmt::format("{} {}, {} in the object", what, ours, theirs));
  }

  Term parse(const std::string& name, bool pair) {
    types::TypeParser parser(cx_, [this](std::string_view path) { return paths_.find(path); });
    try {
      if (!pair) return layouts_.settle(parser.parse(name));
      if (Term t = parser.parse_trait_ref(name)) return layouts_.settle(t);
    } catch (const Error& e) {
      throw Skip{fmt::format("a name that is not understood: {}", e.reason())};
    }
    throw Skip{"a vtable whose name is not that of a pair of type and trait"};
  }

  void one(const dwarf::Type& theirs) {
    if (theirs.name.empty() || theirs.name.ends_with("::")) throw Skip{"types without a name"};
    const Term t = parse(theirs.name, false);
    as_type(t, theirs);
    if (wrong_.empty()) return;
    // A function as an argument has a type without size, but is written like a pointer to it: one of the two it is.
    const Term items = without_functions(t);
    if (items == t) return;
    auto as_pointers = std::exchange(wrong_, {});
    as_type(items, theirs);
    if (!wrong_.empty()) wrong_ = std::move(as_pointers);
  }

  Term without_functions(Term t) {
    if (t->kind == Kind::FnPtr) return cx_.interner().leaf(Kind::Tuple);
    if (t->kids.empty() || t->kind == Kind::Dynamic) return t;
    std::vector<Term> kids;
    for (Term k : t->kids) kids.push_back(without_functions(k));
    return cx_.interner().with_kids(*t, kids);
  }

  void as_type(Term t, const dwarf::Type& theirs) {
    TypeView ours;
    try {
      ours = view_of(cx_, layouts_, t);
    } catch (const Error& e) {
      wrong_.push_back(fmt::format("no layout: {}", e.reason()));
      return;
    }
    same("size", ours.layout->size, theirs.size);
    if (theirs.align) same("align", ours.layout->align, *theirs.align);
    if (ours.kind == "enum" && theirs.kind == dwarf::Kind::enumeration)
      enumeration(ours, theirs);
    else if (wide_pointer(theirs))
      pair(ours, theirs);
    else
      members("", ours.fields, theirs.members);
  }

  static bool wide_pointer(const dwarf::Type& t) {
    return t.members.size() == 2 && (t.members[0].name == "data_ptr" || t.members[0].name == "pointer") &&
           (t.members[1].name == "length" || t.members[1].name == "vtable");
  }

  void pair(const TypeView& ours, const dwarf::Type& theirs) {
    if (!ours.layout->repr.is_pair()) {
      wrong_.push_back("no wide pointer; one in the object");
      return;
    }
    same<std::uint64_t>("address at", 0, theirs.members[0].offset);
    same("metadata at", ours.layout->repr.a.primitive.size, theirs.members[1].offset);
  }

  void members(const std::string& where, const std::vector<FieldView>& ours, const std::vector<dwarf::Member>& theirs) {
    if (ours.size() != theirs.size())
      wrong_.push_back(fmt::format("{}{} fields, {} in the object", where, ours.size(), theirs.size()));
    for (const dwarf::Member& m : theirs) {
      // Fields without a name are called `__0`.
      const bool numbered = m.name.starts_with("__") && m.name.find_first_not_of("0123456789", 2) == m.name.npos;
      auto f = std::find_if(ours.begin(), ours.end(), [&](const FieldView& f) {
        return f.name == m.name || (numbered && f.name == std::string_view(m.name).substr(2));
      });
      if (f == ours.end())
        wrong_.push_back(fmt::format("{}no field {}", where, m.name));
      else
        same(fmt::format("{}field {} at", where, m.name), f->offset, m.offset);
    }
  }

  void enumeration(const TypeView& ours, const dwarf::Type& theirs) {
    const types::Layout& l = *ours.layout;
    const bool several = l.variants.what == Variants::What::Multiple;
    // An enumeration of names alone has no tag member: the whole of it is the tag, and its values are discriminants.
    const bool plain = !theirs.tag && theirs.variants.size() == ours.variants.size() &&
                       std::all_of(theirs.variants.begin(), theirs.variants.end(),
                                   [](const dwarf::Variant& v) { return v.fields.empty() && v.tag; });
    if (theirs.tag && !several) wrong_.push_back("no tag; one in the object");
    if (!theirs.tag && several && !plain) wrong_.push_back("a tag; none in the object");
    if (theirs.tag && several) same("tag at", l.variants.tag_offset, theirs.tag->offset);
    same("variants", ours.variants.size(), theirs.variants.size());
    const unsigned bits =
        static_cast<unsigned>(several ? l.variants.tag.primitive.size : std::min<std::uint64_t>(l.size, 8)) * 8;
    const std::uint64_t mask = bits >= 64 || bits == 0 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
    for (const dwarf::Variant& v : theirs.variants) {
      const std::string where = fmt::format("variant {}: ", v.name);
      auto o = std::find_if(ours.variants.begin(), ours.variants.end(),
                            [&](const VariantView& o) { return o.name == v.name; });
      if (o == ours.variants.end()) {
        wrong_.push_back(fmt::format("no variant {}", v.name));
        continue;
      }
      if (plain)
        same(where + "discriminant", static_cast<std::uint64_t>(o->discriminant) & mask, *v.tag & mask);
      else if (v.tag && !o->tag)
        wrong_.push_back(fmt::format("{}no tag of its own; {} in the object", where, *v.tag));
      else if (v.tag)
        same(where + "tag", static_cast<std::uint64_t>(*o->tag) & mask, *v.tag & mask);
      else if (several && o->tag)
        wrong_.push_back(fmt::format("{}tag {}; none in the object", where, static_cast<std::uint64_t>(*o->tag)));
      members(where, o->fields, v.fields);
    }
  }

  void vtable(const dwarf::Type& theirs) {
    const std::string name = theirs.name.substr(0, theirs.name.size() - kVtable.size());
    const TypeView ours = view_of(cx_, layouts_, parse(name, true));
    same("size", ours.vtable.size() * ours.pointer_size, theirs.size);
    std::vector<FieldView> slots;
    for (std::size_t i = 0; i < ours.vtable.size(); ++i) {
      const std::string& kind = ours.vtable[i].kind;
      FieldView f;
      f.offset = i * ours.pointer_size;
      f.name = kind == "drop in place" ? "drop_in_place"
               : kind == "method"      ? fmt::format("__method{}", i)
               : kind == "supertrait"  ? fmt::format("__super_trait_ptr{}", i)
                                       : kind;
      if (kind != "vacant") slots.push_back(std::move(f));
    }
    members("", slots, theirs.members);
  }

  types::MetadataContext& cx_;
  layout::Layouts& layouts_;
  Paths paths_;
  ObjectReport& report_;
  std::vector<std::string> wrong_;
};

}  // namespace

ObjectReport compare_object(crate::Graph& graph, std::uint32_t number, const std::string& object) {
  eval::Analysis analysis(graph, number);
  types::MetadataContext& cx = analysis.context();
  layout::Layouts& layouts = analysis.layouts();
  ObjectReport report;
  report.object = object;
  Comparison comparison(cx, layouts, report);
  std::set<std::string> seen;
  for (const dwarf::Type& t : dwarf::read_types(object))
    if (seen.insert(t.name).second) comparison.type(t);
  if (report.compared == 0)
    throw Error(fmt::format("{}: nothing to compare: {} types in its debug information", object, report.types))
        .hint("the object must be the crate's own, compiled with debug information");
  return report;
}

}  // namespace rmeta::cli
