//! A card in every form that is spoken: each platform's own, those of the open web, and pictures.

use drawbridge_canon::share::{Card, Form, Image, MiniAddress, Payload, Sharing, Step};
use drawbridge_canon::{Account, Dialect, Fault};
use drawbridge_page::write::{
    Asked, Inside, Reader, Showing, Tongue, json_ld, oembed_json, oembed_xml, page_html, plain_text,
};
use drawbridge_picture::{self as picture, PictureError, Studio};

use super::Drawing;
use crate::world::World;

/// A form of the open web, or a picture.
#[derive(Clone, Copy, Debug)]
pub struct OpenForm {
    /// Its name.
    pub name: &'static str,
    /// What it is, in English.
    pub title: &'static str,
    /// What it is, in Chinese.
    pub title_zh: &'static str,
    /// Its media type.
    pub media_type: &'static str,
}

/// The forms that are no platform's.
pub const OPEN_FORMS: &[OpenForm] = &[
    open("og", "Open Graph page", "Open Graph 页面", "text/html; charset=utf-8"),
    open("oembed", "oEmbed, JSON", "oEmbed（JSON）", "application/json"),
    open("oembed-xml", "oEmbed, XML", "oEmbed（XML）", "text/xml; charset=utf-8"),
    open("json-ld", "JSON-LD", "JSON-LD", "application/ld+json"),
    open("text", "text to paste", "可粘贴的文字", "text/plain; charset=utf-8"),
    open(
        "miniapp",
        "mini program's address (W3C)",
        "小程序地址（W3C）",
        "text/plain; charset=utf-8",
    ),
    open("png", "picture, PNG", "图片（PNG）", "image/png"),
    open("svg", "picture, SVG", "图片（SVG）", "image/svg+xml"),
];

const fn open(
    name: &'static str,
    title: &'static str,
    title_zh: &'static str,
    media_type: &'static str,
) -> OpenForm {
    OpenForm { name, title, title_zh, media_type }
}

/// What a card is written with.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    /// Whose forms are signed, where they are.
    pub account: &'a Account,
    /// The address of the page on which it is shared, where the form signs it. It is in no open form: what
    /// is shared is the link.
    pub page: Option<&'a str>,
    /// The ticket, where the form signs with one.
    pub ticket: Option<&'a str>,
    /// The link to be shared instead of the card's own.
    pub link: Option<&'a str>,
    /// Who serves a page.
    pub house: &'a str,
    /// The language of our own words on a page or a picture.
    pub tongue: Tongue,
    /// Whether a picture is light on dark.
    pub dark: bool,
}

/// Every form of the platforms: `platform/form` with the form.
pub fn platform_forms<'a>(
    dialects: &'a [&'static Dialect],
) -> impl Iterator<Item = (String, &'static str, &'static Form)> + 'a {
    let spoken = dialects.iter().filter_map(|dialect| Some((dialect.name, dialect.share?)));
    spoken.flat_map(|(name, share)| {
        share.forms.iter().map(move |form| (format!("{name}/{}", form.name), name, form))
    })
}

/// The platform whose form this is, and whether it is signed with a ticket; none for an open form, and for
/// one that there is not.
pub fn platform_of(form: &str, dialects: &[&'static Dialect]) -> Option<(&'static str, bool)> {
    let (_, platform, found) =
        platform_forms(dialects).find(|(name, platform, _)| name == form || *platform == form)?;
    let share = dialects.iter().find(|dialect| dialect.name == platform)?.share?;
    Some((platform, share.signed.contains(&found.name)))
}

/// Writes a card. `form` is the name of an open form, a platform's name for its first form, or
/// `platform/form`; none if there is no such form.
pub fn write(
    card: &Card,
    form: &str,
    writing: &Writing<'_>,
    (dialects, world): (&[&'static Dialect], &World),
) -> Option<Result<Payload, Fault>> {
    if let Some(open) = OPEN_FORMS.iter().find(|open| open.name == form) {
        return Some(write_open(card, open, writing));
    }
    let named = |name: &str, platform: &str| name == form || platform == form;
    let (_, _, found) =
        platform_forms(dialects).find(|(name, platform, _)| named(name, platform))?;
    // A platform has no words for "this is not opened".
    if is_refused(card) {
        return Some(Err(refused()));
    }
    let nonce = world.dice.nonce();
    let ctx = world.ctx(&nonce, writing.account);
    let Writing { page, ticket, link, .. } = *writing;
    Some((found.write)(card, &Sharing { ctx, page, ticket, link }))
}

fn is_refused(card: &Card) -> bool {
    card.safety.as_ref().is_some_and(|safety| safety.step == Step::Refuse)
}

/// What the standard refuses is not handed on.
fn refused() -> Fault {
    let why = "the standard refuses to open it; the card's `safety` says why, and what helps";
    Fault::untranslatable("safety", why)
}

/// The web's own address of the mini program's page that a card opens.
fn miniapp(card: &Card, media_type: &'static str) -> Result<Payload, Fault> {
    let address = MiniAddress::of(card).ok_or_else(|| {
        let why = "the card opens no page of a mini program whose number is known";
        Fault::untranslatable("openings", why)
    })?;
    Ok(Payload { media_type, body: address.to_string().into_bytes() })
}

fn write_open(card: &Card, form: &OpenForm, writing: &Writing<'_>) -> Result<Payload, Fault> {
    // A page and oEmbed's answers say that it is refused; a text has then nothing but the link that was lent
    // to it, by which one reads why.
    let says_so = matches!(form.name, "og" | "oembed" | "oembed-xml");
    if is_refused(card) && !says_so && (form.name != "text" || writing.link.is_none()) {
        return Err(refused());
    }
    if form.name == "miniapp" {
        return miniapp(card, form.media_type);
    }
    let media_type = form.media_type;
    if matches!(form.name, "png" | "svg") {
        let undrawn = |error: PictureError| Fault::Unsent(error.to_string());
        let mut studio = Studio::new().map_err(undrawn)?;
        let drawing = drawing_of(card, form.name == "svg", writing);
        return Ok(Payload { media_type, body: drawing.draw(&mut studio).map_err(undrawn)? });
    }
    let here = here(card, writing)?;
    let drawn = card.images.first().map(|image| image.value.clone());
    let drawn: Option<Image> = drawn.filter(|image| image.width.is_some());
    let reader = Reader { tongue: writing.tongue, inside: Inside::Browser, system: None };
    let showing = Showing {
        page: here,
        oembed: None,
        house: writing.house,
        picture: drawn.as_ref(),
        code: None,
        reader,
    };
    let body = match form.name {
        "og" => page_html(card, &showing),
        "oembed" => oembed_json(card, &showing, Asked::default()),
        "oembed-xml" => oembed_xml(card, &showing, Asked::default()),
        "json-ld" => json_ld(card, &showing),
        _ => plain_text(card, here, None),
    };
    Ok(Payload { media_type, body: body.into_bytes() })
}

/// What a form is told as the address of what it shows.
fn here<'a>(card: &'a Card, writing: &Writing<'a>) -> Result<&'a str, Fault> {
    let own = card.url.as_ref().map(|url| url.value.as_str());
    let no_address =
        || Fault::untranslatable("url", "a card without an address cannot be linked to");
    writing.link.or(own).ok_or_else(no_address)
}

/// What is to be drawn where the form is a picture, with its media type: a service draws it with
/// [`ShareEngine::draw`](super::ShareEngine::draw), which takes a while and is done once. A card without an
/// address has no code to scan, and is a card all the same.
pub fn drawing(card: &Card, form: &str, writing: &Writing<'_>) -> Option<(&'static str, Drawing)> {
    let open = OPEN_FORMS.iter().find(|open| open.name == form && !is_refused(card))?;
    let svg = matches!(form, "png" | "svg").then_some(form == "svg")?;
    Some((open.media_type, drawing_of(card, svg, writing)))
}

fn drawing_of(card: &Card, svg: bool, writing: &Writing<'_>) -> Drawing {
    let tongue = match writing.tongue {
        Tongue::Chinese => picture::Tongue::Zh,
        Tongue::English => picture::Tongue::En,
    };
    let link = writing.link.map(str::to_owned);
    Drawing { card: card.clone(), link, tongue, dark: writing.dark, svg }
}
