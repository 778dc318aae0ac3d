//! Reading a text.

use serde_json::json;

use crate::bench::Bench;

const TEXT: &str = "they said the nordik uh tern was met by [ changing captioners ] anna maria\n\
                    ericsson of the blue lantern shipping company\n";

#[test]
fn a_text_names_records() {
    let bench = Bench::with_list();
    let file = bench.file("captions.txt", TEXT);
    insta::assert_snapshot!(bench.run(&["read", &file]).whole(), @r"
    exit 0
    --- stdout
    line 1, bytes 14-28  0.94  nordik uh tern
        NORDIC TERN  Vessel  own/own-1
    line 1, bytes 64-83  0.98  anna maria ericsson
        Anna Maria Eriksson  Person  own/own-3
    line 2, bytes 91-112  0.93  blue lantern shipping
        Blue Lantern Shipping LLC  Company  own/own-2  short for Blue Lantern Shipping LLC
    --- stderr
    3 mentions of 3 records in 121 bytes; 4 names were looked for
    ");
    let marked = bench.run_with(&["read", "-", "--format", "marked"], TEXT);
    insta::assert_snapshot!(marked.whole(), @r"
    exit 0
    --- stdout
    they said the [[nordik uh tern|own/own-1]] was met by \[ changing captioners ] [[anna maria
    ericsson|own/own-3]] of the [[blue lantern shipping|own/own-2]] company
    --- stderr
    3 mentions of 3 records in 121 bytes; 4 names were looked for
    ");
    let lines = bench.run(&["read", &file, "--format", "jsonl"]).exits(0).lines();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["record"]["id"], "own-1");
    assert_eq!(lines[0]["text"], "nordik uh tern");
    assert_eq!((&lines[0]["start"], &lines[0]["end"]), (&json!(14), &json!(28)));
    assert_eq!((&lines[1]["line"], &lines[1]["record"]["dataset"]), (&json!(1), &json!("own")));
    assert!(lines[0]["score"].as_f64().unwrap() > 0.9);
}

#[test]
fn fewer_names_are_told_if_asked() {
    let bench = Bench::with_list();
    let more =
        "{\"id\":\"x-1\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Joan Quell\"]}}\n";
    let more = bench.file("more.ftm.json", more);
    bench.run(&["import", &more, "--dataset", "more"]).exits(0);
    let text = "Joan Quell saw the Nordic Tern, and later the Nordik Tern.\n";
    let read = |words: &[&str]| {
        let words = [&["read", "-", "--format", "jsonl"][..], words].concat();
        let lines = bench.run_with(&words, text).lines();
        lines.iter().map(|line| line["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(read(&[]), ["Joan Quell", "Nordic Tern", "Nordik Tern"]);
    assert_eq!(read(&["--exact"]), ["Joan Quell", "Nordic Tern"]);
    assert_eq!(read(&["--dataset", "own"]), ["Nordic Tern", "Nordik Tern"]);
    assert_eq!(read(&["--dataset", "own,more", "--threshold", "1"]), ["Joan Quell", "Nordic Tern"]);
}

#[test]
fn what_cannot_be_read_is_refused() {
    let bench = Bench::with_home();
    insta::assert_snapshot!(bench.run_with(&["read", "-"], TEXT).whole(), @r"
    exit 3
    --- stderr
    error: nothing is imported, so there is nothing to compare with
    hint: comity import FILE --dataset NAME
    ");
    let bench = Bench::with_list();
    insta::assert_snapshot!(bench.run(&["read", "no-such-file.txt"]).whole(), @r"
    exit 4
    --- stderr
    error: cannot read `no-such-file.txt`: No such file or directory (os error 2)
    ");
    let run = bench.run_with(&["read", "-", "--dataset", "nowhere"], TEXT).exits(3);
    assert!(run.whole().contains("there is no dataset `nowhere`"), "{}", run.whole());
    bench.run_with(&["read", "-", "--threshold", "1.5"], TEXT).exits(2);
    bench.run_with(&["read", "-", "--format", "html"], TEXT).exits(2);
    let nobody = bench.run_with(&["read", "-"], "nobody is named here\n").exits(1);
    assert_eq!(nobody.stdout(), "");
}

#[test]
fn any_bytes_are_read() {
    let bench = Bench::with_list();
    let text = b"\xff\xfe the Nordic Tern\xc3 and \0 [[x|y]] \\ \xe2\x80".as_slice();
    let file = bench.file("bytes.bin", text);
    let marked = bench.run(&["read", &file, "--format", "marked"]).exits(0).output.stdout;
    let expect =
        b"\xff\xfe the [[Nordic Tern|own/own-1]]\xc3 and \0 \\[\\[x|y]] \\\\ \xe2\x80".as_slice();
    assert_eq!(marked, expect);
}

#[cfg(unix)]
#[test]
fn a_node_that_serves_reads_the_same() {
    let bench = Bench::with_list();
    // Longer than what is sent at a time, and with zero bytes, which end the lines of an answer.
    let long = format!("{TEXT}\0{}{TEXT}", "and nothing is said of anybody here. ".repeat(20_000));
    let file = bench.file("long.txt", &long);
    let formats = ["table", "jsonl", "marked"];
    let read =
        |format: &str| bench.run(&["read", &file, "--format", format]).exits(0).output.stdout;
    let alone: Vec<Vec<u8>> = formats.iter().map(|format| read(format)).collect();
    let node = bench.serve();
    for (format, expect) in formats.iter().zip(&alone) {
        assert_eq!(read(format), *expect, "{format}");
    }
    bench.run(&["read", &file, "--dataset", "nowhere"]).exits(3);
    assert_eq!(node.stop(), Some(0));
    assert_eq!(alone[2].len(), long.len() + 6 * "[[|own/own-1]]".len() + 2);
}
