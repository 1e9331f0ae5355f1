//! Mending differences: by a posting, by asking the wallet, or by undoing a posting that the books
//! have overtaken.

use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_canon::pay::RowKind;
use drawbridge_gate_pay::{Effect, OfferState, Payment, RefundStep};
use drawbridge_ledger::reconcile::{
    Class, Difference, NoPosting, Scope, Standing, correct as posting_for,
};
use drawbridge_ledger::{Draft, Posting, Side};
use serde::{Deserialize, Serialize};

use crate::pay::PayEngine;
use crate::pay::advance::{Along, Belief, Subject};
use crate::pay::incoming::ID_LENGTH;
use crate::pay::record::posting_row;
use crate::reconcile::error::RunError;
use crate::reconcile::stored::{self, CORRECTION, Correction, Found, Stored};
use crate::store::{Expect, Object, ObjectWrite, Write};

/// Which differences are to be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// Every one that needs no person's decision.
    Safe,
    /// This one: a person has decided.
    One(String),
}

/// What became of a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mended {
    /// Its id.
    pub id: String,
    /// What was done.
    #[serde(flatten)]
    pub what: What,
}

/// What was done about a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum What {
    /// A posting mends it.
    Posted {
        /// The posting's key.
        key: String,
    },
    /// The posting that mended it was taken back, because the books caught up meanwhile, or the
    /// difference is another by now.
    Undone {
        /// The key of the posting that takes it back.
        key: String,
    },
    /// The wallet was asked, and the gate has booked the answer: run the day again.
    Booked,
    /// The wallet was asked, and had nothing new to say.
    NoNews,
    /// It was mended before.
    Already,
    /// A person must decide: name it, if its correction is right.
    Person,
    /// There is nothing to book and nobody to ask here: a person must act.
    Nothing,
    /// It did not work.
    Failed {
        /// Why.
        why: String,
    },
}

/// Mends differences that the last run of the day has found.
pub async fn correct(
    engine: &Arc<PayEngine>,
    wallet: &str,
    date: &str,
    which: &Which,
) -> Result<Vec<Mended>, RunError> {
    let stored = super::result(engine, wallet, date).await?;
    let stored = stored.ok_or_else(|| RunError::NotRun(wallet.to_owned(), date.to_owned()))?;
    let scope = stored.report.scope.clone();
    let mender = Mender { engine, scope: &scope };
    let mut done = Vec::new();
    for (id, found) in wanted(&stored, which) {
        let what = if let Some(found) = found {
            mender.mend(found, which).await?
        } else {
            let now = now_found(&stored, id);
            match mender.undo(id, now).await? {
                // Then only what has come in its place is left to mend.
                What::Already if now.is_some() => continue,
                what => what,
            }
        };
        done.push(Mended { id: id.to_owned(), what });
    }
    match which {
        Which::One(id) if done.is_empty() => {
            let before = stored.mended_differences.iter().any(|found| found.difference.id == *id);
            let why = format!("{id} is no open difference of the last run of {date}");
            let what = if before { What::Already } else { What::Failed { why } };
            Ok(vec![Mended { id: id.clone(), what }])
        }
        _ => Ok(done),
    }
}

/// The differences that are meant; without one, an id whose posting is to be undone. That comes
/// first: another difference may have come under the same id.
fn wanted<'a>(stored: &'a Stored, which: &Which) -> Vec<(&'a str, Option<&'a Found>)> {
    let open = stored.differences.iter().map(|found| (&*found.difference.id, Some(found)));
    let stale = stored.stale.iter().map(|id| (&**id, None));
    let meant = |(id, _): &(&str, _)| match which {
        Which::Safe => true,
        Which::One(one) => one == id,
    };
    stale.chain(open).filter(meant).collect()
}

/// What an id stands for by the last run.
fn now_found<'a>(stored: &'a Stored, id: &str) -> Option<&'a Difference> {
    let mut found = stored.differences.iter().map(|found| &found.difference);
    found.find(|difference| difference.id == id)
}

/// Whether it did not move as far as we know.
fn gave_up(difference: &Difference) -> bool {
    difference.ours.as_ref().is_some_and(|row| row.standing == Standing::Failed)
}

struct Mender<'a> {
    engine: &'a Arc<PayEngine>,
    scope: &'a Scope,
}

impl Mender<'_> {
    async fn mend(&self, found: &Found, which: &Which) -> Result<What, RunError> {
        let Found { difference, correction } = found;
        // Where the books may merely be late, the wallet's own word is better than any posting.
        let undecided = match difference.class {
            Class::Over => true,
            // What we gave up may have come through after all: then the gate books it, and knows
            // whose money it is.
            Class::StatusMismatch if gave_up(difference) => true,
            Class::Short | Class::StatusMismatch => correction.entries.is_empty(),
            _ => false,
        };
        let asked = if undecided { self.ask(difference).await } else { None };
        match asked {
            Some(Ok(true)) => return Ok(What::Booked),
            Some(Err(why)) if *which == Which::Safe => return Ok(What::Failed { why }),
            _ => {}
        }
        if correction.entries.is_empty() {
            return Ok(if asked.is_some() { What::NoNews } else { What::Nothing });
        }
        if correction.person && *which == Which::Safe {
            return Ok(What::Person);
        }
        self.post(difference).await
    }

    async fn post(&self, difference: &Difference) -> Result<What, RunError> {
        let now = self.engine.world.clock.now();
        let (object, kept) = self.kept(&difference.id).await?;
        let times = match &kept {
            Some(kept) if !kept.undone => return Ok(What::Already),
            kept => kept.as_ref().map_or(0, |kept| kept.times),
        };
        let posting = match posting_for(difference, now) {
            Ok(posting) => posting,
            Err(NoPosting::Nothing(_)) => return Ok(What::Nothing),
            Err(NoPosting::Refused(error)) => {
                return Ok(What::Failed { why: error.to_string() });
            }
        };
        let posting = if times == 0 {
            posting
        } else {
            let key = format!("{}/{times}", posting.key());
            renamed(&posting, key)?
        };
        let key = posting.key().to_owned();
        let class = Some(difference.class);
        let correction = Correction { class, posting: posting.clone(), undone: false, times };
        self.write(&difference.id, object, &correction, &posting).await?;
        Ok(What::Posted { key })
    }

    /// Takes back the posting of a difference that does not exist any more, or not as it was, but
    /// not one that was made since for what has come in its place.
    async fn undo(&self, id: &str, now: Option<&Difference>) -> Result<What, RunError> {
        let (object, kept) = self.kept(id).await?;
        let stale = |kept: &Correction| {
            let mend = kept.mend();
            mend.is_some_and(|mend| !now.is_some_and(|found| mend.is_right_for(found)))
        };
        let Some(kept) = kept.filter(stale) else { return Ok(What::Already) };
        let why = if now.is_some() { "it is another by now" } else { "the books have caught up" };
        let posting = reversed(&kept.posting, why, self.engine.world.clock.now())?;
        let key = posting.key().to_owned();
        let correction = Correction { undone: true, times: kept.times + 1, ..kept };
        self.write(id, object, &correction, &posting).await?;
        Ok(What::Undone { key })
    }

    async fn kept(&self, id: &str) -> Result<(Option<Object>, Option<Correction>), RunError> {
        let name = stored::correction_id(self.scope, id);
        let object = self.engine.store.object(CORRECTION, &name).await?;
        let kept = object.as_ref().map(|object| stored::read(&object.body)).transpose()?;
        Ok((object, kept))
    }

    /// The posting and the note of it in one write: neither is ever there without the other.
    async fn write(
        &self,
        id: &str,
        object: Option<Object>,
        correction: &Correction,
        posting: &Posting,
    ) -> Result<(), RunError> {
        let object = ObjectWrite {
            kind: CORRECTION.to_owned(),
            id: stored::correction_id(self.scope, id),
            expected: object.map_or(Expect::Absent, |object| Expect::Version(object.version)),
            body: Some(stored::written(correction)?),
        };
        let (objects, postings) = (vec![object], vec![posting_row(posting)]);
        Ok(self.engine.store.commit(Write { postings, objects, ..Write::default() }).await?)
    }

    /// Asks the wallet how the payment or refund stands that a difference is about, and lets the
    /// gate book the answer: whether it had news. `None`: it is no payment of ours.
    async fn ask(&self, difference: &Difference) -> Option<Result<bool, String>> {
        let (kind, order, refund) = match (&difference.ours, &difference.theirs) {
            (Some(row), _) => (row.kind, &row.order, &row.refund),
            (None, Some(row)) => (row.kind, &row.order, &row.refund),
            (None, None) => return None,
        };
        // Every number that we give to a wallet begins with the payment's id.
        let id = order.get(..ID_LENGTH)?;
        let subject = Subject::Id(id);
        let payment = match self.engine.load(subject).await {
            Ok(loaded) => loaded?.1,
            Err(trouble) => return Some(Err(trouble.to_string())),
        };
        let question = match kind {
            RowKind::Payment => Effect::Query { offer: payment.offer_by_order(order)? },
            _ => Effect::QueryRefund { index: payment.refund_by_wallet_no(refund.as_deref()?)? },
        };
        if !self.is_at_this_wallet(&payment, &question) {
            return None;
        }
        let mut along = Along::default();
        let event = self.engine.call(&payment, question, &mut along.messages).await;
        let event = || event.clone();
        let advanced = self.engine.advance_from(subject, Belief::Nothing, along, event).await;
        let advanced = match advanced {
            Ok(advanced) => advanced,
            Err(trouble) => return Some(Err(trouble.to_string())),
        };
        let settled = self.engine.settle(advanced).await;
        Some(match settled {
            Ok(after) => Ok(stands(&after) != stands(&payment)),
            Err(trouble) => Err(trouble.to_string()),
        })
    }

    fn is_at_this_wallet(&self, payment: &Payment, question: &Effect) -> bool {
        let offer = match question {
            Effect::Query { offer } => Some(*offer),
            Effect::QueryRefund { index } => payment.refunds.get(*index).map(|refund| refund.offer),
            _ => None,
        };
        let offer = offer.and_then(|offer| payment.offers.get(offer));
        offer.is_some_and(|offer| offer.wallet == self.scope.wallet)
    }
}

/// What can have been booked of a payment.
fn stands(payment: &Payment) -> (Vec<OfferState>, Vec<RefundStep>) {
    let offers = payment.offers.iter().map(|offer| offer.state).collect();
    (offers, payment.refunds.iter().map(|refund| refund.status).collect())
}

fn renamed(posting: &Posting, key: String) -> Result<Posting, RunError> {
    let entries = posting.entries().to_vec();
    let draft = Draft::new(key, posting.at(), posting.memo(), posting.payment());
    Posting::new(Draft { entries, ..draft }).map_err(|error| RunError::Broken(error.to_string()))
}

fn reversed(posting: &Posting, why: &str, at: Timestamp) -> Result<Posting, RunError> {
    let entries = posting.entries().iter().cloned().map(|mut entry| {
        entry.side = if entry.side == Side::Debit { Side::Credit } else { Side::Debit };
        entry
    });
    let memo = format!("undone, {why}: {}", posting.memo());
    let draft = Draft::new(format!("{}/undone", posting.key()), at, memo, posting.payment());
    let draft = Draft { entries: entries.collect(), ..draft };
    Posting::new(draft).map_err(|error| RunError::Broken(error.to_string()))
}
