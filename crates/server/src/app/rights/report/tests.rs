use comity_api::v1::{AccessRequest, ProtectionReport, ScreenRequest};
use comity_policy::Released;
use serde_json::{Value, json};

use super::ReportSpan;
use crate::app::bench::{Bench, code, person};
use crate::{Context, Reason};

/// What the report is like. `COMITY_WRITE_GOLDEN=1` writes it anew.
const GOLDEN: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/protection_report.json");

fn answering(bench: &Bench) -> Context {
    let reason = Reason::read(Some("data-protection"), Some("data-protection-law"), None).unwrap();
    let now = bench.node.around.clock.now();
    Context { reason, now, ..bench.desk("amara quell") }
}

async fn report(bench: &Bench, from: Option<&str>, to: Option<&str>) -> ProtectionReport {
    let span = ReportSpan { from: from.map(str::to_owned), to: to.map(str::to_owned) };
    let report = bench.node.protection_report(&answering(bench), &span).await;
    report.map(Released::into_inner).unwrap()
}

/// A node on which something of each kind was done.
async fn busy() -> Bench {
    let bench = Bench::new().await;
    let anna = json!({ "id": "p-1", "schema": "Person",
        "properties": { "name": ["Anna Demo"], "birthDate": ["1974-05-05"] } });
    let boris = json!({ "id": "p-2", "schema": "Person",
        "properties": { "name": ["Boris Demo"], "birthDate": ["1975-05-05"] } });
    bench.import("list", &[anna, boris]).await;
    for _ in 0..2 {
        bench.screen(&bench.desk("desk 4"), &person("Anna Demo")).await;
    }
    let silent = Context { reason: Reason::default(), ..bench.desk("desk 4") };
    let request = ScreenRequest::default();
    assert_eq!(code(bench.node.screen(&silent, &request).await), "purpose-missing");
    let ctx = &answering(&bench);
    let query = serde_json::from_value(person("Anna Demo")).unwrap();
    bench.node.access(ctx, &AccessRequest { query }).await.unwrap();
    let record = json!({ "dataset": "list", "id": "p-2" });
    let order = json!({ "record": record, "wrong": "the name", "right": "Boris Other" });
    let order = serde_json::from_value(order).unwrap();
    bench.node.dispute(ctx, &order).await.unwrap();
    let order = serde_json::from_value(json!({ "outcome": "upheld", "reason": "it is wrong" }));
    bench.node.end_dispute(ctx, 1, &order.unwrap()).await.unwrap();
    let order = json!({ "not": [{ "dataset": "list", "id": "p-1" }], "documents": ["X1234567"],
        "birth_date": "1970-01-05", "reason": "compared" });
    bench.node.issue_redress(ctx, &serde_json::from_value(order).unwrap()).await.unwrap();
    bench
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_says_what_is_processed_and_what_was_done() {
    let bench = busy().await;
    bench.at("2026-11-23T09:00:00Z");
    let made = report(&bench, None, None).await;
    assert!(made.processing.rules.iter().all(|rule| !rule.says.is_empty()));
    assert!(made.processing.rules.len() > 40);
    let mut shown = serde_json::to_value(&made).unwrap();
    // The policy has tests of its own.
    shown["processing"]["policy"] = json!("0123456789abcdef");
    shown["processing"]["rules"] = json!([made.processing.rules[0]]);
    let text = format!("{}\n", serde_json::to_string_pretty(&shown).unwrap());
    if std::env::var_os("COMITY_WRITE_GOLDEN").is_some() {
        std::fs::write(GOLDEN, &text).unwrap();
    }
    let golden = std::fs::read_to_string(GOLDEN).unwrap();
    assert_eq!(text, golden, "`COMITY_WRITE_GOLDEN=1` writes it anew");
}

/// Nobody is named by it: neither who was asked about nor who asked.
#[tokio::test(flavor = "multi_thread")]
async fn the_report_names_nobody() {
    let bench = busy().await;
    bench.at("2026-11-23T09:00:00Z");
    let text = serde_json::to_string(&report(&bench, None, None).await).unwrap();
    for private in ["Demo", "demo", "p-1", "p-2", "desk", "amara", "1974", "X1234567", "wrong"] {
        let after: Vec<&str> = text.split(private).skip(1).collect();
        assert!(after.is_empty(), "{private}{}", after[0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_of_a_time() {
    let bench = busy().await;
    bench.at("2026-11-24T09:00:00Z");
    bench.screen(&bench.desk("desk 4"), &person("Anna Demo")).await;
    bench.at("2026-11-25T09:00:00Z");
    let reads = async |from, to| {
        let made = report(&bench, from, to).await;
        let screened = made.activity.reads.into_iter().filter(|each| each.operation == "screen");
        screened.map(|each| each.count).sum::<u64>()
    };
    assert_eq!(reads(None, None).await, 3);
    assert_eq!(reads(Some("2026-11-23"), None).await, 1);
    assert_eq!(reads(None, Some("2026-11-22")).await, 2, "through that day");
    assert_eq!(reads(None, Some("2026-11-22T00:00:00")).await, 0);
    let node = &bench.node;
    for (from, to, expected) in [
        (Some("2026-11-24"), Some("2026-11-23"), "report-span"),
        (Some("2027-01-01"), None, "report-span"),
        (Some("then"), None, "moment"),
    ] {
        let span = ReportSpan { from: from.map(str::to_owned), to: to.map(str::to_owned) };
        let refused = node.protection_report(&answering(&bench), &span).await;
        assert_eq!(code(refused.map(|_| ())), expected);
    }
    let desk = bench.desk("desk 4");
    let refused = node.protection_report(&desk, &ReportSpan::default()).await;
    assert_eq!(code(refused.map(|_| ())), "refused-by-rule");
}

/// What was destroyed is counted by its kind alone.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_any_more_is_said() {
    let bench = Bench::new().await;
    bench.screen(&bench.desk("desk 4"), &person("Anna Demo")).await;
    let now = bench.node.around.clock.now();
    let month = comity_audit::Month::of(now);
    let event = bench.node.event(&answering(&bench), comity_audit::Kind::LogPruned, "expire");
    bench.node.log().await.unwrap().destroy_month(month, event).await.unwrap();
    bench.at("2026-11-23T09:00:00Z");
    let made = report(&bench, None, None).await;
    assert!(made.activity.unreadable > 0 && made.activity.reads.is_empty(), "{made:?}");
    let kinds: Vec<Value> = made.activity.kinds.iter().map(|each| json!(each.name)).collect();
    assert!(kinds.contains(&json!("read")), "{kinds:?}");
}
