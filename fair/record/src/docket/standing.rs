//! Where every case stands, in half a byte a leaf.

use super::Cases;

/// What a leaf is to the docket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No case: a decision, an outcome, a publication, or nothing that could be read.
    Other,
    /// A case that came in, neither decided nor ended.
    Pending,
    /// A case that was decided.
    Decided,
    /// A case that ended without a decision.
    Ended,
    /// An appeal, neither decided nor ended.
    PendingAppeal,
    /// An appeal that was decided.
    DecidedAppeal,
    /// An appeal that ended without a decision.
    EndedAppeal,
}

const ALL: [Standing; 7] = [
    Standing::Other,
    Standing::Pending,
    Standing::Decided,
    Standing::Ended,
    Standing::PendingAppeal,
    Standing::DecidedAppeal,
    Standing::EndedAppeal,
];

impl Standing {
    const fn decided(self) -> Self {
        match self {
            Self::Pending => Self::Decided,
            Self::PendingAppeal => Self::DecidedAppeal,
            other => other,
        }
    }

    const fn ended(self) -> Self {
        match self {
            Self::Pending => Self::Ended,
            Self::PendingAppeal => Self::EndedAppeal,
            other => other,
        }
    }
}

/// Of leaves that follow each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Standings {
    start: u64,
    count: u64,
    /// Two leaves a byte, the earlier in the lower half.
    halves: Vec<u8>,
}

impl Standings {
    /// From this index on.
    pub(super) fn from(start: u64) -> Self {
        Self { start, ..Self::default() }
    }

    pub(super) fn push(&mut self, standing: Standing) {
        // The order of the variants is their number, below 7.
        let number = standing as u8;
        match self.halves.last_mut() {
            Some(last) if self.count % 2 == 1 => *last |= number << 4,
            _ => self.halves.push(number),
        }
        self.count += 1;
    }

    /// How the leaf at `index` stands; none if it is not among these.
    pub(super) fn at(&self, index: u64) -> Option<Standing> {
        let (byte, shift) = self.place(index)?;
        let number = self.halves.get(byte)? >> shift & 15;
        ALL.get(usize::from(number)).copied()
    }

    pub(super) fn decide(&mut self, index: u64) {
        self.change(index, Standing::decided);
    }

    pub(super) fn end(&mut self, index: u64) {
        self.change(index, Standing::ended);
    }

    /// Counts the cases that begin as `pending`.
    pub(super) fn count(&self, pending: Standing) -> Cases {
        let mut cases = Cases::default();
        for index in self.start..self.start + self.count {
            let Some(standing) = self.at(index) else { continue };
            if standing == pending {
                cases.oldest_pending = cases.oldest_pending.or(Some(index));
            } else if standing == pending.decided() {
                cases.decided += 1;
            } else if standing == pending.ended() {
                cases.ended += 1;
            } else {
                continue;
            }
            cases.all += 1;
        }
        cases
    }

    fn change(&mut self, index: u64, change: impl Fn(Standing) -> Standing) {
        let Some(standing) = self.at(index) else { return };
        if let Some((byte, shift)) = self.place(index)
            && let Some(halves) = self.halves.get_mut(byte)
        {
            *halves = *halves & !(15 << shift) | (change(standing) as u8) << shift;
        }
    }

    fn place(&self, index: u64) -> Option<(usize, u8)> {
        let at = index.checked_sub(self.start).filter(|at| *at < self.count)?;
        Some((usize::try_from(at / 2).ok()?, if at % 2 == 0 { 0 } else { 4 }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_standing_is_kept_and_changes_alone() {
        let mut standings = Standings::from(5);
        for standing in ALL {
            standings.push(standing);
        }
        let told = |standings: &Standings| -> Vec<Standing> {
            (0..20).filter_map(|index| standings.at(index)).collect()
        };
        assert_eq!(told(&standings), ALL);
        assert_eq!((standings.at(4), standings.at(12)), (None, None));
        standings.decide(6);
        standings.end(9);
        standings.decide(5);
        assert_eq!(standings.at(6), Some(Standing::Decided));
        assert_eq!(standings.at(9), Some(Standing::EndedAppeal));
        assert_eq!(standings.at(5), Some(Standing::Other));
        assert_eq!(standings.at(7), Some(Standing::Decided));
        let cases = Cases { all: 3, decided: 2, ended: 1, oldest_pending: None };
        assert_eq!(standings.count(Standing::Pending), cases);
    }
}
