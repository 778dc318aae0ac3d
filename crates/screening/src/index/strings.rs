//! Many short strings in one allocation.

/// An append-only list of strings.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Strings {
    pub(crate) text: String,
    /// Where each string ends.
    pub(crate) ends: Vec<u32>,
}

impl Strings {
    /// Appends a string and returns its place. Past 4 GiB strings come out empty, which loses
    /// names from an index that no machine this runs on could hold anyway.
    pub(crate) fn push(&mut self, text: &str) -> u32 {
        let place = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        if u32::try_from(self.text.len() + text.len()).is_ok() {
            self.text.push_str(text);
        }
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        place
    }

    /// The string at a place, empty if there is none.
    pub(crate) fn get(&self, place: u32) -> &str {
        let place = place as usize;
        let start = match place.checked_sub(1) {
            None => 0,
            Some(before) => self.ends.get(before).copied().unwrap_or_default() as usize,
        };
        let end = self.ends.get(place).copied().unwrap_or_default() as usize;
        self.text.get(start..end).unwrap_or_default()
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }
}
