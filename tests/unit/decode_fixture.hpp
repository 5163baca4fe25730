// SPDX-License-Identifier: MIT OR Apache-2.0
// A small schema and blobs put together by hand, for the tests of the schema and decode rooms.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/decode/context.hpp"
#include "rmeta/schema/json.hpp"

namespace fixture {

/// Two dialects: `old` as metadata 6 is (usize tags, fixed table rows), else as metadata 10.
inline std::string schema_text(bool old = false) {
  std::string s = R"json({"format":1,"release":"@R","commit":"abcdef012","date":"2026-01-02","base":null,
"patterns":["rustc @R (abcdef012 2026-01-02)","rustc @R"],"notice":"",
"encoding":{"metadata_version":@V,"root_position":"@P","footer":@F,"enum_tag":"@T","option_tag":"@T","int16":"fixed",
"str_sentinel":193,"byte_str_sentinel":194,"shorthand_offset":128,"table_width":"@W"},
"root":"t::Root","symbols":["","zero","one"],"lang_items":[["Sized","sized"]],
"types":{
"u8":{"kind":"codec","codec":"u8"},"u16":{"kind":"codec","codec":"u16"},"u32":{"kind":"codec","codec":"u32"},
"u64":{"kind":"codec","codec":"u64"},"u128":{"kind":"codec","codec":"u128"},"i32":{"kind":"codec","codec":"i32"},
"bool":{"kind":"codec","codec":"bool"},"char":{"kind":"codec","codec":"char"},"String":{"kind":"codec","codec":"str"},
"()":{"kind":"codec","codec":"unit"},"!":{"kind":"codec","codec":"never"},"Hash":{"kind":"codec","codec":"fixed_bytes","n":4},
"DefId":{"kind":"codec","codec":"def_id"},
"Option<u32>":{"kind":"codec","codec":"option","args":["u32"]},
"Result<u32, String>":{"kind":"codec","codec":"result","args":["u32","String"]},
"Vec<u32>":{"kind":"codec","codec":"seq","args":["u32"]},
"Vec<()>":{"kind":"codec","codec":"seq","args":["()"]},
"Vec<!>":{"kind":"codec","codec":"seq","args":["!"]},
"Map":{"kind":"codec","codec":"map","args":["u32","String"]},
"[u32; 2]":{"kind":"codec","codec":"array","args":["u32"],"n":2},
"Box<t::E>":{"kind":"codec","codec":"transparent","args":["t::E"]},
"t::Local":{"kind":"index","max":100},
"t::Flags":{"kind":"flags","bits":"u8","flags":{"A":1,"B":2}},
"t::Abi":{"kind":"enum","variants":[["C",[["unwind","bool"]]],["Rust",[]]]},
"t::Abi as packed":{"kind":"fixed_enum","of":"t::Abi","optional":false,"codes":[["C","unwind: false"],["C","unwind: true"],["Rust",""]]},
"t::Packed":{"kind":"packed","bits":"u8","parts":[["abi",12,"t::Abi as packed"],["safe",64,"bool"]]},
"t::Sig":{"kind":"struct","fields":[["flags","t::Packed"],["arity","u32"]]},
"t::Pair":{"kind":"struct","fields":[["a","u32"],["b","t::E"]]},
"t::Single":{"kind":"enum","variants":[["Only",[["0","u32"]]]]},
"t::E":{"kind":"enum","variants":[["None",[]],["Some",[["0","u32"],["1","String"]]],["Nest",[["inner","Box<t::E>"]]],
  ["Bad",[["0","!"]]]]},
"t::TyKind":{"kind":"enum","variants":[["Bool",[]],["Ref",[["0","t::Ty"]]],["Tuple",[["0","Vec<t::Ty>"]]]]},
"t::Ty":{"kind":"codec","codec":"shorthand","args":["t::TyKind"]},
"Vec<t::Ty>":{"kind":"codec","codec":"seq","args":["t::Ty"]},
"t::Predicate":{"kind":"codec","codec":"bound","args":["Vec<u32>","t::TyKind"]},
"t::Kind":{"kind":"enum","variants":[["Mod",[]],["Static",[]]]},
"t::Kind as fixed":{"kind":"fixed_enum","of":"t::Kind","optional":true,"codes":[["Mod",""],["Static","mutability: Not"]]},
"Value":{"kind":"codec","codec":"lazy_value","args":["t::Pair"]},
"Array":{"kind":"codec","codec":"lazy_array","args":["t::Pair"]},
"Kinds":{"kind":"codec","codec":"lazy_table","args":["u32","t::Kind as fixed"],"element":"fixed_enum"},
"Values":{"kind":"codec","codec":"lazy_table","args":["u32","t::Pair"],"element":"@E"},
"Arrays":{"kind":"codec","codec":"lazy_table","args":["u32","t::Pair"],"element":"@A"},
"Ids":{"kind":"codec","codec":"lazy_table","args":["u32","DefId"],"element":"@I"},
"t::Root":{"kind":"struct","fields":[["name","String"],["value","Value"],["array","Array"],["empty","Array"],["kinds","Kinds"],
  ["values","Values"],["arrays","Arrays"],["ids","Ids"]]}
}})json";
  const auto put = [&s](std::string_view key, std::string_view text) {
    for (std::size_t at = 0; (at = s.find(key, at)) != std::string::npos; at += text.size()) s.replace(at, 2, text);
  };
  put("@R", old ? "1.10.0" : "1.20.0");
  put("@V", old ? "6" : "10");
  put("@P", old ? "u32be" : "u64le");
  put("@F", old ? "null" : "\"rust-end-file\"");
  put("@T", old ? "usize" : "u8");
  put("@W", old ? "fixed" : "runtime");
  put("@E", old ? "option_lazy_value/u32" : "option_lazy_value/u64");
  put("@A", old ? "option_lazy_array/u32" : "lazy_array/u64x");
  put("@I", old ? "option_raw_def_id/ki" : "option_raw_def_id/ikx");
  return s;
}

inline std::shared_ptr<const rmeta::schema::Schema> schema(bool old = false) {
  return std::make_shared<rmeta::schema::Schema>(rmeta::schema::load_schema({"test.json", schema_text(old)}, true));
}

/// Writes a blob: header, whatever is appended, root position.
class Blob {
 public:
  explicit Blob(bool old = false) : old_(old), bytes_{'r', 'u', 's', 't', 0, 0, 0, std::uint8_t(old ? 6 : 10)} {
    bytes_.resize(old ? 12 : 16);
    str(old ? "rustc 1.10.0" : "rustc 1.20.0 (abcdef012 2026-01-02) (built from a source tarball)");
  }
  std::uint64_t pos() const { return bytes_.size(); }
  Blob& raw(std::initializer_list<int> list) {
    for (const int b : list) bytes_.push_back(static_cast<std::uint8_t>(b));
    return *this;
  }
  Blob& leb(std::uint64_t n) {
    for (; n >= 0x80; n >>= 7) bytes_.push_back(static_cast<std::uint8_t>(n | 0x80));
    bytes_.push_back(static_cast<std::uint8_t>(n));
    return *this;
  }
  Blob& str(std::string_view s) {
    leb(s.size());
    bytes_.insert(bytes_.end(), s.begin(), s.end());
    bytes_.push_back(0xc1);
    return *this;
  }
  /// Ends the blob; the root stands at `root`.
  std::vector<std::uint8_t> finish(std::uint64_t root) {
    for (int i = 0; i < (old_ ? 4 : 8); ++i)
      bytes_[8 + i] = static_cast<std::uint8_t>(old_ ? root >> (24 - 8 * i) : root >> (8 * i));
    if (!old_)
      for (const char c : std::string_view("rust-end-file")) bytes_.push_back(static_cast<std::uint8_t>(c));
    return bytes_;
  }

 private:
  bool old_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace fixture
