//! Canonical JSON: the examples of RFC 8785, what is refused, and the laws.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use drawbridge_fair_record::canonical::{CanonicalWhy, MAX_BYTES, MAX_DEPTH, parse, read, write};
use drawbridge_fair_record::{Integer, Object, Value};
use proptest::prelude::*;
use support::{any_value, integer, text};

/// RFC 8785, section 3.2.2, without its numbers, which are floats.
const SAMPLE: &str = r#"{
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
}"#;
const SAMPLE_CANONICAL: &str =
    "{\"literals\":[null,true,false],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";

/// RFC 8785, section 3.2.3.
const SORTING: &str = r#"{
  "\u20ac": "Euro Sign",
  "\r": "Carriage Return",
  "\ufb33": "Hebrew Letter Dalet With Dagesh",
  "1": "One",
  "\ud83d\ude00": "Emoji: Grinning Face",
  "\u0080": "Control",
  "\u00f6": "Latin Small Letter O With Diaeresis"
}"#;

fn canonical(json: &str) -> String {
    String::from_utf8(write(&parse(json.as_bytes()).unwrap()).unwrap()).unwrap()
}

fn why(json: &str) -> (usize, CanonicalWhy) {
    let error = read(json.as_bytes()).unwrap_err();
    (error.at, error.why)
}

#[test]
fn the_sample_of_the_standard_is_written_as_it_says() {
    assert_eq!(canonical(SAMPLE), SAMPLE_CANONICAL);
    assert!(read(SAMPLE_CANONICAL.as_bytes()).is_ok());
}

#[test]
fn members_stand_in_the_order_of_utf_16() {
    let written = canonical(SORTING);
    let order = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"];
    let places: Vec<_> = order.map(|name| written.find(name).unwrap()).into();
    assert!(places.is_sorted(), "{written}");
    assert!(written.starts_with("{\"\\r\":\"Carriage Return\",\"1\""), "{written}");
    // The order of code points would have the last two the other way round.
    let swapped = "{\"\u{fb33}\":1,\"😀\":2}";
    assert_eq!(why(swapped), (2, CanonicalWhy::NotCanonical));
}

#[test]
fn every_control_has_the_one_escape_of_the_standard() {
    let controls: String = ('\0'..=' ').collect();
    let written = write(&Value::Text(controls)).unwrap();
    let expected = "\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\
                    \\u000e\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\
                    \\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f \"";
    assert_eq!(String::from_utf8(written).unwrap(), expected);
}

#[test]
fn floats_are_refused_with_the_reason() {
    for float in ["1.0", "1e3", "4.50", "2e-3", "1E30", "-0.0", "333333333.33333329"] {
        assert_eq!(why(float), (0, CanonicalWhy::Float), "{float}");
    }
    assert_eq!(why("-0"), (0, CanonicalWhy::MinusZero));
    for far in ["9007199254740992", "-9007199254740992", "99999999999999999999"] {
        assert_eq!(why(far), (0, CanonicalWhy::TooLarge), "{far}");
    }
    for near in ["9007199254740991", "-9007199254740991", "0", "-1"] {
        assert_eq!(read(near.as_bytes()), Ok(integer(near.parse().unwrap())), "{near}");
    }
    assert_eq!(Integer::new(Integer::MAX + 1), None);
    assert_eq!(Integer::new(-Integer::MAX - 1), None);
}

#[test]
fn another_spelling_is_refused_where_it_begins() {
    for (json, at) in [
        ("{\"a\": 1}", 5),
        (" 1", 0),
        ("1\n", 1),
        ("{\"b\":1,\"a\":2}", 2),
        ("\"\\u0041\"", 1),
        ("\"\\/\"", 1),
        ("\"\\u000F\"", 6),
        ("\"\\u000a\"", 2),
        ("\"\\u007f\"", 1),
    ] {
        assert_eq!(why(json), (at, CanonicalWhy::NotCanonical), "{json}");
    }
}

#[test]
fn what_is_no_json_is_refused() {
    for json in [
        "",
        "nul",
        "01",
        "-",
        "+1",
        "[1,]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":1,}",
        "{a:1}",
        "'a'",
        "\"a",
        "\"\n\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u+123\"",
        "1 2",
        "[",
        "{",
        "\u{feff}1",
        "NaN",
    ] {
        assert!(matches!(why(json).1, CanonicalWhy::Malformed(_)), "{json}");
    }
    assert_eq!(why("{\"a\":1,\"\\u0061\":2}"), (7, CanonicalWhy::Duplicate("a".to_owned())));
    for lone in ["\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83d\\u0041\"", "\"\\ud83d\\ud83d\""] {
        assert_eq!(why(lone), (1, CanonicalWhy::LoneSurrogate), "{lone}");
    }
    assert_eq!(read(b"\"\xff\"").unwrap_err().why, CanonicalWhy::NotUtf8);
    assert_eq!(read(b"\"\xed\xa0\x80\"").unwrap_err().why, CanonicalWhy::NotUtf8);
}

#[test]
fn depth_and_size_end_where_they_say() {
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(nested(MAX_DEPTH).as_bytes()).is_ok());
    assert_eq!(why(&nested(MAX_DEPTH + 1)), (MAX_DEPTH, CanonicalWhy::TooDeep));
    assert_eq!(why(&"[".repeat(MAX_BYTES)), (MAX_DEPTH, CanonicalWhy::TooDeep));
    let mut value = Value::Null;
    for _ in 0..MAX_DEPTH {
        value = Value::Object(Object::from([("a".to_owned(), value)]));
    }
    assert!(write(&value).is_ok());
    assert_eq!(write(&Value::List(vec![value])).unwrap_err().why, CanonicalWhy::TooDeep);

    let longest = text(&"a".repeat(MAX_BYTES - 2));
    assert_eq!(read(&write(&longest).unwrap()), Ok(longest));
    let longer = "a".repeat(MAX_BYTES - 1);
    assert_eq!(write(&text(&longer)).unwrap_err().why, CanonicalWhy::TooLong);
    assert_eq!(why(&format!("\"{longer}\"")), (MAX_BYTES, CanonicalWhy::TooLong));
}

/// The value as another library read it; none if it holds what ours do not.
fn of_serde(value: &serde_json::Value) -> Option<Value> {
    use serde_json::Value as Theirs;
    Some(match value {
        Theirs::Null => Value::Null,
        Theirs::Bool(yes) => Value::Bool(*yes),
        Theirs::Number(number) => Value::Integer(number.as_i64().and_then(Integer::new)?),
        Theirs::String(text) => Value::Text(text.clone()),
        Theirs::Array(values) => Value::List(values.iter().map(of_serde).collect::<Option<_>>()?),
        Theirs::Object(members) => {
            let member = |(name, value): (&String, _)| Some((name.clone(), of_serde(value)?));
            Value::Object(members.iter().map(member).collect::<Option<_>>()?)
        }
    })
}

proptest! {
    #[test]
    fn another_library_reads_the_same(value in any_value()) {
        let theirs = serde_json::from_slice(&write(&value).unwrap()).unwrap();
        prop_assert_eq!(of_serde(&theirs), Some(value.clone()));
        let spaced = serde_json::to_vec_pretty(&theirs).unwrap();
        prop_assert_eq!(parse(&spaced), Ok(value));
    }

    #[test]
    fn what_is_written_is_read_and_written_again(value in any_value()) {
        let bytes = write(&value).unwrap();
        prop_assert_eq!(read(&bytes), Ok(value.clone()));
        prop_assert_eq!(parse(&bytes), Ok(value));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in any::<Vec<u8>>()) {
        if let Ok(value) = read(&bytes) {
            prop_assert_eq!(write(&value).unwrap(), bytes);
        }
    }

    #[test]
    fn nor_does_what_looks_like_json(json in r#"[\[\]{}:,"\\u0-9a-f.eE \-😀]{0,40}"#) {
        if let Ok(value) = parse(json.as_bytes()) {
            let bytes = write(&value).unwrap();
            prop_assert_eq!(read(&bytes), Ok(value.clone()));
            let theirs = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(of_serde(&theirs), Some(value));
        }
    }
}
