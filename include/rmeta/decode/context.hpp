// SPDX-License-Identifier: MIT OR Apache-2.0
// One blob opened with its schema: what the engine and all cursors into it share. Immutable once made, so any number of
// threads may decode from it.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "rmeta/decode/reader.hpp"
#include "rmeta/decode/values.hpp"
#include "rmeta/schema/model.hpp"

namespace rmeta::decode {

class Cursor;

class Context {
 public:
  /// Checks header and footer and reads the root's position. `bytes` must outlive the context. `file` and `member` are
  /// for messages.
  Context(std::span<const std::uint8_t> bytes, std::shared_ptr<const schema::Schema> schema, std::string file,
          std::string member);

  const schema::Schema& schema() const { return *schema_; }
  const schema::Encoding& encoding() const { return schema_->encoding(); }
  /// What decoders may read: without the footer that newer releases append.
  std::span<const std::uint8_t> bytes() const { return bytes_; }
  /// All of the blob.
  std::span<const std::uint8_t> blob() const { return blob_; }
  Reader reader(std::uint64_t pos) const { return Reader(bytes_, pos); }
  const std::string& file() const { return file_; }
  const std::string& member() const { return member_; }

  std::uint64_t root_pos() const { return root_pos_; }
  /// At the crate root (Schema::root(); NodeStart). The CrateHeader of newer releases is its first field.
  Cursor root() const;

  /// Where allocation number `index` stands (CrateRoot.interpret_alloc_index, read on first use).
  std::uint64_t alloc_position(std::uint64_t index) const;
  std::uint64_t alloc_count() const;

 private:
  void load_allocs() const;

  std::span<const std::uint8_t> blob_, bytes_;
  std::shared_ptr<const schema::Schema> schema_;
  std::string file_, member_;
  std::uint64_t root_pos_ = 0;
  mutable std::once_flag allocs_once_;
  mutable std::vector<std::uint64_t> allocs_;
};

}  // namespace rmeta::decode
