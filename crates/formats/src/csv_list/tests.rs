use comity_model::{Alert, DatasetName, Marking, PartyId, Record};

use crate::{Format, FormatError, Mapping, Options, Report, Source, read};

const MAPPING: &str = r#"
key = "case"
schema = { column = "kind", values = { P = "Person", V = "Vessel" } }
marking = "handling"
topics = ["poi"]
[columns]
name = "name"
aka = { property = "alias", split = "/" }
born = "birthDate"
[alert]
category = { column = "why" }
measure = "inform-issuer"
reviewDate = { column = "review" }
"#;
const HEADER: &str = "case,kind,name,aka,born,handling,why,review\n";

fn import(
    mapping: Option<&str>,
    marking: &str,
    text: &str,
) -> Result<(Report, Vec<Record>), FormatError> {
    let mut options = Options::new(DatasetName::new("own").unwrap(), PartyId::new("p").unwrap());
    options.mapping = mapping.map(|text| Mapping::parse(text).unwrap());
    options.marking = Marking::parse(marking).unwrap();
    let mut records = Vec::new();
    let report = read(vec![Source::new("own.csv", text.as_bytes())], &options, &mut |record| {
        records.push(record);
        Ok(())
    })?;
    Ok((report, records))
}

fn mapped(rows: &str) -> Result<(Report, Vec<Record>), FormatError> {
    import(Some(MAPPING), "TLP:GREEN", &format!("{HEADER}{rows}"))
}

#[test]
fn a_row_becomes_a_record_and_its_alert() {
    let (report, records) =
        mapped("1,P,Anso Tevor,\"Tewor/Old\nGull\",23 Nov 1962,TLP:RED,wanted,2027-03\n").unwrap();
    assert_eq!(report.format, Format::Csv);
    assert_eq!((report.counts.records, report.counts.related), (1, 1));
    let person = &records[0];
    assert_eq!(person.values("alias").collect::<Vec<_>>(), ["Tewor", "Old Gull"]);
    assert_eq!(person.first("birthDate"), Some("1962-11-23"));
    assert_eq!(person.first("topics"), Some("poi"));
    assert_eq!(person.statements()[0].origin.marking().to_string(), "TLP:RED");
    let alert = Alert::of_record(&records[1]).unwrap();
    assert_eq!(
        (alert.category.as_str(), alert.measure.as_deref()),
        ("wanted", Some("inform-issuer"))
    );
    assert_eq!(alert.review_date.unwrap().to_string(), "2027-03");
    assert_eq!(alert.entity, *person.id());
    assert_eq!(records[1].statements()[0].origin.marking().to_string(), "TLP:RED");
}

#[test]
fn a_rows_marking_can_only_narrow() {
    let (_, records) = mapped("1,P,Anso Tevor,,,TLP:CLEAR,,\n2,V,NORDIC TERN,,,,,\n").unwrap();
    for record in records {
        assert_eq!(record.statements()[0].origin.marking().to_string(), "TLP:GREEN");
    }
}

#[test]
fn bad_rows_are_skipped_and_bad_values_left_out() {
    let good = "1,P,Anso Tevor,,,,,\n";
    for (row, reason) in [
        (",P,X,,,,,", "its key is empty"),
        ("2,Q,X,,,,,", "the mapping has no schema for `Q`"),
        ("2,P,X,,,SECRET,,", "`SECRET` is not a marking"),
        ("2,P,,,,,,", "it states nothing"),
        ("2,P,X", "it has 3 fields, not 8"),
        ("1,P,X,,,,,", "the id `own-1` was used before"),
        ("2,P,X,,99/99/9999,,,", "`99/99/9999` is not a valid date"),
        ("2,P,X,,,,wanted,someday", "`someday` is not a valid date for `reviewDate`"),
        ("2,V,X,,1962,,,", "`Vessel` has no property `birthDate`"),
    ] {
        let (report, _) = mapped(&format!("{good}{row}\n")).unwrap();
        assert_eq!(report.skipped.len(), 1, "{row}: {:?}", report.skipped);
        assert_eq!(report.skipped[0].place, "line 3");
        assert!(report.skipped[0].reason.contains(reason), "{row}: {:?}", report.skipped);
    }
}

#[test]
fn a_table_that_speaks_followthemoney_maps_itself() {
    let text = "\u{feff}id;schema;name;birthDate;notes;colour\r\n\
                x-1;Person;\"Anso Tevor;Anso Tewor\";1962;a; b\r\n\
                x-2;Vessel;NORDIC TERN;;\"sails; sinks\";red\r\n";
    let (report, records) = import(None, "", text).unwrap();
    assert_eq!(report.skipped.len(), 0, "{:?}", report.skipped);
    assert_eq!(records[0].id().as_str(), "x-1");
    assert_eq!(records[0].values("name").count(), 2);
    assert_eq!(records[1].first("notes"), Some("sails; sinks"));
    assert_eq!(report.notes, ["`own.csv`: the column `colour` is not read"]);
}

#[test]
fn a_mapping_that_does_not_fit_is_refused_before_the_first_row() {
    for (mapping, words) in [
        (MAPPING.replace("\"case\"", "\"number\""), "no column `number`"),
        (MAPPING.replace("born = \"birthDate\"", "born = \"dob\""), "no schema that it names"),
        (MAPPING.replace("\"Vessel\"", "\"Ship\""), "`Ship` is not a schema"),
    ] {
        let error = import(Some(&mapping), "", &format!("{HEADER}1,P,X,,,,,\n")).unwrap_err();
        assert_eq!(error.code(), "bad-mapping");
        assert!(error.to_string().contains(words), "{error}");
    }
    let error = import(None, "", "a,b\n1,2\n").unwrap_err();
    assert_eq!(error.code(), "bad-mapping");
}

#[test]
fn a_cut_table_is_refused() {
    for rows in ["1,P,Anso Tevor,,,,,\n2,P,An", "1,P,Anso Tevor,,,,,\n2,P,\"An"] {
        assert_eq!(mapped(rows).unwrap_err().code(), "cut-off", "{rows}");
    }
    assert!(mapped("1,P,Anso Tevor,,,,,").is_ok(), "the last row needs no line break");
}

#[test]
fn what_a_spreadsheet_exports_is_read() {
    let mapping = "key = \"case\"\nschema = \"Person\"\n[columns]\nname = \"name\"\n\
                   born = \"birthDate\"\nnat = \"nationality\"\n";
    let table = "sep=;\r\ncase;name;born;nat\r\nA 17;Anso T\u{e9}vor;23.11.1962;\u{d6}sterreich;;\r\n\
                 18;\"Gull; Bril\";23338;;;\r\n19;Kel;1970;;;x\r\n";
    let bytes: Vec<u8> = table.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let mut options = Options::new(DatasetName::new("own").unwrap(), PartyId::new("p").unwrap());
    options.mapping = Some(Mapping::parse(mapping).unwrap());
    let mut records: Vec<Record> = Vec::new();
    let report = read(vec![Source::new("own.csv", bytes.as_slice())], &options, &mut |record| {
        records.push(record);
        Ok(())
    })
    .unwrap();
    assert_eq!((report.counts.records, report.counts.skipped), (2, 2), "{:?}", report.skipped);
    assert_eq!(records[0].id().as_str(), "own-A 17");
    assert_eq!(records[0].first("name"), Some("Anso T\u{e9}vor"));
    assert_eq!(records[0].first("birthDate"), Some("1962-11-23"));
    assert_eq!(records[0].first("nationality"), Some("at"));
    assert_eq!(records[1].first("name"), Some("Gull; Bril"));
    assert_eq!(records[1].first("notes"), Some("birthDate: 23338"), "what is refused is kept");
    assert_eq!(report.skipped[1].reason, "it has 6 fields, not 4");
}
