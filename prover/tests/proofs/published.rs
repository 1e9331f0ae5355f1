//! The published standard, whole.

use std::collections::BTreeMap;

use drawbridge_fair_policy::proof::scripts_hash;
use drawbridge_fair_policy::standard::PROOF;
use drawbridge_fair_policy::{Proof, published};
use drawbridge_prover::question::{What, questions};
use drawbridge_prover::report::{keep, scripts};

use super::*;

/// Every so many-th question is asked here; all of them by `drawbridge-prove --check-proof`, a step of CI.
const SAMPLE: usize = 12;

#[tokio::test]
async fn the_proof_of_the_published_standard_is_fresh() {
    let standard = published_with("");
    let questions = questions(&standard).unwrap();
    let scripts = scripts(&questions).await.unwrap();
    assert_eq!(scripts.len(), questions.len(), "two questions of one name");
    let steps: usize = standard.actions().values().map(|action| action.steps.len()).sum();
    let neutral = questions.iter().filter(|question| matches!(question.what, What::Neutral(_)));
    assert_eq!(neutral.count(), steps * (standard.protected().len() + 1));
    let kept = Proof::read(&published()[PROOF]).unwrap();
    let now = Proof {
        standard: standard.hash().to_base64(),
        scripts: scripts_hash(&scripts).to_base64(),
        questions: questions.len(),
        solver: "another".to_owned(),
    };
    assert_eq!(kept.stale(&now), None, "prove it again: drawbridge-prove --write-proof");
    for question in questions.iter().step_by(SAMPLE) {
        assert!(refute(&standard, question).await.is_none(), "{}", question.name);
    }
    anyone_runs_the_scripts_again(&scripts);
}

/// With nothing but the solver and the file.
fn anyone_runs_the_scripts_again(scripts: &BTreeMap<String, String>) {
    let folder = std::env::temp_dir().join(format!("drawbridge-scripts-{}", std::process::id()));
    keep(scripts, &folder).unwrap();
    for name in ["neutral.pay.accept.all", "floor.link.open.floor.link.legal-and-clean"] {
        let path = folder.join(format!("{name}.smt2"));
        let said = std::process::Command::new("cvc5").args(["--lang", "smt"]).arg(&path).output();
        assert_eq!(said.unwrap().stdout, b"unsat\n", "{name}");
        // And it is the assertions that are contradictory, nothing before them.
        let text = std::fs::read_to_string(&path).unwrap();
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("(assert ")).collect();
        assert!(kept.len() < text.lines().count(), "{name}");
        std::fs::write(&path, kept.join("\n")).unwrap();
        let said = std::process::Command::new("cvc5").args(["--lang", "smt"]).arg(&path).output();
        assert_eq!(said.unwrap().stdout, b"sat\n", "{name}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_solver_that_is_not_there_is_told_with_what_to_do() {
    let error = Solver::find(Path::new("/nowhere/cvc5")).await.err().unwrap().to_string();
    assert!(error.contains("/nowhere/cvc5") && error.contains("apt-get install cvc5"), "{error}");
}
