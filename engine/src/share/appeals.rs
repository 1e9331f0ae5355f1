//! Appeals about links: taken, answered, and taken back.

use drawbridge_canon::Timestamp;
use drawbridge_fair_policy::Ruling;
use drawbridge_fair_record::{Object, Value};

use super::corrected::{self, Marks};
use super::judge::{ACTION, ADDRESSES, DOMAINS};
use super::{ShareEngine, ShareError, ground};
use crate::cases::{AppealError, Cases};

impl ShareEngine {
    /// Takes an appeal against what was said of a link; other cases are not known here, whose parties
    /// appeal where they are known.
    pub async fn appeal(
        &self,
        cases: &Cases,
        (intake, grounds): (u64, &str),
        now: Timestamp,
    ) -> Result<u64, AppealError> {
        let story = cases.story(intake).await?;
        if story.is_none_or(|story| story.line.action != ACTION) {
            return Err(AppealError::Unknown(intake));
        }
        cases.appeal(intake, grounds, (now, &*self.judge.world.dice)).await
    }

    /// Answers an appeal about a link: the case is decided again on the facts as they were `found` to be,
    /// and they count for the same link from then on.
    pub async fn answer(
        &self,
        cases: &Cases,
        intake: u64,
        found: &Object,
        (reviewer, now): (&str, Timestamp),
    ) -> Result<Ruling, ShareError> {
        let (marks, was) = case(cases, intake).await?;
        let lists = self.listed().digest;
        let mut kept = corrected::keep(&*self.judge.store, &marks, (found, &was), &lists).await?;
        let dice = &*self.judge.world.dice;
        kept.push(ground::appeal_answered());
        let ruling = cases.answer(intake, found, reviewer, (now, dice), kept).await?;
        // Cards at hand and short links are judged by it from now on.
        self.ground.look_again();
        Ok(ruling)
    }

    /// Takes back what appeals found about the link of a case: what the gate finds counts again from then on.
    /// What was decided stays decided; that it was taken back stands in the log, at the index that is returned.
    pub async fn take_back(
        &self,
        cases: &Cases,
        intake: u64,
        now: Timestamp,
    ) -> Result<u64, ShareError> {
        let (marks, _) = case(cases, intake).await?;
        let mut objects = corrected::forget(&marks);
        objects.push(ground::appeal_answered());
        let index = cases.take_back(intake, now, &objects).await?;
        self.ground.look_again();
        Ok(index)
    }
}

/// By what findings know the link of a case, and the facts on which it was decided first.
async fn case(cases: &Cases, intake: u64) -> Result<(Marks, Object), ShareError> {
    let story = cases.story(intake).await.map_err(AppealError::from)?;
    let story = story.ok_or(AppealError::Unknown(intake))?;
    let was = story.leaves.first().map(crate::cases::Told::facts).unwrap_or_default();
    let mark = |name: &str| match was.get(name) {
        Some(Value::Text(mark)) => Ok(mark.clone()),
        _ => Err(AppealError::Closed),
    };
    Ok((Marks { addresses: mark(ADDRESSES)?, domains: mark(DOMAINS)? }, was))
}
