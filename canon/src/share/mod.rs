//! The share gate: a link or a share code in any message is a card that opens anywhere.
//!
//! A platform's [`Share`] finds its links and codes in a [`Message`], brings an address into its
//! canonical form, reads what only its own pages say, and writes a [`Card`] in its own words.

mod address;
mod around;
mod card;
mod exchanges;
mod found;
mod half;
mod letters;
pub mod literal;
mod message;
mod mini_address;
mod opening;
mod own;
mod page;
mod pictured;
mod price;
mod shown;
mod spelling;
pub mod state;
mod telling;
mod told;
mod verdict;
mod wall;
pub mod words;

pub use address::{Address, Canonical, Host, HostRole, Query, web_address};
pub use around::{last_pair, tidy_title};
pub use card::{Availability, Card, Image, Kind, Media, Note, Price, Rating};
pub use exchanges::{
    CALLS_AT, Expiry, LinkForm, MakeLink, MakeLinkAnswer, MakeLinkAsk, Resolve, ResolveAnswer,
    ResolveAsk, Ticket, TicketAnswer, TicketAsk, Token, TokenAnswer, TokenAsk,
};
pub use found::Found;
pub use half::{Form, PageScript, Payload, Share, Sharing, SignPage};
pub use message::{Link, Message, Names};
pub use mini_address::{MiniAddress, MiniPrefix};
pub use opening::Opening;
pub use own::{LeadsTo, OwnLink, Quota};
pub use page::Hints;
pub use pictured::{CodeForm, MakeCode, MakeCodeAsk, OwnCode, Pictured, media_type};
pub use price::{price_text, told_price};
pub use telling::{
    cut_bytes, cut_chars, inert_json, plain, told_image, told_link, told_path, told_text,
    told_title,
};
pub use told::{Source, Told};
pub use verdict::{Finding, Safety, Step};
pub use wall::Wall;
