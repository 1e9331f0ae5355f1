//! WeChat's dialect.
