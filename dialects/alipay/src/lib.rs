//! Alipay's dialect.
