//! Answering by official host names over TLS.
