use comity_model::{Mrz, MrzFormat};

use crate::data;

/// The names that the specimens give to the fields.
const FIELDS: [(&str, &str); 5] = [
    ("number", "doc"),
    ("birth_date", "dob"),
    ("expiry_date", "exp"),
    ("personal_number", "opt"),
    ("composite", "comp"),
];

#[test]
fn every_specimen_is_read_as_its_row_says() {
    let Some(text) = data::read("mrz_specimens", "incident/mrz_specimens.csv") else { return };
    let (mut valid, mut broken) = (0, 0);
    for row in text.lines().skip(1) {
        let fields: Vec<&str> = row.split(',').collect();
        let &[kind, line1, line2, line3, all_ok, failed, ..] = fields.as_slice() else {
            panic!("a row of other columns: {row}");
        };
        let mrz = Mrz::parse(&format!("{line1}\n{line2}\n{line3}"), 2026).expect(row);
        let format = match mrz.format {
            MrzFormat::Td1 => "TD1",
            MrzFormat::Td2 => "TD2",
            MrzFormat::Td3 => "TD3",
            MrzFormat::MrvA => "MRV-A",
            MrzFormat::MrvB => "MRV-B",
        };
        assert_eq!(format, kind, "{row}");
        assert_eq!(mrz.all_ok(), all_ok == "1", "{row}: {:?}", mrz.check_digits);
        let named = |field| FIELDS.iter().find(|pair| pair.0 == field).expect("a known field").1;
        let found: Vec<&str> = mrz.failed().map(named).collect();
        assert_eq!(found.join(" "), failed, "{row}");
        if all_ok == "1" { valid += 1 } else { broken += 1 }
    }
    assert_eq!((valid, broken), (27, 5));
}
