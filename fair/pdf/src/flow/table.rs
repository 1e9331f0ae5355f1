//! Tables: cells are broken to their columns, rows stay whole, heads come again on every sheet.

use super::{BOTTOM, Flow, LEADING};
use crate::lines::break_lines;
use crate::sheet::{Colour, Link, MARGIN, MEASURE, Piece, colours};
use crate::tree::{Kind, NodeId, ROOT};

/// The size of what stands in tables.
const SIZE: f32 = 8.2;
const PAD: f32 = 4.0;

/// A column: its head, and its share of the width.
pub(crate) struct Column {
    pub(crate) head: String,
    pub(crate) share: f32,
}

/// A cell: its paragraphs, and where the first of them leads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    /// Text, its colour, and whether it is small.
    pub(crate) lines: Vec<(String, Colour, bool)>,
    pub(crate) link: Option<String>,
}

impl Cell {
    pub(crate) fn of(text: impl Into<String>) -> Self {
        Self { lines: vec![(text.into(), colours::INK, false)], link: None }
    }

    pub(crate) fn coloured(text: impl Into<String>, colour: Colour) -> Self {
        Self { lines: vec![(text.into(), colour, false)], link: None }
    }

    /// With a small line below.
    pub(crate) fn and_small(mut self, text: impl Into<String>) -> Self {
        self.lines.push((text.into(), colours::FAINT, true));
        self
    }
}

/// A cell that was broken: size, colour and text of each line.
type Broken = Vec<(f32, Colour, String)>;

impl Flow<'_> {
    /// A table. The first cell of each row is its head.
    pub(crate) fn table(&mut self, columns: &[Column], rows: Vec<Vec<Cell>>) {
        if rows.is_empty() {
            return;
        }
        self.space(4.0);
        let places = places(columns);
        let heads: Vec<Cell> = columns
            .iter()
            .map(|column| Cell::coloured(column.head.clone(), colours::FAINT))
            .collect();
        let table = self.tree.add(ROOT, Kind::Table);
        let heads = self.broken(&heads, &places);
        self.need(height(&heads) * 3.0);
        let row = self.tree.add(table, Kind::Row);
        self.head(Some(row), &heads, &places);
        for row in rows {
            let broken = self.broken(&row, &places);
            // A row that is taller than a sheet is cut by its end: none is, texts are short.
            if self.y + height(&broken) > BOTTOM {
                self.new_sheet();
                self.head(None, &heads, &places);
            }
            let node = self.tree.add(table, Kind::Row);
            self.row(node, &broken, &places, &row);
        }
        self.space(6.0);
    }

    fn broken(&mut self, cells: &[Cell], places: &[(f32, f32)]) -> Vec<Broken> {
        let broken = cells.iter().zip(places).map(|(cell, (_, width))| {
            let lines = cell.lines.iter().flat_map(|(text, colour, small)| {
                let size = if *small { SIZE - 1.2 } else { SIZE };
                let text = self.spell(text);
                let lines = break_lines(self.face, &text, size, width - 2.0 * PAD);
                lines.into_iter().map(move |line| (size, *colour, line)).collect::<Vec<_>>()
            });
            lines.collect()
        });
        broken.collect()
    }

    /// The heads of the columns; those that come again say nothing new and belong to no node.
    fn head(&mut self, row: Option<NodeId>, heads: &[Broken], places: &[(f32, f32)]) {
        let tall = height(heads);
        let (x, y) = (MARGIN, self.y);
        self.put(Piece::Box { x, y, width: MEASURE, height: tall, colour: colours::SOFT });
        for (cell, (x, _)) in heads.iter().zip(places) {
            let node = row.map(|row| self.tree.add(row, Kind::ColumnHead));
            self.cell(node, cell, *x, None);
        }
        self.space(tall);
    }

    fn row(&mut self, row: NodeId, broken: &[Broken], places: &[(f32, f32)], cells: &[Cell]) {
        for (at, ((lines, (x, _)), cell)) in broken.iter().zip(places).zip(cells).enumerate() {
            let kind = if at == 0 { Kind::RowHead } else { Kind::Cell };
            let node = self.tree.add(row, kind);
            self.cell(Some(node), lines, *x, cell.link.as_deref());
        }
        self.space(height(broken));
        let (x, y) = (MARGIN, self.y);
        self.put(Piece::Box { x, y, width: MEASURE, height: 0.4, colour: colours::LINE });
    }

    /// The lines of a cell, from the top of its row.
    fn cell(&mut self, node: Option<NodeId>, lines: &Broken, x: f32, link: Option<&str>) {
        let mut y = self.y + PAD;
        for (at, (size, colour, text)) in lines.iter().enumerate() {
            y += size * LEADING * 0.92;
            let link = link.filter(|_| at == 0).map(|address| Link::Address(address.to_owned()));
            let (size, colour, text) = (*size, *colour, text.clone());
            self.put(Piece::Line { x: x + PAD, y: y - 2.0, size, colour, text, node, link });
        }
    }
}

/// Where each column begins, and how wide it is.
fn places(columns: &[Column]) -> Vec<(f32, f32)> {
    let all: f32 = columns.iter().map(|column| column.share).sum();
    let mut x = MARGIN;
    let place = |column: &Column| {
        let width = MEASURE * column.share / all;
        x += width;
        (x - width, width)
    };
    columns.iter().map(place).collect()
}

/// How tall a row is.
fn height(cells: &[Broken]) -> f32 {
    let tall = |cell: &Broken| cell.iter().map(|(size, ..)| size * LEADING * 0.92).sum::<f32>();
    cells.iter().map(tall).fold(0.0, f32::max) + 2.0 * PAD
}
