//! 1200 × 630: words on the left, the thing's picture and the code on the right.

use super::palette::Palette;
use super::set::Setter;
use super::{Content, badge, plate, set};
use crate::scene::{Area, Role};

const WIDTH: i32 = 1200;
const HEIGHT: i32 = 630;
/// The strip in the kind's colour.
const STRIP: i32 = 16;
const LEFT: i32 = 72;
const MARGIN: i32 = 56;
/// The code with its quiet zone.
const PLATE: i32 = 208;
/// The column of picture and code.
const COLUMN: i32 = 296;

pub(super) fn set<'a>(setter: &mut Setter<'_, 'a, '_>, content: &Content<'a>, palette: &Palette) {
    setter.scene.fill(Area::new(0, 0, STRIP, HEIGHT), 0, palette.accent);
    let right = WIDTH - MARGIN;
    let narrow = right - COLUMN - 48 - LEFT;
    let words = if content.thumbnail.is_some() { narrow } else { right - LEFT };
    if let Some(pixels) = content.thumbnail {
        let area = Area::new(right - COLUMN, MARGIN, COLUMN, COLUMN);
        setter.scene.picture(area, 20, pixels);
    }
    let after = badge(setter, content, palette, (LEFT, MARGIN)) + 20;
    let site = Area::new(after, MARGIN, LEFT + words - after, 48);
    setter.line(&content.site, Role::Site, site, 28, palette.note);
    let below = HEIGHT - MARGIN - PLATE;
    let foot = Area::new(LEFT, below, right - LEFT, PLATE);
    let used =
        title(setter, content, palette, Area::new(LEFT, MARGIN + 76, words, below - MARGIN - 76));
    let y = MARGIN + 76 + used + 16;
    // Beside the code there is room for the last lines of the text.
    let bottom = HEIGHT - MARGIN - if content.price.is_some() { 80 } else { 48 } - 20;
    text(setter, content, palette, Area::new(LEFT, y, words, bottom - y), below);
    footer(setter, content, palette, foot);
}

/// The title as large as it fits; how high it is.
fn title(
    setter: &mut Setter<'_, '_, '_>,
    content: &Content<'_>,
    palette: &Palette,
    room: Area,
) -> i32 {
    let fits =
        |lines: i32, size: i32| set::width(&content.title, size) <= lines * room.width * 19 / 20;
    let (size, leading, most) = if set::width(&content.title, 96) * 5 < room.width * 3 {
        (96, 128, 1)
    } else if fits(1, 68) {
        (68, 92, 2)
    } else if fits(2, 58) {
        (58, 80, 3)
    } else {
        (50, 70, 3)
    };
    setter.block(&content.title, Role::Title, room, (size, leading, most), palette.title)
}

fn text(
    setter: &mut Setter<'_, '_, '_>,
    content: &Content<'_>,
    palette: &Palette,
    room: Area,
    below: i32,
) {
    let colour = if content.warns { palette.warning } else { palette.text };
    // Lines that would run into the code are as short as the column beside it permits.
    let beside = WIDTH - MARGIN - PLATE - 48 - LEFT;
    let whole = Area::new(room.x, room.y, room.width, room.height.min(below - room.y - 8));
    let reaches = room.height > whole.height && content.link().is_some();
    let room = if reaches && whole.height < 84 {
        Area::new(room.x, room.y, room.width.min(beside), room.height)
    } else {
        whole
    };
    setter.block(&content.text, Role::Text, room, (30, 46, 3), colour);
}

fn footer(setter: &mut Setter<'_, '_, '_>, content: &Content<'_>, palette: &Palette, foot: Area) {
    let right = foot.x + foot.width;
    let bottom = foot.y + foot.height;
    let out = palette.plate_out;
    let square = Area::new(right - PLATE + out, foot.y + out, PLATE, PLATE);
    let there = plate(setter, content, palette, square);
    let mut end = right;
    if there {
        end = square.x - 20;
        let width = set::width(&content.caption, 24);
        let caption = Area::new(end - width, bottom - 40, width + 1, 32);
        setter.line(&content.caption, Role::Caption, caption, 24, palette.note);
        end -= width + 32;
    }
    let mut x = foot.x;
    if let Some(price) = &content.price {
        let room = Area::new(x, bottom - 76, (end - x) * 3 / 5, 80);
        let width = set::width(price, 60).min(room.width);
        setter.line(price, Role::Price, room, 60, palette.price);
        x += width + 28;
    }
    let drop = if content.price.is_some() { 52 } else { 40 };
    let note = Area::new(x, bottom - drop, end - x, 40);
    setter.line(&content.note, Role::Note, note, 28, palette.note);
}
