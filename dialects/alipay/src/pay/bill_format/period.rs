//! From when until when a bill tells.

use drawbridge_canon::{Fault, Timestamp};

/// First moment, and first moment after, of a day `yyyy-MM-dd` or a month `yyyy-MM`.
pub(super) fn period(date: &str) -> Result<(Timestamp, Timestamp), Fault> {
    let bad = || Fault::invalid("bill_date", "bill_date 格式应为 yyyy-MM-dd 或 yyyy-MM");
    let month = date.len() == 7;
    let first = if month { format!("{date}-01") } else { date.to_owned() };
    let from = Timestamp::parse_day(&first).ok_or_else(bad)?;
    // Thirty-two days after its first a month is over, and its last day is at most four days ago.
    let until = if month {
        let next = from.plus_seconds(32 * 86_400).day();
        Timestamp::parse_day(&format!("{}01", &next[..8])).ok_or_else(bad)?
    } else {
        from.plus_seconds(86_400)
    };
    Ok((from, until))
}

/// A moment as bills write it in their headings.
pub(super) fn heading(at: Timestamp) -> String {
    at.format("%Y年%m月%d日 %H:%M:%S")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_where_the_next_begins() {
        for (date, end) in [
            ("2026-11-24", "2026年11月25日 00:00:00"),
            ("2026-02", "2026年03月01日 00:00:00"),
            ("2026-12", "2027年01月01日 00:00:00"),
        ] {
            assert_eq!(heading(period(date).unwrap().1), end, "{date}");
        }
        assert!(period("2026").is_err());
    }
}
