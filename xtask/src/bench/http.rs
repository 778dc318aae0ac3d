//! Requests a second over HTTP, and the start of a whole node.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;

use super::benchmark;
use super::figure::Figure;
use crate::clock;

/// How long requests are sent.
const LOAD: Duration = Duration::from_secs(5);
/// Connections that each have one request under way.
const CONNECTIONS: usize = 4;
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// A node on one core, asked by clients on the others: one query a request, as yente's are.
pub(crate) fn figures() -> Result<Vec<Figure>> {
    let program = program()?;
    let home = tempfile::tempdir()?;
    let data = crate::setup::data_directory().context("the shared data folder is not there")?;
    let list = data.join("screening").join("index.ftm.jsonl.gz");
    comity(&program, home.path(), &["init"])?;
    let import = clock::now();
    let list = list.to_str().context("the data folder's path is not UTF-8")?;
    comity(&program, home.path(), &["import", list, "--dataset", "benchmark"])?;
    let import_ms = import.elapsed().as_secs_f64() * 1_000.0;

    let mut node = Node::start(&program, home.path())?;
    let start_ms = node.start_ms;
    let bodies = bodies()?;
    let cpu_before = node.cpu_seconds()?;
    let begin = clock::now();
    let mut latencies = latencies(&node, &bodies, CONNECTIONS)?;
    let seconds = begin.elapsed().as_secs_f64();
    let cpu = node.cpu_seconds()? - cpu_before;
    node.stop()?;

    latencies.sort_by(f64::total_cmp);
    ensure!(!latencies.is_empty(), "no request was answered");
    #[expect(clippy::cast_precision_loss, reason = "some thousand requests")]
    let count = latencies.len() as f64;
    let at = |part: usize| latencies.get(latencies.len() * part / 100).copied();
    let peer = "yente logic-v2";
    Ok(vec![
        Figure::new("speed.import_wall", import_ms, "ms"),
        Figure::new("speed.node_start_wall", start_ms, "ms").beside(peer, 9_000.0),
        Figure::new("speed.http_requests_per_second", count / seconds, "1/s").beside(peer, 45.6),
        Figure::new("speed.http_cpu_per_request", cpu * 1_000.0 / count, "ms").beside(peer, 21.9),
        Figure::new("speed.http_p50_wall", at(50).unwrap_or_default(), "ms").beside(peer, 33.0),
        Figure::new("speed.http_p99_wall", at(99).unwrap_or_default(), "ms").beside(peer, 180.0),
    ])
}

/// How long each request took that so many clients sent for a while, in milliseconds.
pub(super) fn latencies(node: &Node, bodies: &[String], clients: usize) -> Result<Vec<f64>> {
    std::thread::scope(|scope| {
        let port = node.port;
        let clients: Vec<_> =
            (0..clients).map(|at| scope.spawn(move || ask(port, bodies, at))).collect();
        let mut all = Vec::new();
        for client in clients {
            let latencies =
                client.join().map_err(|_| anyhow::anyhow!("a client came to an end"))??;
            all.extend(latencies);
        }
        Ok(all)
    })
}

pub(super) fn program() -> Result<PathBuf> {
    let built = crate::command::cargo(&["build", "--release", "--locked", "--package", "comity"])
        .status()?
        .success();
    ensure!(built, "comity does not build");
    let this = std::env::current_exe()?;
    Ok(this.with_file_name("comity"))
}

pub(super) fn comity(program: &Path, home: &Path, args: &[&str]) -> Result<()> {
    let output = Command::new(program).arg("--home").arg(home).args(args).output()?;
    let words = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "comity {} failed: {words}", args.join(" "));
    Ok(())
}

pub(super) struct Node {
    child: Child,
    port: u16,
    pub(super) start_ms: f64,
}

impl Node {
    pub(super) fn start(program: &Path, home: &Path) -> Result<Node> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let start = clock::now();
        // One core for the node, so that requests a second are those of one core.
        let pinned = Command::new("taskset").arg("-V").output().is_ok();
        let mut command = Command::new(if pinned { Path::new("taskset") } else { program });
        if pinned {
            command.args(["-c", "0"]).arg(program);
        }
        let child = command
            .arg("--home")
            .arg(home)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut node = Node { child, port, start_ms: 0.0 };
        while !node.is_ready() {
            if start.elapsed() > START_TIMEOUT {
                bail!("the node did not start within {START_TIMEOUT:?}");
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        node.start_ms = start.elapsed().as_secs_f64() * 1_000.0;
        Ok(node)
    }

    fn is_ready(&self) -> bool {
        let Ok(mut connection) = Connection::open(self.port) else { return false };
        connection.request("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n").is_ok()
    }

    /// Processor time of the whole process so far: fields 14 and 15 of its `stat`, in hundredths.
    fn cpu_seconds(&self) -> Result<f64> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after_name = text.rsplit(')').next().unwrap_or_default();
        let ticks = after_name.split_whitespace().skip(11).take(2);
        let ticks: Result<Vec<f64>, _> = ticks.map(str::parse).collect();
        Ok(ticks?.iter().sum::<f64>() / 100.0)
    }

    /// A figure of the process's memory, by its name in `status`, in megabytes.
    pub(super) fn resident_mb(&self, name: &str) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let kilobytes: f64 =
            line.context("no such figure")?.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes / 1_000.0)
    }

    pub(super) fn stop(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // Already stopped where all went well.
        let _ = self.stop();
    }
}

/// The benchmark's queries as requests of yente's kind.
pub(super) fn bodies() -> Result<Vec<String>> {
    let cases = benchmark::positives()?.into_iter().chain(benchmark::negatives()?);
    let bodies = cases.step_by(3).map(|case| {
        let query = json!({
            "schema": case.query.schema.name(),
            "properties": { "name": case.query.names },
        });
        let body = json!({ "queries": { "q": query } }).to_string();
        format!(
            "POST /match/default HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    });
    Ok(bodies.collect())
}

/// Sends requests one after the other and returns how long each took, in milliseconds.
fn ask(port: u16, bodies: &[String], first: usize) -> Result<Vec<f64>> {
    let mut connection = Connection::open(port)?;
    let mut latencies = Vec::new();
    let start = clock::now();
    for body in bodies.iter().cycle().skip(first * 97) {
        let sent = clock::now();
        if start.elapsed() > LOAD {
            break;
        }
        connection.request(body)?;
        latencies.push(sent.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(latencies)
}

struct Connection(BufReader<TcpStream>);

impl Connection {
    fn open(port: u16) -> Result<Connection> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(START_TIMEOUT))?;
        Ok(Connection(BufReader::new(stream)))
    }

    /// Sends a request and reads its answer; anything but 200 is an error.
    fn request(&mut self, request: &str) -> Result<()> {
        self.0.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        let status = line.trim_end().to_owned();
        let mut length = 0;
        let mut is_chunked = false;
        loop {
            line.clear();
            ensure!(self.0.read_line(&mut line)? > 0, "the answer ended early");
            let header = line.trim_end().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
            is_chunked |= header == "transfer-encoding: chunked";
        }
        self.skip(length)?;
        while is_chunked {
            line.clear();
            self.0.read_line(&mut line)?;
            let chunk = usize::from_str_radix(line.trim_end(), 16)?;
            self.skip(chunk + "\r\n".len())?;
            is_chunked = chunk > 0;
        }
        ensure!(status.starts_with("HTTP/1.1 200"), "{status}");
        Ok(())
    }

    fn skip(&mut self, bytes: usize) -> Result<()> {
        let mut body = vec![0; bytes];
        Ok(self.0.read_exact(&mut body)?)
    }
}
