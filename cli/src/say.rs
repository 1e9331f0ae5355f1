//! Speaking to the person at the terminal. Results go to standard output, all else to standard
//! error, so that results can be piped.

use std::io::Write as _;

/// A line of result. A reader that went away (`| head`) is no error.
pub(crate) fn line(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stdout(), "{}", text.as_ref());
}

/// A line of talk.
pub(crate) fn note(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stderr(), "{}", text.as_ref());
}

/// An error with everything under it.
pub(crate) fn error(error: &anyhow::Error) {
    note(format!("error: {error}"));
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        // Errors that wrap a cause often say it already.
        if !error.to_string().contains(&cause) {
            note(format!("  because: {cause}"));
        }
    }
}

/// Log lines for a person who watches something else: only what goes wrong.
pub(crate) fn start_logging_at(level: &str) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("DRAWBRIDGE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    let writer = std::io::stderr;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).compact().init();
}

/// Log lines on standard error; `DRAWBRIDGE_LOG` chooses what (`info`, `debug`, `engine=trace`).
pub(crate) fn start_logging(json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("DRAWBRIDGE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { builder.json().init() } else { builder.compact().init() }
}
