//! What a platform can do, as one static value.

use crate::pay::Pay;
use crate::share::Share;

/// A platform. Capability is the presence of code: a half that is `None` is not spoken.
#[derive(Clone, Copy)]
pub struct Dialect {
    /// The name in configuration, paths and the capability matrix: lower case, no spaces.
    pub name: &'static str,
    /// The name for people, in English.
    pub title: &'static str,
    /// The name for people, in Chinese.
    pub title_zh: &'static str,
    /// The pay gate.
    pub pay: Option<&'static Pay>,
    /// The share gate.
    pub share: Option<&'static Share>,
}

impl Dialect {
    /// A platform that says nothing: the base for `..Dialect::SILENT`.
    pub const SILENT: Self = Self { name: "", title: "", title_zh: "", pay: None, share: None };
}
