//! The kept index: later in this file.
