//! Fetching from the public internet: pages, short links, pictures, for cards.
//!
//! Strangers choose what is fetched, so nothing they write may lead inside, hold us up, or fill our
//! memory. The way of an address:
//!
//! 1. [`Target`] parses it once, as browsers do, and judges scheme, credentials, port and host
//!    ([`names`], [`ranges`]). Only what was parsed is used from there on.
//! 2. A name is looked up ([`Resolve`]); every one of its addresses must be public. What is dialled
//!    ([`Dial`]) is one of these very addresses, so a name that changes its mind gains nothing.
//! 3. One connection, one question, no cookie, no proxy; the certificate must have the name.
//! 4. Each redirect begins at 1, at most five times, never in a circle, never from TLS to plain text.
//! 5. Content is taken within [`Limits`]: type, size packed and unpacked, time, rate. It goes piece by
//!    piece to a [`Sink`], which may have enough at any time.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use drawbridge_engine::fetch::{FetchAsk, FetchSettings, Fetcher, Purpose};
//! use drawbridge_engine::{outbound::NetSettings, world::World};
//!
//! let (world, _) = World::real();
//! let settings = FetchSettings::real(&NetSettings::default(), world)?;
//! let fetcher = Fetcher::new(settings.with_contact("https://bridge.example/about"));
//! let mut page = Vec::new();
//! let fetched = fetcher.fetch(FetchAsk::shared("https://example.com/", Purpose::Page), &mut page).await?;
//! println!("{} by way of {:?}", fetched.head.address, fetched.hops);
//! # Ok(())
//! # }
//! ```
//!
//! [`Memo`] keeps what was made of it within so many bytes: one fetch for all who ask at the same
//! time, stale values while they are fetched again, errors for a while. [`Pictures`] makes
//! small, clean pictures of what strangers call pictures.
//!
//! Every [`FetchError`] has a reason and a remedy in English and Chinese.

mod ask;
mod cache;
mod connect;
mod error;
mod exchange;
mod fetcher;
mod life;
mod limits;
mod memo;
mod net;
mod pace;
mod picture;
mod robots;
mod settings;
mod target;
mod unpack;
mod wire;
mod words;

pub use drawbridge_gate_share::reach::{names, ranges};

pub use ask::{End, FetchAsk, Fetched, Flow, Head, Known, Manner, Sink, Spent};
pub use cache::{Cache, Fill, Key, Look, Weigh};
pub use error::{FetchError, Kind, Next};
pub use fetcher::Fetcher;
pub use life::{Bounds, Freshness, Life};
pub use limits::{Limits, Purpose};
pub use memo::{Made, Memo};
pub use net::{Dial, Resolve, SystemResolve, TcpDial, Wire};
pub use pace::PaceSettings;
pub use picture::{Fit, Picture, PictureLimits, Pictures};
pub use robots::Robots;
pub use settings::{AGENT, FetchSettings, Own, TOKEN};
pub use target::{Target, Whom};
pub use words::Words;
