// SPDX-License-Identifier: MIT OR Apache-2.0
// What rustc releases do differently when they lay types out. Each rule is a yes or no with the release that made it a
// yes; one table (src/layout/rules.cpp) says all there is to say about differences, and the code asks for rules, never
// for releases.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace rmeta::layout {

struct Rules {
  bool objects_up_to_2_to_61 = false;
  bool pattern_types_have_a_field = false;
  // Order of fields.
  bool fields_grouped_by_size = false;
  bool niches_moved_to_edges = false;
  bool packed_fields_reordered = false;
  bool fields_seed_the_shuffle = false;
  bool shuffle_goes_up = false;
  // Which variants count.
  bool absent_variants_have_align_1 = false;
  bool repr_c_keeps_absent_variants = false;
  bool repr_int_keeps_absent_variants = false;
  bool empty_enums_have_no_variant = false;
  // Niches of enums.
  bool niche_beside_several_variants = false;
  bool niche_of_whole_variant = false;
  bool niche_beside_explicit_discriminants = false;
  bool niche_near_zero_first = false;
  bool one_value_nearest_to_zero = false;
  bool zero_sized_fields_move_too = false;
  // Tags.
  bool tag_range_goes_round = false;
  bool smallest_tag_wins = false;
  bool fieldless_enum_is_its_tag = false;
  bool tag_alone_is_whole_enum = false;
  bool common_primitives_mix = false;
  // Sizes.
  bool projections_are_unsized = false;
  bool known_projections_are_sized = false;
  bool opaque_types_are_unsized = false;
  bool metadata_is_that_of_the_tail = false;
  // Representations.
  bool uninhabited_beside_repr = false;
  bool uninhabited_with_arguments = false;
  bool uninhabited_through_projections = false;
  bool uninhabited_by_layout = false;
  bool variants_are_held_like_the_enum = false;
  bool union_scalars_may_be_uninit = false;
  bool unsafe_cells_have_full_ranges = false;
  bool valid_ranges_are_patterns = false;
  bool newtype_repr_ignores_field_order = false;
  bool shared_locals_may_be_uninit = false;
  bool coroutines_hide_niches = false;
  bool alignment_is_one = false;
  // Unions and vectors.
  bool union_repr_needs_alignment = false;
  bool union_vectors_need_element_alignment = false;
  bool packed_vectors_have_no_padding = false;
  bool vectors_have_alignment_of_element = false;
  // Vtables.
  bool vtables_embed_supertraits = false;
  bool first_methods_start_pointers = false;
  bool empty_traits_have_no_pointer = false;
  bool inherited_methods_count = false;
  bool supertraits_normalised_first = false;

  bool operator==(const Rules&) const = default;
};

struct RuleRow {
  std::string_view name;
  unsigned since;  // minor number of the first release, among those that were looked at, that has it
  bool Rules::* rule;
  std::string_view what;
};

/// 95 of "1.95.0"; throws for what is no release.
unsigned minor_of(std::string_view release);

std::span<const RuleRow> rule_table();

/// The rules of a release ("1.95.0"). One that was not looked at has those of the releases around it if these agree;
/// otherwise this throws.
Rules rules_of(std::string_view release);
/// The rules' name: the first release that has them ("1.85").
std::string rule_set(std::string_view release);

}  // namespace rmeta::layout
