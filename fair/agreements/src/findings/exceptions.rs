//! What an exception excuses, and what is wrong with one.

use drawbridge_fair_log::Hash;

use super::rules::{
    EXCEPTION_ENDLESS, EXCEPTION_EXPIRED, EXCEPTION_SECRET, EXCEPTION_UNREASONED,
    EXCEPTION_UNSIGNED, FEE_UNEQUAL, NOTICE_DIFFERS,
};
use super::{Book, Finding, Place, Rule};
use crate::agreement::Agreement;
use crate::exception::Exception;

/// The note by which an agreement's breach of a rule is excused at the time of the book: it is public,
/// reasoned and signed, has begun, and has an end that is still to come.
pub(super) fn good(book: &Book<'_>, agreement: &Agreement, rule: Rule) -> Option<Hash> {
    if book.exceptions.is_empty() {
        return None;
    }
    let hash = agreement.hash().ok()?;
    let covers = |exception: &&Exception| {
        exception.agreement == hash
            && exception.rules.contains(rule.id)
            && exception.from <= book.at
            && faults(book, exception).is_empty()
    };
    book.exceptions.iter().find(covers)?.note
}

/// Excuses what was found in one agreement, or between a version and the one before it. What was found by
/// comparing many is excused where they are compared.
pub(super) fn excuse(book: &Book<'_>, hashes: &[Hash], findings: &mut [Finding]) {
    for finding in findings {
        if [FEE_UNEQUAL, NOTICE_DIFFERS].contains(&finding.rule) {
            continue;
        }
        let Some(first) = finding.places.first() else { continue };
        let at = book.agreements.iter().position(|agreement| agreement.id == first.agreement);
        if let Some(at) = at.filter(|at| *at < hashes.len()) {
            finding.excused = good(book, &book.agreements[at], finding.rule);
        }
    }
}

/// What is wrong with the exceptions to agreements that bind at the time of the book.
pub(super) fn find(book: &Book<'_>, hashes: &[Hash], findings: &mut Vec<Finding>) {
    for exception in book.exceptions {
        for (agreement, hash) in book.agreements.iter().zip(hashes) {
            if *hash != exception.agreement || !book.binds(agreement) {
                continue;
            }
            for (rule, zh, en) in faults(book, exception) {
                let places = vec![Place::whole(agreement)];
                findings.push(Finding::new(rule, places, zh.to_owned(), en.to_owned()));
            }
        }
    }
}

type Fault = (Rule, &'static str, &'static str);

fn faults(book: &Book<'_>, exception: &Exception) -> Vec<Fault> {
    let public = exception.note.is_some_and(|note| book.published.contains(&note));
    let reasoned = !exception.reason_zh.is_empty() || !exception.reason_en.is_empty();
    let expired = exception.until.is_some_and(|until| until <= book.at);
    let checks: [(bool, Fault); 5] = [
        (
            !public,
            (EXCEPTION_SECRET, "日志中没有登记该例外。", "The log does not name the exception."),
        ),
        (
            !reasoned,
            (EXCEPTION_UNREASONED, "例外没有写明理由。", "The exception states no reason."),
        ),
        (
            exception.until.is_none(),
            (EXCEPTION_ENDLESS, "例外没有终止日期。", "The exception never ends."),
        ),
        (expired, (EXCEPTION_EXPIRED, "例外已经过期。", "The exception has expired.")),
        (
            exception.signed_by.is_empty(),
            (EXCEPTION_UNSIGNED, "没有已知的人签署该例外。", "Nobody known signed the exception."),
        ),
    ];
    checks.into_iter().filter(|(wrong, _)| *wrong).map(|(_, fault)| fault).collect()
}
