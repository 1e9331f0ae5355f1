//! Terms between parties: what they say in clauses, and what in them favours or binds somebody.
