// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! SIMD vectors, target features and platform intrinsics.
#![no_std]
#![feature(repr_simd)]
#![cfg_attr(since_63, feature(portable_simd))]
#![allow(non_camel_case_types, internal_features)]
#[cfg(target_arch = "x86_64")]
use core::arch::x86_64::*;
#[cfg(since_63)]
use core::simd::f32x4;

#[cfg(since_85)]
#[repr(simd)]
#[derive(Clone, Copy)]
pub struct mine([u32; 4]);
#[cfg(not(since_85))]
#[repr(simd)]
#[derive(Clone, Copy)]
pub struct mine(u32, u32, u32, u32);
#[cfg(target_arch = "x86_64")]
pub struct Holder { pub v: __m256i, pub m: mine, pub w: [__m128; 2] }
#[cfg(target_arch = "x86_64")]
pub fn add(a: __m128i, b: __m128i) -> __m128i { unsafe { _mm_add_epi32(a, b) } }
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
pub unsafe fn wide(a: __m256i) -> __m256i { _mm256_add_epi8(a, a) }
#[cfg(since_63)]
pub fn portable(a: f32x4, b: f32x4) -> f32x4 { a * b }
#[cfg(since_63)]
pub fn splat(x: f32) -> [f32; 4] { f32x4::splat(x).to_array() }
#[cfg(target_arch = "x86_64")]
#[inline]
pub fn detect(p: &[u8; 16]) -> i32 { unsafe { let v = _mm_loadu_si128(p.as_ptr() as *const __m128i); _mm_movemask_epi8(v) } }
