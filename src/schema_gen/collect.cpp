// SPDX-License-Identifier: MIT OR Apache-2.0
#include "collect.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "macro.hpp"

namespace rmeta::schema_gen {

namespace fs = std::filesystem;

/// Textual scope of macro_rules: name → the latest definition above.
using MacroScope = std::map<std::string, const Item*>;

class Collector {
 public:
  Collector(Index& index, Crate& crate) : index_(index), crate_(crate) {}

  void run() {
    std::string path = crate_.dir + "/src/lib.rs";
    Module& root = index_.modules_.emplace_back();
    root.path = crate_.name;
    root.crate = &crate_;
    root.dir = root.file_dir = fs::path(crate_.dir) / "src";
    root.loc = Loc{&index_.file(path), 1};
    crate_.root = &root;
    MacroScope scope;
    items(root, index_.tokens(path), root.loc, scope, {});
    // Calls of macros that are found by path, not by textual order.
    for (size_t round = 0; round < 3; ++round) {
      std::vector<Later> todo;
      todo.swap(later_);
      for (Later& l : todo) run_call(*l.module, std::move(l.call), l.scope, l.via, true);
    }
    for (Later& l : later_) l.module->calls.push_back(std::move(l.call));
  }

 private:
  Item* keep(std::unique_ptr<Item> it) {
    index_.items_.push_back(std::move(it));
    return index_.items_.back().get();
  }

  void add(Module& m, std::unique_ptr<Item> item, MacroScope& scope, const std::vector<std::string>& via) {
    item->parent = &m;
    item->via_macros = via;
    Item* it = keep(std::move(item));
    switch (it->kind) {
      case Item::impl:
        index_.impls_.push_back(it);
        break;
      case Item::macro:
        scope[it->name] = it;
        crate_.macros[it->name].push_back(it);
        break;
      case Item::constant:
      case Item::function:
        m.values[it->name] = it;
        break;
      default: {
        auto [at, fresh] = m.types.emplace(it->name, it);
        if (!fresh)
          fail(it->loc,
               fmt::format("'{}' is declared twice in {} (first at {})", it->name, m.path, str(at->second->loc)));
      }
    }
  }

  void items(Module& m, const Trees& trees, const Loc& end, MacroScope& scope, const std::vector<std::string>& via) {
    ItemSink sink;
    sink.item = [&](std::unique_ptr<Item> it) { add(m, std::move(it), scope, via); };
    sink.use = [&](UseDecl u) { m.uses.push_back(std::move(u)); };
    sink.call = [&](MacroCall c) { run_call(m, std::move(c), scope, via, false); };
    sink.module = [&](const std::string& name, const Tree* body, std::vector<Attr> attrs, const Loc& loc) {
      module(m, name, body, attrs, loc, scope, via);
    };
    sink.extern_crate = [&](const std::string& name, const std::string& alias, const std::vector<Attr>& attrs,
                            const Loc&) {
      std::string real = name == "self" ? crate_.name : name;
      if (alias != "_" && alias != name) crate_.renames[alias] = real;
      if (name != "self" && !crate_.local_deps.contains(name)) crate_.external_deps.insert(name);
      for (const Attr& a : attrs)
        if (a.path == "macro_use") crate_.macro_use.push_back(real);
    };
    Cursor c(trees, end);
    parse_items(c, sink);
  }

  void module(Module& parent, const std::string& name, const Tree* body, const std::vector<Attr>& attrs, const Loc& loc,
              MacroScope& scope, const std::vector<std::string>& via) {
    Module& m = index_.modules_.emplace_back();
    m.path = fmt::format("{}::{}", parent.path, name);
    m.crate = &crate_;
    m.parent = &parent;
    m.loc = loc;
    auto item = std::make_unique<Item>();
    item->kind = Item::module;
    item->name = name;
    item->loc = loc;
    item->inner = &m;
    MacroScope inner = scope;
    add(parent, std::move(item), scope, via);
    bool exports = std::ranges::any_of(attrs, [](const Attr& a) { return a.path == "macro_use"; });
    MacroScope& used = exports ? scope : inner;
    if (body) {
      m.dir = parent.dir / name;
      m.file_dir = parent.dir;
      items(m, *body->sub, body->loc, used, via);
      return;
    }
    fs::path file;
    for (const Attr& a : attrs)
      if (a.path == "path" && a.args.size() == 1) file = (parent.file_dir / a.args[0].text).lexically_normal();
    if (!file.empty()) {
      m.dir = m.file_dir = file.parent_path();
    } else if (fs::path flat = parent.dir / (name + ".rs"); index_.exists(flat.string())) {
      file = flat;
      m.dir = parent.dir / name;
      m.file_dir = parent.dir;
    } else {
      file = parent.dir / name / "mod.rs";
      m.dir = m.file_dir = parent.dir / name;
    }
    if (!index_.exists(file.string())) fail(loc, fmt::format("no file for module '{}' ({})", name, file.string()));
    items(m, index_.tokens(file.string()), Loc{&index_.file(file.string()), 1}, used, via);
  }

  struct Found {
    const Item* macro = nullptr;
    std::string crate;
  };

  // A crate's macro, or one of another crate that its root re-exports.
  Found in_crate(Crate* c, const std::string& name) {
    if (!c) return {};
    auto it = c->macros.find(name);
    if (it == c->macros.end()) {
      for (const UseDecl& u : c->root->uses)
        if (u.name == name && u.path.size() > 1 && c->local_deps.contains(u.path[0]))
          return in_crate(index_.crate(u.path[0]), u.path.back());
      return {};
    }
    if (it->second.size() == 1) return {it->second[0], c->name};
    const Item* exported = nullptr;
    for (const Item* m : it->second)
      for (const Attr& a : m->attrs)
        if (a.path == "macro_export") exported = m;
    return {exported, c->name};
  }

  Found find(const Module& m, const std::vector<std::string>& path, const MacroScope& scope, bool late) {
    const std::string& name = path.back();
    if (path.size() == 1) {
      auto it = scope.find(name);
      if (it != scope.end()) return {it->second, crate_.name};
      for (const Module* at = &m; at; at = late ? at->parent : nullptr)
        for (const UseDecl& u : at->uses)
          if (u.name == name && !(u.path.size() == 1 && u.path[0] == name)) {
            Found f = find(*at, u.path, scope, late);
            if (f.macro) return f;
          }
      for (const std::string& c : crate_.macro_use)
        if (Found f = in_crate(index_.crate(c), name); f.macro) return f;
      return late ? in_crate(&crate_, name) : Found{};
    }
    std::string first = path[0];
    if (first.starts_with("$crate::")) first = first.substr(8);
    if (first == "crate" || first == "self" || first == "super" || first == crate_.name) return in_crate(&crate_, name);
    if (index_.is_external(crate_, first)) return {};
    return in_crate(index_.crate(index_.crate_name(crate_, first)), name);
  }

  static bool is_cfg_choice(const std::string& macro) {
    return macro == "cfg_if" || macro == "cfg_match" || macro == "cfg_select";
  }

  // The proc macro's own source tells which syntax it reads.
  IndexSyntax index_syntax() {
    for (std::string path : {"compiler/rustc_index_macros/src/newtype.rs", "compiler/rustc_macros/src/newtype.rs"})
      if (index_.exists(path)) {
        const std::string text = to_text(index_.tokens(path));
        if (text.find("ENCODABLE") != std::string::npos) return IndexSyntax::body;
        return text.find("custom_encodable") != std::string::npos ? IndexSyntax::custom_encodable
                                                                  : IndexSyntax::encodable;
      }
    throw Error("newtype.rs, which defines newtype_index!, is in none of the known places").file("compiler");
  }

  void run_call(Module& m, MacroCall call, MacroScope& scope, const std::vector<std::string>& via, bool late) {
    if (via.size() > 600) fail(call.loc, "macros expand without end");
    std::vector<std::string> here = via;
    here.push_back(call.path.back());
    try {
      Found f = find(m, call.path, scope, late);
      if (!f.macro) {
        if (call.path.back() == "newtype_index") return add(m, newtype_index(call, index_syntax()), scope, here);
        if (call.path.back() == "bitflags")
          return bitflags(call, m, [&](std::unique_ptr<Item> it) { add(m, std::move(it), scope, here); });
        if (is_cfg_choice(call.path.back())) {
          if (const Tree* chosen = cfg_choice(call)) items(m, *chosen->sub, chosen->loc, scope, via);
          return;
        }
        call.why = "no macro_rules of that name found";
        if (late)
          m.calls.push_back(std::move(call));
        else
          later_.push_back({&m, std::move(call), scope, via});
        return;
      }
      auto out = std::make_shared<Trees>(expand(*f.macro, f.crate, call.args, call.loc));
      // Looked through first, so that a failure leaves nothing half done.
      Cursor dry(*out, call.loc);
      while (!dry.done()) skip_one_item(dry);
      items(m, *out, call.loc, scope, here);
    } catch (const Error& e) {
      call.why = e.what();
      call.failed = true;
      m.calls.push_back(std::move(call));
    }
  }

  Index& index_;
  Crate& crate_;
  // A call of a macro that was not seen yet, with the scope it stands in.
  struct Later {
    Module* module;
    MacroCall call;
    MacroScope scope;
    std::vector<std::string> via;
  };
  std::vector<Later> later_;
};

void collect_crate(Index& index, Crate& crate) {
  Collector(index, crate).run();
}

}  // namespace rmeta::schema_gen
