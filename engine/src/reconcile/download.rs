//! Downloading a bill: where it lies, then what lies there.

use std::sync::Arc;
use std::time::Duration;

use drawbridge_canon::pay::{BillAsk, BillFileAsk, BillLink};
use drawbridge_canon::{Codec, Exchange, Fault, Reason, Timestamp};

use crate::pay::{CALL_MAX, PayEngine};
use crate::reconcile::bill::Bill;
use crate::reconcile::error::RunError;
use crate::registry::WalletAccount;

/// How long a file may take: the bill of a large merchant over a slow line.
const FILE_MAX: Duration = Duration::from_mins(5);

/// Pauses before a download that failed is tried again. Asking for a bill moves nothing, so it may
/// be repeated.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(5)];

/// Seconds after midnight at which the wallets' documents promise the bill of the day before.
const READY_AFTER_S: i64 = 10 * 3600;

/// Seconds until another try when a bill is late.
const LATE_S: i64 = 1800;

/// Downloads the bill, and tells the check sum that the wallet states.
pub(crate) async fn download(
    engine: &Arc<PayEngine>,
    wallet: &WalletAccount,
    ask: &BillAsk,
) -> Result<(Bill, Option<(String, String)>), RunError> {
    let mut pauses = PAUSES.iter();
    loop {
        let fault = match once(engine, wallet, ask).await {
            Ok((bytes, hash)) => return Ok((Bill::Bytes(bytes), hash)),
            Err(fault) => fault,
        };
        let again = match &fault {
            Fault::Unsent(_) | Fault::Unknown(_) => true,
            // Links live for half a minute at the shortest.
            Fault::Refused(refusal) => match refusal.reason {
                Reason::BillEmpty => return Ok((Bill::Empty, None)),
                Reason::BillNotReady => {
                    let now = engine.world.clock.now();
                    let at = ready_at(&ask.date).max(now.plus_seconds(LATE_S));
                    let (date, said) = (ask.date.clone(), refusal.message.clone());
                    return Err(RunError::NotReady { date, said, at });
                }
                reason => {
                    matches!(
                        reason,
                        Reason::BillLinkExpired | Reason::TooOften | Reason::ServiceFailed
                    )
                }
            },
            _ => false,
        };
        match pauses.next().filter(|_| again) {
            Some(pause) => engine.world.clock.sleep(*pause).await,
            None => return Err(RunError::Download(fault)),
        }
    }
}

/// When the bill of a day should be ready; the epoch for what is no day.
pub(crate) fn ready_at(date: &str) -> Timestamp {
    let day = Timestamp::parse_day(date).unwrap_or_default();
    day.plus_seconds(24 * 3600 + READY_AFTER_S)
}

async fn once(
    engine: &Arc<PayEngine>,
    wallet: &WalletAccount,
    ask: &BillAsk,
) -> Result<(Vec<u8>, Option<(String, String)>), Fault> {
    let link: BillLink = exchange(engine, wallet, wallet.pay.bill, ask, CALL_MAX).await?;
    let ask = BillFileAsk { link: link.url };
    let file = exchange(engine, wallet, wallet.pay.bill_file, &ask, FILE_MAX).await?;
    Ok((file.bytes, link.hash))
}

async fn exchange<X: Exchange>(
    engine: &Arc<PayEngine>,
    wallet: &WalletAccount,
    codec: Option<&'static dyn Codec<X>>,
    ask: &X::Ask,
    limit: Duration,
) -> Result<X::Answer, Fault> {
    let lacking =
        || Fault::refused(Reason::Untranslatable, format!("the wallet has no {}", X::NAME));
    let codec = codec.ok_or_else(lacking)?;
    let nonce = engine.world.dice.nonce();
    let ctx = engine.world.ctx(&nonce, &wallet.account);
    let request = codec.write_ask(ask, &ctx)?;
    let response = engine.net.fetch(&request, limit).await?;
    engine.judge(wallet, codec, &request, &response).await
}
