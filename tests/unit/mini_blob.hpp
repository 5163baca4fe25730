// SPDX-License-Identifier: MIT OR Apache-2.0
// Small schemas and hand-encoded blobs for tests of the decoder.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/decode/context.hpp"
#include "rmeta/schema/json.hpp"

namespace mini {

/// Bytes as rustc's encoders write them.
class Bytes {
 public:
  std::vector<std::uint8_t> data;

  std::uint64_t pos() const { return data.size(); }
  Bytes& raw(std::initializer_list<int> bytes) {
    for (const int b : bytes) data.push_back(static_cast<std::uint8_t>(b));
    return *this;
  }
  Bytes& text(std::string_view s) {
    data.insert(data.end(), s.begin(), s.end());
    return *this;
  }
  Bytes& leb(std::uint64_t n) {
    for (; n >= 0x80; n >>= 7) data.push_back(static_cast<std::uint8_t>(n | 0x80));
    data.push_back(static_cast<std::uint8_t>(n));
    return *this;
  }
  Bytes& fixed(std::uint64_t n, unsigned size) {
    for (unsigned i = 0; i < size; ++i) data.push_back(static_cast<std::uint8_t>(n >> (8 * i)));
    return *this;
  }
  Bytes& str(std::string_view s, int sentinel = 0xc1) {
    leb(s.size()).text(s);
    return raw({sentinel});
  }
};

enum class Style { Old, New };  ///< encodings of 1.63 and 1.95

inline std::string schema_text(Style style, std::string_view root, std::string_view types) {
  const bool old = style == Style::Old;
  const std::string_view encoding =
      old ? R"({"metadata_version":6,"root_position":"u32be","footer":null,"enum_tag":"usize","option_tag":"usize",
               "int16":"fixed","str_sentinel":193,"shorthand_offset":128,"table_width":"fixed"})"
          : R"({"metadata_version":10,"root_position":"u64le","footer":"rust-end-file","enum_tag":"u8","option_tag":"u8",
               "int16":"fixed","str_sentinel":193,"byte_str_sentinel":194,"shorthand_offset":128,"table_width":"runtime"})";
  return fmt::format(
      R"({{"format":1,"release":"{}","commit":null,"date":null,"base":null,"patterns":["rustc {}"],"notice":"",
          "encoding":{},"root":"{}","types":{{{}}},
          "symbols":["","fn",{{"env":"CFG_RELEASE"}}],"lang_items":[]}})",
      old ? "1.63.0" : "1.95.0", old ? "1.63.0" : "1.95.0", encoding, root, types);
}

/// A blob that owns its bytes. `Build` appends to the bytes behind the version string and returns the root's position.
class Blob {
 public:
  template <class Build>
  Blob(Style style, std::string_view root, std::string_view types, Build build)
      : schema_(std::make_shared<rmeta::schema::Schema>(
            rmeta::schema::load_schema({"mini.json", schema_text(style, root, types)}, true))) {
    const bool old = style == Style::Old;
    bytes_.text("rust").raw({0, 0, 0, old ? 6 : 10}).fixed(0, old ? 4 : 8).str(old ? "rustc 1.63.0" : "rustc 1.95.0");
    const std::uint64_t at = build(bytes_);
    for (unsigned i = 0; i < (old ? 4 : 8); ++i)
      bytes_.data[8 + i] = static_cast<std::uint8_t>(at >> (8 * (old ? 3 - i : i)));
    if (!old) bytes_.text("rust-end-file");
  }
  rmeta::decode::Context context() const { return {bytes_.data, schema_, "mini.rmeta", ""}; }
  const rmeta::schema::Schema& schema() const { return *schema_; }

 private:
  std::shared_ptr<const rmeta::schema::Schema> schema_;
  Bytes bytes_;
};

}  // namespace mini
