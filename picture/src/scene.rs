//! What is to be seen and where, in whole pixels: between layout and drawing.

use crate::look::Pixels;

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// This colour with `part` of 255 of another in it.
    #[must_use]
    pub fn mixed(self, other: Self, part: u8) -> Self {
        let mix = |a: u8, b: u8| {
            let (a, b, part) = (u32::from(a), u32::from(b), u32::from(part));
            u8::try_from((a * (255 - part) + b * part + 127) / 255).unwrap_or(u8::MAX)
        };
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    pub(crate) const fn packed(self) -> u32 {
        (self.0 as u32) << 16 | (self.1 as u32) << 8 | self.2 as u32
    }

    pub(crate) const fn unpacked(packed: u32) -> Self {
        let [_, red, green, blue] = packed.to_be_bytes();
        Self(red, green, blue)
    }
}

/// A rectangle of pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
}

impl Area {
    /// A rectangle.
    pub const fn new(x: i32, y: i32, width: i32, height: i32) -> Self {
        Self { x, y, width, height }
    }
}

/// What a line of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The title.
    Title,
    /// The description, or a warning in its place.
    Text,
    /// The kind of thing.
    Badge,
    /// The site.
    Site,
    /// The price.
    Price,
    /// Seller, author, duration.
    Note,
    /// What stands beside the code.
    Caption,
}

/// A glyph at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Which of the studio's fonts; what no font has is drawn as a box.
    pub font: Option<usize>,
    /// The glyph in the font.
    pub glyph: u16,
    /// The left end of its baseline, in 64ths of a pixel from the picture's left.
    pub x64: i32,
    /// How far up from the line's baseline, in 64ths of a pixel.
    pub up64: i32,
    /// How far the next one stands away, in 64ths of a pixel.
    pub advance64: i32,
}

/// A line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub role: Role,
    /// What it says.
    pub text: String,
    /// The room that it must not leave.
    pub room: Area,
    /// Pixels an em.
    pub size: i32,
    /// Pixels from the top.
    pub baseline: i32,
    /// Its colour.
    pub colour: Colour,
    /// Its glyphs, from the left.
    pub glyphs: Vec<Placed>,
}

/// One thing to be drawn, over what was before it.
#[derive(Clone, Debug)]
pub enum Item<'a> {
    /// A filled rectangle.
    Fill {
        /// Where.
        area: Area,
        /// The radius of its corners in pixels.
        radius: i32,
        /// Its colour.
        colour: Colour,
    },
    /// A line of text.
    Line(Line),
    /// A picture, cut to fill its room.
    Picture {
        /// Where.
        area: Area,
        /// The radius of its corners in pixels.
        radius: i32,
        /// The picture.
        pixels: Pixels<'a>,
    },
    /// A code to scan, dark on what is under it.
    Code {
        /// Its upper left corner, without the quiet zone.
        at: (i32, i32),
        /// Pixels a module.
        module: i32,
        /// Modules a side.
        side: usize,
        /// Whether each is dark, row by row.
        dark: Vec<bool>,
        /// The colour of the dark ones.
        colour: Colour,
    },
}

/// A picture before it is drawn.
#[derive(Clone, Debug)]
pub struct Scene<'a> {
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
    /// What is under everything.
    pub background: Colour,
    /// What is on it, in order.
    pub items: Vec<Item<'a>>,
    /// Characters that no font has and for which a box stands, each once, in order of appearance.
    pub replaced: Vec<char>,
    /// Why a code that was asked for is not there: the link is longer than can be scanned from it.
    pub code_too_long: bool,
    /// What it says to those who cannot see it.
    pub alt: String,
}

impl<'a> Scene<'a> {
    /// The lines of text.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.items.iter().filter_map(|item| match item {
            Item::Line(line) => Some(line),
            _ => None,
        })
    }

    pub(crate) fn fill(&mut self, area: Area, radius: i32, colour: Colour) {
        self.items.push(Item::Fill { area, radius, colour });
    }

    pub(crate) fn picture(&mut self, area: Area, radius: i32, pixels: Pixels<'a>) {
        self.items.push(Item::Picture { area, radius, pixels });
    }
}

impl Line {
    /// The four sides of the box that stands for what no font has: as wide as its place, a little
    /// less than an em high, drawn thin.
    pub(crate) fn frame(&self, placed: &Placed) -> [Area; 4] {
        let thick = (self.size / 20).max(2);
        let x = placed.x64.div_euclid(64) + self.size / 10;
        let width = placed.advance64.div_euclid(64) - self.size / 5;
        let (y, height) = (self.baseline - self.size * 78 / 100, self.size * 8 / 10);
        [
            Area::new(x, y, width, thick),
            Area::new(x, y + height - thick, width, thick),
            Area::new(x, y, thick, height),
            Area::new(x + width - thick, y, thick, height),
        ]
    }
}
