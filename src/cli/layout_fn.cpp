// SPDX-License-Identifier: MIT OR Apache-2.0
#include "layout_fn.hpp"

#include <fmt/format.h>

#include "rmeta/abi/call_text.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::cli {

using layout::ArgAbi;
using layout::ArgAttributes;
using layout::Reg;
using report::JsonWriter;

namespace {

FnView called(types::MetadataContext& cx, layout::FnAbis& abis, types::DefId def) {
  FnView view;
  view.path = cx.graph().path(def);
  const crate::DefKind kind = cx.def_kind(def);
  if (kind == crate::DefKind::Closure || kind == crate::DefKind::Generator) {
    const types::Term own = types::strip_regions(cx.interner(), cx.type_of(def));
    view.kind = own->kind == types::Kind::Coroutine ? "coroutine" : "closure";
    view.abi = abis.of_instance(def, own->kids);
    return view;
  }
  const auto args = cx.erased_args(def);
  if (kind == crate::DefKind::TyAlias) {
    view.kind = "fn pointer";
    types::Term type =
        types::strip_regions(cx.interner(), cx.normalize(types::substitute(cx.interner(), cx.type_of(def), args)));
    if (type->kind != types::Kind::FnPtr) throw Error("an alias of a type that is no function pointer");
    view.abi = abis.of_fn_ptr(type);
    return view;
  }
  view.kind = kind == crate::DefKind::AssocFn ? "method"
              : kind == crate::DefKind::Ctor  ? "constructor"
              : cx.is_foreign_item(def)       ? "foreign fn"
                                              : "fn";
  view.abi = abis.of_instance(def, args);
  return view;
}

}  // namespace

FnView fn_view(types::MetadataContext& cx, layout::FnAbis& abis, types::DefId def) {
  FnView view = called(cx, abis, def);
  for (const ArgAbi& a : view.abi.args) view.types.push_back(types::print(cx, a.type));
  view.types.push_back(types::print(cx, view.abi.ret.type));
  return view;
}

std::string fn_text(const FnView& view) {
  const layout::FnAbi& f = view.abi;
  const char* unwinds = !f.can_unwind   ? "unwinds unless feature c_unwind is on"
                        : *f.can_unwind ? "may unwind"
                                        : "never unwinds";
  std::string text = fmt::format("{} {}\n  convention {}, {}{}\n", view.kind, view.path, f.conv, unwinds,
                                 f.c_variadic ? ", variadic" : "");
  for (std::size_t i = 0; i < f.args.size(); ++i) {
    const bool hidden = f.caller_location && i + 1 == f.args.size();
    text += fmt::format("  {} {}\n    {}\n", hidden ? "caller location" : "argument", view.types[i],
                        abi::passing_text(f.args[i], true));
  }
  return text + fmt::format("  returns {}\n    {}\n", view.types.back(), abi::passing_text(f.ret, true));
}

namespace {

void attributes(JsonWriter& json, std::string_view key, const ArgAttributes& a) {
  json.key(key);
  json.begin_object();
  json.key("flags");
  json.begin_array();
  ArgAttributes flags = a;
  flags.ext = layout::ArgExtension::None;
  flags.pointee_align = flags.pointee_size = 0;
  for (const std::string& word : abi::attribute_words(flags, true)) json.string(word);
  json.end_array();
  static constexpr std::string_view extensions[] = {"none", "zero", "sign"};
  json.member("extension", extensions[static_cast<std::size_t>(a.ext)]);
  json.member("pointee_size", a.pointee_size);
  json.member("pointee_align", a.pointee_align);
  json.end_object();
}

void reg(JsonWriter& json, const Reg& r) {
  static constexpr std::string_view kinds[] = {"integer", "float", "vector"};
  json.begin_object();
  json.member("kind", kinds[static_cast<std::size_t>(r.kind)]);
  json.member("size", r.size);
  json.end_object();
}

void argument(JsonWriter& json, const ArgAbi& a, const std::string& type) {
  static constexpr std::string_view modes[] = {"ignore", "direct", "pair", "cast", "indirect"};
  json.begin_object();
  json.member("type", type);
  json.member("mode", modes[static_cast<std::size_t>(a.mode)]);
  switch (a.mode) {
    case ArgAbi::Mode::Ignore:
      break;
    case ArgAbi::Mode::Direct:
      attributes(json, "attributes", a.attrs);
      break;
    case ArgAbi::Mode::Pair:
      attributes(json, "attributes", a.attrs);
      attributes(json, "second_attributes", a.second);
      break;
    case ArgAbi::Mode::Cast:
      json.key("prefix");
      json.begin_array();
      for (const Reg& r : a.cast->prefix) reg(json, r);
      json.end_array();
      json.key("unit");
      reg(json, a.cast->unit);
      json.member("total", a.cast->total);
      if (a.cast->rest_offset) json.member("rest_offset", *a.cast->rest_offset);
      json.member("consecutive", a.cast->consecutive);
      if (a.pad_i32) json.member("pad_i32", true);
      attributes(json, "attributes", a.cast->attrs);
      break;
    case ArgAbi::Mode::Indirect:
      attributes(json, "attributes", a.attrs);
      if (a.has_metadata) attributes(json, "second_attributes", a.second);
      json.member("on_stack", a.on_stack);
      break;
  }
  json.end_object();
}

}  // namespace

void write_fn_json(JsonWriter& json, const FnView& view) {
  const layout::FnAbi& f = view.abi;
  json.begin_object();
  json.member("path", view.path);
  json.member("kind", view.kind);
  json.member("convention", f.conv);
  if (f.can_unwind)
    json.member("can_unwind", *f.can_unwind);
  else
    json.member_null("can_unwind");
  json.member("variadic", f.c_variadic);
  json.member("fixed_count", f.fixed_count);
  json.member("caller_location", f.caller_location);
  json.key("arguments");
  json.begin_array();
  for (std::size_t i = 0; i < f.args.size(); ++i) argument(json, f.args[i], view.types[i]);
  json.end_array();
  json.key("returns");
  argument(json, f.ret, view.types.back());
  json.end_object();
}

}  // namespace rmeta::cli
