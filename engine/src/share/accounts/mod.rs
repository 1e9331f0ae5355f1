//! Our accounts with platforms: what is done in their name.
//!
//! Read in this order: [`roll`] is which accounts there are and which one is meant; [`desk`] is what is done
//! for them, and [`of_card`] what a card asks of it; [`lent`] is what a platform lends an account for a while, a token and a ticket, asked for once
//! for everybody and kept on the [`shelf`], where sibling nodes find it; [`paced`] keeps to what a platform
//! permits in a day; [`trouble`] is what goes wrong, and what to do about it.

mod desk;
mod lent;
mod of_card;
mod paced;
mod roll;
mod shelf;
mod trouble;

pub use desk::{Desk as AccountDesk, Lending, Made as MadeLink, Wanted as WantedLink};
pub use of_card::Making;
pub use roll::{Roll, ShareAccount, Use};
pub use trouble::{Doing, Trouble as AccountTrouble};
