//! The advanced edition, valid against its XSD.

use super::{Alias, Born, Document, Kind, Made, Name, xml_text};

/// The sets that the XSD wants, in its order, with what this generator needs of each.
const SETS: [(&str, &[&str]); 39] = [
    ("AliasType", &["Name", "A.K.A.", "F.K.A."]),
    ("AreaCode", &[]),
    ("AreaCodeType", &[]),
    ("CalendarType", &["Gregorian"]),
    ("Country", &["Malta", "Fiji", "Peru"]),
    ("CountryRelevance", &["Current"]),
    ("DecisionMakingBody", &["Council of Terns"]),
    ("DetailReference", &["Male"]),
    ("DetailType", &["TEXT"]),
    ("DocNameStatus", &["Primary Latin"]),
    ("EntryEventType", &["Created"]),
    ("EntryLinkType", &[]),
    ("ExRefType", &[]),
    (
        "FeatureType",
        &["Birthdate", "Location", "Vessel Call Sign", "Vessel Flag", "Vessel Tonnage"],
    ),
    ("FeatureTypeGroup", &["All"]),
    ("IDRegDocDateType", &["Issue Date", "Expiration Date"]),
    (
        "IDRegDocType",
        &[
            "Passport",
            "National ID No.",
            "Tax ID No.",
            "Registration Number",
            "Vessel Registration Identification",
            "Registration ID",
        ],
    ),
    ("IdentityFeatureLinkType", &["Unknown"]),
    ("LegalBasis", &["Sea Act"]),
    ("LegalBasisType", &["Act"]),
    ("List", &["Tern List"]),
    ("LocPartType", &["ADDRESS1", "ADDRESS2", "CITY", "STATE/PROVINCE", "POSTAL CODE"]),
    ("LocPartValueStatus", &["Unknown"]),
    ("LocPartValueType", &["Unknown"]),
    ("NamePartType", &["Last Name", "First Name", "Entity Name", "Vessel Name"]),
    ("Organisation", &["Terns"]),
    ("PartySubType", &["Unknown", "Unknown", "Vessel"]),
    ("PartyType", &["Individual", "Entity", "Transport"]),
    ("RelationQuality", &["Unknown"]),
    ("RelationType", &["Linked To"]),
    ("Reliability", &["Confirmed"]),
    ("SanctionsProgram", &["FREE"]),
    ("SanctionsType", &["Program", "Block"]),
    ("Script", &["Latin"]),
    ("ScriptStatus", &["Unknown"]),
    ("SubsidiaryBody", &["Office of Terns"]),
    ("SupInfoType", &[]),
    ("TargetType", &[]),
    ("Validity", &["Valid"]),
];

/// The number of a value in its set.
fn id_of(set: &str, value: &str) -> usize {
    let (_, values) = SETS.iter().find(|(name, _)| *name == set).unwrap();
    1 + values.iter().position(|known| *known == value).unwrap()
}

fn set(name: &str, values: &[&str]) -> String {
    let more = |id: usize| match name {
        "DecisionMakingBody" => " OrganisationID=\"1\"".to_owned(),
        "FeatureType" => " FeatureTypeGroupID=\"1\"".to_owned(),
        "LegalBasis" => " LegalBasisTypeID=\"1\" SanctionsProgramID=\"1\"".to_owned(),
        "PartySubType" => format!(" PartyTypeID=\"{id}\""),
        "RelationType" => " Symmetrical=\"false\"".to_owned(),
        "SanctionsProgram" => " SubsidiaryBodyID=\"1\"".to_owned(),
        "Script" => " ScriptCode=\"Latn\"".to_owned(),
        "SubsidiaryBody" => " Notional=\"false\" DecisionMakingBodyID=\"1\"".to_owned(),
        _ => String::new(),
    };
    let values = values
        .iter()
        .zip(1..)
        .map(|(value, id)| format!("<{name} ID=\"{id}\"{}>{}</{name}>", more(id), xml_text(value)));
    format!("<{name}Values>{}</{name}Values>", values.collect::<String>())
}

/// `sdn_advanced.xml`.
pub(crate) fn advanced(all: &[Made]) -> String {
    let each = |part: fn(&Made) -> String| all.iter().map(part).collect::<String>();
    let sets: String = SETS.iter().map(|(name, values)| set(name, values)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <Sanctions xmlns=\"http://www.un.org/sanctions/1.0\" Version=\"1\">\n\
         <DateOfIssue CalendarTypeID=\"1\"><Year>2025</Year><Month>1</Month><Day>10</Day>\
         </DateOfIssue>\n<ReferenceValueSets>{sets}</ReferenceValueSets>\n\
         <Locations>{}</Locations>\n<IDRegDocuments>{}</IDRegDocuments>\n\
         <DistinctParties>{}</DistinctParties>\n\
         <ProfileRelationships>{}</ProfileRelationships>\n\
         <SanctionsEntries>{}</SanctionsEntries>\n<SanctionsEntryLinks/></Sanctions>",
        each(location),
        each(documents),
        each(distinct_party),
        each(relationship),
        each(entry)
    )
}

fn location(made: &Made) -> String {
    let Some([street, city, state, code, country]) = made.address else { return String::new() };
    let (one, two) = street.split_once(", ").unwrap_or((street, ""));
    let mut out = format!("<Location ID=\"{}\">", made.uid);
    if !country.is_empty() {
        let id = id_of("Country", country);
        out += &format!("<LocationCountry CountryID=\"{id}\" CountryRelevanceID=\"1\"/>");
    }
    let kinds = ["ADDRESS1", "ADDRESS2", "CITY", "STATE/PROVINCE", "POSTAL CODE"];
    for (kind, text) in kinds.iter().zip([one, two, city, state, code]) {
        if !text.is_empty() {
            out += &format!(
                "<LocationPart LocPartTypeID=\"{}\"><LocationPartValue Primary=\"true\" \
                 LocPartValueTypeID=\"1\" LocPartValueStatusID=\"1\"><Value>{text}</Value>\
                 </LocationPartValue></LocationPart>",
                id_of("LocPartType", kind)
            );
        }
    }
    out + "</Location>\n"
}

fn period(born: Born) -> String {
    let point = |name: &str, [year, month, day]: [u16; 3]| {
        format!("<{name}><Year>{year}</Year><Month>{month}</Month><Day>{day}</Day></{name}>")
    };
    let boundary = |name: &str, day: [u16; 3]| {
        format!(
            "<{name} Approximate=\"{}\" YearFixed=\"false\" MonthFixed=\"false\" \
             DayFixed=\"false\">{}{}</{name}>",
            born.is_about,
            point("From", day),
            point("To", day)
        )
    };
    format!(
        "<DatePeriod CalendarTypeID=\"1\" YearFixed=\"false\" MonthFixed=\"false\" \
         DayFixed=\"false\">{}{}</DatePeriod>",
        boundary("Start", born.first),
        boundary("End", born.last)
    )
}

fn documents(made: &Made) -> String {
    let each = made.documents.iter().zip(1..).map(|(document, n)| {
        let Document { label, number, country, issued } = document;
        let id = made.uid * 10 + n;
        let kind = id_of("IDRegDocType", label);
        let country = match country {
            &"" => String::new(),
            country => format!(" IssuedBy-CountryID=\"{}\"", id_of("Country", country)),
        };
        let issued = issued.map(|born| {
            format!("<DocumentDate IDRegDocDateTypeID=\"1\">{}</DocumentDate>", period(born))
        });
        format!(
            "<IDRegDocument ID=\"{id}\" IDRegDocTypeID=\"{kind}\" IdentityID=\"{}\"{country} \
             ValidityID=\"1\"><IDRegistrationNo>{number}</IDRegistrationNo>{}</IDRegDocument>\n",
            made.uid,
            issued.unwrap_or_default()
        )
    });
    each.collect()
}

fn alias(made: &Made, id: usize, name: &Name, attributes: &str) -> String {
    let part = |group: usize, text: &str| {
        let group = made.uid * 10 + group;
        format!(
            "<DocumentedNamePart><NamePartValue NamePartGroupID=\"{group}\" ScriptID=\"1\" \
             ScriptStatusID=\"1\" Acronym=\"false\">{}</NamePartValue></DocumentedNamePart>",
            xml_text(text)
        )
    };
    let first = if name.1.is_empty() { String::new() } else { part(2, name.1) };
    format!(
        "<Alias FixedRef=\"{id}\" {attributes}><DocumentedName ID=\"{id}\" FixedRef=\"{id}\" \
         DocNameStatusID=\"1\">{}{first}</DocumentedName></Alias>",
        part(1, &name.0)
    )
}

fn distinct_party(made: &Made) -> String {
    let uid = made.uid;
    let primary = "AliasTypeID=\"1\" Primary=\"true\" LowQuality=\"false\"";
    let mut aliases = alias(made, uid * 10 + 9, &made.name, primary);
    for Alias { id, name, is_former, is_weak } in &made.aliases {
        let kind = if *is_former { 3 } else { 2 };
        let attributes =
            format!("AliasTypeID=\"{kind}\" Primary=\"false\" LowQuality=\"{is_weak}\"");
        aliases += &alias(made, *id, name, &attributes);
    }
    let groups = |kinds: &[&str]| {
        let group = |(kind, n): (&&str, usize)| {
            format!(
                "<MasterNamePartGroup><NamePartGroup ID=\"{}\" NamePartTypeID=\"{}\"/>\
                 </MasterNamePartGroup>",
                uid * 10 + n,
                id_of("NamePartType", kind)
            )
        };
        kinds.iter().zip(1..).map(group).collect::<String>()
    };
    let groups = match made.kind {
        Kind::Person => groups(&["Last Name", "First Name"]),
        Kind::Entity => groups(&["Entity Name"]),
        Kind::Vessel => groups(&["Vessel Name"]),
    };
    format!(
        "<DistinctParty FixedRef=\"{uid}\"><Profile ID=\"{uid}\" PartySubTypeID=\"{}\">\
         <Identity ID=\"{uid}\" FixedRef=\"{uid}\" Primary=\"true\" False=\"false\">{aliases}\
         <NamePartGroups>{groups}</NamePartGroups></Identity>{}</Profile></DistinctParty>\n",
        made.kind.pick(1, 2, 3),
        features(made)
    )
}

fn features(made: &Made) -> String {
    let mut found: Vec<(&str, String)> = Vec::new();
    found.extend(made.born.map(|born| ("Birthdate", period(born))));
    if made.address.is_some() {
        found.push(("Location", format!("<VersionLocation LocationID=\"{}\"/>", made.uid)));
    }
    if made.kind == Kind::Vessel {
        let text =
            [("Vessel Call Sign", "XX9TN"), ("Vessel Flag", "Malta"), ("Vessel Tonnage", "12,345")];
        found.extend(text.map(|(kind, text)| {
            (kind, format!("<VersionDetail DetailTypeID=\"1\">{text}</VersionDetail>"))
        }));
    }
    let each = found.iter().zip(1..).map(|((kind, inside), n)| {
        let (id, kind) = (made.uid * 10 + n, id_of("FeatureType", kind));
        format!(
            "<Feature ID=\"{id}\" FeatureTypeID=\"{kind}\"><FeatureVersion ID=\"{id}\" \
             ReliabilityID=\"1\">{inside}</FeatureVersion><IdentityReference IdentityID=\"{}\" \
             IdentityFeatureLinkTypeID=\"1\"/></Feature>",
            made.uid
        )
    });
    each.collect()
}

fn relationship(made: &Made) -> String {
    let Some(other) = made.linked else { return String::new() };
    let uid = made.uid;
    format!(
        "<ProfileRelationship ID=\"{uid}\" From-ProfileID=\"{uid}\" To-ProfileID=\"{other}\" \
         RelationTypeID=\"1\" RelationQualityID=\"1\" Former=\"false\" \
         SanctionsEntryID=\"{uid}\"/>\n"
    )
}

fn entry(made: &Made) -> String {
    let uid = made.uid;
    let empty = "<DatePeriod CalendarTypeID=\"1\" YearFixed=\"false\" MonthFixed=\"false\" \
                 DayFixed=\"false\"/>";
    let measures = made.programs.iter().zip(1..).map(|(code, n)| {
        format!(
            "<SanctionsMeasure ID=\"{}\" SanctionsTypeID=\"1\"><Comment>{code}</Comment>{empty}\
             </SanctionsMeasure>",
            uid * 10 + n
        )
    });
    format!(
        "<SanctionsEntry ID=\"{uid}\" ProfileID=\"{uid}\" ListID=\"1\"><EntryEvent ID=\"{uid}\" \
         EntryEventTypeID=\"1\" LegalBasisID=\"1\"><Date CalendarTypeID=\"1\"><Year>2020</Year>\
         <Month>3</Month><Day>4</Day></Date></EntryEvent>{}<SanctionsMeasure ID=\"{}\" \
         SanctionsTypeID=\"2\">{empty}</SanctionsMeasure></SanctionsEntry>\n",
        measures.collect::<String>(),
        uid * 10 + 9
    )
}
