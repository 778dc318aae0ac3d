//! Subjects: registered, screened again when something changes, told once.

use std::time::Duration;

use comity_api::local::{SubjectOrder, SubjectPage};
use comity_api::v1::{HitKind, SubjectChangeList, SubjectSpec};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, LIST, OWN, Served, home, import, open, query, token_order};

async fn put(node: &Served, path: &str, body: &Value) -> Answer {
    let kind = [("content-type", "application/json")];
    node.ask(Method::PUT, path, &kind, body.to_string().as_bytes()).await
}

fn subject(schema: &str, name: &str) -> Value {
    json!({ "query": query(schema, name) })
}

/// The changes once all subjects are screened against everything.
async fn settled(node: &Served, since: u64) -> Value {
    for _ in 0..1_000 {
        let list = node.get(&format!("/v1/subjects/changes?since={since}")).await.ok();
        if list["current"] == true {
            return list;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the subjects are not screened");
}

/// Kind, subject and record of each change.
fn told(list: &Value) -> Vec<String> {
    let tell = |one: &Value| {
        let text = format!("{} {} {}", one["kind"], one["subject"], one["hit"]["record"]);
        text.replace('"', "")
    };
    list["changes"].as_array().unwrap().iter().map(tell).collect()
}

const RENAMED: &str =
    r#"{"id":"n-1","schema":"Vessel","properties":{"name":["PALE PETREL"],"flag":["no"]}}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_subject_is_screened_when_it_is_registered() {
    let node = Served::usual().await;
    let asked = json!({
        "query": { "schema": "Vessel", "properties": { "name": "Nordic Tern", "wings": ["2"] } },
        "expires": "2999-12-01", "case": "4711", "purpose": "due-diligence"
    });
    let kept = put(&node, "/v1/subjects/ferry/crossing%201", &asked).await.ok();
    assert_eq!((&kept["register"], &kept["id"]), (&json!("ferry"), &json!("crossing 1")));
    assert_eq!(kept["query"]["properties"], json!({ "name": ["Nordic Tern"] }));
    assert_eq!(kept["expires_at"], "2999-12-02T00:00:00", "the day is over");
    assert_eq!((&kept["case"], &kept["screened"]), (&json!("4711"), &json!(true)));
    let hits = kept["hits"].as_array().unwrap();
    assert_eq!((hits.len(), &hits[0]["record"]), (1, &json!("demo-v1")));
    assert_eq!(node.get("/v1/subjects/ferry/crossing%201").await.ok(), kept);
    let list = settled(&node, 0).await;
    assert_eq!(told(&list), ["new crossing 1 demo-v1"]);
    // The same again says nothing new.
    put(&node, "/v1/subjects/ferry/crossing%201", &asked).await.ok();
    let next = list["next"].as_u64().unwrap();
    assert_eq!(told(&settled(&node, next).await), [""; 0]);
    // Another name does.
    put(&node, "/v1/subjects/ferry/crossing%201", &subject("Vessel", "Grey Skua")).await.ok();
    assert_eq!(told(&settled(&node, next).await), ["withdrawn crossing 1 demo-v1"]);
    let path = "/v1/subjects/ferry/crossing%201";
    let gone = node.ask(Method::DELETE, path, &[], b"").await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    for method in [Method::DELETE, Method::GET] {
        let absent = node.ask(method, path, &[], b"").await;
        assert_eq!(
            (absent.status, &absent.json()["code"]),
            (StatusCode::NOT_FOUND, &json!("no-such-subject"))
        );
    }
    assert_eq!(told(&settled(&node, 0).await), [""; 0], "what was found went along");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_a_dataset_tells_only_what_is_otherwise() {
    let node = Served::usual().await;
    let door = node.door().await;
    for (id, name) in [("a", "Pale Petrel"), ("b", "Nordic Tern")] {
        put(&node, &format!("/v1/subjects/ferry/{id}"), &subject("Vessel", name)).await.ok();
    }
    let mut next = settled(&node, 0).await["next"].as_u64().unwrap();
    let mut since = async |node: &Served| {
        let list = settled(node, next).await;
        next = list["next"].as_u64().unwrap();
        told(&list)
    };
    import(&door, "new_list", RENAMED, None).await;
    assert_eq!(since(&node).await, ["new a n-1"]);
    import(&door, "new_list", RENAMED, None).await;
    assert_eq!(since(&node).await, [""; 0], "the same once more");
    import(&door, "new_list", &RENAMED.replace("\"no\"", "\"se\""), None).await;
    assert_eq!(since(&node).await, ["changed a n-1"]);
    let listing =
        r#"{"id":"n-2","schema":"Sanction","properties":{"entity":["n-1"],"program":["X"]}}"#;
    let listed = format!("{}\n{listing}\n", RENAMED.replace("\"no\"", "\"se\""));
    import(&door, "new_list", &listed, None).await;
    assert_eq!(since(&node).await, ["changed a n-1"], "it was listed");
    import(&door, "new_list", &RENAMED.replace("PALE PETREL", "GREY AUK"), None).await;
    assert_eq!(since(&node).await, ["withdrawn a n-1"]);
    import(&door, "new_list", RENAMED, None).await;
    assert_eq!(since(&node).await, ["new a n-1"]);
    door.remove("new_list").await.unwrap();
    assert_eq!(since(&node).await, ["withdrawn a n-1"]);
    let order = comity_api::local::DecisionOrder {
        left: comity_api::v1::SourceRecord { dataset: String::new(), id: "demo-v1".to_owned() },
        right: comity_api::v1::SourceRecord { dataset: String::new(), id: "other-8".to_owned() },
        same: true,
        reason: "the same hull".to_owned(),
    };
    door.decide(order).await.unwrap();
    let changes = since(&node).await;
    assert!(changes.contains(&"withdrawn b demo-v1".to_owned()), "{changes:?}");
    assert!(changes.contains(&"new b demo-v1".to_owned()), "by its canonical id: {changes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_is_made_up_for_at_the_next_start() {
    let dir = home().await;
    let door = open(dir.path()).await;
    let spec = SubjectSpec {
        id: Some("a".to_owned()),
        query: serde_json::from_value(query("Vessel", "Pale Petrel")).unwrap(),
        ..SubjectSpec::default()
    };
    assert_eq!(door.put_subject("ferry", spec).await.unwrap().hits, []);
    let first = door.subject_changes(0, 9).await.unwrap();
    assert!(first.current && first.changes.is_empty());
    // Nothing screens in a home that is not served: as if the node had died after the import.
    import(&door, "new_list", RENAMED, None).await;
    drop(door);
    let node = Served::with(dir, |_| {}).await;
    let list = settled(&node, first.next).await;
    assert_eq!(told(&list), ["new a n-1"]);
    let door = node.door().await;
    let same: SubjectChangeList = door.subject_changes(first.next, 9).await.unwrap();
    assert_eq!((same.changes.len(), same.changes[0].kind), (1, HitKind::New), "told once");
}

#[tokio::test(flavor = "multi_thread")]
async fn subjects_come_in_batches_and_pages() {
    let node = Served::usual().await;
    let with_id = |id: String, name: &str| {
        let mut spec = subject("Vessel", name);
        spec["id"] = json!(id);
        spec
    };
    let many: Vec<Value> = (0..250)
        .map(|at| with_id(format!("s-{at:03}"), if at % 100 == 0 { "Nordic Tern" } else { "Xyz" }))
        .collect();
    let kept = put(&node, "/v1/subjects/ferry", &json!({ "subjects": many })).await.ok();
    assert_eq!((&kept["kept"], &kept["with_hits"]), (&json!(250), &json!(3)));
    let mut ids = Vec::new();
    let mut path = "/v1/subjects?limit=100".to_owned();
    for _ in 0..3 {
        let page = node.get(&path).await.ok();
        let listed = page["subjects"].as_array().unwrap();
        ids.extend(listed.iter().map(|one| one["id"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/subjects?limit=100&after={next}");
    }
    assert_eq!(ids.len(), 250);
    assert!(ids.is_sorted());
    let none = node.get("/v1/subjects?register=other").await.ok();
    assert_eq!(none["subjects"], json!([]));
    let first = node.get("/v1/subjects/changes?limit=2").await.ok();
    assert_eq!((first["changes"].as_array().unwrap().len(), &first["more"]), (2, &json!(true)));
    let rest =
        node.get(&format!("/v1/subjects/changes?limit=2&since={}", first["next"])).await.ok();
    assert_eq!((rest["changes"].as_array().unwrap().len(), &rest["more"]), (1, &json!(false)));

    // A batch with one that cannot be kept changes nothing.
    let bad =
        json!({ "subjects": [with_id("t-1".to_owned(), "Skua"), with_id("t-2".to_owned(), "")] });
    let refused = put(&node, "/v1/subjects/ferry", &bad).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let said = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(said.starts_with("subject 2 (`t-2`): "), "{said}");
    assert_eq!(node.get("/v1/subjects/ferry/t-1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn subjects_that_cannot_be_kept_are_refused() {
    let node = Served::usual().await;
    let good = subject("Vessel", "Tern");
    let with = |field: &str, value: Value| {
        let mut spec = good.clone();
        spec[field] = value;
        spec
    };
    let long = "x".repeat(501);
    for (path, body, status, code) in [
        ("/v1/subjects/ferry/a", json!({}), 422, "shape"),
        ("/v1/subjects/ferry/a", with("id", json!("b")), 400, "subject-id"),
        ("/v1/subjects/ferry/%20", good.clone(), 400, "subject-id"),
        ("/v1/subjects/ferry/a%0Ab", good.clone(), 400, "subject-id"),
        ("/v1/subjects/Not%20A%20Name/a", good.clone(), 400, "invalid-id"),
        ("/v1/subjects/changes/a", good.clone(), 400, "reserved-name"),
        ("/v1/subjects/ferry/a", subject("Vessel", ""), 400, "nothing-asked"),
        ("/v1/subjects/ferry/a", subject("Sanction", "x"), 400, "schema-not-screened"),
        ("/v1/subjects/ferry/a", with("expires", json!("soon")), 400, "expires"),
        ("/v1/subjects/ferry/a", with("expires", json!("1999-01-01")), 400, "expires"),
        ("/v1/subjects/ferry/a", with("threshold", json!(1.5)), 400, "threshold"),
        ("/v1/subjects/ferry/a", with("clearance", json!("PINK")), 400, "clearance"),
        ("/v1/subjects/ferry/a", with("case", json!(long)), 400, "case"),
        ("/v1/subjects/ferry/a", with("wings", json!(2)), 422, "shape"),
        ("/v1/subjects/ferry", json!({ "subjects": [] }), 400, "batch-size"),
        ("/v1/subjects/ferry", json!({ "subjects": [good.clone()] }), 400, "subject-id"),
        ("/v1/subjects/ferry", json!({ "subjects": vec![good.clone(); 1_001] }), 400, "batch-size"),
    ] {
        let answer = put(&node, path, &body).await;
        let said = answer.json();
        assert_eq!(
            (answer.status.as_u16(), said["code"].as_str()),
            (status, Some(code)),
            "{path} {body}"
        );
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    for path in
        ["/v1/subjects?limit=1001", "/v1/subjects/changes?since=x", "/v1/subjects/changes?limit=-1"]
    {
        assert_eq!(node.get(path).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    assert_eq!(node.get("/v1/subjects?after=x").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(node.get("/v1/subjects").await.ok()["subjects"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subject_shows_nothing_that_its_owner_may_not_see() {
    let node = Served::with(home().await, |options| options.require_token = true).await;
    let door = node.door().await;
    import(&door, "own_alerts", OWN, Some("TLP:AMBER")).await;
    let clear = format!(
        "Bearer {}",
        door.create_token(token_order("clear", "TLP:CLEAR")).await.unwrap().secret
    );
    let amber = format!(
        "Bearer {}",
        door.create_token(token_order("amber", "TLP:AMBER")).await.unwrap().secret
    );
    let ask = async |token: &str, method: Method, path: &str, body: &Value| {
        let headers = [("authorization", token), ("content-type", "application/json")];
        let answer = node.ask(method, path, &headers, body.to_string().as_bytes()).await;
        let empty = answer.body.is_empty();
        (answer.status, if empty { Value::Null } else { answer.json() })
    };
    let asked = subject("Person", "Bartholomea Wexcombe");
    let mine = "/v1/subjects/desk/mine";
    let (_, kept) = ask(&clear, Method::PUT, mine, &asked).await;
    assert_eq!((&kept["clearance"], &kept["hits"]), (&json!("TLP:CLEAR"), &json!([])));
    let theirs = "/v1/subjects/desk/theirs";
    let (_, kept) = ask(&amber, Method::PUT, theirs, &asked).await;
    assert_eq!(kept["hits"][0]["record"], "own-1");
    // With less than one may see one sees less.
    let mut low = asked.clone();
    low["clearance"] = json!("TLP:GREEN");
    let (_, kept) = ask(&amber, Method::PUT, "/v1/subjects/desk/low", &low).await;
    assert_eq!(kept["hits"], json!([]));
    let (status, said) = ask(&clear, Method::PUT, mine, &low).await;
    assert_eq!((status, &said["code"]), (StatusCode::FORBIDDEN, &json!("clearance")));

    for method in [Method::GET, Method::DELETE] {
        let (hidden, said) = ask(&clear, method.clone(), theirs, &json!({})).await;
        let (absent, other) = ask(&clear, method, "/v1/subjects/desk/nobody", &json!({})).await;
        assert_eq!((hidden, &said["code"]), (absent, &other["code"]));
    }
    let (status, said) = ask(&clear, Method::PUT, theirs, &asked).await;
    assert_eq!((status, &said["code"]), (StatusCode::CONFLICT, &json!("subject-taken")));
    let (_, list) = ask(&clear, Method::GET, "/v1/subjects", &json!({})).await;
    assert_eq!(list["subjects"].as_array().unwrap().len(), 1);
    let (_, changes) = ask(&clear, Method::GET, "/v1/subjects/changes", &json!({})).await;
    assert_eq!(changes["changes"], json!([]));
    let (_, changes) = ask(&amber, Method::GET, "/v1/subjects/changes", &json!({})).await;
    assert_eq!(told(&changes), ["new theirs own-1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_subjects_is_registered_line_by_line() {
    let dir = home().await;
    let door = open(dir.path()).await;
    let order =
        |register: &str| SubjectOrder { register: register.to_owned(), ..Default::default() };
    let text = concat!(
        "{\"id\":\"a\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"Nordic Tern\"]},\"expires\":\"2999-01-01\"}\n",
        "{\"id\":7,\"schema\":\"Vessel\",\"properties\":{\"name\":[\"Xyz\"]}}\n",
        "{\"schema\":\"Vessel\",\"properties\":{\"name\":[\"No Id\"]}}\n",
        "{\"id\":\"b\",\"schema\":\"Vessel\",\"properties\":{}}\n",
        "{\"id\":\"c\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"Tern\"]},\"expires\":\"soon\"}\n",
        "nonsense\n",
    );
    let input = Box::new(text.as_bytes());
    let done = door.import_subjects(order("ferry"), input, Box::new(|_| {})).await.unwrap();
    assert_eq!((done.kept, done.with_hits, done.failed), (2, 1, 4), "{:?}", done.failures);
    assert!(done.failures.iter().any(|said| said == "line 3 has no `id`"), "{:?}", done.failures);
    assert!(
        done.failures.iter().any(|said| said.starts_with("`c`: `soon` is")),
        "{:?}",
        done.failures
    );
    let table = "id,name,expires,case,shoe size\nx,Nordic Tern,2999-01-01,C-1,44\ny,Xyz,,,\n";
    let input = Box::new(table.as_bytes());
    let done = door.import_subjects(order("crew"), input, Box::new(|_| {})).await.unwrap();
    assert_eq!((done.kept, done.failed), (2, 0));
    assert_eq!(done.notes, ["columns not compared: shoe size"]);
    let page = SubjectPage { register: Some("crew".to_owned()), after: None, limit: 9 };
    let list = door.subjects(page).await.unwrap();
    assert_eq!(list.subjects[0].case.as_deref(), Some("C-1"));
    assert!(list.subjects[0].expires_at.is_some() && list.subjects[1].expires_at.is_none());
    let refused = door.import_subjects(order("Not A Name"), Box::new(&b"{}"[..]), Box::new(|_| {}));
    assert_eq!(refused.await.unwrap_err().code, "invalid-id");
}

/// What stands after many changes is what screening all subjects anew finds.
#[tokio::test(flavor = "multi_thread")]
async fn step_by_step_is_the_same_as_all_at_once() {
    let dir = home().await;
    let door = open(dir.path()).await;
    let names = ["Nordic Tern", "Pale Petrel", "Zoltrian Quenfelder", "Banque Nationale", "Heron"];
    let register = async |register: &str| {
        for (at, name) in names.iter().enumerate() {
            let spec = SubjectSpec {
                id: Some(format!("s-{at}")),
                query: serde_json::from_value(query("Thing", name)).unwrap(),
                threshold: Some(0.5),
                ..SubjectSpec::default()
            };
            door.put_subject(register, spec).await.unwrap();
        }
    };
    register("before").await;
    let mut running = std::collections::BTreeMap::new();
    let mut since = 0;
    for text in
        [RENAMED.to_owned(), LIST.to_owned(), LIST.replace("NORDIC", "SILENT"), RENAMED.into()]
    {
        import(&door, "new_list", &text, None).await;
        let list = door.subject_changes(since, 1_000).await.unwrap();
        assert!(list.current && !list.more);
        since = list.next;
        for change in list.changes {
            let key = (change.subject.clone(), change.hit.id.clone(), change.hit.dataset.clone());
            let was = match change.kind {
                HitKind::Withdrawn => running.remove(&key).is_some(),
                HitKind::New => running.insert(key, change.hit.record.clone()).is_none(),
                HitKind::Changed => running.insert(key, change.hit.record.clone()).is_some(),
            };
            assert!(was, "{change:?}");
        }
    }
    register("after").await;
    let hits = async |register: &str| {
        let page = SubjectPage { register: Some(register.to_owned()), after: None, limit: 9 };
        let list = door.subjects(page).await.unwrap();
        list.subjects.into_iter().map(|one| (one.id, one.hits)).collect::<Vec<_>>()
    };
    let (before, after) = (hits("before").await, hits("after").await);
    assert_eq!(before, after);
    let told: Vec<_> = running.into_keys().collect();
    let stands = after.iter().flat_map(|(subject, hits)| {
        hits.iter().map(move |hit| (subject.clone(), hit.id.clone(), hit.dataset.clone()))
    });
    let mut stands: Vec<_> = stands.collect();
    stands.sort();
    assert_eq!(told, stands, "the changes add up to what stands");
    assert!(!stands.is_empty());
}
