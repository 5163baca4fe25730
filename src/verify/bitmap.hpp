// SPDX-License-Identifier: MIT OR Apache-2.0
// One bit for each byte of a blob: an eighth of its size, and only the pages that are touched.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace rmeta::verify {

class Bitmap {
 public:
  explicit Bitmap(std::uint64_t bits)
      : bits_(bits),
        words_(static_cast<std::uint64_t*>(std::calloc(bits / 64 + 1, sizeof(std::uint64_t))), &std::free) {
    if (!words_) throw std::bad_alloc();
  }
  bool test(std::uint64_t i) const { return i < bits_ && (words_.get()[i / 64] >> (i % 64) & 1) != 0; }
  void set(std::uint64_t i) { words_.get()[i / 64] |= std::uint64_t{1} << (i % 64); }
  void clear(std::uint64_t i) { words_.get()[i / 64] &= ~(std::uint64_t{1} << (i % 64)); }

 private:
  std::uint64_t bits_;
  std::unique_ptr<std::uint64_t, decltype(&std::free)> words_;
};

}  // namespace rmeta::verify
