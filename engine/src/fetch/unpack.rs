//! Contents unpacked as they come, one layer, in small steps, so that a bomb is seen before it
//! has taken any memory worth speaking of.

use std::io::Write as _;

use flate2::write::{DeflateDecoder, GzDecoder, ZlibDecoder};

use super::error::Kind;

/// Packed bytes taken in one step. DEFLATE grows at most some thousandfold (RFC 1951 codes 258
/// bytes in two bits), so a step makes at most about one MiB.
const STEP: usize = 1024;

/// How contents are packed.
pub(super) enum Unpack {
    Plain,
    Gzip(GzDecoder<Vec<u8>>),
    /// What HTTP calls deflate: with its envelope, or, by old servers, without. The first bytes tell.
    Deflate,
    Zlib(ZlibDecoder<Vec<u8>>),
    Raw(DeflateDecoder<Vec<u8>>),
    /// The stream is over. Whatever comes after it is padding, and nobody's: browsers pass over it too.
    Over,
}

/// How much may come out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// At most, in bytes.
    pub(super) largest: u64,
    /// So many times what went in, …
    pub(super) ratio: u64,
    /// … once more than this has come out.
    pub(super) ratio_from: u64,
}

/// Unpacks and counts.
pub(super) struct Unpacking {
    how: Unpack,
    bounds: Bounds,
    /// Whether what came before a stream broke off is of use: a page's head is, half a picture is not.
    torn: bool,
    pub(super) taken: u64,
    pub(super) given: u64,
}

/// What a piece became.
pub(super) enum Step {
    /// All of it was handed on.
    All,
    /// The sink has enough.
    Enough,
    /// The largest size is reached, or the stream broke off. So much and no more was handed on.
    Full,
}

impl Unpacking {
    /// By the header `Content-Encoding`, all its lines joined. Only what was asked for, and only once.
    /// `torn`: what comes before a stream breaks off is of use.
    pub(super) fn new(encoding: &str, bounds: Bounds, torn: bool) -> Result<Self, Kind> {
        let how = match encoding.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Unpack::Plain,
            "gzip" | "x-gzip" => Unpack::Gzip(GzDecoder::new(Vec::new())),
            "deflate" => Unpack::Deflate,
            _ => return Err(Kind::Encoding),
        };
        Ok(Self { how, bounds, torn, taken: 0, given: 0 })
    }

    /// Takes a piece as it came and hands on what it becomes.
    pub(super) fn take(
        &mut self,
        piece: &[u8],
        sink: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<Step, Kind> {
        for step in piece.chunks(STEP) {
            if self.taken >= self.bounds.largest {
                return Ok(Step::Full);
            }
            self.taken += step.len() as u64;
            let mut out = Vec::new();
            let broken = self.how.step(step, &mut out).err();
            if let Some(broken) = broken.filter(|_| !self.torn || self.given == 0 && out.is_empty())
            {
                return Err(broken);
            }
            self.given += out.len() as u64;
            if self.given > self.bounds.ratio_from && self.given / self.bounds.ratio > self.taken {
                return Err(Kind::Bomb);
            }
            let over = usize::try_from(self.given.saturating_sub(self.bounds.largest));
            let fits = out.len().saturating_sub(over.unwrap_or(usize::MAX));
            if fits > 0 && !sink(&out[..fits]) {
                return Ok(Step::Enough);
            }
            if fits < out.len() || broken.is_some() {
                return Ok(Step::Full);
            }
        }
        Ok(Step::All)
    }

    /// At the end of the contents: what was still held back. A packed stream that broke off is an
    /// error, since nobody knows what is missing, unless what came before is of use.
    pub(super) fn end(&mut self, sink: &mut dyn FnMut(&[u8]) -> bool) -> Result<Step, Kind> {
        let mut rest = Vec::new();
        let broken = self.how.end(&mut rest).err();
        if let Some(broken) = broken.filter(|_| !self.torn || self.given == 0 && rest.is_empty()) {
            return Err(broken);
        }
        let room =
            usize::try_from(self.bounds.largest.saturating_sub(self.given)).unwrap_or(usize::MAX);
        let fits = rest.len().min(room);
        self.given += rest.len() as u64;
        if fits > 0 && !sink(&rest[..fits]) {
            return Ok(Step::Enough);
        }
        Ok(if fits < rest.len() || broken.is_some() { Step::Full } else { Step::All })
    }
}

impl Unpack {
    /// Unpacks a piece into `out`, which has what could be unpacked after an error too.
    fn step(&mut self, mut packed: &[u8], out: &mut Vec<u8>) -> Result<(), Kind> {
        if let Self::Deflate = self {
            *self = Self::deflate(packed);
        }
        while !packed.is_empty() {
            let (written, unpacked) = match self {
                Self::Plain | Self::Deflate => {
                    out.extend_from_slice(packed);
                    return Ok(());
                }
                Self::Gzip(unpack) => (unpack.write(packed), unpack.get_mut()),
                Self::Zlib(unpack) => (unpack.write(packed), unpack.get_mut()),
                Self::Raw(unpack) => (unpack.write(packed), unpack.get_mut()),
                Self::Over => return Ok(()),
            };
            out.append(unpacked);
            match written {
                Ok(0) => self.member(packed, out)?,
                Ok(taken) => packed = &packed[taken..],
                Err(_) => return Err(Kind::Encoding),
            }
        }
        Ok(())
    }

    /// A stream is over, and something comes after it: a further member (RFC 1952, section 2.2), if it
    /// begins as one.
    fn member(&mut self, packed: &[u8], out: &mut Vec<u8>) -> Result<(), Kind> {
        self.end(out)?;
        let further = matches!(self, Self::Gzip(_)) && packed.first() == Some(&0x1f);
        *self = if further { Self::Gzip(GzDecoder::new(Vec::new())) } else { Self::Over };
        Ok(())
    }

    /// An envelope begins with a method and a checksum (RFC 1950, section 2.2).
    fn deflate(first: &[u8]) -> Self {
        let envelope = match first {
            [a, b, ..] => a & 0x0f == 8 && (u16::from(*a) << 8 | u16::from(*b)) % 31 == 0,
            [a] => a & 0x0f == 8,
            [] => true,
        };
        if envelope {
            Self::Zlib(ZlibDecoder::new(Vec::new()))
        } else {
            Self::Raw(DeflateDecoder::new(Vec::new()))
        }
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Result<(), Kind> {
        let (finished, unpacked) = match self {
            Self::Plain | Self::Deflate | Self::Over => return Ok(()),
            Self::Gzip(unpack) => (unpack.try_finish(), unpack.get_mut()),
            Self::Zlib(unpack) => (unpack.try_finish(), unpack.get_mut()),
            Self::Raw(unpack) => (unpack.try_finish(), unpack.get_mut()),
        };
        out.append(unpacked);
        finished.map_err(|_| Kind::Encoding)
    }
}
