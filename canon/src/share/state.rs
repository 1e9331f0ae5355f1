//! What a page's own state tells, field by field: what the state readers of dialects are made of.
//!
//! A site may write anything there. So text is only taken if it is text, an address only if it is
//! one of the web, a number only if it is one.

use serde_json::Value;
use url::Url;

use super::card::{Image, Media, Price};
use super::told::{Source, Told};
use crate::money::{Currency, Money};
use crate::time::Timestamp;

/// The most pictures that are taken of one state.
pub const IMAGES: usize = 9;

/// How many values are looked at to find one.
const LOOKED_AT: usize = 200_000;

/// The first object, the outer before the inner and in the order of names, that is wanted.
pub fn find<'a>(value: &'a Value, wanted: &dyn Fn(&Value) -> bool) -> Option<&'a Value> {
    let mut left = std::collections::VecDeque::from([value]);
    for _ in 0..LOOKED_AT {
        let value = left.pop_front()?;
        if value.is_object() && wanted(value) {
            return Some(value);
        }
        match value {
            Value::Object(fields) => left.extend(fields.values()),
            Value::Array(items) => left.extend(items),
            _ => {}
        }
    }
    None
}

/// Text that is not empty, every run of white space one space.
pub fn text(value: Option<&Value>) -> Option<Told<String>> {
    let words: Vec<&str> = value?.as_str()?.split_whitespace().collect();
    (!words.is_empty()).then(|| Told::new(words.join(" "), Source::State))
}

/// An address of the web. One without scheme is of `https`.
pub fn address(value: Option<&Value>) -> Option<String> {
    let text = value?.as_str()?.trim();
    let whole = if text.starts_with("//") { format!("https:{text}") } else { text.to_owned() };
    let url = Url::parse(&whole).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

/// A picture of an address.
pub fn image(value: Option<&Value>) -> Option<Told<Image>> {
    let url = address(value)?;
    Some(Told::new(Image { url, ..Image::default() }, Source::State))
}

/// Pictures of all items that have an address, of which each is read by `read`.
pub fn images<'a>(
    items: Option<&'a Value>,
    read: impl Fn(&'a Value) -> Option<Told<Image>>,
) -> Vec<Told<Image>> {
    let items = items.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(read).take(IMAGES).collect()
}

/// A film of an address.
pub fn video(value: Option<&Value>) -> Option<Told<Media>> {
    let url = address(value)?;
    let media_type = Some("video/mp4".to_owned());
    Some(Told::new(Media { url, media_type, ..Media::default() }, Source::State))
}

/// A whole number, also one that is written as text.
pub fn whole(value: Option<&Value>) -> Option<u64> {
    let value = value?;
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// A duration that is told in milliseconds, in whole seconds.
pub fn seconds_of_ms(value: Option<&Value>) -> Option<Told<u32>> {
    let seconds = u32::try_from(whole(value)?.div_ceil(1_000)).ok()?;
    (seconds > 0).then(|| Told::new(seconds, Source::State))
}

/// A moment that is told in seconds since 1970, or in milliseconds: no page is older than 1990.
pub fn moment(value: Option<&Value>) -> Option<Told<String>> {
    const LATEST: i64 = 100_000_000_000;
    let number = i64::try_from(whole(value)?).ok()?;
    let seconds = if number > LATEST { number / 1_000 } else { number };
    let plausible = (631_152_000..LATEST).contains(&seconds);
    plausible.then(|| Told::new(Timestamp::from_seconds(seconds).rfc3339(), Source::State))
}

/// A price in yuan, as text or number: `"199.00"`, `￥199`, `199-299`.
pub fn yuan(value: Option<&Value>) -> Option<Told<Price>> {
    let value = value?;
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut ends = text.split(['-', '~']).map(|end| {
        let plain = end.trim().trim_start_matches(['￥', '¥']).replace(',', "");
        Money::parse_major(plain.trim(), Currency::CNY).ok()
    });
    let amount = ends.next()??;
    let up_to = ends.next().flatten().filter(|up_to| up_to.minor > amount.minor);
    (amount.minor > 0).then(|| Told::new(Price { amount, up_to }, Source::State))
}

/// The first of a list, or the value itself if it is none.
pub fn first(value: Option<&Value>) -> Option<&Value> {
    match value? {
        Value::Array(items) => items.first(),
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_meant_is_taken() {
        assert_eq!(text(Some(&json!(" a\n b "))).map(|told| told.value), Some("a b".to_owned()));
        assert_eq!(text(Some(&json!(5))), None);
        assert_eq!(address(Some(&json!("//a.cn/1.jpg"))).as_deref(), Some("https://a.cn/1.jpg"));
        for bad in ["javascript:alert(1)", "data:text/html,x", "", "x"] {
            assert_eq!(address(Some(&json!(bad))), None, "{bad}");
        }
    }

    #[test]
    fn numbers_are_read_in_the_units_they_are_told_in() {
        let price = yuan(Some(&json!("￥1,199.5-2000"))).unwrap().value;
        assert_eq!((price.amount.minor, price.up_to.unwrap().minor), (119_950, 200_000));
        assert_eq!(yuan(Some(&json!(12.9))).unwrap().value.amount.minor, 1_290);
        assert_eq!(yuan(Some(&json!("面议"))), None);
        let day = "2023-11-15T06:13:20+08:00";
        for moment in [moment(Some(&json!(1_700_000_000))), moment(Some(&json!("1700000000000")))] {
            assert!(moment.as_ref().unwrap().value.starts_with(day), "{moment:?}");
        }
        assert_eq!(seconds_of_ms(Some(&json!(12_001))).unwrap().value, 13);
    }

    #[test]
    fn an_object_is_found_wherever_it_lies() {
        let value = json!({"a": [{"b": 1}, {"c": {"title": "x", "pic": "y"}}]});
        let found = find(&value, &|object| object.get("title").is_some()).unwrap();
        assert_eq!(found["pic"], "y");
        assert!(find(&value, &|object| object.get("z").is_some()).is_none());
    }
}
