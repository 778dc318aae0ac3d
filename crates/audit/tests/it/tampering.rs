//! Whoever changes an export is found out, and the first bad leaf is named.

use comity_audit::NodeKeys;
use comity_audit::export::{FaultKind, Verdict, VerifyOptions, verify};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use super::memory::{Memory, ORIGIN, signer};

fn check(export: &[u8]) -> Verdict {
    let options = VerifyOptions { key: Some(signer().key().clone()), since: Vec::new() };
    verify(export, &options).unwrap()
}

/// The values of an export's lines.
fn values(export: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(export).unwrap();
    text.lines().map(|line| line.split_once(' ').unwrap().1.to_owned()).collect()
}

/// An export of these values with new digests, as somebody would make it who knows the form.
fn digested(values: &[String]) -> Vec<u8> {
    let mut digest = Sha256::digest(b"comity-log-export/1");
    let mut out = String::new();
    for value in values {
        digest = Sha256::digest([digest.as_slice(), value.as_bytes()].concat());
        let digits: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        out += &format!("{digits} {value}\n");
    }
    out.into_bytes()
}

/// The line of a leaf.
fn line_of(values: &[String], seq: u64) -> usize {
    values.iter().position(|value| value.starts_with(&format!("{{\"seq\":{seq},"))).unwrap()
}

/// Each way of tampering with leaf 300 of 600, with lines as they were and with new digests.
#[track_caller]
fn found(tamper: impl Fn(&mut Vec<String>, usize), kind: FaultKind, leaf: u64) {
    let export = Memory::of(600, 1).export(0, 600);
    let lines: Vec<String> =
        std::str::from_utf8(&export).unwrap().lines().map(str::to_owned).collect();
    let values = values(&export);
    let at = line_of(&values, 300);
    let mut plain = lines;
    tamper(&mut plain, at);
    let fault = check((plain.join("\n") + "\n").as_bytes()).fault.unwrap();
    assert_eq!((fault.kind, fault.leaf), (kind, Some(leaf)), "{fault}");
    let mut skilled = values;
    tamper(&mut skilled, at);
    let fault = check(&digested(&skilled)).fault.unwrap();
    assert_eq!((fault.kind, fault.leaf), (kind, Some(leaf)), "{fault}");
}

#[test]
fn a_changed_leaf_is_named() {
    found(|lines, at| lines[at] = lines[at].replace("screen", "search"), FaultKind::Changed, 300);
    found(
        |lines, at| lines[at] = lines[at].replace("officer-1", "officer-2"),
        FaultKind::Changed,
        300,
    );
    found(
        |lines, at| lines[at] = lines[at].replace("\"plain\":\"{", "\"plain\":\"{ "),
        FaultKind::Changed,
        300,
    );
}

#[test]
fn a_dropped_leaf_is_named() {
    found(|lines, at| _ = lines.remove(at), FaultKind::Dropped, 300);
    found(|lines, at| _ = lines.drain(at..at + 3), FaultKind::Dropped, 300);
    // The last one of its run, and the last one of all.
    found(|lines, at| _ = lines.remove(at + 211), FaultKind::Dropped, 511);
    found(|lines, at| _ = lines.remove(at + 299), FaultKind::Dropped, 599);
}

#[test]
fn an_inserted_leaf_is_named() {
    found(|lines, at| lines.insert(at, lines[at - 1].clone()), FaultKind::Inserted, 300);
    let foreign = |lines: &mut Vec<String>, at: usize| {
        let line = lines[at].replace("\\\"time\\\":17", "\\\"time\\\":16");
        lines.insert(at, line);
    };
    found(foreign, FaultKind::Inserted, 300);
}

#[test]
fn reordered_leaves_are_named() {
    found(|lines, at| lines.swap(at, at + 1), FaultKind::Reordered, 300);
}

#[test]
fn what_a_leaf_says_can_be_left_out_only_by_the_log_itself() {
    // Whoever takes a part's text away leaves a leaf that holds; the signature over all does not.
    let export = Memory::of(10, 1).export(0, 10);
    let mut values = values(&export);
    let at = line_of(&values, 3);
    let start = values[at].find(",\"salt\"").unwrap();
    let end = start + values[at][start..].find('}').unwrap();
    let end = end + values[at][end..].find("\"}").unwrap() + 1;
    values[at].replace_range(start..end, "");
    let fault = check(&digested(&values)).fault.unwrap();
    assert_eq!((fault.leaf, fault.kind), (None, FaultKind::Changed), "{fault}");
    assert!(fault.why.contains("other lines"), "{fault}");
}

#[test]
fn a_changed_tile_is_named_by_the_first_leaf_that_it_could_hide() {
    let export = Memory::of(600, 1).export(0, 600);
    let mut values = values(&export);
    let at = line_of(&values, 256) - 1;
    assert!(values[at].starts_with("{\"level\":0,\"tile\":1,"));
    let end = values[at].len() - 2;
    let last = if &values[at][end - 1..end] == "0" { "1" } else { "0" };
    values[at].replace_range(end - 1..end, last);
    let fault = check(&digested(&values)).fault.unwrap();
    assert_eq!((fault.leaf, fault.kind), (Some(256), FaultKind::Changed));
    assert!(fault.why.contains("one up to 511,"), "{fault}");
}

#[test]
fn an_export_that_is_cut_off_or_goes_on_is_named() {
    let export = Memory::of(10, 1).export(0, 10);
    let lines: Vec<&str> = std::str::from_utf8(&export).unwrap().split_inclusive('\n').collect();
    for kept in 0..lines.len() {
        let fault = check(lines[..kept].concat().as_bytes()).fault.unwrap();
        assert!(matches!(fault.kind, FaultKind::CutOff), "{kept}: {fault}");
    }
    let longer = [lines.concat(), "more\n".to_owned()].concat();
    assert_eq!(check(longer.as_bytes()).fault.unwrap().kind, FaultKind::CutOff);
    assert_eq!(check(b"").fault.unwrap().kind, FaultKind::CutOff);
}

#[test]
fn another_key_is_not_believed() {
    let export = Memory::of(10, 1).export(0, 10);
    let other = NodeKeys::new(&[8; 32]).signer(ORIGIN).unwrap();
    let options = VerifyOptions { key: Some(other.key().clone()), since: Vec::new() };
    let fault = verify(export.as_slice(), &options).unwrap().fault.unwrap();
    assert_eq!(fault.kind, FaultKind::Unsigned);
    // Without a key of one's own, the export's is believed, and told.
    let verdict = verify(export.as_slice(), &VerifyOptions::default()).unwrap();
    assert!(verdict.holds());
    assert_eq!(verdict.key.unwrap(), *signer().key());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_change_of_any_byte_is_found_at_or_before_its_leaf(
        size in 1_u64..600,
        seed in any::<u8>(),
        at in any::<prop::sample::Index>(),
        mask in 1_u8..=255,
    ) {
        let export = Memory::of(size, seed).export(0, size);
        let at = at.index(export.len());
        let mut changed = export.clone();
        changed[at] ^= mask;
        let verdict = check(&changed);
        let fault = verdict.fault;
        prop_assert!(fault.is_some(), "byte {at} was changed unseen");
        // The leaf of the line that the byte stands in, or the next one after it.
        let line = export[..at].iter().filter(|byte| **byte == b'\n').count();
        let leaf = values(&export).iter().take(line + 1)
            .filter(|value| value.starts_with("{\"seq\":")).count() as u64;
        if let Some(named) = fault.and_then(|fault| fault.leaf) {
            prop_assert!(named <= leaf, "leaf {named} was named, leaf {leaf} was changed");
        }
    }
}
