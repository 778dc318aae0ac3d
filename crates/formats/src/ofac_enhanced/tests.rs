use comity_model::{DatasetName, PartyId, Record};

use crate::{FormatError, Options, Report, Source, read};

fn translation(name: &str, is_primary: bool) -> String {
    format!(
        "<translation id=\"1\"><isPrimary>{is_primary}</isPrimary><formattedFullName>{name}\
         </formattedFullName></translation>"
    )
}

fn name(kind: &str, is_weak: bool, names: &[&str]) -> String {
    let all = names.iter().zip(0..).map(|(name, n)| translation(name, n == 0));
    format!(
        "<name id=\"1\"><isPrimary>{}</isPrimary><aliasType>{kind}</aliasType><isLowQuality>\
         {is_weak}</isLowQuality><translations>{}</translations></name>",
        kind.is_empty(),
        all.collect::<String>()
    )
}

fn list() -> String {
    let person = [
        name("", false, &["TEVOR, Anso Bril", "ТЕВОР, Ансо"]),
        name("A.K.A.", true, &["GULL, Old"]),
        name("F.K.A.", false, &["TEWOR"]),
        name("N.K.A.", false, &["TEVORSEN", "ТЕВОРСЕН"]),
    ];
    let heron = name("", false, &["PALE HERON TRADING"]);
    format!(
        "<?xml version=\"1.0\"?><sanctionsData xmlns=\"x\"><publicationInfo>\
         <dataAsOf>2025</dataAsOf>\
         <filters/></publicationInfo><entities>\
         <entity id=\"7\"><generalInfo><identityId>1</identityId>\
         <entityType>Individual</entityType>\
         <remarks>Linked To: PALE HERON TRADING.</remarks></generalInfo>\
         <sanctionsLists><sanctionsList datePublished=\"2020-03-04\">Tern List</sanctionsList>\
         </sanctionsLists><sanctionsPrograms><sanctionsProgram>FREE</sanctionsProgram>\
         </sanctionsPrograms><sanctionsTypes><sanctionsType>Block</sanctionsType></sanctionsTypes>\
         <legalAuthorities><legalAuthority>Sea Act</legalAuthority></legalAuthorities>\
         <names>{}</names><features>\
         <feature><type>Birthdate</type><value>02 Feb 1980</value></feature>\
         <feature><type>Place of Birth</type><value>Port Varn, Malta</value></feature>\
         <feature><type>Gender</type><value>Female</value><reliability>Reported</reliability>\
         </feature></features><identityDocuments><identityDocument><type>Cartilla</type>\
         <documentNumber>77 A</documentNumber><isValid>false</isValid></identityDocument>\
         </identityDocuments><relationships>\
         <relationship><type>Owns</type><relatedEntity entityId=\"8\">PALE HERON TRADING\
         </relatedEntity></relationship>\
         <relationship><type>Leads</type><relatedEntity entityId=\"8\"/></relationship>\
         <relationship><type>Owns</type><relatedEntity entityId=\"404\">NOBODY</relatedEntity>\
         </relationship></relationships><newList><new>kept</new></newList></entity>\
         <entity id=\"8\"><generalInfo><entityType>Entity</entityType></generalInfo>\
         <names>{heron}</names></entity>\n<entity id=\"9\"/><ship/></entities></sanctionsData>",
        person.concat()
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

#[test]
fn an_entity_is_read_whole() {
    let (report, records) = import(&list()).unwrap();
    let reasons: Vec<_> = report.skipped.iter().map(|s| (&*s.place, &*s.reason)).collect();
    assert_eq!(
        reasons,
        [
            ("line 2, ship", "an element of this name is no party of this list"),
            ("line 2", "it has no name"),
        ]
        .into_iter()
        .rev()
        .collect::<Vec<_>>()
    );
    assert_eq!(report.counts.records, 2);
    assert!(report.notes[0].starts_with("1 names (linked to"), "{:?}", report.notes);
    let person = &records[0];
    assert_eq!((person.id().as_str(), person.schema().name()), ("us-7", "Person"));
    for (property, expect) in [
        ("name", &["Anso Bril TEVOR", "Ансо ТЕВОР"][..]),
        ("weakAlias", &["Old GULL"]),
        ("previousName", &["TEWOR"]),
        ("alias", &["TEVORSEN", "ТЕВОРСЕН"]),
        ("birthDate", &["1980-02-02"]),
        ("birthPlace", &["Port Varn, Malta"]),
        ("gender", &["female"]),
        ("idNumber", &["77 A"]),
    ] {
        assert_eq!(person.values(property).collect::<Vec<_>>(), expect, "{property}");
    }
    let notes: Vec<&str> = person.values("notes").collect();
    for note in
        ["Owns: NOBODY", "Gender `Female`: Reported", "Cartilla 77 A: not valid", "newList: kept"]
    {
        assert!(notes.contains(&note), "{notes:?}");
    }
    let of = |schema: &str| records.iter().find(|r| r.schema().name() == schema).unwrap();
    let link = of("UnknownLink");
    assert_eq!(link.values("role").collect::<Vec<_>>(), ["Owns", "Leads"]);
    assert_eq!((link.first("subject"), link.first("object")), (Some("us-7"), Some("us-8")));
    let listing = of("Sanction");
    assert_eq!(listing.first("program"), Some("FREE"));
    assert_eq!(listing.first("provisions"), Some("Block"));
    assert_eq!(listing.first("reason"), Some("Sea Act"));
    assert_eq!(listing.first("listingDate"), Some("2020-03-04"));
    assert_eq!(of("Identification").first("type"), Some("Cartilla"));
}

#[test]
fn a_cut_off_file_and_entities_are_refused() {
    let whole = list();
    for at in 0..whole.len() {
        let cut = whole.get(..at).unwrap_or_default();
        assert!(import(cut).is_err(), "cut off at {at}");
    }
    let code = |text: &str| import(text).unwrap_err().code();
    assert_eq!(code(&whole.replace("<sanctionsData", "<!DOCTYPE x><sanctionsData")), "refused");
    assert_eq!(code(&whole.replace("Block", "&a;")), "refused");
    assert_eq!(code(&whole.replace("id=\"7\"", "id=\"&a;\"")), "refused");
    assert_eq!(code("<sanctionsData><entities/></sanctionsData>"), "no-records");
}
