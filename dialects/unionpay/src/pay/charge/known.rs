//! Which members of a payment are read, which are dropped, and which pass as they are.

/// Members that have a canonical word, that are checked, or that say the same for every payment.
pub(super) const READ: &[&str] = &[
    "accessType",
    "backUrl",
    "bizType",
    "certId",
    "channelType",
    "currencyCode",
    "customerIp",
    "encoding",
    "frontFailUrl",
    "frontUrl",
    "merId",
    "orderDesc",
    "orderId",
    "payTimeout",
    "qrNo",
    "reqReserved",
    "riskRateInfo",
    "signMethod",
    "signPubKeyCert",
    "signature",
    "subMerId",
    "txnAmt",
    "txnSubType",
    "txnTime",
    "txnType",
    "version",
];

/// Hints: on which terminal the sale was made, and what a page shows first. No one is charged
/// otherwise for their loss; `MAPPING.md` lists them as lost.
pub(super) const HINTS: &[&str] = &[
    "defaultPayType",
    "merAbbr",
    "merCatCode",
    "merName",
    "orderTimeout",
    "termId",
    "termInfo",
    "userMac",
];
