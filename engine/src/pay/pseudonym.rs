//! A buyer's id in a platform's form, made from another platform's id: stable for one front, so
//! that a merchant recognises a returning buyer, and of no use anywhere else.

use drawbridge_canon::pay::{Buyer, Shape};
use drawbridge_seal::digest::sha256_hex;

/// The pseudonym of `buyer` of wallet `wallet` for the front `front`.
pub(crate) fn pseudonym(
    key: &str,
    wallet: &str,
    buyer: &Buyer,
    front: &str,
    shape: &Shape,
) -> Buyer {
    let hash = sha256_hex(format!("{key}\n{wallet}\n{}\n{front}", buyer.id).as_bytes());
    let digits: String = hash.bytes().map(|b| char::from(b'0' + b % 10)).collect();
    let id = shape.buyer.replace("{id}", &hash[..22]);
    let mut numbers = digits.chars();
    let id = id.chars().map(|c| if c == '#' { numbers.next().unwrap_or('0') } else { c }).collect();
    Buyer { id, per_app: buyer.per_app, login: None }
}
