//! The binary `drawbridge`.

fn main() {}
