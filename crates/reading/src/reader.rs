use crate::find::settle::Settle;
use crate::find::window::{Text, Window};
use crate::lexicon::Lexicon;
use crate::limits::SLICE_BYTES;
use crate::mention::Mention;
use crate::text::read::WordReader;

/// Reads a text, chunk by chunk, and tells the mentions in it.
///
/// How the text is cut into chunks changes nothing. Memory stays bounded: a mention is told when
/// a few thousand words after it are read, because a whole name may still come that a part of it
/// stands for.
#[derive(Debug)]
pub struct Reader<'l> {
    words: WordReader,
    window: Window<'l>,
    settle: Settle<'l>,
    /// The text from the first word on that is still looked at.
    bytes: Vec<u8>,
    /// Where that is in the text.
    start: u64,
}

impl<'l> Reader<'l> {
    /// A reader that tells what scores at a threshold or above, 0 to 1.
    #[must_use]
    pub fn new(lexicon: &'l Lexicon, threshold: f32) -> Reader<'l> {
        Reader {
            words: WordReader::new(),
            window: Window::new(lexicon),
            settle: Settle::new(lexicon, threshold),
            bytes: Vec::new(),
            start: 0,
        }
    }

    /// Reads the next bytes of the text; mentions come in the order in which they stand there.
    pub fn feed(&mut self, bytes: &[u8], mut tell: impl FnMut(Mention<'l>)) {
        self.take(bytes, &mut tell);
    }

    /// Not generic, so that there is one copy of it, whoever is told.
    fn take(&mut self, bytes: &[u8], tell: &mut dyn FnMut(Mention<'l>)) {
        for slice in bytes.chunks(SLICE_BYTES) {
            self.bytes.extend_from_slice(slice);
            let Reader { words, window, settle, bytes, start } = self;
            let text = Text { bytes, start: *start };
            words.push(slice, &mut |word| {
                // Nothing reaches over such a gap.
                if word.is_after_gap {
                    look(window, settle, true, text, tell);
                }
                if window.push(word) {
                    look(window, settle, false, text, tell);
                }
            });
            if self.words.is_far() {
                look(window, settle, true, text, tell);
            }
            self.drop_read();
        }
    }

    /// Tells what is left when the text is at its end.
    pub fn finish(mut self, mut tell: impl FnMut(Mention<'l>)) {
        self.end(&mut tell);
    }

    fn end(&mut self, tell: &mut dyn FnMut(Mention<'l>)) {
        let Reader { words, window, settle, bytes, start } = self;
        let text = Text { bytes, start: *start };
        words.finish(&mut |word| {
            if word.is_after_gap {
                look(window, settle, true, text, tell);
            }
            window.push(word);
        });
        look(window, settle, true, text, tell);
        settle.finish(tell);
    }

    /// Up to here all mentions are told: none that comes begins before.
    #[must_use]
    pub fn settled(&self) -> u64 {
        let waiting = self.settle.start().unwrap_or(u64::MAX);
        waiting.min(self.unread())
    }

    /// Where the first word stands that was not looked at.
    fn unread(&self) -> u64 {
        let next = self.window.tokens.get(self.window.next).map(|token| token.word.start);
        next.unwrap_or_else(|| self.words.pending_start())
    }

    /// Lets go of bytes that are read.
    fn drop_read(&mut self) {
        let read = usize::try_from(self.unread().saturating_sub(self.start)).unwrap_or(usize::MAX);
        let read = read.min(self.bytes.len());
        self.bytes.drain(..read);
        self.start += read as u64;
    }
}

/// Looks at words, and tells what that settles.
fn look<'l>(
    window: &mut Window<'l>,
    settle: &mut Settle<'l>,
    all: bool,
    text: Text<'_>,
    tell: &mut dyn FnMut(Mention<'l>),
) {
    if window.tokens.len() <= window.next {
        return;
    }
    window.look(all, text, &mut |found| settle.push(found));
    let next = window.tokens.get(window.next);
    let byte = next.map_or_else(|| window.end(), |token| token.word.start);
    settle.pass(window.passed + window.next as u64, byte, tell);
}
