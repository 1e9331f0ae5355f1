//! Terms between parties: what they say in clauses, and what in them favours or binds somebody.
//!
//! The story in order. An [`agreement`] is a document by its hash, and its [`clause`]s in a form that
//! rules can read, made of closed [`words`]; a [`registration`] is its leaf in the log. An [`exception`] is a signed note that says why somebody is
//! treated otherwise, and until when. [`findings`] are what rules find within one agreement and between
//! one and another; [`hints`](hints()) point a person to phrases in the document itself.

pub mod agreement;
pub mod clause;
pub mod exception;
pub mod findings;
pub mod hints;
mod member;
pub mod registration;
pub mod words;

pub use agreement::{Agreement, Party};
pub use clause::{Clause, Says};
pub use exception::{Exception, ExceptionError};
pub use findings::{Book, BookError, Finding, Summary, find};
pub use hints::{Family, Hint, Language, hints};
