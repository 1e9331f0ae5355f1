//! A card as text to paste into any chat.

use drawbridge_canon::share::{Card, cut_chars};

use super::body::price;
use super::link;
use super::tame::tame;
use super::verdict::refused;
use super::view::View;

/// Longer titles fill a chat.
const TITLE: usize = 60;

/// The card as text that a person can paste and read, and that readers of messages understand:
///
/// ```text
/// 【吊桥 T 恤】¥99.00
/// https://bridge.example/s/1
/// ```
///
/// and on a third line `code`, our own, where there is one. `link` is the address to be shared;
/// a text has no other: what looks like an address, or like a share code of a platform or of ours,
/// in the title is taken apart, so that no title can put its own link before the card's.
///
/// A card that the standard refuses has no text but its link, by which one reads why.
pub fn plain_text(card: &Card, link: &str, code: Option<&str>) -> String {
    text(&View::bare(card, ""), link, code)
}

pub(super) fn text(view: &View<'_>, link: &str, code: Option<&str>) -> String {
    let mut lines = Vec::new();
    if !refused(view.card) && !view.title.is_empty() {
        let price = view.price.map(price).unwrap_or_default();
        lines.push(format!("【{}】{price}", tame(&cut_chars(&view.title, TITLE))));
    }
    lines.extend(link::web(link));
    lines.extend(code.filter(|_| !refused(view.card)).map(super::escape::line));
    lines.join("\n")
}
