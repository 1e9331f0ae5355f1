//! The simulated wallet from outside: tables of calls and what they answer, and random calls.

mod books;
mod life;
mod notices;
mod random;
mod refunds;
mod scripts;
mod sign_in;
mod world;
