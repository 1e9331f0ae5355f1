//! Bits of a JPEG, by its variable-length codes.

/// How many codes there are of each length, and what they stand for, shortest first.
pub(super) type Table = (&'static [u8; 16], &'static [u8]);

/// For each symbol, its bits and how many they are.
pub(super) struct Code([(u32, u8); 256]);

impl Code {
    /// Codes are counted upwards (T.81, C.2).
    pub(super) fn new((lengths, symbols): Table) -> Self {
        let mut codes = [(0, 0); 256];
        let (mut code, mut next) = (0, symbols.iter());
        for (length, count) in (1..).zip(lengths) {
            for symbol in next.by_ref().take(usize::from(*count)) {
                codes[usize::from(*symbol)] = (code, length);
                code += 1;
            }
            code <<= 1;
        }
        Self(codes)
    }
}

/// Writes bits, highest first.
pub(super) struct Bits<'a> {
    out: &'a mut Vec<u8>,
    held: u32,
    count: u8,
}

impl<'a> Bits<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, held: 0, count: 0 }
    }

    fn push(&mut self, bits: u32, count: u8) {
        for at in (0..count).rev() {
            self.held = self.held << 1 | bits >> at & 1;
            self.count += 1;
            if self.count == 8 {
                let byte = u8::try_from(self.held & 0xff).unwrap_or_default();
                self.out.push(byte);
                if byte == 0xff {
                    // Else it would be taken for a marker (F.1.2.3).
                    self.out.push(0);
                }
                self.count = 0;
            }
        }
    }

    /// A symbol.
    pub(super) fn symbol(&mut self, code: &Code, symbol: u8) {
        let (bits, count) = code.0[usize::from(symbol)];
        self.push(bits, count);
    }

    /// A number after so many zeros (at most 15): its size as a symbol, then as many bits. Negative ones are
    /// one less in those bits (F.1.2.1).
    pub(super) fn number(&mut self, code: &Code, zeros: u8, value: i32) {
        let size = u8::try_from(32 - value.unsigned_abs().leading_zeros()).unwrap_or_default();
        self.symbol(code, zeros << 4 | size);
        let bits = if value < 0 { value - 1 } else { value };
        self.push(bits.cast_unsigned() & ((1 << size) - 1), size);
    }

    /// Fills the last byte with ones.
    pub(super) fn finish(&mut self) {
        while self.count != 0 {
            self.push(1, 1);
        }
    }
}
