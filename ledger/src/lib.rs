//! Double-entry postings, positions and reconciliation, pure.
