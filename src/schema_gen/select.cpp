// SPDX-License-Identifier: MIT OR Apache-2.0
#include "select.hpp"

#include <fmt/format.h>

namespace rmeta::schema_gen {

namespace {

std::string squeezed(const std::string& s) {
  std::string out;
  for (char c : s)
    if (c != ' ' && c != '\n') out += c;
  return out;
}

struct Query {
  std::string kind;  // "impl", "inherent", "fn", "const", "struct", "enum", "trait", "macro", "invoke"
  std::string name;
};

// From position `i` to the end of the item: its body, or a semicolon.
Trees item_tokens(const Trees& t, size_t i, bool to_semicolon) {
  Trees out;
  for (; i < t.size(); ++i) {
    out.push_back(t[i]);
    if (t[i].is(";")) break;
    if (!to_semicolon && t[i].group('{')) break;
  }
  return out;
}

// The header of the impl at `i` (the word impl), without generics and where clause; `body` is its braces.
std::string impl_header(const Trees& t, size_t i, const Tree** body) {
  ++i;
  if (i < t.size() && t[i].is("<")) {
    int depth = 0;
    do {
      if (t[i].is("<")) ++depth;
      if (t[i].is(">") && !(i > 0 && t[i - 1].is("-") && t[i - 1].joint)) --depth;
      ++i;
    } while (i < t.size() && depth > 0);
  }
  Trees header;
  bool where = false;
  *body = nullptr;
  for (; i < t.size(); ++i) {
    if (t[i].group('{')) {
      *body = &t[i];
      break;
    }
    where = where || t[i].is("where");
    if (!where) header.push_back(t[i]);
  }
  return squeezed(to_text(header));
}

void find(const Trees& t, const Query& q, std::vector<Selected>& out) {
  for (size_t i = 0; i < t.size(); ++i) {
    auto next = [&](size_t k) { return i + k < t.size() ? &t[i + k] : nullptr; };
    auto named = [&](std::string_view keyword) { return t[i].is(keyword) && next(1) && next(1)->is(q.name); };
    if (q.kind == "impl" && t[i].is("impl")) {
      const Tree* body = nullptr;
      if (impl_header(t, i, &body) == q.name && body) out.push_back({item_tokens(t, i, false), t[i].loc});
    } else if (q.kind == "macro" && t[i].is("macro_rules") && next(2) && next(2)->is(q.name)) {
      out.push_back({{t[i + 2], t[i + 3]}, t[i].loc});
    } else if (q.kind == "invoke" && t[i].is(q.name) && next(1) && next(1)->is("!") && next(2) &&
               next(2)->kind == Tok::group) {
      out.push_back({{t[i], t[i + 2]}, t[i].loc});
    } else if ((q.kind == "fn" || q.kind == "struct" || q.kind == "enum" || q.kind == "trait") && named(q.kind)) {
      bool tuple = q.kind == "struct" && next(2) && (next(2)->is(";") || next(2)->group('('));
      out.push_back({item_tokens(t, i, tuple), t[i].loc});
    } else if (q.kind == "const" && named("const")) {
      out.push_back({item_tokens(t, i, true), t[i].loc});
    }
    if (t[i].kind == Tok::group) find(*t[i].sub, q, out);
  }
}

std::vector<Selected> select_in(const Trees& trees, const std::string& selector) {
  size_t slash = selector.find(" / ");
  if (slash != std::string::npos) {
    std::vector<Selected> out;
    for (const Selected& s : select_in(trees, selector.substr(0, slash)))
      for (Selected& x : select_in(s.tokens, selector.substr(slash + 3))) out.push_back(std::move(x));
    return out;
  }
  size_t blank = selector.find(' ');
  std::string first = selector.substr(0, blank);
  std::string rest = blank == std::string::npos ? "" : selector.substr(blank + 1);
  Query q;
  std::vector<Selected> out;
  if (first == "fn" && rest.find("::") != std::string::npos) {
    size_t colon = rest.rfind("::");
    find(trees, {"impl", squeezed(rest.substr(0, colon))}, out);
    std::vector<Selected> inner;
    for (const Selected& s : out) find(s.tokens, {"fn", rest.substr(colon + 2)}, inner);
    return inner;
  }
  if (first == "fn" || first == "const" || first == "struct" || first == "enum" || first == "macro" ||
      first == "invoke" || first == "trait") {
    q = {first, rest};
  } else {
    q = {"impl", squeezed(first == "impl" ? rest : selector)};
  }
  find(trees, q, out);
  return out;
}

}  // namespace

Selected select(Index& index, const std::string& item) {
  size_t hash = item.find('#');
  if (hash == std::string::npos) throw Error(fmt::format("'{}' is not of the form FILE#SELECTOR", item));
  std::string file = fmt::format("compiler/{}", item.substr(0, hash));
  if (!index.exists(file)) throw Error(fmt::format("there is no such file, which '{}' refers to", item)).file(file);
  std::vector<Selected> found = select_in(index.tokens(file), item.substr(hash + 1));
  if (found.empty()) throw Error(fmt::format("there is no '{}' in it", item.substr(hash + 1))).file(file);
  // Several (behind different cfgs, or several calls of a macro) count as one.
  Selected all = found[0];
  for (size_t i = 1; i < found.size(); ++i)
    all.tokens.insert(all.tokens.end(), found[i].tokens.begin(), found[i].tokens.end());
  return all;
}

std::vector<Fingerprint> fingerprints(Index& index, const Accepted& accepted, const std::set<std::string>& items,
                                      std::vector<std::string>* missing) {
  std::vector<Fingerprint> out;
  for (const std::string& item : items) {
    Selected s;
    try {
      s = select(index, item);
    } catch (const Error& e) {
      if (!missing) throw;
      missing->emplace_back(e.what());
      continue;
    }
    std::string print = fingerprint(s.tokens);
    auto it = accepted.find(item);
    out.push_back({item, print, s.loc, it != accepted.end() && it->second.contains(print)});
  }
  return out;
}

void check_fingerprints(Index& index, const CodecTable& codecs, const Accepted& accepted,
                        const std::set<std::string>& items) {
  for (const Fingerprint& f : fingerprints(index, accepted, items)) {
    if (f.accepted) continue;
    std::string users;
    for (const auto* list : {&codecs.impls, &codecs.elements})
      for (const CodecEntry& e : *list)
        for (const auto& [release, watch] : e.watch)
          for (const std::string& w : watch)
            if (w == f.item && users.find(fmt::format("'{}' for {}", e.what.codec, e.type)) == std::string::npos)
              users += fmt::format("{}'{}' for {}", users.empty() ? "" : ", ", e.what.codec, e.type);
    throw Error(fmt::format("`{}` is not the text that was reviewed (fingerprint {})", f.item, f.print))
        .file(str(f.loc))
        .hint(fmt::format("review {}; if it still holds, run rmeta-schema --accept-fingerprints",
                          users.empty() ? "what facts.cpp takes for granted" : fmt::format("codec {}", users)));
  }
}

}  // namespace rmeta::schema_gen
