//! Ready-made sandboxes.
