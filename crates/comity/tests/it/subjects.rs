//! Subjects and webhooks, as commands.

use crate::bench::{Bench, LIST};

#[test]
fn subjects_are_watched_for() {
    let bench = Bench::with_list();
    let add = ["subject", "add", "c-1", "Anna Maria Eriksson", "--birth-date", "1974-08"];
    insta::assert_snapshot!(bench.run(&add).whole(), @"
    exit 0
    --- stdout
    subjects/c-1  Person
        0.99  own/own-3
    ");
    bench.run(&["subject", "add", "v-1", "Grey Auk", "--register", "ferries"]).exits(0);
    insta::assert_snapshot!(bench.run(&["subject", "list"]).whole(), @"
    exit 0
    --- stdout
    ferries/v-1  Thing
        no hit
    subjects/c-1  Person
        0.99  own/own-3
    ");
    let seen = bench.run(&["subject", "hits", "--json"]).exits(0).json();
    assert_eq!(seen["changes"].as_array().unwrap().len(), 1);
    let since = seen["next"].to_string();
    let with_auk =
        LIST.replace("Pale Heron Society", "Grey Auk").replace(r#","wings":["two"]"#, "");
    let list = bench.file("new.json", with_auk);
    bench.run(&["import", &list, "--dataset", "own"]).exits(0);
    let new = bench.run(&["subject", "hits", "--since", &since]).exits(0).whole();
    assert!(new.contains("ferries/v-1") && new.contains("own/own-4"), "{new}");
    assert_eq!(new.matches("own/").count(), 1, "only what is otherwise: {new}");
    insta::assert_snapshot!(bench.run(&["subject", "remove", "c-1"]).whole(), @"
    exit 0
    --- stderr
    Removed `subjects/c-1`.
    ");
    bench.run(&["subject", "remove", "c-1"]).exits(3);
    bench.run(&["subject", "add", "c-2", "Anna", "--expires", "1999-01-01"]).exits(2);
    bench.run(&["subject", "add", "c-2"]).exits(2);
    bench.run(&["subject", "add", "c-2", "Anna", "--register", "changes"]).exits(2);
}

#[test]
fn a_node_that_is_killed_makes_up_for_what_it_did_not_tell() {
    let bench = Bench::with_list();
    bench.run(&["subject", "add", "v-1", "Grey Auk", "--register", "ferries"]).exits(0);
    let serving = bench.serve();
    let list = r#"{"id":"new-1","schema":"Vessel","properties":{"name":["GREY AUK"]}}"#;
    let list = bench.file("new.json", list);
    bench.run(&["import", &list, "--dataset", "new"]).exits(0);
    // Whether or not it has screened by then: it is told, and told once.
    serving.kill();
    for _ in 0..2 {
        let told = bench.run(&["subject", "hits", "--json"]).exits(0).json();
        assert_eq!(told["changes"].as_array().unwrap().len(), 1, "{told}");
        assert_eq!(told["changes"][0]["hit"]["record"], "new-1");
    }
}

#[test]
fn a_file_of_subjects_is_registered() {
    let bench = Bench::with_list();
    let file = bench.file(
        "subjects.csv",
        "id,name,expires\na,Nordic Tern,2999-12-01\nb,,\nc,Somebody,yesterday\n",
    );
    let words = ["subject", "import", &file, "--register", "ferries"];
    insta::assert_snapshot!(bench.run(&words).whole(), @"
    exit 5
    --- stderr
    not kept: `b`: there is no name and no number to look for
    not kept: `c`: `yesterday` is neither a day nor a moment
    1 registered, 0 of them with hits, 2 not kept
    ");
    let nothing = bench.file("nothing.csv", "shoe size\n44\n");
    bench.run(&["subject", "import", &nothing]).exits(4);
    bench.run(&["subject", "import", "no-such-file"]).exits(4);
    let serving = bench.serve();
    let list = bench.run(&["subject", "list", "--json"]).exits(0).json();
    assert_eq!(list["subjects"][0]["expires_at"], "2999-12-02T00:00:00");
    drop(serving);
}

#[test]
fn webhooks_are_kept() {
    let bench = Bench::with_home();
    let url = "https://desk.example/in";
    let secret = bench.run(&["webhook", "add", "desk", url]).exits(0).stdout();
    assert!(secret.starts_with("whsec_"), "{secret}");
    bench.run(&["webhook", "add", "desk", url]).exits(3);
    bench.run(&["webhook", "add", "other", "http://desk.example/in"]).exits(2);
    insta::assert_snapshot!(bench.run(&["webhook", "list"]).whole(), @"
    exit 0
    --- stdout
    desk  https://desk.example/in  working, 0 behind
    ");
    let list = bench.file("list.json", LIST);
    bench.run(&["import", &list, "--dataset", "own"]).exits(0);
    let json = bench.run(&["webhook", "list", "--json"]).exits(0);
    assert_eq!(json.json()[0]["lag"], 1);
    assert!(!json.stdout().contains("whsec_"));
    bench.run(&["webhook", "resume", "desk"]).exits(0);
    bench.run(&["webhook", "resume", "nobody"]).exits(3);
    bench.run(&["webhook", "remove", "desk"]).exits(0);
    bench.run(&["webhook", "remove", "desk"]).exits(3);
    assert_eq!(bench.run(&["webhook", "list"]).exits(0).stdout(), "");
}
