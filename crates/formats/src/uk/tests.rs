use comity_model::{DatasetName, PartyId, Record};

use crate::{Format, FormatError, Options, Report, Source, read};

const XML: &str = "<?xml version=\"1.0\"?>\n<Designations><DateGenerated>01/02/2026</DateGenerated>
<Designation><LastUpdated>02/03/2024</LastUpdated><DateDesignated>04/05/2020</DateDesignated>
<UniqueID>FRE0007</UniqueID><OFSIGroupID>77</OFSIGroupID>
<UNReferenceNumber>FRi.001</UNReferenceNumber>
<Names><Name><Name1>Anso</Name1><Name2>Bril</Name2><Name6>TEVOR</Name6>
<NameType>Primary Name</NameType></Name>
<Name><Name1>Ansho</Name1><Name6>TEVOR</Name6><NameType>Primary Name Variation</NameType></Name>
<Name><Name6>The Gull</Name6><NameType>Alias</NameType>
<AliasStrength>Low quality a.k.a</AliasStrength></Name></Names>
<NonLatinNames><NonLatinName><NameNonLatinScript>Ансо Тевор</NameNonLatinScript>
<NonLatinScriptType>Cyrillic</NonLatinScriptType>
<NonLatinScriptLanguage>Russian</NonLatinScriptLanguage></NonLatinName></NonLatinNames>
<Titles><Title>Captain</Title></Titles><RegimeName>The Freedonia Regulations 2020</RegimeName>
<IndividualEntityShip>Individual</IndividualEntityShip><DesignationSource>UK</DesignationSource>
<SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed>
<SanctionsImposedIndicators><AssetFreeze>true</AssetFreeze></SanctionsImposedIndicators>
<OtherInformation>Sails &amp; steers.</OtherInformation>
<UKStatementofReasons>\nFor reasons.</UKStatementofReasons>
<Addresses><Address><AddressLine1>1 Quay</AddressLine1><AddressLine6>Port Varn</AddressLine6>
<AddressPostalCode>777</AddressPostalCode><AddressCountry>Malta</AddressCountry></Address>
</Addresses>
<PhoneNumbers><PhoneNumber>(1) 123 (2) 456</PhoneNumber></PhoneNumbers>
<IndividualDetails><Individual><DOBs><DOB>dd/mm/1971</DOB><DOB>03/02/1970</DOB></DOBs>
<BirthDetails><Location><TownOfBirth>Port Varn</TownOfBirth><CountryOfBirth>Malta</CountryOfBirth>
</Location></BirthDetails><Nationalities><Nationality>Malta</Nationality></Nationalities>
<PassportDetails><Passport><PassportNumber>X12345</PassportNumber>
<PassportAdditionalInformation>expired</PassportAdditionalInformation></Passport></PassportDetails>
<Genders><Gender>Male</Gender></Genders><Positions><Position>Harbour master</Position></Positions>
</Individual></IndividualDetails><NewField>kept</NewField></Designation>
<Designation><UniqueID>FRE0008</UniqueID><Names><Name><Name6>NORDIC TERN</Name6>
<NameType>Primary name</NameType></Name></Names><IndividualEntityShip>Ship</IndividualEntityShip>
<ShipDetails><Ship><IMONumbers><IMONumber>9074729</IMONumber></IMONumbers>
<CurrentBelievedFlagOfShips><CurrentBelievedFlagOfShip>Malta</CurrentBelievedFlagOfShip>
</CurrentBelievedFlagOfShips><TypeOfShipDetails><TypeOfShip>Tug</TypeOfShip></TypeOfShipDetails>
<YearsBuilt><YearBuilt>1999</YearBuilt></YearsBuilt><CurrentOwnerOperators>
<CurrentOwnerOperator>PALE HERON</CurrentOwnerOperator></CurrentOwnerOperators></Ship></ShipDetails>
</Designation></Designations>";

const HEADER: &str = "Report Date: 13-Feb-2026\nLast Updated,Unique ID,OFSI Group ID,\
    UN Reference Number,Name 6,Name 1,Name 2,Name type,Alias strength,Title,Name non-latin script,\
    Non-latin script language,Regime Name,Designation Type,Designation source,Sanctions Imposed,\
    UK Statement of Reasons,Address Line 1,Address Line 6,Address Postal Code,Address Country,\
    Phone number,Date Designated,D.O.B,Nationality(/ies),Passport number,\
    Passport additional information,Position,Gender,Town of birth,Country of birth,\
    Other Information\n";

fn row(names: &str, date: &str) -> String {
    format!(
        "02/03/2024,FRE0007,77,FRi.001,{names},Captain,Ансо Тевор,Russian,\
         The Freedonia Regulations 2020,Individual,UK,Asset freeze|Travel Ban,\"For\nreasons.\",\
         1 Quay,Port Varn,777,Malta,(1) 123 (2) 456,04/05/2020,{date},Malta,X12345,expired,\
         Harbour master,Male,Port Varn,Malta,Sails & steers.\n"
    )
}

fn table() -> String {
    let other =
        "02/03/2024,FRE0009,,,PALE HERON,,,Primary Name".to_owned() + &",".repeat(24) + "\n";
    let rows = [
        row("TEVOR,Anso,Bril,Primary Name,", "dd/mm/1971"),
        other,
        row("TEVOR,Ansho,,Primary Name Variation,", "03/02/1970"),
        row("The Gull,,,Alias,Low quality a.k.a", "03/02/1970"),
    ];
    HEADER.to_owned() + &rows.concat()
}

fn import(text: &str) -> Result<(Report, Vec<Record>), FormatError> {
    let options = Options::new(DatasetName::new("uk").unwrap(), PartyId::new("p").unwrap());
    let mut records = Vec::new();
    let report = read(vec![Source::new("uk", text.as_bytes())], &options, &mut |record| {
        records.push(record);
        Ok(())
    })?;
    Ok((report, records))
}

fn values<'r>(record: &'r Record, property: &'r str) -> Vec<&'r str> {
    record.values(property).collect()
}

fn check_person(records: &[Record]) {
    let person = &records[0];
    assert_eq!((person.id().as_str(), person.schema().name()), ("uk-FRE0007", "Person"));
    assert_eq!(values(person, "name"), ["Anso Bril TEVOR"]);
    assert_eq!(values(person, "alias"), ["Ansho TEVOR", "Ансо Тевор"]);
    assert_eq!(values(person, "weakAlias"), ["The Gull"]);
    assert_eq!(values(person, "lastName"), ["TEVOR"]);
    assert_eq!(values(person, "birthDate"), ["1971", "1970-02-03"]);
    assert_eq!(values(person, "birthPlace"), ["Port Varn, Malta"]);
    assert_eq!(values(person, "nationality"), ["mt"]);
    assert_eq!(values(person, "gender"), ["male"]);
    assert_eq!(values(person, "phone"), ["123", "456"]);
    assert_eq!(values(person, "address"), ["1 Quay, Port Varn, 777, Malta"]);
    assert_eq!(values(person, "passportNumber"), ["X12345"]);
    assert!(values(person, "notes").contains(&"Sails & steers."));
    let of = |schema: &str| {
        let about = |r: &&Record| r.schema().name() == schema;
        records.iter().filter(about).find(|r| r.id().as_str().starts_with("uk-FRE0007-")).unwrap()
    };
    let listing = of("Sanction");
    assert_eq!(values(listing, "provisions"), ["Asset freeze", "Travel Ban"]);
    assert_eq!(listing.first("program"), Some("The Freedonia Regulations 2020"));
    assert_eq!(listing.first("listingDate"), Some("2020-05-04"));
    assert_eq!(listing.first("unscId"), Some("FRi.001"));
    assert_eq!(of("Passport").first("summary"), Some("expired"));
    assert_eq!(of("Address").first("postalCode"), Some("777"));
}

#[test]
fn a_person_is_the_same_in_xml_and_in_the_table() {
    let (report, records) = import(XML).unwrap();
    assert_eq!(report.format, Format::UkSanctions);
    assert_eq!((report.counts.records, report.counts.skipped), (2, 0), "{:?}", report.skipped);
    assert!(report.notes[0].contains("01/02/2026"), "{:?}", report.notes);
    check_person(&records);
    assert!(values(&records[0], "notes").contains(&"NewField: kept"));
    let (report, records) = import(&table()).unwrap();
    assert_eq!((report.counts.records, report.counts.skipped), (2, 0), "{:?}", report.skipped);
    check_person(&records);
}

#[test]
fn a_ship_has_its_own_properties() {
    let (_, records) = import(XML).unwrap();
    let ship = records.iter().find(|record| record.id().as_str() == "uk-FRE0008").unwrap();
    assert_eq!(ship.schema().name(), "Vessel");
    assert_eq!(values(ship, "imoNumber"), ["IMO9074729"]);
    assert_eq!(values(ship, "flag"), ["mt"]);
    assert_eq!(values(ship, "type"), ["Tug"]);
    assert_eq!(values(ship, "buildDate"), ["1999"]);
    assert_eq!(values(ship, "notes"), ["current owner or operator: PALE HERON"]);
}

#[test]
fn the_retired_list_is_read_by_its_group_id() {
    let text = "Last Updated,27/04/2020,,,,,,\nName 6,Name 1,DOB,Group Type,Alias Type,Regime,\
                Listed On,Group ID\nTEVOR,Anso,00/00/1970,Individual,AKA,Freedonia,01/02/2010,7\n\
                TERN,,,Entity,Prime Alias,Freedonia,01/02/2010,8\n\
                GULL,The,00/04/1971,Individual,AKA,Freedonia,01/02/2010,7\nX,,,,,,,\n";
    let (report, records) = import(text).unwrap();
    assert_eq!((report.counts.records, report.counts.skipped), (2, 1));
    assert_eq!(report.skipped[0].place, "line 6");
    let person = &records[0];
    assert_eq!(person.id().as_str(), "uk-7");
    assert_eq!(values(person, "name"), ["Anso TEVOR"]);
    assert_eq!(values(person, "alias"), ["The GULL"]);
    assert_eq!(values(person, "birthDate"), ["1970", "1971-04"]);
}

#[test]
fn harmful_and_broken_files_are_told() {
    let code = |text: &str| import(text).unwrap_err().code();
    assert_eq!(code(&format!("<!DOCTYPE x>{XML}")), "refused");
    assert_eq!(code(&XML.replace("&amp;", "&e;")), "refused");
    for at in (100..XML.len()).filter(|at| XML.is_char_boundary(*at)).step_by(7) {
        assert!(import(XML.get(..at).unwrap()).is_err(), "cut off at {at}");
    }
    let table = table();
    assert_eq!(code(table.get(..table.len() - 20).unwrap()), "cut-off");
    assert_eq!(code("<Designations></Designations>"), "no-records");
    let open = table.replace("PALE HERON,", "\"PALE HERON,");
    let (report, _) = import(&open).unwrap();
    assert_eq!((report.counts.records, report.counts.skipped), (1, 1), "{:?}", report.skipped);
    let broken = "<Designations><Designation><UniqueID>A</UniqueID></Designation><X/>\
                  <Designation><Names/></Designation></Designations>";
    assert_eq!(code(broken), "no-records");
}
