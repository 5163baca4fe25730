// SPDX-License-Identifier: MIT OR Apache-2.0
// Conditional compilation. Metadata has the same shape on every host, so one configuration stands for all: the compiler
// as distributed (no tests, no debug assertions, no bootstrap stage, `nightly` on in the crates that also build on
// stable), on 64-bit Linux. A name missing from the table stops the program: whoever adds a release decides.
#include <fmt/format.h>

#include <map>

#include "syntax.hpp"

namespace rmeta::schema_gen {

namespace {

const std::map<std::string, bool, std::less<>>& flags() {
  static const std::map<std::string, bool, std::less<>> table = {
      {"test", false},        {"bootstrap", false},     {"debug_assertions", false},
      {"doc", false},         {"doctest", false},       {"miri", false},
      {"windows", false},     {"unix", true},           {"parallel_compiler", false},
      {"llvm_enzyme", false}, {"rust_analyzer", false}, {"true", true},
      {"false", false},       {"tests", false},  // in 1.48 someone meant `test`
  };
  return table;
}

// key → values that are set; a key that is listed and a value that is not is simply false.
const std::map<std::string, std::vector<std::string>, std::less<>>& values() {
  static const std::map<std::string, std::vector<std::string>, std::less<>> table = {
      // The optional dependencies of rustc_index were features of their own; its `nightly` turns them on.
      {"feature", {"nightly", "rustc_macros", "rustc_serialize"}},
      {"target_pointer_width", {"64"}},
      {"target_arch", {"x86_64"}},
      {"target_os", {"linux"}},
      {"target_family", {"unix"}},
      {"target_vendor", {"unknown"}},
      {"target_env", {"gnu"}},
      {"target_endian", {"little"}},
      {"target_has_atomic", {"8", "16", "32", "64", "ptr"}},
      {"target_feature", {"sse2"}},
      {"panic", {"unwind"}},
  };
  return table;
}

bool eval(Cursor& c) {
  Loc loc = c.loc();
  std::string name = c.ident();
  if (c.at_group('(')) {
    const Tree& g = c.next();
    Cursor in(*g.sub, g.loc);
    std::vector<bool> parts;
    while (!in.done()) {
      parts.push_back(eval(in));
      if (!in.eat(",")) break;
    }
    if (!in.done()) fail(in.loc(), "unexpected tokens in a cfg predicate");
    bool any = false;
    bool all = true;
    for (bool p : parts) {
      any = any || p;
      all = all && p;
    }
    if (name == "any") return any;
    if (name == "all") return all;
    if (name == "not" && parts.size() == 1) return !parts[0];
    fail(loc, fmt::format("unknown cfg operator '{}'", name));
  }
  if (c.eat("=")) {
    const Tree& v = c.next();
    auto it = values().find(name);
    if (it == values().end()) fail(loc, fmt::format("cfg key '{}' is not in the table of cfg.cpp", name));
    for (const std::string& s : it->second)
      if (s == v.text) return true;
    return false;
  }
  auto it = flags().find(name);
  if (it == flags().end()) fail(loc, fmt::format("cfg name '{}' is not in the table of cfg.cpp", name));
  return it->second;
}

}  // namespace

bool cfg_true(const Trees& predicate, const Loc& loc) {
  Cursor c(predicate, loc);
  bool v = eval(c);
  c.eat(",");
  if (!c.done()) fail(c.loc(), "unexpected tokens in a cfg predicate");
  return v;
}

bool apply_cfg(std::vector<Attr>& attrs) {
  for (size_t i = 0; i < attrs.size();) {
    Attr& a = attrs[i];
    if (a.path == "cfg" && !cfg_true(a.args, a.loc)) return false;
    if (a.path != "cfg_attr") {
      ++i;
      continue;
    }
    Loc loc = a.loc;
    Trees args = a.args;
    Cursor c(args, loc);
    size_t from = 0;
    while (!c.done() && !c.at(",")) c.next();
    bool on = cfg_true(c.slice(from), loc);
    attrs.erase(attrs.begin() + static_cast<std::ptrdiff_t>(i));
    size_t at = i;
    while (on && c.eat(",") && !c.done()) {
      size_t b = c.pos();
      while (!c.done() && !c.at(",")) c.next();
      Tree hash;
      hash.text = "#";
      hash.loc = loc;
      Trees one{hash, make_group('[', c.slice(b), loc)};
      Cursor oc(one, loc);
      for (Attr& x : parse_attrs(oc)) attrs.insert(attrs.begin() + static_cast<std::ptrdiff_t>(at++), std::move(x));
    }
  }
  return true;
}

std::vector<std::string> derives_of(const std::vector<Attr>& attrs) {
  std::vector<std::string> out;
  for (const Attr& a : attrs) {
    if (a.path != "derive") continue;
    Cursor c(a.args, a.loc);
    while (!c.done()) {
      if (c.eat(",")) continue;
      c.eat_joined("::");
      if (c.at_group(0)) {
        const Tree& g = c.next();
        if (!g.sub->empty()) out.push_back(g.sub->back().text);
        continue;
      }
      std::string last = c.ident();
      while (c.eat_joined("::")) last = c.ident();
      out.push_back(last);
    }
  }
  return out;
}

}  // namespace rmeta::schema_gen
