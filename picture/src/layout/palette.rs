//! The colours.

use drawbridge_canon::share::Kind;

use crate::look::Tone;
use crate::scene::Colour;

const WHITE: Colour = Colour(255, 255, 255);

/// All colours of one picture.
pub(crate) struct Palette {
    /// Under everything.
    pub(crate) ground: Colour,
    pub(crate) title: Colour,
    pub(crate) text: Colour,
    pub(crate) note: Colour,
    pub(crate) price: Colour,
    pub(crate) warning: Colour,
    /// The kind's own colour.
    pub(crate) accent: Colour,
    pub(crate) badge: Colour,
    /// Under the code, and the code: light and dark in both palettes, or scanners fail.
    pub(crate) plate: Colour,
    pub(crate) ink: Colour,
    /// How far the plate goes into the margin: where it is not seen, the code stands at the edge.
    pub(crate) plate_out: i32,
}

impl Palette {
    pub(crate) fn of(tone: Tone, kind: Kind) -> Self {
        let hue = hue(kind);
        match tone {
            Tone::Light => Self {
                ground: WHITE,
                title: Colour(0x15, 0x18, 0x1e),
                text: Colour(0x55, 0x5c, 0x69),
                note: Colour(0x6f, 0x77, 0x85),
                price: Colour(0xd9, 0x2d, 0x20),
                warning: Colour(0xb5, 0x47, 0x08),
                accent: hue,
                badge: WHITE.mixed(hue, 28),
                plate: WHITE,
                ink: Colour(0x10, 0x12, 0x16),
                plate_out: 28,
            },
            Tone::Dark => {
                let ground = Colour(0x14, 0x16, 0x1b);
                let accent = hue.mixed(WHITE, 110);
                Self {
                    ground,
                    title: Colour(0xf2, 0xf3, 0xf5),
                    text: Colour(0xb4, 0xba, 0xc5),
                    note: Colour(0x93, 0x9a, 0xa7),
                    price: Colour(0xff, 0x7a, 0x6b),
                    warning: Colour(0xff, 0xb8, 0x6b),
                    accent,
                    badge: ground.mixed(hue, 90),
                    plate: WHITE,
                    ink: Colour(0x10, 0x12, 0x16),
                    plate_out: 0,
                }
            }
        }
    }
}

const fn hue(kind: Kind) -> Colour {
    match kind {
        Kind::Product => Colour(0xd8, 0x43, 0x15),
        Kind::Video => Colour(0x6d, 0x3b, 0xd6),
        Kind::Article => Colour(0x1d, 0x5f, 0xd1),
        Kind::Shop => Colour(0xb4, 0x53, 0x09),
        Kind::MiniProgram => Colour(0x0b, 0x84, 0x57),
        Kind::Live => Colour(0xd0, 0x1f, 0x55),
        Kind::Music => Colour(0xa6, 0x1e, 0x8c),
        Kind::Place => Colour(0x0a, 0x7c, 0x86),
        Kind::Profile => Colour(0x4a, 0x50, 0xc0),
        Kind::Picture => Colour(0x3a, 0x76, 0x2b),
        Kind::Page => Colour(0x47, 0x52, 0x63),
    }
}
