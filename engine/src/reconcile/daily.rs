//! Every day by itself: yesterday's bill of every wallet, again until it is ready.
//!
//! What was done stands in the store, so a restart goes on where it stopped, and of several nodes
//! one works on a day at a time.

use std::collections::{BTreeMap, VecDeque};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use drawbridge_canon::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::pay::PayEngine;
use crate::reconcile::error::RunError;
use crate::reconcile::stored::{read, shifted, written};
use crate::reconcile::{Ask, Done, result, run, wallets};
use crate::store::{CommitError, Expect, ObjectWrite};

/// Days that one node works on: `wallet|day`, with the time until which it may.
const LEASE: &str = "reconcile-lease";

/// How long a node keeps a day for itself: longer than any run takes.
const LEASE_MS: i64 = 30 * 60 * 1000;

/// The pause between two looks at the clock.
const PAUSE: Duration = Duration::from_secs(20);

/// Seconds until another try when it is not known what would help.
const LATER_S: i64 = 1800;

/// How many days are caught up with after a node was away.
const CATCH_UP_DAYS: i64 = 7;

/// A time of the Beijing day, `10:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay {
    minutes: i64,
}

impl FromStr for TimeOfDay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is not a time of day like 10:30");
        let (hours, minutes) = text.split_once(':').ok_or_else(bad)?;
        let number = |digits: &str, most: i64| {
            let two = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
            let number = digits.parse::<i64>().ok().filter(|_| two);
            number.filter(|number| *number <= most).ok_or_else(bad)
        };
        Ok(Self { minutes: number(hours, 23)? * 60 + number(minutes, 59)? })
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        format!("{:02}:{:02}", time.minutes / 60, time.minutes % 60)
    }
}

/// The daily work of one node.
pub struct Daily {
    engine: Arc<PayEngine>,
    at: TimeOfDay,
    /// Per wallet, the last day up to which everything is known to be done.
    done: BTreeMap<String, String>,
    /// When to try again, per wallet and day.
    later: BTreeMap<(String, String), Timestamp>,
}

/// What came of one wallet's day.
#[derive(Debug)]
pub struct Tried {
    /// The wallet account.
    pub wallet: String,
    /// The day.
    pub date: String,
    /// The result.
    pub outcome: Result<Done, RunError>,
}

impl Daily {
    /// Work that begins each day at this time.
    pub fn new(engine: Arc<PayEngine>, at: TimeOfDay) -> Self {
        Self { engine, at, done: BTreeMap::new(), later: BTreeMap::new() }
    }

    /// Works until told to stop.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            for tried in self.work().await {
                report(&tried);
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Does what is due now.
    pub async fn work(&mut self) -> Vec<Tried> {
        let mut tried = Vec::new();
        for wallet in wallets(&self.engine) {
            let name = &wallet.name;
            match self.due(name).await {
                Ok(days) => {
                    let mut days = VecDeque::from(days);
                    while let Some(date) = days.pop_front() {
                        let Some(outcome) = self.attempt(name, &date).await else { continue };
                        days.extend(again(&outcome).filter(|day| !days.contains(day)));
                        tried.push(Tried { wallet: name.clone(), date, outcome });
                    }
                }
                Err(error) => {
                    tracing::error!(wallet = %name, %error, "what is to be reconciled could not be read");
                }
            }
        }
        tried
    }

    /// The days of a wallet that are to be reconciled, oldest first: all that have no result since
    /// the first that has one, for a day that failed is not done because the next one went well. A
    /// wallet that never was begins with yesterday: what happened before the books began would all
    /// be differences.
    async fn due(&mut self, wallet: &str) -> Result<Vec<String>, RunError> {
        let now = self.engine.world.clock.now();
        let begun = now.plus_seconds(-self.at.minutes * 60).day();
        let last = shifted(&begun, -1);
        if self.done.get(wallet).is_some_and(|done| *done >= last) {
            return Ok(Vec::new());
        }
        let (mut days, mut since) = (Vec::new(), None);
        for back in 0..=CATCH_UP_DAYS {
            let date = shifted(&last, -back);
            match result(&self.engine, wallet, &date).await? {
                Some(_) => since = Some(days.len()),
                None => days.push(date),
            }
        }
        let Some(since) = since else {
            let today = now.day() == begun;
            return Ok(if today { vec![last] } else { Vec::new() });
        };
        days.truncate(since);
        days.reverse();
        if days.is_empty() {
            self.done.insert(wallet.to_owned(), last);
        }
        Ok(days)
    }

    async fn attempt(&mut self, wallet: &str, date: &str) -> Option<Result<Done, RunError>> {
        let now = self.engine.world.clock.now();
        let which = (wallet.to_owned(), date.to_owned());
        if self.later.get(&which).is_some_and(|at| *at > now) {
            return None;
        }
        match self.lease(wallet, date, now).await {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => return Some(Err(error)),
        }
        let outcome = run(&self.engine, Ask::new(wallet, date), Box::new(|_| ())).await;
        match &outcome {
            Ok(_) => {
                self.later.remove(&which);
            }
            Err(error) => {
                let at = error.try_again_at(now).unwrap_or(now.plus_seconds(LATER_S));
                self.later.insert(which, at);
            }
        }
        if let Err(error) = self.release(wallet, date).await {
            tracing::warn!(%wallet, %date, %error, "a day is not given free; it is in half an hour");
        }
        Some(outcome)
    }

    /// Takes a day, if no other node has it.
    async fn lease(&self, wallet: &str, date: &str, now: Timestamp) -> Result<bool, RunError> {
        let id = format!("{wallet}|{date}");
        let object = self.engine.store.object(LEASE, &id).await?;
        let expected = match &object {
            Some(object) if read::<Timestamp>(&object.body)? > now => return Ok(false),
            Some(object) => Expect::Version(object.version),
            None => Expect::Absent,
        };
        let body = Some(written(now.plus_ms(LEASE_MS))?);
        let write = ObjectWrite { kind: LEASE.to_owned(), id, expected, body };
        match self.engine.store.put_object(write).await {
            Ok(()) => Ok(true),
            Err(CommitError::Conflict | CommitError::Exists(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn release(&self, wallet: &str, date: &str) -> Result<(), RunError> {
        let id = format!("{wallet}|{date}");
        let write = ObjectWrite { kind: LEASE.to_owned(), id, expected: Expect::Any, body: None };
        Ok(self.engine.store.put_object(write).await?)
    }
}

/// The next day, if it was run before this one: what this one hands on to it has changed.
fn again(outcome: &Result<Done, RunError>) -> Option<String> {
    outcome.as_ref().ok()?.outdated.clone()
}

fn report(tried: &Tried) {
    let Tried { wallet, date, outcome } = tried;
    match outcome {
        Ok(done) if done.stored.open == 0 => {
            let rows = done.stored.report.their_rows;
            tracing::info!(%wallet, %date, rows, "reconciled: everything agrees");
        }
        Ok(done) => {
            let differences = done.stored.open;
            tracing::warn!(%wallet, %date, differences, "reconciled: there are differences to look into");
        }
        Err(error @ (RunError::NotReady { .. } | RunError::NotOver { .. })) => {
            tracing::info!(%wallet, %date, %error, "not reconciled yet");
        }
        Err(error) => tracing::error!(%wallet, %date, %error, "not reconciled"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_has_four_digits() {
        for (text, minutes) in [
            ("10:30", Some(630)),
            ("00:00", Some(0)),
            ("23:59", Some(1439)),
            ("24:00", None),
            ("9:30", None),
            ("10:60", None),
            ("+1:30", None),
            ("1030", None),
        ] {
            let expected = minutes.map(|minutes| TimeOfDay { minutes });
            assert_eq!(text.parse().ok(), expected, "{text}");
            assert!(expected.is_none_or(|time| String::from(time) == text), "{text}");
        }
    }
}
