//! Douyin's dialect.
