//! What holds of every code.
#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::collections::BTreeSet;

use super::*;

fn key() -> CodeKey {
    CodeKey::new(*b"sixteen bytes, 1")
}

/// Numbers all over the range, the same each time.
fn serials(count: u64) -> impl Iterator<Item = u64> {
    (0..count).map(|at| at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS))
}

#[test]
fn a_code_is_read_back_and_is_the_numbers_own() {
    let mut seen = BTreeSet::new();
    for serial in (0..20_000).chain(SERIALS - 20_000..SERIALS) {
        let code = Code::of(serial, &key()).unwrap();
        assert_eq!(code.serial(&key()), Some(serial));
        assert_eq!(Code::read(&code.to_string()), Ok(code));
        assert_eq!(Code::read(&code.signs()), Ok(code));
        assert!(seen.insert(code));
    }
    assert_eq!(Code::of(SERIALS, &key()), None);
}

#[test]
fn neighbours_do_not_look_it_and_keys_matter() {
    let other = CodeKey::new(*b"sixteen bytes, 2");
    let mut alike = 0;
    for serial in 0..10_000 {
        let code = Code::of(serial, &key()).unwrap();
        for next in [Code::of(serial + 1, &key()).unwrap(), Code::of(serial, &other).unwrap()] {
            alike += code.0.iter().zip(next.0).filter(|(a, b)| **a == *b).count();
        }
    }
    // By chance one place of 29 is alike: 160,000 / 29 = 5,517. Five deviations are 365.
    assert!((5_150..5_890).contains(&alike), "{alike}");
}

#[test]
fn every_wrong_sign_and_every_swap_is_found() {
    // By the differences alone: whatever the code, these are all that can happen.
    for place in 0..LENGTH {
        for difference in 1..29 {
            assert_ne!(weight(place) * difference % 29, 0);
            if place + 1 < LENGTH {
                assert_ne!((weight(place + 1) - weight(place)) * difference % 29, 0);
            }
        }
    }
    // And by trying, on codes themselves.
    for serial in serials(2_000) {
        let code = Code::of(serial, &key()).unwrap();
        let signs: Vec<char> = code.signs().chars().collect();
        let read = |signs: &[char]| Code::read(&signs.iter().collect::<String>());
        for place in 0..LENGTH {
            for other in ('0'..='9').chain('A'..='Z').filter(|other| *other != signs[place]) {
                let mut wrong = signs.clone();
                wrong[place] = other;
                assert!(read(&wrong).is_err(), "{signs:?} {wrong:?}");
            }
            for second in place + 1..LENGTH {
                let mut wrong = signs.clone();
                wrong.swap(place, second);
                assert!(wrong == signs || read(&wrong) == Err(Misread::Check));
            }
        }
    }
}

#[test]
fn people_may_write_it_as_they_like() {
    let code = Code::of(123_456, &key()).unwrap();
    let signs = code.signs();
    let wide = |text: &str| -> String {
        let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap();
        text.chars().map(wide).collect()
    };
    for text in [
        signs.to_lowercase(),
        format!("db {} {}", &signs[..4], &signs[4..]),
        format!("＃ＤＢ－{}—{}＃", wide(&signs[..4]), wide(&signs[4..])),
        format!("\u{200b}{}\n{}\u{3000}", &signs[..3], &signs[3..]),
    ] {
        assert_eq!(Code::read(&text), Ok(code), "{text}");
    }
    assert_eq!(Code::read(""), Err(Misread::Length(0)));
    assert_eq!(Code::read(&signs[..7]), Err(Misread::Length(7)));
    assert_eq!(Code::read(&format!("{signs}2")), Err(Misread::Length(9)));
    assert_eq!(Code::read("O2345678"), Err(Misread::Sign('O')));
}

#[test]
fn a_code_is_found_after_a_journey_through_chats() {
    for serial in serials(500) {
        let code = Code::of(serial, &key()).unwrap();
        for tongue in [Tongue::Zh, Tongue::En] {
            let text = format!("【真丝上衣】\nhttps://d.example/s/x\n{}", spoken(code, tongue));
            for text in [
                text.clone(),
                text.to_lowercase(),
                text.replace('-', "—"),
                text.replace('-', " - "),
                text.replace('#', "＃"),
                text.replace('#', " "),
                text.replace(['-', '#'], "\n"),
                format!("小明：{text}（转发）{text}"),
            ] {
                let codes: Vec<Code> = find(&text).into_iter().map(|(_, code)| code).collect();
                assert!(codes.iter().all(|found| *found == code) && !codes.is_empty(), "{text}");
            }
            let (span, _) = find(&text).remove(0);
            assert_eq!(text[span], code.to_string());
        }
    }
}

#[test]
fn ordinary_talk_holds_no_code() {
    let code = Code::of(7, &key()).unwrap();
    let signs = code.signs();
    for text in [
        "",
        "DB",
        "#DB#",
        "db 的口令是 DB-1234-5678",
        "型号 DB-2345-6789 的配件有吗",
        &format!("电话 {signs}"),
        &format!("型号 {code} 的配件有吗"),
        &format!("#{code}{code}#"),
        &format!("#ADB-{signs}#"),
        &format!("口令 {code}2"),
    ] {
        assert_eq!(find(text), [], "{text}");
    }
}
