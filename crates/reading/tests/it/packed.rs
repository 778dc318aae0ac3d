//! Test data that is packed.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::GzDecoder;

use crate::tally::folder;

/// Bytes of a block of a tar archive.
const BLOCK_BYTES: usize = 512;

/// The files of a tar archive by their names; says so if it is not there.
pub(crate) fn unpack(test: &str, place: &str, name: &str) -> Option<BTreeMap<String, String>> {
    let Ok(packed) = std::fs::File::open(folder(test, place)?.join(name)) else {
        println!("SKIPPED: {test} needs `{place}/{name}`");
        return None;
    };
    let mut bytes = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut bytes).unwrap();
    let mut files = BTreeMap::new();
    let mut rest = &bytes[..];
    while rest.len() >= BLOCK_BYTES && rest[0] != 0 {
        let (head, after) = rest.split_at(BLOCK_BYTES);
        let text = |from: usize, to: usize| {
            let field = head[from..to].split(|byte| *byte == 0).next().unwrap();
            String::from_utf8(field.to_vec()).unwrap()
        };
        let size = usize::from_str_radix(text(124, 136).trim(), 8).unwrap();
        files.insert(text(0, 100), String::from_utf8_lossy(&after[..size]).into_owned());
        rest = &after[size.div_ceil(BLOCK_BYTES) * BLOCK_BYTES..];
    }
    Some(files)
}
