//! A standard as one file, as it is kept, served and exported: under its hash, which is checked whenever
//! it is read. Whoever has the hash from the log needs nobody's word that these are the rules.

use std::collections::BTreeMap;

use drawbridge_fair_log::Hash;
use serde::{Deserialize, Serialize};

use crate::error::{Fault, StandardError};
use crate::standard::{Files, hash};

/// What a file of this kind is called in messages.
const WHOLE: &str = "the kept standard";

/// The version of the form.
const VERSION: u8 = 1;

/// `{"files":{name:text,…},"v":1}`, the names ascending.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    files: BTreeMap<String, String>,
    v: u8,
}

/// The path of a published standard below the address of its log, or in a copy of it.
pub fn path(standard: Hash) -> String {
    format!("standard/{}.json", hex(standard))
}

/// The path of a public exception, by the hash of its note, likewise.
pub fn exception_path(note: Hash) -> String {
    format!("exception/{}.txt", hex(note))
}

/// The path of the opening of a probe, by its hash, likewise.
pub fn opening_path(opening: Hash) -> String {
    format!("opening/{}.jsonl", hex(opening))
}

/// A hash as it stands in a path: 64 of `0-9 a-f`.
pub fn hex(hash: Hash) -> String {
    let digits = hash.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// The hash that stands in a path.
pub fn from_hex(text: &str) -> Option<Hash> {
    let digit = |byte: u8| char::from(byte).to_digit(16).filter(|_| !byte.is_ascii_uppercase());
    let digits = text.bytes().map(digit).collect::<Option<Vec<_>>>()?;
    let bytes = digits.chunks_exact(2).map(|two| u8::try_from(two[0] << 4 | two[1]).ok());
    let bytes: [u8; Hash::BYTES] = bytes.collect::<Option<Vec<_>>>()?.try_into().ok()?;
    (text.len() == 2 * Hash::BYTES).then_some(Hash(bytes))
}

/// The files as one.
pub fn write(files: &Files) -> Result<Vec<u8>, StandardError> {
    let mut kept = Kept { files: BTreeMap::new(), v: VERSION };
    for (name, bytes) in files {
        let text = String::from_utf8(bytes.clone());
        let fault = |_| StandardError { file: name.clone(), fault: Fault::NotText };
        kept.files.insert(name.clone(), text.map_err(fault)?);
    }
    serde_json::to_vec(&kept).map_err(|error| StandardError::unreadable(WHOLE, error))
}

/// The files again. Refused if they are not those of the hash; `proof.json` is not among what is hashed.
pub fn read(bytes: &[u8], expected: Hash) -> Result<Files, StandardError> {
    let kept: Kept =
        serde_json::from_slice(bytes).map_err(|error| StandardError::unreadable(WHOLE, error))?;
    if kept.v != VERSION {
        return Err(StandardError::wrong(WHOLE, format!("its version is {}", kept.v)));
    }
    let files: Files =
        kept.files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    let found = hash(&files)?;
    if found != expected {
        let why = format!("its hash is {found}, and not {expected}");
        return Err(StandardError::wrong(WHOLE, why));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published;

    #[test]
    fn a_kept_standard_comes_back_and_another_is_refused() {
        let files = published();
        let standard = hash(&files).unwrap();
        let kept = write(&files).unwrap();
        assert_eq!(read(&kept, standard).unwrap(), files);
        let error = read(&kept, Hash([1; 32])).unwrap_err().to_string();
        assert!(error.contains("and not AQEB"), "{error}");
        let text = String::from_utf8(kept).unwrap();
        let changed = text.replace("2026.11", "2026.12");
        assert!(read(changed.as_bytes(), standard).is_err());
        let newer = text.replace("\"v\":1", "\"v\":2");
        assert!(read(newer.as_bytes(), standard).unwrap_err().to_string().contains("version is 2"));
        assert_eq!(path(Hash([0xab; 32])), format!("standard/{}.json", "ab".repeat(32)));
        let odd = Hash(std::array::from_fn(|at| u8::try_from(at * 7).unwrap()));
        assert_eq!(from_hex(&hex(odd)), Some(odd));
        for wrong in ["", "ab", &"AB".repeat(32), &"g0".repeat(32), &"ab".repeat(33)] {
            assert_eq!(from_hex(wrong), None, "{wrong}");
        }
        assert_eq!(from_hex(&format!("{}a", hex(odd))), None);
    }
}
