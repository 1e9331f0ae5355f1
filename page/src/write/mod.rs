//! Cards written in the open web's own words: a page for crawlers and people, oEmbed answers,
//! JSON-LD, text to paste, and the files by which apps and sites know each other.
//!
//! A card's values come from strangers. Whatever they are, each writer puts them where they are
//! text and nothing else, and of addresses only `http` and `https` ones come out. One exception is
//! a button that opens an app by its own scheme: it is written only where a platform's dialect
//! made the address, never where a page asked for it.

mod area;
mod body;
mod escape;
mod head;
mod json_ld;
mod link;
mod oembed;
mod page;
mod plain;
pub mod qr;
mod scripts;
mod showing;
mod style;
mod tame;
mod twitter;
mod verdict;
mod view;
mod ways;
mod well_known;
mod words;

pub use json_ld::json_ld;
pub use oembed::{Asked, oembed_json, oembed_xml};
pub use page::{page_html, page_html_with, policy, policy_with};
pub use plain::plain_text;
pub use scripts::Scripts;
pub use showing::{Inside, Reader, Showing, Tongue};
pub use well_known::{
    AndroidApp, Paths, UnfitApp, android_asset_links, apple_app_site_association,
    harmony_applinking,
};
