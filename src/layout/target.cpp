// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/layout/target.hpp"

#include <fmt/format.h>

#include "rmeta/error.hpp"
#include "rmeta/schema/targets.hpp"

namespace rmeta::layout {

schema::TargetData target_of(const crate::Crate& crate) {
  const crate::Target& target = crate.header().target;
  if (target.spec) return schema::read_target_spec(crate.schema(), target.triple, *target.spec);
  if (target.spec_apart)  // a built-in target may have the same name
    throw Error(fmt::format("the metadata of crate {} keeps only the path of its target specification \"{}\"",
                            crate.name(), target.triple))
        .hint(fmt::format("releases before 1.63 do not store its text; give it: --target-spec {}.json", target.triple));
  return schema::find_target(crate.schema(), target.triple);
}

TargetDataLayout data_layout_of(const crate::Crate& crate) {
  const schema::TargetData target = target_of(crate);
  TargetDataLayout dl = TargetDataLayout::parse(target.data_layout);
  if (target.pointer_width != dl.pointer.size * 8 || target.big_endian() != dl.big_endian)
    throw Error(fmt::format("target {} has another pointer width or byte order than its data layout", target.name));
  const std::uint32_t min = target.c_enum_min_bits.value_or(target.c_int_width);
  if (min != 8 && min != 16 && min != 32 && min != 64)
    throw Error(fmt::format("target {} has C enums of {} bits", target.name, min));
  dl.c_enum_min_size = min / 8;
  return dl;
}

}  // namespace rmeta::layout
