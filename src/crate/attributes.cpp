// SPDX-License-Identifier: MIT OR Apache-2.0
// What attributes say about code, in releases that store the attributes alone and not what the compiler made of them
// (rustc_typeck/src/collect.rs of 1.48, `codegen_fn_attrs`). An attribute is a syntax tree; its words in the order of
// its bytes (`export_name`, `f`; `inline`, `always`) are all that counts, so it is walked and no role has to be bound
// to the types of syntax trees.
#include <string_view>
#include <vector>

#include "rmeta/crate/exports.hpp"
#include "rmeta/decode/walk_impl.hpp"

namespace rmeta::crate {

namespace {

using Words = std::vector<std::string_view>;

struct Collector : decode::NullVisitor {
  static constexpr bool kContents = true;

  explicit Collector(const schema::Schema& s) : schema(s) {}

  void variant(decode::TypeId t, std::uint32_t index) {
    const schema::Type& type = schema.type(t);
    if (type.kind() != schema::Kind::Enum) return;
    // `/// no_mangle` is no attribute of that name.
    if (schema.str(schema.variants(type)[index].name) == "DocComment") comment = true;
  }
  void symbol(decode::TypeId, const decode::SymbolRef& s, std::uint64_t) { words.push_back(s.text); }

  const schema::Schema& schema;
  Words words;
  bool comment = false;
};

bool has_code(DefKind kind) {
  return kind == DefKind::Fn || kind == DefKind::AssocFn || kind == DefKind::Static || kind == DefKind::Closure ||
         kind == DefKind::Generator || kind == DefKind::Ctor;
}

/// The names that lang items without a crate of their own are found by (rustc_hir/src/weak_lang_items.rs).
std::string_view weak_lang_name(std::string_view item) {
  if (item == "panic_impl") return "rust_begin_unwind";
  if (item == "eh_personality") return "rust_eh_personality";
  if (item == "eh_catch_typeinfo") return "rust_eh_catch_typeinfo";
  if (item == "oom") return "rust_oom";
  return {};
}

}  // namespace

std::vector<std::vector<std::string_view>> attribute_words(const Crate& crate, DefIndex i) {
  std::vector<Words> out;
  for (const decode::Cursor& c : crate.attributes(i)) {
    Collector collector(c.schema());
    decode::Walker<Collector>(c.context(), collector, c.pos(), c.lazy_state()).value(c.type());
    if (!collector.comment && !collector.words.empty()) out.push_back(std::move(collector.words));
  }
  return out;
}

std::optional<CodegenAttrs> codegen_attrs_by_words(const Crate& crate, DefIndex i) {
  const auto kind = crate.def_kind(i);
  if (!kind || !has_code(kind->kind)) return std::nullopt;
  CodegenAttrs a;
  bool own_name = false, external = false;
  std::string_view link_name;
  for (const Words& words : attribute_words(crate, i)) {
    const std::string_view name = words[0], value = words.size() > 1 ? words[1] : std::string_view();
    if (name == "thread_local") a.thread_local_ = true;
    if (name == "track_caller") a.track_caller = true;
    if (name == "no_mangle") a.no_mangle = true;
    if (name == "used") a.used = true;
    if (name == "rustc_std_internal_symbol") a.std_internal = a.no_mangle = true;
    if (name == "inline") a.requests_inline = value != "never";
    if (name == "link_name") link_name = value;
    if (name == "linkage") external = value != "internal" && value != "private";
    if (name == "export_name") a.symbol_name = value, own_name = true;
    const std::string_view weak = name == "lang"                  ? weak_lang_name(value)
                                  : name == "panic_handler"       ? weak_lang_name("panic_impl")
                                  : name == "alloc_error_handler" ? weak_lang_name("oom")
                                                                  : std::string_view();
    if (!weak.empty()) a.symbol_name = weak, own_name = a.std_internal = a.no_mangle = true;
  }
  if (!own_name) a.symbol_name = link_name;
  const auto parent = i == kCrateRoot ? std::nullopt : crate.parent(i);
  const bool foreign = parent && crate.path_kind(*parent) == DefPathKind::ForeignMod;
  a.extern_indicator = !foreign && (a.no_mangle || own_name || external);
  return a;
}

}  // namespace rmeta::crate
