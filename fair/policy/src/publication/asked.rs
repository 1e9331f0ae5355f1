//! What the prover said of a standard, as `drawbridge fair prove --json` prints it.

use std::collections::BTreeSet;

use drawbridge_fair_log::Hash;
use serde::Deserialize;

/// The word for an answer that needs no excuse.
const PROVED: &str = "PROVED";

/// What was asked about a standard and could not be proved. It is the operator's word: whoever doubts it
/// proves the standard again, since its files are public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The questions without a proof, by name.
    pub unproved: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Report {
    standard: String,
    answers: Vec<Answer>,
}

#[derive(Deserialize)]
struct Answer {
    question: String,
    outcome: String,
}

impl Asked {
    /// Reads what the prover said of this standard; what is wrong with it, in words.
    pub fn read(bytes: &[u8], standard: Hash) -> Result<Self, String> {
        let report: Report = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if Hash::parse(&report.standard) != Some(standard) {
            return Err(format!("it is of {}, and this is {standard}", report.standard));
        }
        if report.answers.is_empty() {
            return Err("nothing was asked".to_owned());
        }
        let open = report.answers.into_iter().filter(|answer| answer.outcome != PROVED);
        let unproved: BTreeSet<String> = open.map(|answer| answer.question).collect();
        if unproved.is_empty() {
            return Err("everything is proved: publish it with its proof".to_owned());
        }
        Ok(Self { unproved })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_proved_is_what_needs_an_excuse() {
        let ours = Hash([7; 32]);
        let said = |outcome: &str| {
            format!(
                r#"{{"standard":"{ours}","version":"1","answers":[
                  {{"question":"a","outcome":"PROVED","kind":"neutral"}},
                  {{"question":"b","outcome":"{outcome}"}}]}}"#
            )
        };
        let read = |text: &str| Asked::read(text.as_bytes(), ours);
        let b = BTreeSet::from(["b".to_owned()]);
        assert_eq!(read(&said("REFUTED")).unwrap().unproved, b);
        assert_eq!(read(&said("UNKNOWN")).unwrap().unproved, b);
        assert!(read(&said("PROVED")).unwrap_err().contains("publish it with its proof"));
        let of_other = Asked::read(said("REFUTED").as_bytes(), Hash([8; 32])).unwrap_err();
        assert!(of_other.contains("and this is CAgI"), "{of_other}");
        let nothing = format!(r#"{{"standard":"{ours}","answers":[]}}"#);
        assert_eq!(read(&nothing).unwrap_err(), "nothing was asked");
    }
}
