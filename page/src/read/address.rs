//! What an address tells by itself.

/// The day in the path of an address, as many sites of news write it: `/2016/05/24/`,
/// `/2023-11/17/`, `/202311/17/`, `/n1/2016/0524/`, `t20161224_1.html`.
pub(super) fn day(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let starts = (0..bytes.len()).filter(|at| {
        let begins = *at == 0 || !digit(at - 1);
        begins && (bytes[*at..].starts_with(b"20") || bytes[*at..].starts_with(b"19"))
    });
    starts.take(8).find_map(|at| day_at(path, at))
}

/// The day whose year stands at `at`.
fn day_at(path: &str, at: usize) -> Option<String> {
    let bytes = path.as_bytes();
    let two =
        |at: usize| path.get(at..at + 2).filter(|two| two.bytes().all(|b| b.is_ascii_digit()));
    let stroke = |at: usize| usize::from(bytes.get(at).is_some_and(|byte| b"/-_".contains(byte)));
    let year = path.get(at..at + 4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()))?;
    let month = at + 4 + stroke(at + 4);
    let day = month + 2 + stroke(month + 2);
    let (month, day_text) = (two(month)?, two(day)?);
    let ends = bytes.get(day + 2).is_none_or(|byte| !byte.is_ascii_digit());
    let date: jiff::civil::Date = format!("{year}-{month}-{day_text}").parse().ok()?;
    let web = (1994..2100).contains(&date.year());
    (ends && web).then(|| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_an_address() {
        for (path, meant) in [
            ("/blog/2016/05/24/title/", Some("2016-05-24")),
            ("/fortune/2023-11/17/c_1129981476.htm", Some("2023-11-17")),
            ("/a/202311/17/WS65571297a310d5acd876f404.html", Some("2023-11-17")),
            ("/n1/2016/0524/c1001-28.html", Some("2016-05-24")),
            ("/zwgk/t20161224_1.html", Some("2016-12-24")),
            ("/2016/05/title", None),
            ("/id/2016132499", None),
            ("/item/20161399.html", None),
            ("/p/120160524", None),
            ("/2016/中文", None),
        ] {
            assert_eq!(day(path).as_deref(), meant, "{path}");
        }
    }
}
