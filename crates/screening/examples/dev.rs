//! dev
#![allow(clippy::all, clippy::unwrap_used, clippy::disallowed_methods, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::allow_attributes)]
use comity_model::*;
use comity_screening::*;
use std::io::{BufRead, BufReader};
use std::collections::BTreeMap;
fn lines(p: &str) -> Vec<serde_json::Value> {
    let f = std::fs::File::open(format!("../shared/data/screening/{p}")).unwrap();
    BufReader::new(flate2::read::GzDecoder::new(f)).lines().map(|l| serde_json::from_str(&l.unwrap()).unwrap()).collect()
}
fn main() {
    let t = std::time::Instant::now();
    let mut b = IndexBuilder::new();
    let mut all_names = vec![];
    for (i, v) in lines("index.ftm.jsonl.gz").iter().enumerate() {
        let ds = v["datasets"][0].as_str().unwrap();
        let o = Origin::new(ds, "p", Marking::default()).unwrap();
        let mut r = Record::new(RecordId::new(v["id"].as_str().unwrap()).unwrap(), Schema::named(v["schema"].as_str().unwrap()).unwrap());
        for (k, vs) in v["properties"].as_object().unwrap() { for x in vs.as_array().unwrap() {
            let _ = r.add(k, x.as_str().unwrap(), &o);
            if k == "name" || k == "alias" { all_names.push((r.schema(), x.as_str().unwrap().to_owned(), r.id().to_string())); }
        } }
        b.add(i as i64, &DatasetName::new(ds).unwrap(), &r);
    }
    let t1 = t.elapsed();
    let s = b.finish(vec![], 0);
    println!("add {:?} finish {:?} records {} names {}", t1, t.elapsed() - t1, s.record_count(), s.name_count());
    let view = s.view_all();
    let mut scratch = Scratch::new();
    let cut: f64 = std::env::args().nth(1).map(|x| x.parse().unwrap()).unwrap_or(0.3);
    let cfg = Config { cutoff: cut, limit: 10, ..Config::default() };
    let verbose = std::env::args().nth(2).is_some();
    let mut neg = vec![]; let mut negs = vec![];
    let t = std::time::Instant::now();
    for v in lines("negatives_dev.jsonl.gz") {
        let q = Query::name(Schema::named(v["schema"].as_str().unwrap()).unwrap(), v["name"].as_str().unwrap());
        let a = s.screen(&q, &cfg, &view, &mut scratch);
        neg.push(a.candidates.first().map_or(0.0, |c| c.score));
        if let Some(c) = a.candidates.first() { negs.push((c.score, format!("{} ~ {}", v["name"].as_str().unwrap(), c.explanation.features[0].candidate))); }
    }
    println!("neg {:?}/query", t.elapsed() / neg.len() as u32);
    neg.sort_by(|a, b| b.total_cmp(a));
    let th1 = neg[neg.len() / 100]; let th01 = neg[neg.len() / 1000];
    println!("th@1% {th1:.3} th@.1% {th01:.3} fpr@.7 {:.4}", neg.iter().filter(|x| **x >= 0.7).count() as f64 / neg.len() as f64);
    if verbose { negs.sort_by(|a,b| b.0.total_cmp(&a.0)); for (s, n) in negs.iter().take(25) { println!("   {s:.3} {n}"); } }
    let mut sets: BTreeMap<String, (usize, usize, usize, usize, usize)> = BTreeMap::new();
    let t = std::time::Instant::now(); let mut n = 0;
    let mut missed = vec![];
    for v in lines("positives_dev.jsonl.gz") {
        let q = Query::name(Schema::named(v["schema"].as_str().unwrap()).unwrap(), v["name"].as_str().unwrap());
        let a = s.screen(&q, &Config { limit: 500, ..cfg.clone() }, &view, &mut scratch); n += 1;
        let sc = a.candidates.iter().find(|c| c.id == v["id"].as_str().unwrap()).map_or(0.0, |c| c.score);
        let e = sets.entry(v["set"].as_str().unwrap().to_owned()).or_default();
        e.0 += 1; if sc > th1 { e.1 += 1 } if sc > th01 { e.2 += 1 } if sc >= 0.7 { e.3 += 1 } if sc > 0.0 { e.4 += 1 }
        if sc <= th1 { missed.push(format!("{} {sc:.3} {} ~ {}", v["set"], v["name"], v["primary"])); }
    }
    println!("pos {:?}/query", t.elapsed() / n);
    for (k, e) in sets { let f = |x: usize| x as f64 / e.0 as f64; println!("{k:15} n={} @1% {:.3} @.1% {:.3} @.7 {:.3} any {:.3}", e.0, f(e.1), f(e.2), f(e.3), f(e.4)); }
    if verbose { for m in missed.iter().step_by(9).take(60) { println!("  miss {m}"); } }
    let cfg = Config { limit: 500, ..Config::default() };
    let t = std::time::Instant::now(); let mut bad = 0;
    for (sch, nm, id) in &all_names {
        let a = s.screen(&Query::name(*sch, nm), &cfg, &view, &mut scratch);
        if !a.candidates.iter().any(|c| &c.id == id && c.is_match) { bad += 1; if bad < 10 { println!("exact lost {nm} {id} {} {:?}", a.total, a.candidates.iter().map(|c| c.score).fold(0.0,f64::max)); } }
    }
    println!("exact: {} lost {bad} {:?}/query", all_names.len(), t.elapsed() / all_names.len() as u32);
}
