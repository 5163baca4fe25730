// SPDX-License-Identifier: MIT OR Apache-2.0
//! C functions, callbacks and foreign items.
#![no_std]
#![feature(c_variadic, extern_types)]

#[repr(C)]
pub struct Device {
    pub id: u32,
    pub ops: *const Ops,
    pub private: *mut Opaque,
}

#[repr(C)]
pub struct Ops {
    pub open: Option<unsafe extern "C" fn(*mut Device) -> i32>,
    pub close: Option<unsafe extern "C" fn(*mut Device)>,
    pub ioctl: Option<unsafe extern "C" fn(*mut Device, u32, usize) -> i64>,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Small {
    pub a: u32,
    pub b: u32,
}

extern "C" {
    pub type Opaque;
    fn c_helper(d: *mut Device, n: u32) -> i32;
    static c_limit: u32;
}

#[no_mangle]
pub extern "C" fn device_open(d: *mut Device) -> i32 {
    unsafe { c_helper(d, 1) }
}

#[no_mangle]
pub unsafe extern "C" fn device_log(level: u32, mut _args: ...) -> i32 {
    level as i32
}

pub extern "C" fn small(s: Small) -> u32 {
    s.a + s.b
}

pub extern "C" fn register(cb: extern "C" fn(u32) -> u32) -> u32 {
    cb(1)
}

pub fn limit() -> u32 {
    unsafe { c_limit }
}

pub extern "C" fn opaque(o: *mut Opaque) -> bool {
    o.is_null()
}

#[export_name = "renamed_symbol"]
pub extern "C" fn exported(n: u8) -> u8 {
    n
}
