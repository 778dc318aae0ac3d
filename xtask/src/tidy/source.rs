//! What holds for each file by itself.

use super::Complaint;
use super::tree::File;

/// The longest source file, in lines.
const FILE_LINES_MAX: usize = 500;

/// The longest line of source, in columns.
const LINE_COLUMNS_MAX: usize = 100;

/// Files in which a tab or white space at the end of a line is a slip; fixtures are others' files.
const PLAIN: [&str; 4] = ["rs", "md", "toml", "sql"];

/// Places of one machine. The words are put together here so that this file does not hold them.
const PLACES: [&str; 3] = [concat!("/wo", "rk/"), concat!("/tm", "p/"), concat!("/ro", "ot/")];

/// Marks of unfinished work, which belong in `docs/gaps.md`.
const MARKS: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

/// Source that is not to be committed, and what to do instead.
const SOURCE: [(&str, &str); 5] = [
    (concat!("todo", "!("), "finish it, or leave it out"),
    (concat!("unimplemented", "!("), "finish it, or leave it out"),
    (concat!("#[", "ignore"), "a test that cannot run here prints a line `SKIPPED: …` and returns"),
    (concat!("#[", "allow("), "write `#[expect(lint, reason = \"…\")]`"),
    (concat!("#![", "allow("), "write `#![expect(lint, reason = \"…\")]`"),
];

/// All complaints about one file.
pub(crate) fn check(file: &File) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let rust = file.extension() == "rs";
    let plain = PLAIN.contains(&file.extension());
    if rust {
        complaints.extend(size(file));
        complaints.extend(opening(file));
    }
    for (index, line) in file.text.lines().enumerate() {
        let mut complain = |message: String| {
            complaints.push(Complaint::new(format!("{}:{}", file.path, index + 1), message));
        };
        if rust {
            columns(file, line).map(&mut complain);
            for (words, instead) in SOURCE {
                if line.contains(words) {
                    complain(format!("`{words}` is not to be committed: {instead}"));
                }
            }
        }
        if plain {
            if line.contains('\t') {
                complain("a tab: use spaces".to_owned());
            }
            if line.ends_with([' ', '\t']) {
                complain("white space at the end of the line".to_owned());
            }
            if let Some(mark) = mark(line, file.extension()) {
                complain(format!("`{mark}`: do it now, or say it in docs/gaps.md"));
            }
        }
        if file.path != "Cargo.lock"
            && let Some(place) = place(line)
        {
            complain(format!("`{place}` is a path of one machine"));
        }
    }
    complaints
}

fn size(file: &File) -> Option<Complaint> {
    let lines = file.text.lines().count();
    let message = format!("{lines} lines, at most {FILE_LINES_MAX}: find the rooms in it");
    (lines > FILE_LINES_MAX).then(|| Complaint::new(&file.path, message))
}

/// A crate's first file says what the crate is.
fn opening(file: &File) -> Option<Complaint> {
    let first = file.path.ends_with("src/lib.rs") || file.path.ends_with("src/main.rs");
    let message = "begin with `//!`: what this crate is";
    (first && !file.text.starts_with("//! ")).then(|| Complaint::new(&file.path, message))
}

fn columns(file: &File, line: &str) -> Option<String> {
    let columns = line.chars().count();
    let address = line.contains("http://") || line.contains("https://");
    // A table in a doc comment cannot be broken; what rustfmt leaves long in a test is a quotation.
    let table = line.trim_start().starts_with("//! |") || line.trim_start().starts_with("/// |");
    let test = file.path.contains("/tests/") || file.path.ends_with("tests.rs");
    let long = columns > LINE_COLUMNS_MAX && !(address || table || test);
    long.then(|| format!("{columns} columns, at most {LINE_COLUMNS_MAX}"))
}

/// A mark that opens a comment or is followed by a colon: three letters elsewhere may be a code
/// of a format (a nationality that is not known, say).
fn mark(line: &str, extension: &str) -> Option<&'static str> {
    let comment = match extension {
        "rs" => line.split_once("//").map(|(_, comment)| comment),
        "toml" => line.split_once('#').map(|(_, comment)| comment),
        "sql" => line.split_once("--").map(|(_, comment)| comment),
        _ => Some(line),
    }?;
    let opening = comment.trim_start_matches(['/', '!', '*', '#', '-', ' ']);
    MARKS.into_iter().find(|mark| {
        let rest = opening.strip_prefix(mark);
        let opens = rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        opens || comment.contains(&format!("{mark}:"))
    })
}

fn place(line: &str) -> Option<&'static str> {
    PLACES.into_iter().find(|place| line.contains(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(path: &str, text: &str) -> Vec<String> {
        let file = File { path: path.to_owned(), text: text.to_owned() };
        check(&file).into_iter().map(|complaint| complaint.message).collect()
    }

    #[track_caller]
    fn complains(path: &str, text: &str, word: &str) {
        let messages = messages(path, text);
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(messages[0].contains(word), "{messages:?}");
    }

    #[track_caller]
    fn content(path: &str, text: &str) {
        assert_eq!(messages(path, text), Vec::<String>::new());
    }

    #[test]
    fn a_file_has_500_lines_at_most() {
        content("crates/a/src/b.rs", &"x\n".repeat(500));
        complains("crates/a/src/b.rs", &"x\n".repeat(501), "501 lines");
    }

    #[test]
    fn a_line_has_100_columns_at_most() {
        content("a.rs", &"é".repeat(100));
        complains("a.rs", &"e".repeat(101), "101 columns");
        content("a.rs", &format!("// https://example.org/{}", "e".repeat(100)));
        content("crates/a/tests/it/b.rs", &format!("\"{}\"", "e".repeat(100)));
        content("a.rs", &format!("//! | {} |", "e".repeat(100)));
        content("README.md", &"e".repeat(101));
    }

    #[test]
    fn white_space_is_seen() {
        complains("a.rs", "let x;\t// x", "a tab");
        complains("README.md", "two spaces  ", "white space");
        content("fixtures/a.tsv", "a\tb ");
    }

    #[test]
    fn a_crate_says_what_it_is() {
        complains("crates/a/src/lib.rs", "mod b;\n", "begin with");
        content("crates/a/src/lib.rs", "//! Names.\n");
    }

    #[test]
    fn loose_ends_are_seen() {
        for (words, _) in SOURCE {
            complains("a.rs", words, "not to be committed");
        }
        for mark in MARKS {
            complains("a.rs", &format!("// {mark} later"), mark);
            complains("README.md", &format!("Later ({mark}: more)"), mark);
        }
    }

    #[test]
    fn a_code_of_three_letters_is_not_a_mark() {
        let code = MARKS[2];
        content("a.rs", &format!("(\"{code}\", Unknown), // code `{code}`"));
        content("a.rs", &format!("// {code}A is a made-up code"));
    }

    #[test]
    fn paths_of_one_machine_are_seen() {
        for place in PLACES {
            complains("docs/a.md", &format!("see {place}x"), "one machine");
        }
        content("docs/a.md", "see the framework/work folder");
    }
}
