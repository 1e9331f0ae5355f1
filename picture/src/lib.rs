//! Cards as pictures: shaped Chinese text, wrapped lines, a code to scan.
//!
//! A card is laid out once into a [`Scene`] of whole pixels ([`Studio::scene`]); the scene is drawn
//! as pixels ([`Studio::canvas`], [`Studio::png`]), written as SVG ([`Studio::svg`]), or shown in a
//! terminal ([`terminal`]). Nothing is read but the arguments, and the same arguments give the same
//! bytes.

mod code;
mod fewer;
mod layout;
mod look;
mod png;
mod raster;
mod scene;
mod studio;
mod svg;
pub mod terminal;
mod text;
mod words;

pub use look::{Look, Pixels, Shape, Tone, Tongue};
pub use raster::Canvas;
pub use scene::{Area, Colour, Item, Line, Placed, Role, Scene};
pub use studio::{PictureError, Studio};
