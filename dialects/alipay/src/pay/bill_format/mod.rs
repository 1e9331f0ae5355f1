//! What a bill's file looks like.
