//! What holds for every text.

use comity_reading::{Lexicon, Marker, Mode, Reader, unmark};
use proptest::prelude::*;

use crate::figures::lexicon;

/// Pieces that names, noise and broken bytes are put together from.
const PIECES: [&[u8]; 40] = [
    b"barack obama",
    b"Obama",
    b"BARACK",
    b"bashar uh al asaad",
    b"asaad",
    b"Fran\xc3\xa7ois",
    b"francoise",
    b"hollande",
    b"president",
    b"mr.",
    b"putin",
    b"pattyn",
    b"put in",
    b"is is",
    b"isis",
    b"islamic state of iraq",
    b"and the levant",
    b"Islamic State",
    b"security",
    b"council",
    b"united nations",
    b"U.N.",
    b"UN",
    b"the",
    b"al",
    b"said",
    b"\xd8\xa8\xd8\xb4\xd8\xa7\xd8\xb1 \xd8\xa7\xd9\x84\xd8\xa3\xd8\xb3\xd8\xaf",
    b"\xe5\xbc\xa0\xe4\xbc\x9f",
    b"\xff\xfe",
    b"\xe2\x80\x99s",
    b"\xe2\x80",
    b"\xc3",
    b"'s",
    b"[[x|y]]\\",
    b"<p>",
    b">>",
    b"\n\n",
    b"                                                                              ",
    b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    b".",
];

fn text() -> impl Strategy<Value = Vec<u8>> {
    let glue = prop_oneof![8 => Just(" "), 1 => Just("-"), 1 => Just(", "), 1 => Just("")];
    let piece = (0..PIECES.len(), glue);
    let short = proptest::collection::vec(piece, 0..400);
    short.prop_map(|pieces| {
        let each =
            pieces.into_iter().map(|(piece, glue)| [PIECES[piece], glue.as_bytes()].concat());
        each.collect::<Vec<_>>().concat()
    })
}

/// All mentions in a text that comes in chunks, and the text with them marked.
fn read(lexicon: &Lexicon, text: &[u8], chunks: &[usize]) -> (Vec<String>, Vec<u8>) {
    let (mut found, mut spans) = (Vec::new(), Vec::new());
    let mut reader = Reader::new(lexicon, 0.5);
    let (mut marker, mut marked) = (Marker::new(), Vec::new());
    let mut keep = |mention: comity_reading::Mention<'_>| {
        spans.push((mention.start, mention.end, mention.line));
        let span = mention.start as usize..mention.end as usize;
        assert_eq!(mention.text, &text[span], "the span holds what is told");
        assert!(mention.candidates.iter().all(|each| (0.0..=1.0).contains(&each.score)));
        assert!(mention.score() >= 0.5);
        found.push(format!("{mention:?}"));
    };
    let mut rest = text;
    for size in chunks.iter().chain(std::iter::repeat(&4_000)) {
        let (chunk, after) = rest.split_at((*size).min(rest.len()));
        let before = reader.settled();
        reader.feed(chunk, &mut keep);
        assert!(reader.settled() >= before, "what is settled stays so");
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    reader.finish(&mut keep);
    marker.feed(text);
    for (start, end, line) in &spans {
        let breaks = text[..*start as usize].iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(*line, breaks as u64 + 1);
        marker.mark(*start, *end, "x");
    }
    assert!(spans.windows(2).all(|pair| pair[0].1 <= pair[1].0), "mentions stand in order");
    marker.write(text.len() as u64, &mut marked);
    (found, marked)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn chunks_change_nothing(
        text in text(),
        chunks in proptest::collection::vec(1_usize..60, 0..40),
        bytewise in any::<bool>(),
    ) {
        let chunks = if bytewise { vec![1; text.len()] } else { chunks };
        for mode in [Mode::Exact, Mode::Tolerant] {
            let lexicon = lexicon(mode);
            let (whole, marked) = read(&lexicon, &text, &[]);
            let (chunked, _) = read(&lexicon, &text, &chunks);
            prop_assert_eq!(&whole, &chunked);
            prop_assert_eq!(unmark(&marked), text.clone());
        }
    }

    #[test]
    fn any_bytes_are_read(text in proptest::collection::vec(any::<u8>(), 0..300)) {
        let lexicon = lexicon(Mode::Tolerant);
        let (_, marked) = read(&lexicon, &text, &[7, 1, 1]);
        prop_assert_eq!(unmark(&marked), text);
    }
}

#[test]
fn a_long_text_is_read_in_bounded_memory() {
    let lexicon = lexicon(Mode::Tolerant);
    let mut reader = Reader::new(&lexicon, 0.6);
    let (mut told, mut fed) = (0_u64, 0_u64);
    let parts: [&[u8]; 4] =
        [b"then barack obama spoke again ", &[b' '; 5_000], &[b'x'; 5_000], b"\n"];
    for _ in 0..3_000 {
        for part in parts {
            reader.feed(part, |_| told += 1);
            fed += part.len() as u64;
        }
        // What is kept is what lies between what is settled and what was fed.
        assert!(fed - reader.settled() < 300_000, "{fed} {}", reader.settled());
    }
    reader.finish(|_| told += 1);
    assert_eq!(told, 3_000);
}
