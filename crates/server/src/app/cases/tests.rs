//! From a possible match to a person's decision. The clock is the test's own.

use comity_api::local::CaseQuery;
use comity_api::v1::{CaseDecision, CaseInfo, CaseMeasureSpec, CaseReview, CaseSpec, SourceRecord};
use comity_model::{CaseState, Tlp};
use comity_policy::Released;
use serde_json::{Value, json};

use crate::ServerError;
use crate::app::bench::{Bench, code, spec};

fn vessel(id: &str, name: &str, flag: &str) -> Value {
    json!({ "id": id, "schema": "Vessel", "properties": { "name": [name], "flag": [flag] } })
}

fn question(name: &str) -> Value {
    json!({ "schema": "Vessel", "properties": { "name": [name] } })
}

async fn cases(bench: &Bench) -> Vec<String> {
    let query = CaseQuery { limit: 99, ..CaseQuery::default() };
    let list = bench
        .node
        .case_list(&bench.desk("desk 4"), &query)
        .await
        .map(Released::into_inner)
        .unwrap();
    list.cases.iter().map(|case| format!("{} {}", case.record.id, case.state)).collect()
}

async fn review(bench: &Bench, who: &str, number: u64) -> Result<CaseInfo, ServerError> {
    let order = CaseReview::default();
    bench.node.review_case(&bench.desk(who), number, &order).await.map(Released::into_inner)
}

async fn decide(
    bench: &Bench,
    who: &str,
    number: u64,
    to: CaseState,
) -> Result<CaseInfo, ServerError> {
    let order = CaseDecision { reason: "compared the hulls".to_owned() };
    bench.node.decide_case(&bench.desk(who), number, to, &order).await.map(Released::into_inner)
}

async fn reject(bench: &Bench, number: u64) {
    review(bench, "desk 4", number).await.unwrap();
    decide(bench, "desk 4", number, CaseState::Rejected).await.unwrap();
}

async fn measure(bench: &Bench, number: u64, name: &str) -> Result<CaseInfo, ServerError> {
    let order = CaseMeasureSpec { measure: name.to_owned(), words: None };
    bench.node.record_measure(&bench.desk("desk 4"), number, &order).await.map(Released::into_inner)
}

fn ask(name: &str, dataset: &str, id: &str) -> CaseSpec {
    CaseSpec {
        query: serde_json::from_value(question(name)).unwrap(),
        record: SourceRecord { dataset: dataset.to_owned(), id: id.to_owned() },
        purpose: None,
        legal_basis: None,
        case: None,
    }
}

async fn open(bench: &Bench, spec: &CaseSpec) -> Result<CaseInfo, ServerError> {
    bench.node.open_case(&bench.desk("desk 1"), spec).await.map(Released::into_inner)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_subject_hits_is_to_be_decided_in_twelve_hours() {
    let bench = Bench::new().await;
    bench.import("list", &[vessel("v-1", "NORDIC TERN", "no")]).await;
    bench.put("a", json!({ "query": question("Nordic Tern"), "case": "4711" })).await;
    assert_eq!(cases(&bench).await, ["v-1 candidate"]);
    let ctx = bench.desk("desk 4");
    let case = bench.node.case_info(&ctx, 1).await.map(Released::into_inner).unwrap();
    assert_eq!(case.subject.as_ref().map(|subject| subject.id.as_str()), Some("a"));
    assert_eq!((case.case.as_deref(), case.caption.as_str()), (Some("4711"), "NORDIC TERN"));
    assert_eq!(
        (case.opened_at.as_str(), case.due_at.as_str()),
        ("2026-11-22T10:28:32", "2026-11-22T22:28:32")
    );
    assert!(!case.overdue && case.reviewer.is_none() && case.score > 0.5);
    assert_eq!(case.basis.datasets[0].name, "list");
    let overdue = async |bench: &Bench| {
        let query = CaseQuery { overdue: true, limit: 9, ..CaseQuery::default() };
        let ctx = bench.desk("desk 4");
        bench.node.case_list(&ctx, &query).await.map(Released::into_inner).unwrap().cases.len()
    };
    bench.at("2026-11-22T22:28:31Z");
    assert_eq!(overdue(&bench).await, 0);
    bench.at("2026-11-22T22:28:32Z");
    assert_eq!(overdue(&bench).await, 1);
    let swept = bench.node.sweep_alerts(&bench.desk("desk 4")).await.unwrap();
    assert_eq!(swept.overdue_cases, 1);
    review(&bench, "desk 4", 1).await.unwrap();
    assert_eq!(overdue(&bench).await, 1, "to look is not to decide");
    decide(&bench, "desk 4", 1, CaseState::Confirmed).await.unwrap();
    assert_eq!(overdue(&bench).await, 0);
    // The record is gone: what nobody has decided needs no decision any more.
    bench.put("b", json!({ "query": question("Nordic Tern") })).await;
    bench.import("list", &[vessel("v-2", "GREY SKUA", "no")]).await;
    assert_eq!(cases(&bench).await, ["v-1 confirmed", "v-1 withdrawn"]);
    assert_eq!(code(review(&bench, "desk 4", 2).await), "case-withdrawn");
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_no_way_from_a_score_to_a_measure_without_a_reviewer() {
    let bench = Bench::new().await;
    bench.import("list", &[vessel("v-1", "NORDIC TERN", "no")]).await;
    let case = open(&bench, &ask("Nordic Tern", "list", "v-1")).await.unwrap();
    assert_eq!((case.number, case.opened_by.as_deref()), (1, Some("desk 1")));
    assert_eq!(code(measure(&bench, 1, "seize").await), "not-confirmed");
    let decided = decide(&bench, "desk 4", 1, CaseState::Confirmed).await;
    assert_eq!(code(decided), "case-not-reviewed");
    // Nobody is no reviewer.
    let (node, nobody) = (&bench.node, bench.nobody());
    let refused =
        node.review_case(&nobody, 1, &CaseReview::default()).await.map(Released::into_inner);
    assert_eq!(code(refused), "refused-by-rule");
    review(&bench, "desk 4", 1).await.unwrap();
    assert_eq!(code(measure(&bench, 1, "seize").await), "not-confirmed");
    let other = decide(&bench, "desk 5", 1, CaseState::Confirmed).await;
    assert_eq!(code(other), "other-reviewer");
    let no_words = CaseDecision::default();
    let (to, desk) = (CaseState::Confirmed, bench.desk("desk 4"));
    assert_eq!(
        code(node.decide_case(&desk, 1, to, &no_words).await.map(Released::into_inner)),
        "no-reason"
    );
    let taken = review(&bench, "desk 5", 1).await.unwrap();
    assert_eq!(taken.reviewer.as_deref(), Some("desk 5"));
    decide(&bench, "desk 5", 1, CaseState::Confirmed).await.unwrap();
    assert_eq!(code(decide(&bench, "desk 5", 1, CaseState::Rejected).await), "case-decided");
    assert_eq!(code(measure(&bench, 1, "keelhaul").await), "unknown-measure");
    let done = measure(&bench, 1, "seize").await.unwrap();
    let kinds: Vec<&str> = done.events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["opened", "review", "review", "confirmed", "measure"]);
    assert_eq!(done.events[4].measure.as_deref(), Some("seize"));
    // Taken up again, it is no hit until somebody says so again; and whoever does says why.
    assert_eq!(code(review(&bench, "desk 5", 1).await), "no-reason");
    let why = CaseReview { reason: Some("another hull number".to_owned()) };
    node.review_case(&bench.desk("desk 5"), 1, &why).await.map(Released::into_inner).unwrap();
    assert_eq!(code(measure(&bench, 1, "seize").await), "not-confirmed");
    assert_eq!(code(measure(&bench, 7, "seize").await), "no-such-case");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_candidate_stays_away_until_the_data_changes() {
    let bench = Bench::new().await;
    let tern = |flag| vessel("v-1", "NORDIC TERN", flag);
    bench.import("list", &[tern("no"), vessel("v-9", "GREY SKUA", "se")]).await;
    bench.put("a", json!({ "query": question("Nordic Tern") })).await;
    reject(&bench, 1).await;
    assert!(bench.hits("a").await.is_empty(), "at once");
    let ctx = bench.desk("desk 4");
    let told =
        bench.node.subject_changes(&ctx, 0, 9).await.map(Released::into_inner).unwrap().changes;
    assert_eq!(told.len(), 2, "new, and withdrawn: {told:?}");
    // What changes elsewhere does not bring it back.
    bench.import("list", &[tern("no"), vessel("v-9", "GREY AUK", "se")]).await;
    bench.import("other", &[vessel("o-1", "PALE PETREL", "se")]).await;
    assert!(bench.hits("a").await.is_empty());
    bench.put("a", json!({ "query": question("Nordic Tern"), "case": "4711" })).await;
    assert!(bench.hits("a").await.is_empty(), "the same question, for another reason");
    // Gone and back as it was, it is still rejected.
    bench.import("list", &[vessel("v-9", "GREY AUK", "se")]).await;
    bench.import("list", &[tern("no"), vessel("v-9", "GREY AUK", "se")]).await;
    assert!(bench.hits("a").await.is_empty());
    assert_eq!(cases(&bench).await, ["v-1 rejected"]);
    // The record says something else: it is asked again.
    bench.import("list", &[tern("dk"), vessel("v-9", "GREY AUK", "se")]).await;
    assert_eq!(bench.hits("a").await, ["v-1"]);
    assert_eq!(cases(&bench).await, ["v-1 rejected", "v-1 candidate"]);
    reject(&bench, 2).await;
    assert!(bench.hits("a").await.is_empty());
    // What describes it says something else.
    let listing = json!({ "id": "s-1", "schema": "Sanction",
        "properties": { "entity": ["v-1"], "program": ["X"] } });
    bench.import("list", &[tern("dk"), listing, vessel("v-9", "GREY AUK", "se")]).await;
    assert_eq!(bench.hits("a").await, ["v-1"]);
    reject(&bench, 3).await;
    // The subject says something else.
    bench.put("a", json!({ "query": question("Nordic Terns") })).await;
    assert_eq!(bench.hits("a").await, ["v-1"]);
    assert_eq!(cases(&bench).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_that_was_wrong_is_taken_back() {
    let bench = Bench::new().await;
    bench.import("list", &[vessel("v-1", "NORDIC TERN", "no")]).await;
    bench.put("a", json!({ "query": question("Nordic Tern") })).await;
    reject(&bench, 1).await;
    let refused = open(&bench, &ask("Nordic Tern", "list", "v-1")).await.unwrap_err();
    assert_eq!(refused.code(), "rejected-before");
    assert!(refused.to_fault().hint.unwrap().contains("case 1"));
    let why = CaseReview { reason: Some("the hull number was misread".to_owned()) };
    bench.node.review_case(&bench.desk("desk 5"), 1, &why).await.map(Released::into_inner).unwrap();
    assert_eq!(bench.hits("a").await, ["v-1"]);
    decide(&bench, "desk 5", 1, CaseState::Confirmed).await.unwrap();
    assert_eq!(cases(&bench).await, ["v-1 confirmed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_rejected_is_shown_below_the_others_with_who_and_why() {
    let bench = Bench::new().await;
    bench
        .import("list", &[vessel("v-1", "NORDIC TERN", "no"), vessel("v-2", "NORDIC TERNE", "no")])
        .await;
    let asked = question("Nordic Tern");
    assert_eq!(bench.found(&asked).await, ["v-1", "v-2"]);
    open(&bench, &ask("Nordic Tern", "list", "v-1")).await.unwrap();
    reject(&bench, 1).await;
    let shown = bench.screen(&bench.desk("desk 4"), &asked).await;
    let ids: Vec<&str> = shown.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["v-2", "v-1"], "below the others, and never away");
    assert!(shown[0].rejected_before.is_none() && shown[1].score > shown[0].score);
    let before = shown[1].rejected_before.as_ref().unwrap();
    assert_eq!((before.case, before.by.as_str()), (1, "desk 4"));
    assert_eq!(
        (before.at.as_str(), before.reason.as_str()),
        ("2026-11-22T10:28:32", "compared the hulls")
    );
    // Who may see less than whoever decided is not told, and nothing is moved.
    let low = bench.screen(&bench.desk_up_to(Tlp::Red), &asked).await;
    assert!(low.iter().all(|one| one.rejected_before.is_none()));
    assert_eq!(low[0].id, "v-1");
    // Another question is another question, and another record another record.
    let other = bench.screen(&bench.desk("desk 4"), &question("Nordic Terns")).await;
    assert!(other.len() == 2 && other.iter().all(|one| one.rejected_before.is_none()));
    bench
        .import("list", &[vessel("v-1", "NORDIC TERN", "dk"), vessel("v-2", "NORDIC TERNE", "no")])
        .await;
    let shown = bench.screen(&bench.desk("desk 4"), &asked).await;
    assert!(shown[0].id == "v-1" && shown[0].rejected_before.is_none());
}

/// A candidate of several lists is rejected only where all that they say is.
#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_rejected_only_as_a_whole() {
    let bench = Bench::new().await;
    bench.import("list", &[vessel("v-1", "NORDIC TERN", "no")]).await;
    bench.import("other", &[vessel("o-1", "NORDIC TERN", "no")]).await;
    let record =
        |dataset: &str, id: &str| SourceRecord { dataset: dataset.to_owned(), id: id.to_owned() };
    let order = comity_api::local::DecisionOrder {
        left: record("list", "v-1"),
        right: record("other", "o-1"),
        same: true,
        reason: "the same hull".to_owned(),
    };
    bench.node.decide(&bench.node.desk_context(), &order).await.unwrap();
    let shown = async |bench: &Bench| {
        let shown = bench.screen(&bench.desk("desk 4"), &question("Nordic Tern")).await;
        (shown.len(), shown[0].rejected_before.is_some())
    };
    open(&bench, &ask("Nordic Tern", "list", "v-1")).await.unwrap();
    reject(&bench, 1).await;
    assert_eq!(shown(&bench).await, (1, false));
    open(&bench, &ask("Nordic Tern", "other", "o-1")).await.unwrap();
    reject(&bench, 2).await;
    assert_eq!(shown(&bench).await, (1, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_candidates_become_cases() {
    let bench = Bench::new().await;
    bench
        .import("list", &[vessel("v-1", "NORDIC TERN", "no"), vessel("v-2", "GREY SKUA", "se")])
        .await;
    for (name, dataset, id, expected) in [
        ("Nordic Tern", "list", "v-2", "no-candidate"),
        ("Nordic Tern", "other", "v-1", "no-candidate"),
        ("Nordic Tern", "list", "v-7", "no-candidate"),
        ("", "list", "v-1", "nothing-asked"),
    ] {
        let refused = open(&bench, &ask(name, dataset, id)).await;
        assert_eq!(code(refused), expected, "{name} {dataset}/{id}");
    }
    let nobody = bench.nobody();
    let spec = ask("Nordic Tern", "list", "v-1");
    assert_eq!(
        code(bench.node.open_case(&nobody, &spec).await.map(Released::into_inner)),
        "no-name"
    );
    assert!(cases(&bench).await.is_empty());
    let one = open(&bench, &spec).await.unwrap();
    assert_eq!(open(&bench, &spec).await.unwrap().number, one.number, "there is one already");
    let query = CaseQuery { state: Some("hit".to_owned()), ..CaseQuery::default() };
    assert_eq!(
        code(bench.node.case_list(&nobody, &query).await.map(Released::into_inner)),
        "case-state"
    );
    // What was found with more is as if it were not there.
    let low = bench.desk_up_to(Tlp::Red);
    assert_eq!(code(bench.node.case_info(&low, 1).await.map(Released::into_inner)), "no-such-case");
    let list = CaseQuery { limit: 9, ..CaseQuery::default() };
    assert!(
        bench.node.case_list(&low, &list).await.map(Released::into_inner).unwrap().cases.is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_measure_is_what_the_alert_and_the_law_allow() {
    let bench = Bench::new().await;
    bench.issue(spec("missing-person", "Anna Demo")).await.unwrap();
    let child = json!({ "id": "c-1", "schema": "Person",
        "properties": { "name": ["Boris Demo"], "birthDate": ["2015-05-05"] } });
    bench.import("list", &[child]).await;
    for (name, dataset, id) in
        [("Anna Demo", "own-alerts", "own-alerts-1"), ("Boris Demo", "list", "c-1")]
    {
        let query = json!({ "schema": "Person", "properties": { "name": [name] } });
        let query = serde_json::from_value(query).unwrap();
        let case = open(&bench, &CaseSpec { query, ..ask(name, dataset, id) }).await.unwrap();
        review(&bench, "desk 4", case.number).await.unwrap();
        decide(&bench, "desk 4", case.number, CaseState::Confirmed).await.unwrap();
    }
    assert_eq!(code(measure(&bench, 1, "arrest").await), "alert-measure");
    assert!(measure(&bench, 1, "inform-issuer").await.is_ok());
    assert_eq!(code(measure(&bench, 2, "arrest").await), "minor");
    assert!(measure(&bench, 2, "place-under-protection").await.is_ok());
    let found = comity_api::v1::AlertClose { outcome: "purpose-met".to_owned(), words: None };
    bench
        .node
        .close_alert(&bench.desk("desk 4"), 1, &found)
        .await
        .map(Released::into_inner)
        .unwrap();
    assert_eq!(code(measure(&bench, 1, "inform-issuer").await), "alert-over");
}

/// What was decided with more to see takes no part in what is found with less.
#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_does_not_reach_below_its_clearance() {
    let bench = Bench::new().await;
    bench.import("list", &[vessel("v-1", "NORDIC TERN", "no")]).await;
    bench.put("a", json!({ "query": question("Nordic Tern") })).await;
    reject(&bench, 1).await;
    let low = json!({ "query": question("Nordic Tern"), "clearance": "TLP:GREEN" });
    bench.put("b", low.clone()).await;
    assert_eq!(bench.hits("b").await, ["v-1"]);
    reject(&bench, 2).await;
    bench.put("c", low).await;
    assert!(bench.hits("b").await.is_empty() && bench.hits("c").await.is_empty());
    // And the other way round it does: whoever sees more sees that decision, too.
    let why = CaseReview { reason: Some("misread".to_owned()) };
    bench.node.review_case(&bench.desk("desk 4"), 1, &why).await.map(Released::into_inner).unwrap();
    assert!(bench.hits("a").await.is_empty(), "the other rejection stands");
}
