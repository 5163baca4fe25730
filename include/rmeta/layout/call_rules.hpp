// SPDX-License-Identifier: MIT OR Apache-2.0
// What rustc releases do differently when they decide how a function is called. As in rules.hpp: each rule is a yes or
// no with the release that made it a yes, and one table (src/layout/call_rules.cpp) says all there is to say.
#pragma once

#include <span>
#include <string_view>

namespace rmeta::layout {

struct CallRules {
  // What is known of scalars and references.
  bool scalars_are_noundef = false;
  bool full_ranges_are_noundef = false;
  bool references_are_weak_without_optimisation = false;
  bool mutable_references_are_unique = false;
  bool shared_places_are_not_dereferenceable = false;
  bool boxes_are_unique_if_unpin = false;
  bool boxes_are_unique_if_global = false;
  bool niche_pointers_need_null = false;
  bool vtables_are_as_long_as_their_methods = false;
  bool frozen_references_capture_read_only = false;
  bool alignment_as_reliable = false;
  bool unpin_needs_unsafe_unpin = false;
  bool returns_are_not_dereferenceable = false;
  bool raw_pointers_say_nothing = false;
  bool dereferenceable_on_entry = false;
  bool dropped_pointers_are_unique = false;
  bool drop_glue_takes_reference = false;
  // Values passed through memory.
  bool indirect_pointers_are_aligned = false;
  bool indirect_pointers_are_captured_by_address = false;
  // All conventions.
  bool pairs_pass_in_halves = false;
  bool uninhabited_values_are_left_out = false;
  bool uninhabited_values_are_passed = false;
  bool plain_c_never_unwinds = false;
  bool unwinding_is_said_by_convention = false;
  bool x86_names_follow_processor = false;
  bool variadic_system_is_c = false;
  bool efiapi_is_aapcs_on_arm = false;
  bool rust_cold_is_rust_on_windows = false;
  bool conventions_are_mapped_by_table = false;
  // The Rust convention.
  bool returns_fit_one_pointer = false;
  bool returns_beyond_two_pointers_are_indirect = false;
  bool vector_returns_are_left_alone = false;
  bool targets_adjust_rust_convention = false;
  bool sse2_returns_floats = false;
  bool all_rust_conventions_are_adjusted = false;
  bool small_casts_say_noundef = false;
  // Conventions of C.
  bool casts_in_whole_words = false;
  bool casts_are_consecutive = false;
  bool casts_keep_offsets = false;
  bool homogeneous_ignores_empty = false;
  bool vector_registers_know_elements = false;
  bool marked_types_pass_indirectly = false;
  bool x86_fixes_stack_alignment = false;
  bool x86_vectorcall_in_registers = false;
  bool x86_64_vectorcall_is_win64 = false;
  bool x86_64_returns_are_not_extended = false;
  bool win64_passes_i128_by_rule = false;
  bool win64_passes_empty_indirectly = false;
  bool win64_keeps_f128 = false;
  bool aarch64_extends_for_apple_alone = false;
  bool aarch64_aligns_to_16 = false;
  bool softfloat_is_said_by_rustc_abi = false;
  bool riscv_transparent_unions = false;
  bool s390x_passes_vectors = false;
  bool s390x_vectors_stay_direct = false;
  bool power64_classifies_alike = false;
  bool power64_aix_aligns_to_8 = false;
  bool power64_abi_is_named = false;
  bool mips64_aligns_registers = false;
  bool mips64_arrays_in_registers = false;

  bool operator==(const CallRules&) const = default;
};

struct CallRuleRow {
  std::string_view name;
  unsigned since;  // minor number of the first release, among those that were looked at, that has it
  bool CallRules::* rule;
  std::string_view what;
};

std::span<const CallRuleRow> call_rule_table();

/// The rules of a release ("1.95.0"). One that was not looked at has those of the releases around it if these agree;
/// otherwise this throws.
CallRules call_rules_of(std::string_view release);

}  // namespace rmeta::layout
