//! Lines and cells.

use std::borrow::Cow;

use encoding_rs::GBK;

/// A line in GBK with its end. A character that GBK lacks becomes `?`, as in the platform's files.
pub(super) fn encode(line: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = GBK.encode(line);
    let mut out = bytes.into_owned();
    if unmappable {
        out.clear();
        let mut buffer = [0; 4];
        for c in line.chars() {
            match GBK.encode(c.encode_utf8(&mut buffer)) {
                (_, _, true) => out.push(b'?'),
                (bytes, _, false) => out.extend_from_slice(&bytes),
            }
        }
    }
    out.extend_from_slice(b"\r\n");
    out
}

/// A cell's text: what would break the table is replaced by what looks like it.
pub(super) fn cell(text: &str) -> String {
    let clean = |c: char| match c {
        ',' => '，',
        '"' => '＂',
        c if c.is_control() => ' ',
        c => c,
    };
    text.trim().chars().map(clean).collect()
}

/// The cells of a line, without the white space around them. Quotes are understood, because
/// files that people saved with a spreadsheet have them.
pub(super) fn cells(line: &str) -> Vec<Cow<'_, str>> {
    if line.contains('"') {
        return quoted_cells(line).into_iter().map(Cow::Owned).collect();
    }
    line.split(',').map(|cell| Cow::Borrowed(cell.trim())).collect()
}

fn quoted_cells(line: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let mut current = String::new();
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                current.push('"');
            }
            '"' if quoted || current.trim().is_empty() => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut current).trim().to_owned()),
            c => current.push(c),
        }
    }
    cells.push(current.trim().to_owned());
    cells
}

/// An amount with sign, in millionths of a yuan.
pub(super) fn micro(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(part) || part.len() > 6 {
        return None;
    }
    let whole = whole.parse::<i64>().ok()?.checked_mul(1_000_000)?;
    let sum = whole.checked_add(format!("{part:0<6}").parse().ok()?)?;
    Some(if negative { -sum } else { sum })
}

/// The same written: two decimals, or more where there is more to say.
pub(super) fn from_micro(micro: i64) -> String {
    let sign = if micro < 0 { "-" } else { "" };
    let units = micro.unsigned_abs();
    let mut text = format!("{sign}{}.{:06}", units / 1_000_000, units % 1_000_000);
    while text.ends_with('0') && text.len() - text.find('.').unwrap_or(0) > 3 {
        text.pop();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        for text in ["0.00", "-0.60", "12.345", "-0.000001", "100000000.00"] {
            assert_eq!(micro(text).map(from_micro).as_deref(), Some(text));
        }
        for bad in ["", "-", "1.", "1.2345678", "1e3", "--1", "1,0", "9999999999999999999"] {
            assert_eq!(micro(bad), None, "{bad}");
        }
    }

    #[test]
    fn cells_lose_tabs_and_keep_quoted_commas() {
        assert_eq!(cells("a\t,\t,\"b,\"\"c\"\"\",d e"), ["a", "", "b,\"c\"", "d e"]);
        assert_eq!(cells(&cell("a,\"b\"\n")), ["a，＂b＂"]);
        assert_eq!(encode("a🍎"), b"a?\r\n");
    }
}
