//! What the tests work with: a scratch folder, a home, a command.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

/// The small list that most tests import: all names are made up.
pub(crate) const LIST: &str = r#"{"id":"own-1","schema":"Vessel","properties":{"name":["NORDIC TERN"],"imoNumber":["IMO9074729"],"flag":["no"]}}
{"id":"own-2","schema":"Company","properties":{"name":["Blue Lantern Shipping LLC"],"jurisdiction":["cy"]}}
{"id":"own-3","schema":"Person","properties":{"name":["Anna Maria Eriksson"],"birthDate":["1974-08"],"gender":["female"]}}
{"id":"own-3-alert","schema":"Alert","properties":{"entity":["own-3"],"category":["missing-person"],"measure":["inform-issuer"],"legalBasis":["Border Act, section 4"]}}
{"id":"own-4","schema":"Organization","properties":{"name":["Pale Heron Society"],"wings":["two"]}}
"#;

/// A scratch folder with room for a home.
pub(crate) struct Bench {
    folder: TempDir,
}

impl Bench {
    /// Without a home.
    pub(crate) fn empty() -> Bench {
        Bench { folder: tempfile::tempdir().unwrap() }
    }

    /// With a home.
    pub(crate) fn with_home() -> Bench {
        let bench = Bench::empty();
        bench.run(&["init"]).exits(0);
        bench
    }

    /// With a home that holds the small list as `own`.
    pub(crate) fn with_list() -> Bench {
        let bench = Bench::with_home();
        let list = bench.file("list.ftm.json", LIST);
        bench.run(&["import", &list, "--dataset", "own"]).exits(0);
        bench
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.path("home")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and gives its path as text.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The command with this bench's home, and nothing of the tester's own settings.
    pub(crate) fn command(&self) -> Command {
        let mut command = bare();
        // Logs are other people's words: they must not break what is compared here.
        command.env("COMITY_HOME", self.home()).env("COMITY_LOG", "off");
        command.current_dir(self.folder.path());
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Run<'_> {
        self.ran(self.command().args(words).output().unwrap())
    }

    /// Runs with a text on stdin.
    pub(crate) fn run_with(&self, words: &[&str], stdin: &str) -> Run<'_> {
        let mut command = self.command();
        command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (mut pipe, text) = (child.stdin.take().unwrap(), stdin.to_owned());
        // A command that does not read to the end closes the pipe: that is its right.
        let writer = std::thread::spawn(move || drop(pipe.write_all(text.as_bytes())));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        self.ran(output)
    }

    pub(crate) fn ran(&self, output: Output) -> Run<'_> {
        Run { output, folder: self.folder.path() }
    }

    /// A node that serves the home, on a free port.
    pub(crate) fn serve(&self) -> Serving {
        let mut command = self.command();
        command.args(["serve", "--listen", "127.0.0.1:0"]).env("COMITY_LOG", "off");
        Serving::start(command)
    }
}

/// The command, without the tester's settings.
pub(crate) fn bare() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("comity"));
    command.env("COMITY_PURPOSE", "due-diligence").env("COMITY_LEGAL_BASIS", "sanctions-screening");
    for name in
        ["COMITY_HOME", "COMITY_CONFIG", "COMITY_LOG", "COMITY_LISTEN", "XDG_DATA_HOME", "NO_COLOR"]
    {
        command.env_remove(name);
    }
    command
}

/// What came of a run.
pub(crate) struct Run<'b> {
    pub(crate) output: Output,
    folder: &'b Path,
}

impl Run<'_> {
    /// Checks the exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.output.status.code(), Some(code), "{}", self.whole());
        self
    }

    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.output.stdout).unwrap()
    }

    /// The lines of a batch's answer.
    pub(crate) fn lines(&self) -> Vec<serde_json::Value> {
        self.stdout().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Exit code, stdout and stderr, without what changes from run to run.
    pub(crate) fn whole(&self) -> String {
        let folder = self.folder.to_str().unwrap();
        let text = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).replace(folder, "[folder]");
            without_times(&text)
        };
        let (out, err) = (text(&self.output.stdout), text(&self.output.stderr));
        let code = self.output.status.code().unwrap_or(-1);
        let part = |name: &str, text: &str| match text {
            "" => String::new(),
            text => format!("--- {name}\n{}\n", text.trim_end()),
        };
        format!("exit {code}\n{}{}", part("stdout", &out), part("stderr", &err))
    }
}

/// The text with versions (`20261122102832-1`) and times (`2026-11-22T10:28:32`) taken out.
pub(crate) fn without_times(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_digits = |from: usize, to: usize| {
            rest.get(from..to).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
        };
        if is_digits(0, 14) && rest.get(14..15) == Some("-") && is_digits(15, 16) {
            out.push_str("[version]");
            rest = &rest[16..];
        } else if is_digits(0, 4) && rest.get(10..11) == Some("T") && is_digits(17, 19) {
            out.push_str("[time]");
            rest = &rest[19..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// A node in its own process. It ends with the test.
pub(crate) struct Serving {
    child: Child,
    pub(crate) address: String,
}

impl Serving {
    /// Starts a command that says where it listens.
    pub(crate) fn start(mut command: Command) -> Serving {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let line = lines.find_map(|line| {
            let line = line.unwrap();
            let place = line.split_once("http://")?.1;
            Some(place.split(';').next().unwrap().to_owned())
        });
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let address = line.unwrap_or_else(|| panic!("it ended: {:?}", child.wait()));
        Serving { child, address }
    }

    /// Asks over HTTP; the status and the body.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        let mut stream = std::net::TcpStream::connect(&self.address).unwrap();
        let address = &self.address;
        let why = "comity-purpose: due-diligence\r\ncomity-legal-basis: sanctions-screening\r\n";
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\n{why}connection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer.split_once("\r\n\r\n").unwrap().1.to_owned())
    }

    /// Waits until it ends, and gives the exit code.
    pub(crate) fn wait(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Asks it to stop as a service manager does, and gives the exit code.
    #[cfg(unix)]
    pub(crate) fn stop(mut self) -> Option<i32> {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.unwrap().success());
        self.child.wait().unwrap().code()
    }

    /// Ends it at once.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The shared data folder, where real lists are.
pub(crate) fn data(test: &str) -> Option<PathBuf> {
    let stated = std::env::var_os("COMITY_TEST_DATA").map(PathBuf::from);
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = stated.or(Some(usual)).filter(|path| path.join("README.md").is_file());
    if folder.is_none() {
        eprintln!("SKIPPED: {test} needs the shared data folder");
    }
    folder
}
