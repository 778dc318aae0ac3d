use comity_model::{DatasetName, DeltaStep, PartyId};

use crate::{FormatError, Options, Report, Source, read, read_delta};

fn options() -> Options {
    Options::new(DatasetName::new("own").unwrap(), PartyId::new("p").unwrap())
}

/// Each step as `+id name`, `*id name`, `-id` or `!id`.
fn steps(files: &[&str]) -> Result<(Report, Vec<String>), FormatError> {
    let mut steps = Vec::new();
    let sources = files.iter().map(|text| Source::new("d.json", text.as_bytes())).collect();
    let report = read_delta(sources, &options(), &mut |step| {
        steps.push(match step {
            DeltaStep::Add(record) => format!("+{} {}", record.id(), record.caption()),
            DeltaStep::Modify(record) => format!("*{} {}", record.id(), record.caption()),
            DeltaStep::Remove(id) => format!("-{id}"),
            DeltaStep::Drop(id) => format!("!{id}"),
        });
        Ok(())
    })?;
    Ok((report, steps))
}

fn line(op: &str, id: &str) -> String {
    format!(
        "{{\"op\":\"{op}\",\"entity\":{{\"id\":\"{id}\",\"schema\":\"Vessel\",\
         \"properties\":{{\"name\":[\"TERN {id}\"]}},\"last_seen\":\"2026-01-01\"}}}}\n"
    )
}

const REMOVED: &str = "{\"op\":\"DEL\",\"entity\":{\"id\":\"c\"}}\n";

#[test]
fn each_line_is_a_step() {
    let text = format!("{}\r\n{}{REMOVED}", line("ADD", "a").trim(), line("MOD", "b"));
    let (report, read) = steps(&[&text]).unwrap();
    assert_eq!(read, ["+a TERN a", "*b TERN b", "-c"]);
    assert_eq!((report.counts.records, report.counts.skipped), (2, 0));
    assert_eq!(report.notes, ["a delta: 1 added, 1 modified, 1 removed"]);
    let (_, read) = steps(&[REMOVED]).unwrap();
    assert_eq!(read, ["-c"], "a delta may do nothing but remove");
    let (_, read) = steps(&[&line("ADD", "a"), &line("MOD", "a"), REMOVED]).unwrap();
    assert_eq!(read, ["+a TERN a", "*a TERN a", "-c"], "several deltas follow each other");
}

#[test]
fn what_a_whole_export_would_leave_out_is_left_out() {
    let ghost =
        |op: &str, rest: &str| format!("{{\"op\":\"{op}\",\"entity\":{{\"id\":\"g\",{rest}}}}}\n");
    for (rest, reason) in [
        ("\"schema\":\"Ghost\"", "`Ghost` is not a schema"),
        ("\"schema\":\"Thing\"", "`Thing` is abstract"),
        ("\"schema\":null", "it has no `schema`"),
        ("\"schema\":\"Vessel\",\"properties\":{\"name\":[null]}", "it states nothing"),
    ] {
        let (report, read) = steps(&[&(ghost("ADD", rest) + REMOVED)]).unwrap();
        assert_eq!(read, ["-c"], "{rest}");
        assert!(report.skipped[0].reason.contains(reason), "{:?}", report.skipped);
        let (report, read) = steps(&[&(ghost("MOD", rest) + REMOVED)]).unwrap();
        assert_eq!(read, ["!g", "-c"], "{rest}: what was kept of it before is out of date");
        assert_eq!((report.counts.skipped, report.skipped[0].place.as_str()), (1, "line 1"));
    }
}

#[test]
fn what_is_not_understood_refuses_the_whole() {
    let good = line("ADD", "a");
    for (bad, code, words) in [
        ("{\"op\":\"PUT\",\"entity\":{\"id\":\"b\"}}", "refused", "line 2: `PUT` is not ADD, MOD"),
        ("{\"op\":\"del\",\"entity\":{\"id\":\"b\"}}", "refused", "`del` is not"),
        ("{\"entity\":{\"id\":\"b\"}}", "refused", "`` is not ADD"),
        ("{\"op\":\"DEL\"}", "refused", "it has no `entity`"),
        ("{\"op\":\"DEL\",\"entity\":{}}", "refused", "its entity has no `id`"),
        ("{\"op\":\"DEL\",\"entity\":{\"id\":\" b\"}}", "refused", "space"),
        ("{\"op\":\"DEL\",\"entity\":{\"id\":\"a\"}}", "refused", "`a` was changed before"),
        ("{\"id\":\"b\",\"schema\":\"Vessel\"}", "refused", "it has no `entity`"),
        ("{\"op\":\"DEL\",\"entity\":7}", "damaged", "line 2"),
        ("no JSON", "damaged", "line 2"),
        (
            "{\"op\":\"ADD\",\"entity\":{\"id\":\"p\",\"schema\":\"Person\",\"properties\":\
             {\"addressEntity\":[{\"id\":\"x\",\"schema\":\"Address\"}]}}}",
            "refused",
            "stands inside another",
        ),
    ] {
        let error = steps(&[&format!("{good}{bad}\n")]).unwrap_err();
        assert_eq!(error.code(), code, "{bad}: {error}");
        assert!(error.to_string().contains(words), "{bad}: {error}");
    }
}

#[test]
fn a_cut_delta_is_refused_unless_a_line_is_whole() {
    let whole = line("ADD", "a") + &line("MOD", "b") + REMOVED;
    let ends: Vec<usize> = whole.match_indices('\n').map(|(at, _)| at).collect();
    for at in 0..whole.len() {
        let read = steps(&[whole.get(..at).unwrap()]);
        // A line needs no break at its end; a file that stops there shows nothing of it.
        let is_whole = ends.iter().any(|end| at == *end || at == end + 1);
        assert_eq!(read.is_ok(), is_whole, "cut off at {at}");
        if let Err(error) = read {
            assert!(["cut-off", "empty-file", "other-format"].contains(&error.code()), "{error}");
        }
    }
    let endless = format!("{}{}", line("ADD", "a"), "x".repeat(crate::limits::LINE_BYTES_MAX + 1));
    assert_eq!(steps(&[&endless]).unwrap_err().code(), "too-large");
}

#[test]
fn lists_and_deltas_are_not_taken_for_each_other() {
    let list = r#"{"id":"a","schema":"Vessel","properties":{"name":["TERN"]}}"#;
    let error = steps(&[list]).unwrap_err();
    assert!(error.to_string().contains("is not a delta of FollowTheMoney entities: its first"));
    let sources = || vec![Source::new("d.json", REMOVED.as_bytes())];
    let error = read(sources(), &options(), &mut |_| Ok(())).unwrap_err();
    assert_eq!(error.code(), "delta");
    let error = steps(&[REMOVED, list]).unwrap_err();
    assert_eq!(error.code(), "other-format");
}
