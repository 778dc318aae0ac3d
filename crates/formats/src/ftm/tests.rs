use comity_model::{DatasetName, PartyId, Record, RecordId, Timestamp};

use crate::{FormatError, Options, Report, Source, read};

fn import(text: &str) -> Result<(Report, Vec<Record>), FormatError> {
    let options = Options::new(DatasetName::new("own").unwrap(), PartyId::new("p").unwrap());
    let mut records = Vec::new();
    let report = read(vec![Source::new("f.json", text.as_bytes())], &options, &mut |record| {
        records.push(record);
        Ok(())
    })?;
    Ok((report, records))
}

#[test]
fn a_line_keeps_its_id_its_source_and_its_times() {
    let (report, records) = import(
        r#"{"id":"Q1/x","schema":"Vessel","caption":"TERN","properties":{"name":["NORDIC  TERN"],
            "tonnage":[99],"imoNumber":"IMO 9074729"},"datasets":["EU List","b"],
            "referents":["Q1/x","Q2"],"first_seen":"2024-05-01","last_seen":"2024-05-02T10:00:00"}"#
            .replace('\n', "")
            .as_str(),
    )
    .unwrap();
    assert_eq!((report.counts.records, report.counts.skipped), (1, 0), "{:?}", report.skipped);
    let record = &records[0];
    assert_eq!(record.id().as_str(), "Q1/x");
    assert_eq!(record.first("name"), Some("NORDIC TERN"));
    assert_eq!(record.first("tonnage"), Some("99"));
    let statement = &record.statements()[0];
    assert_eq!(statement.origin.dataset().as_str(), "eu_list");
    assert_eq!(statement.first_seen, Timestamp::parse("2024-05-01"));
    assert_eq!(statement.last_seen, Timestamp::parse("2024-05-02T10:00:00"));
    assert_eq!(record.referents(), [RecordId::new("Q2").unwrap()], "its own id is no other");
}

#[test]
fn a_record_is_called_what_its_publisher_calls_it() {
    let line = r#"{"id":"v","schema":"Vessel","caption":"NORDIC TERN","properties":{
        "name":["Нордическая крачка","NORDIC TERN","TERN II"],"alias":["NORDIC TERN"]}}"#;
    let (_, records) = import(&line.replace('\n', "")).unwrap();
    assert_eq!(records[0].caption(), "NORDIC TERN");
    let names: Vec<_> = records[0].values("name").collect();
    assert_eq!(names, ["NORDIC TERN", "Нордическая крачка", "TERN II"]);
}

#[test]
fn related_schemata_are_counted_apart() {
    let (report, _) = import(
        "{\"id\":\"a\",\"schema\":\"Address\",\"properties\":{\"full\":[\"1 Quay\"]}}\r\n\n\
         {\"id\":\"p\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Anso Tevor\"]}}\n",
    )
    .unwrap();
    assert_eq!((report.counts.records, report.counts.related), (1, 1));
}

#[test]
fn what_does_not_fit_is_left_out_and_the_rest_kept() {
    let good = r#"{"id":"g","schema":"Person","properties":{"name":["Anso Tevor"]}}"#;
    let cases = [
        (r#"{"id":"a","schema":"Ghost","properties":{}}"#, "`Ghost` is not a schema"),
        (r#"{"id":"a","schema":"Thing","properties":{}}"#, "`Thing` is abstract"),
        (r#"{"id":" a","schema":"Person"}"#, "space"),
        (r#"{"id":"a","schema":"Person","properties":null}"#, "it states nothing"),
        (r#"{"schema":"Person"}"#, "it has no `id`"),
        (r#"{"id":"a"}"#, "it has no `schema`"),
        (r#"{"id":"a","schema":"Person","properties":{"name":[]}}"#, "it states nothing"),
        (r#"{"id":"g","schema":"Person"}"#, "the id `g` was used before"),
        (r#"{"op":"ADD","entity":{}}"#, "it is a change"),
        (r#"{"id":"#, "EOF while parsing"),
        ("null", "it is no entity: invalid type"),
        (r#"{"id":1,"schema":"Person","properties":{"name":["X"],"y":["z"]}}"#, "no property `y`"),
        (
            r#"{"id":"n","schema":"Person","properties":{"name":["X",{"id":"q"}]}}"#,
            "a value of `name` is neither text nor number",
        ),
        (
            r#"{"id":"r","schema":"Person","properties":{"name":["X"]},"referents":[" no","r-2"]}"#,
            "a referent: ",
        ),
        (
            r#"{"id":"t","schema":"Person","properties":{"name":["X"]},"last_seen":"soon"}"#,
            "`last_seen` is not a time",
        ),
    ];
    for (line, reason) in cases {
        let (report, _) = import(&format!("{good}\n{line}\n")).unwrap();
        assert_eq!(report.skipped.len(), 1, "{line}: {:?}", report.skipped);
        assert_eq!(report.skipped[0].place, "line 2", "{line}");
        assert!(report.skipped[0].reason.contains(reason), "{line}: {:?}", report.skipped);
    }
}

#[test]
fn a_cut_file_and_other_json_are_refused() {
    let good = r#"{"id":"g","schema":"Person","properties":{"name":["Anso Tevor"]}}"#;
    let code = |text: &str| import(text).unwrap_err().code();
    assert_eq!(code(&format!("{good}\n{}", good.get(..30).unwrap())), "cut-off");
    assert_eq!(code(&format!("[{good}]")), "unknown-format");
    assert_eq!(code("{\n\"id\":\"g\"\n}\n"), "no-records");
    assert!(import(good).is_ok(), "the last line needs no line break");
}

#[test]
fn what_does_not_fit_becomes_a_note() {
    let line = r#"{"id":"Case 7","schema":"Person","properties":{"name":["Anso Tevor",null],
        "birthDate":["soon",1970],"guild":["Pilots","Divers"]}}"#;
    let (report, records) = import(&line.replace('\n', "")).unwrap();
    assert_eq!(
        records[0].values("notes").collect::<Vec<_>>(),
        ["birthDate: soon", "guild: Pilots", "guild: Divers"]
    );
    assert_eq!(records[0].values("birthDate").collect::<Vec<_>>(), ["1970"]);
    assert_eq!((records[0].id().as_str(), report.counts.skipped), ("Case 7", 2));
}

#[test]
fn entities_inside_others_become_records_of_their_own() {
    let line = r#"{"id":"p","schema":"Person","properties":{"name":["Anso Tevor"],
        "addressEntity":[{"id":"a","schema":"Address","properties":{"full":["1 Quay"]}}],
        "sanctions":[{"id":"s","schema":"Sanction","properties":{"program":["FREE"]}}],
        "ownershipOwner":[{"id":"o","schema":"Ownership","properties":{"owner":["p"],
            "asset":[{"id":"c","schema":"Company","properties":{"name":["Tern Line"]}}]}}]},
        "datasets":["one","two"]}"#;
    let second = r#"{"id":"q","schema":"Person","properties":{"name":["Bril Tevor"],
        "addressEntity":[{"id":"a","schema":"Address","properties":{"full":["1 Quay"]}}]}}"#;
    let text = [line, second].map(|line| line.replace('\n', "")).join("\n");
    let (report, records) = import(&text).unwrap();
    assert_eq!((report.counts.records, report.counts.related), (2, 3), "{:?}", report.skipped);
    assert_eq!(report.counts.skipped, 0, "{:?}", report.skipped);
    let find = |id: &str| records.iter().find(|record| record.id().as_str() == id).unwrap();
    assert_eq!(find("p").first("addressEntity"), Some("a"));
    assert_eq!(find("q").first("addressEntity"), Some("a"));
    assert_eq!(find("s").first("entity"), Some("p"));
    assert_eq!(find("o").first("asset"), Some("c"));
    assert!(report.notes.iter().any(|note| note.starts_with("1 parties")), "{:?}", report.notes);
    assert!(report.notes.iter().any(|note| note.contains("datasets")), "{:?}", report.notes);
}
