//! Headings, paragraphs, tables and drawings, put onto sheets one after another.

mod table;

use std::collections::BTreeSet;

use drawbridge_fair_report::chart::Picture;
use drawbridge_fair_report::shape::{Language, Text, say};

use crate::face::Face;
use crate::lines::break_lines;
use crate::sheet::{Colour, HEIGHT, Heading, Laid, Link, MARGIN, MEASURE, Piece, Sheet, colours};
use crate::tree::{Kind, NodeId, ROOT, Tree};

pub(crate) use table::{Cell, Column};

/// Where writing ends above the foot.
const BOTTOM: f32 = HEIGHT - MARGIN - 14.0;
/// Line to line, as a part of the size.
const LEADING: f32 = 1.5;
/// The size of running text.
pub(crate) const BODY: f32 = 9.5;
/// Lines of contents on a page: fixed, so that the pages of contents are known before the rest.
const CONTENTS_LINE: f32 = 19.0;

/// A document that is being laid out.
pub(crate) struct Flow<'f> {
    face: &'f Face,
    pub(crate) language: Language,
    sheets: Vec<Sheet>,
    headings: Vec<Heading>,
    tree: Tree,
    y: f32,
    lacking: BTreeSet<char>,
    /// The node and the sheet where contents will stand.
    contents: Option<(NodeId, usize)>,
}

impl<'f> Flow<'f> {
    pub(crate) fn new(face: &'f Face, language: Language) -> Self {
        Self {
            face,
            language,
            sheets: vec![Sheet::default()],
            headings: Vec::new(),
            tree: Tree::new(),
            y: MARGIN,
            lacking: BTreeSet::new(),
            contents: None,
        }
    }

    /// A text in the document's language, with what the font lacks spelt out.
    pub(crate) fn words(&mut self, text: &Text) -> String {
        let words = say(text, self.language).to_owned();
        self.spell(&words)
    }

    /// Text of which each character can be printed.
    pub(crate) fn spell(&mut self, text: &str) -> String {
        let mut spelt = String::with_capacity(text.len());
        for character in text.chars() {
            if self.face.has(character) {
                spelt.push(character);
            } else if character.is_whitespace() || character.is_control() {
                spelt.push(' ');
            } else {
                self.lacking.insert(character);
                spelt.extend(format!("U+{:04X}", u32::from(character)).chars());
            }
        }
        spelt
    }

    pub(crate) fn new_sheet(&mut self) {
        self.sheets.push(Sheet::default());
        self.y = MARGIN;
    }

    /// Goes to a new sheet unless so much is left.
    fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.new_sheet();
        }
    }

    pub(crate) fn space(&mut self, height: f32) {
        self.y += height;
    }

    fn sheet(&self) -> usize {
        self.sheets.len() - 1
    }

    /// Puts a piece; one that says something belongs to its node.
    fn put(&mut self, piece: Piece) {
        let sheet = self.sheet();
        let at = self.sheets[sheet].pieces.len();
        let node = match &piece {
            Piece::Line { node, .. } => *node,
            Piece::Drawing { node, .. } => Some(*node),
            Piece::Box { .. } => None,
        };
        if let Some(node) = node {
            self.tree.put(node, sheet, at);
        }
        self.sheets[sheet].pieces.push(piece);
    }

    /// Lines of one node within a width, from where the flow is.
    fn lines(
        &mut self,
        node: NodeId,
        text: &str,
        (x, width): (f32, f32),
        size: f32,
        colour: Colour,
    ) {
        for line in break_lines(self.face, text, size, width) {
            self.need(size * LEADING);
            self.y += size * LEADING;
            let y = self.y - size * 0.45;
            self.put(Piece::Line { x, y, size, colour, text: line, node: Some(node), link: None });
        }
    }

    /// A heading that stands in contents and bookmarks.
    pub(crate) fn heading(&mut self, text: &str) {
        self.need(130.0);
        self.space(16.0);
        let node = self.tree.add(ROOT, Kind::Heading(1, text.to_owned()));
        self.headings.push(Heading { text: text.to_owned(), sheet: self.sheet(), y: self.y });
        self.lines(node, text, (MARGIN, MEASURE), 15.0, colours::ACCENT);
        self.space(3.0);
        let (x, y) = (MARGIN, self.y);
        self.put(Piece::Box { x, y, width: MEASURE, height: 0.8, colour: colours::LINE });
        self.space(5.0);
    }

    /// A heading below another.
    pub(crate) fn subheading(&mut self, text: &str) {
        self.need(96.0);
        self.space(10.0);
        let node = self.tree.add(ROOT, Kind::Heading(2, text.to_owned()));
        self.lines(node, text, (MARGIN, MEASURE), 11.5, colours::INK);
        self.space(2.0);
    }

    /// The title of the document.
    pub(crate) fn title(&mut self, text: &str) {
        self.space(110.0);
        let node = self.tree.add(ROOT, Kind::Heading(1, text.to_owned()));
        self.lines(node, text, (MARGIN, MEASURE), 26.0, colours::INK);
        self.space(14.0);
    }

    pub(crate) fn paragraph(&mut self, text: &str) {
        self.styled(text, BODY, colours::INK);
    }

    pub(crate) fn small(&mut self, text: &str) {
        self.styled(text, 8.0, colours::FAINT);
    }

    pub(crate) fn styled(&mut self, text: &str, size: f32, colour: Colour) {
        let node = self.tree.add(ROOT, Kind::Paragraph);
        self.lines(node, text, (MARGIN, MEASURE), size, colour);
        self.space(size * 0.45);
    }

    /// A list of sentences.
    pub(crate) fn list(&mut self, items: &[String]) {
        if items.is_empty() {
            return;
        }
        let list = self.tree.add(ROOT, Kind::List);
        for item in items {
            let node = self.tree.add(list, Kind::Item);
            let body = self.tree.add(node, Kind::ItemBody);
            self.need(BODY * LEADING);
            let (x, y) = (MARGIN + 3.0, self.y + BODY * LEADING * 0.5 - 1.0);
            self.put(Piece::Box { x, y, width: 2.6, height: 2.6, colour: colours::FAINT });
            self.lines(body, item, (MARGIN + 13.0, MEASURE - 13.0), BODY, colours::INK);
        }
        self.space(4.0);
    }

    /// A drawing with its title and how to read it.
    pub(crate) fn picture(&mut self, picture: &Picture) {
        let scale = (MEASURE / picture.width as f32).min(0.72);
        let height = picture.height as f32 * scale;
        self.need(height + 60.0);
        let (title, says) = (self.words(&picture.title), self.words(&picture.says));
        self.space(6.0);
        self.styled(&title, 10.5, colours::INK);
        self.small(&says);
        let node = self.tree.add(ROOT, Kind::Figure(format!("{title}. {says}")));
        let mut picture = picture.clone();
        self.spell_labels(&mut picture);
        let (x, y) = (MARGIN, self.y + 2.0);
        self.put(Piece::Drawing { x, y, scale, picture: Box::new(picture), node });
        self.space(height + 8.0);
    }

    fn spell_labels(&mut self, picture: &mut Picture) {
        for shape in &mut picture.shapes {
            if let drawbridge_fair_report::chart::Shape::Label { text, .. } = shape {
                let words = self.words(text);
                *text = Text { zh: words.clone(), en: words };
            }
        }
    }

    /// Leaves sheets for the contents of this many headings.
    pub(crate) fn reserve_contents(&mut self, headings: usize, title: &str) {
        self.new_sheet();
        let node = self.tree.add(ROOT, Kind::Heading(1, title.to_owned()));
        self.lines(node, title, (MARGIN, MEASURE), 15.0, colours::ACCENT);
        self.space(8.0);
        let node = self.tree.add(ROOT, Kind::Contents);
        self.contents = Some((node, self.sheet()));
        let room = BOTTOM - self.y;
        let sheets = (headings as f32 * CONTENTS_LINE / room).ceil() as usize;
        for _ in 1..sheets {
            self.new_sheet();
        }
    }

    /// Writes the contents, now that it is known where the headings are.
    fn write_contents(&mut self) {
        let Some((contents, first)) = self.contents else { return };
        let mut y = MARGIN + 15.0 * LEADING + 8.0;
        let mut sheet = first;
        for (at, heading) in self.headings.clone().into_iter().enumerate() {
            if y + CONTENTS_LINE > BOTTOM {
                sheet += 1;
                y = MARGIN;
            }
            y += CONTENTS_LINE;
            let entry = self.tree.add(contents, Kind::Entry);
            let page = (heading.sheet + 1).to_string();
            let right = MARGIN + MEASURE - self.face.width(&page, BODY);
            let (x, size, colour) = (MARGIN, BODY, colours::INK);
            let link = Some(Link::Heading(at));
            for (x, text, link) in [(x, heading.text, link), (right, page, None)] {
                let piece = self.sheets[sheet].pieces.len();
                self.tree.put(entry, sheet, piece);
                let entry = Piece::Line { x, y, size, colour, text, node: Some(entry), link };
                self.sheets[sheet].pieces.push(entry);
            }
            let (y, height) = (y + 5.0, 0.4);
            let rule = Piece::Box { x, y, width: MEASURE, height, colour: colours::LINE };
            self.sheets[sheet].pieces.push(rule);
        }
    }

    /// All sheets, and the characters that the font lacks.
    pub(crate) fn finish(mut self, title: &Text) -> (Laid, Vec<char>) {
        self.write_contents();
        let foot = self.words(title);
        let Self { sheets, headings, tree, lacking, .. } = self;
        (Laid { sheets, headings, tree, foot }, lacking.into_iter().collect())
    }

    /// The characters that the font lacks, so far.
    pub(crate) fn lacking(&self) -> &BTreeSet<char> {
        &self.lacking
    }
}
