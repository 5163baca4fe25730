// SPDX-License-Identifier: MIT OR Apache-2.0
// The order of fields under `-Zrandomize-layout`: a shuffle by a seed that the compiler keeps with each type. The
// generator is xoshiro128** seeded through splitmix64 (crate rand_xoshiro), the shuffle that of crate rand: up to 1.85
// version 0.8, later 0.9, which walks the other way and draws several places from one number.
#include <bit>
#include <utility>

#include "calculator.hpp"

namespace rmeta::layout {

namespace {

class Xoshiro128StarStar {
 public:
  explicit Xoshiro128StarStar(std::uint64_t seed) {
    for (int i = 0; i < 4; i += 2) {
      seed += 0x9e3779b97f4a7c15;
      std::uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      z ^= z >> 31;
      s_[i] = static_cast<std::uint32_t>(z);
      s_[i + 1] = static_cast<std::uint32_t>(z >> 32);
    }
  }

  std::uint32_t next() {
    const std::uint32_t result = std::rotl(s_[1] * 5, 7) * 9, t = s_[1] << 9;
    s_[2] ^= s_[0];
    s_[3] ^= s_[1];
    s_[1] ^= s_[2];
    s_[0] ^= s_[3];
    s_[2] ^= t;
    s_[3] = std::rotl(s_[3], 11);
    return result;
  }

 private:
  std::uint32_t s_[4];
};

/// A number below `bound`, as version 0.8 draws it: numbers that would favour some results are thrown away.
std::uint32_t below_by_rejection(Xoshiro128StarStar& rng, std::uint32_t bound) {
  const std::uint32_t zone = (bound << std::countl_zero(bound)) - 1;
  for (;;) {
    const std::uint64_t product = std::uint64_t{rng.next()} * bound;
    if (static_cast<std::uint32_t>(product) <= zone) return static_cast<std::uint32_t>(product >> 32);
  }
}

/// As version 0.9 does: a second number corrects the first where that could favour a result.
std::uint32_t below_by_correction(Xoshiro128StarStar& rng, std::uint32_t bound) {
  const std::uint64_t product = std::uint64_t{rng.next()} * bound;
  auto result = static_cast<std::uint32_t>(product >> 32);
  const auto low = static_cast<std::uint32_t>(product);
  if (low > 0 - bound) {
    const auto more = static_cast<std::uint32_t>((std::uint64_t{rng.next()} * bound) >> 32);
    if (low + more < low) ++result;
  }
  return result;
}

void shuffle_down(std::span<std::uint32_t> order, Xoshiro128StarStar& rng) {
  for (auto i = static_cast<std::uint32_t>(order.size()); i > 1; --i)
    std::swap(order[i - 1], order[below_by_rejection(rng, i)]);
}

// One number below n * (n + 1) * ... serves for as many places as fit into 32 bits.
void shuffle_up(std::span<std::uint32_t> order, Xoshiro128StarStar& rng) {
  std::uint32_t chunk = 0, left = 1;  // the first place needs no number
  for (std::uint32_t n = 1; n <= order.size(); ++n) {
    if (left == 0) {
      std::uint64_t bound = n;
      left = 1;
      while (bound * (n + left) <= UINT32_MAX) bound *= n + left++;
      chunk = below_by_correction(rng, static_cast<std::uint32_t>(bound));
    }
    --left;
    const std::uint32_t index = left == 0 ? chunk : chunk % n;
    chunk /= n;
    std::swap(order[n - 1], order[index]);
  }
}

}  // namespace

void shuffle(const Rules& rules, std::span<std::uint32_t> order, std::uint64_t seed) {
  if (order.size() < 2) return;
  Xoshiro128StarStar rng(seed);
  if (rules.shuffle_goes_up)
    shuffle_up(order, rng);
  else
    shuffle_down(order, rng);
}

}  // namespace rmeta::layout
