// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/schema/targets.hpp"

#include <doctest/doctest.h>

#include <string>

#include "rmeta/error.hpp"
#include "rmeta/schema/registry.hpp"

using namespace rmeta::schema;

namespace {

std::string message(const auto& f) {
  try {
    f();
  } catch (const rmeta::Error& e) {
    return e.what();
  }
  return "";
}
bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every release knows its targets") {
  const auto releases = rmeta::compat::builtin_registry().releases();
  REQUIRE(!releases.empty());
  for (const auto& s : releases) {
    CAPTURE(s->release());
    const auto names = target_names(*s);
    CHECK(names.size() > 100);
    for (const std::string_view name : names) {
      CAPTURE(name);
      const TargetData t = find_target(*s, name);
      CHECK(t.name == name);
      CHECK((t.endian == "little" || t.endian == "big"));
      CHECK((t.pointer_width == 16 || t.pointer_width == 32 || t.pointer_width == 64));
      CHECK((t.c_int_width == 16 || t.c_int_width == 32));
      CHECK((t.data_layout.starts_with(t.big_endian() ? "E-" : "e-") || t.data_layout.starts_with("m:") ||
             t.arch == "avr" || t.arch == "amdgpu"));
      CHECK((t.panic_strategy == "unwind" || t.panic_strategy == "abort"));
      CHECK(!t.arch.empty());
      CHECK(!t.llvm_target.empty());
    }
    const TargetData linux_gnu = find_target(*s, "x86_64-unknown-linux-gnu");
    CHECK(linux_gnu.os == "linux");
    CHECK(linux_gnu.env == "gnu");
    CHECK(linux_gnu.vendor == "unknown");
    CHECK(linux_gnu.max_atomic_width == 64);
    CHECK_FALSE(linux_gnu.big_endian());
    CHECK(find_target(*s, "s390x-unknown-linux-gnu").big_endian());
    CHECK(find_target(*s, "msp430-none-elf").c_int_width == 16);
    CHECK(find_target(*s, "x86_64-pc-windows-msvc").is_like_msvc);
    CHECK_FALSE(find_target(*s, "wasm32-unknown-unknown").is_like_windows);
    CHECK(has(message([&] { find_target(*s, "x86_64-unknown-linux-gnul"); }), "no built-in target"));
  }
}

TEST_CASE("a release's own facts") {
  const auto registry = rmeta::compat::builtin_registry();
  const auto layout = [&](const char* release) {
    return find_target(*registry.find(release), "x86_64-unknown-linux-gnu").data_layout;
  };
  // LLVM 18 aligned i128 to 16 bytes; rustc followed in 1.77.
  CHECK_FALSE(has(layout("1.63.0"), "i128:128"));
  CHECK(has(layout("1.95.0"), "i128:128"));
  CHECK(find_target(*registry.find("1.95.0"), "thumbv7em-none-eabi").c_enum_min_bits == 8);
  CHECK(find_target(*registry.find("1.95.0"), "i686-unknown-linux-gnu").rustc_abi == "x86-sse2");
  CHECK(find_target(*registry.find("1.63.0"), "wasm32-unknown-unknown").default_adjusted_cabi == "wasm");
}

TEST_CASE("target specifications") {
  const auto registry = rmeta::compat::builtin_registry();
  const auto s = registry.find("1.95.0");
  const std::string spec =
      R"({"arch": "x86_64", "data-layout": "e-m:e-S128", "llvm-target": "x86_64-linux-gnu", "target-pointer-width": 64,
          "rustc-abi": "softfloat", "features": "-mmx", "target-endian": "big", "c-enum-min-bits": 8, "linker": ["any"]})";
  const TargetData t = read_target_spec(*s, "target", spec);
  CHECK(t.name == "target");
  CHECK(t.arch == "x86_64");
  CHECK(t.pointer_width == 64);
  CHECK(t.rustc_abi == "softfloat");
  CHECK(t.features == "-mmx");
  CHECK(t.big_endian());
  CHECK(t.c_enum_min_bits == 8);
  CHECK(t.c_int_width == 32);  // the release's defaults
  CHECK(t.os == "none");
  CHECK(t.vendor == "unknown");
  CHECK(t.panic_strategy == "unwind");
  CHECK(t.simd_types_indirect);

  const auto changed = [&](std::string_view from, std::string_view to) {
    std::string text = spec;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  const auto fault = [&](const std::string& text) { return message([&] { read_target_spec(*s, "target", text); }); };
  // Older releases wrote the number as a text.
  CHECK(read_target_spec(*s, "t", changed("-width\": 64", "-width\": \"64\"")).pointer_width == 64);
  CHECK(has(fault("{"), "\"target\""));
  CHECK(has(fault("[]"), "object"));
  CHECK(has(fault(changed("\"arch\"", "\"ark\"")), "arch is missing"));
  CHECK(has(fault(changed("64,", "\"wide\",")), "target-pointer-width"));
  CHECK(has(fault(changed("64,", "63,")), "63"));
  CHECK(has(fault(changed("64,", "-64,")), "target-pointer-width"));
  CHECK(has(fault(changed("64,", "4294967360,")), "not a number"));
  CHECK(has(fault(changed("\"big\"", "\"middle\"")), "middle"));
  CHECK(has(fault(changed("\"-mmx\"", "{}")), "features"));
}
