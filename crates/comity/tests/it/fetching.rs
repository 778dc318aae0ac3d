//! Downloads on the command line, from a small server on this machine.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

#[cfg(unix)]
use crate::bench::Serving;
use crate::bench::{Bench, LIST};

/// Serves one text, with a mark that callers can ask by; counts what it is asked.
struct Lists {
    address: String,
    text: Arc<Mutex<String>>,
    asked: Arc<Mutex<usize>>,
}

impl Lists {
    fn start(text: &str) -> Lists {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let text = Arc::new(Mutex::new(text.to_owned()));
        let asked = Arc::new(Mutex::new(0));
        let (served, count) = (text.clone(), asked.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut head = Vec::new();
                let mut byte = [0; 1];
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                    head.push(byte[0]);
                }
                *count.lock().unwrap() += 1;
                let text = served.lock().unwrap().clone();
                let mark = format!("\"{}\"", text.len());
                let head = String::from_utf8_lossy(&head).to_lowercase();
                let answer = if text.is_empty() {
                    "HTTP/1.1 404 Gone\r\ncontent-length: 0\r\n\r\n".to_owned()
                } else if head.contains(&format!("if-none-match: {mark}")) {
                    format!("HTTP/1.1 304 Not Modified\r\netag: {mark}\r\n\r\n")
                } else {
                    let length = text.len();
                    format!(
                        "HTTP/1.1 200 OK\r\netag: {mark}\r\ncontent-length: {length}\r\n\r\n{text}"
                    )
                };
                // A caller may have seen enough.
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Lists { address, text, asked }
    }

    fn url(&self) -> String {
        format!("http://{}/list.json", self.address)
    }

    fn say(&self, text: &str) {
        text.clone_into(&mut self.text.lock().unwrap());
    }

    fn asked(&self) -> usize {
        *self.asked.lock().unwrap()
    }
}

/// The command, told to go through no proxy of the tester's.
fn run<'b>(bench: &'b Bench, words: &[&str]) -> crate::bench::Run<'b> {
    let mut command = bench.command();
    command.args(words).env("COMITY_PROXY_URL", "direct").env("COMITY_DOWNLOAD_TRIES_MAX", "1");
    bench.ran(command.output().unwrap())
}

#[test]
fn an_address_is_imported_when_it_changed() {
    let bench = Bench::with_home();
    let lists = Lists::start(LIST);
    let url = lists.url();
    let words = ["import", url.as_str(), "--dataset", "own"];
    let first = run(&bench, &words).exits(0).stdout();
    assert!(first.contains("read as ftm_json\n  4 records, 1 related, 1 skipped"), "{first}");
    insta::assert_snapshot!(run(&bench, &words).whole(), @r"
    exit 0
    --- stdout
    own  not changed
    ");
    let again = run(&bench, &[&words[..], &["--json"]].concat()).exits(0).json();
    assert_eq!(
        (&again["is_changed"], &again["files"][0]["name"]),
        (&false.into(), &"list.json".into())
    );
    run(&bench, &[&words[..], &["--force"]].concat()).exits(0);
    let sum = again["files"][0]["sha256"].as_str().unwrap();
    run(&bench, &[&words[..], &["--sha256", sum]].concat()).exits(0);
    let other = "0".repeat(64);
    for more in [&["--sha256", other.as_str()][..], &["--force", "--sha256", &other]] {
        let refused = run(&bench, &[&words[..], more].concat()).exits(4);
        assert!(refused.whole().contains("SHA-256"), "{}", refused.whole());
    }
    lists.say("<html>log in</html>");
    let refused = run(&bench, &words).exits(4).whole();
    assert!(refused.contains("sent a web page, perhaps an error message"), "{refused}");
    let table = run(&bench, &["datasets"]).exits(0).stdout();
    assert!(table.contains("own: checked at ") && table.contains("; it failed"), "{table}");
    assert_eq!(
        run(&bench, &["datasets", "--versions", "own"]).exits(0).stdout().lines().count(),
        3
    );
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let bench = Bench::with_home();
    for words in [
        &["import", "http://127.0.0.1:1/", "list.json", "--dataset", "own"][..],
        &["import", "http://127.0.0.1:1/", "--dataset", "own", "--sha256", "abc"],
        &["import", "list.json", "--dataset", "own", "--force"],
        &["import", "http://", "--dataset", "own"],
        &["import", "http://127.0.0.1:1/", "--dataset", "Not A Name"],
        &["import", "http://a/", "http://b/", "--dataset", "own", "--sha256", "abc"],
        &["fetch"],
        &["fetch", "nothing"],
        &["fetch", "un_sc", "--all"],
        &["fetch", "un_sc", "us_csl", "--dataset", "own"],
        &["fetch", "eu_fsf"],
    ] {
        assert!(run(&bench, words).exits(2).output.stdout.is_empty(), "{words:?}");
    }
    let refused = run(&bench, &["import", "http://127.0.0.1:1/", "--dataset", "own"]).exits(4);
    assert!(refused.whole().contains("cannot be reached"), "{}", refused.whole());
}

#[test]
fn the_sources_are_listed() {
    let bench = Bench::empty();
    let table = run(&bench, &["fetch", "--list"]).exits(0).stdout();
    assert!(table.contains("\nun_sc "), "{table}");
    assert!(table.contains("needs a token") && table.contains("CC BY-NC"), "{table}");
    let rows = run(&bench, &["fetch", "--list", "--json"]).exits(0).json();
    assert_eq!(rows[0]["urls"][0], "https://scsanctions.un.org/resources/xml/en/consolidated.xml");
}

#[test]
fn a_dataset_s_table_is_checked() {
    let bench = Bench::with_home();
    for (text, words) in [
        ("[datasets.a]\n", "the dataset `a`: a publication has 1 to 32 files"),
        ("[datasets.a]\nsource = \"b\"\n", "there is no source `b`"),
        ("[datasets.a]\nsource = \"un_sc\"\nurls = [\"http://b/\"]\n", "not both"),
        ("[datasets.a]\nurls = [\"ftp://b/\"]\n", "only http and https"),
        ("[datasets.default]\nsource = \"un_sc\"\n", "stands for all datasets"),
        ("[datasets.\"A b\"]\nsource = \"un_sc\"\n", "only a-z"),
        ("[datasets.a]\nsource = \"un_sc\"\nformat = \"pdf\"\n", "`pdf` is not a format"),
        ("[datasets.a]\nsource = \"un_sc\"\nmarking = \"LOUD\"\n", "LOUD"),
        ("[datasets.a]\nsource = \"un_sc\"\nparty = \"No Party\"\n", "party"),
        ("[datasets.a]\nsource = \"un_sc\"\nevery_minutes = 0\n", "from 1 to 525600"),
        ("[datasets.a]\nevery = 5\n", "unknown field `every`"),
        ("[datasets.a]\nsource = \"un_sc\"\ntoken = 7\n", "this is not a secret text"),
        ("[downloads]\nproxy_url = \"me:word\"\n", "this is not `direct`"),
    ] {
        let file = bench.file("wrong.toml", text);
        let told = bench.run(&["config", "--check", &file]).exits(2).whole();
        assert!(told.contains("wrong.toml`, line") && told.contains(words), "{text}: {told}");
    }
    let secret = "[datasets.own]\nurls = [\"http://me:sesame@lists.example/\"]\n\
                  [datasets.eu]\nsource = \"eu_fsf\"\ntoken = \"sesame\"\n\
                  [downloads]\nproxy_url = \"http://me:sesame@proxy.example\"\n";
    let file = bench.file("right.toml", secret);
    let shown = bench.run(&["config", &file]).exits(0).stdout();
    assert!(shown.contains("[datasets.eu]\nsource = \"eu_fsf\"  # file\n"), "{shown}");
    assert!(shown.contains("token = \"(hidden)\"  # file") && !shown.contains("sesame"), "{shown}");
    let json = bench.run(&["config", "--json", &file]).exits(0).stdout();
    assert!(json.contains("datasets.eu.token") && !json.contains("sesame"), "{json}");
}

#[test]
#[cfg(unix)]
fn a_node_keeps_its_datasets_fresh() {
    let bench = Bench::with_home();
    let lists = Lists::start(LIST);
    let file = format!(
        "[downloads]\nproxy_url = \"direct\"\ntries_max = 1\n\
         [datasets.own]\nurls = [\"{}\"]\ntitle = \"Own alerts\"\n",
        lists.url()
    );
    std::fs::write(bench.home().join("comity.toml"), file).unwrap();
    let serve = || {
        let mut command = bench.command();
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        Serving::start(command)
    };
    let node = serve();
    let holds = |node: &Serving| node.get("/v1/records/own-1").0 == 200;
    let checks = (0..500).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        let (status, text) = node.get("/v1/datasets");
        let shown: serde_json::Value = serde_json::from_str(&text).ok()?;
        let checks = shown["datasets"][0]["checks"].clone();
        (status == 200 && checks["last_success"].is_string()).then_some(checks)
    });
    let checks = checks.expect("it is fetched");
    assert!(holds(&node));
    assert_eq!(
        (&checks["stale"], &checks["last_error"]),
        (&false.into(), &serde_json::Value::Null)
    );
    assert!(checks["next_check"].as_str() > checks["last_check"].as_str());
    // A command asks the node, which finds nothing new, then nothing at all.
    let told = bench.run(&["update"]).exits(0).stdout();
    assert_eq!(told, "own  not changed\n");
    lists.say("");
    let told = bench.run(&["update"]).exits(1).stdout();
    assert!(told.contains("own  FAILED: ") && told.contains("status 404"), "{told}");
    assert!(holds(&node));
    let told = bench.run(&["doctor"]).exits(0).stdout();
    assert!(told.contains("which failed: "), "{told}");
    assert_eq!(node.stop(), Some(0));
    // It is not due yet when the node comes back.
    let asked = lists.asked();
    let node = serve();
    assert!((0..500).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        holds(&node)
    }));
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!((lists.asked(), node.stop()), (asked, Some(0)));
}
