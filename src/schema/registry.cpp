// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/schema/registry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <utility>

#include "rmeta/error.hpp"
#include "rmeta/schema/json.hpp"

namespace rmeta::schema {

namespace {

// The encoded version string at `pos`, if one that starts with "rustc " stands there.
std::optional<std::string_view> version_at(std::span<const std::uint8_t> blob, std::size_t pos) {
  std::size_t length = 0, shift = 0;
  for (;; shift += 7) {
    if (pos >= blob.size() || shift > 14) return std::nullopt;
    const std::uint8_t byte = blob[pos++];
    length |= static_cast<std::size_t>(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  if (length > blob.size() - pos) return std::nullopt;
  const std::string_view text(reinterpret_cast<const char*>(blob.data()) + pos, length);
  const bool printable = std::ranges::all_of(text, [](char c) { return c >= ' ' && c != 0x7f; });
  return text.starts_with("rustc ") && printable ? std::optional(text) : std::nullopt;
}

}  // namespace

Header read_header(std::span<const std::uint8_t> blob) {
  constexpr std::array<std::uint8_t, 7> magic = {'r', 'u', 's', 't', 0, 0, 0};
  if (blob.size() < 8 || !std::equal(magic.begin(), magic.end(), blob.begin()))
    throw Error("this is not rustc metadata: it does not start with \"rust\"").offset(0);
  Header h{};
  h.metadata_version = blob[7];
  for (const std::size_t pos : {std::size_t{12}, std::size_t{16}}) {
    if (const auto text = version_at(blob, pos)) {
      h.version = *text;
      h.version_pos = pos;
      return h;
    }
  }
  Error e(fmt::format("metadata format {} without a compiler version where one is expected", h.metadata_version));
  e.offset(8).hint("the file is damaged, or from a compiler older than those supported");
  throw e;
}

namespace {

// Suffixes of a number by which distributors tell builds of a release apart that are compiled for one purpose: Debian's
// compilers for its browsers. Any other suffix (-beta.1, -nightly, -dev) is a compiler of its own.
constexpr std::array<std::string_view, 2> kVendorSuffixes = {"web", "mozilla"};

// The number of a version string without what a distributor added: "1.63.0+dfsg1", "1.78.0-web".
std::string_view bare_number(std::string_view number) {
  number = number.substr(0, number.find('+'));
  const std::size_t dash = number.find('-');
  if (dash == std::string_view::npos) return number;
  const bool vendor = std::ranges::find(kVendorSuffixes, number.substr(dash + 1)) != kVendorSuffixes.end();
  return vendor ? number.substr(0, dash) : number;
}

// "59807616e 2026-04-14": what `rustc -V` says of the commit.
bool is_commit(std::string_view group) {
  const std::size_t gap = group.find(' ');
  return gap != std::string_view::npos && gap >= 7 &&
         group.substr(0, gap).find_first_not_of("0123456789abcdef") == std::string_view::npos &&
         group.size() == gap + 11 && group[gap + 5] == '-' && group[gap + 8] == '-';
}

}  // namespace

std::string normalise_version(std::string_view version) {
  const std::string_view whole = version;
  if (version.starts_with("rustc ")) version.remove_prefix(6);
  std::size_t end = std::min(version.find(' '), version.size());
  std::string out(bare_number(version.substr(0, end)));
  version.remove_prefix(end);
  // Groups in parentheses: one of hash and date, the others a distributor's: "(built from a source tarball)", "(Fedora
  // 1.95.0-1.fc43)". A string that continues in another way is none that is known.
  bool commit = false;
  while (!version.empty()) {
    const std::size_t close = version.find(')');
    if (!version.starts_with(" (") || close == std::string_view::npos) return std::string(whole);
    const std::string_view group = version.substr(2, close - 2);
    if (is_commit(group) && !commit) {
      out += fmt::format(" ({})", group);
      commit = true;
    }
    version.remove_prefix(close + 1);
  }
  return out;
}

namespace {

using Number = std::array<unsigned, 3>;

std::optional<Number> release_number(std::string_view text) {
  Number n{};
  const char *p = text.data(), *end = text.data() + text.size();
  for (std::size_t i = 0; i < 3; ++i) {
    const auto [next, ec] = std::from_chars(p, end, n[i]);
    if (ec != std::errc() || (i < 2 && (next == end || *next != '.'))) return std::nullopt;
    p = next + 1;
  }
  return n;
}

long distance(const Number& a, const Number& b) {
  const auto flat = [](const Number& n) { return (static_cast<long>(n[0]) * 1000 + n[1]) * 1000 + n[2]; };
  return std::abs(flat(a) - flat(b));
}

}  // namespace

void Registry::add(Schema schema) {
  std::string release(schema.release());
  by_release_.insert_or_assign(std::move(release), std::make_shared<const Schema>(std::move(schema)));
}

std::vector<std::string> Registry::add_directory(const std::filesystem::path& directory) {
  std::vector<SchemaFile> files;
  std::error_code ec;
  for (std::filesystem::directory_iterator it(directory, ec), end; !ec && it != end; it.increment(ec)) {
    if (it->path().extension() != ".json" || !it->is_regular_file()) continue;
    std::ifstream in(it->path(), std::ios::binary);
    files.push_back({it->path().string(), std::string(std::istreambuf_iterator<char>(in), {})});
    if (!in.good() && !in.eof()) throw Error("cannot be read").file(it->path().string());
  }
  if (ec) throw Error(fmt::format("cannot be read: {}", ec.message())).file(directory.string());
  std::ranges::sort(files, {}, &SchemaFile::name);
  if (files.empty())
    throw Error("there is no schema (*.json) in this folder")
        .file(directory.string())
        .hint("rmeta-schema SOURCE -o DIR writes one");
  std::vector<std::string> added;
  for (PackResult& r : pack_schemas(files, builtin_roles())) {
    if (!r.unbound.empty()) {
      Error e(fmt::format("the schema of {} lacks what {} roles stand for, the first is {}", r.release,
                          r.unbound.size(), r.unbound[0]));
      e.file(directory.string()).hint("rmeta-schema --check lists them");
      throw e;
    }
    add(view_packed(std::move(r.packed)));
    added.push_back(r.release);
  }
  return added;
}

std::vector<std::shared_ptr<const Schema>> Registry::releases() const {
  std::vector<std::shared_ptr<const Schema>> out;
  for (const auto& [release, schema] : by_release_) out.push_back(schema);
  std::ranges::stable_sort(out, {}, [](const auto& s) { return release_number(s->release()).value_or(Number{}); });
  return out;
}

std::shared_ptr<const Schema> Registry::find(std::string_view version) const {
  const std::string wanted = normalise_version(version);
  if (const auto it = by_release_.find(wanted); it != by_release_.end()) return it->second;
  for (const auto& [release, schema] : by_release_)
    for (const StrId p : schema->patterns())
      if (normalise_version(schema->str(p)) == wanted) return schema;

  const auto list = releases();
  std::string all, nearest;
  for (const auto& s : list) all += fmt::format("{}{}", all.empty() ? "" : ", ", s->release());
  if (const auto number = release_number(wanted); number && !list.empty())
    nearest = (*std::ranges::min_element(list, {}, [&](const auto& s) {
                return distance(*number, release_number(s->release()).value_or(Number{}));
              }))->release();

  std::string what = fmt::format("the compiler \"{}\" is not supported", version);
  const std::string_view name = std::string_view(wanted).substr(0, wanted.find(' '));
  const std::size_t channel = name.find('-');
  if (channel != std::string_view::npos)
    what +=
        fmt::format(": it is a {} compiler, whose metadata may differ from any release's", name.substr(channel + 1));
  else if (by_release_.contains(name))
    what += fmt::format(": it is not the official commit of {}", name);
  Error e(what);
  if (list.empty())
    e.hint("no release is known");
  else
    e.hint(
        fmt::format("supported releases are {}{}; rmeta-schema writes the schema of another from its source, for "
                    "--compat-dir",
                    all, nearest.empty() ? "" : fmt::format(", the nearest is {}", nearest)));
  throw e;
}

}  // namespace rmeta::schema
