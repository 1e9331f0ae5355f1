//! Bills for merchants, in their own platform's format, made from our own books.

use std::io::Write as _;
use std::sync::Arc;

use drawbridge_canon::pay::{BillAsk, BillFileAnswer, BillKind, BillLink, BillRow, RowKind};
use drawbridge_canon::{Reason, Refusal, Timestamp};
use drawbridge_gate_pay::Payment;
use drawbridge_seal::digest;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use crate::pay::advance::{Subject, Trouble};
use crate::pay::lines::{merchant_book, refund_number};
use crate::pay::{PayEngine, our_failure};
use crate::registry::Front;
use crate::store::{CommitError, Expect, ObjectWrite, OurRow, StoreError};

/// How long a link is good: the five minutes that platforms give.
const LINK_LIFE_MS: i64 = 5 * 60 * 1000;

/// The kind of object under which a link is kept.
const LINK: &str = "bill-link";

/// How many lines are read from the store at once.
const PAGE: usize = 500;

/// A bill is made in memory, so no more than these are made at once; others wait.
static WRITING: Semaphore = Semaphore::const_new(2);

/// What a link stands for.
#[derive(Serialize, Deserialize)]
struct Kept {
    front: String,
    ask: BillAsk,
    until: Timestamp,
}

impl PayEngine {
    /// Makes a link to a day's bill.
    pub(crate) async fn make_bill(
        self: &Arc<Self>,
        front: &Arc<Front>,
        ask: BillAsk,
    ) -> Result<BillLink, Refusal> {
        let format = front.pay.bill_format.ok_or_else(our_failure)?;
        let now = self.world.clock.now();
        check_day(&ask, now)?;
        let bytes = self.write_bill(front, &ask).await?;
        let token = self.world.dice.nonce();
        let kept = Kept { front: front.key.clone(), ask, until: now.plus_ms(LINK_LIFE_MS) };
        let write = ObjectWrite {
            kind: LINK.to_owned(),
            id: token.clone(),
            expected: Expect::Absent,
            body: Some(serde_json::to_vec(&kept).map_err(|_| our_failure())?),
        };
        self.store.put_object(write).await.map_err(|error| {
            tracing::error!(%error, "a bill's link was not kept");
            our_failure()
        })?;
        let base = format!("{}{}", self.settings.public, front.pay.mount);
        Ok(BillLink {
            url: format.link(&base, &token),
            hash: Some(("SHA1".to_owned(), digest::sha1_hex(&bytes))),
        })
    }

    /// The bytes behind a link.
    pub(crate) async fn bill_bytes(
        self: &Arc<Self>,
        token: &str,
    ) -> Result<BillFileAnswer, Refusal> {
        let expired =
            || Refusal::new(Reason::BillLinkExpired, "the link has expired; ask for a new one");
        let object =
            self.store.object(LINK, token).await.map_err(|e| Trouble::from(e).into_refusal())?;
        let kept: Kept = object
            .and_then(|object| serde_json::from_slice(&object.body).ok())
            .ok_or_else(expired)?;
        if self.world.clock.now() > kept.until {
            return Err(expired());
        }
        let front = self.registry.now().fronts.get(&kept.front).cloned().ok_or_else(expired)?;
        let mut bytes = self.write_bill(&front, &kept.ask).await?;
        if kept.ask.gzip {
            bytes = gzip(&bytes).map_err(|_| our_failure())?;
        }
        Ok(BillFileAnswer { bytes })
    }

    /// Forgets links that are good no more.
    pub(super) async fn forget_links(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let page = self.store.objects(LINK, "", after.as_deref(), PAGE).await?;
            for link in page.items {
                let kept: Option<Kept> = serde_json::from_slice(&link.body).ok();
                if kept.is_none_or(|kept| now > kept.until) {
                    let (kind, id) = (LINK.to_owned(), link.id);
                    let write = ObjectWrite { kind, id, expected: Expect::Any, body: None };
                    self.store.put_object(write).await.map_err(CommitError::into_failure)?;
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn write_bill(&self, front: &Arc<Front>, ask: &BillAsk) -> Result<Vec<u8>, Refusal> {
        // Nobody closes it.
        let _turn = WRITING.acquire().await.map_err(|_| our_failure())?;
        let format = front.pay.bill_format.ok_or_else(our_failure)?;
        let rows = self.bill_rows(front, ask).await?;
        if rows.is_empty() {
            return Err(Refusal::new(Reason::BillEmpty, "nothing happened on that day"));
        }
        let mut bytes = Vec::new();
        let merchant = &front.account.merchant;
        format
            .write(ask, merchant, &mut rows.into_iter(), &mut bytes)
            .map_err(drawbridge_canon::Fault::into_refusal)?;
        Ok(bytes)
    }

    async fn bill_rows(&self, front: &Front, ask: &BillAsk) -> Result<Vec<BillRow>, Refusal> {
        let book = merchant_book(&front.key);
        let mut rows = Vec::new();
        let mut after = None;
        loop {
            let page = self.store.our_rows(&book, &ask.date, after.as_deref(), PAGE).await;
            let page = page.map_err(|error| Trouble::from(error).into_refusal())?;
            for ours in page.items {
                let kind = if ours.kind == "refund" { RowKind::Refund } else { RowKind::Payment };
                if wanted(&ask.kind, kind) {
                    rows.push(self.bill_row(ours, kind).await?);
                }
            }
            after = page.next;
            if after.is_none() {
                rows.sort_by(|a, b| (a.at, &a.wallet_no).cmp(&(b.at, &b.wallet_no)));
                return Ok(rows);
            }
        }
    }

    async fn bill_row(&self, ours: OurRow, kind: RowKind) -> Result<BillRow, Refusal> {
        let loaded = self.load(Subject::Id(&ours.payment)).await.map_err(Trouble::into_refusal)?;
        let (_, payment) = loaded.ok_or_else(our_failure)?;
        let number = (kind == RowKind::Refund).then(|| refund_number(&ours.key));
        let refund = number.and_then(|number| payment.refund(number));
        Ok(BillRow {
            kind,
            at: ours.at,
            order: payment.ask.order.clone(),
            wallet_no: payment.id.clone(),
            refund: number.map(str::to_owned),
            wallet_refund_no: refund.map(|refund| refund.wallet_no.clone()),
            amount: ours.amount,
            fee_micro: ours.fee_micro,
            rate_ppm: fee_ppm(&payment),
            status: (kind == RowKind::Refund).then(|| "SUCCESS".to_owned()),
            subject: payment.ask.subject.clone(),
            attach: payment.ask.attach.clone().unwrap_or_default(),
            buyer: payment.buyer().map(|buyer| buyer.id.clone()).unwrap_or_default(),
            trade_type: payment.ask.scene.name().to_owned(),
        })
    }
}

/// A day's bill is there when the day is over.
fn check_day(ask: &BillAsk, now: Timestamp) -> Result<(), Refusal> {
    let bad = || Refusal::field(Reason::FieldInvalid, "bill_date", "a day is yyyy-MM-dd");
    let start = Timestamp::parse_day(&ask.date).ok_or_else(bad)?;
    if start.plus_seconds(24 * 3600) > now {
        let message = "the bill is made when the day is over";
        return Err(Refusal::new(Reason::BillNotReady, message));
    }
    Ok(())
}

fn wanted(kind: &BillKind, row: RowKind) -> bool {
    match kind {
        BillKind::TradePaid => row == RowKind::Payment,
        BillKind::TradeRefunded => row == RowKind::Refund,
        BillKind::Trade | BillKind::Funds(_) => true,
    }
}

fn fee_ppm(payment: &Payment) -> Option<u32> {
    payment.winning_offer().map(|offer| offer.fee_ppm)
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}
