//! Restarts under load: no request may fail, whether the successor works or not.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use comity_server::{Clock as _, SystemClock};

use crate::bench::{Bench, LIST, Serving};

const QUESTION: &str =
    r#"{"queries":{"q":{"schema":"Vessel","properties":{"name":["Nordik Tern"]}}}}"#;

/// Callers that ask all the time, some on one connection, some on a new one each time.
struct Load {
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicU64>,
    /// The longest time that an answer took, in microseconds.
    longest: Arc<AtomicU64>,
    callers: Vec<JoinHandle<Result<(), String>>>,
}

impl Load {
    fn begin(address: &str) -> Load {
        let stop = Arc::new(AtomicBool::new(false));
        let (answered, longest) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let caller = |number: u32| {
            let (stop, address) = (stop.clone(), address.to_owned());
            let (answered, longest) = (answered.clone(), longest.clone());
            std::thread::spawn(move || {
                let (mut kept, clock) = (None, SystemClock::new());
                while !stop.load(Ordering::Relaxed) {
                    let began = clock.elapsed();
                    ask(&address, &mut kept).map_err(|err| format!("caller {number}: {err}"))?;
                    let micros = u64::try_from((clock.elapsed() - began).as_micros()).unwrap();
                    longest.fetch_max(micros, Ordering::Relaxed);
                    answered.fetch_add(1, Ordering::Relaxed);
                    match number % 3 {
                        // A new connection each time.
                        0 => kept = None,
                        // One that is idle most of the time.
                        1 => std::thread::sleep(Duration::from_millis(7)),
                        _ => {}
                    }
                }
                Ok(())
            })
        };
        let callers = (0..6).map(caller).collect();
        Load { stop, answered, longest, callers }
    }

    /// Waits until so many more were answered.
    fn until_answered(&self, more: u64) {
        let goal = self.answered.load(Ordering::Relaxed) + more;
        for _ in 0..6_000 {
            if self.answered.load(Ordering::Relaxed) >= goal {
                return;
            }
            if self.callers.iter().any(JoinHandle::is_finished) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the node does not answer any more");
    }

    fn end(self) {
        self.stop.store(true, Ordering::Relaxed);
        let failed: Vec<String> =
            self.callers.into_iter().filter_map(|caller| caller.join().unwrap().err()).collect();
        assert!(failed.is_empty(), "{failed:?}");
        let (answered, longest) = (self.answered, self.longest);
        eprintln!("{answered:?} answers, the longest took {longest:?} microseconds");
    }
}

/// Asks once; keeps the connection unless the node says that it closes it.
fn ask(address: &str, kept: &mut Option<BufReader<TcpStream>>) -> Result<(), String> {
    let mut stream = match kept.take() {
        Some(stream) => stream,
        None => BufReader::new(TcpStream::connect(address).map_err(|err| err.to_string())?),
    };
    stream.get_ref().set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    let request = format!(
        "POST /match/default HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{QUESTION}",
        QUESTION.len()
    );
    stream.get_mut().write_all(request.as_bytes()).map_err(|err| format!("write: {err}"))?;
    let (mut length, mut closes) = (0, false);
    let mut first = String::new();
    stream.read_line(&mut first).map_err(|err| format!("read: {err}"))?;
    if !first.starts_with("HTTP/1.1 200") {
        return Err(format!("the answer begins with {first:?}"));
    }
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).map_err(|err| format!("read: {err}"))?;
        match line.trim().split_once(": ") {
            Some(("content-length", value)) => length = value.parse().unwrap(),
            Some(("connection", "close")) => closes = true,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).map_err(|err| format!("body: {err}"))?;
    if !String::from_utf8_lossy(&body).contains("own-1") {
        return Err("the answer does not name the vessel".to_owned());
    }
    *kept = (!closes).then_some(stream);
    Ok(())
}

/// The process that owns the home, as its lock file says.
fn owner(home: &Path) -> String {
    std::fs::read_to_string(home.join("lock")).unwrap().trim().to_owned()
}

/// Waits until a node has loaded its index.
fn until_ready(node: &Serving) {
    while node.get("/readyz").0 != 200 {
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Ends whoever owns a home when the test is over, however it ends: a successor is no child of it.
struct Last(PathBuf);

impl Drop for Last {
    fn drop(&mut self) {
        let id = std::fs::read_to_string(self.0.join("lock")).unwrap_or_default();
        let is_ours = std::fs::read_link(format!("/proc/{}/exe", id.trim()))
            .is_ok_and(|path| path.ends_with("comity"));
        if is_ours {
            // It may have ended meanwhile.
            let _ = Command::new("kill").args(["-KILL", id.trim()]).status();
        }
    }
}

fn signal(name: &str, id: &str) {
    assert!(Command::new("kill").args([name, id]).status().unwrap().success());
}

/// Asks for a restart, and waits until another process owns the home.
fn restart(home: &Path) -> String {
    let before = owner(home);
    signal("-USR2", &before);
    for _ in 0..3_000 {
        let now = owner(home);
        if !now.is_empty() && now != before {
            return now;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("no successor took the home");
}

/// Stops a node that is not this process's child, and waits until it is gone.
fn stop(home: &Path) {
    let id = owner(home);
    signal("-TERM", &id);
    for _ in 0..3_000 {
        if !Path::new(&format!("/proc/{id}")).exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the node does not stop");
}

#[test]
fn three_restarts_under_load_fail_no_request() {
    let bench = Bench::with_list();
    let _last = Last(bench.home());
    let mut node = bench.serve();
    until_ready(&node);
    let load = Load::begin(&node.address);
    load.until_answered(200);
    let list = bench.file("list.json", LIST);
    for _ in 0..3 {
        // What commands import meanwhile is neither refused nor lost.
        std::thread::scope(|scope| {
            scope.spawn(|| bench.run(&["import", &list, "--dataset", "own"]).exits(0));
            restart(&bench.home());
        });
        load.until_answered(300);
    }
    assert_eq!(node.wait(), Some(0), "the first node ended well");
    load.end();
    // Commands reach the node that answers now.
    let versions = bench.run(&["datasets", "--versions", "own", "--json"]).exits(0).json();
    assert_eq!(versions.as_array().unwrap().len(), 4);
    stop(&bench.home());
    bench.run(&["doctor"]).exits(0);
}

#[test]
fn a_broken_successor_changes_nothing() {
    let bench = Bench::with_list();
    let program = bench.path("comity");
    std::fs::copy(assert_cmd::cargo::cargo_bin!("comity"), &program).unwrap();
    let mut command = Command::new(&program);
    command.env("COMITY_HOME", bench.home()).env("COMITY_LOG", "off");
    command.args(["serve", "--listen", "127.0.0.1:0"]);
    let node = Serving::start(command);
    until_ready(&node);
    let load = Load::begin(&node.address);
    load.until_answered(100);
    let before = owner(&bench.home());
    let replace = |text: &str| {
        let new = bench.file("new", text);
        std::fs::set_permissions(&new, PermissionsExt::from_mode(0o755)).unwrap();
        std::fs::rename(new, &program).unwrap();
    };
    // One that ends at once, one that is no program, and one that is not there.
    for broken in ["#!/bin/sh\nexit 2\n", "no program", ""] {
        replace(broken);
        if broken.is_empty() {
            std::fs::remove_file(&program).unwrap();
        }
        signal("-USR2", &before);
        load.until_answered(200);
        assert_eq!(owner(&bench.home()), before);
    }
    load.end();
    bench.run(&["datasets"]).exits(0);
    assert_eq!(node.stop(), Some(0));
}

#[test]
fn a_successor_that_fails_late_gives_the_home_back() {
    let bench = Bench::with_list();
    let program = bench.path("comity");
    let other = Bench::with_list();
    let real = assert_cmd::cargo::cargo_bin!("comity");
    std::fs::copy(real, &program).unwrap();
    let mut command = Command::new(&program);
    let said = bench.path("said");
    command.env("OTHER_HOME", other.home()).env("PROGRAM", real).env("SAID", &said);
    command.env("COMITY_HOME", bench.home()).env("COMITY_LOG", "off");
    command.args(["serve", "--listen", "127.0.0.1:0"]);
    let node = Serving::start(command);
    until_ready(&node);
    let load = Load::begin(&node.address);
    load.until_answered(100);
    // It gets ready, and then finds that it was handed another home than its own.
    let before = owner(&bench.home());
    let text = "#!/bin/sh\nCOMITY_HOME=\"$OTHER_HOME\" \"$PROGRAM\" \"$@\" 2> \"$SAID.new\"\n\
        mv \"$SAID.new\" \"$SAID\"\n";
    let new = bench.file("new", text);
    std::fs::set_permissions(&new, PermissionsExt::from_mode(0o755)).unwrap();
    std::fs::rename(new, &program).unwrap();
    signal("-USR2", &before);
    while !said.exists() {
        load.until_answered(20);
    }
    let said = std::fs::read_to_string(&said).unwrap();
    assert!(said.contains("another process owns the home"), "{said}");
    load.until_answered(200);
    assert_eq!(owner(&bench.home()), before);
    load.end();
    bench.run(&["datasets"]).exits(0);
    assert_eq!(node.stop(), Some(0));
}

#[test]
fn a_second_wish_to_end_is_obeyed_at_once() {
    let bench = Bench::with_list();
    let mut node = bench.serve();
    // A request whose body never comes holds the first stop.
    let mut open = TcpStream::connect(&node.address).unwrap();
    write!(
        open,
        "POST /match/default HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: 10\r\nexpect: 100-continue\r\n\r\n"
    )
    .unwrap();
    let mut go_on = [0; 12];
    open.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100");
    let id = owner(&bench.home());
    signal("-TERM", &id);
    // The first one has been heard when nobody is let in any more.
    while TcpStream::connect(&node.address).is_ok() {
        std::thread::sleep(Duration::from_millis(10));
    }
    signal("-TERM", &id);
    assert_eq!(node.wait(), Some(3));
    bench.run(&["doctor"]).exits(0);
}

#[test]
fn sockets_that_a_service_manager_opened_are_used_and_it_is_told() {
    let bench = Bench::with_list();
    let _last = Last(bench.home());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    // What another program inherits must not close itself.
    rustix::io::fcntl_setfd(&listener, rustix::io::FdFlags::empty()).unwrap();
    let manager = bench.path("notify");
    let heard = UnixDatagram::bind(&manager).unwrap();
    heard.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let hear = || {
        let mut text = [0; 200];
        let count = heard.recv(&mut text).unwrap();
        String::from_utf8_lossy(&text[..count]).into_owned()
    };
    let mut command = bench.command();
    command.args(["serve", "--listen", "127.0.0.1:1"]).env("NOTIFY_SOCKET", &manager);
    command.env("LISTEN_FDS", "1").env("LISTEN_FDS_FIRST_FD", listener.as_raw_fd().to_string());
    let mut node = Serving::start(command);
    assert_eq!(node.address, address);
    assert_eq!(hear(), "READY=1");
    assert_eq!(node.get("/readyz").0, 200);
    let successor = restart(&bench.home());
    // The successor answers before the node that it follows says so.
    let words = [hear(), hear()];
    assert!(words.contains(&"READY=1".to_owned()), "{words:?}");
    assert!(words.contains(&format!("MAINPID={successor}\nREADY=1")), "{words:?}");
    assert_eq!(node.wait(), Some(0));
    assert_eq!(node.get("/readyz").0, 200);
    stop(&bench.home());
    assert_eq!(hear(), "STOPPING=1");
}

#[test]
fn a_probe_tells_whether_a_node_can_answer() {
    let bench = Bench::with_list();
    let node = bench.serve();
    until_ready(&node);
    bench.run(&["probe", "--listen", &node.address]).exits(0);
    bench.run(&["probe", "--alive", "--listen", &node.address]).exits(0);
    let address = node.address.clone();
    assert_eq!(node.stop(), Some(0));
    let said = bench.run(&["probe", "--listen", &address]).exits(1).whole();
    assert!(said.contains("does not answer"), "{said}");
}
