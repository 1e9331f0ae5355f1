//! The project's own tasks: `cargo xtask ci` and its parts.

fn main() {}
