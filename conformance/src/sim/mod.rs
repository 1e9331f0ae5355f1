//! A deterministic simulator of the engine: the real gate, fronts, dialects, simulated wallets and
//! stores, in a world whose time, chance, network and deaths follow from one number.
//!
//! Read in this order: [`executor`] runs everything in one thread; [`noise`] says how much goes
//! wrong; [`net`] carries requests, [`store`] stands between a node and what it keeps; [`people`],
//! [`houses`], [`buyer`] and [`town`] are where it happens; [`life`] is what happens in it; [`plants`] are defects put
//! in on purpose. What must be true at the end is in [`check`](crate::check).

pub mod buyer;
pub mod executor;
pub mod houses;
pub mod keys;
pub mod life;
pub mod net;
pub mod noise;
pub mod people;
pub mod plants;
mod scenes;
pub mod store;
pub mod town;
mod world;

pub use executor::Sim;
pub use life::Life;
pub use plants::Plant;
pub use store::Vault;
pub use town::{Making, Town};
