// SPDX-License-Identifier: MIT OR Apache-2.0
// What a crate's metadata says about how it calls and is called, besides types: its target, whether panics unwind,
// options that change conventions.
#include <fmt/format.h>

#include <charconv>

#include "rmeta/error.hpp"
#include "rmeta/layout/fn_abi.hpp"
#include "rmeta/layout/target.hpp"

namespace rmeta::layout {

using schema::FieldRole;

namespace {

// -Zregparm and -Zreg-struct-return of 32-bit x86 must agree between crates, so metadata names them (from 1.85.1 on).
void read_target_modifiers(const crate::Crate& c, CallEnvironment& env) {
  if (!c.schema().bound(FieldRole::CrateRoot_target_modifiers)) return;
  auto list = c.root_cursor().get(FieldRole::CrateRoot_target_modifiers);
  for (const auto& m : list.elements()) {
    auto option = m.get(FieldRole::TargetModifier_opt);
    const std::string_view name = option.field_count() > 0 ? option.field(0).variant_name() : option.variant_name();
    const std::string value(m.get(FieldRole::TargetModifier_value_name).as_str());
    if (name == "regparm" || name == "RegParm") {
      std::uint32_t n = 0;
      auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), n);
      if (error != std::errc() || end != value.data() + value.size())
        throw Error(fmt::format("-Zregparm={} is not a number", value)).file(c.blob().file);
      env.regparm = n;
    } else if (name == "reg_struct_return" || name == "RegStructReturn") {
      env.reg_struct_return = value.empty() || value == "y" || value == "yes" || value == "on" || value == "true";
    }
  }
}

}  // namespace

CallEnvironment call_environment_of(const crate::Crate& c) {
  CallEnvironment env;
  env.release = c.schema().release();
  env.target = target_of(c);
  // Newer releases record a strategy only where one is required; one that aborts always is
  // (rustc_metadata/src/dependency_format.rs and rustc_mir_transform/src/ffi_unwind_calls.rs,
  // `required_panic_strategy`).
  const auto& panic = c.root().panic_strategy;
  env.panics_unwind = !panic || *panic == "Unwind" || *panic == "unwind";
  read_target_modifiers(c, env);
  return env;
}

}  // namespace rmeta::layout
