//! A text with its mentions marked, from which the text can be had back.

/// Writes a text with its mentions marked: `[[what stands there|dataset/id]]`.
///
/// A backslash stands before each backslash and opening bracket of the text, and inside a mark
/// also before each closing bracket and bar. So `[[` is always a mark, and [`unmark`] gets the text
/// back to the last byte.
#[derive(Debug, Default)]
pub struct Marker {
    /// The text that is not written yet.
    bytes: Vec<u8>,
    /// Where that is in the text.
    start: u64,
    marks: std::collections::VecDeque<Mark>,
}

/// A span and what it is marked with.
#[derive(Debug)]
struct Mark {
    start: u64,
    end: u64,
    label: String,
}

impl Marker {
    /// A marker at the beginning of a text.
    #[must_use]
    pub fn new() -> Marker {
        Marker::default()
    }

    /// Takes the next bytes of the text.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Takes the next mention, which must not overlap the one before.
    pub fn mark(&mut self, start: u64, end: u64, label: &str) {
        self.marks.push_back(Mark { start, end, label: label.to_owned() });
    }

    /// Writes the text up to a place before which all mentions are known.
    pub fn write(&mut self, settled: u64, out: &mut Vec<u8>) {
        while let Some(mark) = self.marks.front()
            && mark.end <= settled
            && let Some(mark) = self.marks.pop_front()
        {
            if mark.start >= self.start {
                self.plain(mark.start, out);
                self.marked(&mark, out);
            }
        }
        let next = self.marks.front().map_or(u64::MAX, |mark| mark.start);
        self.plain(settled.min(next), out);
    }

    fn plain(&mut self, to: u64, out: &mut Vec<u8>) {
        for byte in self.take(to) {
            if matches!(byte, b'\\' | b'[') {
                out.push(b'\\');
            }
            out.push(byte);
        }
    }

    fn marked(&mut self, mark: &Mark, out: &mut Vec<u8>) {
        out.extend_from_slice(b"[[");
        for byte in self.take(mark.end) {
            escape(byte, out);
        }
        out.push(b'|');
        mark.label.bytes().for_each(|byte| escape(byte, out));
        out.extend_from_slice(b"]]");
    }

    /// The bytes up to a place, which are then gone.
    fn take(&mut self, to: u64) -> Vec<u8> {
        let count = usize::try_from(to.saturating_sub(self.start)).unwrap_or(usize::MAX);
        let count = count.min(self.bytes.len());
        self.start += count as u64;
        self.bytes.drain(..count).collect()
    }
}

fn escape(byte: u8, out: &mut Vec<u8>) {
    if matches!(byte, b'\\' | b'[' | b']' | b'|') {
        out.push(b'\\');
    }
    out.push(byte);
}

/// The text that was marked.
#[must_use]
pub fn unmark(marked: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(marked.len());
    let mut rest = marked.iter().copied().peekable();
    let mut place = Place::Text;
    while let Some(byte) = rest.next() {
        let literal = if byte == b'\\' { rest.next() } else { None };
        match (&place, literal, byte) {
            (Place::Text | Place::Mark, Some(byte), _) => out.push(byte),
            (Place::Label, Some(_), _) => {}
            (Place::Text, None, b'[') if rest.peek() == Some(&b'[') => {
                rest.next();
                place = Place::Mark;
            }
            (Place::Mark, None, b'|') => place = Place::Label,
            (Place::Label, None, b']') if rest.peek() == Some(&b']') => {
                rest.next();
                place = Place::Text;
            }
            (Place::Label, None, _) => {}
            (_, None, byte) => out.push(byte),
        }
    }
    out
}

/// Where in a marked text.
enum Place {
    Text,
    Mark,
    Label,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(text: &[u8], marks: &[(u64, u64)], label: &str, cuts: &[usize]) -> Vec<u8> {
        let (mut marker, mut out) = (Marker::new(), Vec::new());
        marker.feed(text);
        for (start, end) in marks {
            marker.mark(*start, *end, label);
        }
        let mut cuts: Vec<u64> = cuts.iter().map(|cut| *cut as u64).collect();
        cuts.sort_unstable();
        cuts.into_iter().for_each(|cut| marker.write(cut, &mut out));
        marker.write(text.len() as u64, &mut out);
        out
    }

    #[test]
    fn a_mention_is_marked() {
        let out = marked(b"the [Nordic Tern] sails", &[(5, 16)], "list/v-1", &[]);
        let expect = r"the \[[[Nordic Tern|list/v-1]]] sails";
        assert_eq!(String::from_utf8(out).unwrap(), expect);
    }

    proptest! {
        #[test]
        fn the_text_can_be_had_back(
            text in "[a-c\\[\\]|\\\\]{0,40}", label in "[a\\]|\\[\\\\]{0,6}",
            spans in proptest::collection::vec((0_usize..40, 1_usize..8), 0..4),
            cuts in proptest::collection::vec(0_usize..40, 0..4),
        ) {
            let mut at = 0;
            let mut marks = Vec::new();
            let mut spans = spans;
            spans.sort_unstable();
            for (start, len) in spans {
                let (start, end) = (start.max(at), start.max(at) + len);
                if end <= text.len() {
                    marks.push((start as u64, end as u64));
                    at = end;
                }
            }
            let out = marked(text.as_bytes(), &marks, &label, &cuts);
            prop_assert_eq!(unmark(&out), text.as_bytes());
            prop_assert_eq!(
                String::from_utf8(out).unwrap().matches("[[").count() >= marks.len(), true
            );
        }
    }
}
