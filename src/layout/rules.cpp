// SPDX-License-Identifier: MIT OR Apache-2.0
// The rules and since when they hold. References: compiler/rustc_abi/src/layout.rs and
// compiler/rustc_ty_utils/src/layout.rs; in 1.48 and 1.63 compiler/rustc_middle/src/ty/layout.rs. Of vtables:
// compiler/rustc_trait_selection/src/traits/vtable.rs; in 1.48 and 1.63 traits/mod.rs beside it.
#include "rmeta/layout/rules.hpp"

#include <fmt/format.h>

#include <charconv>

#include "release_rules.hpp"
#include "rmeta/error.hpp"

namespace rmeta::layout {

namespace {

constexpr RuleRow kRules[] = {
    {"niche_near_zero_first", 63, &Rules::niche_near_zero_first,
     "a niche is used from the end that is nearer to zero, so that `None` is 0 where that can be"},
    {"projections_are_unsized", 63, &Rules::projections_are_unsized,
     "a last field `<Type as Trait>::Name` is taken for unsized, whatever it stands for"},
    {"variants_are_held_like_the_enum", 63, &Rules::variants_are_held_like_the_enum,
     "if an enum is a scalar or a pair, so are its variants"},
    {"union_scalars_may_be_uninit", 63, &Rules::union_scalars_may_be_uninit,
     "the scalar of a union may be uninitialised; before, it just had all values"},
    {"uninhabited_with_arguments", 63, &Rules::uninhabited_with_arguments,
     "whether an array's element has values is asked of its fields' types with the arguments in place"},
    {"uninhabited_through_projections", 70, &Rules::uninhabited_through_projections,
     "that question sees through associated types"},
    {"fieldless_enum_is_its_tag", 63, &Rules::fieldless_enum_is_its_tag,
     "an enum whose variants have no fields is a scalar, even if it is larger than its tag"},
    {"fields_grouped_by_size", 70, &Rules::fields_grouped_by_size,
     "fields are ordered by the largest power of two in size or alignment, the largest niche last in its group; "
     "before, "
     "by alignment alone"},
    {"niche_beside_several_variants", 70, &Rules::niche_beside_several_variants,
     "a niche of the largest variant can tell variants with data apart, if these fit before or behind it; before, all "
     "others had to be of size zero"},
    {"tag_alone_is_whole_enum", 70, &Rules::tag_alone_is_whole_enum,
     "an enum is a scalar only if its tag fills it, again"},
    {"unsafe_cells_have_full_ranges", 70, &Rules::unsafe_cells_have_full_ranges,
     "`UnsafeCell` gives its scalars all values; before, a representation flag hid the niche alone"},
    {"known_projections_are_sized", 70, &Rules::known_projections_are_sized,
     "a last field `<Type as Trait>::Name` without parameters and lifetimes is sized again if what it stands for is"},
    {"metadata_is_that_of_the_tail", 78, &Rules::metadata_is_that_of_the_tail,
     "`<Struct<T> as Pointee>::Metadata` is known to be that of its last field `T`; before, nothing was known of it"},
    {"shared_locals_may_be_uninit", 78, &Rules::shared_locals_may_be_uninit,
     "locals that only one state of a coroutine keeps may be uninitialised; before, only those with a place of their "
     "own"},
    {"opaque_types_are_unsized", 78, &Rules::opaque_types_are_unsized,
     "a last field of an opaque type with parameters or lifetimes is taken for unsized, whatever it stands for"},
    {"niches_moved_to_edges", 78, &Rules::niches_moved_to_edges,
     "large niches come first in a struct, or last where that brings them nearer to its end"},
    {"absent_variants_have_align_1", 78, &Rules::absent_variants_have_align_1,
     "a variant without values counts for nothing only if its fields have alignment 1"},
    {"zero_sized_fields_move_too", 78, &Rules::zero_sized_fields_move_too,
     "fields of size zero move with a variant that is put behind the niche"},
    {"common_primitives_mix", 78, &Rules::common_primitives_mix,
     "variants that hold integers of one size but different sign, or an integer and a pointer, make a scalar pair"},
    {"union_repr_needs_alignment", 78, &Rules::union_repr_needs_alignment,
     "a union is a scalar only if its alignment is the scalar's; `repr(align)` comes after `repr(packed)`"},
    {"packed_vectors_have_no_padding", 78, &Rules::packed_vectors_have_no_padding,
     "`repr(simd, packed)` has no padding up to the next power of two"},
    {"objects_up_to_2_to_61", 85, &Rules::objects_up_to_2_to_61,
     "with pointers of 64 bits an object may be as large as 2^61 bytes; before, as 2^47"},
    {"niche_of_whole_variant", 85, &Rules::niche_of_whole_variant,
     "the niche used is the largest one of the largest variant; before, that of the field with the largest one"},
    {"packed_fields_reordered", 85, &Rules::packed_fields_reordered, "`repr(packed(1))` does not fix the field order"},
    {"newtype_repr_ignores_field_order", 85, &Rules::newtype_repr_ignores_field_order,
     "a struct whose field order is fixed can have the representation of its only field, `repr(C)` excepted"},
    {"repr_c_keeps_absent_variants", 85, &Rules::repr_c_keeps_absent_variants,
     "variants without values count in a `repr(C)` enum, also for the range of tags"},
    {"empty_enums_have_no_variant", 85, &Rules::empty_enums_have_no_variant,
     "an enum without values has no variant; before, it had a first one"},
    {"niche_beside_explicit_discriminants", 93, &Rules::niche_beside_explicit_discriminants,
     "niches are used in enums with explicit discriminants"},
    {"coroutines_hide_niches", 85, &Rules::coroutines_hide_niches,
     "what a coroutine captures gives no niche to types around the coroutine"},
    {"pattern_types_have_a_field", 93, &Rules::pattern_types_have_a_field,
     "a pattern type has its base as its one field; before, it had the fields of its base"},
    {"tag_range_goes_round", 93, &Rules::tag_range_goes_round,
     "valid tags leave out the largest gap between discriminants; before, they went from the least to the greatest"},
    {"smallest_tag_wins", 93, &Rules::smallest_tag_wins,
     "a tag is signed only if that makes it smaller; before, if there was a negative discriminant"},
    {"alignment_is_one", 93, &Rules::alignment_is_one,
     "there is one alignment; before, each had a preferred one beside it, and what is to be held like another type "
     "had to agree in both"},
    {"fields_seed_the_shuffle", 93, &Rules::fields_seed_the_shuffle,
     "what a shuffled type consists of has a say in the shuffle (-Zrandomize-layout); before, the type's seed alone"},
    {"shuffle_goes_up", 93, &Rules::shuffle_goes_up,
     "the shuffle is that of rand 0.9, from the first field to the last; before, of 0.8, from the last"},
    {"uninhabited_by_layout", 93, &Rules::uninhabited_by_layout,
     "an array has no values if its element's layout says so; before, if its element's type did, which says nothing "
     "of closures and coroutines"},
    {"uninhabited_beside_repr", 93, &Rules::uninhabited_beside_repr,
     "a type without values keeps its representation; before, having none was the representation"},
    {"union_vectors_need_element_alignment", 93, &Rules::union_vectors_need_element_alignment,
     "a union of vectors is one if it has the alignment of the element; before, of the vector"},
    {"vectors_have_alignment_of_element", 93, &Rules::vectors_have_alignment_of_element,
     "without `repr(align)` in it, a vector has the alignment of its element; before, its own"},
    {"repr_int_keeps_absent_variants", 96, &Rules::repr_int_keeps_absent_variants,
     "variants without values count in an enum with an integer representation"},
    {"one_value_nearest_to_zero", 97, &Rules::one_value_nearest_to_zero,
     "if one value of a niche is needed it is the one nearest to zero, also going round (-1 for a char), except in a "
     "bool"},
    {"valid_ranges_are_patterns", 97, &Rules::valid_ranges_are_patterns,
     "only pattern types restrict values; the attributes for it are gone"},
    {"vtables_embed_supertraits", 63, &Rules::vtables_embed_supertraits,
     "a vtable begins with that of the first supertrait, other supertraits follow with a pointer to a vtable of their "
     "own, methods for sized types have no slot; before, the trait's own methods came first, then those of "
     "supertraits, "
     "last one first, and methods for sized types had a vacant slot"},
    {"first_methods_start_pointers", 78, &Rules::first_methods_start_pointers,
     "supertraits need a pointer once there was one with methods; before, once there was one at all"},
    {"empty_traits_have_no_pointer", 85, &Rules::empty_traits_have_no_pointer,
     "a supertrait without methods of its own has no pointer"},
    {"inherited_methods_count", 93, &Rules::inherited_methods_count,
     "a supertrait without methods has a pointer all the same if one of its own supertraits has methods"},
    {"supertraits_normalised_first", 93, &Rules::supertraits_normalised_first,
     "supertraits that are the same once projections are resolved are one; before, each had its entries"},
};

}  // namespace

unsigned minor_of(std::string_view release) {
  unsigned minor = 0;
  std::size_t dot = release.find('.');
  if (dot == std::string_view::npos) throw Error(fmt::format("release {} has no minor number", release));
  const char* begin = release.data() + dot + 1;
  auto [end, error] = std::from_chars(begin, release.data() + release.size(), minor);
  if (error != std::errc() || end == begin || release.substr(0, dot) != "1")
    throw Error(fmt::format("release {} has no minor number", release));
  return minor;
}

std::span<const RuleRow> rule_table() {
  return kRules;
}

Rules rules_of(std::string_view release) {
  return rules_between<Rules>(release, kRules, "lays types out");
}

std::string rule_set(std::string_view release) {
  const Rules rules = rules_of(release);
  for (const unsigned minor : kKnownMinors)
    if (rules_at<Rules>(minor, std::span<const RuleRow>(kRules)) == rules) return fmt::format("1.{}", minor);
  throw Error(fmt::format("the rules of rustc {} are those of no known release", release));
}

}  // namespace rmeta::layout
