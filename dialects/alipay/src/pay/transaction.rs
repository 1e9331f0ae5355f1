//! A payment's fields, in the three dresses that the platform gives them: the reply to
//! `alipay.trade.pay`, the reply to `alipay.trade.query`, and the notice.

use drawbridge_canon::pay::{Buyer, Fund, TradeState, Transaction};
use drawbridge_canon::{Fault, Money};

use crate::envelope::{Fields, Json};

/// Writes the reply to `alipay.trade.pay`.
pub(crate) fn write_paid(fields: &mut Fields, payment: &Transaction) {
    write_common(fields, payment, "buyer_user_id");
    write_amounts(fields, payment);
    fields.put_time("gmt_payment", payment.paid_at);
    write_funds(fields, payment, "fund_channel");
}

/// Reads it. The reply names no state: its code did.
pub(crate) fn read_paid(fields: &Fields, state: TradeState) -> Result<Transaction, Fault> {
    let mut payment = read_common(fields, state, "buyer_user_id")?;
    payment.paid_at = fields.time("gmt_payment")?;
    read_amounts(fields, &mut payment)?;
    read_funds(fields, &mut payment, "fund_channel")?;
    Ok(payment)
}

/// Writes the reply to `alipay.trade.query`.
pub(crate) fn write_queried(fields: &mut Fields, payment: &Transaction) {
    write_common(fields, payment, "buyer_user_id");
    fields.put("trade_status", status(payment.state));
    write_amounts(fields, payment);
    fields.put_time("send_pay_date", payment.paid_at);
    write_funds(fields, payment, "fund_channel");
    write_texts(fields, payment);
}

/// Reads it.
pub(crate) fn read_queried(fields: &Fields) -> Result<Transaction, Fault> {
    let paid_at = fields.time("send_pay_date")?;
    let state = state(fields.required("trade_status")?, paid_at.is_some())?;
    let mut payment = read_common(fields, state, "buyer_user_id")?;
    payment.paid_at = paid_at;
    read_amounts(fields, &mut payment)?;
    read_funds(fields, &mut payment, "fund_channel")?;
    read_texts(fields, &mut payment)?;
    Ok(payment)
}

/// Writes a notice's part about the payment.
pub(crate) fn write_told(fields: &mut Fields, payment: &Transaction) {
    write_common(fields, payment, "buyer_id");
    fields.put("trade_status", status(payment.state));
    write_amounts(fields, payment);
    fields.put_time("gmt_create", payment.created_at);
    fields.put_time("gmt_payment", payment.paid_at);
    fields.put_time("gmt_close", payment.closed_at);
    write_funds(fields, payment, "fundChannel");
    write_texts(fields, payment);
}

/// Reads it.
pub(crate) fn read_told(fields: &Fields) -> Result<Transaction, Fault> {
    let paid_at = fields.time("gmt_payment")?;
    let state = state(fields.required("trade_status")?, paid_at.is_some())?;
    let mut payment = read_common(fields, state, "buyer_id")?;
    payment.created_at = fields.time("gmt_create")?;
    payment.paid_at = paid_at;
    payment.closed_at = fields.time("gmt_close")?;
    read_amounts(fields, &mut payment)?;
    read_funds(fields, &mut payment, "fundChannel")?;
    read_texts(fields, &mut payment)?;
    Ok(payment)
}

/// Alipay's word for a state. A refund of a part leaves the trade a success; a refund of the
/// whole closes it.
pub(crate) const fn status(state: TradeState) -> &'static str {
    match state {
        TradeState::NotPaid | TradeState::Paying => "WAIT_BUYER_PAY",
        TradeState::Paid | TradeState::PartlyRefunded => "TRADE_SUCCESS",
        TradeState::Finished => "TRADE_FINISHED",
        TradeState::Refunded | TradeState::Closed | TradeState::Revoked | TradeState::Failed => {
            "TRADE_CLOSED"
        }
    }
}

/// The state of a word. A closed trade that was ever paid was refunded.
fn state(status: &str, was_paid: bool) -> Result<TradeState, Fault> {
    match status {
        "WAIT_BUYER_PAY" => Ok(TradeState::NotPaid),
        "TRADE_SUCCESS" => Ok(TradeState::Paid),
        "TRADE_FINISHED" => Ok(TradeState::Finished),
        "TRADE_CLOSED" if was_paid => Ok(TradeState::Refunded),
        "TRADE_CLOSED" => Ok(TradeState::Closed),
        other => Err(Fault::invalid("trade_status", format!("`{other}` is no known state"))),
    }
}

fn write_common(fields: &mut Fields, payment: &Transaction, user_field: &str) {
    fields.put_some("trade_no", payment.wallet_no.as_deref());
    fields.put("out_trade_no", &payment.order);
    if let Some(buyer) = &payment.buyer {
        write_buyer(fields, buyer, user_field);
    }
    fields.put_money("total_amount", Some(payment.amount));
}

/// Writes who paid.
pub(crate) fn write_buyer(fields: &mut Fields, buyer: &Buyer, user_field: &str) {
    fields.put_some("buyer_logon_id", buyer.login.as_deref());
    if !buyer.id.is_empty() {
        fields.put(if buyer.per_app { "buyer_open_id" } else { user_field }, &buyer.id);
    }
}

/// Reads who paid: the user number where it is told, else the id that is the app's own.
pub(crate) fn read_buyer(fields: &Fields, user_field: &str) -> Result<Option<Buyer>, Fault> {
    let user = fields.owned(user_field)?;
    let open = fields.owned("buyer_open_id")?.or(fields.owned("open_id")?);
    let login = fields.owned("buyer_logon_id")?;
    let per_app = user.is_none() && open.is_some();
    Ok(match user.or(open) {
        Some(id) => Some(Buyer { id, per_app, login }),
        None => login.map(|login| Buyer { login: Some(login), ..Buyer::default() }),
    })
}

fn read_common(fields: &Fields, state: TradeState, user_field: &str) -> Result<Transaction, Fault> {
    let amount = fields.money("total_amount")?.ok_or_else(|| Fault::missing("total_amount"))?;
    let mut payment = Transaction::new(fields.required("out_trade_no")?, state, amount);
    payment.wallet_no = fields.owned("trade_no")?;
    payment.buyer = read_buyer(fields, user_field)?;
    Ok(payment)
}

/// What the seller received, what the buyer gave, for how much an invoice can be asked, and the
/// points in it: here the first is the order's amount and the middle two are the same.
fn write_amounts(fields: &mut Fields, payment: &Transaction) {
    let paid = if payment.state.was_paid() {
        payment.paid.unwrap_or(payment.amount)
    } else {
        payment.amount.none()
    };
    let received = if payment.state.was_paid() { payment.amount } else { payment.amount.none() };
    fields.put_money("receipt_amount", Some(received));
    fields.put_money("buyer_pay_amount", Some(paid));
    fields.put_money("invoice_amount", Some(paid));
    fields.put_money("point_amount", Some(paid.none()));
}

fn read_amounts(fields: &Fields, payment: &mut Transaction) -> Result<(), Fault> {
    if payment.state.was_paid() {
        payment.paid = fields.money("buyer_pay_amount")?;
    }
    Ok(())
}

/// A notice writes these members in camel case and everything else does not.
fn write_funds(fields: &mut Fields, payment: &Transaction, channel: &str) {
    if payment.funds.is_empty() {
        return;
    }
    let mut bank = payment.bank.as_deref();
    let fund = |fund: &Fund| {
        let mut fields = Fields::default();
        fields.put_money("amount", Some(fund.amount));
        fields.put(channel, &fund.channel);
        fields
            .put_some(if channel == "fundChannel" { "bankCode" } else { "bank_code" }, bank.take());
        Json::Object(fields)
    };
    fields.push("fund_bill_list", Json::List(payment.funds.iter().map(fund).collect()));
}

fn read_funds(fields: &Fields, payment: &mut Transaction, channel: &str) -> Result<(), Fault> {
    for fund in fields.objects("fund_bill_list")? {
        let amount: Option<Money> = fund.money("amount")?;
        let bank = fund.owned("bank_code")?.or(fund.owned("bankCode")?);
        payment.bank = payment.bank.take().or(bank);
        payment.funds.push(Fund {
            channel: fund.required(channel)?.to_owned(),
            amount: amount.ok_or_else(|| Fault::missing("fund_bill_list.amount"))?,
        });
    }
    Ok(())
}

fn write_texts(fields: &mut Fields, payment: &Transaction) {
    fields.put_some("subject", payment.subject.as_deref());
    fields.put_some("body", payment.body.as_deref());
    fields.put_some("passback_params", payment.attach.as_deref());
}

fn read_texts(fields: &Fields, payment: &mut Transaction) -> Result<(), Fault> {
    payment.subject = fields.owned("subject")?;
    payment.body = fields.owned("body")?;
    payment.attach = fields.owned("passback_params")?;
    Ok(())
}
