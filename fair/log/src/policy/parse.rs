//! The file of a policy (tlog-policy, "Policy file syntax and structure").

use std::collections::BTreeMap;

use super::{Group, Member, Policy, PolicyLog, PolicyWitness, Quorum};
use crate::key::{VerifierKey, VkeyError};
use crate::text;

/// The most lines of a policy. The standard asks for 32 logs, 32 witnesses and 32 groups at least.
pub const MAX_LINES: usize = 1024;
/// The most bytes of a policy.
const MAX_BYTES: usize = 1 << 20;

/// A file that is no policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// More than [`MAX_LINES`], or more than a megabyte.
    #[error("a policy has at most {MAX_LINES} lines and a megabyte")]
    TooLarge,
    /// The last line has no newline: the file may be cut off.
    #[error("the last line does not end with a newline")]
    Cut,
    /// No line says who must have cosigned; `quorum none` says that nobody must.
    #[error("there is no quorum line")]
    NoQuorum,
    /// A line that says nothing, or nothing that is permitted.
    #[error("line {line}: {why}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// Why.
        why: LineError,
    },
}

/// Why a line is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// A control character other than tab and newline.
    #[error("a control character")]
    Characters,
    /// Not one of the four kinds of line, or with too many or too few words.
    #[error("neither `log`, `witness`, `group` nor `quorum` with what belongs to it")]
    Form,
    /// The key.
    #[error(transparent)]
    Key(#[from] VkeyError),
    /// A witness with a key that does not state times.
    #[error("the key is not one for cosignatures")]
    Kind,
    /// The same key stands on another line, under whatever name and for whatever kind of signature
    /// (tlog-policy, "Public key representation"). The standard says it of two logs and of two
    /// witnesses; here a log's key is no witness's either, since the message of a cosignature does not
    /// hold the name and one signature could count as both (tlog-cosignature, "Ed25519 signed message").
    #[error("the key stands on another line too")]
    DuplicateKey,
    /// The name is defined already, or is `none`.
    #[error("the name `{0}` is taken")]
    Taken(String),
    /// The name is not defined on a line before.
    #[error("the name `{0}` is not defined before this line")]
    Undefined(String),
    /// The name is a member already: everyone counts in one way only.
    #[error("`{0}` is a member of a group already")]
    Member(String),
    /// How many of a group are needed.
    #[error("a group needs `all`, `any`, or a number from 1 to that of its members")]
    Threshold,
    /// A second quorum line.
    #[error("a second quorum line")]
    SecondQuorum,
}

impl Policy {
    /// Reads a policy: bytes, of which those above ASCII are not looked into. What is too large is
    /// refused before it is taken apart (tlog-policy, "Implementation limits").
    pub fn parse(file: &[u8]) -> Result<Self, PolicyError> {
        if file.len() > MAX_BYTES {
            return Err(PolicyError::TooLarge);
        }
        // One more than is permitted, the rest after the last newline included, tells that there are more.
        let lines = file.split(|byte| *byte == b'\n').take(MAX_LINES + 2);
        let lines: Vec<&[u8]> = lines.collect();
        if lines.len() > MAX_LINES + 1 {
            return Err(PolicyError::TooLarge);
        }
        let Some((rest, lines)) = lines.split_last() else { return Err(PolicyError::NoQuorum) };
        if !rest.is_empty() {
            return Err(PolicyError::Cut);
        }
        let mut draft = Draft::default();
        for (at, line) in lines.iter().enumerate() {
            draft.line(line).map_err(|why| PolicyError::Line { line: at + 1, why })?;
        }
        let Draft { logs, witnesses, groups, quorum, .. } = draft;
        Ok(Self { logs, witnesses, groups, quorum: quorum.ok_or(PolicyError::NoQuorum)? })
    }
}

/// A policy that is being read.
#[derive(Default)]
struct Draft<'f> {
    logs: Vec<PolicyLog>,
    witnesses: Vec<PolicyWitness>,
    groups: Vec<Group>,
    quorum: Option<Quorum>,
    /// Each name with what it stands for, and whether it is a member of a group already.
    names: BTreeMap<&'f [u8], (Member, bool)>,
}

impl<'f> Draft<'f> {
    fn line(&mut self, line: &'f [u8]) -> Result<(), LineError> {
        if line.iter().any(|byte| (*byte < b' ' && *byte != b'\t') || *byte == 0x7f) {
            return Err(LineError::Characters);
        }
        let words = line.split(|byte| *byte == b' ' || *byte == b'\t');
        let words: Vec<&[u8]> = words.filter(|word| !word.is_empty()).collect();
        match words[..] {
            [] => Ok(()),
            [first, ..] if first.starts_with(b"#") => Ok(()),
            [b"log", key] => self.log(key, None),
            [b"log", key, url] => self.log(key, Some(url)),
            [b"witness", name, key] => self.witness(name, key, None),
            [b"witness", name, key, url] => self.witness(name, key, Some(url)),
            [b"group", name, threshold, ref members @ ..] if !members.is_empty() => {
                self.group(name, threshold, members)
            }
            [b"quorum", name] => self.quorum(name),
            _ => Err(LineError::Form),
        }
    }

    fn log(&mut self, key: &[u8], url: Option<&[u8]>) -> Result<(), LineError> {
        let key = vkey(key)?;
        self.unused(&key)?;
        self.logs.push(PolicyLog { key, url: url.map(<[u8]>::to_vec) });
        Ok(())
    }

    fn witness(&mut self, name: &'f [u8], key: &[u8], url: Option<&[u8]>) -> Result<(), LineError> {
        let key = vkey(key)?;
        if !key.kind().is_cosigner() {
            return Err(LineError::Kind);
        }
        self.unused(&key)?;
        self.define(name, Member::Witness(self.witnesses.len()))?;
        let url = url.map(<[u8]>::to_vec);
        self.witnesses.push(PolicyWitness { name: name.to_vec(), key, url });
        Ok(())
    }

    fn group(
        &mut self,
        name: &'f [u8],
        threshold: &[u8],
        names: &[&'f [u8]],
    ) -> Result<(), LineError> {
        let threshold = match threshold {
            b"all" => names.len(),
            b"any" => 1,
            number => {
                let number = str::from_utf8(number).ok().and_then(text::decimal);
                number
                    .and_then(|number| usize::try_from(number).ok())
                    .ok_or(LineError::Threshold)?
            }
        };
        if !(1..=names.len()).contains(&threshold) {
            return Err(LineError::Threshold);
        }
        let mut members = Vec::with_capacity(names.len());
        for name in names {
            let known = self.names.get_mut(name).ok_or_else(|| LineError::Undefined(show(name)))?;
            if std::mem::replace(&mut known.1, true) {
                return Err(LineError::Member(show(name)));
            }
            members.push(known.0);
        }
        self.define(name, Member::Group(self.groups.len()))?;
        self.groups.push(Group { threshold, members });
        Ok(())
    }

    fn quorum(&mut self, name: &[u8]) -> Result<(), LineError> {
        if self.quorum.is_some() {
            return Err(LineError::SecondQuorum);
        }
        let known = self.names.get(name).map(|(member, _)| Quorum::Member(*member));
        let nobody = (name == b"none").then_some(Quorum::Nobody);
        self.quorum = Some(known.or(nobody).ok_or_else(|| LineError::Undefined(show(name)))?);
        Ok(())
    }

    /// Refuses a key that stands on a line before.
    fn unused(&self, key: &VerifierKey) -> Result<(), LineError> {
        let logs = self.logs.iter().map(|log| &log.key);
        let mut keys = logs.chain(self.witnesses.iter().map(|witness| &witness.key));
        if keys.any(|other| other.key() == key.key()) {
            return Err(LineError::DuplicateKey);
        }
        Ok(())
    }

    fn define(&mut self, name: &'f [u8], member: Member) -> Result<(), LineError> {
        if name == b"none" || self.names.contains_key(name) {
            return Err(LineError::Taken(show(name)));
        }
        self.names.insert(name, (member, false));
        Ok(())
    }
}

fn vkey(word: &[u8]) -> Result<VerifierKey, LineError> {
    let text = str::from_utf8(word).map_err(|_| VkeyError::Form)?;
    Ok(VerifierKey::parse(text)?)
}

fn show(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}
