// SPDX-License-Identifier: MIT OR Apache-2.0
// The types of a crate with their fields, and the bytes in each that hold nothing.
//
//   layout FILE [TYPE...]      all types without parameters, or those named: 'core::option::Option<&u8>'
#include <algorithm>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <rmeta/rmeta.hpp>
#include <utility>
#include <vector>

namespace {

// Bytes of a struct that are of no field.
std::uint64_t padding(const rmeta::TypeLayout& type) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> places;  // offset, size
  for (const rmeta::Field& f : type.fields) places.emplace_back(f.offset, f.size);
  std::sort(places.begin(), places.end());
  std::uint64_t end = 0, empty = 0;
  for (const auto& [offset, size] : places) {
    if (offset > end) empty += offset - end;
    end = std::max(end, offset + size);
  }
  return empty + (type.size - end);
}

void print(const std::vector<rmeta::Field>& fields) {
  for (const rmeta::Field& f : fields)
    std::printf("  %" PRIu64 " %" PRIu64 " %s: %s\n", f.offset, f.size, f.name.c_str(), f.type.c_str());
}

void print(const rmeta::TypeLayout& type) {
  std::printf("%s %s size %" PRIu64 " align %" PRIu64 "\n", type.kind.c_str(), type.type.c_str(), type.size,
              type.align);
  print(type.fields);
  for (const rmeta::Variant& v : type.variants) {
    std::printf(" %s = %s%s%s\n", v.name.c_str(), to_string(v.discriminant).c_str(), v.tag ? " tag " : "",
                v.tag ? to_string(*v.tag).c_str() : "");
    print(v.fields);
  }
  if (type.kind == "struct" && type.sized)
    if (const std::uint64_t empty = padding(type)) std::printf(" %" PRIu64 " bytes hold nothing\n", empty);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "usage: layout FILE [TYPE...]\n"), 2;
  try {
    rmeta::Crates crates;
    const rmeta::Crate crate = crates.open(argv[1]);
    if (argc > 2) {
      for (int i = 2; i < argc; ++i) print(crate.layout(argv[i]));
      return 0;
    }
    const rmeta::TypeLayouts all = crate.layouts();
    for (const rmeta::TypeLayout& type : all.types) print(type);
    for (const rmeta::LayoutFailure& failure : all.failures)
      std::fprintf(stderr, "layout: %s: %s\n", failure.type.c_str(), failure.reason.c_str());
    return all.failures.empty() ? 0 : 2;
  } catch (const rmeta::Error& error) {
    std::fprintf(stderr, "layout: %s\n", error.what());
    return 2;
  }
}
