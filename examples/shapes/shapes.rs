// SPDX-License-Identifier: MIT OR Apache-2.0
//! The crate of the quick start: a small interface that needs no other crate's types.
//!
//! libshapes.rmeta beside it is what rustc 1.95.0 made of it:
//!   rustc --edition 2021 --crate-type rlib --emit=metadata,link -Csymbol-mangling-version=v0 --remap-path-prefix=$PWD=/shapes shapes.rs
#![no_std]

/// A point in the plane.
pub struct Point {
    pub x: f64,
    pub y: f64,
}

pub enum Shape {
    Dot,
    Circle { centre: Point, radius: f64 },
    Polygon(&'static [Point]),
}

pub trait Measure {
    fn area(&self) -> f64;
    fn contains(&self, p: Point) -> bool;
    fn is_empty(&self) -> bool {
        self.area() == 0.0
    }
}

impl Measure for Shape {
    fn area(&self) -> f64 {
        match self {
            Shape::Dot => 0.0,
            Shape::Circle { radius, .. } => 3.141592653589793 * radius * radius,
            Shape::Polygon(points) => twice_area(points) / 2.0,
        }
    }

    fn contains(&self, p: Point) -> bool {
        match self {
            Shape::Dot => false,
            Shape::Circle { centre, radius } => centre.distance_squared(&p) <= radius * radius,
            Shape::Polygon(_) => false,
        }
    }
}

impl Point {
    pub const ORIGIN: Point = Point { x: 0.0, y: 0.0 };

    pub fn distance_squared(&self, other: &Point) -> f64 {
        let (dx, dy) = (self.x - other.x, self.y - other.y);
        dx * dx + dy * dy
    }
}

fn twice_area(points: &[Point]) -> f64 {
    let mut sum = 0.0;
    let mut i = 1;
    while i < points.len() {
        sum += points[i - 1].x * points[i].y - points[i].x * points[i - 1].y;
        i += 1;
    }
    sum
}

pub static UNIT_CIRCLE: Shape = Shape::Circle { centre: Point::ORIGIN, radius: 1.0 };
pub static mut LAST: Point = Point::ORIGIN;

/// Called from C.
#[no_mangle]
pub extern "C" fn shapes_area(shape: &Shape) -> f64 {
    shape.area()
}

pub fn largest(shapes: &[Shape]) -> &Shape {
    let mut best = &UNIT_CIRCLE;
    let mut i = 0;
    while i < shapes.len() {
        if shapes[i].area() > best.area() {
            best = &shapes[i];
        }
        i += 1;
    }
    best
}

pub fn measure<M: Measure>(what: &M, callback: fn(f64) -> bool) -> bool {
    callback(what.area())
}

/// A pair of things that are compared by their size.
pub struct Pair<T> {
    pub first: T,
    pub second: T,
}

pub fn by_area(pair: Pair<Shape>) -> (Shape, Rest<Shape>) {
    if pair.first.area() < pair.second.area() {
        (pair.second, Rest::Some(pair.first))
    } else {
        (pair.first, Rest::None)
    }
}

/// What is left, if anything; `Option` would need another crate's types.
pub enum Rest<T> {
    None,
    Some(T),
}
