//! The guide is true: every console block of its pages is typed into a shell, page by page, and
//! what it says is printed is printed.

use std::fmt::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::bench::without_times;

/// Where the guide has the node listen, and where it listens in a test.
const ADDRESS: &str = "127.0.0.1:8000";
/// What stands before the number of a command, in the output.
const MARK: &str = "@@@ command ";

/// A command with what the page says that it prints.
struct Typed {
    line: usize,
    command: String,
    printed: Vec<String>,
}

/// The commands of a page. A here-document goes on to its end, an open quote to the next one.
fn commands(page: &str) -> Vec<Typed> {
    let mut typed: Vec<Typed> = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((_, line)) = lines.next() {
        if line != "```console" {
            continue;
        }
        while let Some((number, line)) = lines.next().filter(|(_, line)| *line != "```") {
            let Some(first) = line.strip_prefix("$ ") else {
                typed.last_mut().unwrap().printed.push(line.to_owned());
                continue;
            };
            let mut command = first.to_owned();
            let is_document = first.contains("<<'END'");
            while is_document && !command.ends_with("\nEND") || !is_document && is_open(&command) {
                let (_, more) = lines.next().unwrap();
                command.push('\n');
                command.push_str(more.strip_prefix("> ").unwrap_or(more));
            }
            typed.push(Typed { line: number + 1, command, printed: Vec::new() });
        }
    }
    typed
}

/// Whether a quote in it was not closed.
fn is_open(command: &str) -> bool {
    let mut within = None;
    for c in command.chars().filter(|c| matches!(c, '\'' | '"')) {
        within = match within {
            None => Some(c),
            Some(quote) if quote == c => None,
            open => open,
        };
    }
    within.is_some()
}

/// One script of all commands; whoever serves in the background is waited for, and ended.
fn script(typed: &[Typed], address: &str) -> String {
    let mut script = "set -eu\nserved=\n\
        trap 'if [ -n \"$served\" ]; then kill \"$served\"; wait \"$served\" || true; fi' EXIT\n"
        .to_owned();
    for (number, Typed { command, .. }) in typed.iter().enumerate() {
        let command = command.replace(ADDRESS, address);
        writeln!(script, "printf '\\n{MARK}%s\\n' {number}\n{command}").unwrap();
        if command.ends_with('&') {
            let ready = format!("curl --silent --fail --output ready http://{address}/readyz");
            writeln!(script, "served=$!").unwrap();
            writeln!(script, "until {ready}; do kill -0 $served; sleep 0.1; done").unwrap();
        }
    }
    script
}

fn check(path: &Path) {
    let page = std::fs::read_to_string(path).unwrap();
    let typed = commands(&page);
    let folder = tempfile::tempdir().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    std::fs::write(folder.path().join("page.sh"), script(&typed, &free)).unwrap();
    let program = assert_cmd::cargo::cargo_bin!("comity");
    let search = std::env::var("PATH").unwrap_or_default();
    let search = format!("{}:{search}", program.parent().unwrap().display());
    let mut shell = Command::new("sh");
    shell.args(["-c", "sh page.sh 2>&1"]).current_dir(folder.path()).stdin(Stdio::null());
    shell.env("PATH", search).env("COMITY_LISTEN", &free).env("COMITY_LOG", "off");
    shell.env_remove("COMITY_HOME").env("NO_COLOR", "1");
    let output = shell.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let said = said.replace(folder.path().to_str().unwrap(), "[folder]");
    let said = without_times(&said);
    assert!(output.status.success(), "{}: {}\n{said}", path.display(), output.status);
    for (number, Typed { line, command, printed }) in typed.iter().enumerate() {
        let mark = format!("{MARK}{number}\n");
        let after = said.split(mark.as_str()).nth(1).unwrap();
        let of_it = after.split(MARK).next().unwrap();
        let mut lines = of_it.lines().map(str::trim_end);
        for expected in printed {
            let is_printed = lines.any(|line| line == expected.trim_end());
            assert!(
                is_printed,
                "{}:{line}: `{command}` does not print `{expected}` there, but:\n{of_it}",
                path.display()
            );
        }
    }
}

#[test]
fn every_command_of_the_guide_does_what_the_page_says() {
    let has_curl = Command::new("curl").arg("--version").output().is_ok();
    if !has_curl {
        eprintln!("SKIPPED: every_command_of_the_guide_does_what_the_page_says needs curl");
        return;
    }
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/book/guide");
    let entries = std::fs::read_dir(guide).unwrap().map(|entry| entry.unwrap().path());
    let pages: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect();
    assert!(pages.len() > 10, "the guide has pages");
    std::thread::scope(|scope| {
        for half in pages.chunks(pages.len().div_ceil(2)) {
            scope.spawn(move || half.iter().for_each(|page| check(page)));
        }
    });
}

#[test]
fn commands_are_found_with_all_their_lines() {
    let page =
        "```console\n$ cat <<'END'\na'\nEND\na'\n$ echo \"x\n> y\"\nx\ny\n```\n```sh\nno\n```\n";
    let typed = commands(page);
    let found: Vec<_> = typed.iter().map(|it| (it.line, it.command.as_str())).collect();
    assert_eq!(found, [(2, "cat <<'END'\na'\nEND"), (6, "echo \"x\ny\"")]);
    assert_eq!((typed[0].printed.len(), typed[1].printed.len()), (1, 2));
}
