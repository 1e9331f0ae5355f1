//! From cases to indicators: each with its test, effect, interval and equality claim.
//!
//! Every statistic is of `drawbridge-fair-audit`; here it is decided which cases it is given, and in
//! which strata.

mod board;
mod clustered;
mod curves;
mod fees;
mod latencies;
mod means;
mod numbers;
mod publications;
mod quantiles;
mod ranks;
mod rates;
mod shares;
mod spells;
mod tools;
mod waits;

use crate::cases::{Cases, Table};
use crate::found::{Curve, Indicator, Series};
use crate::plan::{Asked, How, Plan, Quantity};
pub(crate) use board::cells;
pub(crate) use curves::sequences;
use spells::Spells;
use tools::blank;
pub(crate) use tools::{Levels, fraction, margin_of};
use waits::Waits;

/// All that an indicator is computed from.
pub(crate) struct Measures<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) cases: &'a Cases,
    pub(crate) levels: Levels,
    pub(crate) series: Series,
    waits: Vec<(String, Waits)>,
}

impl<'a> Measures<'a> {
    pub(crate) fn new(plan: &'a Plan, cases: &'a Cases) -> Self {
        let levels = Levels::of(plan);
        Self { plan, cases, levels, series: Series::default(), waits: Vec::new() }
    }

    /// Computes one indicator, all but what depends on the others: adjusted p values and the verdict.
    pub(crate) fn measure(&mut self, asked: &Asked) -> Indicator {
        let tables: Vec<&'a Table> = self.tables(asked);
        let mut found = blank(asked, self.plan, &tables);
        match &asked.how {
            How::Rate { yes, better } => rates::rate(self, &mut found, &tables, yes, *better),
            How::FewRate { yes, better } => rates::few(self, &mut found, &tables, yes, *better),
            How::Share { yes } => shares::share(self, &mut found, &tables, yes),
            How::Cases { yes } => shares::count(&mut found, &tables, yes.as_ref()),
            How::Wait { of } => self.wait(&mut found, &tables, *of),
            How::Lifted => self.spells(&mut found, &Spells::lifted(&tables)),
            How::AppealWait => self.spells(&mut found, &Spells::appeals(&tables)),
            How::Fee { field, per } => fees::fee(self, &mut found, &tables, (field, *per)),
            How::Unexplained { field, per } => {
                fees::unexplained(self, &mut found, &tables, (field, *per));
            }
            How::Latency { field, per, quantile } => {
                latencies::latency(self, &mut found, &tables, (field, *per), *quantile);
            }
            How::Mean { field, per, better } => {
                means::mean(self, &mut found, &tables, (field, *per), *better);
            }
            How::Exposure { field } => ranks::exposure(self, &mut found, &tables, field),
            How::Pairwise { field } => ranks::pairwise(self, &mut found, &tables, field),
            How::Divergence { field } => ranks::divergence(self.levels, &mut found, &tables, field),
            How::MissingShare => shares::missing(&mut found, &self.cases.tables),
            How::Proxy => shares::proxies(self, &mut found),
            How::LargestEValue => publications::largest(self, &mut found),
            How::Policies
            | How::DaysConsulted
            | How::Emergency { .. }
            | How::Proved
            | How::Exceptions
            | How::Retroactive
            | How::Gaps => publications::of_log(&asked.how, self.cases, &mut found),
        }
        found
    }

    /// The tables of an indicator: its topic's, or all.
    fn tables(&self, asked: &Asked) -> Vec<&'a Table> {
        let mine =
            |table: &&Table| asked.topic.as_ref().is_none_or(|topic| table.topic.name == *topic);
        self.cases.tables.iter().filter(mine).collect()
    }

    /// The wait of a topic's cases, of which several indicators may tell.
    fn wait(&mut self, found: &mut Indicator, tables: &[&'a Table], of: Quantity) {
        let Some(table) = tables.first() else { return };
        let topic = &table.topic.name;
        let known = self.waits.iter().position(|(name, _)| name == topic);
        let at = known.unwrap_or_else(|| {
            let curves = curves::waits(table, self.levels);
            let named = |curve| Curve { indicator: topic.clone(), ..curve };
            self.series.survival.extend(curves.into_iter().map(named));
            self.waits.push((topic.clone(), Waits::of(&Spells::decided(table))));
            self.waits.len() - 1
        });
        let means = |asked: &Asked| {
            asked.topic.as_ref() == Some(topic) && asked.how == How::Wait { of: Quantity::Mean }
        };
        let alone = !self.plan.asked.iter().any(means);
        let waits = &self.waits[at].1;
        waits.tell(found, (of, alone), margin_of(self.plan, &found.id), self.levels);
        self.series.forest.extend(waits.forest(found, of, self.levels));
    }

    /// Waits that begin with a decision, by their median.
    fn spells(&mut self, found: &mut Indicator, spells: &Spells) {
        let (waits, of) = (Waits::of(spells), Quantity::Median);
        waits.tell(found, (of, true), margin_of(self.plan, &found.id), self.levels);
        self.series.forest.extend(waits.forest(found, of, self.levels));
        self.series.survival.extend(curves::plain(&found.id, &spells.observations, self.levels));
    }
}
