//! A card as text to paste into any chat.

use drawbridge_canon::share::Card;

use super::body::price;
use super::link;
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
/// a text has no other: what looks like an address, or like a share code of a platform, in the
/// title is taken apart, so that no title can put its own link before the card's.
///
/// A card that the standard refuses has no text but its link, by which one reads why.
pub fn plain_text(card: &Card, link: &str, code: Option<&str>) -> String {
    text(&View::bare(card, ""), link, code)
}

pub(super) fn text(view: &View<'_>, link: &str, code: Option<&str>) -> String {
    let mut lines = Vec::new();
    if !refused(view.card) && !view.title.is_empty() {
        let price = view.price.map(price).unwrap_or_default();
        lines.push(format!("【{}】{price}", tame(&view.title)));
    }
    lines.extend(link::web(link));
    lines.extend(code.filter(|_| !refused(view.card)).map(super::escape::line));
    lines.join("\n")
}

/// A title in which nobody finds a link or a code.
fn tame(title: &str) -> String {
    let mut out = String::new();
    for letter in title.chars().take(TITLE) {
        match letter {
            // No scheme without it.
            ':' => out.push('：'),
            // No bracket of ours is closed or opened.
            '【' => out.push('「'),
            '】' => out.push('」'),
            // The marks between which platforms, and we, put codes.
            '￥' | '¥' | '$' | '€' | '£' | '₤' | '₴' | '₳' | '¢' | '₰' | '₲' | '#' | '＃' =>
            {
                out.push(letter);
                out.push(' ');
            }
            _ => out.push(letter),
        }
    }
    out.trim_end().to_owned()
}
