//! A code that a platform draws in our name: a platform on loopback, and a file that we drew anew.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use super::{PAGE, SAVED, save};
use crate::place::Place;

/// Answers with a token, and then with a picture, or with what is wrong with the page `pages/nowhere`.
fn platform(picture: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let asked = read(&mut stream);
            let (kind, body) = if asked.starts_with("POST /cgi-bin/stable_token ") {
                let told = br#"{"access_token":"a-token","expires_in":7200}"#;
                ("application/json", told.to_vec())
            } else if asked.contains("pages/nowhere") {
                ("application/json", br#"{"errcode":41030,"errmsg":"invalid page"}"#.to_vec())
            } else {
                assert!(asked.starts_with("POST /wxa/getwxacode?access_token=a-token "), "{asked}");
                ("image/png", picture.clone())
            };
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(&body).unwrap();
        }
    });
    base
}

/// A request with its body.
fn read(stream: &mut std::net::TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        bytes.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&bytes).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).unwrap();
    bytes.extend(body);
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_code_is_a_file_that_was_drawn_anew() {
    let place = Place::new("share-codes");
    save(&place, PAGE.as_bytes());
    place.out(&[&SAVED[..], &["--as", "png", "--out", "theirs.png"]].concat());
    let theirs = std::fs::read(place.folder.join("theirs.png")).unwrap();
    let base = platform(theirs.clone());
    let config = format!(
        "store = \"sqlite::memory:\"\n[[share.accounts]]\ndialect = \"wechat\"\n\
         apps = [\"wx0123456789abcdef\"]\napp_secret = \"0123456789abcdef\"\nendpoint = \"{base}\"\n"
    );
    std::fs::write(place.folder.join("accounts.toml"), config).unwrap();
    let ask = |page: &'static str| {
        let more = ["--as", "wechat/mini-code", "--config", "accounts.toml", "--mini-page", page];
        [&SAVED[..], &more, &["--width", "280", "--out", "code.jpg"]].concat()
    };
    assert_eq!(place.out(&ask("pages/item?id=1")), "");
    let ours = std::fs::read(place.folder.join("code.jpg")).unwrap();
    assert!(ours.starts_with(b"\xff\xd8\xff") && ours != theirs, "{} bytes", ours.len());
    std::fs::remove_file(place.folder.join("code.jpg")).unwrap();
    place.fails(&ask("pages/nowhere"), &["the platform drew no code", "invalid page", "(41030)"]);
    let mut narrow = ask("pages/a");
    let at = narrow.iter().position(|word| *word == "280").unwrap();
    narrow[at] = "279";
    place.fails(&narrow, &["280 to 1280"]);
    assert!(!place.folder.join("code.jpg").exists(), "nothing is written where there is nothing");
}
