//! What stands between the fields of a table.

use std::io::{self, BufRead, Read};

use crate::decode::Text;

/// The usual delimiters, the likeliest first.
pub(super) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The delimiter: the one asked for, or that of a first line `sep=;`, which is passed over, or the
/// one that the header has most often outside quotes.
pub(super) fn begin<R: Read>(text: &mut Text<R>, asked: Option<u8>) -> io::Result<u8> {
    let head = text.fill_buf()?;
    let line = head.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] = line {
        let (delimiter, length) = (*delimiter, line.len());
        text.consume(length);
        return Ok(asked.unwrap_or(delimiter));
    }
    Ok(asked.unwrap_or_else(|| most_frequent(line)))
}

fn most_frequent(line: &[u8]) -> u8 {
    let mut counts = DELIMITERS.map(|delimiter| (0_usize, delimiter));
    let mut quoted = false;
    for byte in line {
        quoted ^= *byte == b'"';
        if let Some(count) = counts.iter_mut().find(|(_, delimiter)| delimiter == byte)
            && !quoted
        {
            count.0 += 1;
        }
    }
    let most = counts.iter().rev().max_by_key(|(count, _)| *count);
    most.map_or(b',', |(_, delimiter)| *delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_found_in_the_header() {
        for (text, delimiter) in [
            ("id,name\n", b','),
            ("id;name,first;b\n", b';'),
            ("id\tname\n", b'\t'),
            ("id|name\n", b'|'),
            ("\"a,b,c\";d\n", b';'),
            ("sep=|\r\na,b\n", b'|'),
            ("id\n", b','),
        ] {
            let mut stream = Text::new("t", text.as_bytes()).unwrap();
            assert_eq!(begin(&mut stream, None).unwrap(), delimiter, "{text}");
        }
    }
}
