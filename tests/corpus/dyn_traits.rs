// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! Trait objects: several bounds, projections, supertrait vtables, object-safe and not object-safe methods.
use std::any::Any;
use std::error::Error;
use std::rc::Rc;

pub trait Shape { fn area(&self) -> f64; fn name(&self) -> String { String::new() } fn boxed(self: Box<Self>) -> Box<dyn Shape>; fn not_dyn<T>(&self, t: T) -> T where Self: Sized { t } }
pub trait Solid: Shape + Any { fn volume(&self) -> f64; fn rc(self: Rc<Self>) -> usize; }
pub struct Cube(pub f64);
impl Shape for Cube { fn area(&self) -> f64 { self.0 * 6.0 } fn boxed(self: Box<Self>) -> Box<dyn Shape> { self } }
impl Solid for Cube { fn volume(&self) -> f64 { self.0.powi(3) } fn rc(self: Rc<Self>) -> usize { Rc::strong_count(&self) } }
impl Drop for Cube { fn drop(&mut self) {} }
pub fn make() -> Box<dyn Solid> { Box::new(Cube(1.0)) }
pub fn borrow<'a>(s: &'a (dyn Shape + Send + Sync + 'a)) -> f64 { s.area() }
pub fn iter<'a>(v: &'a [u8]) -> Box<dyn Iterator<Item = &'a u8> + 'a> { Box::new(v.iter().rev()) }
pub fn error() -> Result<(), Box<dyn Error + Send + Sync + 'static>> { Err("e".into()) }
pub fn higher(f: &dyn for<'x> Fn(&'x str) -> &'x str) -> usize { f("a").len() }
pub struct Registry { pub items: Vec<Box<dyn Solid>>, pub by: Option<Rc<dyn Fn(&dyn Shape) -> bool>> }
impl dyn Shape { pub fn inherent(&self) -> f64 { self.area() * 2.0 } }
impl PartialEq for dyn Shape + '_ { fn eq(&self, o: &dyn Shape) -> bool { self.area() == o.area() } }
pub trait Visitor<R> { fn visit(&mut self, n: &dyn Node<R>) -> R; }
pub trait Node<R> { fn accept(&self, v: &mut dyn Visitor<R>) -> R; }
pub fn downcast(a: &dyn Any) -> Option<&u32> { a.downcast_ref() }
pub static TABLE: [&(dyn Shape + Sync); 1] = [&Cube(2.0)];
pub struct Unsized<T: ?Sized> { pub head: u8, pub tail: T }
pub fn unsized_dyn(u: &Unsized<dyn Shape>) -> f64 { u.tail.area() }
pub fn coerce(u: &Unsized<[u8; 3]>) -> &Unsized<[u8]> { u }
