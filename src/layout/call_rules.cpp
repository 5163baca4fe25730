// SPDX-License-Identifier: MIT OR Apache-2.0
// The rules and since when they hold. References: compiler/rustc_ty_utils/src/abi.rs and
// compiler/rustc_target/src/callconv (up to 1.78 compiler/rustc_target/src/abi/call), both found by the names of the
// functions that call*.cpp and pointee.cpp name; in 1.48 and 1.63 compiler/rustc_middle/src/ty/layout.rs.
#include "rmeta/layout/call_rules.hpp"

#include "release_rules.hpp"

namespace rmeta::layout {

namespace {

constexpr CallRuleRow kRules[] = {
    {"scalars_are_noundef", 63, &CallRules::scalars_are_noundef,
     "scalars that are not allowed to be uninitialised are said to be so (those with all values valid from 1.70 on); "
     "x86-interrupt has a rule of its own, environment uclibc counts as GNU-like"},
    {"pairs_pass_in_halves", 63, &CallRules::pairs_pass_in_halves,
     "a pair of scalars is two arguments in every convention and in results; before, only as an argument of a Rust "
     "function"},
    {"uninhabited_values_are_left_out", 63, &CallRules::uninhabited_values_are_left_out,
     "a value that cannot exist is not passed; before, it was passed as nothing in particular"},
    {"references_are_weak_without_optimisation", 63, &CallRules::references_are_weak_without_optimisation,
     "code that is not optimised is told nothing about what lies behind references"},
    {"mutable_references_are_unique", 63, &CallRules::mutable_references_are_unique,
     "`&mut T` is unique if T is Unpin; before, an option said so that was off"},
    {"unwinding_is_said_by_convention", 63, &CallRules::unwinding_is_said_by_convention,
     "a function unwinds if its convention may; before, functions of other conventions than Rust's did not unless an "
     "attribute said so"},
    {"returns_fit_one_pointer", 63, &CallRules::returns_fit_one_pointer,
     "results larger than a pointer are returned through memory; before, x86-64 returned up to 16 bytes in registers"},
    {"casts_in_whole_words", 63, &CallRules::casts_in_whole_words,
     "structures are cut into whole words; before, a small one into the smallest register that holds it"},
    {"x86_names_follow_processor", 63, &CallRules::x86_names_follow_processor,
     "the names of x86's conventions mean C on other processors, but `vectorcall` itself on x86-64; before, all of "
     "them "
     "meant C on Windows that is not 32-bit x86, and themselves elsewhere"},
    {"full_ranges_are_noundef", 70, &CallRules::full_ranges_are_noundef,
     "a scalar is initialised also if all its values are valid; a mutable reference is `noalias` without an option's "
     "say"},
    {"shared_places_are_not_dereferenceable", 70, &CallRules::shared_places_are_not_dereferenceable,
     "nothing is said about how much can be read behind a reference that is neither frozen nor unique"},
    {"boxes_are_unique_if_unpin", 70, &CallRules::boxes_are_unique_if_unpin,
     "`Box<T>` is unique if T is Unpin, as an argument only; before, always"},
    {"x86_vectorcall_in_registers", 70, &CallRules::x86_vectorcall_in_registers,
     "`vectorcall` passes integers in registers as `fastcall` does"},
    {"aarch64_extends_for_apple_alone", 70, &CallRules::aarch64_extends_for_apple_alone,
     "small integers are extended by the caller on Apple's targets only"},
    {"efiapi_is_aapcs_on_arm", 70, &CallRules::efiapi_is_aapcs_on_arm, "`efiapi` is `aapcs` on 32-bit Arm"},
    {"boxes_are_unique_if_global", 78, &CallRules::boxes_are_unique_if_global,
     "`Box<T, A>` is unique only with the global allocator"},
    {"indirect_pointers_are_aligned", 78, &CallRules::indirect_pointers_are_aligned,
     "the address of a value passed through memory is said to be aligned; structures start out as passed by address, "
     "before as passed directly"},
    {"dropped_pointers_are_unique", 78, &CallRules::dropped_pointers_are_unique,
     "the pointer that `drop_in_place` takes is like a mutable reference"},
    {"variadic_system_is_c", 78, &CallRules::variadic_system_is_c,
     "a variadic `system` function is one of C on 32-bit Windows"},
    {"rust_cold_is_rust_on_windows", 78, &CallRules::rust_cold_is_rust_on_windows,
     "`rust-cold` is `Rust` on 64-bit Windows"},
    {"homogeneous_ignores_empty", 78, &CallRules::homogeneous_ignores_empty,
     "fields of size 0 and alignment 1 do not keep a structure from being of one kind"},
    {"x86_fixes_stack_alignment", 78, &CallRules::x86_fixes_stack_alignment,
     "what lies on the stack of 32-bit x86 has an alignment of 4, or 16 on Apple's if it holds a vector; with MSVC "
     "what asks for more is passed by address"},
    {"aarch64_aligns_to_16", 78, &CallRules::aarch64_aligns_to_16,
     "structures of alignment 16 are passed in pairs of registers"},
    {"riscv_transparent_unions", 78, &CallRules::riscv_transparent_unions, "a transparent union is what it holds"},
    {"plain_c_never_unwinds", 85, &CallRules::plain_c_never_unwinds,
     "only conventions that say `-unwind` do; before, C functions also did, unless the crate that calls them has the "
     "feature c_unwind"},
    {"niche_pointers_need_null", 85, &CallRules::niche_pointers_need_null,
     "a pointer in an enum promises something only if the one other variant is its null"},
    {"vtables_are_as_long_as_their_methods", 85, &CallRules::vtables_are_as_long_as_their_methods,
     "as much can be read behind a pointer to a vtable as the trait has methods; before, the three entries all have"},
    {"returns_beyond_two_pointers_are_indirect", 85, &CallRules::returns_beyond_two_pointers_are_indirect,
     "results of more than two pointers are returned through memory whatever they are"},
    {"targets_adjust_rust_convention", 85, &CallRules::targets_adjust_rust_convention,
     "targets change how Rust functions are called: no x87 registers, registers extended on RISC-V and LoongArch, no "
     "floating point registers for software floats; and how values of no size are passed"},
    {"casts_are_consecutive", 85, &CallRules::casts_are_consecutive,
     "parts of one kind are in registers all together or not at all"},
    {"s390x_passes_vectors", 85, &CallRules::s390x_passes_vectors, "s390x passes vectors in registers"},
    {"win64_keeps_f128", 85, &CallRules::win64_keeps_f128, "Windows passes f128 as it is"},
    {"power64_classifies_alike", 85, &CallRules::power64_classifies_alike,
     "64-bit PowerPC classifies results like arguments, knows AIX, takes FreeBSD for ELFv2 and keeps an alignment of "
     "16"},
    {"frozen_references_capture_read_only", 93, &CallRules::frozen_references_capture_read_only,
     "through a frozen reference the callee may keep an address to read from"},
    {"alignment_as_reliable", 93, &CallRules::alignment_as_reliable,
     "on 32-bit Windows no alignment above 4 is relied on"},
    {"indirect_pointers_are_captured_by_address", 93, &CallRules::indirect_pointers_are_captured_by_address,
     "of a value passed through memory the callee may keep the address; before, nothing"},
    {"uninhabited_values_are_passed", 93, &CallRules::uninhabited_values_are_passed,
     "a type without values is passed like any other"},
    {"conventions_are_mapped_by_table", 93, &CallRules::conventions_are_mapped_by_table,
     "one table says what a convention stands for on a target and which it does not have; `rust-cold` is `Rust` on all "
     "Windows targets; WebAssembly has the convention of C everywhere"},
    {"vector_returns_are_left_alone", 93, &CallRules::vector_returns_are_left_alone,
     "vectors are returned as they are however large"},
    {"sse2_returns_floats", 93, &CallRules::sse2_returns_floats,
     "32-bit x86 returns a float in an SSE register where all processors have it"},
    {"all_rust_conventions_are_adjusted", 93, &CallRules::all_rust_conventions_are_adjusted,
     "`rust-cold` passes values like `Rust`; BPF returns as its C does"},
    {"casts_keep_offsets", 93, &CallRules::casts_keep_offsets, "a value cut in two keeps the place of its second half"},
    {"marked_types_pass_indirectly", 93, &CallRules::marked_types_pass_indirectly,
     "a va_list is passed by its address"},
    {"x86_64_vectorcall_is_win64", 93, &CallRules::x86_64_vectorcall_is_win64,
     "`vectorcall` passes like `win64` on x86-64"},
    {"x86_64_returns_are_not_extended", 93, &CallRules::x86_64_returns_are_not_extended,
     "small integers in results are extended on Apple's targets only"},
    {"win64_passes_i128_by_rule", 93, &CallRules::win64_passes_i128_by_rule,
     "Windows returns i128 in a vector register"},
    {"win64_passes_empty_indirectly", 93, &CallRules::win64_passes_empty_indirectly,
     "Windows passes the address of a value of no size, with MSVC too"},
    {"s390x_vectors_stay_direct", 93, &CallRules::s390x_vectors_stay_direct,
     "s390x passes a vector as it is, and what wraps one as a vector"},
    {"power64_aix_aligns_to_8", 93, &CallRules::power64_aix_aligns_to_8, "AIX aligns what is on the stack to 8"},
    {"unpin_needs_unsafe_unpin", 95, &CallRules::unpin_needs_unsafe_unpin,
     "a reference is unique only if T is UnsafeUnpin too"},
    {"returns_are_not_dereferenceable", 95, &CallRules::returns_are_not_dereferenceable,
     "nothing is said about how much can be read behind a returned reference"},
    {"power64_abi_is_named", 95, &CallRules::power64_abi_is_named, "the target names the ABI of 64-bit PowerPC"},
    {"mips64_aligns_registers", 95, &CallRules::mips64_aligns_registers,
     "64-bit MIPS leaves a register out before a structure of alignment 16 where that is needed"},
    {"mips64_arrays_in_registers", 95, &CallRules::mips64_arrays_in_registers,
     "64-bit MIPS passes arrays in integer registers, like unions; before, indirectly"},
    {"raw_pointers_say_nothing", 96, &CallRules::raw_pointers_say_nothing,
     "an alignment of 1 is not said; raw pointers promise nothing, not even in a Box; MaybeDangling leaves only the "
     "alignment"},
    {"small_casts_say_noundef", 96, &CallRules::small_casts_say_noundef,
     "a structure passed as an integer is said to be initialised if it has no padding"},
    {"softfloat_is_said_by_rustc_abi", 96, &CallRules::softfloat_is_said_by_rustc_abi,
     "software floats of AArch64 are said by the target's rustc ABI; before, by its cfg(target_abi)"},
    {"drop_glue_takes_reference", 97, &CallRules::drop_glue_takes_reference, "drop glue takes a mutable reference"},
    {"vector_registers_know_elements", 97, &CallRules::vector_registers_know_elements,
     "vectors of different elements are of different kinds"},
    {"dereferenceable_on_entry", 98, &CallRules::dereferenceable_on_entry,
     "what can be read behind a reference is said for the moment of the call, or return; that it is not freed is said "
     "besides"},
};

}  // namespace

std::span<const CallRuleRow> call_rule_table() {
  return kRules;
}

CallRules call_rules_of(std::string_view release) {
  return rules_between<CallRules>(release, kRules, "calls functions");
}

}  // namespace rmeta::layout
