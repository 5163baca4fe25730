// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//@ crate-type: proc-macro
//! A procedural macro crate: function-like, derive with helper attributes, attribute.
extern crate proc_macro;
use proc_macro::{TokenStream, TokenTree};

/// Expands to a number.
#[proc_macro]
pub fn seven(_input: TokenStream) -> TokenStream { "7u8".parse().unwrap() }
#[proc_macro_derive(Answer, attributes(answer, question))]
pub fn derive_answer(input: TokenStream) -> TokenStream {
    let mut it = input.into_iter();
    while let Some(t) = it.next() {
        if let TokenTree::Ident(i) = &t { if i.to_string() == "struct" { let n = it.next().unwrap(); return format!("impl {} {{ pub const ANSWER: u8 = 42; }}", n).parse().unwrap(); } }
    }
    TokenStream::new()
}
#[proc_macro_attribute]
pub fn keep(_attr: TokenStream, item: TokenStream) -> TokenStream { item }
#[deprecated]
#[proc_macro_attribute]
pub fn gone(_attr: TokenStream, _item: TokenStream) -> TokenStream { TokenStream::new() }
fn helper() -> u8 { 3 }
#[allow(dead_code)]
static UNUSED: fn() -> u8 = helper;
