//! Refusals as Alipay's codes, both ways (open.alitrip.com doc 105806 for the gateway's codes;
//! the error tables of the trade methods at opendocs.alipay.com for the rest).

use drawbridge_canon::pay::Call;
use drawbridge_canon::{Fault, Reason, Refusal, Response};

use super::error_table::{Row, TABLE};
use crate::envelope::Fields;

/// A refusal in Alipay's words.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// The gateway's class, `40004`.
    pub(crate) code: &'static str,
    /// The detail, `ACQ.TRADE_NOT_EXIST`.
    pub(crate) sub_code: &'static str,
    /// What a person reads.
    pub(crate) sub_msg: String,
}

impl Words {
    /// The words for a refusal of a call.
    pub(crate) fn of(refusal: &Refusal, call: Option<Call>) -> Self {
        let row = row_for(refusal, call);
        let message = refusal.message.as_str();
        let sub_msg = match says_more(refusal) && !message.is_empty() {
            true if message.starts_with(row.text) => message.to_owned(),
            true => format!("{}：{message}", row.text),
            false => row.text.to_owned(),
        };
        Self { code: row.code, sub_code: row.sub_code, sub_msg }
    }

    /// What the class means.
    pub(crate) fn msg(&self) -> &'static str {
        match self.code {
            "20000" => "Service Currently Unavailable",
            "20001" => "Insufficient Token Permissions",
            "40001" => "Missing Required Arguments",
            "40002" => "Invalid Arguments",
            "40003" => "Insufficient Conditions",
            "40005" => "Call Limited",
            "40006" => "Insufficient Permissions",
            _ => "Business Failed",
        }
    }

    /// The code in v3: without the prefix of the gateway's own codes.
    pub(crate) fn v3_code(&self) -> &'static str {
        bare(self.sub_code)
    }

    /// The HTTP status in v3.
    pub(crate) fn v3_status(&self, reason: Reason) -> u16 {
        match (reason, self.code) {
            (
                Reason::SignatureMissing
                | Reason::SignatureWrong
                | Reason::Stale
                | Reason::KeyUnknown
                | Reason::CallerUnknown,
                _,
            )
            | (_, "20001") => 401,
            (_, "40006") => 403,
            (_, "40005") => 429,
            (_, "20000") => 500,
            _ => 400,
        }
    }
}

/// What a refusal of the gateway means.
pub(crate) fn read_gateway(
    code: &str,
    fields: &Fields,
    call: Option<Call>,
) -> Result<Fault, Fault> {
    let sub_code = fields.text("sub_code")?.unwrap_or_default();
    let sub_msg = fields.text("sub_msg")?.or(fields.text("msg")?).unwrap_or_default();
    if code == "20000" {
        return Ok(Fault::Unknown(format!("{sub_code}: {sub_msg}")));
    }
    Ok(read(if sub_code.is_empty() { code } else { sub_code }, sub_msg, call))
}

/// What a refusal in v3 means.
pub(crate) fn read_v3(response: &Response, call: Option<Call>) -> Fault {
    let unknown = || Fault::Unknown(format!("the platform answered HTTP {}", response.status));
    if !(400..500).contains(&response.status) {
        return unknown();
    }
    let body = std::str::from_utf8(&response.body).ok().and_then(|it| Fields::parse(it).ok());
    let text = |name| body.as_ref().and_then(|fields| fields.owned(name).ok().flatten());
    match text("code") {
        Some(code) => read(&code, &text("message").unwrap_or_default(), call),
        None => unknown(),
    }
}

fn read(sub_code: &str, message: &str, call: Option<Call>) -> Fault {
    // Some methods prefix their codes once more, and one is misspelt in the documents.
    let sub_code =
        sub_code.strip_prefix("aop.ACQ.").map_or(sub_code.to_owned(), |rest| format!("ACQ.{rest}"));
    let sub_code = sub_code.replace("AQC.", "ACQ.");
    let same = |row: &&Row| row.sub_code == sub_code || bare(row.sub_code) == sub_code;
    let rows = || TABLE.iter().filter(same);
    let row = rows()
        .find(|row| call.is_some_and(|call| row.calls.contains(&call)))
        .or_else(|| rows().find(|row| row.calls.is_empty()))
        .or_else(|| rows().next());
    match row.map_or(Reason::Other, |row| row.reason) {
        // "System error: ask how it stands" is no definite no.
        Reason::ServiceFailed => Fault::Unknown(format!("{sub_code}: {message}")),
        reason => Fault::Refused(Refusal::new(reason, message).with_code(&sub_code)),
    }
}

fn row_for(refusal: &Refusal, call: Option<Call>) -> &'static Row {
    let named = refusal.code.as_deref();
    let by_code = TABLE.iter().find(|row| Some(row.sub_code) == named && row.writes(refusal));
    let fits = |row: &&Row| row.writes(refusal);
    by_code
        .or_else(|| {
            let rows = TABLE.iter().filter(fits);
            call.and_then(|call| rows.clone().find(|row| row.calls.contains(&call)))
        })
        .or_else(|| TABLE.iter().filter(fits).find(|row| row.calls.is_empty()))
        .or_else(|| TABLE.iter().find(fits))
        .unwrap_or(&super::error_table::OTHER)
}

/// Whether the refusal's own sentence helps: where the reason alone does not say what to change.
const fn says_more(refusal: &Refusal) -> bool {
    matches!(
        refusal.reason,
        Reason::FieldMissing
            | Reason::FieldInvalid
            | Reason::Unreadable
            | Reason::Untranslatable
            | Reason::MethodUnknown
            | Reason::Forbidden
            | Reason::KeyUnknown
            | Reason::Other
    )
}

fn bare(sub_code: &'static str) -> &'static str {
    ["isv.", "aop.", "isp."]
        .iter()
        .find_map(|prefix| sub_code.strip_prefix(prefix))
        .unwrap_or(sub_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_is_understood_as_the_same() {
        let cases = [
            (Reason::OrderNotFound, Call::Query, "ACQ.TRADE_NOT_EXIST"),
            (Reason::OrderPaid, Call::Charge, "ACQ.TRADE_HAS_SUCCESS"),
            (Reason::OrderPaid, Call::Close, "ACQ.TRADE_STATUS_ERROR"),
            (Reason::OrderNotPaid, Call::Refund, "ACQ.TRADE_STATUS_ERROR"),
            (Reason::OrderClosed, Call::Charge, "ACQ.TRADE_HAS_CLOSE"),
            (Reason::OrderConflict, Call::Charge, "ACQ.CONTEXT_INCONSISTENT"),
            (Reason::OrderFinished, Call::Refund, "ACQ.TRADE_HAS_FINISHED"),
            (Reason::RefundConflict, Call::Refund, "ACQ.DISCORDANT_REPEAT_REQUEST"),
            (Reason::RefundExceeds, Call::Refund, "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"),
            (Reason::RefundForbidden, Call::Refund, "ACQ.TRADE_NOT_ALLOW_REFUND"),
            (Reason::MerchantBalance, Call::Refund, "ACQ.SELLER_BALANCE_NOT_ENOUGH"),
            (Reason::BuyerBalance, Call::Charge, "ACQ.BUYER_BALANCE_NOT_ENOUGH"),
            (Reason::BuyerCodeInvalid, Call::Charge, "ACQ.PAYMENT_AUTH_CODE_INVALID"),
            (Reason::BuyerRefused, Call::Charge, "ACQ.TRADE_BUYER_NOT_MATCH"),
            (Reason::PaymentFailed, Call::Charge, "ACQ.PAYMENT_FAIL"),
            (Reason::RiskRefused, Call::Charge, "ACQ.PAYMENT_REQUEST_HAS_RISK"),
            (Reason::SignatureWrong, Call::Query, "isv.invalid-signature"),
            (Reason::SignatureMissing, Call::Query, "isv.missing-signature"),
            (Reason::CallerUnknown, Call::Query, "isv.invalid-app-id"),
            (Reason::AppMismatch, Call::Charge, "ACQ.PARTNER_ERROR"),
            (Reason::Forbidden, Call::Charge, "isv.insufficient-isv-permissions"),
            (Reason::MethodUnknown, Call::Query, "isv.invalid-method"),
            (Reason::FieldInvalid, Call::Charge, "ACQ.INVALID_PARAMETER"),
            (Reason::BillNotReady, Call::Bill, "isp.bill_not_exist"),
            (Reason::TooOften, Call::Query, "isv.app-call-limited"),
        ];
        for (reason, call, sub_code) in cases {
            let words = Words::of(&Refusal::new(reason, "x"), Some(call));
            assert_eq!(words.sub_code, sub_code, "{reason:?}");
            for wire in [words.sub_code, words.v3_code()] {
                let Fault::Refused(refusal) = read(wire, "x", Some(call)) else {
                    panic!("{reason:?} is a definite no");
                };
                assert_eq!(refusal.reason, reason, "{wire}");
            }
        }
    }

    #[test]
    fn a_system_error_is_not_a_definite_no() {
        for code in ["ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "AQC.SYSTEM_ERROR"] {
            assert!(matches!(read(code, "", Some(Call::Refund)), Fault::Unknown(_)), "{code}");
        }
    }

    #[test]
    fn a_foreign_code_never_reaches_the_wire() {
        let refusal = Refusal::new(Reason::OrderPaid, "").with_code("ORDERPAID");
        assert_eq!(Words::of(&refusal, Some(Call::Charge)).sub_code, "ACQ.TRADE_HAS_SUCCESS");
    }
}
