//! 1000 × 800 (5:4): the thing's picture above, words below, the code beside the price.

use super::palette::Palette;
use super::set::Setter;
use super::{Content, badge, plate, set};
use crate::scene::{Area, Role};

const WIDTH: i32 = 1000;
const HEIGHT: i32 = 800;
const MARGIN: i32 = 52;
const PLATE: i32 = 208;
const PICTURE: i32 = 300;

pub(super) fn set<'a>(setter: &mut Setter<'_, 'a, '_>, content: &Content<'a>, palette: &Palette) {
    let words = WIDTH - 2 * MARGIN;
    let top = if let Some(pixels) = content.thumbnail {
        setter.scene.picture(Area::new(0, 0, WIDTH, PICTURE), 0, pixels);
        PICTURE + 28
    } else {
        setter.scene.fill(Area::new(0, 0, WIDTH, 16), 0, palette.accent);
        MARGIN + 16
    };
    let after = badge(setter, content, palette, (MARGIN, top)) + 20;
    let beside = Area::new(after, top, WIDTH - MARGIN - after, 48);
    setter.line(&content.site, Role::Site, beside, 28, palette.note);
    let below = HEIGHT - MARGIN - PLATE;
    let y = top + 68;
    let tall = content.thumbnail.is_none();
    let (size, leading, most) = if tall { (64, 88, 4) } else { (46, 60, 2) };
    let room = Area::new(MARGIN, y, words, below - y);
    let used =
        setter.block(&content.title, Role::Title, room, (size, leading, most), palette.title);
    if tall {
        let colour = if content.warns { palette.warning } else { palette.text };
        let y = y + used + 16;
        let room = Area::new(MARGIN, y, words, below - 12 - y);
        setter.block(&content.text, Role::Text, room, (30, 46, 4), colour);
    }
    footer(setter, content, palette, Area::new(MARGIN, below, words, PLATE));
}

fn footer(setter: &mut Setter<'_, '_, '_>, content: &Content<'_>, palette: &Palette, foot: Area) {
    let bottom = foot.y + foot.height;
    let out = palette.plate_out;
    let square = Area::new(foot.x + foot.width - PLATE + out, foot.y + out, PLATE, PLATE);
    let there = plate(setter, content, palette, square);
    let end = if there { square.x - 28 } else { foot.x + foot.width };
    if there {
        let width = set::width(&content.caption, 24);
        let caption = Area::new(end - width, bottom - 40, width + 1, 32);
        setter.line(&content.caption, Role::Caption, caption, 24, palette.note);
    }
    if content.warns && content.thumbnail.is_some() {
        let room = Area::new(foot.x, foot.y, end - foot.x, 92);
        setter.block(&content.text, Role::Text, room, (30, 46, 2), palette.warning);
    } else if let Some(price) = &content.price {
        let room = Area::new(foot.x, foot.y + 8, end - foot.x, 84);
        setter.line(price, Role::Price, room, 64, palette.price);
    }
    let caption = if there { set::width(&content.caption, 24) + 32 } else { 0 };
    let note = Area::new(foot.x, bottom - 44, end - caption - foot.x, 40);
    setter.line(&content.note, Role::Note, note, 28, palette.note);
}
