use std::fmt;

/// What is wrong with a policy that cannot be loaded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The line, counted from 1, where there is one.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to mend.
    pub hint: Option<String>,
}

impl Fault {
    /// A fault of a whole file.
    pub(crate) fn of_file(file: &str, message: impl Into<String>) -> Fault {
        Fault { file: file.to_owned(), line: None, message: message.into(), hint: None }
    }

    /// A fault that begins so many bytes into the file's text.
    pub(crate) fn at(file: &str, text: &str, offset: usize, message: impl Into<String>) -> Fault {
        let line = line_of(text, offset);
        Fault { line: Some(line), ..Fault::of_file(file, message) }
    }

    /// The same with what to mend.
    pub(crate) fn with_hint(self, hint: impl Into<String>) -> Fault {
        Fault { hint: Some(hint.into()), ..self }
    }
}

/// The line that holds a byte, counted from 1.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// `file:line: message`, as compilers write it.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, " ({hint})")?;
        }
        Ok(())
    }
}

/// All that is wrong with a policy: it holds as a whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// The faults in the order of files and lines, each told once.
    pub(crate) fn of(mut faults: Vec<Fault>) -> Faults {
        faults.sort();
        faults.dedup();
        faults.truncate(crate::limits::FAULTS_MAX);
        Faults(faults)
    }

    /// Each fault.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }

    /// A stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "policy-invalid"
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the policy cannot be used")?;
        self.0.iter().try_for_each(|fault| write!(f, "\n{fault}"))
    }
}

impl std::error::Error for Faults {}
