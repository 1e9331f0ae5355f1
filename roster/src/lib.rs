//! The list of dialects: two lines a platform.
