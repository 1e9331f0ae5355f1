//! Our side of a day, copied out of the store once: so it cannot change while it is compared, and
//! reading it again costs the store nothing.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Write as _};
use std::path::PathBuf;

use drawbridge_canon::pay::RowKind;
use drawbridge_canon::{Currency, Money, Timestamp};
use drawbridge_gate_pay::{Payment, RefundRecord, RefundStep};
use drawbridge_ledger::reconcile::{OurRow, Rows, RowsError, Standing};
use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;

use crate::reconcile::error::RunError;
use crate::store::{self, PAGE_LIMIT, Store, StoreError};

/// How many payments are read from the store at once.
const AT_ONCE: usize = 32;

/// A day's rows in a file of this process, which is removed when nobody needs it any more.
pub(crate) struct Spool {
    path: PathBuf,
    /// How many rows.
    pub(crate) rows: u64,
}

/// A row as short as it can be written.
#[derive(Serialize, Deserialize)]
struct Line(
    String,
    String,
    Option<String>,
    Option<String>,
    RowKind,
    u64,
    Currency,
    i64,
    i64,
    Standing,
);

impl Spool {
    /// Copies a wallet's day. Blocks: for a thread on which nothing else waits.
    pub(crate) fn copy(
        store: &dyn Store,
        runtime: &Handle,
        (wallet, date): (&str, &str),
        name: &str,
        mut copied: impl FnMut(u64),
    ) -> Result<Self, RunError> {
        let path = std::env::temp_dir().join(format!("drawbridge-{name}.rows"));
        let mut spool = Self { path, rows: 0 };
        let mut out = BufWriter::new(spool.make()?);
        let mut after = None;
        loop {
            let page = store.our_rows(wallet, date, after.as_deref(), PAGE_LIMIT);
            let page = runtime.block_on(page)?;
            let rows = runtime.block_on(in_ledger_words(store, page.items))?;
            for row in rows {
                serde_json::to_writer(&mut out, &Line::of(row)).map_err(|e| spool.bad(e.into()))?;
                out.write_all(b"\n").map_err(|e| spool.bad(e))?;
                spool.rows += 1;
            }
            copied(spool.rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        out.flush().map_err(|error| spool.bad(error))?;
        Ok(spool)
    }

    fn make(&self) -> Result<File, RunError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        // Order numbers and amounts are nobody else's business.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&self.path).map_err(|error| self.bad(error))
    }

    fn bad(&self, error: std::io::Error) -> RunError {
        RunError::File(self.path.clone(), error)
    }
}

impl Rows<OurRow> for &Spool {
    fn each(&mut self, row: &mut dyn FnMut(OurRow)) -> Result<(), RowsError> {
        let mut file = BufReader::with_capacity(64 << 10, File::open(&self.path)?);
        let mut line = String::with_capacity(256);
        while file.read_line(&mut line)? > 0 {
            row(serde_json::from_str::<Line>(&line)?.into());
            line.clear();
        }
        Ok(())
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        // It is in the folder for what may be deleted at any time.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// A page of rows as the ledger wants them. How a refund stands, and of which order it is, only
/// the payment knows.
async fn in_ledger_words(
    store: &dyn Store,
    rows: Vec<store::OurRow>,
) -> Result<Vec<OurRow>, RunError> {
    let mut out = Vec::with_capacity(rows.len());
    for rows in rows.chunks(AT_ONCE) {
        let read = rows.iter().map(|row| async move {
            let payment = match row.kind.as_str() {
                "refund" => store.payment(&row.payment).await?,
                _ => None,
            };
            Ok::<_, StoreError>(payment)
        });
        for (row, payment) in rows.iter().zip(join_all(read).await) {
            let payment = payment?.map(|row| serde_json::from_slice::<Payment>(&row.state));
            let payment = payment.transpose().map_err(|e| RunError::Broken(e.to_string()))?;
            out.push(one(row.clone(), payment.as_ref()));
        }
    }
    Ok(out)
}

fn one(row: store::OurRow, payment: Option<&Payment>) -> OurRow {
    let is_refund = row.kind == "refund";
    let refund = payment.and_then(|payment| {
        let refund = payment.refunds.get(payment.refund_by_wallet_no(&row.key)?)?;
        Some((refund, payment.offers.get(refund.offer)?))
    });
    let standing = refund.map_or(Standing::Settled, |(refund, _)| standing(refund));
    let order = match refund {
        Some((_, offer)) => offer.order.clone(),
        None => row.key.clone(),
    };
    OurRow {
        payment: row.payment,
        order,
        wallet_no: Some(row.wallet_no).filter(|number| !number.is_empty()),
        refund: is_refund.then_some(row.key),
        kind: if is_refund { RowKind::Refund } else { RowKind::Payment },
        amount: row.amount,
        fee_micro: row.fee_micro,
        at: row.at,
        standing,
    }
}

/// How a refund stands in our books. One that the wallet could not deliver is promised still, but
/// one that it closed has moved nothing, though it is for a person.
fn standing(refund: &RefundRecord) -> Standing {
    match refund.status {
        RefundStep::Done => Standing::Settled,
        RefundStep::Abnormal if !refund.is_stuck() => Standing::Failed,
        RefundStep::Closed | RefundStep::Refused => Standing::Failed,
        RefundStep::Asked
        | RefundStep::Unsent
        | RefundStep::Unknown
        | RefundStep::Processing
        | RefundStep::Abnormal => Standing::Pending,
    }
}

impl Line {
    fn of(row: OurRow) -> Self {
        let Money { minor, currency } = row.amount;
        let OurRow { payment, order, wallet_no, refund, kind, fee_micro, at, standing, .. } = row;
        Self(payment, order, wallet_no, refund, kind, minor, currency, fee_micro, at.0, standing)
    }
}

impl From<Line> for OurRow {
    fn from(line: Line) -> Self {
        let Line(payment, order, wallet_no, refund, kind, minor, currency, fee_micro, at, standing) =
            line;
        let (amount, at) = (Money { minor, currency }, Timestamp(at));
        Self { payment, order, wallet_no, refund, kind, amount, fee_micro, at, standing }
    }
}

#[cfg(test)]
mod tests {
    use drawbridge_gate_pay::RefundRecord;
    use drawbridge_ledger::reconcile::Standing;

    use super::standing;

    #[test]
    fn an_abnormal_refund_is_promised_only_if_the_wallet_holds_it() {
        let money = |minor: u64| serde_json::json!({"minor": minor, "currency": "CNY"});
        let mut record = serde_json::json!({
            "refund": "S00", "wallet_no": "S00", "offer": 0, "amount": money(10_000),
            "kind": "suspense", "status": "abnormal", "created": 0, "tries": 0, "asked_at": 0,
        });
        let read = |record: &serde_json::Value| -> RefundRecord {
            serde_json::from_value(record.clone()).expect("a refund")
        };
        assert_eq!(standing(&read(&record)), Standing::Failed);
        record["fee_back"] = money(60);
        assert_eq!(standing(&read(&record)), Standing::Pending);
    }
}
