//! What the operator says beside the log: each marked as said, not as shown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::own::{self, From};
use crate::shape::Value;

/// A file of the operator's, in JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// Who reports.
    #[serde(default)]
    pub operator: String,
    /// Who answers questions.
    #[serde(default)]
    pub contact: Option<String>,
    /// Figures that cannot come from the log, by id.
    #[serde(default)]
    pub figures: BTreeMap<String, Value>,
}

/// A file that is no declaration.
#[derive(Debug, thiserror::Error)]
pub enum DeclarationError {
    /// Not JSON, or of another shape.
    #[error("this is no declaration: {0}")]
    Shape(#[from] serde_json::Error),
    /// A figure that comes from the log, or that nobody asks for.
    #[error("`{0}` cannot be declared: only what the log cannot hold can, see {1}")]
    NotDeclarable(String, String),
    /// A share outside of 0 to 1, or words where a number belongs.
    #[error("`{0}` is declared in another form than it has")]
    Form(String),
}

impl Declaration {
    /// Reads one. Only figures that the log cannot hold are taken: what it holds is counted.
    pub fn read(bytes: &[u8]) -> Result<Self, DeclarationError> {
        let declaration: Self = serde_json::from_slice(bytes)?;
        for (id, value) in &declaration.figures {
            let Some(known) = own::ALL.iter().find(|own| own.id == *id) else {
                return Err(not_declarable(id));
            };
            if !matches!(known.from, From::Operator(_)) {
                return Err(not_declarable(id));
            }
            if !known.form.fits(value) {
                return Err(DeclarationError::Form(id.clone()));
            }
        }
        Ok(declaration)
    }
}

fn not_declarable(id: &str) -> DeclarationError {
    let can = own::ALL.iter().filter(|own| matches!(own.from, From::Operator(_)));
    let can: Vec<&str> = can.map(|own| own.id).collect();
    DeclarationError::NotDeclarable(id.to_owned(), can.join(", "))
}
