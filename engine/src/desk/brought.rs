//! Whether the gates of this program can decide by a standard: what they bring is what it asks for.
//!
//! A fact that no gate brings is never assumed, so a standard that asks for one would leave every case
//! of that action undecided. That is said when it is published, and not at the first case.

use drawbridge_fair_policy::Standard;
use drawbridge_fair_policy::standard::Fact;

use super::DeskError;

/// The actions for which gates of this program bring cases, and the protected attributes that these have.
const ACTIONS: [(&str, &[&str]); 2] = [
    (crate::pay::ACTION, &crate::pay::PROTECTED),
    (crate::share::ACTION, &crate::share::PROTECTED),
];

/// Refuses a standard that asks for other facts than the one that this program came with, or of which some
/// value that a gate may bring is none.
pub(super) fn fits(standard: &Standard) -> Result<(), DeskError> {
    let own = super::Desk::published()?;
    let own = own.standard();
    for (name, brought) in ACTIONS {
        let (Some(ours), Some(theirs)) = (own.actions().get(name), standard.actions().get(name))
        else {
            return Err(DeskError::Unfit(format!("it has no action {name}")));
        };
        if ours.facts != theirs.facts {
            let (is, must) = (listed(theirs.facts.keys()), listed(ours.facts.keys()));
            let why = format!("{name} is decided on {is}, and what is brought is {must}");
            return Err(DeskError::Unfit(why));
        }
        let known = |name: &&str| standard.protected().contains_key(*name);
        let asked = theirs.protected.iter().all(|name| brought.contains(&name.as_str()));
        if !asked || !brought.iter().all(known) {
            let (is, must) = (listed(standard.protected().keys()), brought.join(", "));
            let why = format!("{name} protects {is}, and what is brought is {must}");
            return Err(DeskError::Unfit(why));
        }
        for fact in ours.facts.keys() {
            if let (Some(ours), Some(theirs)) = (own.facts().get(fact), standard.facts().get(fact))
                && !covers(theirs, ours)
            {
                let why = format!("{fact} takes fewer values than are brought");
                return Err(DeskError::Unfit(why));
            }
        }
    }
    Ok(())
}

fn covers(wide: &Fact, narrow: &Fact) -> bool {
    let words = narrow.words.iter().flatten().all(|(word, _)| wide.has_word(word));
    words && wide.least() <= narrow.least() && wide.largest() >= narrow.largest()
}

fn listed<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    names.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}
