//! The signature of QRA (`qra.95516.com/pay/gateway`), UnionPay's other QR gateway: an XML message
//! whose members are signed with MD5 and a key that both sides hold (yansongda/pay,
//! src/Plugin/Unipay/Qra). The messages themselves are not spoken here.

use drawbridge_seal::digest::md5_hex;

/// The text that is signed: the members that are not empty, without `sign`, sorted by name, and
/// the key as the last of them.
pub fn string_to_sign<'a>(
    members: impl IntoIterator<Item = (&'a str, &'a str)>,
    key: &str,
) -> String {
    let signed = |(name, value): &(&str, &str)| *name != "sign" && !value.is_empty();
    let mut members: Vec<(&str, &str)> = members.into_iter().filter(signed).collect();
    members.sort_unstable();
    let mut text: String =
        members.iter().flat_map(|(name, value)| [name, "=", value, "&"]).collect();
    text.push_str("key=");
    text.push_str(key);
    text
}

/// The value of `sign`: MD5 in capitals.
pub fn sign<'a>(members: impl IntoIterator<Item = (&'a str, &'a str)>, key: &str) -> String {
    md5_hex(string_to_sign(members, key).as_bytes()).to_ascii_uppercase()
}

/// Whether `signature` is the key's. Every byte is looked at, so that the time it takes tells
/// nothing of where it differs.
pub fn verify<'a>(
    members: impl IntoIterator<Item = (&'a str, &'a str)>,
    key: &str,
    signature: &str,
) -> bool {
    let expected = sign(members, key);
    let differing = expected.bytes().zip(signature.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    expected.len() == signature.len() && differing == 0
}
