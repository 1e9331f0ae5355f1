//! How a case stands, in 32 bits, and what counts as yes in it.

use drawbridge_fair_record::leaf::Verdict;

use crate::plan::{Topic, Yes};

/// What is known of one case besides times and numbers. Ten million cases have ten million of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct State(u32);

/// Which side a case is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Unknown,
    Outsider,
    Insider,
}

/// One bit of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Bit {
    /// It came in before the period: it counts only while it is pending.
    Carried = 2,
    /// It ended without a decision.
    Dropped = 5,
    /// The decision was carried out.
    Applied = 6,
    /// It came to nothing after the decision.
    Lapsed = 7,
    /// The decision was lifted.
    Lifted = 8,
    /// A person decided or confirmed.
    ByPerson = 9,
    /// The decision names its rules and a remedy.
    Reasoned = 10,
    /// An appeal was made.
    Appealed = 11,
    /// It was decided.
    Heard = 12,
    /// It was allowed.
    Upheld = 13,
    /// A person decided it.
    HeardByPerson = 14,
    /// The side or a stratum is not told.
    Incomplete = 15,
    /// Whoever asked for it takes it back. It stands above the flags and the room beside them.
    Withdrawn = 30,
}

/// Where the flags begin: two bits each.
const FLAGS: usize = 16;

impl State {
    pub(crate) const fn side(self) -> Side {
        match self.0 & 3 {
            1 => Side::Outsider,
            2 => Side::Insider,
            _ => Side::Unknown,
        }
    }

    pub(crate) const fn with_side(self, side: Side) -> Self {
        let bits = match side {
            Side::Unknown => 0,
            Side::Outsider => 1,
            Side::Insider => 2,
        };
        Self(self.0 & !3 | bits)
    }

    pub(crate) const fn verdict(self) -> Option<Verdict> {
        match self.0 >> 3 & 3 {
            1 => Some(Verdict::Allow),
            2 => Some(Verdict::Restrict),
            3 => Some(Verdict::Refuse),
            _ => None,
        }
    }

    pub(crate) const fn with_verdict(self, verdict: Verdict) -> Self {
        let bits = match verdict {
            Verdict::Allow => 1,
            Verdict::Restrict => 2,
            Verdict::Refuse => 3,
        };
        Self(self.0 & !(3 << 3) | bits << 3)
    }

    pub(crate) const fn has(self, bit: Bit) -> bool {
        self.0 >> bit as u8 & 1 == 1
    }

    pub(crate) const fn set(&mut self, bit: Bit, on: bool) {
        self.0 = self.0 & !(1 << bit as u8) | (on as u32) << bit as u8;
    }

    /// Whether it is still to be decided.
    pub(crate) const fn is_pending(self) -> bool {
        self.verdict().is_none() && !self.has(Bit::Dropped)
    }

    /// The yes-or-no fact at this place of its topic's flags.
    pub(crate) const fn flag(self, place: usize) -> Option<bool> {
        match self.0 >> (FLAGS + 2 * place) & 3 {
            1 => Some(false),
            2 => Some(true),
            _ => None,
        }
    }

    pub(crate) const fn set_flag(&mut self, place: usize, yes: bool) {
        let shift = FLAGS + 2 * place;
        self.0 = self.0 & !(3 << shift) | (1 + yes as u32) << shift;
    }
}

/// Where the flag of a question stands among its topic's; 0 if it asks for none.
pub(crate) fn place_of_flag(yes: &Yes, topic: &Topic) -> usize {
    let (Yes::Succeeded { flag } | Yes::Flag { flag } | Yes::NotFlag { flag }) = yes else {
        return 0;
    };
    // A plan that was checked lists it; what is not listed is never told.
    topic.flags.iter().position(|one| one == flag).unwrap_or(crate::plan::MAX_FLAGS)
}

/// What counts as yes, with the flag's place looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Question<'a> {
    pub(crate) yes: &'a Yes,
    pub(crate) flag: usize,
}

impl Question<'_> {
    /// Yes, no, or not among those who are asked. `wait` is in milliseconds: until the decision, or so
    /// far. That a case is carried over from before the period is the caller's to see to.
    pub(crate) fn ask(self, state: State, wait: i64) -> Option<bool> {
        let verdict = state.verdict();
        let against = matches!(verdict, Some(Verdict::Restrict | Verdict::Refuse));
        let among = |is: bool, yes: bool| is.then_some(yes);
        match self.yes {
            Yes::Allowed => verdict.map(|verdict| verdict == Verdict::Allow),
            Yes::Refused => verdict.map(|verdict| verdict == Verdict::Refuse),
            // A buyer who pays with another wallet has not failed with this one.
            Yes::Succeeded { .. } if state.has(Bit::Withdrawn) => None,
            Yes::Succeeded { .. } => state.flag(self.flag).or_else(|| {
                let refused = verdict == Some(Verdict::Refuse);
                let ended = state.has(Bit::Lapsed) || state.has(Bit::Dropped);
                let applied = state.has(Bit::Applied) && !refused;
                among(applied || refused || ended, applied)
            }),
            Yes::Flag { .. } => state.flag(self.flag),
            Yes::NotFlag { .. } => state.flag(self.flag).map(|yes| !yes),
            Yes::Within { ms } => {
                among(verdict.is_some() || wait > *ms, verdict.is_some() && wait <= *ms)
            }
            Yes::PendingLonger { ms } => among(state.is_pending(), wait > *ms),
            Yes::ByPerson => among(verdict.is_some(), state.has(Bit::ByPerson)),
            Yes::Automated => among(against, !state.has(Bit::ByPerson)),
            Yes::Reasoned => among(against, state.has(Bit::Reasoned)),
            Yes::Appealed => among(against, state.has(Bit::Appealed)),
            Yes::Upheld => among(state.has(Bit::Heard), state.has(Bit::Upheld)),
            Yes::AppealByPerson => among(state.has(Bit::Heard), state.has(Bit::HeardByPerson)),
            Yes::Reversed => among(
                verdict == Some(Verdict::Refuse),
                state.has(Bit::Lifted) || state.has(Bit::Upheld),
            ),
        }
    }
}
