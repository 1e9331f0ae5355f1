//! A refund that the operator asks for in a merchant's name. It goes through the gate like the
//! merchant's own, and is idempotent by its number like that.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use drawbridge_canon::Money;
use drawbridge_canon::pay::{OrderRef, RefundAsk};
use drawbridge_engine::pay::backend::Backend as _;
use serde::Deserialize;
use utoipa::ToSchema;

use super::asked::Body;
use super::auth::{Caller, Payer};
use super::payments::{self, RefundLine};
use super::problem::Problem;
use crate::node::Node;

/// A refund to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRefund {
    /// The refund's number, as the merchant's platform permits them. The same number again is the
    /// same refund.
    refund: String,
    /// How much, in minor units of the payment's currency.
    #[schema(minimum = 1)]
    minor: u64,
    /// A line for the buyer.
    reason: Option<String>,
}

/// Gives money back. The answer says how the refund stands; it may still be on its way.
#[utoipa::path(post, path = "/api/v1/payments/{id}/refunds", tag = "payments",
    params(("id" = String, Path), ("idempotency-key" = Option<String>, Header)),
    request_body = NewRefund, responses((status = 201, body = RefundLine)))]
pub(crate) async fn create(
    State(node): State<Arc<Node>>,
    _: Payer,
    caller: Caller,
    Path(id): Path<String>,
    Body(new): Body<NewRefund>,
) -> Result<Response, Problem> {
    let row = payments::row(&node, &id).await?;
    let front = node.registry.now().fronts.get(&row.account).cloned();
    let front = front.ok_or_else(|| {
        Problem::conflict(format!("the front `{}` is not configured any more", row.account))
    })?;
    if new.minor == 0 {
        return Err(Problem::invalid("/minor", "a refund gives something back"));
    }
    if !front.pay.rules.refund.permits(&new.refund) {
        let rule = front.pay.rules.refund;
        let detail = format!(
            "a refund number here has {} to {} characters out of 0-9A-Za-z{}",
            rule.min, rule.max, rule.also
        );
        return Err(Problem::invalid("/refund", detail));
    }
    let ask = RefundAsk {
        total: Some(row.amount),
        reason: new.reason,
        ..RefundAsk::new(
            OrderRef::Wallet(id.clone()),
            Some(new.refund.clone()),
            Money { minor: new.minor, currency: row.amount.currency },
        )
    };
    tracing::info!(payment = %id, refund = %new.refund, by = %caller.name, "the operator refunds");
    let told = node.engine.refund(&front, ask).await;
    told.map_err(|refusal| Problem::refused(&refusal))?;
    let payment = payments::state(&payments::row(&node, &id).await?)?;
    let record = payment.refund(&new.refund);
    let record = record.ok_or_else(|| Problem::failed(&"a refund that was made is not there"))?;
    Ok((StatusCode::CREATED, Json(payments::refund(record))).into_response())
}
