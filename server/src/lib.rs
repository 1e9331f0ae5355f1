//! The HTTP surface: fronts, notices, the cashier, the sandbox's control, health, and the node that
//! ties them to the engine.

pub mod admin;
mod assets;
pub mod buyer;
pub mod config;
pub mod http;
mod impatient;
pub mod listen;
pub mod log;
pub mod node;
pub mod run;
pub mod share;
pub mod tls;

pub use config::Config;
pub use node::{Node, NodeError};
