// SPDX-License-Identifier: MIT OR Apache-2.0
#include "file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "rmeta/error.hpp"

namespace rmeta::baseline {

std::string read_file(const std::string& path, std::size_t most) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Error(fmt::format("cannot open it: {}", std::generic_category().message(errno))).file(path);
  std::string text;
  char buffer[1 << 16];
  while (in && text.size() < most) {
    in.read(buffer, static_cast<std::streamsize>(std::min(sizeof buffer, most - text.size())));
    text.append(buffer, static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) throw Error("cannot read it").file(path);
  return text;
}

}  // namespace rmeta::baseline
