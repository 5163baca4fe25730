// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/error.hpp"

#include <fmt/format.h>

#include <utility>

namespace rmeta {

Error::Error(std::string what) : what_(std::move(what)) {
  compose();
}

Error& Error::file(std::string path) {
  if (file_.empty()) file_ = std::move(path);
  compose();
  return *this;
}

Error& Error::member(std::string name) {
  if (member_.empty()) member_ = std::move(name);
  compose();
  return *this;
}

Error& Error::offset(std::uint64_t bytes) {
  if (!offset_) offset_ = bytes;
  compose();
  return *this;
}

Error& Error::field(const std::string& name) {
  // An index belongs to the field before it: "tables" + "[3]" reads better than "tables.[3]".
  path_ = path_.empty() || path_.starts_with('[') ? name + path_ : fmt::format("{}.{}", name, path_);
  compose();
  return *this;
}

Error& Error::hint(std::string text) {
  if (hint_.empty()) hint_ = std::move(text);
  compose();
  return *this;
}

const char* Error::what() const noexcept {
  return full_.c_str();
}

void Error::compose() {
  full_.clear();
  if (!file_.empty()) full_ += file_;
  if (!member_.empty()) full_ += fmt::format("({})", member_);
  if (!full_.empty()) full_ += ": ";
  if (offset_) full_ += fmt::format("at offset {:#x}: ", *offset_);
  if (!path_.empty()) full_ += fmt::format("in {}: ", path_);
  full_ += what_;
  if (!hint_.empty()) full_ += fmt::format("; {}", hint_);
}

}  // namespace rmeta
