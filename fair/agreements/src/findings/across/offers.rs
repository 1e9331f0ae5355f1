//! What one has, anyone may have on the same published terms.

use drawbridge_fair_record::leaf::Sort;

use crate::agreement::Agreement;
use crate::findings::rules::NOT_TO_ALL;
use crate::findings::{Book, Finding, Place};

pub(super) fn find(book: &Book<'_>, findings: &mut Vec<Finding>) {
    let binding = || book.agreements.iter().filter(|agreement| book.binds(agreement));
    for agreement in binding() {
        let Some(provider) = agreement.provider() else { continue };
        if !matches!(agreement.sort, Sort::Contract | Sort::Licence) {
            continue;
        }
        let for_all = |other: &Agreement| {
            matches!(other.sort, Sort::Offer | Sort::Rules)
                && other.public
                && other.provider().is_some_and(|theirs| theirs.party == provider.party)
                && other.matter == agreement.matter
                && other.covers(agreement)
                && agreement.terms.as_ref().is_none_or(|terms| *terms == other.id)
        };
        if binding().any(for_all) {
            continue;
        }
        let (matter, who) = (&agreement.matter, &provider.party);
        let (zh, en) = match &agreement.terms {
            Some(terms) => (
                format!(
                    "所依据的公布条款“{terms}”并不是{who}就“{matter}”现行有效、覆盖该地域的公开要约。"
                ),
                format!(
                    "The published terms `{terms}` on which it stands are no public offer of `{matter}` by {who} that is in force there."
                ),
            ),
            None => (
                format!("{who}没有就“{matter}”在该地域向所有人公布要约。"),
                format!("{who} has published no offer of `{matter}` to all in that territory."),
            ),
        };
        findings.push(Finding::new(NOT_TO_ALL, vec![Place::whole(agreement)], zh, en));
    }
}
