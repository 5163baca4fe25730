// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//@ arch: x86_64 the instructions are of this architecture
//@ since: 1.63.0 operands `sym` and `const`, and asm! as it was stabilised
//! Inline and global assembly with every kind of operand.
#![no_std]
#![cfg_attr(not(since_95), feature(asm_sym, asm_const))]
use core::arch::{asm, global_asm};

global_asm!(".globl rmetacrc_asm_symbol", "rmetacrc_asm_symbol:", ".long {c}", c = const 7 + 1);
#[inline]
pub fn add(a: u64, b: u64) -> u64 { let r; unsafe { asm!("lea {0}, [{1} + {2}]", out(reg) r, in(reg) a, in(reg) b, options(pure, nomem, nostack)) }; r }
#[inline]
pub fn inout(mut a: u32) -> u32 { unsafe { asm!("add {0:e}, 5", inout(reg) a); asm!("inc {x:e}", x = inlateout(reg) a => a) }; a }
#[inline(always)]
pub unsafe fn cpuid(leaf: u32) -> [u32; 4] {
    let (a, b, c, d): (u32, u32, u32, u32);
    asm!("push rbx", "cpuid", "mov edi, ebx", "pop rbx", inout("eax") leaf => a, out("edi") b, inout("ecx") 0 => c, out("edx") d, options(att_syntax));
    [a, b, c, d]
}
pub static TARGET: u8 = 3;
pub fn symbols() -> usize { let r: usize; unsafe { asm!("lea {}, [rip + {}]", out(reg) r, sym TARGET, options(nostack)) }; r }
#[inline]
pub fn clobbers() { unsafe { asm!("call {}", sym helper, clobber_abi("C")) } }
pub extern "C" fn helper() {}
pub fn generic<const N: u32>() -> u32 { let x: u32; unsafe { asm!("mov {:e}, {}", out(reg) x, const N) }; x }
pub fn instance() -> u32 { generic::<12>() }
pub fn vector(a: core::arch::x86_64::__m128i) -> core::arch::x86_64::__m128i { let mut a = a; unsafe { asm!("paddd {0}, {0}", inout(xmm_reg) a) }; a }
