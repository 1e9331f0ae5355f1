//! Text that may not swell without end: a few kilobytes unpack to gigabytes, if somebody means
//! them to.

use std::io::{self, BufRead, Read};

/// The most text that is read of one bill: twenty million rows.
const TEXT_MAX: u64 = 4 << 30;

/// How many times its packed size a text may have. Real bills have ten to thirty times, since every
/// row brings numbers of its own; a made-up one has a thousand times.
const SWELL_MAX: u64 = 100;

/// So much text is read of any bill, however small it is packed.
const TEXT_FREE: u64 = 16 << 20;

/// A stream that ends with an error where a bill cannot go on.
pub(super) struct Capped<R> {
    inner: R,
    left: u64,
}

impl<R: BufRead> Capped<R> {
    /// The text of a bill that travels in so many bytes.
    pub(super) fn new(inner: R, packed: u64) -> Self {
        Self { inner, left: permitted(packed) }
    }
}

fn permitted(packed: u64) -> u64 {
    packed.saturating_mul(SWELL_MAX).clamp(TEXT_FREE, TEXT_MAX)
}

impl<R: BufRead> BufRead for Capped<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            let why = format!(
                "it unpacks to more than {SWELL_MAX} times its size, or to more than {} GiB: that is no bill",
                TEXT_MAX >> 30
            );
            return Err(io::Error::other(why));
        }
        let ready = self.inner.fill_buf()?;
        let most = usize::try_from(self.left).unwrap_or(usize::MAX);
        Ok(&ready[..ready.len().min(most)])
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count as u64);
        self.inner.consume(count);
    }
}

impl<R: BufRead> Read for Capped<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let count = ready.len().min(out.len());
        out[..count].copy_from_slice(&ready[..count]);
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_to_its_limit_and_no_further() {
        for (packed, most) in [(0, 16 << 20), (1 << 20, 100 << 20), (256 << 20, 4 << 30)] {
            assert_eq!(permitted(packed), most, "{packed}");
        }
        let read = |length: u64| {
            let text = io::BufReader::new(io::repeat(b'a').take(length));
            io::copy(&mut Capped::new(text, 1), &mut io::sink())
        };
        assert_eq!(read(TEXT_FREE - 1).unwrap(), TEXT_FREE - 1);
        let error = read(TEXT_FREE + 1).unwrap_err();
        assert!(error.to_string().contains("unpacks to more"), "{error}");
    }
}
