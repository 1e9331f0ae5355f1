//! What one pass over a page's bytes saw: slices of it, nothing decoded.

use std::ops::Range;

use super::keys::Key;
use super::limits::{AUTHORS, ICONS, IMAGES};
use super::pass;

/// What was seen of a page: slices of it, nothing decoded.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    /// The first value of each key that is not blank.
    metas: [Option<&'a [u8]>; Key::COUNT],
    /// Whoever else is named as its author.
    pub(super) authors: Vec<(Key, &'a [u8])>,
    /// Open Graph's pictures.
    pub(super) images: Vec<Picture<'a>>,
    /// Marks of the site.
    pub(super) icons: Vec<Icon<'a>>,
    /// Addresses in `<link>`.
    pub(super) links: Links<'a>,
    /// Films and sounds in the text.
    pub(super) media: Played<'a>,
    /// Where the names of sounds' files end.
    pub(super) sounds: Vec<usize>,
    /// The first `<title>` that is not blank and not in a drawing.
    pub(super) title: Option<&'a [u8]>,
    /// `<html lang>`.
    pub(super) language: Option<&'a [u8]>,
    /// `<base href>`.
    pub(super) base: Option<&'a [u8]>,
    /// The first charset that the page declares.
    pub(super) charset: Option<&'a [u8]>,
    /// Blocks of JSON-LD.
    pub(super) blocks: Vec<&'a [u8]>,
    /// Other scripts, for those who know what a platform keeps in them.
    pub(super) scripts: Vec<&'a [u8]>,
    /// What lies outside of scripts, drawings and comments.
    pub(super) prose: Vec<Range<usize>>,
    /// Where the first `itemprop` or `itemscope` stands.
    pub(super) items: Option<usize>,
    /// Where the first `typeof` stands.
    pub(super) typed: Option<usize>,
    /// Whether an `itemprop` says what a thing costs or how it is rated.
    pub(super) worth: bool,
    /// How far the page was looked through.
    pub(super) until: usize,
}

/// A picture with what binds to it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Picture<'a> {
    pub(super) url: &'a [u8],
    pub(super) secure: Option<&'a [u8]>,
    pub(super) width: Option<&'a [u8]>,
    pub(super) height: Option<&'a [u8]>,
    pub(super) alt: Option<&'a [u8]>,
}

impl Picture<'_> {
    /// Whether nothing but its address was told yet.
    fn open(&self) -> bool {
        self.secure.is_none() && self.width.is_none() && self.height.is_none()
    }
}

/// A mark of the site.
#[derive(Clone, Copy, Debug)]
pub(super) struct Icon<'a> {
    pub(super) url: &'a [u8],
    pub(super) sizes: Option<&'a [u8]>,
}

/// Addresses in `<link>`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Links<'a> {
    pub(super) canonical: Option<&'a [u8]>,
    pub(super) image: Option<&'a [u8]>,
    pub(super) author: Option<&'a [u8]>,
    pub(super) manifest: Option<&'a [u8]>,
    pub(super) oembed: Option<&'a [u8]>,
    pub(super) oembed_xml: Option<&'a [u8]>,
    pub(super) neutral: Option<&'a [u8]>,
}

/// Films and sounds in the text: the first of each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Played<'a> {
    pub(super) audio: Option<&'a [u8]>,
    pub(super) video: Option<&'a [u8]>,
    /// The picture that stands for the film.
    pub(super) poster: Option<&'a [u8]>,
}

impl<'a> Seen<'a> {
    /// Looks through a page.
    pub(super) fn of(page: &'a [u8]) -> Self {
        let mut seen = Self::nothing();
        pass::run(page, &mut seen);
        seen
    }

    fn nothing() -> Self {
        Self {
            metas: [None; Key::COUNT],
            authors: Vec::new(),
            images: Vec::new(),
            icons: Vec::new(),
            links: Links::default(),
            media: Played::default(),
            sounds: Vec::new(),
            title: None,
            language: None,
            base: None,
            charset: None,
            blocks: Vec::new(),
            scripts: Vec::new(),
            prose: Vec::new(),
            items: None,
            typed: None,
            worth: false,
            until: 0,
        }
    }

    /// What a key tells.
    pub(super) fn meta(&self, key: Key) -> Option<&'a [u8]> {
        self.metas[key as usize]
    }

    /// Whether Open Graph told title and picture, which is what a card most needs.
    pub(super) fn told(&self) -> bool {
        self.meta(Key::OgTitle).is_some() && !self.images.is_empty()
    }

    /// What will be read as words.
    pub(super) fn values(&self) -> impl Iterator<Item = &'a [u8]> + Clone {
        let metas = self.metas.iter().flatten().copied();
        metas.chain(self.title).chain(self.blocks.iter().copied())
    }

    /// Takes what a `<meta>` tells: the first of each counts.
    pub(super) fn tell(&mut self, key: Key, value: &'a [u8]) {
        match key {
            Key::OgImage | Key::OgImageUrl | Key::OgImageSecure => self.image(key, value),
            Key::OgImageWidth => self.of_image(|image| &mut image.width, value),
            Key::OgImageHeight => self.of_image(|image| &mut image.height, value),
            Key::OgImageAlt => self.of_image(|image| &mut image.alt, value),
            Key::Tile => self.icon(Icon { url: value, sizes: None }),
            Key::ArticleAuthor | Key::Author | Key::PaperAuthor | Key::DublinCreator
                if self.meta(key).is_some() =>
            {
                if self.authors.len() < AUTHORS {
                    self.authors.push((key, value));
                }
            }
            _ => {
                self.metas[key as usize].get_or_insert(value);
            }
        }
    }

    /// `og:image` begins a picture; `og:image:url` and `og:image:secure_url` do so only where there
    /// is none that they could belong to: behind its sides another one begins.
    fn image(&mut self, key: Key, value: &'a [u8]) {
        let room = self.images.len() < IMAGES;
        match (key, self.images.last_mut()) {
            (Key::OgImageUrl, Some(last)) if last.open() || last.url == value => last.url = value,
            (Key::OgImageSecure, Some(last)) if last.secure.is_none() => last.secure = Some(value),
            _ if room => {
                self.images.push(Picture { url: value, ..Picture::default() });
            }
            _ => {}
        }
    }

    fn of_image(
        &mut self,
        part: for<'p> fn(&'p mut Picture<'a>) -> &'p mut Option<&'a [u8]>,
        value: &'a [u8],
    ) {
        if let Some(last) = self.images.last_mut() {
            part(last).get_or_insert(value);
        }
    }

    /// Takes a mark.
    pub(super) fn icon(&mut self, icon: Icon<'a>) {
        if self.icons.len() < ICONS {
            self.icons.push(icon);
        }
    }
}
