//! The pay gate: what must happen next to a payment, as a pure machine.
