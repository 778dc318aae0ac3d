use comity_model::{DatasetName, PartyId, Record};

use crate::{FormatError, Options, Report, Source, read};

const NULLS: &str = "-0- ,-0- ,-0- ,-0- ,-0- ,-0- ";

fn primary() -> String {
    format!(
        "7,\"TEVOR, Anso Bril\",\"individual\",\"FREE] [SEA-EO1\",\"Harbour master; Pilot\",\
         {NULLS},\
         \"DOB 02 Feb 1980; alt. DOB circa 1951; POB Port Varn, Freedonia; Gender Male; \
         Passport A12 (Stateless) issued 01 Jan 2010 expires 31 Dec 2020; Cedula No. 99-1; \
         a.k.a. 'GULL, Old'; Harbour master; Left the sea; Secondary sanctions risk: Sea Act; \
         Linked To: PALE HERON TRADING; Linked To: NOBODY.\"\r\n\
         8,\"PALE HERON TRADING\",-0- ,\"FREE\",-0- ,{NULLS},\"Organization Established Date 1999; \
         Website www.heron.example; Registration Number 77001; Email Address a@heron.example.\"\r\n\
         9,\"NORDIC TERN\",\"vessel\",\"FREE\",-0- ,\"XX9TN\",\"Tug\",\"12,345\",\"212\",-0- ,\
         \"PALE HERON TRADING\",\"Vessel Registration Identification IMO 9074729; MMSI 572000019; \
         f.k.a. 'GREY TERN'.\"\r\n\
         10,\"EX-TRN\",\"aircraft\",\"FREE\",-0- ,{NULLS},\"Aircraft Model T-1; \
         Aircraft Manufacturer's Serial Number (MSN) 42.\"\r\n\x1a"
    )
}

const ALIASES: &str = "7,1,\"aka\",\"TEWOR, Anso\",-0- \r\n8,2,\"fka\",\"GREY HERON\",-0- \r\n\
                       8,3,\"nka\",\"WHITE HERON\",-0- \r\n99,4,\"aka\",\"LOST\",-0- \r\n\x1a";
const ADDRESSES: &str = "7,1,\"1 Quay\",\"Port Varn\",-0- ,-0- \r\n8,2,-0- ,-0- ,-0- ,-0- \r\n\x1a";

fn import(files: &[&str]) -> Result<(Report, Vec<Record>), FormatError> {
    let options = Options::new(DatasetName::new("us").unwrap(), PartyId::new("p").unwrap());
    let sources =
        files.iter().zip(1..).map(|(text, n)| Source::new(format!("f{n}"), text.as_bytes()));
    let mut records = Vec::new();
    let report = read(sources.collect(), &options, &mut |record| {
        records.push(record);
        Ok(())
    })?;
    Ok((report, records))
}

fn values<'r>(record: &'r Record, property: &'r str) -> Vec<&'r str> {
    record.values(property).collect()
}

fn find<'r>(records: &'r [Record], id: &str) -> &'r Record {
    records.iter().find(|record| record.id().as_str() == id).unwrap()
}

#[test]
fn the_triple_is_joined_in_any_order() {
    let primary = primary();
    for files in [[primary.as_str(), ALIASES, ADDRESSES], [ADDRESSES, ALIASES, &primary]] {
        let (report, records) = import(&files).unwrap();
        assert_eq!(report.counts.records, 4);
        assert_eq!(report.counts.skipped, 1, "{:?}", report.skipped);
        assert_eq!(report.skipped[0].reason, "no primary row has the number 99");
        assert_eq!(report.skipped[0].place, "line 4");
        let heron = find(&records, "us-8");
        assert_eq!(heron.schema().name(), "Organization");
        assert_eq!(values(heron, "previousName"), ["GREY HERON"]);
        assert_eq!(values(heron, "alias"), ["WHITE HERON"]);
        assert_eq!(values(heron, "incorporationDate"), ["1999"]);
        assert_eq!(values(heron, "registrationNumber"), ["77001"]);
        assert_eq!(values(heron, "email"), ["a@heron.example"]);
    }
}

#[test]
fn a_persons_remarks_become_values() {
    let (report, records) = import(&[&primary(), ALIASES, ADDRESSES]).unwrap();
    let person = find(&records, "us-7");
    assert_eq!(values(person, "name"), ["Anso Bril TEVOR"]);
    assert_eq!(person.statements()[0].original.as_deref(), Some("TEVOR, Anso Bril"));
    assert_eq!(values(person, "lastName"), ["TEVOR"]);
    assert_eq!(values(person, "firstName"), ["Anso Bril"]);
    assert_eq!(values(person, "alias"), ["Anso TEWOR"]);
    assert_eq!(values(person, "weakAlias"), ["Old GULL"]);
    assert_eq!(values(person, "birthDate"), ["1980-02-02", "1951~"]);
    assert_eq!(values(person, "birthPlace"), ["Port Varn, Freedonia"]);
    assert_eq!(values(person, "gender"), ["male"]);
    assert_eq!(values(person, "passportNumber"), ["A12"]);
    assert_eq!(values(person, "idNumber"), ["99-1"]);
    assert_eq!(values(person, "position"), ["Harbour master", "Pilot"]);
    assert_eq!(values(person, "notes"), ["Left the sea", "Linked To: NOBODY"]);
    assert_eq!(values(person, "address"), ["1 Quay, Port Varn"]);
    assert_eq!(values(person, "topics"), ["sanction"]);
    assert!(report.notes[0].starts_with("1 names (linked to"), "{:?}", report.notes);
    let of = |schema: &str| -> Vec<&Record> {
        let about =
            |r: &&Record| r.schema().name() == schema && r.id().as_str().starts_with("us-7-");
        records.iter().filter(about).collect()
    };
    let passport = of("Passport")[0];
    assert_eq!(passport.first("startDate"), Some("2010-01-01"));
    assert_eq!(passport.first("endDate"), Some("2020-12-31"));
    assert_eq!(of("Identification")[0].first("type"), Some("Cedula No."));
    let programs: Vec<_> = of("Sanction").iter().map(|s| s.first("program").unwrap()).collect();
    assert_eq!(programs, ["FREE", "SEA-EO1"]);
    assert_eq!(of("Sanction")[1].first("provisions"), Some("Secondary sanctions risk: Sea Act"));
    let link = of("UnknownLink")[0];
    assert_eq!((link.first("subject"), link.first("object")), (Some("us-7"), Some("us-8")));
}

#[test]
fn vessels_and_aircraft_have_their_own_columns() {
    let (_, records) = import(&[&primary()]).unwrap();
    let vessel = find(&records, "us-9");
    assert_eq!(vessel.schema().name(), "Vessel");
    assert_eq!(values(vessel, "imoNumber"), ["IMO9074729"]);
    assert_eq!(values(vessel, "mmsi"), ["572000019"]);
    assert_eq!(values(vessel, "callSign"), ["XX9TN"]);
    assert_eq!(values(vessel, "tonnage"), ["12345"]);
    assert_eq!(values(vessel, "previousName"), ["GREY TERN"]);
    assert_eq!(values(vessel, "owner"), ["us-8"]);
    let plane = find(&records, "us-10");
    assert_eq!(values(plane, "registrationNumber"), ["EX-TRN"]);
    assert_eq!(values(plane, "serialNumber"), ["42"]);
    assert_eq!(values(plane, "model"), ["T-1"]);
}

#[test]
fn the_comments_file_goes_on_where_the_remark_was_cut_off() {
    let filler = "x".repeat(1_000 - "DOB 1970; ; Registration Num".len());
    let primary = format!(
        "5,\"PALE HERON\",-0- ,\"FREE\",-0- ,{NULLS},\"DOB 1970; {filler}; Registration Num\"\r\n"
    );
    let (_, records) = import(&[&primary, "5,\"ber 77.\"\r\n"]).unwrap();
    assert_eq!(values(&records[0], "registrationNumber"), ["77"]);
    let (_, records) = import(&[&primary]).unwrap();
    assert!(records[0].values("notes").any(|note| note == "Registration Num"));
}

#[test]
fn bad_rows_are_skipped_and_a_cut_file_is_refused() {
    let primary = primary();
    let (first, _) = primary.split_once("\r\n").unwrap();
    let text = format!("x,y,z\r\n{first}\r\n7,again\r\n{first}\r\n8,\"open\r\n");
    let (report, _) = import(&[&text]).unwrap();
    let places: Vec<_> = report.skipped.iter().map(|s| s.place.as_str()).collect();
    assert_eq!(places, ["line 1", "line 3", "line 5", "line 4"]);
    assert_eq!(report.skipped[3].reason, "the number 7 was used in line 2 before");
    assert_eq!(report.counts.records, 1);
    for at in [primary.len() - 10, first.len() + 12] {
        let cut = primary.get(..at).unwrap();
        assert_eq!(import(&[cut]).unwrap_err().code(), "cut-off", "{cut}");
    }
    assert_eq!(import(&["7,1,\"aka\",\"X\",-0- \r\n"]).unwrap_err().code(), "no-records");
}

#[test]
fn what_others_made_of_the_files_is_read() {
    let row = |number: u32, name: &str, end: &str| {
        format!("{number},\"{name}\",-0- ,\"FREE\",-0- ,{NULLS},{end}\n")
    };
    let header = "ent_num,SDN_Name,SDN_Type,Program,Title,Call_Sign,Vess_type,Tonnage,GRT,\
                  Vess_flag,Vess_owner,Remarks\n";
    let open = "2,\"OPEN,-0- \n";
    let text =
        [header, &row(1, "TÉRN", "\"All\nports.\""), open, &row(3, "HERON", "-0- ,,")].concat();
    let text = text + &row(3, "HERON", "-0- ");
    let aliases = "1,1,\"AKA\",\"NEW TERN\",-0- \n1,2,\"FKA\",\"OLD TERN\",-0- ,\n";
    let (report, records) = import(&[&text, aliases]).unwrap();
    assert_eq!(report.counts.records, 2, "{:?}", report.skipped);
    let reasons: Vec<_> = report.skipped.iter().map(|s| (&*s.place, &*s.reason)).collect();
    assert_eq!(
        reasons,
        [
            ("line 4", "a quote is opened and not closed"),
            ("line 6", "the number 3 was used in line 5 before")
        ]
    );
    assert!(report.notes[0].contains("line 1 names the columns"), "{:?}", report.notes);
    let tern = find(&records, "us-1");
    assert_eq!(values(tern, "name"), ["TÉRN"]);
    assert_eq!(values(tern, "notes"), ["All ports"]);
    assert_eq!(
        (values(tern, "alias"), values(tern, "previousName")),
        (vec!["NEW TERN"], vec!["OLD TERN"])
    );
}
