//! The links and codes that platforms make, by name, and what a card asks for when it is to have one.

use drawbridge_canon::share::{Card, LeadsTo, Opening, OwnCode, OwnLink, Share, Step};
use drawbridge_canon::{Dialect, Fault};

use super::making::Wanted;

/// A kind of link that a platform makes, with whose it is.
#[derive(Clone, Copy)]
pub struct Making {
    /// The platform, by its dialect's name.
    pub platform: &'static str,
    /// Its half of the share gate.
    pub share: &'static Share,
    /// The kind of link.
    pub own: &'static OwnLink,
}

impl Making {
    /// `platform/link`, as forms are named.
    pub fn name(&self) -> String {
        format!("{}/{}", self.platform, self.own.name)
    }

    /// All of them.
    pub fn all<'a>(dialects: &'a [&'static Dialect]) -> impl Iterator<Item = Self> + 'a {
        let spoken = dialects.iter().filter_map(|dialect| Some((dialect.name, dialect.share?)));
        spoken.flat_map(|(platform, share)| {
            share.links.iter().map(move |own| Self { platform, share, own })
        })
    }

    /// The one of that name.
    pub fn named(name: &str, dialects: &[&'static Dialect]) -> Option<Self> {
        Self::all(dialects).find(|making| making.name() == name)
    }

    /// The link that leads to what a card is about.
    pub fn wanted(&self, card: &Card) -> Result<Wanted, Fault> {
        if self.own.to == LeadsTo::Page {
            return page_of(card, self.platform);
        }
        may_be_handed_on(card)?;
        let title = card.title.as_ref().map(|title| title.value.clone());
        let url = card.url.as_ref().map(|url| url.value.clone());
        let none = || Fault::untranslatable("url", "the card has no address");
        Ok(Wanted { path: url.ok_or_else(none)?, title, ..Wanted::default() })
    }
}

/// A kind of code that a platform draws, with whose it is.
#[derive(Clone, Copy)]
pub struct Coding {
    /// The platform, by its dialect's name.
    pub platform: &'static str,
    /// Its half of the share gate.
    pub share: &'static Share,
    /// The kind of code.
    pub own: &'static OwnCode,
}

impl Coding {
    /// `platform/code`, as forms are named.
    pub fn name(&self) -> String {
        format!("{}/{}", self.platform, self.own.name)
    }

    /// All of them.
    pub fn all<'a>(dialects: &'a [&'static Dialect]) -> impl Iterator<Item = Self> + 'a {
        let spoken = dialects.iter().filter_map(|dialect| Some((dialect.name, dialect.share?)));
        spoken.flat_map(|(platform, share)| {
            share.codes.iter().map(move |own| Self { platform, share, own })
        })
    }

    /// The one of that name.
    pub fn named(name: &str, dialects: &[&'static Dialect]) -> Option<Self> {
        Self::all(dialects).find(|coding| coding.name() == name)
    }

    /// The code that leads to what a card opens.
    pub fn wanted(&self, card: &Card) -> Result<Wanted, Fault> {
        page_of(card, self.platform)
    }
}

/// A platform has no words for "this is not opened": what the standard refuses is not handed on.
fn may_be_handed_on(card: &Card) -> Result<(), Fault> {
    if card.safety.as_ref().is_some_and(|safety| safety.step == Step::Refuse) {
        let why = "the standard refuses to open it; the card's `safety` says why, and what helps";
        return Err(Fault::untranslatable("safety", why));
    }
    Ok(())
}

/// The page of a mini program that a card opens at a platform.
fn page_of(card: &Card, platform: &str) -> Result<Wanted, Fault> {
    may_be_handed_on(card)?;
    let page = card.openings.iter().find_map(|told| match &told.value {
        Opening::Mini { host, app_id, path: Some(path), .. } if host == platform => {
            Some((app_id.clone(), path.as_str()))
        }
        _ => None,
    });
    let none = || {
        let message = "the card opens no page of a mini program there: name the page itself";
        Fault::untranslatable("openings", message)
    };
    let (app, path) = page.ok_or_else(none)?;
    let title = card.title.as_ref().map(|title| title.value.clone());
    Ok(Wanted { title, app, ..Wanted::page(path) })
}

impl Wanted {
    /// A page of a mini program: with or without the slash before it, with or without a query.
    pub fn page(page: &str) -> Self {
        let (path, query) = page.split_once('?').unwrap_or((page, ""));
        let path = path.trim_start_matches('/').to_owned();
        Self { path, query: query.to_owned(), ..Self::default() }
    }
}
