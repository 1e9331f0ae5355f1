//! A page before it is drawn: pieces with their places, and what each is.

use drawbridge_fair_report::chart::Picture;

use crate::tree::NodeId;

/// A colour: red, green, blue.
pub(crate) type Colour = (u8, u8, u8);

/// The colours of print.
pub(crate) mod colours {
    use super::Colour;

    pub(crate) const INK: Colour = (26, 30, 36);
    pub(crate) const FAINT: Colour = (90, 100, 112);
    pub(crate) const LINE: Colour = (205, 211, 219);
    pub(crate) const SOFT: Colour = (238, 241, 245);
    pub(crate) const ACCENT: Colour = (29, 91, 184);
    pub(crate) const IN: Colour = (184, 92, 16);
    pub(crate) const MARGIN: Colour = (47, 143, 91);
    pub(crate) const EQUAL: Colour = (21, 115, 71);
    pub(crate) const WITHIN: Colour = (77, 107, 22);
    pub(crate) const UNEQUAL: Colour = (179, 38, 30);
    pub(crate) const OPEN: Colour = (107, 91, 0);
}

/// A4, in points.
pub(crate) const WIDTH: f32 = 595.28;
/// Its height.
pub(crate) const HEIGHT: f32 = 841.89;
/// What is left free at each side.
pub(crate) const MARGIN: f32 = 54.0;
/// The width of what is written.
pub(crate) const MEASURE: f32 = WIDTH - 2.0 * MARGIN;

/// A piece of a page.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    /// A line of text; `y` is its base line. Without a node it says nothing new.
    Line {
        x: f32,
        y: f32,
        size: f32,
        colour: Colour,
        text: String,
        node: Option<NodeId>,
        link: Option<Link>,
    },
    /// A decoration that says nothing.
    Box { x: f32, y: f32, width: f32, height: f32, colour: Colour },
    /// A drawing.
    Drawing { x: f32, y: f32, scale: f32, picture: Box<Picture>, node: NodeId },
}

/// Where a line leads.
#[derive(Clone, Debug)]
pub(crate) enum Link {
    /// To a heading, by its place among them.
    Heading(usize),
    /// To an address.
    Address(String),
}

/// A page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) pieces: Vec<Piece>,
}

/// A heading, for contents and bookmarks.
#[derive(Clone, Debug)]
pub(crate) struct Heading {
    pub(crate) text: String,
    pub(crate) sheet: usize,
    pub(crate) y: f32,
}

/// All pages, before they are drawn.
pub(crate) struct Laid {
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) headings: Vec<Heading>,
    pub(crate) tree: crate::tree::Tree,
    /// What stands at the foot of every page.
    pub(crate) foot: String,
}
