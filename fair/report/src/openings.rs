//! The file of openings: what opens the commitments of a log, for whoever may see it.
//!
//! One line a leaf, in canonical JSON, ascending by index:
//! `{"index":17,"opening":{"seed":…,"v":1,"values":{…}}}`; the opening is what the operator keeps beside
//! the leaf (`LEAVES.md` of `fair/record`). Leaves without commitments have no line.

use drawbridge_fair_record::canonical::{self, CanonicalError, Integer, Object, Value};

/// A line that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpeningLineError {
    /// Not canonical JSON.
    #[error(transparent)]
    Json(#[from] CanonicalError),
    /// Not an object of `index` and `opening`.
    #[error("a line is an object of `index` and `opening`, and of nothing else")]
    Form,
}

/// Reads a line without its newline: the leaf, and the bytes of its opening.
pub fn read(line: &[u8]) -> Result<(u64, Vec<u8>), OpeningLineError> {
    let Value::Object(mut members) = canonical::read(line)? else {
        return Err(OpeningLineError::Form);
    };
    let (index, opening) = (members.remove("index"), members.remove("opening"));
    match (index, opening) {
        (Some(Value::Integer(index)), Some(opening @ Value::Object(_))) if members.is_empty() => {
            let index = u64::try_from(index.get()).map_err(|_| OpeningLineError::Form)?;
            Ok((index, canonical::write(&opening)?))
        }
        _ => Err(OpeningLineError::Form),
    }
}

/// Writes a line without its newline.
pub fn write(index: u64, opening: &[u8]) -> Result<Vec<u8>, OpeningLineError> {
    let number = i64::try_from(index).ok().and_then(Integer::new).ok_or(OpeningLineError::Form)?;
    let members = Object::from([
        ("index".to_owned(), Value::Integer(number)),
        ("opening".to_owned(), canonical::read(opening)?),
    ]);
    let line = canonical::write(&Value::Object(members))?;
    read(&line)?;
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let opening = br#"{"seed":"x","v":1,"values":{}}"#;
        let line = write(17, opening).unwrap();
        assert_eq!(line, br#"{"index":17,"opening":{"seed":"x","v":1,"values":{}}}"#);
        assert_eq!(read(&line), Ok((17, opening.to_vec())));
    }

    #[test]
    fn what_is_no_line_is_refused() {
        for line in [
            "{}",
            "[]",
            r#"{"index":-1,"opening":{}}"#,
            r#"{"index":1,"opening":[]}"#,
            r#"{"index":1,"more":2,"opening":{}}"#,
        ] {
            assert_eq!(read(line.as_bytes()), Err(OpeningLineError::Form), "{line}");
        }
        assert!(matches!(read(br#"{"opening":{},"index":1}"#), Err(OpeningLineError::Json(_))));
    }
}
