//! Its half of the share gate.

use drawbridge_canon::share::Share;

/// Its half of the share gate.
pub(crate) static SHARE: Share = Share { ..Share::SILENT };
