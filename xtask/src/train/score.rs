//! Candidates with known outcome, to fit the score to.

use std::collections::HashSet;
use std::fs::File;
use std::path::Path;
use std::io::{BufRead, BufReader, Read};

use anyhow::Result;
use comity_formats::{Options, Source};
use comity_model::{DatasetName, PartyId, Record, Schema};
use comity_screening::{Config, IndexBuilder, Query, Scratch};
use flate2::read::GzDecoder;

fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h: u64, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3))
}

pub(super) fn run(data: &Path) -> Result<bool> {
    let folder = data.join("screening");
    let ids: HashSet<String> =
        std::fs::read_to_string(folder.join("train_ids.txt"))?.lines().map(str::to_owned).collect();
    let source = Source::new("index", File::open(folder.join("index.ftm.jsonl.gz"))?);
    let options = Options::new(DatasetName::new("benchmark")?, PartyId::new("benchmark")?);
    let mut records: Vec<Record> = Vec::new();
    comity_formats::read(vec![source], &options, &mut |record| {
        if ids.contains(record.id().as_str()) {
            records.push(record);
        }
        Ok(())
    })?;
    let mut queries: Vec<(String, Schema, String)> = Vec::new();
    let mut builder = IndexBuilder::new();
    let dataset = DatasetName::new("benchmark")?;
    for (key, record) in (0..).zip(&records) {
        let aliases: Vec<String> = record.values("alias").map(str::to_owned).collect();
        let names: Vec<String> = record.values("name").map(str::to_owned).collect();
        let fold = |n: &str| { let f = comity_names::fold(n); let mut w: Vec<_> = f.split(' ').map(str::to_owned).collect(); w.sort(); w.join(" ") };
        let removable: Vec<&String> = aliases.iter().filter(|a| a.len() > 3 && !names.iter().chain(aliases.iter()).any(|o| !std::ptr::eq(o, *a) && o != *a && fold(o) == fold(a))).collect();
        let id = record.id().as_str();
        if !removable.is_empty() && (record.schema().is_a("Person") || record.schema().is_a("Organization")) {
            let pick = removable[(fnv(id) % removable.len() as u64) as usize].clone();
            queries.push((id.to_owned(), record.schema(), pick.clone()));
            let mut record = record.clone();
            let kept: Vec<_> = record.statements().iter().filter(|s| s.value != pick).cloned().collect();
            record = rebuild(&record, kept)?;
            builder.add(key, &dataset, &record);
        } else {
            builder.add(key, &dataset, record);
        }
    }
    if std::env::var("DEV").is_ok() {
        queries.clear();
        builder = IndexBuilder::new();
        let source = Source::new("index", File::open(folder.join("index.ftm.jsonl.gz"))?);
        let mut key = 0;
        comity_formats::read(vec![source], &options, &mut |record| {
            builder.add(key, &dataset, &record);
            key += 1;
            Ok(())
        })?;
        for file in ["positives_dev.jsonl.gz", "negatives_dev.jsonl.gz"] {
            for line in BufReader::new(GzDecoder::new(File::open(folder.join(file))?)).lines() {
                let line: serde_json::Value = serde_json::from_str(&line?)?;
                let t = |k: &str| line[k].as_str().unwrap_or_default().to_owned();
                queries.push((format!("{}@{}", t("set"), t("id")), Schema::named(&t("schema"))?, t("name")));
            }
        }
    }
    let snapshot = builder.finish(Vec::new(), 0);
    let view = snapshot.view_all();
    let mut scratch = Scratch::new();
    let mut dev = HashSet::new();
    for line in BufReader::new(GzDecoder::new(File::open(folder.join("negatives_dev.jsonl.gz"))?)).lines() {
        let line: serde_json::Value = serde_json::from_str(&line?)?;
        dev.insert(line["name"].as_str().unwrap_or_default().to_owned());
    }
    let mut text = String::new();
    GzDecoder::new(File::open(data.join("names/opensanctions_bench/negatives_global.csv.gz"))?).read_to_string(&mut text)?;
    let mut negatives = 0;
    let dev_only = std::env::var("DEV").is_ok();
    for (at, line) in text.lines().enumerate().skip(1) {
        let name = line.split(',').next().unwrap_or_default();
        if !dev_only && at % 5 == 0 && !dev.contains(name) {
            queries.push((String::new(), Schema::named("Person")?, name.to_owned()));
            negatives += 1;
        }
    }
    eprintln!("{} records, {} queries, {negatives} negatives", records.len(), queries.len());
    println!("query\tid\tschema\tcandidate\tright\trank\tscore\texact\tparts\tname\tlisted");
    for (id, schema, name) in &queries {
        let config = Config { limit: 8, cutoff: 0.2, ..Config::default() };
        let answer = snapshot.screen(&Query::name(*schema, name), &config, &view, &mut scratch);
        if answer.candidates.is_empty() {
            println!("{name}\t{id}\t{}\t\t0\t0\t0\tfalse\t\t{name}\t", schema.name());
        }
        for (rank, c) in answer.candidates.iter().enumerate() {
            let Some(f) = c.explanation.features.iter().max_by(|a, b| a.score.total_cmp(&b.score)) else { continue };
            let Some(n) = &f.name else { continue };
            let parts: Vec<String> = n.parts.iter().map(|p| format!("{}|{}|{}|{:.4}|{:.4}|{:.4}", p.query, p.candidate, p.relation.name(), p.similarity, p.query_weight, p.candidate_weight)).collect();
            println!("{name}\t{id}\t{}\t{}\t{}\t{rank}\t{:.6}\t{}\t{}\t{}\t{}", schema.name(), c.id, u8::from(c.id == *id.rsplit('@').next().unwrap_or_default()), c.score, n.exact, parts.join(";"), f.query, f.candidate);
        }
    }
    Ok(true)
}

fn rebuild(record: &Record, kept: Vec<comity_model::Statement>) -> Result<Record> {
    let mut made = Record::new(record.id().clone(), record.schema());
    for statement in kept {
        made.push(statement)?;
    }
    Ok(made)
}
