//! The store under SIGKILL: whatever was acknowledged is there again.
//!
//! `HASHIYA_KILLS=5000` asks for that many kills; without it there are as many as half a minute allows.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::load::{ARTICLE, Load, open, state_of};
use crate::random::Random;

const DRIVEN: &str = "HASHIYA_KILL_DRIVER";

/// Works on the article that the environment names until it is killed; without one, there is nothing to do.
///
/// Each line that it prints is one of: `@ready STATE`, `@do NUMBER STATE` before an act is handed to the
/// store, `@ack NUMBER` once the store has acknowledged it.
#[test]
fn driver() {
    let Some(path) = std::env::var_os(DRIVEN).map(PathBuf::from) else { return };
    let seed = std::env::var("HASHIYA_KILL_SEED").expect("set").parse().expect("a number");
    let mut load = Load::open(&path, seed);
    let say = |words: String| {
        let mut output = std::io::stdout().lock();
        writeln!(output, "{words}").and_then(|()| output.flush()).expect("the parent listens");
    };
    say(format!("\n@ready {}", load.state()));
    for number in 1_u64.. {
        let (kind, transaction) = load.act();
        say(format!("@do {number} {}", load.state()));
        load.writer.append(kind, &transaction).unwrap_or_else(|error| panic!("{error}"));
        say(format!("@ack {number}"));
        if load.random.below(9) == 0 {
            load.rewrite().unwrap_or_else(|error| panic!("{error}"));
        }
    }
}

fn spawn(path: &Path, seed: u64) -> (Child, Arc<Mutex<Vec<String>>>, std::thread::JoinHandle<()>) {
    let mut child = Command::new(std::env::current_exe().expect("known"))
        .args(["--exact", "kill::driver", "--nocapture", "--test-threads=1"])
        .env(DRIVEN, path)
        .env("HASHIYA_KILL_SEED", seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("this binary runs");
    let said = Arc::new(Mutex::new(Vec::new()));
    let output = BufReader::new(child.stdout.take().expect("piped"));
    let listener = std::thread::spawn({
        let said = Arc::clone(&said);
        move || {
            let mut output = output;
            let mut line = String::new();
            // A line without its end was being said when the kill came: it doesn't count.
            while output.read_line(&mut line).is_ok_and(|count| count > 0) && line.ends_with('\n') {
                if line.starts_with('@') {
                    said.lock().expect("no panic").push(line.trim_end().to_owned());
                }
                line.clear();
            }
        }
    });
    (child, said, listener)
}

/// What one lane of kills came to.
#[derive(Default)]
struct Tally {
    kills: usize,
    acknowledged: usize,
    /// Kills after which an act stood on the disk that hadn't been acknowledged yet.
    beyond: usize,
    /// Acts brought back from journals.
    recovered: usize,
}

fn lane(number: u64, kills: usize, until: Instant) -> Tally {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("خبر.txt");
    fs::write(&path, ARTICLE).expect("writable");
    let mut random = Random(number);
    let mut tally = Tally::default();
    let mut before = state_of(&open(&path).0);
    while tally.kills < kills && Instant::now() < until {
        let seed = random.next();
        let (mut child, said, listener) = spawn(&path, seed);
        if random.below(5) > 0 {
            let patience = Instant::now();
            while said.lock().expect("no panic").is_empty() && patience.elapsed() < Duration::from_secs(20) {
                std::thread::sleep(Duration::from_micros(200));
            }
        }
        let longest = if random.below(8) == 0 { 150_000 } else { 25_000 };
        std::thread::sleep(Duration::from_micros(random.next() % longest));
        child.kill().expect("it runs until it is killed");
        let status = child.wait().expect("it ends");
        listener.join().expect("no panic");
        if status.code().is_some() {
            let output = child.wait_with_output().expect("it has ended");
            panic!("seed {seed}: the driver ended by itself: {}", String::from_utf8_lossy(&output.stderr));
        }
        tally.kills += 1;
        let said = said.lock().expect("no panic");
        let mut acknowledged = 0;
        let mut states = vec![before.clone()];
        for line in said.iter() {
            match line.split(' ').collect::<Vec<_>>()[..] {
                ["@ready", state] => assert_eq!(state, before, "seed {seed}: it began with what was there"),
                ["@do", number, state] => {
                    assert_eq!(number, states.len().to_string());
                    states.push(state.to_owned());
                }
                ["@ack", number] => acknowledged = number.parse().expect("a number"),
                _ => panic!("{line}"),
            }
        }
        let (opened, mut writer) = open(&path);
        let found = state_of(&opened);
        let beyond = states[acknowledged..].iter().position(|state| *state == found);
        let Some(beyond) = beyond else {
            panic!("seed {seed}: {acknowledged} acts were acknowledged, and what is there is none of them")
        };
        assert!(beyond <= 1, "seed {seed}: {beyond} acts were done that nobody asked for");
        tally.acknowledged += acknowledged;
        tally.beyond += beyond;
        tally.recovered += opened.recovered;
        if random.below(4) == 0 {
            writer.rewrite(&opened.set.snapshot()).unwrap_or_else(|error| panic!("{error}"));
        }
        before = found;
    }
    tally
}

#[test]
fn acts_that_were_acknowledged_survive_kills() {
    let asked: Option<usize> = std::env::var("HASHIYA_KILLS").ok().and_then(|count| count.parse().ok());
    let kills = asked.unwrap_or(400) / 2;
    let most = if asked.is_some() { 24 * 3600 } else { 25 };
    let until = Instant::now() + Duration::from_secs(most);
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let lanes = [1, 2].map(|number| scope.spawn(move || lane(number, kills, until)));
        lanes.map(|lane| lane.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).into()
    });
    let sum = |count: fn(&Tally) -> usize| tallies.iter().map(count).sum::<usize>();
    println!(
        "{} kills, {} acts acknowledged, 0 lost; {} restored from journals, {} on the disk before they were \
         acknowledged",
        sum(|tally| tally.kills),
        sum(|tally| tally.acknowledged),
        sum(|tally| tally.recovered),
        sum(|tally| tally.beyond),
    );
    assert!(
        sum(|tally| tally.kills) >= 10 && sum(|tally| tally.acknowledged) > 0,
        "hardly anything was tried"
    );
}
