//! What was asked, what was answered, and the scripts to ask again.

use std::collections::BTreeMap;
use std::path::Path;

use drawbridge_fair_policy::proof::scripts_hash;
use drawbridge_fair_policy::{Proof, Standard};
use serde::Serialize;

use crate::ProverError;
use crate::ask::{Answer, Solver, script};
use crate::example::{Example, example};
use crate::question::{Question, What, questions};

/// What the solver found out about a standard.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The standard's hash, in Base64.
    pub standard: String,
    /// What people call the version.
    pub version: String,
    /// The solver that answered.
    pub solver: String,
    /// Hash over all scripts, in Base64: see [`scripts_hash`].
    pub scripts: String,
    /// Every question with its answer.
    pub answers: Vec<Answered>,
}

/// One question with its answer.
#[derive(Clone, Debug, Serialize)]
pub struct Answered {
    /// Its name, and that of its script.
    pub question: String,
    /// `neutral`, `floor`, `never-fails` or `ladder`.
    pub kind: &'static str,
    /// What it is about: protected attributes, a floor, a rule, a step.
    pub about: Vec<String>,
    /// The action.
    pub action: String,
    /// The step of it.
    pub step: String,
    /// The answer.
    pub outcome: Outcome,
    /// The case against it, if it is refuted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Example>,
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Outcome {
    /// The script is `unsat`.
    Proved,
    /// There is a case against it.
    Refuted,
    /// The solver does not know.
    Unknown,
}

impl Report {
    /// Whether everything is proved.
    pub fn proved(&self) -> bool {
        !self.answers.is_empty()
            && self.answers.iter().all(|answer| answer.outcome == Outcome::Proved)
    }

    /// The proof that this is; none unless everything is proved.
    pub fn proof(&self) -> Option<Proof> {
        self.proved().then(|| Proof {
            standard: self.standard.clone(),
            scripts: self.scripts.clone(),
            questions: self.answers.len(),
            solver: self.solver.clone(),
        })
    }
}

/// All scripts of a standard by name, without asking anything.
pub async fn scripts(questions: &[Question]) -> Result<BTreeMap<String, String>, ProverError> {
    let mut scripts = BTreeMap::new();
    for question in questions {
        scripts.insert(question.name.clone(), script(question).await?);
    }
    Ok(scripts)
}

/// Asks everything about a standard. `told` hears every answer as it comes.
pub async fn prove(
    standard: &Standard,
    solver: &Solver,
    mut told: impl FnMut(usize, usize, &Answered),
) -> Result<(Report, BTreeMap<String, String>), ProverError> {
    let questions = questions(standard)?;
    let scripts = scripts(&questions).await?;
    let mut answers = Vec::new();
    for (at, question) in questions.iter().enumerate() {
        let script = scripts.get(&question.name).map_or("", String::as_str);
        let answer = solver.ask(question, script).await?;
        let answered = answered(standard, question, &answer)?;
        told(at + 1, questions.len(), &answered);
        answers.push(answered);
    }
    let report = Report {
        standard: standard.hash().to_base64(),
        version: standard.version().to_owned(),
        solver: solver.version.clone(),
        scripts: scripts_hash(&scripts).to_base64(),
        answers,
    };
    Ok((report, scripts))
}

/// Writes the scripts, a file each, so that `cvc5 --lang smt NAME.smt2` says `unsat` to anyone.
pub fn keep(scripts: &BTreeMap<String, String>, folder: &Path) -> Result<(), ProverError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |e| ProverError::File(path, e)
    };
    std::fs::create_dir_all(folder).map_err(failed(folder))?;
    for (name, script) in scripts {
        let path = folder.join(format!("{name}.smt2"));
        std::fs::write(&path, script).map_err(failed(&path))?;
    }
    Ok(())
}

pub(crate) fn answered(
    standard: &Standard,
    question: &Question,
    answer: &Answer,
) -> Result<Answered, ProverError> {
    let (kind, about) = match &question.what {
        What::Neutral(names) => ("neutral", names.clone()),
        What::Floor(floor) => ("floor", vec![floor.clone()]),
        What::NeverFails(rule) => ("never-fails", vec![rule.clone()]),
        What::Ladder(better) => ("ladder", vec![better.clone()]),
        What::Implies(this, that) => ("implies", vec![(*this).to_owned(), (*that).to_owned()]),
    };
    let (outcome, example) = match answer {
        Answer::Proved => (Outcome::Proved, None),
        Answer::Unknown => (Outcome::Unknown, None),
        Answer::Refuted(env) => (Outcome::Refuted, Some(example(standard, question, env)?)),
    };
    Ok(Answered {
        question: question.name.clone(),
        kind,
        about,
        action: question.action.clone(),
        step: question.step.clone(),
        outcome,
        example,
    })
}
