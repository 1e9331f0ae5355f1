//! Processes, tasks and time, all in one thread and all by one seed: which task goes on next is
//! drawn, and time passes only when no task can go on.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use drawbridge_canon::Timestamp;
use drawbridge_engine::world::Work;

use crate::chance::Chance;

/// Steps at one moment after which something runs in circles.
const STEPS_MAX: u64 = 2_000_000;

/// What dies together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Process {
    /// One of our own nodes.
    Node(usize),
    /// The platforms: somebody else's computers, which do not die here.
    Platforms,
    /// Merchants and buyers, and the wires between all.
    World,
}

/// What everything in the simulated world shares.
pub struct Sim {
    now: AtomicI64,
    chance: Mutex<Chance>,
    queues: Mutex<Queues>,
}

#[derive(Default)]
struct Queues {
    spawned: Vec<(Process, Work)>,
    ready: BTreeSet<u64>,
    timers: BTreeMap<(i64, u64), Waker>,
    doomed: BTreeSet<Process>,
    sequence: u64,
}

impl Sim {
    /// A world that begins at `now`.
    pub fn new(chance: Chance, now: Timestamp) -> Arc<Self> {
        Arc::new(Self {
            now: AtomicI64::new(now.0),
            chance: Mutex::new(chance),
            queues: Mutex::default(),
        })
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        Timestamp(self.now.load(Ordering::Relaxed))
    }

    /// Draws.
    pub fn draw<T>(&self, draw: impl FnOnce(&mut Chance) -> T) -> T {
        draw(&mut lock(&self.chance))
    }

    /// Starts work in a process.
    pub fn spawn(&self, process: Process, work: impl Future<Output = ()> + Send + 'static) {
        lock(&self.queues).spawned.push((process, Box::pin(work)));
    }

    /// Ends a process before anything of it goes on.
    pub fn doom(&self, process: Process) {
        lock(&self.queues).doomed.insert(process);
    }

    /// Ends after so many milliseconds.
    pub fn sleep(self: &Arc<Self>, ms: i64) -> Sleep {
        self.sleep_until(self.now().plus_ms(ms))
    }

    /// Ends at this moment.
    pub fn sleep_until(self: &Arc<Self>, until: Timestamp) -> Sleep {
        Sleep { sim: self.clone(), until }
    }

    /// Lets others go first, or not.
    pub async fn linger(self: &Arc<Self>) {
        let times = self.draw(|chance| chance.below(3));
        for _ in 0..times {
            Yield(false).await;
        }
    }
}

/// See [`Sim::sleep`].
pub struct Sleep {
    sim: Arc<Sim>,
    until: Timestamp,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.sim.now() >= self.until {
            return Poll::Ready(());
        }
        let mut queues = lock(&self.sim.queues);
        queues.sequence += 1;
        let key = (self.until.0, queues.sequence);
        queues.timers.insert(key, context.waker().clone());
        Poll::Pending
    }
}

struct Yield(bool);

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

struct TaskWaker {
    sim: Arc<Sim>,
    id: u64,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        lock(&self.sim.queues).ready.insert(self.id);
    }
}

struct Task {
    process: Process,
    work: Work,
    waker: Waker,
}

/// Runs the tasks.
pub struct Executor {
    sim: Arc<Sim>,
    tasks: BTreeMap<u64, Task>,
    made: u64,
    steps: u64,
}

impl Executor {
    /// Nothing runs yet.
    pub const fn new(sim: Arc<Sim>) -> Self {
        Self { sim, tasks: BTreeMap::new(), made: 0, steps: 0 }
    }

    /// Runs until this moment, and everything that can go on at it. `died` hears of each process
    /// that ended.
    pub fn run_until(&mut self, until: Timestamp, died: &mut dyn FnMut(Process)) {
        loop {
            if self.step(died) {
                continue;
            }
            let next = lock(&self.sim.queues).timers.first_key_value().map(|((at, _), _)| *at);
            match next.filter(|at| *at <= until.0) {
                Some(at) => self.advance(at),
                None => break,
            }
        }
        self.sim.now.fetch_max(until.0, Ordering::Relaxed);
    }

    /// Lets one task go on; `false` if none can.
    fn step(&mut self, died: &mut dyn FnMut(Process)) -> bool {
        self.bury(died);
        self.admit();
        let ready: Vec<u64> = lock(&self.sim.queues).ready.iter().copied().collect();
        if ready.is_empty() {
            return false;
        }
        self.steps += 1;
        assert!(self.steps < STEPS_MAX, "something runs in circles at {}", self.sim.now().local());
        let id = self.sim.draw(|chance| *chance.pick(&ready));
        lock(&self.sim.queues).ready.remove(&id);
        if let Some(task) = self.tasks.get_mut(&id) {
            let waker = task.waker.clone();
            let done = task.work.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
            if done {
                self.tasks.remove(&id);
            }
        }
        true
    }

    fn advance(&mut self, to: i64) {
        if to > self.sim.now().0 {
            self.steps = 0;
        }
        self.sim.now.fetch_max(to, Ordering::Relaxed);
        let mut queues = lock(&self.sim.queues);
        let later = queues.timers.split_off(&(to.saturating_add(1), 0));
        let due = std::mem::replace(&mut queues.timers, later);
        drop(queues);
        due.into_values().for_each(Waker::wake);
    }

    fn admit(&mut self) {
        let spawned = std::mem::take(&mut lock(&self.sim.queues).spawned);
        for (process, work) in spawned {
            self.made += 1;
            let id = self.made;
            let waker = Waker::from(Arc::new(TaskWaker { sim: self.sim.clone(), id }));
            self.tasks.insert(id, Task { process, work, waker });
            lock(&self.sim.queues).ready.insert(id);
        }
    }

    /// What a process was doing is dropped, wherever it stood.
    fn bury(&mut self, died: &mut dyn FnMut(Process)) {
        let doomed = std::mem::take(&mut lock(&self.sim.queues).doomed);
        for process in doomed {
            self.admit();
            let dead: Vec<u64> = self
                .tasks
                .iter()
                .filter(|(_, t)| t.process == process)
                .map(|(id, _)| *id)
                .collect();
            for id in dead {
                self.tasks.remove(&id);
            }
            died(process);
        }
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic ends the whole life: nobody goes on with what it left.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
