//! Setting text into rooms.

use crate::scene::{Area, Colour, Line, Placed, Role, Scene};
use crate::text::{Fonts, Shaped, Wrapped, balanced, first_line, measure, overhang, wrap};

/// The em of measures.
const EM: i32 = 1000;
/// From the top of a room as high as a line to its baseline, in thousandths of an em: the ink of
/// Chinese characters stands in its middle.
const ASCENT: i32 = 880;

/// Sets text into a scene.
pub(crate) struct Setter<'s, 'a, 'f> {
    pub(crate) fonts: &'s Fonts<'f>,
    pub(crate) scene: &'s mut Scene<'a>,
}

impl Setter<'_, '_, '_> {
    /// A text on one line in the middle of its room's height.
    pub(crate) fn line(
        &mut self,
        shaped: &Shaped,
        role: Role,
        room: Area,
        size: i32,
        colour: Colour,
    ) {
        if shaped.clusters.is_empty() || room.width < size {
            return;
        }
        let wrapped = first_line(shaped, room.width * EM / size);
        let top = room.y + (room.height - size) / 2;
        self.place(shaped, &wrapped, role, room, (size, top), colour);
    }

    /// A text on several lines from the top of its room; how high they are together.
    pub(crate) fn block(
        &mut self,
        shaped: &Shaped,
        role: Role,
        room: Area,
        (size, leading, most): (i32, i32, usize),
        colour: Colour,
    ) -> i32 {
        let fitting =
            usize::try_from((room.height - size).max(-leading) / leading + 1).unwrap_or(0);
        let width = room.width * EM / size;
        let lines = match role {
            Role::Title => balanced(shaped, width, most.min(fitting)),
            _ => wrap(shaped, width, most.min(fitting)),
        };
        let mut y = room.y;
        for wrapped in &lines {
            let room = Area::new(room.x, y, room.width, leading);
            self.place(shaped, wrapped, role, room, (size, y + (leading - size) / 2), colour);
            y += leading;
        }
        y - room.y
    }

    fn place(
        &mut self,
        shaped: &Shaped,
        wrapped: &Wrapped,
        role: Role,
        room: Area,
        (size, top): (i32, i32),
        colour: Colour,
    ) {
        let to64 = |units: i32| units * size * 64 / EM;
        let clusters = &shaped.clusters[wrapped.clusters.clone()];
        let hang = |first: &_| -overhang(&shaped.text, first);
        let mut x = clusters.first().map_or(0, hang);
        let mut glyphs = Vec::with_capacity(clusters.len() + 1);
        // The sign of Chinese stands in the middle of the line; Latin has its own on the baseline.
        let after = clusters.last().and_then(|last| shaped.text[last.from..].chars().next());
        let sign = if after.is_some_and(|after| after < '\u{250}') { "..." } else { "…" };
        let ellipsis = wrapped.cut.then(|| Shaped::of(self.fonts, sign));
        let more = ellipsis.iter().flat_map(|shaped| &shaped.clusters);
        for (at, cluster) in clusters.iter().chain(more).enumerate() {
            x -= if at == 0 { 0 } else { cluster.back };
            let advance64 = to64(cluster.advance);
            if cluster.glyphs.is_empty() {
                let x64 = room.x * 64 + to64(x);
                glyphs.push(Placed { font: None, glyph: 0, x64, up64: 0, advance64 });
            }
            let mut pen = x;
            for glyph in &cluster.glyphs {
                glyphs.push(Placed {
                    font: Some(glyph.font),
                    glyph: glyph.id,
                    x64: room.x * 64 + to64(pen + glyph.right),
                    up64: to64(glyph.up),
                    advance64: to64(glyph.advance),
                });
                pen += glyph.advance;
            }
            x += cluster.advance;
        }
        let from = clusters.first().map_or(0, |cluster| cluster.from);
        let to = clusters.last().map_or(0, |cluster| cluster.to);
        let mut text = shaped.text[from..to].trim_end().to_owned();
        text.push_str(if wrapped.cut { sign } else { "" });
        for character in text.chars().filter(|character| shaped.replaced.contains(character)) {
            if !self.scene.replaced.contains(&character) {
                self.scene.replaced.push(character);
            }
        }
        let baseline = top + size * ASCENT / EM;
        let line = Line { role, text, room, size, baseline, colour, glyphs };
        self.scene.items.push(crate::scene::Item::Line(line));
    }
}

/// How wide a text is on one line, in whole pixels.
pub(super) fn width(shaped: &Shaped, size: i32) -> i32 {
    pixels(measure(shaped, 0..shaped.clusters.len()), size)
}

/// Thousandths of an em in whole pixels, rounded up.
fn pixels(units: i32, size: i32) -> i32 {
    (units * size + EM - 1) / EM
}
