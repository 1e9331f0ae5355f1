//! UnionPay's dialect.
