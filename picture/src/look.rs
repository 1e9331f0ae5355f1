//! How a card is to look.

/// How a card is to look.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look<'a> {
    /// Its form.
    pub shape: Shape,
    /// Its palette.
    pub tone: Tone,
    /// The language of what we say ourselves: the badge, the caption of the code.
    pub tongue: Tongue,
    /// What the code says, instead of the card's own address: one of our links.
    pub link: Option<&'a str>,
    /// A picture of the thing, decoded by somebody else.
    pub thumbnail: Option<Pixels<'a>>,
}

/// The forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// 1200 × 630, what Open Graph readers show large.
    #[default]
    Wide,
    /// 1000 × 800 (5:4), what mini programs show when they are shared.
    Mini,
}

impl Shape {
    /// Width and height in pixels.
    pub const fn size(self) -> (i32, i32) {
        match self {
            Self::Wide => (1200, 630),
            Self::Mini => (1000, 800),
        }
    }

    /// How many bytes its PNG file has at most. What a mini program shows when it is shared may have
    /// 128 KB where that is told.
    pub const fn most_bytes(self) -> Option<usize> {
        match self {
            Self::Wide => None,
            Self::Mini => Some(128 << 10),
        }
    }
}

/// The palettes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Dark on white.
    #[default]
    Light,
    /// Light on near black.
    Dark,
}

/// The languages of our own words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tongue {
    /// 中文.
    #[default]
    Zh,
    /// English.
    En,
}

/// A decoded picture.
#[derive(Clone, Copy, Debug)]
pub struct Pixels<'a> {
    width: usize,
    height: usize,
    rgba: &'a [u8],
}

impl<'a> Pixels<'a> {
    /// Four bytes a pixel (red, green, blue, alpha not multiplied in), row by row from the top.
    /// `None` if there are none, not as many as the size says, or more than 65,000 a side.
    pub fn new(width: usize, height: usize, rgba: &'a [u8]) -> Option<Self> {
        let bytes = width.checked_mul(height)?.checked_mul(4)?;
        let small = width <= 65_000 && height <= 65_000;
        (small && bytes > 0 && bytes == rgba.len()).then_some(Self { width, height, rgba })
    }

    /// Pixels.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Pixels.
    pub const fn height(&self) -> usize {
        self.height
    }

    /// A row, four bytes a pixel.
    pub(crate) fn row(&self, y: usize) -> &'a [u8] {
        let from = y * self.width * 4;
        self.rgba.get(from..from + self.width * 4).unwrap_or_default()
    }
}
