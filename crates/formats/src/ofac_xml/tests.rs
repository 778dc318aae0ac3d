use comity_model::{DatasetName, PartyId, Record};

use crate::{FormatError, Options, Report, Source, read};

const PERSON: &str = "<sdnEntry><uid>7</uid><firstName>Anso Bril</firstName>\
<lastName>TEVOR</lastName><title>Harbour master; Pilot</title><sdnType>Individual</sdnType>\
<remarks>Left the sea; (Linked To: PALE HERON TRADING)</remarks>\
<programList><program>FREE</program><program>SEA-EO1</program></programList>\
<idList><id><uid>1</uid><idType>Passport</idType><idNumber>A12</idNumber>\
<idCountry>Malta</idCountry><issueDate>01 Jan 2010</issueDate></id>\
<id><idType>Gender</idType><idNumber>Male</idNumber></id></idList>\
<akaList><aka><uid>2</uid><type>a.k.a.</type><category>weak</category><lastName>GULL</lastName>\
<firstName>Old</firstName></aka><aka><type>f.k.a.</type><category>strong</category>\
<lastName>TEWOR</lastName></aka></akaList>\
<nationalityList><nationality><country>Malta</country><mainEntry>true</mainEntry></nationality>\
</nationalityList><dateOfBirthList><dateOfBirthItem><dateOfBirth>circa 1951</dateOfBirth>\
</dateOfBirthItem></dateOfBirthList><newList><new>kept</new></newList></sdnEntry>";
const ENTITY: &str = "<sdnEntry><uid>8</uid><lastName>PALE HERON TRADING</lastName>\
<sdnType>Entity</sdnType><programList><program>FREE</program></programList></sdnEntry>";

fn list(entries: &str, count: usize) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<sdnList xmlns=\"https://sanctionslistservice.ofac.treas.gov/api/\
         PublicationPreview/exports/XML\"><publshInformation>\
         <Publish_Date>01/02/2025</Publish_Date>\
         <Record_Count>{count}</Record_Count></publshInformation>\n{entries}</sdnList>"
    )
}

fn import(text: &str) -> Result<(Report, Vec<Record>), FormatError> {
    let options = Options::new(DatasetName::new("us").unwrap(), PartyId::new("p").unwrap());
    let mut records = Vec::new();
    let report = read(vec![Source::new("sdn.xml", text.as_bytes())], &options, &mut |record| {
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
    let (report, records) = import(&list(&(PERSON.to_owned() + ENTITY), 2)).unwrap();
    assert_eq!((report.counts.records, report.counts.skipped), (2, 0), "{:?}", report.skipped);
    assert_eq!(report.notes, Vec::<String>::new());
    let person = &records[0];
    assert_eq!((person.id().as_str(), person.schema().name()), ("us-7", "Person"));
    for (property, expect) in [
        ("name", &["Anso Bril TEVOR"][..]),
        ("weakAlias", &["Old GULL"]),
        ("previousName", &["TEWOR"]),
        ("birthDate", &["1951~"]),
        ("gender", &["male"]),
        ("nationality", &["mt"]),
        ("passportNumber", &["A12"]),
        ("position", &["Harbour master", "Pilot"]),
        ("notes", &["Left the sea", "newList: kept"]),
        ("topics", &["sanction"]),
    ] {
        assert_eq!(values(person, property), expect, "{property}");
    }
    let related: Vec<&Record> = records.iter().filter(|r| r.schema().is_related()).collect();
    let of = |schema: &str| related.iter().filter(|r| r.schema().name() == schema).count();
    assert_eq!((of("Sanction"), of("Passport"), of("UnknownLink")), (3, 1, 1));
}

#[test]
fn what_cannot_be_read_is_skipped_with_place_and_reason() {
    let bad = "\n<sdnEntry><lastName>NO NUMBER</lastName></sdnEntry>\n<sdnEntry><uid>9</uid>\
               </sdnEntry>\n<sdnEntry><uid>8</uid><lastName>AGAIN</lastName></sdnEntry>\n<ship/>";
    let (report, _) = import(&list(&(ENTITY.to_owned() + bad), 2)).unwrap();
    let skipped: Vec<_> = report.skipped.iter().map(|s| (&*s.place, &*s.reason)).collect();
    assert_eq!(
        skipped,
        [
            ("line 4", "it has no number, so it has no id"),
            ("line 5", "it has no name"),
            ("line 6", "the number 8 was used in line 3 before"),
            ("line 7, ship", "an element of this name is no party of this list"),
        ]
    );
    assert_eq!(report.notes, ["`sdn.xml` says that it has 2 parties; it has 4"]);
}

#[test]
fn a_cut_off_file_and_entities_are_refused() {
    let whole = list(&(PERSON.to_owned() + ENTITY), 2);
    for at in 0..whole.len() {
        let cut = whole.get(..at).unwrap_or_default();
        assert!(import(cut).is_err(), "cut off at {at}");
    }
    let code = |text: &str| import(text).unwrap_err().code();
    assert_eq!(
        code(&whole.replace("<sdnList", "<!DOCTYPE x [<!ENTITY a \"b\">]><sdnList")),
        "refused"
    );
    assert_eq!(code(&whole.replace("Anso", "&a;")), "refused");
    assert_eq!(code(&list("", 0)), "no-records");
}
