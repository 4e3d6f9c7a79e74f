//! A small bakery, with prices in more than one currency.

use std::collections::HashMap;
use std::fmt::{self, Display};

/// What a loaf costs at most, in €.
pub const DEAREST: u32 = 1_200;

macro_rules! loaves {
    ($($name:expr),*) => { vec![$(Loaf::new($name)),*] };
}

/// Something that was baked. 🥖
///
/// It does not keep.
#[derive(Debug, Clone)]
pub struct Loaf {
    name: String,
    pub weight: u32,
}

pub struct Grams(pub u32);

#[derive(Debug)]
pub enum Crust {
    Thin,
    Brün { colour: String },
}

pub trait Bake {
    type Out;

    fn bake(&mut self, minutes: f32) -> Self::Out;
}

impl<T> Bake for Oven<T>
where
    T: Display,
{
    type Out = Option<Loaf>;

    fn bake(
        &mut self,
        minutes: f32, // at 200 °C
    ) -> Self::Out {
        let label = format!("{} – {} min", self.name, minutes);
        self.done.insert(label, minutes > 30.0);
        None
    }
}

pub struct Oven<T> {
    name: T,
    done: HashMap<String, bool>,
}

mod shop {
    pub(crate) fn open() -> bool {
        true
    }
}

impl fmt::Display for Loaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /* plain « quotes » */
        write!(f, "{}", self.name)
    }
}
