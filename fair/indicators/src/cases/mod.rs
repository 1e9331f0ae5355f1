//! From leaves, one after another, to cases: intake, decision, outcome, appeal.
//!
//! What is kept of a case is a few dozen bytes, so that ten million fit in memory; which case a leaf
//! belongs to is told by four bytes for each leaf. What is not told is not guessed: a case whose side is
//! unknown is counted as missing and compared with nobody.

mod dictionary;
mod month;
mod place;
mod side;
mod state;
mod strata;
mod table;

use std::collections::BTreeMap;

use drawbridge_fair_record::leaf::{End, Verdict};

use crate::found::{Leaves, Period};
use crate::monitor::{At, Monitors};
use crate::plan::Plan;
use crate::read::{FieldNames, Line, Said, Told};
use month::Months;
pub(crate) use month::day_of;
pub(crate) use place::MAX_ROWS;
use place::{Kind, Places, fingerprint};
use side::Sides;
pub(crate) use side::{Cell as CellName, Cells as CellNames};
pub(crate) use state::{Bit, Question, Side, State, place_of_flag};
pub(crate) use strata::BETWEEN;
use strata::Strata;
pub(crate) use table::{Case, NO_NUMBER, NO_STRATUM, Refusal, Table};

/// Everything that leaves have told so far.
#[derive(Clone, Debug)]
pub(crate) struct Cases {
    pub(crate) tables: Vec<Table>,
    pub(crate) monitors: Monitors,
    pub(crate) rules: BTreeMap<String, [u64; 3]>,
    pub(crate) policies: Policies,
    /// Openings that open nothing.
    pub(crate) false_openings: u64,
    /// Leaves that belong to no case that is known.
    pub(crate) strangers: u64,
    period: Period,
    /// The latest time of any leaf: how far it is known that nothing else happened.
    latest: i64,
    places: Places,
    readers: Vec<TopicReader>,
    sides: Sides,
    months: Months,
    appeals: BTreeMap<u64, i64>,
}

/// What publications of policies told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policies {
    /// By the index of the publication, the first index at which it is in force.
    effective: BTreeMap<u64, u64>,
    /// Days that each was open to comment, rounded down.
    pub(crate) days: Vec<i64>,
    pub(crate) proved: u64,
    /// Decisions by a policy that was not in force.
    pub(crate) retroactive: u64,
    pub(crate) leaves: Option<Leaves>,
}

/// Where the fields of a topic stand among the fields that are read.
#[derive(Clone, Debug)]
struct TopicReader {
    strata: Strata,
    flags: Vec<usize>,
    numbers: Vec<usize>,
    query: Option<usize>,
}

const DAY: i64 = 86_400_000;

impl Cases {
    pub(crate) fn new(plan: &Plan, names: &FieldNames, period: Period, leaves: Leaves) -> Self {
        let reader = |topic: &crate::plan::Topic| TopicReader {
            strata: Strata::of(topic, names),
            flags: Strata::places(&topic.flags, names),
            numbers: Strata::places(&topic.numbers, names),
            query: topic.query.as_ref().and_then(|name| Strata::place(name, names)),
        };
        Self {
            tables: plan.topics.iter().cloned().map(Table::new).collect(),
            monitors: Monitors::of(plan),
            rules: BTreeMap::new(),
            policies: Policies::default(),
            false_openings: 0,
            strangers: 0,
            period,
            latest: i64::MIN,
            places: Places::new(leaves),
            readers: plan.topics.iter().map(reader).collect(),
            sides: Sides::of(plan, names),
            months: Months::default(),
            appeals: BTreeMap::new(),
        }
    }

    /// Takes the leaf of this index; the caller sees to it that they come in order, none left out.
    pub(crate) fn take(&mut self, index: u64, line: &Line<'_>) {
        let lies = line.told.iter().filter(|(_, told)| *told == Told::False).count();
        self.false_openings += lies as u64;
        self.latest = self.latest.max(line.time);
        let place = match &line.said {
            Said::Intake { action } => self.intake(index, line, action),
            Said::Decision { of, policy, .. } => {
                if *policy >= self.places.from() {
                    self.policies.applied(index, *policy);
                }
                self.decision(index, *of, line)
            }
            Said::Outcome { of, end } => self.outcome(index, *of, *end, line),
            Said::Appeal { of } => self.appeal(index, *of, line),
            Said::Policy { effective, consulted_from, consulted_until, proved } => {
                let days = (consulted_until - consulted_from) / DAY;
                self.policies.published(index, *effective, days, *proved);
                None
            }
            Said::Other => None,
        };
        self.places.put(index, place);
    }

    /// Whether a leaf is of the period or before: what comes later does not change how it stood.
    const fn is_over(&self, time: i64) -> bool {
        time >= self.period.to.cast_signed()
    }

    fn intake(
        &mut self,
        index: u64,
        line: &Line<'_>,
        action: &str,
    ) -> Option<(Kind, usize, usize)> {
        let gate = line.gate.name();
        let topic = self.tables.iter().position(|table| table.topic.takes(gate, action))?;
        if self.is_over(line.time) {
            return None;
        }
        let (table, reader) = (&mut self.tables[topic], &self.readers[topic]);
        let side = self.sides.of_case(line);
        let month = self.months.of(line.time);
        let mut state = State::default().with_side(side);
        let stratum = match reader.strata.key(line, month) {
            Some(key) => table.strata.number(&key),
            None => NO_STRATUM,
        };
        let carried = line.time < self.period.from.cast_signed();
        state.set(Bit::Carried, carried);
        state.set(Bit::Incomplete, side == Side::Unknown || stratum == NO_STRATUM);
        if !carried {
            table.missing.side += u64::from(side == Side::Unknown);
            table.missing.strata += u64::from(stratum == NO_STRATUM);
        }
        let cell = self.sides.cell(line, side, topic, gate, action);
        let row = table.state.len();
        table.state.push(state);
        table.clock.push(line.time);
        table.stratum.push(stratum);
        table.cell.push(cell.unwrap_or(NO_STRATUM));
        if table.has_clusters() {
            table.cluster.push(reader.cluster(line));
        }
        for column in &mut table.numbers {
            column.push(NO_NUMBER);
        }
        self.monitors.came_in(topic, table, row);
        self.told(topic, row, index, line);
        Some((Kind::Intake, topic, row))
    }

    fn decision(&mut self, index: u64, of: u64, line: &Line<'_>) -> Option<(Kind, usize, usize)> {
        let Some((kind, topic, row)) = self.places.get(of) else { return self.stranger() };
        if self.is_over(line.time) {
            return None;
        }
        let Said::Decision { verdict, rules, remedy, by_person, .. } = &line.said else {
            return None;
        };
        match kind {
            Kind::Appeal => {
                self.heard(of, topic, row, line.time, *verdict, *by_person);
                self.told(topic, row, index, line);
                return Some((Kind::Decision, topic, row));
            }
            Kind::Decision => return self.stranger(),
            Kind::Intake => {}
        }
        let table = &mut self.tables[topic];
        let state = &mut table.state[row];
        // The first decision is the one that counts; another one is against the rules.
        if !state.is_pending() {
            return self.stranger();
        }
        *state = state.with_verdict(*verdict);
        state.set(Bit::ByPerson, *by_person);
        state.set(Bit::Reasoned, *remedy && !rules.is_empty());
        let side = state.side();
        let counts = !state.has(Bit::Carried);
        if counts && *verdict != Verdict::Allow {
            for rule in rules {
                let counts = match self.rules.get_mut(*rule) {
                    Some(counts) => counts,
                    None => self.rules.entry((*rule).to_owned()).or_default(),
                };
                counts[side as usize] += 1;
            }
        }
        let came_in = table.clock[row];
        table.clock[row] = (line.time - came_in).max(0);
        if *verdict == Verdict::Refuse && counts {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            table.refused.insert(row, Refusal::Since(line.time));
        }
        let at = At { index, time: line.time };
        let table = &self.tables[topic];
        self.monitors.decided(topic, table, row, came_in, at);
        self.monitors.cells.decided(table, row, &self.sides.cells);
        self.told(topic, row, index, line);
        Some((Kind::Decision, topic, row))
    }

    fn heard(
        &mut self,
        of: u64,
        topic: usize,
        row: usize,
        time: i64,
        verdict: Verdict,
        person: bool,
    ) {
        let Some(made) = self.appeals.remove(&of) else {
            self.strangers += 1;
            return;
        };
        let table = &mut self.tables[topic];
        let state = &mut table.state[row];
        state.set(Bit::Heard, true);
        state.set(Bit::Upheld, verdict == Verdict::Allow);
        state.set(Bit::HeardByPerson, person);
        if !state.has(Bit::Carried) {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            table.appeals.push((row, (time - made).max(0), true));
        }
    }

    fn outcome(
        &mut self,
        index: u64,
        of: u64,
        end: End,
        line: &Line<'_>,
    ) -> Option<(Kind, usize, usize)> {
        let Some((kind, topic, row)) = self.places.get(of) else { return self.stranger() };
        if self.is_over(line.time) {
            return None;
        }
        let table = &mut self.tables[topic];
        let state = &mut table.state[row];
        let ended = matches!(end, End::Expired | End::Withdrawn);
        if kind != Kind::Appeal && end == End::Withdrawn {
            state.set(Bit::Withdrawn, true);
        }
        match kind {
            Kind::Intake if ended && state.is_pending() => {
                state.set(Bit::Dropped, true);
                let came_in = table.clock[row];
                table.clock[row] = (line.time - came_in).max(0);
                self.monitors.dropped(topic, &self.tables[topic], row, came_in);
            }
            Kind::Intake => return self.stranger(),
            Kind::Appeal => drop(self.appeals.remove(&of)),
            Kind::Decision if ended => state.set(Bit::Lapsed, true),
            Kind::Decision if end == End::Applied => state.set(Bit::Applied, true),
            Kind::Decision => {
                state.set(Bit::Lifted, true);
                let row = u32::try_from(row).unwrap_or(u32::MAX);
                if let Some(Refusal::Since(since)) = table.refused.get(&row) {
                    let lifted = Refusal::Lifted((line.time - since).max(0));
                    table.refused.insert(row, lifted);
                }
            }
        }
        self.told(topic, row, index, line);
        None
    }

    fn appeal(&mut self, index: u64, of: u64, line: &Line<'_>) -> Option<(Kind, usize, usize)> {
        let Some((Kind::Decision, topic, row)) = self.places.get(of) else {
            return self.stranger();
        };
        if self.is_over(line.time) {
            return None;
        }
        self.tables[topic].state[row].set(Bit::Appealed, true);
        self.appeals.insert(index, line.time);
        self.told(topic, row, index, line);
        Some((Kind::Appeal, topic, row))
    }

    /// The facts of a leaf, whichever of the case's it is; then the monitors are told.
    fn told(&mut self, topic: usize, row: usize, index: u64, line: &Line<'_>) {
        let (table, reader) = (&mut self.tables[topic], &self.readers[topic]);
        table.touched(index);
        for (place, told) in &line.told {
            match told {
                Told::Flag(yes) => {
                    if let Some(at) = reader.flags.iter().position(|one| one == place) {
                        table.state[row].set_flag(at, *yes);
                    }
                }
                Told::Number(number) => {
                    if let Some(at) = reader.numbers.iter().position(|one| one == place) {
                        table.numbers[at][row] = *number;
                    }
                }
                _ => {}
            }
        }
        let at = At { index, time: line.time };
        self.monitors.changed(topic, &self.tables[topic], row, at);
    }

    fn stranger(&mut self) -> Option<(Kind, usize, usize)> {
        self.strangers += 1;
        None
    }

    /// Ends the period: what is pending has waited until then, or until the latest leaf if that is
    /// earlier. Beyond it nobody has looked, and there is no other clock on which everybody agrees.
    pub(crate) fn close(&mut self) {
        let end = self.period.to.cast_signed().min(self.latest);
        for (index, made) in std::mem::take(&mut self.appeals) {
            if let Some((_, topic, row)) = self.places.get(index)
                && !self.tables[topic].state[row].has(Bit::Carried)
            {
                let row = u32::try_from(row).unwrap_or(u32::MAX);
                self.tables[topic].appeals.push((row, end - made, false));
            }
        }
        for table in &mut self.tables {
            table.close(end);
        }
        self.places = Places::new(Leaves { from: 0, to: 0 });
    }

    /// The cells of the board, by number.
    pub(crate) const fn cells(&self) -> &CellNames {
        &self.sides.cells
    }
}

impl Policies {
    fn published(&mut self, index: u64, effective: u64, days: i64, proved: bool) {
        self.effective.insert(index, effective);
        self.days.push(days);
        self.proved += u64::from(proved);
        let from = self.leaves.map_or(index, |leaves| leaves.from);
        self.leaves = Some(Leaves { from, to: index + 1 });
    }

    /// A decision at `index` by the policy of this publication.
    fn applied(&mut self, index: u64, policy: u64) {
        let in_force = self.effective.get(&policy).is_some_and(|effective| *effective <= index);
        self.retroactive += u64::from(!in_force);
    }
}

impl TopicReader {
    /// Who shares the fate of a case: the ranking in which it stands, or its subject.
    fn cluster(&self, line: &Line<'_>) -> u64 {
        let query = self.query.map(|place| line.told.iter().find(|(at, _)| *at == place));
        match query {
            Some(Some((_, Told::Text(query)))) => fingerprint(query),
            Some(Some((_, Told::Number(query)))) => fingerprint(&query.to_string()),
            // A place in no ranking is in one of its own, of which nothing can be told.
            Some(_) | None => fingerprint(line.subject),
        }
    }
}
