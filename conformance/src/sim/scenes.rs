//! How merchants and buyers meet.

use drawbridge_canon::Dialect;
use drawbridge_canon::pay::{Buyer, Scene};

use crate::chance::Chance;

/// A way in which a merchant of this platform meets buyers.
pub(super) fn scene(chance: &mut Chance, front: &Dialect, paid_with: &[&'static str]) -> Scene {
    let scene = match chance.below(12) {
        0..=4 => Scene::Code,
        5 => Scene::DesktopWeb,
        6 | 7 => Scene::MobileWeb {
            client_ip: Some("203.0.113.7".to_owned()),
            device: Some("Wap".to_owned()),
            quit_url: None,
        },
        8 => Scene::InWallet {
            buyer: Buyer { id: "buyer-1".to_owned(), per_app: true, login: None },
        },
        9 => Scene::App,
        _ => Scene::BuyerCode { code: buyer_code(chance, paid_with) },
    };
    let pay = front.pay.expect("spoken");
    // A family without desktop pages or scanned codes has other ways.
    let other = matches!(scene, Scene::DesktopWeb | Scene::BuyerCode { .. });
    if other && pay.cancel.is_none() { Scene::Code } else { scene }
}

fn buyer_code(chance: &mut Chance, paid_with: &[&'static str]) -> String {
    let wallet = drawbridge_roster::dialect(chance.pick::<&str>(paid_with)).and_then(|d| d.pay);
    let rules = wallet.map(|pay| pay.rules.buyer_codes).unwrap_or_default();
    let (prefix, length) = if rules.is_empty() {
        ("99", 18)
    } else {
        let (prefix, least, _) = *chance.pick(rules);
        (prefix, least)
    };
    let mut code = prefix.to_owned();
    while code.len() < length {
        code.push(char::from(b'0' + u8::try_from(chance.below(10)).unwrap_or(0)));
    }
    code
}
