// SPDX-License-Identifier: MIT OR Apache-2.0
// From changed symbols to what was edited. A definition that differs in more than the numbers of its layout changed
// itself. One that differs in these alone changed because of a type that it holds, if one of those it names changed in
// its layout too; then that one is asked, and so on. What is found at the end of every such way is a cause.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "lines.hpp"
#include "rmeta/baseline/compare.hpp"

namespace rmeta::baseline {

namespace {

// All definitions of one name on both sides. There may be several where a name does not tell two types apart.
struct Named {
  std::vector<std::uint32_t> before, after;
  bool changed = false;        // the texts are not the same
  bool itself = false;         // ... in more than the numbers
  bool layout = false;         // what holds it may change with it
  std::set<std::string> refs;  // names
};

// The lines of a layout that others can see who hold the type.
std::string layout_of(std::string_view text) {
  std::string out;
  for (const std::string_view line : lines_of(text))
    for (const std::string_view word : {"  size ", "  niche ", "  unadjusted ", "  uninhabited"})
      if (line.starts_with(word) && !line.starts_with("  niche tag")) out += fmt::format("{}\n", line);
  return out;
}

class Tracer {
 public:
  explicit Tracer(CrateDiff& diff) : diff_(diff), old_(*diff.before), now_(*diff.after) {
    for (std::uint32_t id = 0; id < old_.definitions.size(); ++id)
      named_[old_.definitions[id].name].before.push_back(id);
    for (std::uint32_t id = 0; id < now_.definitions.size(); ++id)
      named_[now_.definitions[id].name].after.push_back(id);
    for (auto& [name, n] : named_) examine(n);
  }

  void run() {
    for (std::size_t i = 0; i < diff_.changed.size(); ++i) trace_symbol(i);
    for (auto& [key, cause] : causes_) diff_.causes.push_back(std::move(cause));
    std::ranges::stable_sort(diff_.causes, std::greater<>(), [](const Cause& c) { return c.symbols.size(); });
    toolchain();
  }

 private:
  void examine(Named& n) {
    auto texts = [](const Crate& c, const std::vector<std::uint32_t>& ids) {
      std::vector<std::string_view> out;
      for (const std::uint32_t id : ids) out.push_back(c.definitions[id].text);
      return out;
    };
    const auto a = texts(old_, n.before), b = texts(now_, n.after);
    n.changed = a != b && !a.empty() && !b.empty();
    if (!n.changed) return;
    const std::size_t both = std::min(a.size(), b.size());
    n.itself = a.size() != b.size();
    for (std::size_t i = 0; i < both; ++i) {
      n.itself |= differs_itself(a[i], b[i]);
      n.layout |= layout_of(a[i]) != layout_of(b[i]);
    }
    auto refs = [&](const Crate& c, const std::vector<std::uint32_t>& ids) {
      for (const std::uint32_t id : ids)
        for (const std::uint32_t r : c.definitions[id].refs) n.refs.insert(c.definitions[r].name);
    };
    refs(old_, n.before);
    refs(now_, n.after);
  }

  // Names of the causes of a changed definition.
  const std::set<std::string>& roots(const std::string& name) {
    if (const auto known = roots_.find(name); known != roots_.end()) return known->second;
    std::set<std::string> found, seen{name};
    std::vector<std::string> todo{name};
    while (!todo.empty()) {
      const std::string at = std::move(todo.back());
      todo.pop_back();
      const Named& n = named_.at(at);
      if (n.itself) {
        found.insert(at);
        continue;
      }
      bool followed = false;
      for (const std::string& r : n.refs) {
        const auto ref = named_.find(r);
        if (r == at || ref == named_.end() || !ref->second.changed || !ref->second.layout) continue;
        followed = true;
        if (seen.insert(r).second) todo.push_back(r);
      }
      if (!followed) found.insert(at);
    }
    if (found.empty()) found.insert(name);  // types that hold each other's addresses, and nothing else that changed
    return roots_.emplace(name, std::move(found)).first->second;
  }

  void trace_symbol(std::size_t place) {
    const Symbol &a = *diff_.changed[place].before, &b = *diff_.changed[place].after;
    std::set<std::string> found;
    auto changed_of = [&](const Crate& c, const std::vector<std::uint32_t>& reached) {
      for (const std::uint32_t id : reached) {
        const std::string& name = c.definitions[id].name;
        if (named_.at(name).changed) found.insert(roots(name).begin(), roots(name).end());
      }
    };
    changed_of(old_, old_.reach(a.roots));
    changed_of(now_, now_.reach(b.roots));
    for (const std::string& name : found) type_cause(name).symbols.push_back(place);
    // Its own lines: what follows from the types in them is told already.
    if (found.empty() || differs_itself(a.lines, b.lines)) symbol_cause(place, a, b);
  }

  Cause& type_cause(const std::string& name) {
    const auto [at, added] = causes_.try_emplace(name);
    if (!added) return at->second;
    Cause& cause = at->second;
    const Named& n = named_.at(name);
    std::size_t i = 0;
    // The first pair that is not the same.
    while (i + 1 < std::min(n.before.size(), n.after.size()) &&
           old_.definitions[n.before[i]].text == now_.definitions[n.after[i]].text)
      ++i;
    const std::string &before = old_.definitions[n.before[i]].text, &after = now_.definitions[n.after[i]].text;
    cause.what = Cause::What::Type;
    cause.name = name;
    const std::size_t end = before.find(name);
    cause.kind = end == std::string::npos || end == 0 ? "type" : before.substr(0, end - 1);
    describe(before, after, cause);
    return cause;
  }

  void symbol_cause(std::size_t place, const Symbol& a, const Symbol& b) {
    Cause& cause = causes_[fmt::format("\n{}", a.name)];
    cause.what = Cause::What::Symbol;
    cause.kind = b.kind;
    cause.name = b.path;
    cause.symbols.push_back(place);
    describe(a.lines, b.lines, cause);
    if (cause.details.empty() && a.lines == b.lines) cause.details.emplace_back("it reaches other types than before");
  }

  // What all texts begin with.
  void toolchain() {
    if (old_.header == now_.header) return;
    std::vector<DiffLine> lines = diff_lines(old_.header, now_.header);
    Cause cause;
    cause.what = Cause::What::Toolchain;
    cause.kind = "toolchain";
    cause.name = old_.name;
    for (const DiffLine& line : lines) {
      if (line.side == DiffLine::Side::Old) cause.details.push_back(fmt::format("was {}", line.text));
      if (line.side == DiffLine::Side::New) cause.details.push_back(fmt::format("is {}", line.text));
    }
    cause.summary = "was built by another compiler, for another target or with other options";
    cause.lines = std::move(lines);
    diff_.causes.insert(diff_.causes.begin(), std::move(cause));
  }

  CrateDiff& diff_;
  const Crate &old_, &now_;
  std::map<std::string, Named> named_;
  std::map<std::string, std::set<std::string>> roots_;
  std::map<std::string, Cause> causes_;  // by the type's name; symbols after a line break, which no type's name has
};

}  // namespace

void trace(CrateDiff& diff) {
  if (diff.before->header == diff.after->header && diff.changed.empty()) return;
  Tracer(diff).run();
}

}  // namespace rmeta::baseline
