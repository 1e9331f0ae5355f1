//! What a card says, with where it was read.

use serde::{Deserialize, Serialize};

/// A value and where it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told<T> {
    /// What is said.
    pub value: T,
    /// Who says so.
    pub from: Source,
}

impl<T> Told<T> {
    /// A value read at a place.
    pub const fn new(value: T, from: Source) -> Self {
        Self { value, from }
    }
}

/// Where a field of a card was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Open Graph and its vocabularies (`og:`, `article:`, `product:`, `video:`, `music:`, `al:`).
    OpenGraph,
    /// Twitter's cards (`twitter:`).
    TwitterCard,
    /// JSON-LD, schema.org.
    JsonLd,
    /// Microdata, schema.org.
    Microdata,
    /// RDFa Lite.
    Rdfa,
    /// Microformats, either version.
    Microformats,
    /// Dublin Core and the other `<meta>` vocabularies of publishers.
    Meta,
    /// An oEmbed answer.
    Oembed,
    /// Plain HTML: `<title>`, `<link>`, `<html lang>`, a picture in the text.
    Html,
    /// The state that the platform's own page carries for its own program.
    State,
    /// The words around a link or code in a message.
    Message,
    /// The address itself.
    Address,
    /// The platform's answer to a question about a link or code.
    Platform,
}
