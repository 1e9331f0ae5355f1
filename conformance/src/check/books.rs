//! Our books against the wallets' books.

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_canon::pay::{BillAsk, BillKind, BillRow, RowKind};
use drawbridge_engine::gate::{RefundKind, RefundRecord, RefundStep};
use drawbridge_engine::ledger::AccountKind;
use drawbridge_engine::ledger::reconcile::{
    Class, Difference, Options, OurRow, Pool, Scope, Sides, Standing, from_iter, reconcile,
};
use drawbridge_engine::registry::WalletAccount;
use drawbridge_engine::store::{self, LedgerFilter};

use super::Remains;

/// A fen in millionths of a yuan.
const MICRO_PER_FEN: u64 = 10_000;

impl Remains<'_> {
    /// Debits are credits, nothing is posted twice, and what the wallets hold for each merchant is
    /// what we say they owe.
    pub(super) fn books_balance(&mut self) {
        let mut keys = BTreeSet::new();
        for posting in self.postings.clone() {
            let sum: i128 = posting.entries.iter().map(signed).sum();
            self.hold(sum == 0, || format!("posting {} does not balance", posting.key));
            let fresh = keys.insert(posting.key.clone());
            self.hold(fresh, || format!("posted twice: {}", posting.key));
        }
        let mut sums: BTreeMap<(String, String), i128> = BTreeMap::new();
        for entry in self.postings.iter().flat_map(|posting| &posting.entries) {
            *sums.entry((entry.wallet.clone(), entry.kind.clone())).or_default() += signed(entry);
        }
        self.store_agrees(&sums);
        let sum = |wallet: &str, kind: AccountKind| {
            sums.get(&(wallet.to_owned(), kind.code().to_owned())).copied().unwrap_or(0)
        };
        let wallets: Vec<_> = self.life.wallets.clone();
        for wallet in wallets {
            let totals = self
                .life
                .sandbox
                .with(wallet.dialect.name, |simulated, _| simulated.totals(&wallet.account.id));
            let totals = totals.unwrap_or_default();
            let name = wallet.name.as_str();
            let fee = sum(name, AccountKind::Fee);
            // What a wallet could not deliver has left the order there, and waits for a person.
            let stuck = self.stuck(name);
            let held = sum(name, AccountKind::Receivable) + fee - stuck;
            let really = i128::from(totals.paid_minor) - i128::from(totals.refunded_minor);
            self.hold(held == really, || {
                format!("wallet {name} holds {really}, our books say {held}")
            });
            let really = i128::from(totals.fee_minor);
            self.hold(fee == really || stuck > 0, || {
                format!("wallet {name} kept {really}, our books say {fee}")
            });
            let open = sum(name, AccountKind::RefundPending) + sum(name, AccountKind::Suspense);
            let given_up = self.given_up(name);
            self.hold(-open == stuck + given_up, || {
                format!("{open} lie waiting at {name}: {stuck} are stuck, {given_up} given up")
            });
        }
    }

    /// Refunds that a wallet could not deliver, whosever they are.
    fn stuck(&self, wallet: &str) -> i128 {
        let stuck = self.refunds(wallet).filter(|refund| refund.is_stuck());
        stuck.map(|refund| i128::from(refund.amount.minor)).sum()
    }

    /// Money in suspense that the wallet did not give back.
    fn given_up(&self, wallet: &str) -> i128 {
        let closed = self.payments.iter().flat_map(|payment| {
            let offers = payment.offers.iter().enumerate().filter(|(_, o)| o.wallet == wallet);
            offers.filter_map(move |(offer, _)| {
                // Each attempt that the wallet closed is followed by another, for the same money, and
                // the last is for a person.
                let held = |r: &&RefundRecord| r.kind == RefundKind::Suspense && r.offer == offer;
                let mut ways = payment.refunds.iter().filter(held);
                let over = ways.clone().all(|refund| match refund.status {
                    RefundStep::Closed => true,
                    RefundStep::Abnormal => !refund.is_stuck(),
                    _ => false,
                });
                ways.next_back().filter(|_| over)
            })
        });
        closed.map(|refund| i128::from(refund.amount.minor)).sum()
    }

    fn refunds<'b>(&'b self, wallet: &'b str) -> impl Iterator<Item = &'b RefundRecord> {
        self.payments.iter().flat_map(move |payment| {
            let at = move |refund: &&RefundRecord| payment.offers[refund.offer].wallet == wallet;
            payment.refunds.iter().filter(at)
        })
    }

    /// The store's own sums are the sums of its postings.
    fn store_agrees(&mut self, sums: &BTreeMap<(String, String), i128>) {
        let vault = &self.life.vault;
        let told = vault.ask(vault.store.balances(&LedgerFilter::default()));
        let mut stored: BTreeMap<(String, String), i128> = BTreeMap::new();
        for balance in told.expect("the store reads") {
            let key = (balance.wallet, balance.kind);
            *stored.entry(key).or_default() +=
                i128::from(balance.debit) - i128::from(balance.credit);
        }
        let differ = stored != *sums;
        self.hold(!differ, || {
            format!("the store's sums {stored:?} are not its postings' {sums:?}")
        });
    }

    /// The wallets' bills and our rows are the same.
    pub(super) fn bills_match(&mut self) {
        let wallets: Vec<_> = self.life.wallets.clone();
        let (from, until) = (self.days().0, self.life.now.0);
        for wallet in wallets {
            let mut pool = Pool::default();
            let mut day = from;
            while day < until {
                let date = drawbridge_canon::Timestamp(day).day();
                pool = self.bill_matches(&wallet, &date, pool);
                day += 86_400_000;
            }
        }
    }

    fn bill_matches(&mut self, wallet: &WalletAccount, date: &str, pool: Pool) -> Pool {
        let ours = self.our_rows(wallet, date);
        let theirs = self.their_rows(wallet, date);
        let scope = Scope {
            date: date.to_owned(),
            wallet: wallet.name.clone(),
            merchant: wallet.merchant.clone(),
        };
        let mut differences = Vec::new();
        let report = reconcile(
            &scope,
            &Options::default(),
            Sides {
                ours: &mut from_iter(|| ours.clone()),
                theirs: &mut from_iter(|| theirs.clone()),
                pool,
            },
            &mut |difference| {
                differences.push(difference);
                Ok(())
            },
            &mut |_, _| {},
        );
        let report = report.expect("rows that can be read");
        let wrong =
            differences.iter().filter(|d| !matches!(d.class, Class::Matched | Class::Pooled));
        for difference in wrong {
            // A refund of which nothing came has no line in our rows, but may have one in the bill.
            let theirs = difference.theirs.as_ref().and_then(|theirs| theirs.refund.as_ref());
            let ended_badly = self.payments.iter().flat_map(|payment| &payment.refunds).any(|r| {
                Some(&r.wallet_no) == theirs
                    && matches!(
                        r.status,
                        RefundStep::Closed | RefundStep::Abnormal | RefundStep::Refused
                    )
            });
            if ended_badly || self.rounding(difference) {
                continue;
            }
            let (ours, theirs) = (&difference.ours, &difference.theirs);
            self.untrue.push(format!(
                "bill of {} on {date}: {:?}, ours {ours:?}, theirs {theirs:?}",
                wallet.name, difference.class
            ));
        }
        report.pool
    }

    /// Which of two refunds the wallet took on first is not known if its replies were lost: then the
    /// fees that go back with them may be apart by a rounding, and their sum is not.
    ///
    /// It cannot be made exact. No wallet tells the order in which it took refunds on (some tell the
    /// second, others nothing), and the first that is heard to be done is booked before anything is
    /// known of the other. A fen between two lines of one payment is what a bill corrects.
    fn rounding(&self, difference: &Difference) -> bool {
        let (Class::FeeMismatch, Some(theirs), Some(ours)) =
            (difference.class, &difference.theirs, &difference.ours)
        else {
            return false;
        };
        let among_others = self.payments.iter().any(|payment| {
            let of = |refund: &&RefundRecord| Some(&refund.wallet_no) == theirs.refund.as_ref();
            payment.refunds.iter().find(of).is_some_and(|refund| {
                payment.refunds.iter().filter(|other| other.offer == refund.offer).count() > 1
            })
        });
        among_others && theirs.fee_micro.abs_diff(ours.fee_micro) <= MICRO_PER_FEN
    }

    fn our_rows(&self, wallet: &WalletAccount, date: &str) -> Vec<OurRow> {
        let vault = &self.life.vault;
        let page = vault.ask(vault.store.our_rows(&wallet.name, date, None, 1000));
        let rows = page.expect("the store reads").items;
        rows.into_iter().map(|row| self.in_ledger_words(row)).collect()
    }

    fn in_ledger_words(&self, row: store::OurRow) -> OurRow {
        let payment = self.payments.iter().find(|payment| payment.id == row.payment);
        let is_refund = row.kind == "refund";
        let refund = payment.and_then(|p| p.refunds.iter().find(|r| r.wallet_no == row.key));
        let order = match (payment, refund) {
            (Some(payment), Some(refund)) => payment.offers[refund.offer].order.clone(),
            _ => row.key.clone(),
        };
        OurRow {
            payment: row.payment,
            order,
            wallet_no: None,
            refund: is_refund.then_some(row.key),
            kind: if is_refund { RowKind::Refund } else { RowKind::Payment },
            amount: row.amount,
            fee_micro: row.fee_micro,
            at: row.at,
            standing: Standing::Settled,
        }
    }

    fn their_rows(&self, wallet: &WalletAccount, date: &str) -> Vec<BillRow> {
        let ask = BillAsk {
            kind: BillKind::Trade,
            date: date.to_owned(),
            gzip: false,
            sub_merchant: None,
        };
        let bill = self.life.sandbox.with(wallet.dialect.name, |simulated, here| {
            simulated.bill(&wallet.account.id, &ask, here)
        });
        bill.and_then(Result::ok).map(|bill| bill.rows).unwrap_or_default()
    }

    /// The first moments of the first and the last day of this life.
    pub(super) fn days(&self) -> (i64, i64) {
        let first = self.payments.iter().map(|payment| payment.created).min();
        let last = self.life.now;
        let start = |at: drawbridge_canon::Timestamp| {
            drawbridge_canon::Timestamp::parse_day(&at.day()).unwrap_or(at).0
        };
        (start(first.unwrap_or(last)), start(last))
    }
}

fn signed(entry: &store::EntryRow) -> i128 {
    let minor = i128::from(entry.minor);
    if entry.debit { minor } else { -minor }
}
