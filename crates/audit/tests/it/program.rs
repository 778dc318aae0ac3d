//! The small program that verifies an export by itself.

use std::path::Path;
use std::process::Command;

use super::memory::{Memory, signer};

/// Its exit code and what it says on standard output.
fn run(folder: &Path, args: &[&str]) -> (i32, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_comity-verify"));
    let out = program.current_dir(folder).args(args).output().unwrap();
    (out.status.code().unwrap(), String::from_utf8(out.stdout).unwrap())
}

#[test]
fn it_says_by_its_exit_code_whether_an_export_holds() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let (log, older) = (Memory::of(20, 1), Memory::of(10, 1));
    let mut fork = Memory::of(15, 1);
    (15..20).for_each(|_| fork.add(2));
    put("log", &log.export(0, 20));
    put("fork", &fork.export(0, 20));
    put("older.note", older.checkpoint().as_bytes());
    put("newer.note", Memory::of(30, 1).checkpoint().as_bytes());
    put("fork.note", fork.checkpoint().as_bytes());
    let text = String::from_utf8(log.export(0, 20)).unwrap();
    put("bad", text.replacen("\\\"seq\\\":4", "\\\"seq\\\":9", 1).as_bytes());
    let key = signer().key().to_string();

    let (code, out) = run(folder.path(), &["log", "--key", &key, "--since", "older.note"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("log: holds") && out.contains("10 leaves: the log continues it"), "{out}");
    let (code, out) = run(folder.path(), &["bad"]);
    assert_eq!(code, 1);
    assert!(out.contains("does not hold: leaf 4 "), "{out}");
    let (code, out) = run(folder.path(), &["log", "--since", "newer.note"]);
    assert!(code == 1 && out.contains("rolled back"), "{out}");
    let (code, out) = run(folder.path(), &["log", "--since", "fork.note"]);
    assert!(code == 1 && out.contains("forked"), "{out}");
    let (code, out) = run(folder.path(), &["log", "--since", "fork"]);
    assert!(code == 1 && out.contains("leaf 15 is the first that differs"), "{out}");

    for (args, code) in [
        (&["log", "--key", "no-key"][..], 2),
        (&[], 2),
        (&["log", "--what"], 2),
        (&["log", "bad"], 2),
        (&["log", "--since"], 2),
        (&["nowhere"], 4),
        (&["log", "--since", "nowhere"], 4),
        (&["log", "--since", "bad"], 4),
        (&["--help"], 0),
    ] {
        assert_eq!(run(folder.path(), args).0, code, "{args:?}");
    }
}
