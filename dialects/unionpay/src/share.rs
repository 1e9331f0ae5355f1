//! Nothing of it is shared; but its names and domains are known, so that nobody else is taken for it.

use drawbridge_canon::share::{Host, Share};

/// UnionPay's names and domains.
pub(crate) static SHARE: Share = Share {
    hosts: &[
        Host::own(".unionpay.com"),
        Host::own(".95516.com"),
        Host::own(".unionpayintl.com"),
        Host::own(".chinaums.com"),
        Host::own(".chinaunionpay.com"),
    ],
    brands: &["unionpay", "chinaunionpay", "银联", "中国银联", "云闪付", "95516"],
    ..Share::SILENT
};
