use comity_model::{DatasetName, PartyId, Record};

use crate::{Format, FormatError, Options, Report, Source, read};

const LIST: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-01-01T00:00:00Z"
 globalFileId="1">
<sanctionEntity designationDate="2020-05-04" designationDetails="details" unitedNationId="FRi.001"
 euReferenceNumber="EU.7.1" logicalId="70">
<remark>Sails &amp; steers</remark>
<regulation regulationType="amendment" organisationType="council" publicationDate="2021-02-03"
 entryIntoForceDate="2021-02-04" numberTitle="2021/7 (OJ L7)" programme="FREE" logicalId="1">
<publicationUrl>https://law.example/7?a=1&amp;b=2</publicationUrl></regulation>
<subjectType code="person" classificationCode="P"/>
<nameAlias firstName="Anso" middleName="Bril" lastName="TEVOR" wholeName="Anso Bril TEVOR"
 function="Harbour &quot;master&quot;" gender="M" title="Captain" nameLanguage="EN" strong="true"
 regulationLanguage="en" logicalId="2"><remark>of old</remark></nameAlias>
<nameAlias wholeName="Ансо Тевор" gender="?" nameLanguage="RU" strong="true" logicalId="3"/>
<nameAlias wholeName="The Gull" nameLanguage="" strong="false" logicalId="4"/>
<nameAlias firstName="Anso" lastName="Gannet" wholeName="" logicalId="5"/>
<citizenship region="" countryIso2Code="MT" countryDescription="MALTA" logicalId="6"/>
<birthdate circa="true" calendarType="GREGORIAN" city="Port Varn" year="1970" place="Quay"
 countryIso2Code="00" countryDescription="UNKNOWN" logicalId="7"/>
<birthdate circa="false" calendarType="GREGORIAN" yearRangeFrom="1968" yearRangeTo="1973"
 countryIso2Code="MT" countryDescription="MALTA" logicalId="8"/>
<birthdate circa="false" calendarType="GREGORIAN" city="-" monthOfYear="3" year="1971"
 countryIso2Code="00" countryDescription="UNKNOWN" logicalId="9"/>
<birthdate circa="false" calendarType="ISLAMIC" year="1350" countryIso2Code="00"
 countryDescription="UNKNOWN" logicalId="10"/>
<address city="Port Varn" street="1 Quay" poBox="9" zipCode="777" region="North" place=""
 countryIso2Code="MT" countryDescription="MALTA" logicalId="11"><remark>old</remark>
<contactInfo key="EMAIL" value="a@tern.example"/><contactInfo key="FAX" value="77"/></address>
<identification diplomatic="true" knownFalse="true" number="X12345" issuedBy="Harbour office"
 issueDate="2010-01-02" validTo="2020-01-02" identificationTypeCode="passport"
 identificationTypeDescription="National passport" countryIso2Code="MT"
 countryDescription="MALTA" logicalId="12"/>
<identification number="-" identificationTypeCode="id" identificationTypeDescription="Identity card"
 countryIso2Code="MT" countryDescription="MALTA" logicalId="13"/>
</sanctionEntity>
<sanctionEntity logicalId="71"><subjectType code="enterprise" classificationCode="E"/>
<nameAlias wholeName="PALE HERON SHIPPING" strong="true" logicalId="14"/>
<identification number="9074729" identificationTypeCode="imo" identificationTypeDescription="IMO"
 countryIso2Code="00" countryDescription="UNKNOWN" logicalId="15"/></sanctionEntity>
</export>"#;

fn import(text: &str) -> Result<(Report, Vec<Record>), FormatError> {
    let options = Options::new(DatasetName::new("eu").unwrap(), PartyId::new("p").unwrap());
    let mut records = Vec::new();
    let report = read(vec![Source::new("eu.xml", text.as_bytes())], &options, &mut |record| {
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
    let (report, records) = import(LIST).unwrap();
    assert_eq!(report.format, Format::EuFsf);
    assert_eq!((report.counts.records, report.counts.skipped), (2, 0), "{:?}", report.skipped);
    let person = &records[0];
    assert_eq!((person.id().as_str(), person.schema().name()), ("eu-EU.7.1", "Person"));
    assert_eq!(values(person, "name"), ["Anso Bril TEVOR"]);
    assert_eq!(values(person, "alias"), ["Ансо Тевор", "Anso Gannet"]);
    assert_eq!(values(person, "weakAlias"), ["The Gull"]);
    let language = |value: &str| {
        let statement = person.statements().iter().find(|found| found.value == value);
        statement.unwrap().language.clone()
    };
    assert_eq!(language("Ансо Тевор").as_deref(), Some("rus"));
    assert_eq!(language("The Gull"), None);
    assert_eq!(values(person, "lastName"), ["TEVOR", "Gannet"]);
    assert_eq!(values(person, "gender"), ["male"]);
    assert_eq!(values(person, "position"), ["Harbour \"master\""]);
    assert_eq!(values(person, "birthDate"), ["1970~", "1968/1973", "1971-03"]);
    assert_eq!(values(person, "birthPlace"), ["Port Varn, Quay", "MALTA"]);
    assert_eq!(values(person, "citizenship"), ["mt"]);
    assert_eq!(values(person, "email"), ["a@tern.example"]);
    assert_eq!(values(person, "passportNumber"), ["X12345"]);
    assert_eq!(values(person, "address"), ["1 Quay, PO Box 9, 777 Port Varn, North, MALTA"]);
    assert_eq!(values(person, "topics"), ["sanction"]);
    let notes = values(person, "notes");
    for note in [
        "Sails & steers",
        "name `Anso Bril TEVOR`: of old",
        "FAX: 77",
        "date of birth: 1350, islamic calendar",
        "Identity card: mt",
    ] {
        assert!(notes.contains(&note), "{note} is not among {notes:?}");
    }
}

#[test]
fn what_describes_a_party_is_related() {
    let (report, records) = import(LIST).unwrap();
    assert_eq!(report.counts.related, 4);
    let of = |schema: &str| records.iter().find(|r| r.schema().name() == schema).unwrap();
    let passport = of("Passport");
    assert_eq!(passport.first("startDate"), Some("2010-01-02"));
    assert_eq!(passport.first("summary"), Some("diplomatic; known to be false"));
    assert_eq!(of("Address").first("remarks"), Some("old"));
    let listing = of("Sanction");
    assert_eq!(listing.first("program"), Some("FREE"));
    assert_eq!(listing.first("unscId"), Some("FRi.001"));
    assert_eq!(listing.first("startDate"), Some("2021-02-04"));
    assert_eq!(listing.first("sourceUrl"), Some("https://law.example/7?a=1&b=2"));
    let company = records.iter().find(|record| record.id().as_str() == "eu-71").unwrap();
    assert_eq!(company.schema().name(), "Organization");
    assert_eq!(values(company, "imoNumber"), ["IMO9074729"]);
}

#[test]
fn broken_parties_are_skipped_and_harmful_files_refused() {
    let party = "<sanctionEntity logicalId=\"9\"><nameAlias wholeName=\"TERN\"/></sanctionEntity>";
    let broken = "<sanctionEntity><nameAlias wholeName=\"X\"/></sanctionEntity>\n<other/>\n\
                  <sanctionEntity logicalId=\"8\"><nameAlias wholeName=\" \"/></sanctionEntity>\
                  <sanctionEntity logicalId=\"1  2\"/>";
    let (report, _) = import(&format!("<export>{party}{broken}{party}</export>")).unwrap();
    assert_eq!((report.counts.records, report.counts.skipped), (1, 5));
    let reasons: Vec<&str> = report.skipped.iter().map(|s| s.reason.as_str()).collect();
    assert!(reasons[0].contains("has no id"), "{reasons:?}");
    assert!(reasons[1].contains("no party"), "{reasons:?}");
    assert_eq!(reasons[2], "it has no name");
    assert!(reasons[3].contains("several in a row"), "{reasons:?}");
    assert_eq!(reasons[4], "the id `eu-9` was used before");
    let code = |text: &str| import(text).unwrap_err().code();
    let entity = party.replace("TERN", "&e;");
    let doctype = "<!DOCTYPE export [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>";
    assert_eq!(code(&format!("{doctype}<export>{entity}</export>")), "refused");
    assert_eq!(code(&format!("<export>{entity}</export>")), "refused");
    assert_eq!(code(&format!("<export>{}</export>", party.replace("=\"9\"", "=9"))), "damaged");
    assert_eq!(code("<export></export>"), "no-records");
    let whole = format!("<export>{party}</export>");
    for at in 1..whole.len() {
        assert!(import(whole.get(..at).unwrap()).is_err(), "cut off at {at}");
    }
}
