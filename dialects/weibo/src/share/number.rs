//! A post has two names: a number, and the same number in a short spelling. The number's digits are
//! taken from the right in sevens, and each seven is written in four places to the base of 62.

/// Digits, small letters, capitals: the order in which they count.
const DIGITS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Numbers of people have ten digits, older ones fewer.
const MOST: usize = 20;

/// How many digits the number of a post has: 16 since late in 2011, and 18 before.
const DIGITS_OF_A_POST: [usize; 2] = [16, 18];

/// The number of a post by either of its names. `None` for what is neither.
pub(super) fn number(name: &str) -> Option<String> {
    let number = if name.bytes().all(|byte| byte.is_ascii_digit()) {
        name.to_owned()
    } else {
        spelt_out(name)?
    };
    let sound = DIGITS_OF_A_POST.contains(&number.len()) && !number.starts_with('0');
    sound.then_some(number)
}

/// The number that a short spelling means, whether or not a post may have it. What stands beside posts
/// has words for names (`profile`, `album`, `favorites`): of those that are drawn, one in five hundred
/// of before 2013 has small letters alone, and of later ones none.
fn spelt_out(name: &str) -> Option<String> {
    let bytes = name.as_bytes();
    // Nine places up to the number 61…, ten from there on.
    if !(9..=10).contains(&bytes.len()) || bytes.iter().all(u8::is_ascii_lowercase) {
        return None;
    }
    // Nobody writes a nought before a number.
    if bytes[0] == b'0' {
        return None;
    }
    let mut out = String::new();
    for (at, group) in bytes.rchunks(4).rev().enumerate() {
        let value = group.iter().try_fold(0_u32, |value, byte| {
            let digit = DIGITS.iter().position(|digit| digit == byte)?;
            Some(value * 62 + u32::try_from(digit).ok()?)
        })?;
        if value >= 10_000_000 {
            return None;
        }
        let digits = if at == 0 { value.to_string() } else { format!("{value:07}") };
        out.push_str(&digits);
    }
    Some(out)
}

/// Whether the name of a person is a number.
pub(super) fn is_number(name: &str) -> bool {
    (6..=MOST).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_names_are_one_number() {
        for (short, long) in [
            // As the platform's own answers hold both names, quoted in public repositories.
            ("NzDmk8O1o", "4984927802098910"),
            ("MohObmHwb", "4857883315410503"),
            ("PrP6QqqEQ", "5166313246299004"),
            ("yCirT0Iox", "3491273850170657"),
            // Of 2011, when numbers had 18 digits.
            ("wr4mOFqpbO", "201110410216293360"),
            ("Bh0tgako3U", "231101124784859058"),
        ] {
            assert_eq!(number(short).as_deref(), Some(long));
            assert_eq!(number(long).as_deref(), Some(long));
        }
        for bad in [
            "",
            "abc",
            "zzzzz!",
            "profile-x",
            "ZZZZZZZZZ",
            "home",
            "profile",
            "Album",
            "favorites",
            "0irT0Iox1",
            "0AirT0Iox1",
            "998877",
            "12345678901234567",
        ] {
            assert_eq!(number(bad), None, "{bad}");
        }
    }

    /// The other way about, to the base of 62 by hand: for numbers with noughts where sevens part.
    fn short(number: &str) -> String {
        let groups: Vec<&[u8]> = number.as_bytes().rchunks(7).rev().collect();
        let mut out = String::new();
        for (at, group) in groups.iter().enumerate() {
            let mut value: usize = std::str::from_utf8(group).unwrap().parse().unwrap();
            let mut digits = Vec::new();
            while value > 0 || at > 0 && digits.len() < 4 {
                digits.push(char::from(DIGITS[value % 62]));
                value /= 62;
            }
            out.extend(digits.iter().rev());
        }
        out
    }

    #[test]
    fn noughts_are_kept_where_sevens_part() {
        for long in [
            "4984927802098910",
            "5000000000000001",
            "4000001234567890",
            "5100099000007000",
            "6398765439876543",
        ] {
            assert_eq!(number(&short(long)).as_deref(), Some(long), "{}", short(long));
        }
    }
}
