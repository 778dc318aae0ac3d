use comity_model::{DatasetName, PartyId, Record};

use crate::{Format, FormatError, Options, Report, Source, read};

const HEADER: &str = "_id,source,entity_number,type,programs,name,title,addresses,\
    federal_register_notice,start_date,end_date,standard_order,license_requirement,license_policy,\
    call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,vessel_flag,vessel_owner,remarks,\
    source_list_url,alt_names,citizenships,dates_of_birth,nationalities,places_of_birth,\
    source_information_url,ids\n";
const SDN: &str = "Specially Designated Nationals (SDN) - Treasury Department";
const EL: &str = "Entity List (EL) - Bureau of Industry and Security";

fn person() -> String {
    format!(
        "7,{SDN},7,Individual,FREE; SEA,\"TEVOR, Anso\",Harbour master; Pilot,\
         \"1 Quay, Port Varn, MT; MT\",,,,,,,,,,,,,(Linked To: PALE HERON),http://l.example,\
         \"TEWOR, Anso; THE GULL\",MT,1970-01-02; circa 1971; 1958 to 1960,MT,\"Port Varn, Malta\",\
         http://i.example,\"MT, 2020-01-02, 2010-01-02, X1, Passport; Male, Gender; \
         Sea Act, Secondary sanctions risk:\"\n"
    )
}

fn import(text: &str) -> Result<(Report, Vec<Record>), FormatError> {
    let options = Options::new(DatasetName::new("us").unwrap(), PartyId::new("p").unwrap());
    let mut records = Vec::new();
    let report = read(vec![Source::new("csl.csv", text.as_bytes())], &options, &mut |record| {
        records.push(record);
        Ok(())
    })?;
    Ok((report, records))
}

fn values<'r>(record: &'r Record, property: &'r str) -> Vec<&'r str> {
    record.values(property).collect()
}

#[test]
fn a_person_is_read_whole() {
    let (report, records) = import(&format!("{HEADER}{}", person())).unwrap();
    assert_eq!(report.format, Format::UsCsl);
    assert_eq!((report.counts.records, report.counts.related, report.counts.skipped), (1, 3, 0));
    let person = &records[0];
    assert_eq!((person.id().as_str(), person.schema().name()), ("us-7", "Person"));
    assert_eq!(values(person, "name"), ["Anso TEVOR"]);
    assert_eq!(values(person, "alias"), ["Anso TEWOR", "THE GULL"]);
    assert_eq!(values(person, "birthDate"), ["1970-01-02", "1971~", "1958/1960"]);
    assert_eq!(values(person, "birthCountry"), ["mt"]);
    assert_eq!(values(person, "nationality"), ["mt"]);
    assert_eq!(values(person, "position"), ["Harbour master", "Pilot"]);
    assert_eq!(values(person, "address"), ["1 Quay, Port Varn, MT"]);
    assert_eq!(values(person, "country"), ["mt"]);
    assert_eq!(values(person, "gender"), ["male"]);
    assert_eq!(values(person, "notes"), ["Linked To: PALE HERON"]);
    let of = |schema: &str| records.iter().find(|r| r.schema().name() == schema).unwrap();
    let passport = of("Passport");
    assert_eq!(passport.first("startDate"), Some("2010-01-02"));
    assert_eq!(passport.first("endDate"), Some("2020-01-02"));
    assert_eq!(passport.first("country"), Some("mt"));
    let listing = of("Sanction");
    assert_eq!(values(listing, "program"), ["FREE", "SEA"]);
    assert_eq!(values(listing, "provisions"), ["Secondary sanctions risk: Sea Act"]);
    assert_eq!(listing.first("authority"), Some("Treasury Department"));
}

#[test]
fn rows_of_one_id_are_one_record_with_a_listing_each() {
    let other = person().replace(SDN, EL);
    let company = format!(
        "c0ffee,{EL},,,,NORDIC TERN LTD.,,\"Quay, Port Varn\",83 FR 1,2018-02-16,,,All items.,\
         Presumption of denial.,,,,,,,FR NOTICE ADDED,http://l.example,,,,,,http://i.example,\n"
    );
    let text = format!("{HEADER}{}{company}{other}{}", person(), person());
    let (report, records) = import(&text).unwrap();
    assert_eq!((report.counts.records, report.counts.skipped), (2, 1));
    assert_eq!(report.skipped[0].place, "line 5");
    assert_eq!(report.skipped[0].reason, "another row says the same");
    let listings = records.iter().filter(|r| r.schema().name() == "Sanction");
    assert_eq!(listings.filter(|r| r.first("entity") == Some("us-7")).count(), 2);
    assert_eq!(values(&records[0], "topics"), ["sanction", "export.control"]);
    let company = records.iter().find(|r| r.id().as_str() == "us-c0ffee").unwrap();
    assert_eq!(company.schema().name(), "LegalEntity");
    assert_eq!(values(company, "topics"), ["export.control"]);
    let listing = records.last().unwrap();
    assert_eq!(listing.first("description"), Some("notice: 83 FR 1"));
    assert_eq!(values(listing, "provisions"), ["All items.", "Presumption of denial."]);
}

#[test]
fn bad_rows_are_skipped_and_a_cut_file_is_refused() {
    let open = format!("8,{SDN},8,Entity,,\"OPEN\n");
    let nameless = format!("9,{SDN}{}\n", ",".repeat(27));
    let text = format!("{HEADER}{open}{nameless}{}", person());
    let (report, _) = import(&text).unwrap();
    let places: Vec<_> = report.skipped.iter().map(|s| s.place.as_str()).collect();
    assert_eq!((report.counts.records, places), (1, vec!["line 2", "line 3"]));
    for cut in [10, 60] {
        let whole = format!("{HEADER}{}", person());
        let text = whole.get(..whole.len() - cut).unwrap();
        assert_eq!(import(text).unwrap_err().code(), "cut-off");
    }
    assert_eq!(import(HEADER).unwrap_err().code(), "no-records");
    let rows = usize::try_from(crate::limits::JOINED_TABLE_ROWS_MAX).unwrap() + 1;
    let many = format!("{HEADER}{}", "x\n".repeat(rows));
    assert_eq!(import(&many).unwrap_err().code(), "too-large");
}
