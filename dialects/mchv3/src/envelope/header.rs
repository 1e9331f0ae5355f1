//! The `Authorization` header: `SCHEME mchid="…",nonce_str="…",timestamp="…",serial_no="…",signature="…"`.

use crate::family::Family;

/// The longest header that is looked at: the parameters of a 4096-bit key need about 900 bytes.
const MOST: usize = 2048;

/// What the header says, nothing of it proved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authorization {
    /// The merchant's number.
    pub mchid: String,
    /// The serial number of the merchant's certificate.
    pub serial_no: String,
    /// A text used once.
    pub nonce_str: String,
    /// Seconds since 1970, in digits.
    pub timestamp: String,
    /// Base64.
    pub signature: String,
}

/// Why a header cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// Another scheme than the family's.
    Scheme,
    /// Absent, garbled, incomplete, or a parameter twice.
    Form,
}

impl Authorization {
    /// Reads a header. The parameters come in any order; one given twice is refused, unknown ones
    /// are passed over.
    pub(crate) fn read(family: &Family, header: Option<&str>) -> Result<Self, Unread> {
        let header = header.filter(|header| header.len() <= MOST).ok_or(Unread::Form)?;
        let (scheme, params) = header.trim().split_once(' ').ok_or(Unread::Form)?;
        if scheme != family.scheme {
            return Err(Unread::Scheme);
        }
        let mut read = Self::default();
        let mut unknown = Vec::new();
        for param in params.split(',') {
            let (name, value) = param.trim().split_once('=').ok_or(Unread::Form)?;
            let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
            let value = value.filter(|value| !value.is_empty()).ok_or(Unread::Form)?;
            let place = match name {
                "mchid" => &mut read.mchid,
                "serial_no" => &mut read.serial_no,
                "nonce_str" => &mut read.nonce_str,
                "timestamp" => &mut read.timestamp,
                "signature" => &mut read.signature,
                _ if unknown.contains(&name) => return Err(Unread::Form),
                _ => {
                    unknown.push(name);
                    continue;
                }
            };
            if !place.is_empty() || value.contains('"') {
                return Err(Unread::Form);
            }
            value.clone_into(place);
        }
        let Self { mchid, serial_no, nonce_str, timestamp, signature } = &read;
        if [mchid, serial_no, nonce_str, timestamp, signature].iter().any(|value| value.is_empty())
        {
            return Err(Unread::Form);
        }
        Ok(read)
    }

    /// The header's text, in the order of the documents' example.
    pub fn write(&self, scheme: &str) -> String {
        format!(
            "{scheme} mchid=\"{}\",nonce_str=\"{}\",signature=\"{}\",timestamp=\"{}\",serial_no=\"{}\"",
            self.mchid, self.nonce_str, self.signature, self.timestamp, self.serial_no
        )
    }
}
