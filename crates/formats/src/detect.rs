//! Which format a file has, by its first bytes.

use crate::ftm::delta;
use crate::{Format, FormatError};
use crate::{csl, ofac, uk};

/// How many lines are looked at, so that a broken first row does not hide what the file is.
const LINES_LOOKED_AT: usize = 5;

/// The format of a file that begins so, in UTF-8.
pub(crate) fn detect(file: &str, head: &[u8], has_mapping: bool) -> Result<Format, FormatError> {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start();
    let unknown = |reason: &str| FormatError::UnknownFormat {
        file: file.to_owned(),
        reason: reason.to_owned(),
    };
    if let Some(reason) = known_stranger(head, text) {
        return Err(unknown(reason));
    }
    if text.starts_with('<') {
        return match root_element(text) {
            Some("CONSOLIDATED_LIST") => Ok(Format::UnXml),
            Some("sdnList") => Ok(Format::OfacXml),
            Some("sanctionsData") => Ok(Format::OfacEnhanced),
            Some("export") => Ok(Format::EuFsf),
            Some("Designations") => Ok(Format::UkSanctions),
            Some("Sanctions") => Ok(Format::OfacAdvanced),
            Some(root) => Err(unknown(&format!("its root element is `{}`", short(root)))),
            None => Err(unknown("it begins like XML and has no root element")),
        };
    }
    if delta::looks_like(text) {
        return Ok(Format::FtmDelta);
    }
    if text.starts_with('{') {
        return Ok(Format::FtmJson);
    }
    let first_line = text.lines().next().unwrap_or_default();
    if has_mapping {
        return Ok(Format::Csv);
    }
    if text.lines().take(LINES_LOOKED_AT).any(uk::looks_like) {
        return Ok(Format::UkSanctions);
    }
    if csl::looks_like(first_line) {
        return Ok(Format::UsCsl);
    }
    let is_row = |(at, line)| ofac::looks_like(line, at == 0);
    if text.lines().take(LINES_LOOKED_AT).enumerate().any(is_row) {
        return Ok(Format::OfacCsv);
    }
    if first_line.contains([',', ';', '\t', '|']) {
        return Ok(Format::Csv);
    }
    Err(unknown("it is no XML, no JSON and no table; name its format if it is one"))
}

/// What a file is that is certainly none of ours, and what to do with it.
pub(crate) fn known_stranger(head: &[u8], text: &str) -> Option<&'static str> {
    let begins = |prefix: &str| {
        text.split_at_checked(prefix.len())
            .is_some_and(|(start, _)| start.eq_ignore_ascii_case(prefix))
    };
    if begins("<!doctype html") || begins("<html") {
        return Some("it is a web page, perhaps an error message; fetch the list again");
    }
    if text.starts_with('[') {
        return Some("it is a JSON array; write one object on each line");
    }
    if head.starts_with(b"%PDF") {
        return Some("it is a PDF; the publisher's XML, JSON or CSV is needed");
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(&[0x1f, 0x8b]) {
        return Some("it is packed twice; unpack it once");
    }
    if head.get(257..262) == Some(b"ustar".as_slice()) {
        return Some("it is a tar archive; unpack it and name its files");
    }
    if text.starts_with("[Content_Types]") || head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Some("it is an office document; store the table as CSV");
    }
    None
}

/// The name of the first element.
fn root_element(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.trim_start().strip_prefix('<')?;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->")?.1;
        } else if let Some(doctype) = rest.strip_prefix("!DOCTYPE") {
            let (before, after) = doctype.split_once('>')?;
            rest = if before.contains('[') { doctype.split_once("]>")?.1 } else { after };
        } else if rest.starts_with(['?', '!']) {
            rest = rest.split_once('>')?.1;
        } else {
            let name = rest.split(|c: char| c.is_whitespace() || "/>".contains(c)).next()?;
            return name.rsplit(':').next().filter(|name| !name.is_empty());
        }
    }
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &str, expect: Result<Format, &str>) {
        match (detect("f", head.as_bytes(), false), expect) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{head}"),
            (Err(error), Err(words)) => {
                assert!(error.to_string().contains(words), "{head}: {error}");
            }
            (found, _) => panic!("{head}: {found:?}"),
        }
    }

    #[test]
    fn files_show_what_they_are() {
        check("<?xml version='1.0'?>\n<!-- x --><CONSOLIDATED_LIST a='b'>", Ok(Format::UnXml));
        check("\n{\"id\":\"x\"}", Ok(Format::FtmJson));
        check("{\"op\":\"DEL\",\"entity\":{\"id\":\"x\"}}", Ok(Format::FtmDelta));
        check("{ \"entity\": {\"id\":", Ok(Format::FtmDelta));
        check("{\"operator\":1}", Ok(Format::FtmJson));
        check(
            "36,\"NORDIC TERN\",\"vessel\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ",
            Ok(Format::OfacCsv),
        );
        check("36,12,\"aka\",\"TERN\",-0- ", Ok(Format::OfacCsv));
        check("id;name", Ok(Format::Csv));
        check("<x:export xmlns:x='y' globalFileId='1'>", Ok(Format::EuFsf));
        check("<Designations>", Ok(Format::UkSanctions));
        let preamble = "Report Date: 1-Jan-2026\nLast Updated,Unique ID,Name 6,Regime Name";
        check(preamble, Ok(Format::UkSanctions));
        check("Last Updated,1,\nName 6,Regime,Group ID", Ok(Format::UkSanctions));
        check("_id,source,name,source_list_url,ids", Ok(Format::UsCsl));
        check("<sdnList xmlns='x'>", Ok(Format::OfacXml));
        check("<x:sanctionsData xmlns:x='x'>", Ok(Format::OfacEnhanced));
        check("<Sanctions Version='1'>", Ok(Format::OfacAdvanced));
        check("<sdn xmlns='x'>", Err("root element is `sdn`"));
        check("<!DOCTYPE html><html>", Err("web page"));
        check("[{}]", Err("one object on each line"));
        check("%PDF-1.7", Err("PDF"));
        check("hello", Err("no table"));
        check("<", Err("no root element"));
    }
}
