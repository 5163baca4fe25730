// SPDX-License-Identifier: MIT OR Apache-2.0
// A small source tree in a temporary folder, for the tests of rmeta-schema.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>

#include "types.hpp"

namespace rmeta::schema_gen {

class SourceTree {
 public:
  SourceTree() {
    static std::atomic<int> count{0};
    root_ = std::filesystem::temp_directory_path() /
            ("rmeta_schema_test_" + std::to_string(::getpid()) + "_" + std::to_string(count++));
    std::filesystem::create_directories(root_ / "compiler");
  }
  ~SourceTree() { std::filesystem::remove_all(root_); }
  SourceTree(const SourceTree&) = delete;
  SourceTree& operator=(const SourceTree&) = delete;

  void file(const std::string& path, const std::string& text) const {
    std::filesystem::path p = root_ / path;
    std::filesystem::create_directories(p.parent_path());
    std::ofstream(p) << text;
  }
  /// compiler/NAME with one file and dependencies on the crates `deps` of this tree.
  void crate(const std::string& name, const std::string& lib, const std::vector<std::string>& deps = {},
             const std::string& external = "") const {
    std::string manifest = "[package]\nname = \"" + name + "\"\n\n[dependencies]\n" + external;
    for (const std::string& d : deps) manifest += d + " = { path = \"../" + d + "\" }\n";
    file("compiler/" + name + "/Cargo.toml", manifest);
    file("compiler/" + name + "/src/lib.rs", lib);
  }
  const std::filesystem::path& root() const { return root_; }

 private:
  std::filesystem::path root_;
};

/// What `f` throws, "" if it does not.
template <class F>
std::string thrown(F&& f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace rmeta::schema_gen
