//! Links that a platform makes of its own, on request and in the name of an account with it.

use super::exchanges::{Expiry, LinkForm};

/// A kind of link that a platform makes.
#[derive(Clone, Copy, Debug)]
pub struct OwnLink {
    /// Its name among the platform's forms, lower case.
    pub name: &'static str,
    /// What it is, in English.
    pub title: &'static str,
    /// What it is, in Chinese.
    pub title_zh: &'static str,
    /// Its form, as the platform is asked for it.
    pub form: LinkForm,
    /// What it leads to.
    pub to: LeadsTo,
    /// When it ends if nobody says so.
    pub usual: Expiry,
    /// How many the platform makes for one app.
    pub quota: Quota,
}

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeadsTo {
    /// A page of the account's own mini program.
    Page,
    /// An address of the platform's.
    Address,
}

/// How many links a platform makes for one app in a day. Several kinds of link may share one quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Of what it is the quota: kinds of link that share one have the same name here.
    pub pool: &'static str,
    /// So many a Beijing day; zero where no limit is published.
    pub a_day: u32,
}
