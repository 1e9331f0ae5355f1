//! A picture for a terminal, by whichever way it can: what is returned is to be written to it as it
//! is, and takes up its own lines.

mod blocks;
mod inline;
mod sixel;

pub use blocks::blocks;
pub use inline::{iterm, kitty};
pub use sixel::sixel;
