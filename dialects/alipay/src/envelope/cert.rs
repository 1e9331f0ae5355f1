//! Certificate serial numbers as Alipay shortens them (opendocs.alipay.com/common/02kf5q; the
//! rule as code: alipay-sdk-nodejs-all src/antcertutil.ts).

use drawbridge_canon::Account;
use drawbridge_seal::{Certificate, remembered};

/// `alipay_root_cert_sn` of a root bundle: the shortened serials of its RSA-signed certificates,
/// joined by `_`. What is no PEM is taken for the SN itself.
pub(crate) fn root_sn(root: &str) -> String {
    if !root.contains("-----BEGIN") {
        return root.trim().to_owned();
    }
    let rsa: Vec<String> = remembered::bundle(root)
        .iter()
        .filter(|certificate| certificate.rsa_signed)
        .map(Certificate::fingerprint)
        .collect();
    rsa.join("_")
}

/// The account's `alipay_root_cert_sn`, if it has roots.
pub(crate) fn account_root_sn(account: &Account) -> Option<String> {
    account.keys.root.as_deref().map(root_sn).filter(|sn| !sn.is_empty())
}
