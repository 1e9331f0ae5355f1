//! Defects put in on purpose, between the engine and its store: a simulator that does not find
//! them finds nothing.

use std::sync::atomic::{AtomicU64, Ordering};

use drawbridge_engine::store::Write;

use super::store::Vault;

/// A defect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plant {
    /// Whoever writes last wins: a payment's version is not looked at.
    VersionsUnchecked,
    /// Money is booked before the payment is stored, and not together with it.
    BooksFirst,
    /// Some commits are answered before they are durable, and then lost.
    AnswersTooEarly,
    /// Some notices are not stored with the payment that they tell of.
    ForgetsNotices,
    /// A payment whose second money is on its way back is not looked at again.
    ForgetsSuspense,
    /// A payment's time is not stored: what a crash swallows is never found again.
    ForgetsTheTime,
    /// The lines for the wallet's bill are not stored.
    ForgetsOurRows,
}

/// What becomes of a commit.
pub enum Planted {
    /// This is stored.
    Store(Box<Write>),
    /// The first is stored, and in a while the second.
    Apart(Box<Write>, Box<Write>),
    /// Nothing is, though the answer says so.
    Pretend,
}

/// The defects of one life.
#[derive(Default)]
pub struct Plants {
    /// Which; usually none.
    pub plant: Option<Plant>,
    commits: AtomicU64,
}

impl Plants {
    /// One defect, or none.
    pub fn new(plant: Option<Plant>) -> Self {
        Self { plant, commits: AtomicU64::new(0) }
    }

    /// What the defect makes of a commit.
    pub fn around_commit(&self, mut write: Write, vault: &Vault) -> Planted {
        let count = self.commits.fetch_add(1, Ordering::Relaxed);
        match self.plant {
            Some(Plant::VersionsUnchecked) => {
                if let Some(payment) = write.payment.as_mut().filter(|p| p.expected.is_some()) {
                    let stored = vault.ask(vault.store.payment(&payment.row.id));
                    payment.expected = stored.ok().flatten().map(|row| row.version);
                }
            }
            Some(Plant::BooksFirst) => {
                let postings = std::mem::take(&mut write.postings);
                let ours = std::mem::take(&mut write.ours);
                let books = Write { postings, ours, ..Write::default() };
                return Planted::Apart(Box::new(books), Box::new(write));
            }
            Some(Plant::AnswersTooEarly) if count % 20 == 19 => return Planted::Pretend,
            Some(Plant::ForgetsNotices) if count.is_multiple_of(5) => write.notices.clear(),
            Some(Plant::ForgetsSuspense) => {
                if let Some(payment) = &mut write.payment {
                    let state = String::from_utf8_lossy(&payment.row.state).into_owned();
                    if state.contains(r#""kind":"suspense""#) {
                        payment.row.due = None;
                    }
                }
            }
            Some(Plant::ForgetsTheTime) if count % 3 == 2 => {
                if let Some(payment) = &mut write.payment {
                    payment.row.due = None;
                }
            }
            Some(Plant::ForgetsOurRows) if count.is_multiple_of(3) => write.ours.clear(),
            Some(_) | None => {}
        }
        Planted::Store(Box::new(write))
    }
}
