//! UnionPay's dialect.

use drawbridge_canon::Dialect;

/// The platform.
pub static DIALECT: Dialect =
    Dialect { name: "unionpay", title: "UnionPay", title_zh: "银联", ..Dialect::SILENT };
