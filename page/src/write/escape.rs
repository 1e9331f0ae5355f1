//! Text made fit for the place where it stands.

use drawbridge_canon::share::inert_json;
pub(super) use drawbridge_canon::share::plain as line;

/// Text in HTML, between tags or in a quoted attribute. The same for both, so that no place can
/// be confused with the other.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // An old parser took it for a quotation mark.
            '`' => out.push_str("&#96;"),
            _ => out.push(letter),
        }
    }
    out
}

/// Text in XML 1.0. What may not stand there even escaped is left out: its rule `Char`.
pub(super) fn xml(text: &str) -> String {
    let allowed = |letter: &char| matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    html(&text.chars().filter(allowed).collect::<String>())
}

/// JSON that may stand inside `<script>`: no `<`, so neither an end nor a comment begins in it,
/// and no line separator that old JavaScript took for a line's end.
pub(super) fn json(value: &serde_json::Value) -> String {
    inert_json(&value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_has_its_own_escape() {
        assert_eq!(html("<a b='\"`&"), "&lt;a b=&#39;&quot;&#96;&amp;");
        assert_eq!(xml("a\u{0}\u{1b}\u{FFFE}<b"), "a&lt;b");
        let value = serde_json::json!("</script><!--\u{2028}&");
        let written = json(&value);
        assert_eq!(written, r#""\u003c/script\u003e\u003c!--\u2028\u0026""#);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).ok(), Some(value));
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(line(" a\r\n\t b\u{0}\u{2028}c\u{3000}d "), "a b c d");
    }
}
