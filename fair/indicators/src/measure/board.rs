//! The cells of the board: each camp in each category on each surface.

use drawbridge_fair_audit::multiplicity::evalues::e_bh;
use drawbridge_fair_audit::multiplicity::{Adjustment, adjust};
use drawbridge_fair_audit::proportions::{Count, Table as Rates, fisher};

use super::tools::Levels;
use crate::cases::Cases;
use crate::found::Cell;

/// All cells in which both a camp and insiders were decided, ordered by surface, category and camp.
pub(crate) fn cells(cases: &Cases, levels: Levels) -> Vec<Cell> {
    let monitors = &cases.monitors.cells.all;
    let one = |(number, name): (usize, &crate::cases::CellName)| {
        let camp = name.camp.clone()?;
        let (mine, base) = (monitors.get(number)?, monitors.get(name.base as usize)?);
        let (out, ins) = (Count::new(mine.yes, mine.of).ok()?, Count::new(base.yes, base.of).ok()?);
        Some(Cell {
            indicator: cases.tables.get(name.topic)?.topic.name.clone(),
            camp,
            category: name.category.clone(),
            surface: name.surface.clone(),
            outsiders: out.of(),
            insiders: ins.of(),
            out_rate: out.rate(),
            in_rate: ins.rate(),
            p: fisher::mid_p(Rates::new(out, ins)).two_sided.min(1.0),
            p_bh: 1.0,
            log_e: mine.process.log_e(),
            alarmed: false,
        })
    };
    let mut cells: Vec<Cell> = cases.cells().all.iter().enumerate().filter_map(one).collect();
    cells.sort_by(|a, b| {
        (&a.surface, &a.category, &a.camp).cmp(&(&b.surface, &b.category, &b.camp))
    });
    let p: Vec<f64> = cells.iter().map(|cell| cell.p).collect();
    let e: Vec<f64> = cells.iter().map(|cell| libm::exp(cell.log_e)).collect();
    let threshold = e_bh(&e, levels.alpha).threshold;
    let adjusted = adjust(&p, Adjustment::BenjaminiHochberg);
    for (cell, (p_bh, e)) in cells.iter_mut().zip(adjusted.into_iter().zip(e)) {
        cell.p_bh = p_bh;
        cell.alarmed = threshold.is_some_and(|threshold| e >= threshold);
    }
    cells
}
