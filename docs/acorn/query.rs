//! Asking how a payment stands: `POST /v1/query`.

use drawbridge_canon::pay::{OrderRef, Query, QueryAsk, TradeState, Transaction};
use drawbridge_canon::{Codec, Ctx, Fault, Money, Request, Response, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Acorn, envelope};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    order: String,
}

#[derive(Serialize, Deserialize)]
struct Told {
    order: String,
    state: String,
    fen: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paid: Option<String>,
}

/// Acorn's words for where a payment stands. What it has no word for is told as the nearest that
/// makes nobody lose money.
const STATES: &[(&str, TradeState)] = &[
    ("WAITING", TradeState::NotPaid),
    ("WAITING", TradeState::Paying),
    ("PAID", TradeState::Paid),
    ("PAID", TradeState::PartlyRefunded),
    ("PAID", TradeState::Finished),
    ("RETURNED", TradeState::Refunded),
    ("CLOSED", TradeState::Closed),
    ("CLOSED", TradeState::Revoked),
    ("CLOSED", TradeState::Failed),
];

impl Codec<Query> for Acorn {
    fn write_ask(&self, ask: &QueryAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let OrderRef::Order(order) = &ask.order else {
            let instead = "Acorn knows orders by the merchant's own number only";
            return Err(Fault::untranslatable("order", instead));
        };
        envelope::call("/v1/query", &Asked { order: order.clone() }, ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<QueryAsk, Fault> {
        let asked: Asked = envelope::called(request, ctx)?;
        Ok(QueryAsk { order: OrderRef::Order(asked.order), sub_merchant: None })
    }

    fn write_answer(&self, answer: &Transaction, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let state = STATES.iter().find(|(_, state)| *state == answer.state);
        let told = Told {
            order: answer.order.clone(),
            state: state.map_or("WAITING", |(word, _)| word).to_owned(),
            fen: answer.amount.minor,
            number: answer.wallet_no.clone(),
            paid: answer.paid_at.map(Timestamp::local),
        };
        envelope::reply(&told, ctx)
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<Transaction, Fault> {
        let told: Told = envelope::replied(response, ctx)?;
        let state = STATES.iter().find(|(word, _)| *word == told.state).map(|(_, state)| *state);
        // A word that nobody has told us of may mean anything, money included.
        let state = state.ok_or_else(|| Fault::Unknown(format!("state {}", told.state)))?;
        Ok(Transaction {
            wallet_no: told.number,
            paid_at: told.paid.as_deref().and_then(Timestamp::parse_local),
            ..Transaction::new(told.order, state, Money::fen(told.fen))
        })
    }
}
