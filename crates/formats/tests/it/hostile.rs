//! Files made to do harm, and files that were harmed on their way.

use std::io::{Cursor, Write};

use comity_formats::{Format, FormatError, Source, limits, read_delta};

use crate::support::{self, Import, import, options};

const PERSON: &str = "<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>ANSO</FIRST_NAME>\
    <SECOND_NAME>TÉVOR</SECOND_NAME><UN_LIST_TYPE>Freedonia</UN_LIST_TYPE>\
    <REFERENCE_NUMBER>FRi.001</REFERENCE_NUMBER></INDIVIDUAL>";
const VESSEL: &str = "{\"id\":\"v\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"TERN\"]}}\n";

fn un(before: &str, inside: &str) -> String {
    format!(
        "{before}<CONSOLIDATED_LIST><INDIVIDUALS>{inside}</INDIVIDUALS><ENTITIES/>\
         </CONSOLIDATED_LIST>"
    )
}

fn sdn() -> String {
    let row = |n: u32| {
        let nulls = "-0- ,".repeat(7);
        format!(
            "{n},\"TERN {n}, LTD.\",-0- ,\"FREE\",{nulls}\"Tax ID No. {n}; Linked To: TERN 1.\"\r\n"
        )
    };
    (1..40).map(row).collect::<String>() + "\x1a"
}

fn one(bytes: &[u8]) -> Result<Import, FormatError> {
    import(&[("file", bytes)], &options("d", None, None))
}

fn code(bytes: &[u8]) -> &'static str {
    match one(bytes) {
        Ok(import) => panic!("read {:?}", import.report),
        Err(error) => error.code(),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn entities_are_neither_expanded_nor_fetched() {
    let laughs: String = (1..10)
        .map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)))
        .collect();
    let laughs = format!("<!DOCTYPE x [<!ENTITY l0 \"ha\">{laughs}]>");
    let inside = PERSON.replace("ANSO", "&l9;");
    assert_eq!(code(un(&laughs, &inside).as_bytes()), "refused");
    let external = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>";
    assert_eq!(code(un(external, &PERSON.replace("ANSO", "&e;")).as_bytes()), "refused");
    assert_eq!(code(un("<!DOCTYPE x SYSTEM \"http://x.example/\">", PERSON).as_bytes()), "refused");
    assert_eq!(code(un("", &PERSON.replace("ANSO", "&e;")).as_bytes()), "refused");
    let late = un("", &format!("{PERSON}<!DOCTYPE x>"));
    assert!(matches!(code(late.as_bytes()), "refused" | "damaged"));
}

#[test]
fn xml_cut_off_anywhere_is_an_error() {
    let whole = un("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", &PERSON.repeat(3)).into_bytes();
    assert!(one(&whole).is_ok());
    for at in 0..whole.len() {
        assert!(one(&whole[..at]).is_err(), "cut off at {at}");
    }
}

#[test]
fn packed_files_cut_off_anywhere_are_errors() {
    let list = un("", PERSON).into_bytes();
    for (name, whole) in [("gz", gzip(&list)), ("zip", zip(&[("un.xml", &list)]))] {
        assert_eq!(one(&whole).unwrap().report.counts.records, 1);
        for at in 0..whole.len() {
            assert!(one(&whole[..at]).is_err(), "{name} cut off at {at}");
        }
    }
    let lines = VESSEL.as_bytes();
    for packed in [gzip(lines), zip(&[("v.json", lines)])] {
        for at in 0..packed.len() {
            assert!(one(&packed[..at]).is_err(), "cut off at {at}");
        }
    }
}

#[test]
fn a_damaged_byte_in_a_packed_file_is_found() {
    let mut packed = gzip(un("", PERSON).as_bytes());
    let at = packed.len() - 6;
    packed[at] ^= 0xff;
    assert_eq!(code(&packed), "damaged", "its checksum does not agree");
}

#[test]
fn bombs_are_refused_and_the_limit_named() {
    let big = usize::try_from(limits::UNPACK_FREE_BYTES).unwrap() * 3;
    let blank_lines = [VESSEL.as_bytes(), &vec![b'\n'; big]].concat();
    for packed in [gzip(&blank_lines), zip(&[("v.json", &blank_lines)])] {
        let error = one(&packed).err().unwrap();
        assert_eq!(error.code(), "too-large");
        assert!(error.to_string().contains("the unpacked size passes the limit of"), "{error}");
    }
    let line = "{\"op\":\"DEL\",\"entity\":{\"id\":\"v\"}}\n".as_bytes();
    let packed = gzip(&[line, &vec![b'\n'; big]].concat());
    let delta = |bytes: &[u8]| {
        let sources = vec![Source::new("d.json.gz", bytes)];
        read_delta(sources, &options("d", None, None), &mut |_| Ok(())).map_err(|e| e.code())
    };
    assert_eq!(delta(&packed).unwrap_err(), "too-large", "a delta may be a bomb, too");
    let whole = gzip(line);
    assert!(delta(&whole).is_ok());
    for at in 0..whole.len() {
        assert!(delta(&whole[..at]).is_err(), "a packed delta cut off at {at}");
    }
    let names: Vec<String> = (0..=limits::ZIP_ENTRIES_MAX).map(|n| n.to_string()).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), b"x".as_slice())).collect();
    assert_eq!(code(&zip(&many)), "too-large");
    let names: Vec<String> = (0..=limits::FILES_MAX).map(|n| format!("{n}.json")).collect();
    let lines: Vec<String> =
        (0..=limits::FILES_MAX).map(|n| VESSEL.replace("\"v\"", &format!("\"v{n}\""))).collect();
    let many: Vec<(&str, &[u8])> =
        names.iter().map(String::as_str).zip(lines.iter().map(String::as_bytes)).collect();
    assert_eq!(code(&zip(&many)), "too-large");
}

#[test]
fn a_zip_may_hold_a_whole_publication() {
    let alt = "1,1,\"aka\",\"ARCTIC TERN\",-0- \r\n\x1a";
    let packed = zip(&[("sdn.csv", sdn().as_bytes()), ("alt.csv", alt.as_bytes())]);
    let import = one(&packed).unwrap();
    assert_eq!((import.report.counts.records, import.report.counts.skipped), (39, 0));
    assert_eq!(import.records[0].first("alias"), Some("ARCTIC TERN"));
    assert_eq!(import.report.files[1].name, "file/alt.csv");
}

#[test]
fn empty_files_and_strangers_are_named() {
    for (bytes, expect) in [
        (&b""[..], "empty-file"),
        (b" \r\n\x1a", "empty-file"),
        (b"\xef\xbb\xbf", "empty-file"),
        (b"<html><body>404</body></html>", "unknown-format"),
        (b"%PDF-1.7 ...", "unknown-format"),
        (b"[{\"id\":1}]", "unknown-format"),
        (b"hello world", "unknown-format"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "unknown-format"),
        (b"name,age\nx,1\n", "bad-mapping"),
    ] {
        assert_eq!(code(bytes), expect, "{:?}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(code(&gzip(b"")), "empty-file");
    assert_eq!(code(&zip(&[])), "empty-file");
    assert_eq!(code(&gzip(&gzip(VESSEL.as_bytes()))), "unknown-format");
    let as_un = import(&[("f", VESSEL.as_bytes())], &options("d", Some(Format::UnXml), None));
    assert_eq!(as_un.err().unwrap().code(), "other-format");
    let mixed = import(
        &[("a", VESSEL.as_bytes()), ("b", un("", PERSON).as_bytes())],
        &options("d", None, None),
    );
    assert_eq!(mixed.err().unwrap().code(), "other-format");
    assert_eq!(import(&[], &options("d", None, None)).err().unwrap().code(), "no-file");
}

#[test]
fn encodings_are_read_by_mark_declaration_or_zeros() {
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    };
    let xml = un("", PERSON);
    let marked = format!("\u{feff}{xml}");
    let latin: Vec<u8> = un("<?xml version='1.0' encoding='windows-1252'?>", PERSON)
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let undeclared: Vec<u8> = xml.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for bytes in [
        xml.clone().into_bytes(),
        marked.clone().into_bytes(),
        utf16(&marked, true),
        utf16(&marked, false),
        utf16(&xml, true),
        utf16(&xml, false),
        latin,
        undeclared,
    ] {
        let import = one(&bytes).unwrap();
        assert_eq!(import.records[0].first("lastName"), Some("TÉVOR"));
    }
    let unknown = un("<?xml version='1.0' encoding='klingon'?>", PERSON);
    assert_eq!(code(unknown.as_bytes()), "refused");
}

#[test]
fn control_bytes_and_lone_line_ends_stop_no_import() {
    let import =
        one(sdn().replace("TERN 7,", "TE\0RN 7,").replace("\r\n", "\r").as_bytes()).unwrap();
    assert_eq!(import.report.counts.records, 39);
    assert_eq!(import.records.iter().filter(|r| r.id().as_str() == "d-7").count(), 1);
    let import = one(un("", &PERSON.replace("ANSO", "&#0;AN\u{0}SO&#xFFFE;")).as_bytes()).unwrap();
    assert!(import.records[0].first("name").unwrap().ends_with("TÉVOR"));
}

#[test]
fn one_endless_line_stays_within_its_limit() {
    let long = "x".repeat(10 << 20);
    let line = format!("{{\"id\":\"{long}\"}}\n");
    assert_eq!(code(line.as_bytes()), "no-records");
    let import =
        one(format!("{VESSEL}{line}{}", VESSEL.replace("\"v\"", "\"w\"")).as_bytes()).unwrap();
    assert_eq!((import.report.counts.records, import.report.counts.skipped), (2, 1));
    assert_eq!(import.report.skipped[0].place, "line 2");
    let person = PERSON.replace("ANSO", &long);
    assert_eq!(code(un("", &person).as_bytes()), "too-large");
    let comment = un(&format!("<!--{long}-->"), PERSON);
    let asked =
        support::import(&[("f", comment.as_bytes())], &options("d", Some(Format::UnXml), None));
    assert_eq!(asked.err().unwrap().code(), "too-large");
    let table = format!("id,schema,name\nv,Vessel,TERN\nw,Vessel,{long}\nu,Vessel,GULL\n");
    let import = one(table.as_bytes()).unwrap();
    assert_eq!((import.report.counts.records, import.report.counts.skipped), (2, 1));
    let open = format!("id,schema,name\nv,Vessel,TERN\nw,Vessel,\"{}", "x\n".repeat(5 << 20));
    assert!(one(open.as_bytes()).is_ok_and(|import| import.report.counts.skipped > 0));
}

#[test]
fn deep_and_wide_xml_stays_within_its_limits() {
    let deep =
        |n: usize| PERSON.replace("<UN_", &format!("{}{}<UN_", "<A>".repeat(n), "</A>".repeat(n)));
    assert!(one(un("", &deep(20)).as_bytes()).is_ok());
    assert_eq!(code(un("", &deep(100_000)).as_bytes()), "too-large");
    let wide = "<A/>".repeat(limits::ELEMENT_CHILDREN_MAX + 1);
    assert_eq!(
        code(un("", &PERSON.replace("<UN_", &format!("{wide}<UN_"))).as_bytes()),
        "too-large"
    );
    let deep_json =
        VESSEL.replace("[\"TERN\"]", &format!("{}{}", "[".repeat(9_999), "]".repeat(9_999)));
    let import = one(format!("{VESSEL}{deep_json}").as_bytes()).unwrap();
    assert_eq!(import.report.counts.skipped, 1);
}

#[test]
fn ids_that_come_twice_are_kept_once() {
    assert_eq!(one(un("", &PERSON.repeat(3)).as_bytes()).unwrap().report.counts.skipped, 2);
    let twice = sdn().replace('\x1a', "").repeat(2);
    assert_eq!(one(twice.as_bytes()).unwrap().report.counts.skipped, 39);
    assert_eq!(one(VESSEL.repeat(2).as_bytes()).unwrap().report.counts.skipped, 1);
}

#[test]
fn an_id_that_leaves_no_room_costs_only_what_describes_its_party() {
    let long = "9".repeat(250);
    let inside = PERSON.replace("<DATAID>1<", &format!("<DATAID>{long}<"));
    let import = one(un("", &inside).as_bytes()).unwrap();
    assert_eq!((import.report.counts.records, import.report.counts.skipped), (1, 1));
    let longer = inside.replace("<DATAID>", "<DATAID>99999");
    let import = one(un("", &format!("{PERSON}{longer}")).as_bytes());
    assert_eq!(import.unwrap().report.counts.skipped, 1);
}

#[test]
fn absurd_dates_cost_only_themselves() {
    for date in [
        "0000-00-00",
        "9999-12-31",
        "1850-13-45",
        "31/02/1990",
        "-1",
        "١٩٧٠",
        "2e9",
        "12345678901234567890",
    ] {
        let birth = format!(
            "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>{date}</DATE>\
             </INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL>"
        );
        let import = one(un("", &PERSON.replace("</INDIVIDUAL>", &birth)).as_bytes()).unwrap();
        assert_eq!(import.report.counts.skipped, 1, "{date}: {:?}", import.records[0]);
        assert!(import.records[0].values("notes").any(|note| note.contains(date)));
        let line = VESSEL.replace("\"name\"", &format!("\"buildDate\":[\"{date}\"],\"name\""));
        assert_eq!(one(line.as_bytes()).unwrap().report.counts.skipped, 1, "{date}");
    }
}

#[test]
fn a_sink_that_fails_stops_the_reader() {
    let sources = vec![comity_formats::Source::new("f", VESSEL.as_bytes())];
    let error = comity_formats::read(sources, &options("d", None, None), &mut |_| {
        Err(comity_formats::SinkStopped("the disk is full".into()))
    });
    assert_eq!(error.unwrap_err().code(), "sink-stopped");
}
