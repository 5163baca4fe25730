// SPDX-License-Identifier: MIT OR Apache-2.0
// Coroutines. In front lie the captures, the number of the state, and the saved locals that must have a place of their
// own; behind them each state lays out the locals that only it keeps, over those of other states
// (rustc_abi/src/layout/coroutine.rs; older: rustc_middle/src/ty/layout.rs, `generator_layout`). Which locals may share
// memory is decided greedily, in the order the compiler numbered them.
#include <algorithm>
#include <bit>

#include "calculator.hpp"
#include "rmeta/error.hpp"

namespace rmeta::layout {
namespace {

constexpr std::uint32_t kUnassigned = UINT32_MAX, kOwnPlace = UINT32_MAX - 1;

/// Per saved local: the one state that it is laid out in, or kOwnPlace.
std::vector<std::uint32_t> assign(const Coroutine& c) {
  const auto n = static_cast<std::uint32_t>(c.saved.size());
  std::vector<std::uint32_t> place(n, kUnassigned);
  for (std::uint32_t v = 0; v < c.variants->size(); ++v)
    for (std::uint32_t local : (*c.variants)[v]) place[local] = place[local] == kUnassigned ? v : kOwnPlace;
  auto conflicts = [&](std::uint32_t a, std::uint32_t b) { return (*c.conflicts)[std::size_t{a} * n + b]; };
  std::vector<std::uint32_t> count(n, 0);
  for (std::uint32_t a = 0; a < n; ++a)
    for (std::uint32_t b = 0; b < n; ++b) count[a] += conflicts(a, b) ? 1 : 0;
  // Of two that are alive together in different states, the one with more conflicts gives way.
  for (std::uint32_t a = 0; a < n; ++a) {
    if (place[a] == kOwnPlace) continue;
    for (std::uint32_t b = 0; b < n; ++b) {
      if (!conflicts(a, b) || place[b] == kOwnPlace || place[a] == place[b]) continue;
      place[count[a] > count[b] ? a : b] = kOwnPlace;
    }
  }
  // Where only one state has locals of its own, nothing can be shared.
  std::vector<std::uint32_t> used;
  for (std::uint32_t p : place)
    if (p != kOwnPlace && p != kUnassigned && std::find(used.begin(), used.end(), p) == used.end()) used.push_back(p);
  if (used.size() < 2) std::fill(place.begin(), place.end(), kOwnPlace);
  return place;
}

std::vector<std::uint32_t> inverted(const std::vector<std::uint32_t>& order) {
  std::vector<std::uint32_t> out(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) out.at(order[i]) = i;
  return out;
}

}  // namespace

Layout Calculator::coroutine(const Coroutine& c) const {
  if (c.variants->empty()) throw Error("a coroutine without states");
  const auto place = assign(c);
  const U128 last_state = c.variants->size() - 1;
  std::uint64_t tag_size = 1;
  while (tag_size < 8 && last_state > max_value(tag_size)) tag_size *= 2;
  const Scalar tag{dl_.integer(tag_size, false), {0, last_state}, false};
  const Layout tag_layout = scalar(tag);

  // Captures, the tag, and the locals with a place of their own.
  Fields front = c.captures;
  const auto tag_index = front.size();
  front.push_back(&tag_layout);
  std::vector<std::uint32_t> number(place.size(), 0);  // of a local with its own place: which of these
  std::uint32_t own = 0;
  for (std::size_t i = 0; i < place.size(); ++i) {
    if (place[i] != kOwnPlace) continue;
    front.push_back(c.saved[i]);
    number[i] = own++;
  }
  const Layout prefix = univariant(front, {}, {});
  std::vector<std::uint64_t> own_offsets(prefix.fields.offsets.begin() + static_cast<std::ptrdiff_t>(tag_index) + 1,
                                         prefix.fields.offsets.end());
  Layout l;
  l.fields.what = FieldsShape::What::Arbitrary;
  l.fields.offsets.assign(prefix.fields.offsets.begin(),
                          prefix.fields.offsets.begin() + static_cast<std::ptrdiff_t>(tag_index) + 1);
  std::vector<std::uint32_t> own_order;
  for (std::uint32_t i : prefix.fields.in_memory) {
    if (i > tag_index)
      own_order.push_back(i - static_cast<std::uint32_t>(tag_index) - 1);
    else
      l.fields.in_memory.push_back(i);
  }
  const auto own_position = inverted(own_order);

  l.size = prefix.size;
  l.align = prefix.align;
  l.preferred_align = prefix.preferred_align;
  l.variants.what = Variants::What::Multiple;
  l.variants.tag = tag;
  l.variants.tag_offset = prefix.fields.offsets[tag_index];
  bool uninhabited = true;
  for (std::uint32_t v = 0; v < c.variants->size(); ++v) {
    Fields shared;
    for (std::uint32_t local : (*c.variants)[v])
      if (place[local] != kOwnPlace) shared.push_back(c.shared[local]);
    StructKind behind;
    behind.what = StructKind::What::Prefixed;
    behind.prefix_size = prefix.size;
    behind.prefix_align = prefix.align;
    Layout state = univariant(shared, {}, behind);
    const auto position = inverted(state.fields.in_memory);
    FieldsShape fields;
    fields.what = FieldsShape::What::Arbitrary;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> order;  // position in memory, field
    std::size_t next = 0;
    for (std::uint32_t i = 0; i < (*c.variants)[v].size(); ++i) {
      const std::uint32_t local = (*c.variants)[v][i];
      if (place[local] == kOwnPlace) {
        fields.offsets.push_back(own_offsets.at(number[local]));
        order.emplace_back(own_position.at(number[local]), i);
      } else {
        fields.offsets.push_back(state.fields.offsets.at(next));
        order.emplace_back(own + position.at(next), i);
        ++next;
      }
    }
    std::sort(order.begin(), order.end());
    for (auto [at, field] : order) fields.in_memory.push_back(field);
    state.fields = std::move(fields);
    state.variants = {};
    state.variants.index = v;
    uninhabited = uninhabited && state.uninhabited;
    l.size = std::max(l.size, state.size);
    l.align = std::max(l.align, state.align);
    l.preferred_align = std::max(l.preferred_align, state.preferred_align);
    l.variants.variants.push_back(std::move(state));
  }
  l.size = align_to(l.size, l.align);
  l.unadjusted_align = l.align;
  // What a coroutine keeps may point into itself: a niche in it would be read behind such a pointer's back.
  if (!rules_.coroutines_hide_niches) l.largest_niche = prefix.largest_niche;
  l.uninhabited = prefix.uninhabited || uninhabited;
  finish_uninhabited(l);
  return l;
}

}  // namespace rmeta::layout
