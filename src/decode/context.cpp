// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/decode/context.hpp"

#include <fmt/format.h>

#include <cstring>
#include <utility>

#include "rmeta/decode/cursor.hpp"
#include "rmeta/decode/walk.hpp"
#include "rmeta/error.hpp"
#include "rmeta/schema/registry.hpp"

namespace rmeta::decode {

namespace {
constexpr std::string_view kFooter = "rust-end-file";
}

Context::Context(std::span<const std::uint8_t> bytes, std::shared_ptr<const schema::Schema> schema, std::string file,
                 std::string member)
    : blob_(bytes), bytes_(bytes), schema_(std::move(schema)), file_(std::move(file)), member_(std::move(member)) {
  try {
    const schema::Header header = schema::read_header(blob_);
    const schema::Encoding& enc = schema_->encoding();
    if (header.metadata_version != enc.metadata_version)
      Reader(blob_).fail_at(7, fmt::format("metadata version {} where rustc {} writes {}", header.metadata_version,
                                           schema_->release(), enc.metadata_version));
    if (enc.footer != 0) {
      const bool there = blob_.size() >= kFooter.size() &&
                         std::memcmp(blob_.data() + blob_.size() - kFooter.size(), kFooter.data(), kFooter.size()) == 0;
      if (!there) {
        Error e(fmt::format("the metadata does not end in \"{}\"", kFooter));
        e.offset(blob_.size()).hint("the file is cut short");
        throw e;
      }
      bytes_ = blob_.first(blob_.size() - kFooter.size());
    }
    Reader r(blob_, 8);
    if (enc.root_position == schema::Encoding::U64Le)
      root_pos_ = r.fixed_u64();
    else
      for (int i = 0; i < 4; ++i) root_pos_ = root_pos_ << 8 | r.u8();
    if (r.pos() != header.version_pos) r.fail("the compiler version is not where this release writes it");
    if (root_pos_ < header.version_pos || root_pos_ >= bytes_.size())
      r.fail_at(8, fmt::format("the crate root at {:#x} is outside of the metadata", root_pos_));
  } catch (Error& e) {
    detail::add_origin(e, *this);
    throw;
  }
}

Cursor Context::root() const {
  return Cursor::node(*this, schema_->root(), root_pos_);
}

void Context::load_allocs() const {
  std::call_once(allocs_once_, [this] {
    const LazyRef ref = root().get(schema::FieldRole::CrateRoot_interpret_alloc_index).lazy();
    std::vector<std::uint64_t> list;
    list.reserve(ref.count);
    struct Positions : NullVisitor {
      explicit Positions(std::vector<std::uint64_t>& list) : list(list) {}
      std::vector<std::uint64_t>& list;
      void uint(TypeId, std::uint64_t n, std::uint64_t) { list.push_back(n); }
    } visitor(list);
    walk_lazy(*this, ref, visitor);
    allocs_ = std::move(list);
  });
}

std::uint64_t Context::alloc_count() const {
  load_allocs();
  return allocs_.size();
}

std::uint64_t Context::alloc_position(std::uint64_t index) const {
  load_allocs();
  if (index >= allocs_.size() || allocs_[index] == 0 || allocs_[index] >= bytes_.size()) {
    Error e(fmt::format("allocation {} of {} is outside of the metadata", index, allocs_.size()));
    detail::add_origin(e, *this);
    throw e;
  }
  return allocs_[index];
}

}  // namespace rmeta::decode
