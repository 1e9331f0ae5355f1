//! How numbers and bytes stand in the text formats: one way each, so that what is read is written
//! again the same.

pub(crate) use drawbridge_seal::text::{base64, unbase64};

/// Reads a decimal number without sign and without leading zeroes.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || (text.len() > 1 && text.starts_with('0')) {
        return None;
    }
    text.parse().ok()
}

/// The first line without its newline, and the rest; none where there is no newline any more.
pub(crate) fn line(text: &str) -> Option<(&str, &str)> {
    text.split_once('\n')
}

/// Whether a character may stand in a note: no ASCII control character but newline (signed-note,
/// "Format").
pub(crate) fn is_permitted(c: char) -> bool {
    c >= ' ' || c == '\n'
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn a_number_is_written_in_one_way() {
        assert_eq!(decimal("0"), Some(0));
        assert_eq!(decimal("18446744073709551615"), Some(u64::MAX));
        for wrong in ["", "00", "01", "+1", "-1", " 1", "1 ", "1_0", "18446744073709551616", "１"]
        {
            assert_eq!(decimal(wrong), None, "{wrong}");
        }
    }
}
