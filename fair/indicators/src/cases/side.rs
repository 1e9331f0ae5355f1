//! Who is an outsider, and in which cell of the board.

use std::collections::{BTreeMap, BTreeSet};

use super::dictionary::Dictionary;
use super::state::Side;
use crate::plan::Plan;
use crate::read::{FieldNames, Group, Line, Told};

/// Who is the operator's own, and the cells.
#[derive(Clone, Debug)]
pub(super) struct Sides {
    /// By the place of the protected attribute, the values that are the operator's own.
    own: Vec<(Option<usize>, BTreeSet<String>)>,
    camp: Option<usize>,
    category: Option<usize>,
    camps: Dictionary,
    categories: Dictionary,
    surfaces: Dictionary,
    pub(super) cells: Cells,
}

/// A cell: the camp of outsiders (none for insiders), the category and the surface.
pub(crate) type Key = (Option<u32>, u32, u32);

/// All cells that came up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cells {
    numbers: BTreeMap<Key, u32>,
    /// By number: the topic, the cell, and the number of its insiders' cell.
    pub(crate) all: Vec<Cell>,
}

/// One of them, in words.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) topic: usize,
    pub(crate) camp: Option<String>,
    pub(crate) category: String,
    pub(crate) surface: String,
    /// The number of the insiders' cell of this category and surface: its own, if it is that.
    pub(crate) base: u32,
}

impl Sides {
    pub(super) fn of(plan: &Plan, names: &FieldNames) -> Self {
        let own = |(name, values): (&String, &BTreeSet<String>)| {
            (names.place(Group::Protected, name), values.clone())
        };
        Self {
            own: plan.own.iter().map(own).collect(),
            camp: names.place(Group::Protected, &plan.camp),
            category: names.place(Group::Facts, &plan.category),
            camps: Dictionary::default(),
            categories: Dictionary::default(),
            surfaces: Dictionary::default(),
            cells: Cells::default(),
        }
    }

    /// An outsider if one of the attributes is another's; an insider if all are the operator's own;
    /// unknown if neither can be said.
    pub(super) fn of_case(&self, line: &Line<'_>) -> Side {
        let mut all = true;
        for (place, own) in &self.own {
            match text(line, *place) {
                Some(value) if own.contains(value) => {}
                Some(_) => return Side::Outsider,
                None => all = false,
            }
        }
        if all { Side::Insider } else { Side::Unknown }
    }

    /// The cell of a case; none if its side or category is not told, or an outsider's camp is the
    /// operator's own.
    pub(super) fn cell(
        &mut self,
        line: &Line<'_>,
        side: Side,
        topic: usize,
        gate: &str,
        action: &str,
    ) -> Option<u32> {
        let camp = match side {
            Side::Unknown => return None,
            Side::Insider => None,
            Side::Outsider => Some(text(line, self.camp)?),
        };
        let category = text(line, self.category)?;
        let surface = self.surfaces.number(&format!("{gate} {action}"));
        let category = self.categories.number(category);
        let camp = camp.map(|camp| self.camps.number(camp));
        let base = self.numbered((None, category, surface), topic, None);
        Some(match camp {
            None => base,
            Some(_) => self.numbered((camp, category, surface), topic, Some(base)),
        })
    }

    fn numbered(&mut self, key: Key, topic: usize, base: Option<u32>) -> u32 {
        if let Some(number) = self.cells.numbers.get(&key) {
            return *number;
        }
        let number = u32::try_from(self.cells.all.len()).unwrap_or(u32::MAX);
        self.cells.numbers.insert(key, number);
        self.cells.all.push(Cell {
            topic,
            camp: key.0.map(|camp| self.camps.name(camp).to_owned()),
            category: self.categories.name(key.1).to_owned(),
            surface: self.surfaces.name(key.2).to_owned(),
            base: base.unwrap_or(number),
        });
        number
    }
}

fn text<'a>(line: &Line<'a>, place: Option<usize>) -> Option<&'a str> {
    let place = place?;
    line.told.iter().find_map(|(at, told)| match told {
        Told::Text(text) if *at == place => Some(*text),
        _ => None,
    })
}
