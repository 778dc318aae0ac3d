//! Screening many.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::json;

use crate::bench::Bench;

const QUERIES: &str = r#"{"id":"t1","schema":"Person","properties":{"name":["Ana Maria Ericsson"],"birthDate":["1974-08-12"]}}
{"id":"t2","schema":"Person","properties":{"name":["Gwendolake Puttermill"]}}
{broken
{"id":7,"schema":"Vessel","properties":{"name":"Nordik Tern"}}
"#;

#[test]
fn each_line_is_answered_in_its_place() {
    let bench = Bench::with_list();
    let file = bench.file("queries.json", QUERIES);
    let run = bench.run(&["screen", "--batch", &file]).exits(5);
    let lines = run.lines();
    let ids: Vec<_> = lines.iter().map(|line| line["id"].clone()).collect();
    assert_eq!(ids, [json!("t1"), json!("t2"), json!(null), json!(7)]);
    let first = &lines[0]["results"][0];
    assert_eq!(first["id"], "own-3");
    assert_eq!(first["schema"], "Person");
    assert_eq!(first["caption"], "Anna Maria Eriksson");
    assert_eq!(first["match"], true);
    assert_eq!(first["datasets"], json!(["own"]));
    assert!(first["score"].as_f64().unwrap() > 0.7);
    assert_eq!((&lines[1]["results"], lines[1].get("error")), (&json!([]), None));
    assert_eq!(lines[2]["results"], json!([]));
    assert!(lines[2]["error"].as_str().unwrap().contains("line 3"), "{}", lines[2]);
    assert_eq!(lines[3]["results"][0]["id"], "own-1");
    assert!(run.whole().contains("4 screened, 2 with an alert, 1 failed"), "{}", run.whole());
    let piped = bench.run_with(&["screen", "--batch", "-"], QUERIES).exits(5);
    assert_eq!(piped.stdout(), run.stdout());
}

#[test]
fn what_a_line_states_in_vain_is_named() {
    let bench = Bench::with_list();
    let query = "{\"id\":\"q\",\"schema\":\"Person\",\"properties\":\
                 {\"name\":[\"Anna Eriksson\"],\"birthDate\":[\"19-99\"],\"wings\":[\"2\"]}}\n";
    let line = bench.run_with(&["screen", "--batch", "-"], query).exits(0).lines()[0].clone();
    assert_eq!(line["ignored"], json!(["birthDate", "wings"]));
    assert_eq!(line["results"][0]["id"], "own-3");
}

#[test]
fn a_batch_that_is_no_text_is_refused() {
    let bench = Bench::with_list();
    let file = bench.path("queries.json.gz");
    std::fs::write(&file, b"\x1f\x8b\x08\x00\x00\x00\x00\x00").unwrap();
    let run = bench.run(&["screen", "--batch", "queries.json.gz"]).exits(4);
    assert!(run.whole().contains("gzip -dc"), "{}", run.whole());
}

#[test]
fn a_table_is_a_batch_too() {
    let bench = Bench::with_list();
    let table = "id,schema,name,birthDate,colour\nc1,Person,Anna Eriksson,1974-08-12,red\n\
                 c2,Vessel,Nordic Tern,,\n";
    let file = bench.file("queries.csv", table);
    let run = bench.run(&["screen", "--batch", &file]).exits(0);
    let lines = run.lines();
    assert_eq!((&lines[0]["id"], &lines[0]["results"][0]["id"]), (&json!("c1"), &json!("own-3")));
    assert_eq!((&lines[1]["id"], &lines[1]["results"][0]["id"]), (&json!("c2"), &json!("own-1")));
    assert!(run.whole().contains("colour"), "{}", run.whole());
    let plain = bench.file("plain.csv", "name\nNordic Tern\n");
    let run = bench.run(&["screen", "--batch", &plain, "--schema", "Vessel"]).exits(0);
    assert_eq!(run.lines()[0]["results"][0]["id"], "own-1");
}

#[test]
fn a_batch_is_answered_as_asked() {
    let bench = Bench::with_list();
    let query =
        "{\"id\":\"q\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"Nordik Tern\"]}}\n";
    let ask = |words: &[&str]| {
        let run = bench.run_with(&[&["screen", "--batch", "-"], words].concat(), query);
        run.exits(0).lines()[0]["results"].clone()
    };
    assert_eq!(ask(&["--threshold", "0.99", "--cutoff", "0.5"])[0]["match"], false);
    assert_eq!(ask(&["--threshold", "0.99"]), json!([]));
    assert_eq!(ask(&["--exclude", "own"]), json!([]));
    assert_eq!(ask(&["--include", "own"])[0]["id"], "own-1");
    assert_eq!(bench.run_with(&["screen", "--batch", "-"], "").exits(0).stdout(), "");
    bench.run(&["screen", "--batch", "not-there"]).exits(4);
    bench.run_with(&["screen", "--batch", "-", "--include", "nothing"], query).exits(3);
}

#[test]
#[cfg(unix)]
fn a_reader_that_has_seen_enough_ends_it_quietly() {
    let bench = Bench::with_list();
    let many = "{\"id\":\"q\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"Nordik Tern\"]}}\n"
        .repeat(20_000);
    let file = bench.file("many.json", many);
    let batch = ["screen", "--batch", &file];
    let begin_to_read = |words: &[&str]| {
        let mut command = bench.command();
        command.args(words).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut String::new()).unwrap();
        drop(out);
        let run = bench.ran(child.wait_with_output().unwrap()).exits(0);
        assert_eq!(run.output.stderr, b"", "{words:?}");
    };
    begin_to_read(&batch);
    begin_to_read(&["--help"]);
    begin_to_read(&["completions", "bash"]);
    // Through a node, which must go on serving.
    let node = bench.serve();
    begin_to_read(&batch);
    assert_eq!(node.get("/healthz").0, 200);
    assert_eq!(node.stop(), Some(0));
}

/// Memory must not grow with the input.
#[test]
#[cfg(target_os = "linux")]
fn a_long_batch_takes_no_more_memory_than_a_short_one() {
    const LINES: usize = 200_000;
    /// The whole process: program, policy, index, threads and what is under way.
    const PEAK_KIB_MAX: u64 = 160 * 1024;
    let bench = Bench::with_list();
    let mut command = bench.command();
    command.args(["screen", "--batch", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // The end of the input is held back until the memory is read: the process must still live.
    let (done, may_end) = std::sync::mpsc::channel::<()>();
    let writer = std::thread::spawn(move || {
        for at in 0..LINES {
            let name = format!("Ansor Tevik {at}");
            let line = json!({"id": at, "schema": "Person", "properties": {"name": [name]}});
            writeln!(input, "{line}").unwrap();
        }
        input.flush().unwrap();
        may_end.recv().unwrap();
    });
    let status = format!("/proc/{}/status", child.id());
    let mut answered = 0_usize;
    let mut peak_kib = 0;
    let mut done = Some(done);
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        assert!(line.starts_with(&format!("{{\"id\":{answered},")), "{line}");
        answered += 1;
        // Lines of the last chunk are answered only when the input ends.
        if answered.is_multiple_of(1_000) || answered > LINES - 2_048 {
            let text = std::fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find(|line| line.starts_with("VmHWM:"));
            let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
            peak_kib = peak_kib.max(kib.unwrap_or(0));
        }
        if answered > LINES - 2_048
            && let Some(done) = done.take()
        {
            done.send(()).unwrap();
        }
    }
    writer.join().unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(answered, LINES);
    assert!((1..PEAK_KIB_MAX).contains(&peak_kib), "{peak_kib} KiB");
}

#[test]
#[cfg(not(target_os = "linux"))]
fn a_long_batch_takes_no_more_memory_than_a_short_one() {
    eprintln!("SKIPPED: a_long_batch_takes_no_more_memory_than_a_short_one needs Linux's /proc");
}
