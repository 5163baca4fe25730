// SPDX-License-Identifier: MIT OR Apache-2.0
// Accounting for every byte of real files: the fixture crates of all releases, whole and damaged.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "rmeta/container/container.hpp"
#include "rmeta/error.hpp"
#include "rmeta/schema/registry.hpp"
#include "rmeta/verify/verify.hpp"

using namespace rmeta;
namespace fs = std::filesystem;

namespace {

fs::path crates() {
  const char* folder = std::getenv("RMETACRC_FIXTURES");
  REQUIRE(folder != nullptr);
  return fs::path(folder) / "crates";
}

const schema::Registry& registry() {
  static const schema::Registry all = compat::builtin_registry();
  return all;
}

verify::Report verify_bytes(std::span<const std::uint8_t> bytes) {
  return verify::verify(decode::Context(bytes, registry().find(bytes), "damaged.rmeta", ""));
}

}  // namespace

TEST_CASE("every byte of every fixture is explained") {
  std::set<std::string> releases;
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(crates())) {
    const std::string name = entry.path().filename();
    // A crate compiled without embedded metadata leaves a stub in its .rlib, which names the .rmeta beside it.
    if (!name.starts_with("lib") || name == "libstub_metadata.rlib") continue;
    CAPTURE(entry.path().string());
    const container::Blob blob = container::open(entry.path());
    const decode::Context ctx(blob.bytes, registry().find(blob.bytes), blob.file, blob.member);
    const verify::Report r = verify::verify(ctx);
    for (const verify::Problem& p : r.problems) FAIL_CHECK(fmt::format("{:#x}: {}: {}", p.pos, p.where, p.what));
    CHECK(r.ok());
    CHECK(r.lazies > 20);
    CHECK(r.exact == r.lazies);
    CHECK(r.unexplained.empty());
    CHECK(r.explained == r.bytes);
    CHECK(r.spans.bad + r.types.bad + r.predicates.bad + r.symbols.bad == 0);
    std::uint64_t sum = r.bytes - ctx.bytes().size();
    for (const verify::Section& s : r.sections) sum += s.bytes;
    CHECK(sum == r.bytes);
    releases.insert(r.release);
    ++files;
  }
  CHECK(releases.size() >= 2);
  CHECK(files >= 2 * 29);
}

TEST_CASE("what is known to be written twice is found as orphans") {
  const auto orphans = [](const char* file) {
    const container::Blob blob = container::open(crates() / file);
    const auto r = verify::verify(decode::Context(blob.bytes, registry().find(blob.bytes), blob.file, blob.member));
    std::map<std::string, std::uint64_t> counts;
    for (const verify::OrphanUse& o : r.orphans) counts[o.table] = o.count;
    return counts;
  };
  const auto coroutines = orphans("1.95.0/libclosures_async.rmeta.zst");
  CHECK(coroutines.at("tables.mir_coroutine_witnesses") == 6);
  CHECK(coroutines.at("tables.module_children_reexports") == 1);
  // The root and three macros.
  CHECK(orphans("1.63.0/libproc_macros.rmeta.zst") == std::map<std::string, std::uint64_t>{{"tables.def_keys", 4}});
  CHECK(orphans("1.95.0/libproc_macros.rmeta.zst") == std::map<std::string, std::uint64_t>{{"tables.def_keys", 4}});
  CHECK(orphans("1.63.0/libclosures_async.rmeta.zst").empty());
}

TEST_CASE("no truncated file passes") {
  for (const char* file : {"1.63.0/libno_core.rmeta.zst", "1.95.0/libno_core.rmeta.zst"}) {
    const container::Blob blob = container::open(crates() / file);
    for (std::size_t size = 0; size < blob.bytes.size(); ++size) {
      CAPTURE(size);
      bool passed = false;
      try {
        passed = verify_bytes(blob.bytes.first(size)).ok();
      } catch (const Error&) {
      }
      CHECK_FALSE(passed);
    }
  }
}

TEST_CASE("damaged bytes end in a report or an error, and most are noticed") {
  for (const char* file : {"1.63.0/libno_core.rmeta.zst", "1.95.0/libno_core.rmeta.zst"}) {
    const container::Blob blob = container::open(crates() / file);
    std::vector<std::uint8_t> bytes(blob.bytes.begin(), blob.bytes.end());
    std::size_t noticed = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const std::uint8_t was = bytes[i];
      bytes[i] = static_cast<std::uint8_t>(was ^ (i % 2 == 0 ? 0xff : 1 << (i % 8)));
      try {
        noticed += !verify_bytes(bytes).ok();
      } catch (const Error&) {
        ++noticed;
      }
      bytes[i] = was;
    }
    CHECK(noticed > bytes.size() / 3);  // hashes, names and numbers have no wrong values
  }
}
