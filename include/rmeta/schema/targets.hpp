// SPDX-License-Identifier: MIT OR Apache-2.0
// What a compiler release knows of a compilation target: everything that decides layouts and how values are passed.
//
// rustc has a few hundred built-in targets (rustc_target/src/spec) whose descriptions change between releases; a schema
// carries those of its release. A target may also be a JSON specification of the user's (a kernel's `target.json`);
// metadata holds its text, and what it does not say is taken from the release's defaults.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/schema/model.hpp"

namespace rmeta::schema {

/// Names as in rustc's Target and TargetOptions. Without a value: the release does not have the field, or it is None.
struct TargetData {
  std::string name;         ///< "x86_64-unknown-linux-gnu", or what a specification is called
  std::string llvm_target;  ///< LLVM's name of the target. The Apple ones up to 1.78 end in the oldest system supported
  std::string data_layout;  ///< LLVM's data layout: "e-m:e-p270:32:32-..."
  std::uint32_t pointer_width = 0;               ///< in bits
  std::string arch;                              ///< "x86_64", "arm", ...: cfg(target_arch)
  std::string endian;                            ///< "little", "big"
  std::uint32_t c_int_width = 0;                 ///< in bits
  std::string os, env, vendor;                   ///< cfg(target_os), cfg(target_env), cfg(target_vendor)
  std::optional<std::string> cfg_abi;            ///< cfg(target_abi); `abi` in older releases
  std::string llvm_abiname;                      ///< "lp64d", "elfv2", ...; often ""
  std::optional<std::string> rustc_abi;          ///< "x86-sse2", "softfloat", ...
  std::optional<std::string> llvm_floatabi;      ///< "soft", "hard"
  std::string cpu, features;                     ///< "generic", "+sse2,-avx"
  std::optional<std::uint32_t> c_enum_min_bits;  ///< smallest repr(C) enum; None: that of c_int_width
  std::optional<std::uint32_t> min_atomic_width, max_atomic_width;
  bool simd_types_indirect = false;                  ///< SIMD values pass through memory in the Rust ABI
  std::optional<std::string> default_adjusted_cabi;  ///< what `extern "C"` becomes: "wasm"
  bool abi_return_struct_as_int = false;             ///< small structs are returned as an integer
  bool is_like_darwin = false, is_like_windows = false, is_like_msvc = false;
  std::string panic_strategy;  ///< "unwind", "abort"

  bool big_endian() const { return endian == "big"; }
};

/// The built-in target of that name. Throws rmeta::Error if the release has none, or if its schema has no target data.
TargetData find_target(const Schema& schema, std::string_view name);
/// Names of the built-in targets, ordered.
std::vector<std::string_view> target_names(const Schema& schema);
/// A JSON specification as the release would read it. Throws rmeta::Error naming the key that is missing or malformed.
TargetData read_target_spec(const Schema& schema, std::string_view name, std::string_view json_text);

}  // namespace rmeta::schema
