//! Parties: identities and features.

use super::{Parts, location, name, period};
use crate::ofac::{Entry, keep_unknown};
use crate::text::join;
use crate::xml::Element;

/// Makes a party of a `DistinctParty`; several profiles are one party seen several ways.
pub(super) fn read(element: &Element, file: usize, parts: &mut Parts) -> Entry {
    let mut entry = Entry {
        key: element.attribute("FixedRef").to_owned(),
        file,
        line: element.line,
        ..Entry::default()
    };
    let mut comments: Vec<&str> = comments(element);
    for profile in element.all("Profile") {
        comments.extend(self::comments(profile));
        parts.profiles.insert(profile.attribute("ID").to_owned(), entry.key.clone());
        if entry.kind.is_empty() {
            entry.kind = kind(profile, parts).to_ascii_lowercase();
        }
        for identity in profile.all("Identity") {
            name::add(&mut entry, identity, &parts.references);
            let documents = parts.documents.remove(identity.attribute("ID")).unwrap_or_default();
            for document in documents {
                entry.stated.push(document.stated);
                entry.notes.push(document.note);
            }
        }
        for feature in profile.all("Feature") {
            add_feature(&mut entry, feature, parts);
        }
        let known = ["Comment", "Feature", "Identity", "SanctionsEntryReference"];
        keep_unknown(&mut entry, profile, &known);
    }
    entry.remarks = comments.join("; ");
    keep_unknown(&mut entry, element, &["Comment", "Profile"]);
    entry
}

fn comments(element: &Element) -> Vec<&str> {
    let texts = element.all("Comment").map(|comment| comment.text.trim());
    texts.filter(|text| !text.is_empty()).collect()
}

/// `Vessel` and `Aircraft` are kinds of transport; of the others the type says enough.
fn kind<'p>(profile: &Element, parts: &'p Parts) -> &'p str {
    let references = &parts.references;
    let Some(subtype) = references.value("PartySubType", profile.attribute("PartySubTypeID"))
    else {
        return "";
    };
    match subtype.text.trim() {
        name @ ("Vessel" | "Aircraft") => name,
        _ => references.text("PartyType", subtype, "PartyTypeID"),
    }
}

fn add_feature(entry: &mut Entry, feature: &Element, parts: &Parts) {
    let references = &parts.references;
    let kind = references.text("FeatureType", feature, "FeatureTypeID");
    for version in feature.all("FeatureVersion") {
        let comment = version.text_of("Comment");
        let places: Vec<_> = version
            .all("VersionLocation")
            .filter_map(|place| parts.locations.get(place.attribute("LocationID")))
            .collect();
        let mut values: Vec<String> = version
            .all("VersionDetail")
            .map(|detail| {
                let lookup = references.text("DetailReference", detail, "DetailReferenceID");
                join([lookup, detail.text.trim()], " ")
            })
            .chain(version.all("DatePeriod").map(period::read))
            .collect();
        if kind == "Location" {
            entry.addresses.extend(places.into_iter().cloned());
        } else {
            values.extend(places.into_iter().map(location::line));
        }
        values.retain(|value| !value.is_empty());
        for value in &values {
            entry.add_feature(kind, value);
        }
        // Most features are confirmed; the word matters where one is not.
        let reliability = references.text("Reliability", version, "ReliabilityID");
        let doubt = if reliability == "Confirmed" { "" } else { reliability };
        let about = join([comment, doubt], ", ");
        if !about.is_empty() {
            entry.notes.push(format!("{}: {about}", join([kind, &values.join(", ")], " ")));
        }
    }
}
