use comity_model::{DatasetName, PartyId, Record};

use crate::{FormatError, Options, Report, Source, read};

const SETS: &str = "<ReferenceValueSets>\
<AliasTypeValues><AliasType ID=\"1\">Name</AliasType><AliasType ID=\"2\">N.K.A.</AliasType>\
</AliasTypeValues><CountryValues><Country ID=\"1\" ISO2=\"MT\">Malta</Country></CountryValues>\
<DetailReferenceValues><DetailReference ID=\"1\">Female</DetailReference></DetailReferenceValues>\
<FeatureTypeValues><FeatureType ID=\"1\">Gender</FeatureType>\
<FeatureType ID=\"2\">Nationality Country</FeatureType><FeatureType ID=\"3\">Title</FeatureType>\
</FeatureTypeValues><NamePartTypeValues><NamePartType ID=\"1\">Last Name</NamePartType>\
<NamePartType ID=\"2\">First Name</NamePartType></NamePartTypeValues>\
<IDRegDocTypeValues><IDRegDocType ID=\"1\">Passport</IDRegDocType></IDRegDocTypeValues>\
<PartySubTypeValues><PartySubType ID=\"1\" PartyTypeID=\"1\">Unknown</PartySubType>\
</PartySubTypeValues><PartyTypeValues><PartyType ID=\"1\">Individual</PartyType></PartyTypeValues>\
<RelationTypeValues><RelationType ID=\"1\">Associate Of</RelationType></RelationTypeValues>\
<SanctionsTypeValues><SanctionsType ID=\"1\">Program</SanctionsType>\
<SanctionsType ID=\"2\">Block</SanctionsType></SanctionsTypeValues>\
<ScriptValues><Script ID=\"1\" ScriptCode=\"Latn\">Latin</Script>\
<Script ID=\"2\" ScriptCode=\"Cyrl\">Cyrillic</Script></ScriptValues>\
<LegalBasisValues><LegalBasis ID=\"1\">Sea Act</LegalBasis></LegalBasisValues>\
</ReferenceValueSets><Locations><Location ID=\"1\"><LocationCountry CountryID=\"1\"/></Location>\
</Locations><IDRegDocuments><IDRegDocument ID=\"1\" IDRegDocTypeID=\"1\" IdentityID=\"70\" \
IssuedBy-CountryID=\"1\"><IDRegistrationNo>A12</IDRegistrationNo></IDRegDocument>\
<IDRegDocument ID=\"2\" IDRegDocTypeID=\"1\" IdentityID=\"404\"/></IDRegDocuments>";

fn name(parts: &[(u8, u8, &str)]) -> String {
    let part = |(group, script, text): &(u8, u8, &str)| {
        format!(
            "<DocumentedNamePart><NamePartValue NamePartGroupID=\"{group}\" ScriptID=\"{script}\">\
             {text}</NamePartValue></DocumentedNamePart>"
        )
    };
    format!("<DocumentedName>{}</DocumentedName>", parts.iter().map(part).collect::<String>())
}

fn party(uid: u8, last: &str) -> String {
    let names = [name(&[(2, 1, "Anso"), (1, 1, last)]), name(&[(1, 2, "Тевор"), (2, 2, "Ансо")])];
    let groups = [1, 2].map(|n| {
        format!(
            "<MasterNamePartGroup><NamePartGroup ID=\"{n}\" NamePartTypeID=\"{n}\"/>\
             </MasterNamePartGroup>"
        )
    });
    format!(
        "<DistinctParty FixedRef=\"{uid}\"><Comment>Left the sea</Comment>\
         <Profile ID=\"{uid}9\" PartySubTypeID=\"1\"><Identity ID=\"{uid}0\" Primary=\"true\">\
         <Alias AliasTypeID=\"1\" Primary=\"true\" LowQuality=\"false\">{}</Alias>\
         <Alias AliasTypeID=\"2\" Primary=\"false\" LowQuality=\"true\">{}</Alias>\
         <NamePartGroups>{}</NamePartGroups></Identity>\
         <Feature FeatureTypeID=\"1\"><FeatureVersion><VersionDetail DetailReferenceID=\"1\"/>\
         </FeatureVersion></Feature><Feature FeatureTypeID=\"2\"><FeatureVersion>\
         <Comment>by birth</Comment><VersionLocation LocationID=\"1\"/></FeatureVersion></Feature>\
         <Feature FeatureTypeID=\"3\"><FeatureVersion><VersionDetail>Pilot</VersionDetail>\
         </FeatureVersion></Feature></Profile></DistinctParty>\n",
        names.concat(),
        name(&[(1, 1, "Gull")]),
        groups.concat()
    )
}

fn list() -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<Sanctions xmlns=\"http://www.un.org/sanctions/1.0\" \
         Version=\"1\"><DateOfIssue><Year>2025</Year></DateOfIssue>{SETS}\
         <DistinctParties>\n{}{}</DistinctParties>\
         <ProfileRelationships><ProfileRelationship From-ProfileID=\"79\" To-ProfileID=\"89\" \
         RelationTypeID=\"1\" Former=\"true\"/><ProfileRelationship From-ProfileID=\"79\" \
         To-ProfileID=\"404\"/></ProfileRelationships><SanctionsEntries><SanctionsEntry \
         ProfileID=\"79\"><EntryEvent LegalBasisID=\"1\"><Date><Year>2020</Year><Month>3</Month>\
         <Day>4</Day></Date></EntryEvent><SanctionsMeasure SanctionsTypeID=\"1\"><Comment>FREE\
         </Comment></SanctionsMeasure><SanctionsMeasure SanctionsTypeID=\"2\"/></SanctionsEntry>\
         <SanctionsEntry ProfileID=\"404\"/></SanctionsEntries><SanctionsEntryLinks>\
         <SanctionsEntryLink/></SanctionsEntryLinks></Sanctions>",
        party(7, "Tevor"),
        party(8, "Varn")
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
fn a_party_is_put_together_from_all_parts() {
    let (report, records) = import(&list()).unwrap();
    assert_eq!(report.counts.records, 2);
    let person = &records[0];
    assert_eq!((person.id().as_str(), person.schema().name()), ("us-7", "Person"));
    for (property, expect) in [
        ("name", &["Anso TEVOR", "Ансо ТЕВОР"][..]),
        ("weakAlias", &["GULL"]),
        ("gender", &["female"]),
        ("nationality", &["mt"]),
        ("position", &["Pilot"]),
        ("passportNumber", &["A12"]),
        ("notes", &["Left the sea", "Nationality Country Malta: by birth"]),
        ("topics", &["sanction"]),
    ] {
        assert_eq!(person.values(property).collect::<Vec<_>>(), expect, "{property}");
    }
    let of = |schema: &str| records.iter().find(|r| r.schema().name() == schema).unwrap();
    assert_eq!(of("Passport").first("country"), Some("mt"));
    assert_eq!(of("UnknownLink").first("role"), Some("formerly Associate Of"));
    assert_eq!(of("UnknownLink").first("object"), Some("us-8"));
    let listing = of("Sanction");
    assert_eq!(listing.first("program"), Some("FREE"));
    assert_eq!(listing.first("listingDate"), Some("2020-03-04"));
    assert_eq!(listing.first("provisions"), Some("Block"));
    assert_eq!(listing.first("reason"), Some("Sea Act"));
}

#[test]
fn what_refers_to_nothing_is_skipped() {
    let deleted = "<DistinctParty FixedRef=\"6\" DeltaAction=\"delete\"/><Ship/></DistinctParties>";
    let (report, _) = import(&list().replace("</DistinctParties>", deleted)).unwrap();
    let reasons: Vec<&str> = report.skipped.iter().map(|s| s.reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "it is to be deleted from an earlier edition; the whole list is needed",
            "an element of this name is no part of this list",
            "no party has the profile that it goes to",
            "no party has the profile of its `ProfileID`",
            "links between entries are not read",
            "no party has the identity that it names",
        ]
    );
    assert_eq!(report.skipped[5].place, "line 2, IDRegDocument");
}

#[test]
fn a_cut_off_file_and_entities_are_refused() {
    let whole = list();
    for at in (0..whole.len()).step_by(7) {
        let cut = whole.get(..at).unwrap_or_default();
        assert!(import(cut).is_err(), "cut off at {at}");
    }
    let code = |text: &str| import(text).unwrap_err().code();
    assert_eq!(code(&whole.replace("<Sanctions ", "<!DOCTYPE x><Sanctions ")), "refused");
    assert_eq!(code(&whole.replace("Pilot", "&a;")), "refused");
    assert_eq!(code("<Sanctions><DistinctParties/></Sanctions>"), "no-records");
}
