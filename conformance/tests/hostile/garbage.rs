//! Believed, but not understood.

use drawbridge_canon::{Method, Request};

use crate::gate::Gate;

pub(crate) fn all(gate: &mut Gate, wrong: &mut Vec<String>) {
    let (mine, now) = (gate.account(), gate.now());
    let mut reached = false;
    for (name, request) in gate.requests(&mine, now) {
        for (what, body) in bodies(&request) {
            // A call whose words are all in its address has no body to be spoilt.
            if !request.body.is_empty() {
                let spoilt = Request { body, ..request.clone() };
                gate.refuses(&format!("{name} with {what}"), &spoilt, wrong);
            }
        }
        for (what, amount) in amounts() {
            for spoilt in with_amount(&request, amount) {
                reached |= name == "charge";
                gate.refuses(&format!("{name} with {what} for an amount"), &spoilt, wrong);
            }
        }
        for (what, twice) in doubled(&request) {
            gate.survives(&format!("{name} with {what}"), &twice, wrong);
        }
        let elsewhere = Request { path: format!("{}/nowhere", request.path), ..request.clone() };
        gate.refuses(&format!("{name} at a path that is not there"), &elsewhere, wrong);
        let odd = Request { method: Method::Other, ..request.clone() };
        gate.refuses(&format!("{name} by an odd method"), &odd, wrong);
        // Where everything is said in the body, nobody looks at the query.
        let queries = if request.body.is_empty() { queries() } else { Vec::new() };
        for query in queries {
            let spoilt = Request { query: Some(query.clone()), ..request.clone() };
            gate.survives(&format!("{name} with a query of {} bytes", query.len()), &spoilt, wrong);
        }
    }
    assert!(reached, "{}: no amount was found to be spoilt", gate.dialect.name);
    gate.accepts_what_is_right(wrong);
}

/// Bodies that mean nothing.
fn bodies(request: &Request) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = vec![
        ("no body".into(), Vec::new()),
        ("an empty object".into(), b"{}".to_vec()),
        ("a list".into(), b"[]".to_vec()),
        ("nothing".into(), b"null".to_vec()),
        ("a bare number".into(), b"1".to_vec()),
        ("a byte order mark".into(), b"\xef\xbb\xbf".to_vec()),
        ("bytes of no charset".into(), vec![0xff; 300]),
        ("bytes of zero".into(), vec![0; 300]),
        ("a deep list".into(), [vec![b'['; 200_000], vec![b']'; 200_000]].concat()),
        ("a deep object".into(), "{\"a\":".repeat(100_000).into_bytes()),
        ("a million letters".into(), vec![b'A'; 1 << 20]),
        ("a million signs".into(), "&=".repeat(1 << 19).into_bytes()),
        ("percent signs".into(), b"%".repeat(10_000)),
    ];
    for part in 1..8 {
        let end = request.body.len() * part / 8;
        all.push((format!("{end} bytes of its body"), request.body[..end].to_vec()));
    }
    // The text in another charset: two bytes for each character.
    let wide = request.body.iter().flat_map(|byte| [*byte, 0]).collect();
    all.push(("a body in UTF-16".into(), wide));
    let mut torn = request.body.clone();
    let middle = torn.len() / 2;
    torn.splice(middle..middle, [0xc3, 0x28, 0xff]);
    all.push(("a body torn by strange bytes".into(), torn));
    all
}

fn amounts() -> [(&'static str, &'static str); 12] {
    [
        ("nothing", "0"),
        ("less than nothing", "-1"),
        ("an exponent", "1e2"),
        ("a tenth of a fen", "0.001"),
        ("a number of no end", "99999999999999999999999999"),
        ("a number beyond 64 bits", "18446744073709551616"),
        ("digits of another script", "٣"),
        ("a comma", "88,88"),
        ("no number", "NaN"),
        ("two points", "8.8.8"),
        ("a sign", "+88"),
        ("hexadecimal digits", "0x10"),
    ]
}

/// The request with its amount replaced, however the platform writes it.
fn with_amount(request: &Request, amount: &str) -> Vec<Request> {
    let Ok(body) = std::str::from_utf8(&request.body) else { return Vec::new() };
    let escaped = amount.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let asked = [":8888", ":88", "88.88", "0.88", "Amt=8888", "Amt=88"];
    let Some(known) = asked.into_iter().find(|known| body.contains(known)) else {
        return Vec::new();
    };
    let kept = known.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let amount = if body.contains('{') { amount } else { &escaped };
    let body = body.replacen(known, &format!("{kept}{amount}"), 1).into_bytes();
    vec![Request { body, ..request.clone() }]
}

fn queries() -> Vec<String> {
    let odd = ["%", "%zz", "a=%ff%fe", "a=b=c&&&=", "\u{0}"];
    odd.into_iter().map(str::to_owned).chain(["a=1&".repeat(50_000)]).collect()
}

/// A name that comes twice: whichever of the two is meant, both are not.
fn doubled(request: &Request) -> Vec<(String, Request)> {
    let Ok(body) = std::str::from_utf8(&request.body) else { return Vec::new() };
    let mut all = Vec::new();
    if let Some(inner) = body.strip_prefix('{') {
        let twice = format!("{{\"out_trade_no\":\"PAIDORDER0001\",{inner}");
        all.push((
            "its order named twice".to_owned(),
            Request { body: twice.into_bytes(), ..request.clone() },
        ));
    } else if body.contains('=') {
        let first = body.split('&').next().unwrap_or_default();
        let twice = format!("{body}&{first}");
        all.push((
            "a field twice".to_owned(),
            Request { body: twice.into_bytes(), ..request.clone() },
        ));
    }
    all
}
