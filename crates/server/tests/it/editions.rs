//! Every edition of the UN list that there is, one after another: the differences are those that
//! were dated by somebody else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use comity_api::local::{ChangesOrder, ImportOrder};
use comity_api::v1::{ChangeCount, ChangeKind, ChangeList, RecordChange};
use comity_server::{Around, Door, ImportFile};
use tempfile::TempDir;

use crate::support::{open, shared_data};

/// A page that is smaller than most of the differences, so that they are read in several.
const PAGE: usize = 150;

type References = BTreeSet<String>;

/// The editions by their date.
fn editions(folder: &Path) -> Vec<(String, PathBuf)> {
    let within = |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = within(folder.to_owned()).chain(within(folder.join("history")));
    let mut editions: Vec<(String, PathBuf)> = files
        .filter_map(|file| {
            let name = file.file_name().into_string().ok()?;
            let date = name.strip_prefix("un_consolidated_")?.get(..10)?.to_owned();
            Some((date, file.path()))
        })
        .collect();
    editions.sort();
    editions
}

/// Which references the dated changes between two days add and remove in the end: one that comes
/// and goes in between is no difference.
fn dated(table: &str, after: &str, until: &str) -> (References, References) {
    let (mut added, mut removed) = (References::new(), References::new());
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        if !(after < cells[0] && cells[0] <= until) {
            continue;
        }
        for (list, into, out_of) in [(cells[1], 0, 1), (cells[2], 1, 0)] {
            // One reference stands with a space in it: `KPi.063 .1`.
            let list = list.replace(" .", ".");
            for reference in list.split_whitespace() {
                let sides = [&mut added, &mut removed];
                if !sides[out_of].remove(reference) {
                    sides[into].insert(reference.to_owned());
                }
            }
        }
    }
    (added, removed)
}

async fn difference(door: &Door, from: &str, to: &str) -> ChangeList {
    let mut order = ChangesOrder {
        dataset: "un_sc".to_owned(),
        from: Some(from.to_owned()),
        to: Some(to.to_owned()),
        after: None,
        limit: PAGE,
    };
    let mut whole = door.changes(order.clone()).await.unwrap();
    while let Some(next) = whole.next.take() {
        assert_eq!(whole.changes.len() % PAGE, 0);
        order.after = Some(next);
        let page = door.changes(order.clone()).await.unwrap();
        assert!(page.counts.is_none(), "counted once");
        whole.changes.extend(page.changes);
        whole.next = page.next;
    }
    assert!(whole.changes.is_sorted_by(|one, other| one.id < other.id), "each once, by id");
    whole
}

/// The pages hold as many of each kind as the counts say.
fn check_counts(list: &ChangeList) {
    let count = |kind, related| {
        let of_kind = |change: &&RecordChange| change.kind == kind && change.related == related;
        list.changes.iter().filter(of_kind).count() as u64
    };
    let counted = |related| ChangeCount {
        added: count(ChangeKind::Added, related),
        removed: count(ChangeKind::Removed, related),
        changed: count(ChangeKind::Changed, related),
    };
    let counts = list.counts.unwrap();
    assert_eq!((counts.records, counts.related), (counted(false), counted(true)));
}

/// The references that came and went. A reference that moved from one record to another did
/// neither.
fn references(list: &ChangeList) -> (References, References) {
    let named = |pick: fn(&RecordChange) -> &Vec<comity_api::v1::StatementInfo>| -> References {
        let statements = list.changes.iter().flat_map(pick);
        let references = statements.filter(|said| said.property == "unscId");
        references.map(|said| said.value.clone()).collect()
    };
    let (came, went) = (named(|change| &change.came), named(|change| &change.went));
    (came.difference(&went).cloned().collect(), went.difference(&came).cloned().collect())
}

/// The listings name the parties that came and went, and no other.
fn check_parties(list: &ChangeList) {
    for kind in [ChangeKind::Added, ChangeKind::Removed] {
        let of_kind = || list.changes.iter().filter(move |change| change.kind == kind);
        let parties: BTreeSet<&str> =
            of_kind().filter(|change| !change.related).map(|change| change.id.as_str()).collect();
        let listings = of_kind().filter(|change| change.schema == "Sanction");
        let listed: BTreeSet<&str> =
            listings.flat_map(|listing| &listing.about).map(|about| about.id.as_str()).collect();
        assert_eq!(parties, listed, "{kind:?}");
    }
    // Whatever came or went beside them says whom it describes.
    let lost = list.changes.iter().filter(|change| change.related && change.about.is_empty());
    assert_eq!(lost.map(|change| &change.id).collect::<Vec<_>>(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_differences_of_the_un_editions_are_the_dated_ones() {
    let test = "the_differences_of_the_un_editions_are_the_dated_ones";
    let Some(data) = shared_data(test) else { return };
    let folder = data.join("sanctions/un");
    let table = std::fs::read_to_string(folder.join("history/membership_changes.csv"));
    let Ok(table) = table else {
        eprintln!("SKIPPED: {test} needs the UN editions");
        return;
    };
    let editions = editions(&folder);
    assert_eq!((editions.len(), table.lines().count()), (13, 47));
    let home = TempDir::new().unwrap();
    Door::init(home.path(), Some("un"), &Around::system()).await.unwrap();
    let door = open(home.path()).await;
    for (_, path) in &editions {
        let bytes = Box::new(std::fs::File::open(path).unwrap());
        let file = ImportFile { name: path.file_name().unwrap().to_str().unwrap().into(), bytes };
        let order = ImportOrder { dataset: "un_sc".to_owned(), ..ImportOrder::default() };
        door.import(order, vec![file]).await.unwrap();
    }
    let versions = door.versions("un_sc").await.unwrap();
    let records: Vec<u64> = versions.iter().map(|version| version.records).collect();
    let published = [1093, 1003, 1004, 997, 967, 974, 959, 953, 955, 957, 955, 947, 1003];
    assert_eq!(records, published);

    let mut dated_pairs = 0;
    for (at, (pair, dates)) in versions.windows(2).zip(editions.windows(2)).enumerate() {
        let (old, new) = (&dates[0].0, &dates[1].0);
        let list = difference(&door, &pair[0].version, &pair[1].version).await;
        check_counts(&list);
        check_parties(&list);
        let counts = list.counts.unwrap().records;
        let grown = i128::from(counts.added) - i128::from(counts.removed);
        assert_eq!(grown, i128::from(pair[1].records) - i128::from(pair[0].records));
        let (added, removed) = references(&list);
        let (dated_added, dated_removed) = dated(&table, old, new);
        match at {
            // The table begins in 2021, after the first two editions.
            0 => {
                assert!(dated_added.is_empty() && dated_removed.is_empty());
                assert_eq!((added.len(), removed.len()), (28, 118));
            }
            // It ends in December 2023; the last edition is of 2026. All that it adds is there.
            // What it removes is gone, but for the listings on Iran, which it dates to October
            // 2023: in September 2025 they were listed again, under the same references.
            11 => {
                assert!(dated_added.is_subset(&added));
                let again = dated_removed.difference(&removed);
                assert!(again.clone().all(|reference| reference.starts_with("IR")));
                assert_eq!(again.count(), 84);
                assert_eq!((added.len(), removed.len()), (66, 10));
            }
            _ => {
                assert_eq!((&added, &removed), (&dated_added, &dated_removed), "{old} to {new}");
                // In August 2023 HTi.001 left the list for three days and came back under the same
                // reference and another number of the publisher's: another record, the same
                // listing. Of all others each reference is one record.
                let moved = u64::from(new == "2023-10-03");
                assert_eq!(counts.added, added.len() as u64 + moved, "{old} to {new}");
                assert_eq!(counts.removed, removed.len() as u64 + moved, "{old} to {new}");
                dated_pairs += 1;
            }
        }
        if at == 4 {
            let back = difference(&door, &pair[1].version, &pair[0].version).await;
            assert_eq!(references(&back), (removed, added), "the other way round");
        }
    }
    assert_eq!(dated_pairs, 10);
}
