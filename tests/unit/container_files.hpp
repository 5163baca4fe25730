// SPDX-License-Identifier: MIT OR Apache-2.0
// Small writers of the containers under test, and access to the committed fixtures.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace files {

inline std::filesystem::path fixtures() {
  const char* folder = std::getenv("RMETACRC_FIXTURES");
  if (folder == nullptr) throw std::runtime_error("set RMETACRC_FIXTURES to tests/fixtures");
  return std::filesystem::path(folder) / "container";
}

inline std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(fmt::format("cannot read {}", path.string()));
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline std::span<const std::uint8_t> bytes(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view text(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A folder that goes away with its test.
class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "rmetacrc-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path write(const std::string& name, std::string_view content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
    return path_ / name;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string ar_header(std::string_view name, std::size_t size) {
  return fmt::format("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", name, 0, 0, 0, 644, size);
}

inline std::string ar_member(std::string_view name, std::string_view data) {
  std::string out = ar_header(name, data.size());
  out += data;
  if (data.size() % 2 != 0) out += '\n';
  return out;
}

inline std::string number(std::uint64_t value, unsigned width, bool big_endian) {
  std::string out;
  for (unsigned i = 0; i < width; i++) out += static_cast<char>(value >> 8 * (big_endian ? width - 1 - i : i));
  return out;
}

/// The least ELF object: a null section, one with the given name and content, and the names.
inline std::string elf_with_section(std::string_view name, std::string_view content) {
  const std::string names = fmt::format("{}{}{}.shstrtab{}", '\0', name, '\0', '\0');
  const std::uint64_t header = 64, at_names = header + content.size(), at_table = (at_names + names.size() + 7) / 8 * 8;
  std::string out = std::string(
                        "\x7f"
                        "ELF\2\1\1",
                        7) +
                    std::string(9, '\0');
  out += number(1, 2, false) + number(62, 2, false) + number(1, 4, false) + number(0, 8, false) + number(0, 8, false);
  out += number(at_table, 8, false) + number(0, 4, false) + number(64, 2, false) + number(0, 2, false) +
         number(0, 2, false) + number(64, 2, false) + number(3, 2, false) + number(2, 2, false);
  out += content;
  out += names;
  out.resize(at_table, '\0');
  out.resize(at_table + 64, '\0');
  const auto section = [&](std::uint64_t at_name, std::uint64_t type, std::uint64_t at, std::uint64_t size) {
    out += number(at_name, 4, false) + number(type, 4, false) + number(0, 8, false) + number(0, 8, false);
    out += number(at, 8, false) + number(size, 8, false) + number(0, 4, false) + number(0, 4, false);
    out += number(1, 8, false) + number(0, 8, false);
  };
  section(1, 1, header, content.size());
  section(2 + name.size(), 3, at_names, names.size());
  return out;
}

}  // namespace files
