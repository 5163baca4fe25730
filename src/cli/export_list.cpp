// SPDX-License-Identifier: MIT OR Apache-2.0
#include "export_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iostream>
#include <system_error>

#include "rmeta/error.hpp"

namespace rmeta::cli {

ExportList::ExportList(const std::string& path) : path_(path == "-" ? "standard input" : path) {
  std::ifstream file;
  if (path != "-") {
    file.open(path);
    if (!file) throw Error(std::generic_category().message(errno)).file(path);
  }
  std::istream& in = path == "-" ? std::cin : file;
  for (std::string line; std::getline(in, line);) {
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) line.pop_back();
    if (line.empty() || line.front() == '#') continue;
    if (line.find_first_of(" \t") != std::string::npos) {
      throw Error(fmt::format("\"{}\" is not one symbol's name", line)).file(path_).hint("give one linker name a line");
    }
    names_.emplace(line, false);
  }
  if (in.bad() || !in.eof()) throw Error("cannot be read").file(path_);
  if (names_.empty()) throw Error("the list of symbols is empty").file(path_);
}

bool ExportList::any_missing() const {
  return std::ranges::any_of(names_, [](const auto& entry) { return !entry.second; });
}

void ExportList::require_all() const {
  auto missing = std::ranges::count_if(names_, [](const auto& entry) { return !entry.second; });
  if (missing == 0) return;
  auto first = std::ranges::find_if(names_, [](const auto& entry) { return !entry.second; });
  throw Error(fmt::format("{} of {} symbols are in none of the crates given, the first is {}", missing, names_.size(),
                          first->first))
      .file(path_)
      .hint("give the crates they are from");
}

}  // namespace rmeta::cli
