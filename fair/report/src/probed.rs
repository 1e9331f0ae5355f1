//! The probes that the log fixes, and what those show whose openings are at hand.

use drawbridge_fair_audit::verdict::Verdict;
use drawbridge_fair_indicators::found::Word;
use drawbridge_fair_probes::analyse::{Estimate, Question};
use drawbridge_fair_probes::{Analysis, Opening, OpeningError, analyse, verify};

use crate::history::{Fixed, History};
use crate::shape::{Asked, Opened, Pairs, Probe, ProbeState, Range, Shows, text};

/// Why probes cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProbedError {
    /// A file is no opening.
    #[error(transparent)]
    Opening(#[from] OpeningError),
    /// The log fixes no such probe.
    #[error("an opening is of leaf {0}, which fixes no probe")]
    Unfixed(u64),
}

/// Reads what the log says of probes. `openings` are the bytes of openings; `read` gives the leaves.
pub fn read(
    history: &History,
    openings: &[Vec<u8>],
    mut read: impl FnMut(u64) -> Option<Vec<u8>>,
) -> Result<Vec<Probe>, ProbedError> {
    let mut probes: Vec<Probe> =
        history.probes.values().map(|fixed| probe(fixed, history)).collect();
    for bytes in openings {
        let opening = Opening::read(bytes)?;
        let index = opening.commit.index;
        let fixed = probes.iter_mut().find(|probe| probe.index == index);
        let fixed = fixed.ok_or(ProbedError::Unfixed(index))?;
        fixed.shows = Some(shows(&opening, bytes, history.size(), &mut read));
    }
    Ok(probes)
}

fn probe(fixed: &Fixed, history: &History) -> Probe {
    let Fixed { index, time, gate, commit, reveal } = fixed;
    let overdue = history.latest.is_some_and(|latest| latest > commit.reveal_by);
    let state = match (reveal, overdue) {
        (Some(_), _) => ProbeState::Opened,
        (None, true) => ProbeState::Overdue,
        (None, false) => ProbeState::Fixed,
    };
    let opened = reveal.as_ref().map(|(at, when, reveal)| Opened {
        index: *at,
        time: when.0,
        sha256: reveal.opening_sha256.to_base64(),
        submitted: reveal.submitted,
        late: *when > commit.reveal_by,
    });
    Probe {
        index: *index,
        time: time.0,
        gate: gate.name().to_owned(),
        prober: commit.prober.clone(),
        pairs: commit.pairs,
        root: commit.root.to_base64(),
        reveal_by: commit.reveal_by.0,
        state,
        opened,
        shows: None,
    }
}

/// Holds an opening against the log. One that the log does not name shows nothing: it could be one of many.
fn shows(
    opening: &Opening,
    bytes: &[u8],
    size: u64,
    read: &mut impl FnMut(u64) -> Option<Vec<u8>>,
) -> Shows {
    let verified = verify(opening, bytes, size, read);
    let mut problems: Vec<_> =
        verified.problems.iter().map(|one| text(one.zh(), one.to_string())).collect();
    if !verified.revealed {
        problems.push(text("日志没有登记这份揭示", "the log does not name this opening"));
    }
    let analysis = if problems.is_empty() { analyse(opening, &verified).ok() } else { None };
    Shows {
        problems,
        action: opening.plan.design().action.clone(),
        pairs: analysis.as_ref().map(pairs),
    }
}

fn pairs(analysis: &Analysis) -> Pairs {
    Pairs {
        submitted: analysis.submitted,
        missing: analysis.missing,
        alpha: analysis.alpha,
        approval: asked(&analysis.approval),
        wait: asked(&analysis.wait),
        wait_gap_hours: analysis.wait_gap_hours.map(range),
    }
}

fn asked(question: &Question) -> Asked {
    Asked {
        both: question.both,
        out_only: question.out_only,
        in_only: question.in_only,
        neither: question.neither,
        gap: range(question.gap),
        margin: question.margin,
        p: question.p,
        p_adjusted: question.differ,
        p_not_worse: question.not_worse.and_then(finite),
        verdict: word(question.verdict),
        detectable: question.detectable.and_then(finite),
        needed: question.pairs_to_show_equal,
    }
}

fn range(estimate: Estimate) -> Range {
    let Estimate { low, seen, high } = estimate;
    Range { low: finite(low), seen: finite(seen), high: finite(high) }
}

fn finite(number: f64) -> Option<f64> {
    Some(number).filter(|number| number.is_finite())
}

const fn word(verdict: Verdict) -> Word {
    match verdict {
        Verdict::EqualShown => Word::EqualShown,
        Verdict::UnequalWithinMargin => Word::UnequalWithinMargin,
        Verdict::UnequalShown => Word::UnequalShown,
        Verdict::NotEnoughEvidence => Word::NotEnoughEvidence,
    }
}
