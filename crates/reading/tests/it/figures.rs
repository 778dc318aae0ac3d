//! Public figures and organisations that the seeds speak of, and others that they do not: what a
//! list would hold.

use comity_model::Schema;
use comity_reading::{Lexicon, LexiconBuilder, Mode, ReadRecord};

/// Id, schema and names; the first is the caption.
pub(crate) const RECORDS: [(&str, &str, &[&str]); 42] = [
    ("obama", "Person", &["Barack Obama", "Barack Hussein Obama"]),
    ("michelle-obama", "Person", &["Michelle Obama"]),
    ("putin", "Person", &["Vladimir Putin", "Владимир Владимирович Путин"]),
    ("hollande", "Person", &["François Hollande"]),
    ("molins", "Person", &["François Molins"]),
    ("assad", "Person", &["Bashar al-Assad", "Bashar Hafez al-Assad", "بشار الأسد"]),
    ("asma-assad", "Person", &["Asma al-Assad"]),
    ("maher-assad", "Person", &["Maher al-Assad"]),
    ("cameron", "Person", &["David Cameron"]),
    ("merkel", "Person", &["Angela Merkel"]),
    ("renzi", "Person", &["Matteo Renzi"]),
    ("corbyn", "Person", &["Jeremy Corbyn"]),
    ("tusk", "Person", &["Donald Tusk"]),
    ("trump", "Person", &["Donald Trump"]),
    ("abaaoud", "Person", &["Abdelhamid Abaaoud"]),
    ("abdeslam", "Person", &["Salah Abdeslam"]),
    ("lavrov", "Person", &["Sergei Lavrov"]),
    ("kerry", "Person", &["John Kerry"]),
    ("erdogan", "Person", &["Recep Tayyip Erdoğan"]),
    ("may", "Person", &["Theresa May"]),
    ("bush", "Person", &["George W. Bush"]),
    ("baghdadi", "Person", &["Abu Bakr al-Baghdadi"]),
    ("rouhani", "Person", &["Hassan Rouhani"]),
    ("francis", "Person", &["Francis"]),
    (
        "islamic-state",
        "Organization",
        &[
            "Islamic State",
            "Daesh",
            "DAESH",
            "ISIL",
            "ISIS",
            "Islamic State of Iraq and the Levant",
            "Islamic State of Iraq and Syria",
        ],
    ),
    ("nato", "Organization", &["NATO", "North Atlantic Treaty Organization"]),
    ("european-council", "Organization", &["European Council"]),
    ("european-union", "Organization", &["European Union", "EU"]),
    ("united-nations", "Organization", &["United Nations", "UN"]),
    ("security-council", "Organization", &["United Nations Security Council", "Security Council"]),
    ("labour", "Organization", &["Labour Party"]),
    ("cnn", "Company", &["CNN", "Cable News Network"]),
    ("reuters", "Company", &["Reuters"]),
    ("trt", "Company", &["TRT World"]),
    ("g20", "Organization", &["G20", "Group of Twenty"]),
    ("white-house", "PublicBody", &["White House"]),
    ("hezbollah", "Organization", &["Hezbollah", "Hizballah"]),
    ("al-qaeda", "Organization", &["Al-Qaeda", "The Base"]),
    ("boko-haram", "Organization", &["Boko Haram"]),
    ("charles-de-gaulle", "Vessel", &["Charles de Gaulle"]),
    ("victory", "Vessel", &["VICTORY"]),
    ("hope", "Vessel", &["HOPE"]),
];

/// The records as a lexicon.
pub(crate) fn lexicon(mode: Mode) -> Lexicon {
    let mut names = LexiconBuilder::new(mode);
    for (id, schema, listed) in RECORDS {
        names.record(ReadRecord {
            id: id.to_owned(),
            dataset: "figures".to_owned(),
            schema: Schema::named(schema).unwrap(),
            caption: listed[0].to_owned(),
            group: None,
        });
        listed.iter().for_each(|name| names.name(name, false));
    }
    names.finish()
}
