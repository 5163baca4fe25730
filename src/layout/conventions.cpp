// SPDX-License-Identifier: MIT OR Apache-2.0
// Which convention a name in source stands for on a target (rustc_target/src/spec/abi_map.rs, 1.93 and later; before
// that `adjust_abi` in rustc_target/src/spec/mod.rs), and what Rust's own convention and those of C change about how
// values are passed (rustc_target/src/callconv/mod.rs, `adjust_for_rust_abi`, `adjust_for_foreign_abi`; in releases
// before 1.85 rustc_ty_utils/src/abi.rs and rustc_middle/src/ty/layout.rs).
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "call.hpp"
#include "rmeta/error.hpp"

namespace rmeta::layout {

namespace {

[[noreturn]] void no_such(const Calls& c, std::string_view abi) {
  throw Error(fmt::format("target {} has no calling convention \"{}\"", c.target().name, abi));
}

bool one_of(std::string_view what, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), what) != list.end();
}

}  // namespace

bool is_rust_convention(const Calls& c, std::string_view abi) {
  if (one_of(abi, {"Rust", "rust-call", "rust-intrinsic", "platform-intrinsic"})) return true;
  return c.rules.all_rust_conventions_are_adjusted && one_of(abi, {"rust-cold", "rust-preserve-none", "tail"});
}

std::string convention(const Calls& c, std::string_view abi, bool variadic) {
  const schema::TargetData& t = c.target();
  const CallRules& rules = c.rules;
  const bool table = rules.conventions_are_mapped_by_table;
  const bool x86 = t.arch == "x86", x86_64 = t.arch == "x86_64", arm = t.arch == "arm";
  if (one_of(abi, {"Rust", "rust-call", "rust-intrinsic", "platform-intrinsic"})) return "Rust";
  if (one_of(abi, {"C", "unadjusted", "wasm"})) return "C";
  if (abi == "cdecl") return "C";
  if (abi == "rust-cold") {
    const bool plain = table ? t.is_like_windows : rules.rust_cold_is_rust_on_windows && t.is_like_windows && x86_64;
    return plain ? "Rust" : "RustCold";
  }
  if (abi == "rust-preserve-none") return "RustPreserveNone";
  if (abi == "tail") return "RustTail";
  if (abi == "custom") return "Custom";
  if (abi == "swift") {
    if (!t.is_like_darwin) no_such(c, abi);
    return "Swift";
  }
  if (abi == "system") {
    if (x86 && t.is_like_windows && !(variadic && rules.variadic_system_is_c)) return "X86Stdcall";
    if (table && arm && t.os == "vexos") return "ArmAapcs";
    return "C";
  }
  if (abi == "efiapi") {
    if (arm && rules.efiapi_is_aapcs_on_arm) return "ArmAapcs";
    if (x86_64) return "X86Win64";
    if (table && !one_of(t.arch, {"aarch64", "loongarch32", "loongarch64", "riscv32", "riscv64", "x86"}))
      no_such(c, abi);
    return "C";
  }
  if (abi == "aapcs") {
    if (!arm) no_such(c, abi);
    return "ArmAapcs";
  }
  if (one_of(abi, {"sysv64", "win64"})) {
    if (!x86_64) no_such(c, abi);
    return abi == "sysv64" ? "X86SysV64" : "X86Win64";
  }
  const bool follows = rules.x86_names_follow_processor;
  if (abi == "vectorcall" && (x86 || (x86_64 && follows))) return "X86Vectorcall";
  static constexpr std::pair<std::string_view, std::string_view> of_x86[] = {{"stdcall", "X86Stdcall"},
                                                                             {"fastcall", "X86Fastcall"},
                                                                             {"thiscall", "X86Thiscall"},
                                                                             {"vectorcall", "X86Vectorcall"}};
  for (auto [name, conv] : of_x86) {
    if (abi != name) continue;
    if (x86 || (!follows && !t.is_like_windows)) return std::string(conv);
    // Where the target lets them pass, they mean C; newer releases know who does.
    if (table && (!t.is_like_windows || !one_of(abi, {"stdcall", "fastcall"}))) no_such(c, abi);
    return "C";
  }
  static constexpr std::pair<std::string_view, std::string_view> others[] = {
      {"ptx-kernel", "GpuKernel"},
      {"gpu-kernel", "GpuKernel"},
      {"amdgpu-kernel", "GpuKernel"},
      {"C-cmse-nonsecure-call", "ArmCCmseNonSecureCall"},
      {"cmse-nonsecure-call", "ArmCCmseNonSecureCall"},
      {"C-cmse-nonsecure-entry", "ArmCCmseNonSecureEntry"},
      {"cmse-nonsecure-entry", "ArmCCmseNonSecureEntry"},
      {"msp430-interrupt", "InterruptMsp430"},
      {"x86-interrupt", "InterruptX86"},
      {"avr-interrupt", "InterruptAvr"},
      {"avr-non-blocking-interrupt", "InterruptAvrNonBlocking"},
      {"riscv-interrupt-m", "InterruptRiscvMachine"},
      {"riscv-interrupt-s", "InterruptRiscvSupervisor"},
  };
  for (auto [name, conv] : others)
    if (abi == name) return std::string(conv);
  throw Error(fmt::format("the calling convention \"{}\" is not known", abi));
}

// Values no larger than a pointer travel as an integer, larger ones by their address.
void adjust_for_rust(Calls& c, FnAbi& f, std::string_view abi) {
  const CallRules& rules = c.rules;
  const std::string& arch = c.target().arch;
  const bool intrinsic = one_of(abi, {"rust-intrinsic", "platform-intrinsic"});
  if (rules.targets_adjust_rust_convention) {
    if (arch == "x86" && !intrinsic) call_rust_x86(c, f);
    if (one_of(arch, {"riscv32", "riscv64", "loongarch32", "loongarch64"}) && !intrinsic) call_rust_riscv(c, f);
    if (arch == "aarch64") call_rust_aarch64(c, f);
    if (arch == "bpf" && rules.all_rust_conventions_are_adjusted) call_rust_bpf(c, f);
  }
  auto adjust = [&](ArgAbi& a, bool is_return) {
    if (a.mode == ArgAbi::Mode::Ignore || a.mode == ArgAbi::Mode::Cast) return;
    const Held how = c.held(*a.layout);
    const bool vector = how == Held::Vector || how == Held::ScalableVector;
    if (is_return && rules.returns_beyond_two_pointers_are_indirect && a.layout->size > 2 * c.pointer_size() &&
        !(vector && rules.vector_returns_are_left_alone)) {
      c.make_indirect(a);
      return;
    }
    if (how == Held::Vector && c.target().simd_types_indirect && !intrinsic) c.make_indirect(a);
    if (how != Held::Memory) return;
    std::uint64_t most = c.pointer_size();
    if (is_return && !rules.returns_fit_one_pointer && arch == "x86_64") most = 16;
    const std::uint64_t size = a.layout->size;
    if (!a.layout->is_sized() || size > most) {
      if (f.conv == "RustTail" && a.layout->is_sized())
        c.pass_on_stack(a, 0);
      else
        c.make_indirect(a);
      return;
    }
    CastTarget to = Calls::uniform(integer(size), size);
    if (rules.small_casts_say_noundef && c.is_noundef(Calls::of(a))) to.attrs.flags |= kNoUndef;
    c.cast(a, std::move(to));
  };
  for (ArgAbi& a : f.args) adjust(a, false);
  adjust(f.ret, true);
}

void adjust_for_foreign(Calls& c, FnAbi& f, std::string_view abi) {
  const schema::TargetData& t = c.target();
  if (abi == "x86-interrupt" && c.rules.scalars_are_noundef) {
    if (!f.args.empty()) c.pass_on_stack(f.args.front(), 0);
    return;
  }
  if (t.arch == "x86") return call_x86(c, f, abi);
  if (t.arch == "x86_64") {
    if (abi == "sysv64") return call_x86_64(c, f);
    if (abi == "win64" || (abi == "vectorcall" && c.rules.x86_64_vectorcall_is_win64)) return call_win64(c, f);
    return t.is_like_windows ? call_win64(c, f) : call_x86_64(c, f);
  }
  if (t.arch == "wasm32" || t.arch == "wasm64") return call_wasm(c, f, abi);
  using Rule = void (*)(Calls&, FnAbi&);
  static constexpr std::pair<std::string_view, Rule> by_arch[] = {
      {"aarch64", call_aarch64},   {"arm64ec", call_aarch64},   {"arm", call_arm},       {"riscv32", call_riscv},
      {"riscv64", call_riscv},     {"s390x", call_s390x},       {"powerpc", call_power}, {"powerpc64", call_power64},
      {"mips64", call_mips64},     {"mips64r6", call_mips64},   {"bpf", call_bpf},       {"msp430", call_msp430},
      {"loongarch32", call_riscv}, {"loongarch64", call_riscv},
  };
  for (auto [arch, rule] : by_arch)
    if (t.arch == arch) return rule(c, f);
  throw Error(fmt::format("how \"{}\" functions are called on {} is not known", abi, t.arch))
      .hint("functions of Rust's own calling convention are known for all targets");
}

}  // namespace rmeta::layout
