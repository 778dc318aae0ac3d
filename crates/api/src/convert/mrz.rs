use comity_model::{Marking, Mrz, MrzFormat, Origin, Record, RecordId};

use crate::Fault;
use crate::v1::{CheckedDigit, DocumentZone};

/// The holder of a travel document and what the document says of itself, out of its
/// machine-readable zone. `year` is the year in which it is shown.
///
/// # Errors
/// If the text is not a zone. Check digits that do not agree are no error: a forged document must
/// still be found.
pub fn document(text: &str, year: i16) -> Result<(Record, DocumentZone), Fault> {
    let zone = Mrz::parse(text, year).map_err(|err| Fault::invalid(err.code(), err.to_string()))?;
    let internal = |err: comity_model::ModelError| Fault::internal(err.to_string());
    let id = RecordId::new("query").map_err(internal)?;
    let origin = Origin::new("query", "query", Marking::default()).map_err(internal)?;
    let holder =
        zone.to_record(id, &origin).map_err(|err| Fault::invalid(err.code(), err.to_string()))?;
    let digits = zone.check_digits.iter();
    let shown = DocumentZone {
        format: layout(zone.format).to_owned(),
        document_type: zone.document_type.clone(),
        issuer: zone.issuer.clone(),
        expiry_date: zone.expiry_date.map(|date| date.to_string()),
        name_truncated: zone.name_truncated,
        valid: zone.all_ok(),
        check_digits: digits
            .map(|digit| CheckedDigit { field: digit.field.to_owned(), ok: digit.ok })
            .collect(),
    };
    Ok((holder, shown))
}

/// The layout's name in ICAO Doc 9303.
fn layout(format: MrzFormat) -> &'static str {
    match format {
        MrzFormat::Td1 => "TD1",
        MrzFormat::Td2 => "TD2",
        MrzFormat::Td3 => "TD3",
        MrzFormat::MrvA => "MRV-A",
        MrzFormat::MrvB => "MRV-B",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The specimen of ICAO Doc 9303 part 4.
    const SPECIMEN: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n\
                            L898902C36UTO7408122F1204159ZE184226B<<<<<10";

    #[test]
    fn a_zone_becomes_a_person() {
        let (holder, zone) = document(SPECIMEN, 2026).unwrap();
        assert_eq!(holder.schema().name(), "Person");
        assert_eq!(holder.first("passportNumber"), Some("L898902C3"));
        assert_eq!((zone.format.as_str(), zone.valid), ("TD3", true));
    }

    #[test]
    fn a_wrong_digit_is_told_and_a_wrong_text_refused() {
        let (_, zone) = document(&SPECIMEN.replace("C36UTO", "C37UTO"), 2026).unwrap();
        assert!(!zone.valid);
        assert!(document("P<UTO", 2026).is_err());
    }
}
