//! Who was cleared holds a token that stops the same false hit, and nothing else.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, LIST, Served, import};

const BORDER: [(&str, &str); 2] =
    [("comity-purpose", "border-check"), ("comity-legal-basis", "border-code")];
const PROTECTION: [(&str, &str); 2] =
    [("comity-purpose", "data-protection"), ("comity-legal-basis", "data-protection-law")];

struct Desk {
    node: Served,
    officer: String,
    protection: String,
}

/// A traveller of the name of somebody listed.
fn traveller(number: &str, born: &str) -> Value {
    json!({ "schema": "Person", "properties": {
        "name": ["Zoltrian Quenfelder"], "passportNumber": [number], "birthDate": [born] } })
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().map(|each| each["id"].as_str().unwrap()).collect()
}

impl Desk {
    async fn new() -> Desk {
        let node = Served::usual().await;
        let officer = node.person("desk-4", "RED").await;
        let protection = node.person("amara-dpo", "RED").await;
        Desk { node, officer, protection }
    }

    async fn post(&self, cookie: &str, why: [(&str, &str); 2], path: &str, body: &Value) -> Answer {
        let own = [("cookie", cookie), ("content-type", "application/json")];
        let body = body.to_string();
        self.node.ask(Method::POST, path, &[&own[..], &why].concat(), body.as_bytes()).await
    }

    async fn order(&self, path: &str, body: &Value) -> Answer {
        self.post(&self.protection, PROTECTION, path, body).await
    }

    async fn get(&self, path: &str) -> Value {
        let own = [("cookie", self.protection.as_str()), PROTECTION[0], PROTECTION[1]];
        self.node.ask(Method::GET, path, &own, b"").await.ok()
    }

    /// Issues a token to the traveller.
    async fn issue(&self, not: &[(&str, &str)]) -> String {
        let not: Vec<Value> =
            not.iter().map(|(dataset, id)| json!({ "dataset": dataset, "id": id })).collect();
        let order = json!({ "documents": ["X-999 0001"], "birth_date": "1970-01-05", "not": not,
            "reason": "fingerprints compared, request 7", "expires": "2028-11-30" });
        let issued = self.order("/v1/rights/redress", &order).await.ok();
        issued["token"].as_str().unwrap().to_owned()
    }

    async fn screen(&self, query: &Value, token: Option<&str>) -> Answer {
        let asked = json!({ "query": query, "redress": token });
        self.post(&self.officer, BORDER, "/v1/screen", &asked).await
    }
}

const BOTH: [(&str, &str); 2] = [("demo_list", "demo-p1"), ("other_list", "other-7")];

#[tokio::test(flavor = "multi_thread")]
async fn the_same_false_hit_is_cleared_and_told() {
    let desk = Desk::new().await;
    let asked = traveller("X9990001", "1970-01-05");
    let before = desk.screen(&asked, None).await.ok();
    assert_eq!(ids(&before["candidates"]), ["demo-p1", "other-7"]);
    assert_eq!(before.get("cleared"), None);

    let token = desk.issue(&BOTH).await;
    let cleared = desk.screen(&asked, Some(&token.to_lowercase())).await.ok();
    assert_eq!((ids(&cleared["candidates"]), &cleared["total"]), (vec![], &json!(0)));
    let told = &cleared["cleared"];
    assert_eq!(ids(told), ["demo-p1", "other-7"], "nothing is left out silently");
    assert_eq!(
        (&told[0]["by"], &told[0]["until"], &told[0]["redress"]),
        (&json!("amara-dpo"), &json!("2028-12-01T00:00:00"), &json!(1))
    );
    assert_eq!(told[0]["reason"], "fingerprints compared, request 7");
    let without = desk.screen(&asked, None).await.ok();
    assert_eq!(without["candidates"], before["candidates"], "who shows none is not cleared");

    // Reading it is in the log, with the records that were told and the token's number.
    let log = desk.get("/v1/log?subject=demo_list/demo-p1&limit=9").await;
    let events = log["events"].as_array().unwrap();
    let shown = events.iter().find(|event| event["details"]["redress"] == "1");
    assert_eq!(shown.unwrap()["operation"], "screen");
    let report = desk.get("/v1/rights/report").await;
    let rights = report["activity"]["rights"].to_string();
    assert!(rights.contains(r#"{"name":"issue-redress","count":1}"#), "{rights}");
    assert_eq!(report["activity"]["standing"]["redress"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_true_hit_is_not_cleared() {
    let desk = Desk::new().await;
    let asked = traveller("X9990001", "1970-01-05");
    let token = desk.issue(&BOTH[..1]).await;
    let answer = desk.screen(&asked, Some(&token)).await.ok();
    assert_eq!(ids(&answer["candidates"]), ["other-7"], "nobody said that they are not this one");
    assert_eq!((ids(&answer["cleared"]), &answer["total"]), (vec!["demo-p1"], &json!(1)));
    // With one place, what is cleared does not take it.
    let narrow = json!({ "query": asked, "redress": token, "limit": 1 });
    let narrow = desk.post(&desk.officer, BORDER, "/v1/screen", &narrow).await.ok();
    assert_eq!(ids(&narrow["candidates"]), ["other-7"]);

    // The two are one person now, of whom the token says half.
    let order = comity_api::local::DecisionOrder {
        left: comity_api::v1::SourceRecord { dataset: "demo_list".into(), id: "demo-p1".into() },
        right: comity_api::v1::SourceRecord { dataset: "other_list".into(), id: "other-7".into() },
        same: true,
        reason: "the same birth year".to_owned(),
    };
    desk.node.door().await.decide(order).await.unwrap();
    let answer = desk.screen(&asked, Some(&token)).await.ok();
    assert_eq!(answer["candidates"].as_array().unwrap().len(), 1);
    assert_eq!(answer.get("cleared"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_says_something_else_is_a_hit_again() {
    let desk = Desk::new().await;
    let asked = traveller("X9990001", "1970-01-05");
    let token = desk.issue(&BOTH).await;
    import(&desk.node.door().await, "demo_list", LIST, None).await;
    let same = desk.screen(&asked, Some(&token)).await.ok();
    assert_eq!(ids(&same["cleared"]), ["demo-p1", "other-7"], "imported as it was");
    let changed = LIST.replace("1962-11-23", "1970-01-05");
    import(&desk.node.door().await, "demo_list", &changed, None).await;
    let again = desk.screen(&asked, Some(&token)).await.ok();
    assert_eq!(ids(&again["candidates"]), ["demo-p1"]);
    assert_eq!(ids(&again["cleared"]), ["other-7"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_nobody_elses() {
    let desk = Desk::new().await;
    let token = desk.issue(&BOTH).await;
    let owner = traveller("X9990001", "1970-01-05");
    let mut several = owner.clone();
    several["properties"]["passportNumber"] = json!(["X9990001", "D4242424"]);
    let no_number = json!({ "schema": "Person", "properties": {
        "name": ["Zoltrian Quenfelder"], "birthDate": ["1970-01-05"] } });
    let long = "7".repeat(5_000);
    for (asked, token, code) in [
        (&traveller("D4242424", "1970-01-05"), token.as_str(), "redress-other-documents"),
        (&traveller("X9990001", "1962-11-23"), &token, "redress-other-documents"),
        (&several, &token, "redress-other-documents"),
        (&no_number, &token, "redress-no-document"),
        (&traveller("X9990001", "1970"), &token, "birth-date"),
        (&owner, "0000-0000", "redress-unknown"),
        (&owner, "", "redress-unknown"),
        (&owner, &long, "redress-unknown"),
    ] {
        let refused = desk.screen(asked, Some(token)).await;
        assert!(refused.status.is_client_error(), "{asked} {token}");
        assert_eq!(refused.json()["type"], format!("urn:comity:fault:{code}"), "{asked}");
    }
    let log = desk.get("/v1/log?kind=refusal&limit=99").await;
    let codes: Vec<&Value> =
        log["events"].as_array().unwrap().iter().map(|event| &event["outcome"]).collect();
    let of = |code: &str| codes.iter().filter(|each| **each == code).count();
    assert_eq!((of("redress-other-documents"), of("redress-unknown")), (3, 3), "{codes:?}");

    let done = json!({ "reason": "lent to somebody else" });
    let revoked = desk.order("/v1/rights/redress/1/revoke", &done).await.ok();
    assert_eq!(revoked["revoked"]["reason"], "lent to somebody else");
    let refused = desk.screen(&owner, Some(&token)).await;
    assert_eq!(refused.json()["type"], "urn:comity:fault:redress-revoked");
    for (number, code) in
        [("1", "revoked-already"), ("7", "no-such-redress"), ("x", "no-such-redress")]
    {
        let path = format!("/v1/rights/redress/{number}/revoke");
        let refused = desk.order(&path, &done).await;
        assert_eq!(refused.json()["type"], format!("urn:comity:fault:{code}"), "{number}");
    }
    assert_eq!(desk.get("/v1/rights/redress").await["redress"], json!([]));
    let all = desk.get("/v1/rights/redress?all=true").await;
    assert_eq!(all["redress"][0]["documents"], 1);
    let said = all.to_string();
    assert!(!said.contains(&token) && !said.contains("9990001"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_issued_for_certain_records_and_documents() {
    let desk = Desk::new().await;
    let good = json!({ "documents": ["X1"], "birth_date": "1970-01-05", "reason": "compared",
        "not": [{ "dataset": "demo_list", "id": "demo-p1" }] });
    let path = "/v1/rights/redress";
    for (field, value, code) in [
        ("documents", json!([]), "redress-documents"),
        ("documents", json!([" - "]), "redress-documents"),
        ("birth_date", json!("1970"), "birth-date"),
        ("birth_date", json!(""), "birth-date"),
        ("reason", json!(" "), "no-reason"),
        ("not", json!([]), "redress-records"),
        ("not", json!([{ "dataset": "demo_list", "id": "no" }]), "no-such-record"),
        ("expires", json!("2020-01-01"), "redress-expires"),
        ("expires", json!("soon"), "moment"),
    ] {
        let mut order = good.clone();
        order[field] = value;
        let refused = desk.order(path, &order).await;
        assert_eq!(refused.json()["type"], format!("urn:comity:fault:{code}"), "{order}");
    }
    let other = desk.post(&desk.officer, BORDER, path, &good).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN, "{}", other.json());
    assert_eq!(desk.get("/v1/rights/redress?all=true").await["redress"], json!([]));
}
