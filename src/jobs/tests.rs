use super::*;

const COUNT: JobKey = JobKey::new("count");
const OTHER: JobKey = JobKey::new("other");

#[derive(Default)]
struct Seen {
    words: Vec<String>,
    failed: Vec<&'static str>,
}

fn jobs(mode: RunMode) -> Jobs<Seen> {
    Jobs::new(mode, Bell::new(Arc::new(|| {})), |seen: &mut Seen, key| {
        seen.failed.push(key.name);
    })
}

fn take_in(jobs: &mut Jobs<Seen>, seen: &mut Seen) {
    while let Some(outcome) = jobs.next_outcome() {
        outcome(seen);
    }
}

fn say(words: &'static str) -> impl FnOnce(&mut Seen) + Send + 'static {
    move |seen: &mut Seen| seen.words.push(words.to_owned())
}

#[test]
fn reports_come_before_the_outcome_and_a_panic_is_told() {
    let (mut jobs, mut seen) = (jobs(RunMode::InPlace), Seen::default());
    jobs.start(COUNT, |context| {
        context.report(say("half"));
        say("done")
    });
    jobs.start(OTHER, |_| {
        if COUNT.at_once == 1 {
            std::panic::resume_unwind(Box::new("a fault"));
        }
        say("never")
    });
    take_in(&mut jobs, &mut seen);
    assert_eq!(seen.words, ["half", "done"]);
    assert_eq!(seen.failed, ["other"]);
    assert!(!jobs.is_busy());
}

#[test]
fn of_a_kind_one_runs_and_the_latest_takes_the_place_of_those_that_wait() {
    let (mut jobs, mut seen) = (jobs(RunMode::Held), Seen::default());
    jobs.start(COUNT, |_| say("first"));
    jobs.start_latest(COUNT, |_| say("second"));
    jobs.start_latest(COUNT, |_| say("third"));
    jobs.start(OTHER, |_| say("other"));
    assert_eq!(jobs.held(), ["count", "other"]);
    assert!(jobs.release("other"));
    assert!(!jobs.release("other"));
    assert!(jobs.release("count"));
    take_in(&mut jobs, &mut seen);
    assert_eq!(seen.words, ["other", "third"]);
}

#[test]
fn a_running_job_hears_that_a_later_one_takes_its_place() {
    let (mut jobs, mut seen) = (jobs(RunMode::Threads), Seen::default());
    let (started, has_started) = channel();
    jobs.start(COUNT, move |context| {
        started.send(()).unwrap();
        while !context.is_cancelled() {
            std::thread::yield_now();
        }
        say("given up")
    });
    has_started.recv().unwrap();
    jobs.start_latest(COUNT, |_| say("latest"));
    while jobs.is_busy() {
        let rung = jobs.bell().count();
        match jobs.next_outcome() {
            Some(outcome) => outcome(&mut seen),
            None if jobs.is_busy() => jobs.bell().wait_beyond(rung),
            None => {}
        }
    }
    assert_eq!(seen.words, ["given up", "latest"]);
}

#[test]
fn no_more_threads_run_than_the_kinds_allow() {
    use std::sync::atomic::AtomicUsize;
    let mut jobs = jobs(RunMode::Threads);
    let key = JobKey::several("several", 2);
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    for _ in 0..20 {
        let (now, most) = (Arc::clone(&now), Arc::clone(&most));
        jobs.start(key, move |_| {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::yield_now();
            now.fetch_sub(1, Ordering::SeqCst);
            say("x")
        });
    }
    let mut seen = Seen::default();
    while jobs.is_busy() {
        let rung = jobs.bell().count();
        match jobs.next_outcome() {
            Some(outcome) => outcome(&mut seen),
            None if jobs.is_busy() => jobs.bell().wait_beyond(rung),
            None => {}
        }
    }
    assert_eq!(seen.words.len(), 20);
    assert!(most.load(Ordering::SeqCst) <= 2);
}
