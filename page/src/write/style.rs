//! How a page looks: one sheet in the page itself, known to its policy by its hash.

/// The sheet. Light and dark, from a telephone's width on, with nothing from elsewhere.
pub(super) const SHEET: &str = "\
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#5a6472;--paper:#f4f5f7;--card:#fff;--line:#dfe3e8;--act:#0b5fce;--on:#fff;--price:#b3261e;--warn:#8a4b00}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#a3acb8;--paper:#14171b;--card:#1e2227;--line:#353b43;--act:#8ab8ff;--on:#08213f;--price:#ff8a80;--warn:#ffc266}}
*{box-sizing:border-box}
body{margin:0;padding:16px;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,-apple-system,\"PingFang SC\",\"HarmonyOS Sans SC\",\"Microsoft YaHei\",\"Noto Sans CJK SC\",sans-serif;overflow-wrap:anywhere}
main{max-width:520px;margin:0 auto;padding:20px;background:var(--card);border:1px solid var(--line);border-radius:16px}
img{display:block;width:100%;height:auto;max-height:60vh;object-fit:contain;border-radius:10px;background:var(--paper);margin-bottom:16px}
p{margin:8px 0}h1{font-size:1.25rem;line-height:1.4;margin:4px 0}h2{font-size:1rem;margin:0}
.site,dt,footer{color:var(--soft);font-size:.875rem}.site{margin:0}
.price{color:var(--price);font-size:1.5rem;font-weight:600}
.text{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:5;overflow:hidden}
dl{margin:12px 0}dl div{display:flex;gap:12px}dt{min-width:4em}dd{margin:0}
.verdict{border-left:4px solid var(--warn);padding:4px 12px;margin:16px 0}.verdict h2{color:var(--warn)}.verdict span{display:block;color:var(--soft)}
.open{display:block;min-height:48px;padding:11px 16px;text-align:center;font-weight:600;text-decoration:none;border-radius:12px;background:var(--act);color:var(--on)}
a{color:var(--act)}a:focus-visible,summary:focus-visible,textarea:focus-visible{outline:3px solid var(--act);outline-offset:2px}
details{margin-top:16px;border-top:1px solid var(--line);padding-top:8px}summary{min-height:44px;padding:9px 0;cursor:pointer}
.code{display:block;width:180px;height:180px;margin:12px auto;border-radius:8px}
textarea{width:100%;padding:10px;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:10px;resize:none;user-select:all;-webkit-user-select:all}
footer{max-width:520px;margin:12px auto;text-align:center}
";

/// The sheet's SHA-256 in Base64, as its policy names it (Content Security Policy level 3,
/// section 8.3). A test holds it to the sheet.
pub(super) const HASH: &str = "L+rEZO3RNhvY/n17tvPM2l0hrlctKjV71A4tswYVQeA=";

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_policy_knows_the_sheet() {
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(SHEET));
        assert_eq!(HASH, hash, "write the right one as HASH");
    }
}
