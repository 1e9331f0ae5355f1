//! The protocol family of merchant-number-signed JSON (API v3 style), as one engine with parameters.
