//! From a card to a scene.

mod mini;
mod palette;
mod set;
mod wide;

use drawbridge_canon::share::{Card, Kind, Step, told_price};

use crate::code::{QUIET, code};
use crate::look::{Look, Shape, Tongue};
use crate::scene::{Area, Item, Role, Scene};
use crate::text::{Fonts, Shaped, clean};
use crate::words;
use palette::Palette;
use set::Setter;

/// Lays a card out.
pub(crate) fn scene<'a>(fonts: &Fonts<'_>, card: &Card, look: &Look<'a>) -> Scene<'a> {
    let content = Content::of(fonts, card, look);
    let palette = Palette::of(look.tone, content.kind);
    let (width, height) = look.shape.size();
    let mut scene = Scene {
        width,
        height,
        background: palette.ground,
        items: Vec::new(),
        replaced: Vec::new(),
        code_too_long: false,
        alt: content.alt(),
    };
    let mut setter = Setter { fonts, scene: &mut scene };
    match look.shape {
        Shape::Wide => wide::set(&mut setter, &content, &palette),
        Shape::Mini => mini::set(&mut setter, &content, &palette),
    }
    scene
}

/// What is to be seen, shaped.
struct Content<'a> {
    tongue: Tongue,
    kind: Kind,
    title: Shaped,
    text: Shaped,
    /// Whether the text is a warning.
    warns: bool,
    badge: Shaped,
    site: Shaped,
    price: Option<Shaped>,
    note: Shaped,
    caption: Shaped,
    link: Option<&'a str>,
    own_link: Option<String>,
    thumbnail: Option<crate::look::Pixels<'a>>,
}

impl<'a> Content<'a> {
    fn of(fonts: &Fonts<'_>, card: &Card, look: &Look<'a>) -> Self {
        let tongue = look.tongue;
        let told = |told: &Option<drawbridge_canon::share::Told<String>>| {
            told.as_ref().map(|told| told.value.clone()).unwrap_or_default()
        };
        let shaped = |text: &str, most: usize| Shaped::of(fonts, &clean(text, most));
        let address = told(&card.url);
        let host = host(&address);
        let site = Some(told(&card.site)).filter(|site| !clean(site, 1).is_empty());
        let warning = words::warning(card, tongue);
        let title = [told(&card.title), host.to_owned(), words::untitled(tongue).to_owned()];
        let title = title.into_iter().find(|title| !clean(title, 1).is_empty()).unwrap_or_default();
        let kind = card.kind.as_ref().map_or(Kind::Page, |told| told.value);
        let refused = card.safety.as_ref().is_some_and(|safety| safety.step == Step::Refuse);
        Self {
            tongue,
            kind,
            title: shaped(&title, 160),
            warns: warning.is_some(),
            text: shaped(&warning.unwrap_or_else(|| told(&card.text)), 240),
            badge: shaped(words::kind(kind, tongue), 40),
            site: shaped(site.as_deref().unwrap_or(host), 60),
            price: told_price(card).map(|price| shaped(&price, 40)),
            note: shaped(&words::note(card), 80),
            caption: shaped(words::caption(tongue), 40),
            // What is refused is not to be opened: it has no code.
            link: look.link.filter(|_| !refused),
            own_link: Some(address).filter(|address| !address.is_empty() && !refused),
            // Nor is what is refused recommended by its picture.
            thumbnail: look.thumbnail.filter(|_| !refused),
        }
    }

    /// What the code says.
    fn link(&self) -> Option<&str> {
        self.link.or(self.own_link.as_deref())
    }

    fn alt(&self) -> String {
        let price = self.price.as_ref().map_or("", |price| price.text.as_str());
        let parts = [&self.badge.text, &self.title.text, price, &self.text.text, &self.site.text];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(if self.tongue == Tongue::Zh { "，" } else { ", " })
    }
}

/// The host of an address, for a card whose site says nothing of itself.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

/// The badge at a height's middle; the x behind it.
fn badge(
    setter: &mut Setter<'_, '_, '_>,
    content: &Content<'_>,
    palette: &Palette,
    at: (i32, i32),
) -> i32 {
    let (x, y) = at;
    let size = 28;
    let width = set::width(&content.badge, size) + 36;
    let area = Area::new(x, y, width, 48);
    setter.scene.fill(area, 24, palette.badge);
    let room = Area::new(x + 18, y, width - 36, 48);
    setter.line(&content.badge, Role::Badge, room, size, palette.accent);
    x + width
}

/// The code on its white plate in a square; whether it is there.
fn plate(
    setter: &mut Setter<'_, '_, '_>,
    content: &Content<'_>,
    palette: &Palette,
    square: Area,
) -> bool {
    let Some(link) = content.link() else { return false };
    let Some(code) = code(link, square.width) else {
        setter.scene.code_too_long = true;
        return false;
    };
    setter.scene.fill(square, 16, palette.plate);
    let side = i32::try_from(code.side).unwrap_or(0) * code.module;
    debug_assert!(side + 2 * QUIET * code.module <= square.width);
    let at = (square.x + (square.width - side) / 2, square.y + (square.height - side) / 2);
    setter.scene.items.push(Item::Code {
        at,
        module: code.module,
        side: code.side,
        dark: code.dark,
        colour: palette.ink,
    });
    true
}
