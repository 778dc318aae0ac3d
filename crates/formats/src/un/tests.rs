use comity_model::{DatasetName, PartyId, Record};

use crate::{FormatError, Options, Report, Source, read};

const PERSON: &str = "
<INDIVIDUAL><DATAID>11</DATAID><FIRST_NAME>ANSO</FIRST_NAME><SECOND_NAME>BRIL</SECOND_NAME>
<THIRD_NAME>na</THIRD_NAME><FOURTH_NAME>TEVOR</FOURTH_NAME><UN_LIST_TYPE>Freedonia</UN_LIST_TYPE>
<REFERENCE_NUMBER>FRi.001</REFERENCE_NUMBER><LISTED_ON>2012-12-31</LISTED_ON>
<NAME_ORIGINAL_SCRIPT>Ансо Тевор</NAME_ORIGINAL_SCRIPT>
<COMMENTS1>Sails under false flags &amp; names.\n  Gender: Male.</COMMENTS1>
<TITLE><VALUE>Captain</VALUE></TITLE><DESIGNATION><VALUE>Harbour master</VALUE></DESIGNATION>
<LAST_DAY_UPDATED><VALUE>2016-10-13</VALUE><VALUE>2015-01-01</VALUE></LAST_DAY_UPDATED>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Anso Tewor; Ansho Tevor</ALIAS_NAME>
<DATE_OF_BIRTH>1970-01-02</DATE_OF_BIRTH><CITY_OF_BIRTH>Port Varn</CITY_OF_BIRTH></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Gull</ALIAS_NAME>
<NOTE>original script: Чайка</NOTE></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ADDRESS><STREET>1 Quay</STREET><CITY>Port Varn</CITY>
<NOTE>old</NOTE></INDIVIDUAL_ADDRESS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE>
<YEAR>1971</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE>
<FROM_YEAR>1968</FROM_YEAR><TO_YEAR>1973</TO_YEAR>
</INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE>
<DATE>9999-99-99</DATE></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>X123456</NUMBER>
<DATE_OF_ISSUE>2010-01-01</DATE_OF_ISSUE></INDIVIDUAL_DOCUMENT>
<INDIVIDUAL_DOCUMENT/><NEW_FIELD><VALUE>kept</VALUE></NEW_FIELD><SORT_KEY/></INDIVIDUAL>";

const ENTITY: &str = "
<ENTITY><DATAID>12</DATAID><FIRST_NAME>PALE HERON TRADING</FIRST_NAME>
<UN_LIST_TYPE>Freedonia</UN_LIST_TYPE><REFERENCE_NUMBER>FRe.001</REFERENCE_NUMBER>
<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>PHT</ALIAS_NAME></ENTITY_ALIAS>
<ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Grey Heron</ALIAS_NAME></ENTITY_ALIAS></ENTITY>";

fn list(persons: &str, entities: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CONSOLIDATED_LIST dateGenerated=\"x\">\
         <INDIVIDUALS>{persons}</INDIVIDUALS><ENTITIES>{entities}</ENTITIES></CONSOLIDATED_LIST>"
    )
}

fn import(bytes: &[u8]) -> Result<(Report, Vec<Record>), FormatError> {
    let options = Options::new(DatasetName::new("un").unwrap(), PartyId::new("p").unwrap());
    let mut records = Vec::new();
    let report = read(vec![Source::new("un.xml", bytes)], &options, &mut |record| {
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
    let (report, records) = import(list(PERSON, ENTITY).as_bytes()).unwrap();
    assert_eq!((report.counts.records, report.counts.related), (2, 4));
    let person = &records[0];
    assert_eq!((person.id().as_str(), person.schema().name()), ("un-11", "Person"));
    assert_eq!(values(person, "name"), ["ANSO BRIL TEVOR", "Ансо Тевор"]);
    assert_eq!(values(person, "firstName"), ["ANSO"]);
    assert_eq!(values(person, "secondName"), ["BRIL"]);
    assert_eq!(values(person, "lastName"), ["TEVOR"]);
    assert_eq!(values(person, "alias"), ["Anso Tewor; Ansho Tevor", "Anso Tewor", "Ansho Tevor"]);
    assert_eq!(values(person, "weakAlias"), ["The Gull", "Чайка"]);
    assert_eq!(values(person, "birthDate"), ["1971~", "1968/1973", "1970-01-02"]);
    assert_eq!(values(person, "birthPlace"), ["Port Varn"]);
    assert_eq!(values(person, "gender"), ["male"]);
    assert_eq!(values(person, "title"), ["Captain"]);
    assert_eq!(values(person, "position"), ["Harbour master"]);
    assert_eq!(values(person, "passportNumber"), ["X123456"]);
    assert_eq!(values(person, "address"), ["1 Quay, Port Varn"]);
    assert_eq!(values(person, "topics"), ["sanction"]);
    assert_eq!(values(person, "modifiedAt"), ["2016-10-13"]);
    let notes = values(person, "notes");
    assert!(notes.contains(&"Sails under false flags & names. Gender: Male."), "{notes:?}");
    assert!(notes.contains(&"NEW_FIELD: kept"), "{notes:?}");
    assert!(notes.contains(&"birthDate: 9999-99-99"), "{notes:?}");
    assert_eq!(report.counts.skipped, 1, "{:?}", report.skipped);
    assert_eq!(report.skipped[0].reason, "`9999-99-99` is not a valid date for `birthDate`");
}

#[test]
fn what_describes_a_person_is_related() {
    let (_, records) = import(list(PERSON, "").as_bytes()).unwrap();
    let of = |schema: &str| records.iter().find(|r| r.schema().name() == schema).unwrap();
    let passport = of("Passport");
    assert_eq!(passport.first("holder"), Some("un-11"));
    assert_eq!(passport.first("startDate"), Some("2010-01-01"));
    let address = of("Address");
    assert_eq!(records[0].first("addressEntity"), Some(address.id().as_str()));
    assert_eq!(address.first("remarks"), Some("old"));
    let listing = of("Sanction");
    assert_eq!(listing.first("program"), Some("Freedonia"));
    assert_eq!(listing.first("unscId"), Some("FRi.001"));
    assert_eq!(listing.first("listingDate"), Some("2012-12-31"));
    assert_eq!(listing.first("entity"), Some("un-11"));
}

#[test]
fn an_entity_has_former_names() {
    let (_, records) = import(list("", ENTITY).as_bytes()).unwrap();
    assert_eq!(records[0].schema().name(), "Organization");
    assert_eq!(values(&records[0], "alias"), ["PHT"]);
    assert_eq!(values(&records[0], "previousName"), ["Grey Heron"]);
}

#[test]
fn broken_parties_are_skipped_with_place_and_reason() {
    let broken = "<ENTITY><FIRST_NAME>NO ID</FIRST_NAME></ENTITY>\n\
                  <ENTITY><DATAID>13</DATAID></ENTITY>\n\
                  <ENTITY><DATAID>1  3</DATAID></ENTITY><SHIP><DATAID>5</DATAID></SHIP>";
    let (report, records) =
        import(list("", &format!("{ENTITY}{broken}{ENTITY}")).as_bytes()).unwrap();
    assert_eq!((report.counts.records, report.counts.skipped), (1, 5));
    assert_eq!(records.len(), 2);
    let reasons: Vec<&str> = report.skipped.iter().map(|s| s.reason.as_str()).collect();
    assert_eq!(reasons[0], "it has no DATAID, so it has no id");
    assert_eq!(reasons[1], "it has no name");
    assert!(reasons[2].contains("several in a row"), "{reasons:?}");
    assert!(reasons[3].contains("no party"), "{reasons:?}");
    assert_eq!(reasons[4], "the id `un-12` was used before");
    assert_eq!(report.skipped[1].place, "line 7, ENTITY");
}

#[test]
fn other_xml_and_entities_are_refused() {
    let code = |text: &str| import(text.as_bytes()).unwrap_err().code();
    assert_eq!(code("<LIST><A/></LIST>"), "unknown-format");
    let doctype = "<!DOCTYPE x [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]>";
    assert_eq!(code(&format!("{doctype}{}", list(PERSON, ""))), "refused");
    assert_eq!(code(&list(&PERSON.replace("&amp;", "&b;"), "")), "refused");
    assert_eq!(code(&list("", "")), "no-records");
}

#[test]
fn what_a_later_edition_adds_is_kept() {
    let party = "<INDIVIDUAL xmlns:x=\"urn:x\" x:new=\"1\"><DATAID>14</DATAID>\
                 <NAME_ORIGINAL_SCRIPT>Крачка</NAME_ORIGINAL_SCRIPT>\
                 <NAME_ORIGINAL_SCRIPT>خرشنة</NAME_ORIGINAL_SCRIPT>\
                 <x:INDIVIDUAL_ADDRESS><x:CITY>Port Varn</x:CITY><x:PIER>7</x:PIER>\
                 </x:INDIVIDUAL_ADDRESS></INDIVIDUAL>\
                 <INDIVIDUAL><DATAID>15</DATAID><INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY>\
                 <ALIAS_NAME>The Gull</ALIAS_NAME></INDIVIDUAL_ALIAS></INDIVIDUAL>";
    let (report, records) = import(list(party, "").as_bytes()).unwrap();
    assert_eq!((report.counts.records, report.counts.skipped), (2, 0), "{:?}", report.skipped);
    assert_eq!(values(&records[0], "name"), ["Крачка", "خرشنة"]);
    assert_eq!(values(&records[0], "address"), ["Port Varn"]);
    assert_eq!(values(&records[0], "notes"), ["INDIVIDUAL_ADDRESS PIER: 7"]);
    let gull = records.iter().find(|record| record.id().as_str() == "un-15").unwrap();
    assert_eq!(values(gull, "weakAlias"), ["The Gull"]);
}
