//! Checkpoints: what a log says of itself (tlog-checkpoint).

use std::fmt;

use crate::hash::Hash;
use crate::note::{Note, NoteError};
use crate::shape::MAX_SIZE;
use crate::text;
use crate::tree::Head;

/// Text that is no checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Fewer than three lines, an empty one, or no newline at the end.
    #[error("a checkpoint has three lines or more, none of them empty")]
    Lines,
    /// A control character.
    #[error("a checkpoint has no control characters")]
    Characters,
    /// The second line is no number of leaves.
    #[error("`{0}` is no size of a tree")]
    Size(String),
    /// The third line is no hash.
    #[error("the root is not 32 bytes in Base64")]
    Root,
    /// The note around it is none, or is not to be believed.
    #[error(transparent)]
    Note(#[from] NoteError),
}

/// The text of a log's note: who it is, how many leaves it has, and the root over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    head: Head,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// Of the log with this origin, which should be its address without scheme and without a slash at
    /// the end (tlog-tiles, "Parameters"); not empty, on one line.
    pub fn new(origin: &str, head: Head) -> Result<Self, CheckpointError> {
        Self::with_extensions(origin, head, Vec::new())
    }

    /// With lines of a log's own after the root. Not recommended: nobody can audit them. Other logs have
    /// them all the same.
    pub fn with_extensions(
        origin: &str,
        head: Head,
        extensions: Vec<String>,
    ) -> Result<Self, CheckpointError> {
        let lines = || extensions.iter().map(String::as_str).chain([origin]);
        if lines().any(str::is_empty) {
            return Err(CheckpointError::Lines);
        }
        if lines().any(|line| line.contains(|c| c == '\n' || !text::is_permitted(c))) {
            return Err(CheckpointError::Characters);
        }
        if head.size > MAX_SIZE {
            return Err(CheckpointError::Size(head.size.to_string()));
        }
        Ok(Self { origin: origin.to_owned(), head, extensions })
    }

    /// Reads the text of a note. The size is a decimal number up to [`MAX_SIZE`] without leading zeroes.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let body = text.strip_suffix('\n').ok_or(CheckpointError::Lines)?;
        let mut lines = body.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(CheckpointError::Lines);
        };
        let size = text::decimal(size).ok_or_else(|| CheckpointError::Size(size.to_owned()))?;
        let root = Hash::parse(root).ok_or(CheckpointError::Root)?;
        Self::with_extensions(origin, Head { size, root }, lines.map(str::to_owned).collect())
    }

    /// The identity of the log.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Size and root.
    pub const fn head(&self) -> Head {
        self.head
    }

    /// How many leaves.
    pub const fn size(&self) -> u64 {
        self.head.size
    }

    /// The root over them.
    pub const fn root(&self) -> Hash {
        self.head.root
    }

    /// The log's own lines; usually none.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// The text that is signed.
    pub fn to_text(&self) -> String {
        self.to_string()
    }

    /// The note without signatures.
    pub fn to_note(&self) -> Result<Note, NoteError> {
        Note::new(self.to_text())
    }
}

impl fmt::Display for Checkpoint {
    /// The text that is signed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.head.size, self.head.root)?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

    #[test]
    fn a_checkpoint_is_written_as_it_is_read() {
        for text in [
            format!("example.com/behind-the-sofa\n20852163\n{ROOT}\n"),
            format!("a log\n0\n{ROOT}\n"),
            format!("a\n9223372036854775807\n{ROOT}\none\ntwo\n"),
        ] {
            assert_eq!(Checkpoint::parse(&text).unwrap().to_text(), text);
        }
    }

    #[test]
    fn what_is_no_checkpoint_is_refused() {
        use CheckpointError::{Characters, Lines, Root, Size};
        for (text, error) in [
            (String::new(), Lines),
            ("\n".to_owned(), Lines),
            ("a\n1\n".to_owned(), Lines),
            (format!("a\n1\n{ROOT}"), Lines),
            (format!("\n1\n{ROOT}\n"), Lines),
            (format!("a\n1\n{ROOT}\n\n"), Lines),
            (format!("a\n1\n{ROOT}\n\nb\n"), Lines),
            (format!("a\tb\n1\n{ROOT}\n"), Characters),
            (format!("a\n1\n{ROOT}\nb\r\n"), Characters),
            (format!("a\n01\n{ROOT}\n"), Size("01".to_owned())),
            (format!("a\n-1\n{ROOT}\n"), Size("-1".to_owned())),
            (format!("a\n\n{ROOT}\n"), Size(String::new())),
            (format!("a\n9223372036854775808\n{ROOT}\n"), Size("9223372036854775808".to_owned())),
            (format!("a\n1\n{ROOT} \n"), Root),
            (format!("a\n1\n{}\n", &ROOT[4..]), Root),
            ("a\n1\n\n".to_owned(), Root),
        ] {
            assert_eq!(Checkpoint::parse(&text), Err(error), "{text:?}");
        }
    }
}
