//! From a platform's looks to a simulated wallet's.

use std::fmt::Write as _;

use drawbridge_canon::pay::Pay;
use drawbridge_sandbox::{Settings, Texts};

/// The settings of a simulated wallet of this platform.
pub fn settings_for(pay: &Pay, public: &str, seed: u64) -> Settings {
    let shape = &pay.shape;
    let filled = |(prefix, length): (&str, usize)| {
        let left = length.saturating_sub(prefix.len());
        match left.checked_sub(8) {
            Some(rest) if rest > 0 => format!("{prefix}{{day}}{{digits:{rest}}}"),
            _ => format!("{prefix}{{digits:{left}}}"),
        }
    };
    let page = shape.page.replace("{base}", public);
    Settings {
        seed,
        texts: Texts {
            code: shape.code.replace("{id}", "{token:20}"),
            prepay: shape.prepay.replace("{id}", "{time}{hex:20}"),
            redirect: page.replace("{id}", "{prepay}"),
            wallet_no: filled(shape.wallet_no),
            refund_no: filled(shape.refund_no),
            buyer: digits(&shape.buyer.replace("{id}", "{token:22}")),
            ..Texts::default()
        },
        number_before_payment: false,
        ..Settings::default()
    }
}

/// Runs of `#` as the template's own word for as many digits.
fn digits(template: &str) -> String {
    let mut out = String::new();
    let mut run = 0;
    for c in template.chars().chain(['\0']) {
        if c == '#' {
            run += 1;
            continue;
        }
        if run > 0 {
            // Writing to a text cannot fail.
            let _ = write!(out, "{{digits:{run}}}");
            run = 0;
        }
        out.push(c);
    }
    out.pop();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_marks_become_digits() {
        assert_eq!(digits("2088####x##"), "2088{digits:4}x{digits:2}");
        assert_eq!(digits("o{token:3}"), "o{token:3}");
    }
}
