// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021
//! SIMD vectors, target features and platform intrinsics.
#![no_std]
#![feature(repr_simd)]
#![feature(portable_simd)]
#![allow(non_camel_case_types, internal_features)]
use core::arch::x86_64::*;
use core::simd::f32x4;

#[cfg(r195)]
#[repr(simd)]
#[derive(Clone, Copy)]
pub struct mine([u32; 4]);
#[cfg(not(r195))]
#[repr(simd)]
#[derive(Clone, Copy)]
pub struct mine(u32, u32, u32, u32);
pub struct Holder { pub v: __m256i, pub m: mine, pub w: [__m128; 2] }
pub fn add(a: __m128i, b: __m128i) -> __m128i { unsafe { _mm_add_epi32(a, b) } }
#[target_feature(enable = "avx2")]
pub unsafe fn wide(a: __m256i) -> __m256i { _mm256_add_epi8(a, a) }
pub fn portable(a: f32x4, b: f32x4) -> f32x4 { a * b }
pub fn splat(x: f32) -> [f32; 4] { f32x4::splat(x).to_array() }
#[inline]
pub fn detect(p: &[u8; 16]) -> i32 { unsafe { let v = _mm_loadu_si128(p.as_ptr() as *const __m128i); _mm_movemask_epi8(v) } }
