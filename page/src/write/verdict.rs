//! What the standard says about opening it, where it does not say "open".

use std::fmt::Write as _;

use drawbridge_canon::share::{Card, Step};

use super::escape::{html, line};
use super::showing::Tongue;
use super::words::{APPEAL, REFUSED, WARNED};

/// Whether the card may be shown and opened at all.
pub(super) fn refused(card: &Card) -> bool {
    card.safety.as_ref().is_some_and(|safety| safety.step == Step::Refuse)
}

/// The reasons with what helps, as a part of the body. Empty for what opens.
pub(super) fn verdict(card: &Card, tongue: Tongue) -> String {
    let Some(safety) = card.safety.as_ref().filter(|safety| safety.step != Step::Open) else {
        return String::new();
    };
    let title = if safety.step == Step::Refuse { REFUSED } else { WARNED };
    let mut out = format!("<section class=\"verdict\"><h2>{}</h2>", title.of(tongue));
    for finding in &safety.findings {
        let (reason, remedy) = match tongue {
            Tongue::Chinese => (&finding.reason_zh, &finding.remedy_zh),
            Tongue::English => (&finding.reason_en, &finding.remedy_en),
        };
        let (reason, remedy) = (html(&line(reason)), html(&line(remedy)));
        let rule = html(&line(&finding.rule));
        let _ = write!(out, "<p>{reason} <span>{remedy}</span> <code>{rule}</code></p>");
    }
    if let Some(decision) = safety.decision {
        let _ = write!(out, "<p>{} <code>{decision}</code></p>", APPEAL.of(tongue));
    }
    out + "</section>"
}
