//! A simulated wallet and scripted faults, pure.
