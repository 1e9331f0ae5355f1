//! Our accounts with platforms: what is done in their name.
//!
//! Read in this order: [`roll`] is which accounts there are and which one is meant; [`desk`] is what is done
//! for them, [`making`] the links and codes that platforms make, and [`of_card`] what a card asks of them; [`lent`] is what a platform lends an account for a while, a token and a ticket, asked for once
//! for everybody and kept on the [`shelf`], where sibling nodes find it; [`paced`] keeps to what a platform
//! permits in a day, which [`tally`] counts for all nodes; [`trouble`] is what goes wrong, and what to do about it.

mod desk;
mod lent;
mod making;
mod of_card;
mod paced;
mod roll;
mod shelf;
mod tally;
mod trouble;

pub use desk::{Desk as AccountDesk, Lending};
pub use making::{Coded as MadeCode, Made as MadeLink, Wanted as WantedLink};
pub use of_card::{Coding, Making};
pub use roll::{Roll, ShareAccount, Use};
pub use trouble::{Doing, Trouble as AccountTrouble};
