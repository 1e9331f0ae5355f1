//! The two numbers of a film: the older `av170001` and the newer `BV17x411w7KC`, which is made of it.
//!
//! The rule was found by the public (SocialSisterYi/bilibili-API-collect, `docs/misc/bvid_desc.md`):
//! a bit set above the highest number, an exclusive or, base 58 in an alphabet of its own, and two
//! pairs of places exchanged.

const ALPHABET: &[u8; 58] = b"FcwAPNKTMug3GV5Lj7EJnHpWsx4tb8haYeviqBz6rkCy12mUSDQX9RdoZf";
const ABOVE_ALL: u64 = 1 << 51;
const MIX: u64 = 23_442_827_791_579;

/// The newer number, of either; nothing for what is neither.
pub(super) fn newer(id: &str) -> Option<String> {
    if let Some(rest) =
        id.get(..2).filter(|begins| begins.eq_ignore_ascii_case("BV")).map(|_| &id[2..])
    {
        let fits =
            rest.len() == 10 && rest.bytes().all(|byte| ALPHABET.contains(&byte) || byte == b'1');
        return fits.then(|| format!("BV{rest}"));
    }
    let digits = id.strip_prefix("av").or_else(|| id.strip_prefix("AV"))?;
    let number: u64 =
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
    (1..ABOVE_ALL).contains(&number).then(|| of(number))
}

fn of(number: u64) -> String {
    let mut places = *b"BV1000000000";
    let mut left = (ABOVE_ALL | number) ^ MIX;
    for place in places[3..].iter_mut().rev() {
        let digit = usize::try_from(left % 58).unwrap_or_default();
        *place = ALPHABET[digit];
        left /= 58;
    }
    places.swap(3, 9);
    places.swap(4, 7);
    places.iter().map(|byte| char::from(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_older_number_gives_the_newer() {
        // The pairs that the public description gives.
        for (older, new) in [
            ("av170001", "BV17x411w7KC"),
            ("av455017605", "BV1Q541167Qg"),
            ("AV882584971", "BV1mK4y1C7Bz"),
        ] {
            assert_eq!(newer(older).as_deref(), Some(new));
        }
        assert_eq!(newer("BV17x411w7KC").as_deref(), Some("BV17x411w7KC"));
    }

    #[test]
    fn what_is_neither_is_none() {
        for id in ["", "av", "avx", "BV1", "BV17x411w7K0", "av99999999999999999999", "中文"] {
            assert_eq!(newer(id), None, "{id}");
        }
    }
}
