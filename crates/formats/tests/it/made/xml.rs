//! The classic and the enhanced edition.

use super::{Alias, Made, Name, tag};

/// `sdn.xml`.
pub(crate) fn classic(all: &[Made]) -> String {
    let entries: String = all.iter().map(|made| classic_entry(made, all)).collect();
    format!(
        "<?xml version=\"1.0\" standalone=\"yes\"?>\n\
         <sdnList xmlns=\"http://tempuri.org/sdnList.xsd\">\
         <publshInformation><Publish_Date>02/23/2024</Publish_Date><Record_Count>{}</Record_Count>\
         </publshInformation>\n{entries}</sdnList>",
        all.len()
    )
}

fn classic_name(name: &Name) -> String {
    tag("firstName", name.1) + &tag("lastName", &name.0.to_uppercase())
}

fn classic_entry(made: &Made, all: &[Made]) -> String {
    let mut out = format!("<sdnEntry><uid>{}</uid>{}", made.uid, classic_name(&made.name));
    out += &tag("sdnType", made.kind.pick("Individual", "Entity", "Vessel"));
    if let Some(other) = made.linked {
        out += &tag("remarks", &format!("(Linked To: {})", all[other - 1].name.full()));
    }
    let programs: String = made.programs.iter().map(|code| tag("program", code)).collect();
    out += &format!("<programList>{programs}</programList><idList>");
    for document in &made.documents {
        let issued = document.issued.map(|born| born.words).unwrap_or_default();
        out += &["<id><uid>1</uid>", &tag("idType", document.label)].concat();
        out += &tag("idNumber", &document.number);
        out += &[&tag("idCountry", document.country), &tag("issueDate", issued), "</id>"].concat();
    }
    out += "</idList><akaList>";
    for Alias { id, name, is_former, is_weak } in &made.aliases {
        let kind = if *is_former { "f.k.a." } else { "a.k.a." };
        let category = if *is_weak { "weak" } else { "strong" };
        out += &format!("<aka><uid>{id}</uid><type>{kind}</type><category>{category}</category>");
        out += &(classic_name(name) + "</aka>");
    }
    out += "</akaList>";
    if let Some([street, city, state, code, country]) = made.address {
        out += &format!("<addressList><address><uid>{}</uid>", made.uid * 10);
        let (one, two) = street.split_once(", ").unwrap_or((street, ""));
        out += &[tag("address1", one), tag("address2", two), tag("city", city)].concat();
        out += &[tag("stateOrProvince", state), tag("postalCode", code)].concat();
        out += &(tag("country", country) + "</address></addressList>");
    }
    if let Some(born) = made.born {
        out += "<dateOfBirthList><dateOfBirthItem><uid>1</uid>";
        out += &(tag("dateOfBirth", born.words) + "<mainEntry>true</mainEntry>");
        out += "</dateOfBirthItem></dateOfBirthList>";
    }
    let vessel = "<vesselInfo><callSign>XX9TN</callSign><vesselFlag>Malta</vesselFlag>\
                  <tonnage>12,345</tonnage></vesselInfo>";
    out + made.kind.pick("", "", vessel) + "</sdnEntry>\n"
}

/// `sdn_enhanced.xml`.
pub(crate) fn enhanced(all: &[Made]) -> String {
    let entities: String = all.iter().map(|made| enhanced_entity(made, all)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sanctionsData xmlns=\"https://\
         sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML\">\
         <publicationInfo><dataAsOf>2025-01-10T00:00:00</dataAsOf><filters/></publicationInfo>\
         <referenceValues><referenceValue refId=\"7\"><type>Country</type><value>Malta</value>\
         </referenceValue></referenceValues><featureTypes/>\n<entities>{entities}</entities>\
         </sanctionsData>"
    )
}

fn enhanced_name(id: usize, name: &Name, kind: &str, is_weak: bool) -> String {
    let (is_primary, kind) = (kind.is_empty(), tag("aliasType", kind));
    format!(
        "<name id=\"{id}\"><isPrimary>{is_primary}</isPrimary>{kind}<isLowQuality>{is_weak}\
         </isLowQuality><translations><translation id=\"{id}\"><isPrimary>true</isPrimary>\
         <script refId=\"20122\">Latin</script>{}</translation></translations></name>",
        tag("formattedFullName", &name.full())
    )
}

fn feature(kind: &str, value: &str) -> String {
    let value = tag("value", value);
    format!("<feature id=\"1\"><type featureTypeId=\"8\">{kind}</type>{value}</feature>")
}

fn enhanced_entity(made: &Made, all: &[Made]) -> String {
    let kind = made.kind.pick("Individual", "Entity", "Vessel");
    let mut out = format!("<entity id=\"{}\"><generalInfo><identityId>7</identityId>", made.uid);
    out += &(tag("entityType", kind) + "</generalInfo><sanctionsPrograms>");
    out += &made.programs.iter().map(|code| tag("sanctionsProgram", code)).collect::<String>();
    out += "</sanctionsPrograms><names>";
    out += &enhanced_name(made.uid, &made.name, "", false);
    for Alias { id, name, is_former, is_weak } in &made.aliases {
        let kind = if *is_former { "F.K.A." } else { "A.K.A." };
        out += &enhanced_name(*id, name, kind, *is_weak);
    }
    out += "</names>";
    if let Some([street, city, state, code, country]) = made.address {
        let (one, two) = street.split_once(", ").unwrap_or((street, ""));
        let parts = [
            ("ADDRESS1", one),
            ("ADDRESS2", two),
            ("CITY", city),
            ("STATE/PROVINCE", state),
            ("POSTAL CODE", code),
        ];
        let parts = parts.iter().filter(|(_, text)| !text.is_empty()).map(|(kind, text)| {
            format!("<addressPart>{}{}</addressPart>", tag("type", kind), tag("value", text))
        });
        out += &format!(
            "<addresses><address id=\"{}\">{}<translations><translation id=\"9\">\
             <isPrimary>true</isPrimary><addressParts>{}</addressParts></translation>\
             </translations></address></addresses>",
            made.uid * 10,
            tag("country", country),
            parts.collect::<String>()
        );
    }
    out += "<features>";
    out += &made.born.map(|born| feature("Birthdate", born.words)).unwrap_or_default();
    let vessel =
        [("Vessel Call Sign", "XX9TN"), ("Vessel Flag", "Malta"), ("Vessel Tonnage", "12,345")];
    let vessel = vessel.map(|(kind, value)| feature(kind, value)).concat();
    out += made.kind.pick("", "", vessel.as_str());
    out += "</features><identityDocuments>";
    for document in &made.documents {
        let issued = document.issued.map(|born| born.words).unwrap_or_default();
        out += &("<identityDocument id=\"1\">".to_owned() + &tag("type", document.label));
        out += &(tag("documentNumber", &document.number) + "<isValid>true</isValid>");
        out += &(tag("issuingCountry", document.country) + &tag("issueDate", issued));
        out += "</identityDocument>";
    }
    out += "</identityDocuments>";
    if let Some(other) = made.linked {
        out += &format!(
            "<relationships><relationship id=\"1\"><type refId=\"1\">Linked To</type>\
             <relatedEntity entityId=\"{other}\">{}</relatedEntity></relationship></relationships>",
            super::xml_text(&all[other - 1].name.full())
        );
    }
    out + "</entity>\n"
}
