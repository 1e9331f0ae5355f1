//! The tables of ITU-T T.81's annex K, and the header that carries them.

use super::huffman::Table;

/// Steps of brightness (table K.1) at quality 82 by the usual scale: 36 hundredths.
pub(super) const LUMA: [u8; 64] = scaled(&[
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
]);

/// Steps of colour (table K.2), at the same quality.
pub(super) const CHROMA: [u8; 64] = scaled(&[
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
]);

const fn scaled(table: &[u8; 64]) -> [u8; 64] {
    let mut out = [1; 64];
    let mut at = 0;
    while at < 64 {
        // At most 121 * 36 / 100, which fits.
        [out[at], _] = ((table[at] as u16 * 36 + 50) / 100).to_le_bytes();
        at += 1;
    }
    out
}

/// Where the numbers of a block stand, from low frequencies to high (figure A.6).
pub(super) const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// Half the cosines of the transform, by frequency and place, in 4096ths; the first row is the
/// mean's.
pub(super) const HALF_COSINES: [[i32; 8]; 8] = half_cosines();

const fn half_cosines() -> [[i32; 8]; 8] {
    // 2048 cos(n pi / 16)
    const QUARTER: [i32; 9] = [2048, 2009, 1892, 1703, 1448, 1138, 784, 400, 0];
    let mut out = [[1448; 8]; 8];
    let mut u = 1;
    while u < 8 {
        let mut x = 0;
        while x < 8 {
            let around = (2 * x + 1) * u % 32;
            let half = if around > 16 { 32 - around } else { around };
            out[u][x] = if half > 8 { -QUARTER[16 - half] } else { QUARTER[half] };
            x += 1;
        }
        u += 1;
    }
    out
}

pub(super) const DC_LUMA: Table =
    (&[0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
pub(super) const DC_CHROMA: Table =
    (&[0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
pub(super) const AC_LUMA: Table = (
    &[0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d],
    b"\x01\x02\x03\x00\x04\x11\x05\x12\x21\x31\x41\x06\x13\x51\x61\x07\x22\x71\x14\x32\x81\x91\xa1\x08\x23\x42\xb1\xc1\
      \x15\x52\xd1\xf0\x24\x33\x62\x72\x82\x09\x0a\x16\x17\x18\x19\x1a\x25\x26\x27\x28\x29\x2a\x34\x35\x36\x37\x38\x39\
      \x3a\x43\x44\x45\x46\x47\x48\x49\x4a\x53\x54\x55\x56\x57\x58\x59\x5a\x63\x64\x65\x66\x67\x68\x69\x6a\x73\x74\x75\
      \x76\x77\x78\x79\x7a\x83\x84\x85\x86\x87\x88\x89\x8a\x92\x93\x94\x95\x96\x97\x98\x99\x9a\xa2\xa3\xa4\xa5\xa6\xa7\
      \xa8\xa9\xaa\xb2\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xd2\xd3\xd4\xd5\xd6\xd7\xd8\
      \xd9\xda\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa",
);
pub(super) const AC_CHROMA: Table = (
    &[0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77],
    b"\x00\x01\x02\x03\x11\x04\x05\x21\x31\x06\x12\x41\x51\x07\x61\x71\x13\x22\x32\x81\x08\x14\x42\x91\xa1\xb1\xc1\x09\
      \x23\x33\x52\xf0\x15\x62\x72\xd1\x0a\x16\x24\x34\xe1\x25\xf1\x17\x18\x19\x1a\x26\x27\x28\x29\x2a\x35\x36\x37\x38\
      \x39\x3a\x43\x44\x45\x46\x47\x48\x49\x4a\x53\x54\x55\x56\x57\x58\x59\x5a\x63\x64\x65\x66\x67\x68\x69\x6a\x73\x74\
      \x75\x76\x77\x78\x79\x7a\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x92\x93\x94\x95\x96\x97\x98\x99\x9a\xa2\xa3\xa4\xa5\
      \xa6\xa7\xa8\xa9\xaa\xb2\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xd2\xd3\xd4\xd5\xd6\
      \xd7\xd8\xd9\xda\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa",
);

/// Everything before the bits: JFIF, the tables, the frame and the scan (T.81, annex B).
pub(super) fn header(width: usize, height: usize) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8];
    segment(&mut out, 0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    for (number, table) in [(0, &LUMA), (1, &CHROMA)] {
        let steps = ZIGZAG.iter().map(|at| table[*at]);
        let body: Vec<u8> = std::iter::once(number).chain(steps).collect();
        segment(&mut out, 0xdb, &body);
    }
    let size = |pixels: usize| u16::try_from(pixels).unwrap_or(u16::MAX).to_be_bytes();
    let ([h1, h2], [w1, w2]) = (size(height), size(width));
    segment(&mut out, 0xc0, &[8, h1, h2, w1, w2, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
    for (number, (lengths, symbols)) in
        [(0x00, DC_LUMA), (0x10, AC_LUMA), (0x01, DC_CHROMA), (0x11, AC_CHROMA)]
    {
        segment(&mut out, 0xc4, &[&[number], lengths.as_slice(), symbols].concat());
    }
    segment(&mut out, 0xda, &[3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]);
    out
}

fn segment(out: &mut Vec<u8>, marker: u8, body: &[u8]) {
    let length = u16::try_from(body.len() + 2).unwrap_or_default().to_be_bytes();
    out.extend([0xff, marker]);
    out.extend(length);
    out.extend_from_slice(body);
}
