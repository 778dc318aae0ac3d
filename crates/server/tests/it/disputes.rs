//! What somebody says is wrong in a record stands beside it until somebody has decided.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, LIST, Served, import, query};

const BORDER: [(&str, &str); 2] =
    [("comity-purpose", "border-check"), ("comity-legal-basis", "border-code")];
const PROTECTION: [(&str, &str); 2] =
    [("comity-purpose", "data-protection"), ("comity-legal-basis", "data-protection-law")];

struct Desk {
    node: Served,
    officer: String,
    protection: String,
}

impl Desk {
    async fn new() -> Desk {
        let node = Served::usual().await;
        let officer = node.person("desk-4", "RED").await;
        let protection = node.person("amara-dpo", "RED").await;
        Desk { node, officer, protection }
    }

    async fn ask(&self, protects: bool, method: Method, path: &str, body: &Value) -> Answer {
        let (cookie, why) =
            if protects { (&self.protection, PROTECTION) } else { (&self.officer, BORDER) };
        let own = [("cookie", cookie.as_str()), ("content-type", "application/json")];
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.node.ask(method, path, &[&own[..], &why].concat(), &body).await
    }

    async fn order(&self, path: &str, body: &Value) -> Answer {
        self.ask(true, Method::POST, path, body).await
    }

    async fn open(&self, id: &str) -> Value {
        let order = json!({ "record": { "dataset": "demo_list", "id": id },
            "wrong": "the flag", "right": "dk", "evidence": "register extract, file 12" });
        self.order("/v1/rights/disputes", &order).await.ok()
    }

    async fn listed(&self) -> Value {
        let list = self.ask(true, Method::GET, "/v1/rights/disputes?all=true", &Value::Null).await;
        list.ok()["disputes"].clone()
    }

    /// What is shown beside the record: with a screening, and on its sheet.
    async fn beside(&self) -> [Value; 2] {
        let asked = json!({ "query": query("Vessel", "Nordic Tern") });
        let found = self.ask(false, Method::POST, "/v1/screen", &asked).await.ok();
        let sheet = self.ask(false, Method::GET, "/v1/records/demo-v1", &Value::Null).await;
        [found["candidates"][0]["disputes"].clone(), sheet.json()["disputes"].clone()]
    }

    async fn end(&self, number: &str, outcome: &str) -> Answer {
        let order = json!({ "outcome": outcome, "reason": "looked at the register" });
        self.order(&format!("/v1/rights/disputes/{number}/end"), &order).await
    }
}

fn code(answer: &Answer) -> String {
    answer.json()["type"].as_str().unwrap().trim_start_matches("urn:comity:fault:").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_stands_beside_the_record_until_it_is_rejected() {
    let desk = Desk::new().await;
    assert_eq!(desk.beside().await, [Value::Null, Value::Null]);
    let opened = desk.open("demo-v1").await;
    assert_eq!((&opened["number"], &opened["changed"]), (&json!(1), &json!(false)));
    assert_eq!((&opened["overdue"], &opened["by"]), (&json!(false), &json!("amara-dpo")));
    for shown in desk.beside().await {
        assert_eq!((&shown[0]["wrong"], &shown[0]["right"]), (&json!("the flag"), &json!("dk")));
        assert_eq!(shown[0].get("evidence"), None, "that is for whoever decides");
    }
    let asked = json!({ "query": query("Vessel", "Nordic Tern") });
    let access = desk.order("/v1/rights/access", &asked).await.ok();
    assert_eq!(access["held"][0]["disputes"][0]["evidence"], "register extract, file 12");

    assert_eq!(code(&desk.end("1", "corrected").await), "not-corrected");
    import(&desk.node.door().await, "demo_list", LIST, None).await;
    assert_eq!(desk.listed().await[0]["changed"], false, "imported as it was");
    let ended = desk.end("1", "rejected").await.ok();
    assert_eq!(ended["ended"]["outcome"], "rejected");
    assert_eq!(desk.beside().await, [Value::Null, Value::Null]);
    assert_eq!(code(&desk.end("1", "upheld").await), "ended-already");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_of_the_publisher_is_noticed() {
    let desk = Desk::new().await;
    desk.open("demo-v1").await;
    let corrected = LIST.replace(r#""flag":["no"]"#, r#""flag":["dk"]"#);
    import(&desk.node.door().await, "demo_list", &corrected, None).await;
    assert_eq!(desk.listed().await[0]["changed"], true);
    desk.end("1", "corrected").await.ok();
    let log = desk.ask(true, Method::GET, "/v1/log?subject=demo_list/demo-v1", &Value::Null).await;
    let log = log.ok();
    let acts: Vec<&Value> = log["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["details"]["act"])
        .filter(|act| !act.is_null())
        .collect();
    assert_eq!(acts, ["end-dispute", "dispute"]);
    // A record that its publisher takes off the list has changed, too.
    desk.open("demo-p2").await;
    let without: Vec<&str> = LIST.lines().filter(|line| !line.contains("demo-p2")).collect();
    import(&desk.node.door().await, "demo_list", &without.join("\n"), None).await;
    assert_eq!(desk.listed().await[1]["changed"], true);
    desk.end("2", "upheld").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_that_is_upheld_restricts_the_record() {
    let desk = Desk::new().await;
    desk.open("demo-v1").await;
    desk.open("demo-v1").await;
    desk.end("1", "upheld").await.ok();
    let gone = desk.ask(false, Method::GET, "/v1/records/demo-v1", &Value::Null).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let all = desk.ask(true, Method::GET, "/v1/rights/restrictions", &Value::Null).await.ok();
    assert_eq!(all["restrictions"][0]["reason"], "dispute 1 is upheld");
    assert_eq!(desk.listed().await[1]["changed"], false, "that it rests is no change");
    desk.end("2", "upheld").await.ok();
    let all = desk.ask(true, Method::GET, "/v1/rights/restrictions", &Value::Null).await.ok();
    assert_eq!(all["restrictions"].as_array().unwrap().len(), 1, "it rested already");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_says_what_is_wrong_and_about_which_record() {
    let desk = Desk::new().await;
    let good = json!({ "record": { "dataset": "demo_list", "id": "demo-v1" },
        "wrong": "the flag", "right": "dk" });
    let path = "/v1/rights/disputes";
    for (field, value, expected) in [
        ("wrong", json!(" "), "no-wrong"),
        ("right", json!(""), "no-right"),
        ("evidence", json!("x".repeat(100_000)), "too-many-words"),
        ("record", json!({ "dataset": "demo_list", "id": "no" }), "no-such-record"),
        ("record", json!({ "dataset": "own-alerts", "id": "own-alerts-1" }), "own-alert"),
    ] {
        let mut order = good.clone();
        order[field] = value;
        assert_eq!(code(&desk.order(path, &order).await), expected, "{field}");
    }
    let other = desk.ask(false, Method::POST, path, &good).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN, "{}", other.json());
    desk.open("demo-v1").await;
    for (number, outcome, expected) in [
        ("1", "settled", "dispute-outcome"),
        ("7", "rejected", "no-such-dispute"),
        ("one", "rejected", "no-such-dispute"),
    ] {
        assert_eq!(code(&desk.end(number, outcome).await), expected);
    }
    assert_eq!(desk.listed().await.as_array().unwrap().len(), 1);
}
