//! An alert's whole life. The clock is the test's own.

use comity_api::local::{AlertQuery, ImportOrder};
use comity_api::v1::{AlertClose, AlertExtend};
use comity_model::Tlp;
use comity_policy::Released;
use comity_store::{AlertTerm, IssuedAlert};
use serde_json::json;

use super::OWN_ALERTS;
use crate::ServerError;
use crate::app::bench::{Bench, code, person, spec};

async fn close(bench: &Bench, number: u64, outcome: &str) -> Result<String, ServerError> {
    let order = AlertClose { outcome: outcome.to_owned(), words: None };
    let done = bench
        .node
        .close_alert(&bench.desk("desk 5"), number, &order)
        .await
        .map(Released::into_inner)?;
    Ok(done.state)
}

async fn extend(bench: &Bench, number: u64, why: &str) -> Result<String, ServerError> {
    let order = AlertExtend { assessment: why.to_owned(), review_date: None };
    let done = bench
        .node
        .extend_alert(&bench.desk("desk 5"), number, &order)
        .await
        .map(Released::into_inner)?;
    Ok(done.review_date)
}

async fn listed(bench: &Bench, state: &str) -> Vec<u64> {
    let query = AlertQuery { state: Some(state.to_owned()), limit: 9, ..AlertQuery::default() };
    let list = bench
        .node
        .alert_list(&bench.desk("desk 4"), &query)
        .await
        .map(Released::into_inner)
        .unwrap();
    list.alerts.iter().map(|alert| alert.number).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_searched_while_it_is_in_force() {
    let bench = Bench::new().await;
    assert!(bench.found(&person("Anna Demo")).await.is_empty());
    let one = bench.issue(spec("missing-person", "Anna Demo")).await.unwrap();
    assert_eq!((one.number, one.state.as_str()), (1, "in-force"));
    assert_eq!((one.measure.as_str(), one.issued_by.as_str()), ("inform-issuer", "desk 4"));
    assert_eq!((one.review_date.as_str(), one.issuer.as_str()), ("2031-11-22", "freedonia"));
    let found = bench.screen(&bench.desk("desk 4"), &person("Ana Demo")).await;
    assert_eq!((found.len(), found[0].id.as_str()), (1, "own-alerts-1"));
    let alert = &found[0].alerts[0];
    assert_eq!((alert.number, alert.category.as_str()), (1, "missing-person"));
    assert_eq!((alert.measure.as_str(), alert.state.as_str()), ("inform-issuer", "in-force"));
    // The alert itself stands beside the record that it is about.
    let sheet = bench.node.find_sheet(&bench.desk("desk 4"), "own-alerts-1", false).await.unwrap();
    let crate::app::record::Found::Whole(sheet) = sheet else { panic!("it is there") };
    let sheet = sheet.into_inner();
    assert_eq!((sheet.related.len(), sheet.related[0].schema.as_str()), (1, "Alert"));
    let two = bench.issue(spec("missing-person", "Boris Demo")).await.unwrap();
    assert_eq!(bench.found(&person("Boris Demo")).await, [two.record.as_str()]);
    assert_eq!(close(&bench, 1, "purpose-met").await.unwrap(), "closed");
    assert!(bench.found(&person("Anna Demo")).await.is_empty(), "gone with the next delta");
    assert_eq!(bench.found(&person("Boris Demo")).await, [two.record.as_str()]);
    // The last one leaves an empty dataset behind.
    close(&bench, 2, "decision-revoked").await.unwrap();
    assert!(bench.found(&person("Boris Demo")).await.is_empty());
    let three = bench.issue(spec("missing-person", "Anna Demo")).await.unwrap();
    assert_eq!(three.record, "own-alerts-3", "no number is used twice");
    assert_eq!(bench.found(&person("Anna Demo")).await, ["own-alerts-3"]);
    assert_eq!(bench.node.store.check().await.unwrap(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_ends_with_its_day_whoever_looks() {
    let bench = Bench::new().await;
    let check = json!({ "review_date": "2027-02-28" });
    let mut short = spec("missing-person", "Anna Demo");
    short.as_object_mut().unwrap().extend(check.as_object().unwrap().clone());
    bench.issue(short).await.unwrap();
    bench.issue(spec("missing-person", "Boris Demo")).await.unwrap();
    bench.at("2027-02-28T23:59:59Z");
    assert_eq!(bench.found(&person("Anna Demo")).await, ["own-alerts-1"]);
    assert_eq!(listed(&bench, "review-due").await, [1]);
    assert_eq!(listed(&bench, "in-force").await, [1, 2]);
    // Nobody has swept.
    bench.at("2027-03-01T00:00:00Z");
    assert_eq!(listed(&bench, "in-force").await, [2]);
    assert_eq!(listed(&bench, "expired").await, [1]);
    assert!(bench.found(&person("Anna Demo")).await.is_empty());
    assert_eq!(bench.found(&person("Boris Demo")).await, ["own-alerts-2"]);
    let ctx = bench.desk("desk 4");
    assert_eq!(
        bench.node.alert_info(&ctx, 1).await.map(Released::into_inner).unwrap().state,
        "expired"
    );
    assert_eq!(code(extend(&bench, 1, "still missing").await), "alert-over");
    assert_eq!(code(close(&bench, 1, "purpose-met").await), "alert-over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_ends_and_warns_once() {
    let bench = Bench::new().await;
    bench.issue(spec("discreet-check", "Anna Demo")).await.unwrap();
    bench.issue(spec("missing-person", "Boris Demo")).await.unwrap();
    let swept = async |bench: &Bench| {
        let swept = bench.node.sweep_alerts(&bench.desk("desk 4")).await.unwrap();
        let numbers = |alerts: Vec<comity_api::v1::AlertInfo>| -> Vec<u64> {
            alerts.iter().map(|alert| alert.number).collect()
        };
        (numbers(swept.expired), numbers(swept.warned))
    };
    assert_eq!(swept(&bench).await, (vec![], vec![]));
    bench.at("2027-07-21T23:59:59Z");
    assert_eq!(swept(&bench).await, (vec![], vec![]));
    bench.at("2027-07-22T00:00:00Z");
    assert_eq!(swept(&bench).await, (vec![], vec![1]), "four months before");
    assert_eq!(swept(&bench).await, (vec![], vec![]));
    let ctx = bench.desk("desk 4");
    let warned = bench.node.alert_info(&ctx, 1).await.map(Released::into_inner).unwrap();
    assert_eq!(warned.warned_at.as_deref(), Some("2027-07-22T00:00:00"));
    // Kept longer, it is warned of again in its time.
    assert_eq!(code(extend(&bench, 1, "  ").await), "no-assessment");
    assert_eq!(extend(&bench, 1, "still travels the route").await.unwrap(), "2028-07-22");
    bench.at("2027-11-23T00:00:00Z");
    assert_eq!(swept(&bench).await, (vec![], vec![]));
    assert_eq!(bench.found(&person("Anna Demo")).await, ["own-alerts-1"]);
    bench.at("2028-03-22T00:00:00Z");
    assert_eq!(swept(&bench).await, (vec![], vec![1]));
    bench.at("2028-07-23T00:00:00Z");
    assert_eq!(swept(&bench).await, (vec![1], vec![]));
    assert_eq!(swept(&bench).await, (vec![], vec![]));
    assert!(bench.found(&person("Anna Demo")).await.is_empty());
    let kept =
        bench.node.alert_info(&bench.desk("desk 4"), 1).await.map(Released::into_inner).unwrap();
    assert_eq!((kept.state.as_str(), kept.extensions.len()), ("expired", 1));
    assert_eq!(kept.extensions[0].assessed_by, "desk 5");
    assert_eq!(kept.extensions[0].review_was, "2027-11-22");
}

/// A node that died between the table and what is searched.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_searched_is_mended_at_the_next_look() {
    let bench = Bench::new().await;
    bench.issue(spec("missing-person", "Boris Demo")).await.unwrap();
    let about = json!({ "schema": "Person", "properties": { "name": ["Anna Demo"] } });
    let issued = IssuedAlert {
        category: "missing-person".to_owned(),
        measure: "inform-issuer".to_owned(),
        legal_basis: "Border Act, section 4".to_owned(),
        issuer: "freedonia".to_owned(),
        reason: "words".to_owned(),
        reference: None,
        consent: None,
        marking: "TLP:AMBER".to_owned(),
        about: about.to_string(),
        issued_by: "desk 4".to_owned(),
        issued_at: bench.node.around.clock.now(),
    };
    let later = |text| comity_model::Timestamp::parse(text).unwrap();
    let term = AlertTerm {
        review: "2027-02-28".to_owned(),
        warns_at: later("2026-10-28"),
        expires_at: later("2027-03-01"),
    };
    bench.node.store.issue_alert(issued, term, 9).await.unwrap();
    let bench = bench.reopened();
    assert_eq!(bench.found(&person("Anna Demo")).await, ["own-alerts-2"]);
    assert_eq!(bench.found(&person("Boris Demo")).await, ["own-alerts-1"]);
    // Nobody looked while its time passed.
    let bench = bench.reopened();
    bench.at("2027-03-01T00:00:00Z");
    assert!(bench.found(&person("Anna Demo")).await.is_empty());
    // Whoever made the dataset, it is written anew from the table.
    bench.node.store.note_none_shown().await.unwrap();
    let bench = bench.reopened();
    assert_eq!(bench.found(&person("Boris Demo")).await, ["own-alerts-1"]);
    assert!(bench.found(&person("Anna Demo")).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_law_does_not_allow_is_refused_and_nothing_is_kept() {
    let bench = Bench::new().await;
    let with = |category: &str, more: serde_json::Value| {
        let mut spec = spec(category, "Anna Demo");
        spec.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        spec
    };
    let child = json!({ "about": {
        "schema": "Person", "properties": { "name": ["Anna Demo"], "birthDate": ["2015"] } } });
    let odd = json!({ "about": {
        "schema": "Person", "properties": { "name": ["Anna Demo"], "imoNumber": ["9074729"] } } });
    let nobody = json!({ "about": { "schema": "Person", "properties": { "gender": ["female"] } } });
    let ship = json!({ "about": { "schema": "Vessel", "properties": { "name": ["Tern"] } } });
    for (spec, expected) in [
        (with("vendetta", json!({})), "unknown-alert-category"),
        (with("missing-person", json!({ "measure": "arrest" })), "alert-measure"),
        (with("arrest-surrender", child.clone()), "minor"),
        (with("arrest-surrender", ship), "alert-kind"),
        (with("child-at-risk", json!({})), "no-minor"),
        (with("misused-identity", json!({})), "no-consent"),
        (with("missing-person", json!({ "review_date": "2031-11-23" })), "review-date"),
        (with("missing-person", json!({ "review_date": "soon" })), "review-date"),
        (with("missing-person", json!({ "legal_basis": " " })), "no-legal-basis"),
        (with("missing-person", json!({ "reason": "" })), "no-reason"),
        (with("missing-person", json!({ "reason": "x".repeat(501) })), "too-many-words"),
        (with("missing-person", json!({ "marking": "TLP:PINK" })), "invalid-marking"),
        (with("missing-person", odd), "alert-about"),
        (with("missing-person", nobody), "nothing-asked"),
    ] {
        assert_eq!(code(bench.issue(spec.clone()).await), expected, "{spec}");
    }
    let plain: comity_api::v1::AlertSpec =
        serde_json::from_value(with("missing-person", json!({}))).unwrap();
    let nobody = bench.nobody();
    assert_eq!(
        code(bench.node.issue_alert(&nobody, &plain).await.map(Released::into_inner)),
        "refused-by-rule"
    );
    let ctx = bench.desk("desk 4");
    let low = bench.desk_up_to(Tlp::Green);
    assert_eq!(
        code(bench.node.issue_alert(&low, &plain).await.map(Released::into_inner)),
        "clearance"
    );
    assert_eq!(
        code(bench.node.alert_info(&ctx, 1).await.map(Released::into_inner)),
        "no-such-alert"
    );
    assert!(bench.issue(with("child-at-risk", child)).await.is_ok());
    assert_eq!(code(close(&bench, 1, "bored").await), "unknown-outcome");
    assert_eq!(
        code(bench.node.alert_info(&low, 1).await.map(Released::into_inner)),
        "no-such-alert",
        "withheld is absent"
    );
    assert_eq!(code(close(&bench, 7, "purpose-met").await), "no-such-alert");
    let query = AlertQuery { state: Some("asleep".to_owned()), ..AlertQuery::default() };
    assert_eq!(
        code(bench.node.alert_list(&ctx, &query).await.map(Released::into_inner)),
        "alert-state"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dataset_of_alerts_is_nobody_elses() {
    let bench = Bench::new().await;
    let ctx = bench.desk("desk 4");
    let order = ImportOrder { dataset: OWN_ALERTS.to_owned(), ..ImportOrder::default() };
    let file = crate::ImportFile { name: "a.json".to_owned(), bytes: Box::new(&b"{}"[..]) };
    assert_eq!(code(bench.node.import(&ctx, order, vec![file]).await), "reserved-name");
    bench.issue(spec("missing-person", "Anna Demo")).await.unwrap();
    assert_eq!(code(bench.node.remove(OWN_ALERTS).await), "reserved-name");
    assert_eq!(bench.found(&person("Anna Demo")).await, ["own-alerts-1"]);
}

/// A home of the version before in which somebody called a list so.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_that_name_is_not_written_over() {
    let bench = Bench::new().await;
    let dataset = comity_model::DatasetName::new(OWN_ALERTS).unwrap();
    let origin = comity_model::Origin::new(OWN_ALERTS, "freedonia", Default::default()).unwrap();
    let id = comity_model::RecordId::new("own-1").unwrap();
    let schema = comity_model::Schema::named("Person").unwrap();
    let mut record = comity_model::Record::new(id, schema);
    record.add("name", "Anna Demo", &origin).unwrap();
    let publisher = comity_model::PartyId::new("freedonia").unwrap();
    let now = bench.node.around.clock.now();
    let header = comity_store::ImportHeader { dataset, title: None, publisher, now };
    let mut import = bench.node.store.begin_import(header).await.unwrap();
    tokio::task::spawn_blocking(move || {
        import.put(record).unwrap();
        let format = "ftm_json".to_owned();
        import.commit(comity_store::ImportReport { format, ..Default::default() }, now).unwrap();
    })
    .await
    .unwrap();
    bench.node.refresh().await.unwrap();
    let refused = bench.issue(spec("missing-person", "Boris Demo")).await;
    assert_eq!(code(refused), "alerts-dataset");
    assert_eq!(bench.found(&person("Anna Demo")).await, ["own-1"]);
    assert!(listed(&bench, "in-force").await.is_empty(), "and no alert is kept that nobody finds");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_victim_is_shown_before_all_others() {
    let bench = Bench::new().await;
    let wanted: Vec<_> = (1..=6)
        .map(|at| {
            json!({ "id": format!("w-{at}"), "schema": "Person",
            "properties": { "name": ["Anna Demo"], "birthDate": ["1974-08-12"] } })
        })
        .collect();
    bench.import("wanted", &wanted).await;
    let question = json!({ "schema": "Person", "properties": {
        "name": ["Anna Demo"], "birthDate": ["1974-08-12"] } });
    let mut victim = spec("misused-identity", "Anna Demoh");
    victim["consent"] = json!("in writing, 20 November 2026");
    bench.issue(victim).await.unwrap();
    let query = serde_json::from_value(question.clone()).unwrap();
    let request =
        comity_api::v1::ScreenRequest { query: Some(query), limit: Some(2), ..Default::default() };
    let answer =
        bench.node.screen(&bench.desk("desk 4"), &request).await.map(Released::into_inner).unwrap();
    let ids: Vec<&str> = answer.candidates.iter().map(|one| one.id.as_str()).collect();
    assert_eq!((ids.len(), ids[0], answer.total), (2, "own-alerts-1", 7), "{ids:?}");
    assert!(answer.candidates[0].misused_identity && !answer.candidates[1].misused_identity);
    assert_eq!(answer.candidates[0].alerts[0].measure, "verify-identity");
    assert!(answer.candidates[0].score < answer.candidates[1].score, "though less alike");
    // The consent is taken back, and with it the profile.
    close(&bench, 1, "consent-withdrawn").await.unwrap();
    let answer =
        bench.node.screen(&bench.desk("desk 4"), &request).await.map(Released::into_inner).unwrap();
    assert!(answer.candidates.iter().all(|one| !one.misused_identity && one.id != "own-alerts-1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn alerts_that_are_issued_at_once_are_all_searched() {
    let bench = std::sync::Arc::new(Bench::new().await);
    let names = ["Anna Demo", "Boris Demo", "Chiara Demo", "Dmitri Demo", "Elif Demo"];
    let issuing = names.map(|name| {
        let bench = bench.clone();
        tokio::spawn(async move { bench.issue(spec("missing-person", name)).await.unwrap() })
    });
    let mut records = Vec::new();
    for (name, issued) in names.into_iter().zip(issuing) {
        let record = issued.await.unwrap().record;
        assert!(bench.found(&person(name)).await.contains(&record), "{name}");
        records.push(record);
    }
    records.sort_unstable();
    records.dedup();
    assert_eq!(records.len(), names.len());
    assert_eq!(bench.node.store.check().await.unwrap(), [""; 0]);
}

/// Nobody asks anything: the node ends and warns by itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_serves_sweeps_by_itself() {
    let bench = Bench::new().await;
    bench.issue(spec("discreet-check", "Anna Demo")).await.unwrap();
    bench.issue(spec("specific-check", "Boris Demo")).await.unwrap();
    extend(&bench, 2, "words").await.unwrap_err();
    bench.at("2027-10-01T00:00:00Z");
    assert_eq!(extend(&bench, 2, "still travels the route").await.unwrap(), "2028-10-01");
    bench.at("2028-06-01T00:00:00Z");
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let sweeping = tokio::spawn(bench.node.clone().keep_alerts(stopped));
    let dataset = || async {
        let datasets = bench.node.store.datasets().await.unwrap();
        datasets[0].current.counts.records
    };
    for _ in 0..1_000 {
        let warned = bench.node.store.alert(2).await.unwrap().unwrap().warned_at.is_some();
        if warned && dataset().await == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    stop.send_replace(true);
    sweeping.await.unwrap();
    assert_eq!(dataset().await, 1, "the first one is over");
    assert!(bench.node.store.alert(2).await.unwrap().unwrap().warned_at.is_some());
    assert!(bench.node.store.alert(1).await.unwrap().unwrap().warned_at.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_been_over_for_a_month_is_erased_for_good() {
    let bench = Bench::new().await;
    let told = json!({ "schema": "Person", "properties": { "name": ["Xylophonic Quokka"] } });
    bench.issue(spec("missing-person", "Xylophonic Quokka")).await.unwrap();
    bench.issue(spec("missing-person", "Boris Demo")).await.unwrap();
    assert_eq!(bench.found(&told).await, ["own-alerts-1"]);
    close(&bench, 1, "purpose-met").await.unwrap();
    let swept =
        async |bench: &Bench| bench.node.sweep_alerts(&bench.desk("desk 4")).await.unwrap().erased;
    bench.at("2026-12-22T23:59:59Z");
    assert_eq!(swept(&bench).await, 0);
    let ctx = bench.desk("desk 4");
    assert_eq!(
        bench.node.alert_info(&ctx, 1).await.map(Released::into_inner).unwrap().state,
        "closed"
    );
    assert!(bench.files_with("Xylophonic Quokka") > 0);
    bench.at("2026-12-23T00:00:00Z");
    assert_eq!(swept(&bench).await, 1);
    assert_eq!(swept(&bench).await, 0);
    let ctx = bench.desk("desk 4");
    assert_eq!(
        code(bench.node.alert_info(&ctx, 1).await.map(Released::into_inner)),
        "no-such-alert"
    );
    assert_eq!(bench.files_with("Xylophonic Quokka"), 0);
    assert_eq!(bench.found(&person("Boris Demo")).await, ["own-alerts-2"]);
    assert_eq!(bench.node.store.check().await.unwrap(), [""; 0]);
}
