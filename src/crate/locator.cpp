// SPDX-License-Identifier: MIT OR Apache-2.0
#include "locator.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <system_error>
#include <tuple>
#include <utility>

namespace rmeta::crate {

namespace {

namespace fs = std::filesystem;

struct Suffix {
  std::string_view text, prefix;
};
// The order in which files of one stem are tried: metadata alone is the cheapest to open.
constexpr std::array kSuffixes{Suffix{".rmeta", "lib"},   Suffix{".rlib", "lib"}, Suffix{".so", "lib"},
                               Suffix{".dylib", "lib"},   Suffix{".dll", ""},     Suffix{".rmeta.zst", "lib"},
                               Suffix{".rlib.zst", "lib"}};

/// Rank among the suffixes, and what stands between the crate's name and the suffix.
std::optional<std::pair<std::size_t, std::string_view>> match(std::string_view file, std::string_view crate) {
  for (std::size_t i = 0; i < kSuffixes.size(); ++i) {
    const auto& [suffix, prefix] = kSuffixes[i];
    std::string_view rest = file;
    if (!rest.ends_with(suffix)) continue;
    rest.remove_suffix(suffix.size());
    if (!rest.starts_with(prefix)) continue;
    rest.remove_prefix(prefix.size());
    if (!rest.starts_with(crate)) continue;
    rest.remove_prefix(crate.size());
    return std::pair{i, rest};
  }
  return std::nullopt;
}

}  // namespace

const std::vector<std::string>& Folders::names(const fs::path& folder) {
  auto [it, fresh] = names_.try_emplace(folder);
  if (fresh) {
    std::error_code ec;
    for (fs::directory_iterator f(folder.empty() ? fs::path(".") : folder, ec), end; !ec && f != end; f.increment(ec))
      it->second.push_back(f->path().filename().string());
    std::ranges::sort(it->second);
  }
  return it->second;
}

bool may_be_crate(std::string_view file_name, std::string_view crate) {
  return match(file_name, crate).has_value();
}

std::vector<fs::path> candidates(Folders& folders, const fs::path& folder, std::string_view crate,
                                 std::string_view extra_filename) {
  std::vector<std::tuple<bool, std::string_view, std::size_t, std::string_view>> found;
  for (const auto& file : folders.names(folder))
    if (auto m = match(file, crate)) found.emplace_back(m->second != extra_filename, m->second, m->first, file);
  std::ranges::sort(found);
  std::vector<fs::path> out;
  for (const auto& f : found) out.push_back(folder / std::get<3>(f));
  return out;
}

fs::path search_folder(const fs::path& option) {
  const std::string text = option.string();
  for (std::string_view kind : {"dependency=", "crate=", "native=", "framework=", "all="})
    if (text.starts_with(kind)) return text.substr(kind.size());
  return option;
}

}  // namespace rmeta::crate
