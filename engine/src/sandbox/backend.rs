//! A simulated wallet answers a front's calls.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use drawbridge_canon::pay::{
    BillAsk, BillFileAnswer, BillFileAsk, BillLink, Call, CancelAnswer, ChargeAsk, CloseAsk,
    Handover, QueryAsk, RefundAsk, RefundQueryAsk, RefundState, Transaction,
};
use drawbridge_canon::{Fault, Reason, Refusal, Response};
use drawbridge_sandbox::{Fail, Here, Wallet};
use drawbridge_seal::digest;

use crate::pay::backend::{Around, Backend, Failure};
use crate::registry::Front;
use crate::sandbox::Sandbox;

#[async_trait]
impl Backend for Arc<Sandbox> {
    fn around(&self, front: &Front, call: Call, order: &str) -> Around {
        let caller = &front.account.id;
        let decision =
            self.with(front.dialect.name, |wallet, _| wallet.script(caller, call, order));
        let decision = decision.unwrap_or_default();
        Around {
            delay: Duration::from_millis(decision.delay_ms),
            before: decision.before.map(failure),
            after: decision.after.map(failure),
            probe: decision.probe,
            sign_with: decision.sign_with,
        }
    }

    async fn charge(
        &self,
        front: &Arc<Front>,
        ask: ChargeAsk,
        key: Option<&str>,
    ) -> Result<Handover, Refusal> {
        self.learn_key(front, key);
        self.does(front, |wallet, here| wallet.charge(&front.account.id, &ask, here))
    }

    async fn query(&self, front: &Arc<Front>, ask: QueryAsk) -> Result<Transaction, Refusal> {
        let told = self.does(front, |wallet, here| wallet.query(&front.account.id, &ask, here));
        told.map(|told| as_platform(front, told))
    }

    async fn close(
        &self,
        front: &Arc<Front>,
        ask: CloseAsk,
    ) -> Result<(String, Option<String>), Refusal> {
        self.does(front, |wallet, here| wallet.close(&front.account.id, &ask, here))
    }

    async fn cancel(&self, front: &Arc<Front>, ask: CloseAsk) -> Result<CancelAnswer, Refusal> {
        self.does(front, |wallet, here| wallet.cancel(&front.account.id, &ask, here))
    }

    async fn refund(&self, front: &Arc<Front>, ask: RefundAsk) -> Result<RefundState, Refusal> {
        self.does(front, |wallet, here| wallet.refund(&front.account.id, &ask, here))
    }

    async fn refund_query(
        &self,
        front: &Arc<Front>,
        ask: RefundQueryAsk,
    ) -> Result<RefundState, Refusal> {
        self.does(front, |wallet, here| wallet.refund_query(&front.account.id, &ask, here))
    }

    async fn bill(&self, front: &Arc<Front>, ask: BillAsk) -> Result<BillLink, Refusal> {
        let format = front.pay.bill_format.ok_or_else(no_bills)?;
        let token = self.does(front, |wallet, here| wallet.link(&front.account.id, &ask, here))?;
        let (_, plain) = self.bill_of(front.dialect.name, &token)?;
        let base = format!("{}{}", self.public, front.pay.mount);
        Ok(BillLink {
            url: format.link(&base, &token),
            hash: Some(("SHA1".to_owned(), digest::sha1_hex(&plain))),
        })
    }

    async fn bill_file(&self, ask: BillFileAsk) -> Result<BillFileAnswer, Refusal> {
        let mut refusal = Refusal::new(Reason::BillLinkExpired, "the link names no bill");
        for dialect in self.wallets.keys() {
            match self.bill_of(dialect, &ask.link) {
                Ok((gzip, plain)) if gzip => {
                    return gzipped(&plain).map(|bytes| BillFileAnswer { bytes });
                }
                Ok((_, bytes)) => return Ok(BillFileAnswer { bytes }),
                Err(no) => refusal = no,
            }
        }
        Err(refusal)
    }
}

impl Sandbox {
    fn does<T>(
        &self,
        front: &Front,
        act: impl FnOnce(&mut Wallet, &Here<'_>) -> Result<T, Fault>,
    ) -> Result<T, Refusal> {
        let done = self.with(front.dialect.name, act);
        done.unwrap_or_else(|| Err(Fault::Refused(no_wallet()))).map_err(Fault::into_refusal)
    }

    /// A bill before compression, and whether compression was asked for.
    fn bill_of(&self, dialect: &'static str, token: &str) -> Result<(bool, Vec<u8>), Refusal> {
        let pay = super::pay_half(dialect).ok_or_else(no_wallet)?;
        let format = pay.bill_format.ok_or_else(no_bills)?;
        let opened = self.with(dialect, |wallet, here| wallet.open_link(token, here));
        let (caller, ask, bill) = opened.ok_or_else(no_wallet)?.map_err(Fault::into_refusal)?;
        let snapshot = self.registry.now();
        let front = snapshot.front(dialect, &caller);
        let merchant = front.map_or(&*caller, |front| &*front.account.merchant);
        let mut bytes = Vec::new();
        format
            .write(&ask, merchant, &mut bill.rows.into_iter(), &mut bytes)
            .map_err(Fault::into_refusal)?;
        Ok((ask.gzip, bytes))
    }
}

/// What the platform adds to a transaction about the merchant.
pub(super) fn as_platform(front: &Front, told: Transaction) -> Transaction {
    Transaction {
        merchant: Some(front.account.merchant.clone()),
        app: told.app.or_else(|| front.account.apps.first().cloned()),
        ..told
    }
}

fn failure(fail: Fail) -> Failure {
    match fail {
        Fail::Refuse(refusal) => Failure::Refuse(refusal),
        Fail::Status(status) => Failure::Reply(Response { status, ..Response::default() }),
        Fail::Drop => Failure::Drop,
    }
}

fn gzipped(plain: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let written = encoder.write_all(plain).and_then(|()| encoder.finish());
    written.map_err(|error| Refusal::new(Reason::ServiceFailed, error.to_string()))
}

fn no_wallet() -> Refusal {
    Refusal::new(Reason::ServiceFailed, "this platform has no simulated wallet")
}

fn no_bills() -> Refusal {
    Refusal::new(Reason::MethodUnknown, "this platform has no bills")
}
