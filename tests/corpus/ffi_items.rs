// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! Foreign items, calling conventions and linker names.
#![no_std]
#![feature(extern_types, linkage)]
#![cfg_attr(all(since_63, not(since_78)), feature(c_unwind))]
#![cfg_attr(not(since_78), feature(abi_efiapi))]
#![feature(abi_x86_interrupt)]
#![allow(improper_ctypes, improper_ctypes_definitions)]
use core::ffi::c_void;

#[repr(C)]
pub struct Handle { _private: [u8; 0] }
extern "C" {
    pub type Opaque;
    pub fn strlen(s: *const u8) -> usize;
    pub fn printf(format: *const u8, ...) -> i32;
    #[link_name = "renamed_symbol"]
    pub fn original(x: i32) -> *mut Opaque;
    pub static ENVIRON: *const *const u8;
    pub static mut ERRNO: i32;
}
#[link(name = "m")]
extern "C" { pub fn cos(x: f64) -> f64; }
extern "system" { pub fn sys(a: u32, b: *mut c_void) -> bool; }
#[cfg(since_63)]
extern "C-unwind" { pub fn may_unwind(cb: Option<unsafe extern "C-unwind" fn(*mut c_void)>); }

#[no_mangle]
pub extern "C" fn exported(a: i32, b: *const u8) -> i32 { a + b as i32 }
#[export_name = "custom.name"]
pub fn named() -> u8 { 1 }
#[no_mangle]
pub static EXPORTED_STATIC: u32 = 9;
#[no_mangle]
pub static mut EXPORTED_MUT: [u8; 4] = [0; 4];
pub extern "C" fn mangled_c(h: &mut Handle) -> *mut Handle { h }
#[cfg(target_arch = "x86_64")]
pub extern "sysv64" fn sysv(a: u64) -> u64 { a }
#[cfg(target_arch = "x86_64")]
pub extern "win64" fn win(a: u64, b: f32) -> u64 { a + b as u64 }
#[cfg(since_63)]
pub extern "C-unwind" fn unwinding(f: extern "C-unwind" fn()) { f() }
#[cfg(target_arch = "x86_64")]
pub extern "efiapi" fn efi(x: usize) -> usize { x }
pub type Callback = unsafe extern "C" fn(*mut c_void, len: usize, ...) -> i32;
pub struct Ops { pub open: Option<extern "C" fn(i32) -> i32>, pub close: Callback }
#[linkage = "weak"]
#[no_mangle]
pub extern "C" fn weak() {}
#[cold]
#[inline(never)]
#[track_caller]
pub fn caller(x: u8) -> u8 { if x == 0 { loop {} } x }
