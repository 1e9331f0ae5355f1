//! Links and codes that platforms make in the name of accounts. What their published rules do not permit is
//! refused before anything is sent, and what they permit in a day is counted.

use std::sync::Arc;

use drawbridge_canon::share::{
    Expiry, MakeCode, MakeCodeAsk, MakeLink, MakeLinkAsk, OwnCode, OwnLink, Pictured, Quota, Share,
};
use drawbridge_canon::{Codec, Exchange, Timestamp};

use super::desk::{Desk, Held, Put};
use super::roll::Use;
use super::trouble::{Doing, Trouble};
use crate::fetch::{FetchAsk, FetchError, Fit, Kind, Picture, Pictures, Purpose};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The largest picture of a code that is handed on. Platforms draw them 1,280 pixels wide at most, but for
/// those that are to be printed.
const LARGEST: Fit = Fit { width: 2048, height: 2048 };

/// A link or a code that is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The page of the mini program without a leading slash, or the address.
    pub path: String,
    /// The page's query without `?`.
    pub query: String,
    /// The title, where the form carries one.
    pub title: Option<String>,
    /// When a link ends; as is usual for the form, if absent. Codes do not end.
    pub expiry: Option<Expiry>,
    /// How wide the picture of a code is, in pixels; as is usual at the platform, if absent.
    pub width: Option<u32>,
    /// The account's name; the platform's first that fits, if absent.
    pub account: Option<String>,
    /// Whose page it is, by the platform's number for the app.
    pub app: Option<String>,
}

/// A link that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// As the platform made it.
    pub link: String,
    /// By which account.
    pub account: String,
    /// When it ends; never, if absent.
    pub ends: Option<Timestamp>,
}

/// A code that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coded {
    /// As we drew it anew: no byte of the platform's file is handed on.
    pub picture: Picture,
    /// By which account.
    pub account: String,
}

impl Desk {
    /// Has the platform make a link.
    pub async fn make(
        self: &Arc<Self>,
        (platform, share): (&str, &Share),
        own: &OwnLink,
        wanted: Wanted,
    ) -> Result<Made, Trouble> {
        let Wanted { path, query, title, expiry, account, app, .. } = wanted;
        let held = self.choose(platform, Use::Links, (account.as_deref(), app.as_deref()))?;
        let codec = share.make_link.ok_or_else(|| held.cannot(Doing::Link))?;
        let expiry = expiry.unwrap_or(own.usual);
        let ask = MakeLinkAsk { token: String::new(), form: own.form, path, query, title, expiry };
        let put = |ask: &mut MakeLinkAsk, token: &str| token.clone_into(&mut ask.token);
        let now = self.world.clock.now();
        let paced = (own.quota, Doing::Link);
        let made = self.made::<MakeLink>(&held, codec, (ask, put), paced).await?;
        let ends = match expiry {
            Expiry::Never => None,
            Expiry::At(at) => Some(at),
            Expiry::Days(days) => Some(now.plus_ms(i64::from(days) * DAY_MS)),
        };
        Ok(Made { link: made.link, account: held.one.name.clone(), ends })
    }

    /// Has the platform draw a code, and draws it anew.
    pub async fn make_code(
        self: &Arc<Self>,
        (platform, share): (&str, &Share),
        own: &OwnCode,
        wanted: Wanted,
        pictures: &Pictures,
    ) -> Result<Coded, Trouble> {
        let Wanted { path, query, title, width, account, app, .. } = wanted;
        let held = self.choose(platform, Use::Links, (account.as_deref(), app.as_deref()))?;
        let codec = share.make_code.ok_or_else(|| held.cannot(Doing::Drawing))?;
        let ask = MakeCodeAsk { token: String::new(), form: own.form, path, query, title, width };
        let put = |ask: &mut MakeCodeAsk, token: &str| token.clone_into(&mut ask.token);
        let paced = (own.quota, Doing::Drawing);
        let picture = match self.made::<MakeCode>(&held, codec, (ask, put), paced).await? {
            Pictured::Bytes(bytes) => {
                let drawn = pictures.redraw(bytes, LARGEST).await;
                drawn.map_err(|kind| held.no_picture(&FetchError::new(kind, "")))?
            }
            Pictured::At(address) => {
                let ask = FetchAsk::shared(&address, Purpose::Image);
                let fetched = pictures.fetch(ask, LARGEST).await;
                let (_, picture) = fetched.map_err(|error| held.no_picture(&error))?;
                let none = || held.no_picture(&FetchError::new(Kind::NotAPicture, &address));
                picture.ok_or_else(none)?
            }
        };
        Ok(Coded { picture, account: held.one.name.clone() })
    }

    /// Has the platform make something, within what it permits.
    async fn made<X>(
        self: &Arc<Self>,
        held: &Arc<Held>,
        codec: &dyn Codec<X>,
        (ask, put): (X::Ask, Put<X>),
        (quota, doing): (Quota, Doing),
    ) -> Result<X::Answer, Trouble>
    where
        X: Exchange,
        X::Ask: Send + Sync,
        X::Answer: Send,
    {
        self.permitted(held, codec, &ask, doing)?;
        self.take(held, quota).await?;
        let made = self.with_token::<X>(held, codec, (ask, put), doing).await;
        if let Err(trouble) = &made
            && trouble.is_too_often()
        {
            held.paced.rest(self.world.clock.wall(), trouble.code());
        }
        made
    }

    /// Whether the platform has words for it.
    fn permitted<X: Exchange>(
        &self,
        held: &Held,
        codec: &dyn Codec<X>,
        ask: &X::Ask,
        doing: Doing,
    ) -> Result<(), Trouble> {
        let nonce = self.world.dice.nonce();
        let written = codec.write_ask(ask, &self.world.ctx(&nonce, &held.one.account));
        written.map(drop).map_err(|fault| held.fault(doing, fault, &[]))
    }
}
