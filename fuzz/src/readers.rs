//! Bytes into the readers.

use comity_formats::{Format, Mapping, Options, Source, read, read_delta};
use comity_model::{DatasetName, DeltaStep, PartyId, Record};

/// What stands between the files, or the mapping and the table, of one input.
const SEPARATOR: u8 = 0x1a;

/// The UN's XML.
pub fn un_xml(data: &[u8]) {
    check(&[data], Some(Format::UnXml), None);
}

/// OFAC's CSV: the files of one publication stand one after the other.
pub fn ofac_csv(data: &[u8]) {
    let files: Vec<&[u8]> = data.split_inclusive(|byte| *byte == SEPARATOR).collect();
    check(&files, Some(Format::OfacCsv), None);
}

/// OFAC's XML.
pub fn ofac_xml(data: &[u8]) {
    check(&[data], Some(Format::OfacXml), None);
}

/// OFAC's enhanced XML.
pub fn ofac_enhanced(data: &[u8]) {
    check(&[data], Some(Format::OfacEnhanced), None);
}

/// OFAC's advanced XML.
pub fn ofac_advanced(data: &[u8]) {
    check(&[data], Some(Format::OfacAdvanced), None);
}

/// The EU's XML.
pub fn eu_fsf(data: &[u8]) {
    check(&[data], Some(Format::EuFsf), None);
}

/// The UK's XML and tables.
pub fn uk_sanctions(data: &[u8]) {
    check(&[data], Some(Format::UkSanctions), None);
}

/// The consolidated screening list.
pub fn us_csl(data: &[u8]) {
    check(&[data], Some(Format::UsCsl), None);
}

/// FollowTheMoney JSON lines.
pub fn ftm_json(data: &[u8]) {
    check(&[data], Some(Format::FtmJson), None);
}

/// A delta of FollowTheMoney entities.
pub fn ftm_delta(data: &[u8]) {
    let (Ok(dataset), Ok(party)) = (DatasetName::new("fuzz"), PartyId::new("fuzz")) else {
        return;
    };
    let (mut records, mut related) = (0, 0);
    let sources = vec![Source::new("file", data)];
    let outcome = read_delta(sources, &Options::new(dataset, party), &mut |step| {
        if let DeltaStep::Add(record) | DeltaStep::Modify(record) = step {
            *(if record.schema().is_related() { &mut related } else { &mut records }) += 1;
            assert!(!record.statements().is_empty(), "a record states something");
        }
        Ok(())
    });
    match outcome {
        Ok(report) => {
            assert_eq!((report.counts.records, report.counts.related), (records, related));
            assert!(report.counts.skipped >= report.skipped.len() as u64);
        }
        Err(error) => assert!(!error.code().is_empty() && !error.to_string().is_empty()),
    }
}

/// A table, after its mapping if it has one.
pub fn csv_list(data: &[u8]) {
    let mut parts = data.splitn(2, |byte| *byte == SEPARATOR);
    let (first, table) = (parts.next().unwrap_or_default(), parts.next());
    let mapping = table.map(|_| Mapping::parse(&String::from_utf8_lossy(first)));
    match mapping {
        None => check(&[first], Some(Format::Csv), None),
        Some(Ok(mapping)) => check(&[table.unwrap_or_default()], None, Some(mapping)),
        Some(Err(error)) => assert!(!error.code().is_empty()),
    }
}

fn check(files: &[&[u8]], format: Option<Format>, mapping: Option<Mapping>) {
    let (Ok(dataset), Ok(party)) = (DatasetName::new("fuzz"), PartyId::new("fuzz")) else {
        return;
    };
    let options = Options { format, mapping, ..Options::new(dataset, party) };
    let sources = files.iter().map(|bytes| Source::new("file", *bytes)).collect();
    let (mut records, mut related) = (0, 0);
    let outcome = read(sources, &options, &mut |record: Record| {
        if record.schema().is_related() {
            related += 1
        } else {
            records += 1
        }
        assert!(!record.statements().is_empty(), "a record states something");
        Ok(())
    });
    match outcome {
        Ok(report) => {
            assert!(report.counts.records > 0);
            assert_eq!((report.counts.records, report.counts.related), (records, related));
            assert!(report.counts.skipped >= report.skipped.len() as u64);
        }
        Err(error) => assert!(!error.code().is_empty() && !error.to_string().is_empty()),
    }
}
