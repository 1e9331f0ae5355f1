//! How far a run is, on a terminal.

use std::io::IsTerminal as _;

use drawbridge_engine::ledger::Lang;
use drawbridge_engine::reconcile::{Progress, Tell};
use indicatif::{ProgressBar, ProgressStyle};

/// What draws a run's progress; nothing if nobody looks.
pub(super) fn teller(lang: Lang) -> Tell {
    if !std::io::stderr().is_terminal() {
        return Box::new(|_| ());
    }
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} {msg} {human_pos}{wide_msg:.dim}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    let style =
        ProgressStyle::with_template("{msg} [{bar:40}] {human_pos}/{human_len} {per_sec} {eta}");
    let measured = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    let mut comparing = false;
    Box::new(move |progress| match progress {
        Progress::Bill => bar.set_message(lang.pick("取账单", "fetching the bill")),
        Progress::Ours(rows) => {
            bar.set_message(lang.pick("读我方账", "reading our books"));
            bar.set_position(rows);
        }
        Progress::Compared(done, total) => {
            if !comparing {
                comparing = true;
                bar.set_style(measured.clone());
                bar.set_message(lang.pick("对账", "comparing"));
            }
            bar.set_length(total.max(done));
            bar.set_position(done);
            if done == total {
                bar.finish_and_clear();
            }
        }
    })
}
