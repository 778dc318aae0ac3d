//! The reference page of the figures, made from the registry itself.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::text;

use crate::metrics::{Metrics, Routes};

/// The page from the root of the repository.
const PAGE: &str = "docs/reference/metrics.md";

const INTRODUCTION: &str = "# Metrics

This page is made from the program by `cargo xtask generate`.

A node shows its figures at `/metrics`, as OpenMetrics text that Prometheus reads.
The names of all datasets stand there, so they are shown to callers who may see everything: \
those on a loopback listener without a token, and holders of a token with clearance RED.
With `--metrics-listen ADDRESS` a second listener shows them without a token, with the probes \
and nothing else; whoever opens it chooses who can reach it.

No label has a value that came with a request: labels are routes as they are written in the \
OpenAPI document, methods, classes of status, reasons, outcomes and the names of datasets that \
the store holds.
Figures are counted in the process and begin anew at each start.
`deploy/alerts.yml` has rules to begin with.

| name | kind | labels | meaning |
|---|---|---|---|
";

/// With `COMITY_GENERATE=1` this writes the page; otherwise the page must be as it would be.
#[test]
#[cfg(target_os = "linux")]
fn metrics_reference_is_generated() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(PAGE);
    let page = page();
    if std::env::var_os("COMITY_GENERATE").is_some_and(|value| value == "1") {
        std::fs::write(&path, &page).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(kept == page, "{PAGE} is old: `cargo xtask generate` writes it anew");
}

/// All figures with one sample of each.
fn samples() -> String {
    let routes = Routes::new(["/match/{dataset}".to_owned()]);
    let took = Duration::from_micros(80);
    routes.answered("/match/{dataset}", &Method::POST, StatusCode::OK, took);
    let registry = Metrics::new().with_samples().registry(routes, "0.0.0");
    let mut text = String::new();
    text::encode(&mut text, &registry).unwrap();
    text
}

fn page() -> String {
    let text = samples();
    let mut out = INTRODUCTION.to_owned();
    for line in text.lines() {
        let Some((name, help)) = line.strip_prefix("# HELP ").and_then(|rest| rest.split_once(' '))
        else {
            continue;
        };
        let help = help.trim_end_matches('.');
        let kind = text
            .lines()
            .find_map(|line| line.strip_prefix("# TYPE ")?.strip_prefix(name)?.strip_prefix(' '));
        let kind = kind.unwrap();
        let suffix = match kind {
            "counter" => "_total",
            "info" => "_info",
            _ => "",
        };
        let labels: Vec<String> =
            labels_of(&text, name).into_iter().map(|label| format!("`{label}`")).collect();
        let _ = writeln!(out, "| `{name}{suffix}` | {kind} | {} | {help}. |", labels.join(", "));
    }
    out
}

/// The labels of a figure's samples, but for those that every histogram has.
fn labels_of(text: &str, name: &str) -> BTreeSet<String> {
    let mut labels = BTreeSet::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let Some((sample, rest)) = line.split_once('{') else { continue };
        let is_its_own = sample.strip_prefix(name).is_some_and(|suffix| {
            ["", "_total", "_info", "_bucket", "_count", "_sum"].contains(&suffix)
        });
        let (inside, _) = rest.rsplit_once('}').unwrap();
        for label in inside.split("\",").filter(|_| is_its_own) {
            labels.extend(label.split_once('=').map(|(key, _)| key.to_owned()));
        }
    }
    labels.remove("le");
    labels
}

/// A new label is a decision about what may be told, and how many series there may be.
#[test]
fn labels_are_a_closed_set() {
    let text = samples();
    let mut found = BTreeSet::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let name = line.split(' ').next().unwrap();
        found.extend(labels_of(&text, name));
    }
    let allowed = ["dataset", "method", "outcome", "reason", "route", "status", "version"];
    assert_eq!(found.into_iter().collect::<Vec<_>>(), allowed);
}

#[test]
fn what_a_caller_sends_makes_no_series() {
    let routes = Routes::new(["/healthz".to_owned()]);
    let method = Method::from_bytes(b"EVIL").unwrap();
    for pattern in ["/healthz", "/Zoltrian", "unknown"] {
        routes.answered(pattern, &method, StatusCode::NOT_FOUND, Duration::ZERO);
    }
    let metrics = Metrics::new();
    metrics.turn_away("Zoltrian");
    let mut text = String::new();
    text::encode(&mut text, &metrics.registry(routes, "0.0.0")).unwrap();
    assert!(!text.contains("Zoltrian") && !text.contains("EVIL"), "{text}");
    let line = "comity_http_requests_total{route=\"unknown\",method=\"other\",status=\"4xx\"} 2";
    assert!(text.lines().any(|found| found == line), "{text}");
}
