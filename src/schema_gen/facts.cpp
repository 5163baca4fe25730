// SPDX-License-Identifier: MIT OR Apache-2.0
#include "facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "select.hpp"

namespace rmeta::schema_gen {

namespace {

// Whether the tokens contain those of `text`; blanks do not count.
bool has(const Selected& s, const std::string& text) {
  auto squeeze = [](const std::string& t) {
    std::string out;
    for (char c : t)
      if (c != ' ') out += c;
    return out;
  };
  return squeeze(to_text(s.tokens)).find(squeeze(text)) != std::string::npos;
}

// The value of `const NAME: T = VALUE;`, which must be one literal.
Tree const_value(const Selected& s) {
  Cursor c(s.tokens, s.loc);
  while (!c.eat("=")) c.next();
  Tree value = c.next();
  if (!c.at(";")) fail(c.loc(), "expected one literal");
  return value;
}

}  // namespace

std::vector<std::string> unknown_macros(const Index& index) {
  // Of std or made by proc macros; none of them makes a type that is encoded or an impl of Decodable.
  static constexpr std::array<std::string_view, 12> known = {
      "thread_local",         // std: statics
      "scoped_thread_local",  // a crate of that name: statics
      "symbols",              // read_symbols
      "keywords",             // up to 1.4x: constants that `symbols` made
      "define_symbols",
      "rustc_queries",  // rustc_macros/src/query.rs: the macros below
      "rustc_with_all_queries",
      "rustc_query_append",
      "rustc_feedable_queries",
      "rustc_dep_node_append",  // query plumbing
      "fluent_messages",        // rustc_fluent_macro: message ids
      "declare_arena",          // rustc_arena: a macro item that declares the fields of an arena
  };
  std::vector<std::string> out;
  std::vector<const Module*> todo;
  for (const auto& [name, c] : index.crates())
    if (c && c->root) todo.push_back(c->root);
  while (!todo.empty()) {
    const Module* m = todo.back();
    todo.pop_back();
    for (const auto& [name, it] : m->types)
      if (it->kind == Item::module && it->inner) todo.push_back(it->inner);
    for (const MacroCall& c : m->calls)
      if (c.failed || std::ranges::find(known, c.path.back()) == known.end())
        out.push_back(fmt::format("{}: macro {}! is not understood: {}", str(c.loc), c.path.back(), c.why));
  }
  std::ranges::sort(out);
  return out;
}

void read_release(Index& index, OutSchema& out, std::string line) {
  std::string from = "--version-string";
  if (line.empty()) {
    from = (index.source() / "version").string();
    std::ifstream in(from);
    if (!std::getline(in, line))
      throw Error("cannot read").file(from).hint("give what `rustc -V` says with --version-string");
  }
  // "1.95.0 (59807616e 2026-04-14)", as `rustc -V` says it also with the program's name and a vendor's remark
  if (line.starts_with("rustc ")) line.erase(0, 6);
  if (size_t remark = line.find(") ("); remark != std::string::npos && line.ends_with(")")) line.resize(remark + 1);
  size_t open = line.find(" (");
  size_t blank = open == std::string::npos ? open : line.find(' ', open + 2);
  if (blank == std::string::npos || line.find(')') != line.size() - 1 ||
      line.find_first_not_of("0123456789.") != open || line.find_first_not_of("0123456789abcdef", open + 2) != blank ||
      line.find_first_not_of("0123456789-", blank + 1) != line.size() - 1)
    throw Error(fmt::format("'{}' is not RELEASE (COMMIT DATE)", line))
        .file(from)
        .hint("only released compilers have a schema");
  out.release = line.substr(0, open);
  out.commit = line.substr(open + 2, blank - open - 2);
  out.date = line.substr(blank + 1, line.size() - blank - 2);
  out.patterns = {fmt::format("rustc {}", line), fmt::format("rustc {}", out.release)};
}

void read_encoding(Types& types, OutSchema& out, std::set<std::string>& watched) {
  Index& index = types.index();
  auto watch = [&](const std::string& item) {
    watched.insert(item);
    return select(index, item);
  };
  auto first = [&](std::initializer_list<std::string> items) {
    for (const std::string& item : items) {
      try {
        return watch(item);
      } catch (const Error&) {
        watched.erase(item);
      }
    }
    throw Error(fmt::format("none of the known places has '{}'", *items.begin()));
  };
  auto put = [&](const std::string& key, const std::string& value) { out.encoding.emplace_back(key, value); };
  auto number = [&](const std::string& key, const Selected& s) {
    put(key, fmt::format("{}", types.constant({const_value(s)}, *index.crate("rustc_metadata")->root, s.loc)));
  };

  number("metadata_version", first({"rustc_metadata/src/rmeta/mod.rs#const METADATA_VERSION"}));

  Selected root =
      first({"rustc_metadata/src/rmeta/decoder.rs#fn root_pos", "rustc_metadata/src/rmeta/decoder.rs#fn get_root"});
  if (has(root, "u64 :: from_le_bytes"))
    put("root_position", "\"u64le\"");
  else if (has(root, "( slice [ offset + 0 ] as u32 ) << 24") || has(root, "u32 :: from_be_bytes"))
    put("root_position", "\"u32be\"");
  else
    fail(root.loc, "how the root's position is read is not understood");

  const std::string opaque = "rustc_serialize/src/opaque.rs";
  bool footer = to_text(index.tokens("compiler/" + opaque)).find("MAGIC_END_BYTES") != std::string::npos;
  if (footer) {
    Selected s = watch(opaque + "#const MAGIC_END_BYTES");
    Tree v = const_value(s);
    if (v.kind != Tok::byte_string) fail(s.loc, "expected a byte string");
    put("footer", fmt::format("\"{}\"", v.text));
  } else {
    put("footer", "null");
  }

  // The derive: one variant = no tag; the limit below which the tag is a byte.
  Selected derive = watch("rustc_macros/src/serialize.rs#fn decodable_body");
  watch("rustc_macros/src/serialize.rs#fn decode_field");
  // The oldest derives go through methods of Decoder that add nothing: read_struct, read_enum, read_enum_variant_arg, …
  const std::string trait = "rustc_serialize/src/serialize.rs#trait Decoder / fn ";
  bool methods = has(derive, "[vi] => { let construct = vi.construct(|field, index| decode_field(field, index, true))");
  if (methods)
    for (std::string fn : {"read_struct", "read_struct_field", "read_enum", "read_enum_variant_arg"})
      if (!has(watch(trait + fn), "{ f(self) }")) fail(derive.loc, fmt::format("Decoder::{} is not understood", fn));
  if (!methods && !has(derive, "[ vi ] => vi . construct ( | field , _index | decode_field ( field ) )"))
    fail(derive.loc, "how the derive decodes a single variant is not understood");
  if (methods && has(watch(trait + "read_enum_variant"), "{ let disr = self.read_usize()?; f(self, disr) }"))
    put("enum_tag", "\"usize\"");
  else if (has(derive, "variants . len ( ) < u8 :: MAX as usize") &&
           has(derive, "Decoder :: read_u8 ( __decoder ) as usize"))
    put("enum_tag", "\"u8\"");
  else if (has(derive, "match :: rustc_serialize :: Decoder :: read_usize ( __decoder )"))
    put("enum_tag", "\"usize\"");
  else
    fail(derive.loc, "how the derive decodes an enum's tag is not understood");

  Selected option = watch("rustc_serialize/src/serialize.rs#Decodable<D> for Option<T>");
  if (has(option, "match d . read_u8 ( )"))
    put("option_tag", "\"u8\"");
  else if (has(option, "match d . read_usize ( )"))
    put("option_tag", "\"usize\"");
  else if (has(option, "d.read_option(|d, b| if b") &&
           has(watch(trait + "read_option"), "this.read_enum_variant(&[\"None\", \"Some\"]"))
    put("option_tag", "\"usize\"");
  else
    fail(option.loc, "how Option is decoded is not understood");

  Selected int16 = first({opaque + "#impl Decoder for MemDecoder<'a> / fn read_u16",
                          opaque + "#impl serialize::Decoder for Decoder<'a> / fn read_u16"});
  if (has(int16, "u16 :: from_le_bytes"))
    put("int16", "\"fixed\"");
  else if (has(int16, "read_u16_leb128"))
    put("int16", "\"leb128\"");
  else
    fail(int16.loc, "how u16 is decoded is not understood");

  auto mentions = [&](const std::string& file, const std::string& name) {
    return to_text(index.tokens("compiler/" + file)).find(name) != std::string::npos;
  };
  const std::string serialize = "rustc_serialize/src/serialize.rs";
  if (mentions(serialize, "STR_SENTINEL") || mentions(opaque, "STR_SENTINEL"))
    number("str_sentinel", first({serialize + "#const STR_SENTINEL", opaque + "#const STR_SENTINEL"}));
  else
    put("str_sentinel", "null");
  if (mentions(serialize, "BYTE_STR_SENTINEL"))
    number("byte_str_sentinel", watch(serialize + "#const BYTE_STR_SENTINEL"));
  else
    put("byte_str_sentinel", "null");

  number("shorthand_offset", first({"rustc_middle/src/ty/codec.rs#const SHORTHAND_OFFSET",
                                    "rustc_type_ir/src/codec.rs#const SHORTHAND_OFFSET"}));

  const Item* table = types.item("rustc_metadata::rmeta::LazyTable");
  if (!table && types.item("rustc_metadata::rmeta::table::Table")) {
    // `Lazy<Table<I, T>>`: Lazy's one number more (`meta`) is the table's size in bytes.
    Selected size = watch("rustc_metadata/src/rmeta/table.rs#fn Lazy<Table<I, T>>::size");
    if (!has(size, "self.meta / <Option<T>>::BYTE_LEN")) fail(size.loc, "what the length of a table counts");
    return put("table_width", "\"fixed\"");
  }
  if (!table) throw Error("no LazyTable in rustc_metadata::rmeta");
  std::string shape;
  for (const Field& f : table->fields) shape += f.name + " ";
  if (shape == "position width len _marker ")
    put("table_width", "\"runtime\"");
  else if (shape == "position encoded_size _marker ")
    put("table_width", "\"fixed\"");
  else
    fail(table->loc, fmt::format("a LazyTable with the fields {}is not understood", shape));
}

// symbols! { Keywords { Name: "text", … } Symbols { name, name: "text", name: env!("VAR"), … } }: the indices go to the
// keywords, the symbols, the digits 0 to 9 and the letters (from 1.96.0), then what comes from the environment
// (rustc_macros/src/symbols.rs).
void read_symbols(Types& types, OutSchema& out, std::set<std::string>& watched) {
  const std::string macro = "rustc_macros/src/symbols.rs#fn symbols_with_errors";
  watched.insert(macro);
  Selected maker = select(types.index(), macro);
  Crate* span = types.index().crate("rustc_span");
  Def d = span ? types.try_resolve(*span->root, {"crate", "symbol"}, span->root->loc) : Def{};
  if (!d.module) throw Error("no module rustc_span::symbol");
  const MacroCall* call = nullptr;
  for (const MacroCall& c : d.module->calls)
    if (c.path.back() == "symbols") call = &c;
  if (!call) throw Error("no call of symbols! in rustc_span::symbol");
  Cursor c(call->args, call->loc);
  std::vector<OutSymbol> env;
  for (std::string_view section : {"Keywords", "Symbols"}) {
    c.expect(section);
    const Tree& g = c.group('{');
    Cursor in(*g.sub, g.loc);
    while (!in.done()) {
      std::string name = in.ident();
      if (!in.eat(":")) {
        if (section == "Keywords") fail(in.loc(), "a keyword without text");
        out.symbols.push_back({name, false});
      } else if (in.at("env")) {
        in.next();
        in.expect("!");
        const Tree& v = in.group('(');
        if (v.sub->size() != 1 || (*v.sub)[0].kind != Tok::string) fail(v.loc, "env! of something else than a name");
        env.push_back({(*v.sub)[0].text, true});
      } else {
        const Tree& v = in.next();
        if (v.kind != Tok::string) fail(v.loc, "a symbol's text must be a string or env!");
        out.symbols.push_back({v.text, false});
      }
      if (!in.eat(",")) break;
    }
    if (!in.done()) fail(in.loc(), "unexpected tokens in symbols!");
  }
  if (!c.done()) fail(c.loc(), "unexpected tokens in symbols!");
  auto prefill = [&](char from, char to) {
    for (char n = from; n <= to; ++n) out.symbols.push_back({std::string(1, n), false});
  };
  prefill('0', '9');
  // From 1.96.0 the single letters too.
  if (has(maker, "prefill_ints . map ( | n | n . to_string ( ) ) . chain ( prefill_letters . map")) {
    if (!has(maker, "prefill_letters = ('A'..='Z').chain('a'..='z')"))
      fail(maker.loc, "which letters are predefined symbols is not understood");
    prefill('A', 'Z');
    prefill('a', 'z');
  } else if (!has(maker, "for n in 0..10")) {
    fail(maker.loc, "which digits are predefined symbols is not understood");
  }
  out.symbols.insert(out.symbols.end(), env.begin(), env.end());
  std::set<std::string> seen;
  for (const OutSymbol& s : out.symbols)
    if (!s.env && !seen.insert(s.text).second) fail(call->loc, fmt::format("symbol '{}' occurs twice", s.text));
}

// `fn name` of LangItem: `match self { LangItem::Sized => sym::sized, … }`.
void read_lang_items(Types& types, OutSchema& out) {
  Item* e = types.item("rustc_hir::lang_items::LangItem");
  if (!e || e->kind != Item::enumeration) throw Error("no enum rustc_hir::lang_items::LangItem");
  // Texts of sym:: and kw:: constants by their names.
  std::map<std::string, std::string> text;
  Crate* span = types.index().crate("rustc_span");
  Def d = types.try_resolve(*span->root, {"crate", "symbol"}, span->root->loc);
  for (const MacroCall& c : d.module->calls) {
    if (c.path.back() != "symbols") continue;
    Cursor in(c.args, c.loc);
    for (std::string module : {"kw", "sym"}) {
      in.next();
      const Tree& g = in.group('{');
      Cursor k(*g.sub, g.loc);
      while (!k.done()) {
        std::string name = k.ident();
        std::string value = name;
        if (k.eat(":")) {
          value = k.next().text;
          if (k.eat("!")) k.next();
        }
        text[fmt::format("{}::{}", module, name)] = value;
        k.eat(",");
      }
    }
  }
  std::map<std::string, std::string> names;
  for (const Item* impl : types.index().impls()) {
    if (impl->parent != e->parent || impl->trait_path || impl->type.segs.empty() ||
        impl->type.segs.back().name != e->name)
      continue;
    Cursor c(impl->tokens, impl->loc);
    while (!c.done()) {
      if (!(c.eat("fn") && c.at("name"))) {
        if (!c.done()) c.next();
        continue;
      }
      while (!c.at_group('{')) c.next();
      const Tree& body = c.next();
      Cursor b(*body.sub, body.loc);
      b.expect("match");
      b.expect("self");
      const Tree& arms = b.group('{');
      Cursor a(*arms.sub, arms.loc);
      while (!a.done()) {
        a.expect(e->name);
        if (!a.eat_joined("::")) fail(a.loc(), "expected '::'");
        std::string variant = a.ident();
        if (!a.eat_joined("=>")) fail(a.loc(), "expected '=>'");
        Cursor name = a;  // `sym::sized`, in the oldest releases as an expression that a macro was given
        if (a.at_group(0)) name = Cursor(*a.peek()->sub, a.loc());
        std::string module = name.ident();
        if (!name.eat_joined("::")) fail(name.loc(), "expected '::'");
        std::string symbol = fmt::format("{}::{}", module, name.ident());
        if (a.at_group(0))
          a.next();
        else
          a = name;
        auto it = text.find(symbol);
        if (it == text.end()) fail(a.loc(), fmt::format("'{}' is no predefined symbol", symbol));
        names[variant] = it->second;
        a.eat(",");
      }
    }
  }
  for (const Variant& v : e->variants) {
    auto it = names.find(v.name);
    if (it == names.end()) fail(v.loc, fmt::format("lang item '{}' has no name", v.name));
    out.lang_items.emplace_back(v.name, it->second);
  }
}

}  // namespace rmeta::schema_gen
