//! Runs steps two at a time, each after what it needs.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::job::Job;
use super::seconds;
use super::steps::{Kind, Step};

/// How many steps run at once. Two hide waiting (downloads, servers) behind compiling; more would
/// only take the processor from tests that measure time.
const AT_ONCE: usize = 2;
/// How often a long run says that it is alive.
const ALIVE: Duration = Duration::from_mins(1);
/// How much of a failed step's log is printed; the whole is in the file.
const TAIL: usize = 300;

/// How a step ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ending {
    /// It did all that it should.
    Passed,
    /// It did not.
    Failed,
    /// Something that it needs failed.
    NotRun,
}

/// A step that has been dealt with.
pub(super) struct Ran {
    pub(super) step: &'static Step,
    pub(super) took: Duration,
    pub(super) ending: Ending,
    /// One line: what was counted, or why it failed.
    pub(super) note: String,
}

/// Runs all steps and returns them in the order given.
pub(super) fn run(steps: &[&'static Step]) -> anyhow::Result<Vec<Ran>> {
    let mut waiting: Vec<&'static Step> = steps.to_vec();
    let mut running: Vec<(&'static Step, Instant)> = Vec::new();
    let mut ran: Vec<Ran> = Vec::new();
    let (tell, told) = channel();
    while !waiting.is_empty() || !running.is_empty() {
        give_up(&mut waiting, &mut ran);
        while running.len() < AT_ONCE
            && let Some(at) = waiting.iter().position(|step| is_ready(step, steps, &ran, &running))
        {
            let step = waiting.remove(at);
            println!("  .. {}", step.name);
            running.push((step, Instant::now()));
            start(step, tell.clone())?;
        }
        if !running.is_empty() {
            let done = hear(&told, &running);
            running.retain(|(step, _)| step.name != done.step.name);
            ran.push(done);
        }
    }
    ran.sort_by_key(|ran| steps.iter().position(|step| step.name == ran.step.name));
    Ok(ran)
}

/// Whether a step's needs have passed and it may run beside the others.
fn is_ready(
    step: &Step,
    steps: &[&'static Step],
    ran: &[Ran],
    running: &[(&'static Step, Instant)],
) -> bool {
    let chosen = |need: &str| steps.iter().any(|step| step.name == need);
    let met = step.needs.iter().all(|need| {
        !chosen(need) || ran.iter().any(|r| r.step.name == *need && r.ending == Ending::Passed)
    });
    let compiles = |step: &Step| step.kind == Kind::Compiles;
    met && !(compiles(step) && running.iter().any(|(other, _)| compiles(other)))
}

/// Takes out of `waiting` every step that needs one that did not pass.
fn give_up(waiting: &mut Vec<&'static Step>, ran: &mut Vec<Ran>) {
    let lost = |step: &Step, ran: &[Ran]| {
        let failed =
            |need: &&str| ran.iter().any(|r| r.step.name == *need && r.ending != Ending::Passed);
        step.needs.iter().copied().find(|need| failed(need))
    };
    while let Some(at) = waiting.iter().position(|step| lost(step, ran).is_some()) {
        let step = waiting.remove(at);
        let note = format!("needs {}", lost(step, ran).unwrap_or_default());
        ran.push(Ran { step, took: Duration::ZERO, ending: Ending::NotRun, note });
    }
}

/// Starts a step on a thread of its own.
fn start(step: &'static Step, tell: Sender<Ran>) -> anyhow::Result<()> {
    let mut job = Job::new(step.name)?;
    std::thread::spawn(move || {
        let start = Instant::now();
        let result = (step.run)(&mut job);
        let took = start.elapsed();
        let (ending, note) = match result {
            Ok(note) => (Ending::Passed, note),
            Err(error) => {
                // The log is the place where people look first.
                let _ = job.say(format!("error: {error:#}"));
                (Ending::Failed, format!("{error:#}"))
            }
        };
        println!(
            "{} {} ({} s)",
            if ending == Ending::Passed { "  ok" } else { "FAIL" },
            step.name,
            seconds(took)
        );
        if ending == Ending::Failed {
            print_tail(&job);
        }
        let note = note.lines().next().unwrap_or_default().to_owned();
        // The receiver lives until all steps have been heard.
        let _ = tell.send(Ran { step, took, ending, note });
    });
    Ok(())
}

/// Waits for the next step to end, with a sign of life every minute.
fn hear(told: &Receiver<Ran>, running: &[(&'static Step, Instant)]) -> Ran {
    loop {
        match told.recv_timeout(ALIVE) {
            Ok(ran) => return ran,
            Err(RecvTimeoutError::Timeout) => {
                let names: Vec<String> = running
                    .iter()
                    .map(|(step, since)| format!("{} ({} s)", step.name, since.elapsed().as_secs()))
                    .collect();
                println!("  .. still at {}", names.join(", "));
            }
            Err(RecvTimeoutError::Disconnected) => unreachable!("the sender is held by the caller"),
        }
    }
}

/// Prints the end of a failed step's log between two rules.
fn print_tail(job: &Job) {
    let log = std::fs::read(job.path()).unwrap_or_default();
    let log = String::from_utf8_lossy(&log);
    let lines: Vec<&str> = log.lines().collect();
    let from = lines.len().saturating_sub(TAIL);
    println!(
        "----- {} (from line {})\n{}\n-----",
        job.path().display(),
        from + 1,
        lines[from..].join("\n")
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(job: &mut Job) -> anyhow::Result<String> {
        job.say("fine")?;
        Ok(String::new())
    }

    fn fail(_: &mut Job) -> anyhow::Result<String> {
        anyhow::bail!("no")
    }

    const fn step(
        name: &'static str,
        needs: &'static [&'static str],
        run: fn(&mut Job) -> anyhow::Result<String>,
    ) -> Step {
        Step { name, about: "", needs, kind: Kind::Light, run }
    }

    #[test]
    fn what_needs_a_failed_step_is_not_run_and_the_rest_is() {
        static STEPS: [Step; 4] = [
            step("test-a", &[], fail),
            step("test-b", &["test-a"], pass),
            step("test-c", &["test-b"], pass),
            step("test-d", &[], pass),
        ];
        let ran = run(&STEPS.iter().collect::<Vec<_>>()).unwrap();
        let endings: Vec<_> = ran.iter().map(|ran| ran.ending).collect();
        assert_eq!(endings, [Ending::Failed, Ending::NotRun, Ending::NotRun, Ending::Passed]);
    }
}
