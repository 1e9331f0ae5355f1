//! The fetcher against the internet at its worst: strangers' addresses, names and servers. Public
//! names are answered by a resolver of the tests, and dialling a public address leads to a server
//! on loopback; the judgement between the two is the real one.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so and stop")]

mod answers;
mod cards;
mod forms;
mod fresh;
mod hostile;
mod hosts;
mod kit;
mod memo;
mod pictures;
mod platform_codes;
mod rebinding;
mod redirects;
mod robots;
mod tls;
