//! Which of the gateway's transactions a message is for: its address, `txnType` and `txnSubType`.

use drawbridge_canon::pay::Call;
use drawbridge_canon::{Fault, Reason, Refusal};

use crate::envelope::Fields;

/// Pages in the buyer's browser.
pub(crate) const FRONT: &str = "/gateway/api/frontTransReq.do";
/// Calls of the merchant's server.
pub(crate) const BACK: &str = "/gateway/api/backTransReq.do";
/// Queries.
pub(crate) const QUERY: &str = "/gateway/api/queryTrans.do";
/// Calls that prepare a payment in an app.
pub(crate) const APP: &str = "/gateway/api/appTransReq.do";

/// One of the gateway's transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// 01/01 at [`FRONT`]: a payment page.
    Page,
    /// 01/01 at [`APP`]: a number for the wallet's app.
    App,
    /// 01/07: a code that the buyer scans.
    ApplyCode,
    /// 01/06: the buyer's code was scanned.
    BuyerCode,
    /// 00: how a transaction stands, whichever it was.
    Query,
    /// 04: a refund.
    Refund,
    /// 31: a refund of the whole on the same day.
    Undo,
    /// 99: take a payment back of which the outcome is not known.
    Reversal,
}

impl Kind {
    /// Sorts a message. `MethodUnknown` if there is no such address, `Untranslatable` if there is
    /// such a transaction but it is not spoken here.
    pub(crate) fn of(path: &str, fields: &Fields) -> Result<Self, Fault> {
        let (kind, sub) = (fields.get("txnType"), fields.get("txnSubType"));
        if ![FRONT, BACK, QUERY, APP].contains(&path) {
            let message = format!("没有接口 {path}");
            return Err(Fault::Malformed(Refusal::new(Reason::MethodUnknown, message)));
        }
        match (path, kind, sub) {
            (_, None, _) => Err(Fault::missing("txnType")),
            (QUERY | BACK, Some("00"), _) => Ok(Self::Query),
            (FRONT, Some("01"), Some("01")) => Ok(Self::Page),
            (APP, Some("01"), Some("01")) => Ok(Self::App),
            (BACK, Some("01"), Some("07")) => Ok(Self::ApplyCode),
            (BACK, Some("01"), Some("06")) => Ok(Self::BuyerCode),
            (BACK, Some("04"), _) => Ok(Self::Refund),
            (BACK, Some("31"), _) => Ok(Self::Undo),
            (BACK, Some("99"), _) => Ok(Self::Reversal),
            (_, Some(kind), sub) => Err(Fault::untranslatable(
                "txnType",
                format!("此处不支持交易类型 {kind}/{}", sub.unwrap_or_default()),
            )),
        }
    }

    /// Which exchange it belongs to. A query does not say of what: see `MAPPING.md`.
    pub(crate) const fn call(self) -> Call {
        match self {
            Self::Page | Self::App | Self::ApplyCode | Self::BuyerCode => Call::Charge,
            Self::Query => Call::Query,
            Self::Refund | Self::Undo => Call::Refund,
            Self::Reversal => Call::Cancel,
        }
    }

    /// Where it is sent.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Page => FRONT,
            Self::App => APP,
            Self::Query => QUERY,
            Self::ApplyCode | Self::BuyerCode | Self::Refund | Self::Undo | Self::Reversal => BACK,
        }
    }

    /// `txnType` and `txnSubType`.
    pub(crate) const fn types(self) -> (&'static str, &'static str) {
        match self {
            Self::Page | Self::App => ("01", "01"),
            Self::ApplyCode => ("01", "07"),
            Self::BuyerCode => ("01", "06"),
            Self::Query => ("00", "00"),
            Self::Refund => ("04", "00"),
            Self::Undo => ("31", "00"),
            Self::Reversal => ("99", "01"),
        }
    }

    /// `bizType`: B2C gateway payments, or the default of everything else.
    pub(crate) const fn business(self) -> &'static str {
        match self {
            Self::Page | Self::App => "000201",
            _ => "000000",
        }
    }
}
