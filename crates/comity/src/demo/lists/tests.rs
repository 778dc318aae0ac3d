use std::collections::HashSet;
use std::path::PathBuf;

use super::*;

/// The shared data folder, where real lists are.
fn data() -> Option<PathBuf> {
    let stated = std::env::var_os("COMITY_TEST_DATA").map(PathBuf::from);
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    stated.or(Some(usual)).filter(|path| path.join("README.md").is_file())
}

fn all_names() -> Vec<String> {
    let Parties { un, ofac, ftm, own } = Parties::make_up();
    let listed = [un, ofac, ftm, own].into_iter().flatten();
    listed.flat_map(|listed| listed.party.names()).collect()
}

/// Letters only, in small, the words in order of the alphabet: `DOE, Jan` and `Jan Doe` are one.
fn plain_name(name: &str) -> String {
    let lower = name.to_lowercase();
    let mut words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.join(" ")
}

#[test]
fn there_are_two_thousand_parties() {
    let Parties { un, ofac, ftm, own } = Parties::make_up();
    assert_eq!([un.len(), ofac.len(), ftm.len(), own.len()], [550, 700, 600, 150]);
}

#[test]
fn the_lists_are_the_same_on_every_run() {
    let folder = tempfile::tempdir().unwrap();
    let texts = |place: &str| -> Vec<Vec<u8>> {
        let lists = write(&folder.path().join(place), &Parties::make_up()).unwrap();
        lists.iter().flat_map(|list| &list.files).map(|file| std::fs::read(file).unwrap()).collect()
    };
    assert_eq!(texts("one"), texts("two"));
}

#[test]
fn nobody_on_a_real_list_has_a_made_up_name() {
    let Some(data) = data() else {
        eprintln!("SKIPPED: nobody_on_a_real_list_has_a_made_up_name needs the shared data folder");
        return;
    };
    let mut real: HashSet<String> = HashSet::new();
    let un = data.join("sanctions/un/un_consolidated_2026-02-27.xml");
    let text = std::fs::read_to_string(un).unwrap();
    for party in text.split("<DATAID>").skip(1) {
        let part = |tag: &str| {
            let inside = party.split_once(&format!("<{tag}>"))?.1;
            Some(inside.split_once('<')?.0.to_owned())
        };
        let tags = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"];
        let parts: Vec<String> = tags.into_iter().filter_map(part).collect();
        real.insert(plain_name(&parts.join(" ")));
        real.extend(
            party
                .split("<ALIAS_NAME>")
                .skip(1)
                .filter_map(|rest| Some(plain_name(rest.split_once('<')?.0))),
        );
        real.extend(part("NAME_ORIGINAL_SCRIPT").map(|name| plain_name(&name)));
    }
    for (file, column) in [("sdn_2023-12-28.csv", 1), ("alt_2024-01.csv", 3)] {
        let text = std::fs::read(data.join("sanctions/ofac").join(file)).unwrap();
        for line in String::from_utf8_lossy(&text).lines() {
            let quoted: Vec<&str> = line.split('"').collect();
            // The name is the first quoted field of the first file, the second of the other.
            real.extend(quoted.get(column).map(|name| plain_name(name)));
        }
    }
    assert!(real.len() > 25_000, "{} real names", real.len());
    let shared: Vec<String> =
        all_names().into_iter().filter(|name| real.contains(&plain_name(name))).collect();
    assert_eq!(shared, Vec::<String>::new());
}
