use crate::named::named;

named! {
    /// What somebody may ask to do. Rules name the actions so.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Action {
        /// Compare a query with what is held.
        Screen = "screen",
        /// Find records by words.
        Search = "search",
        /// Keep a subject that is screened again and again.
        RegisterSubject = "register-subject",
        /// Read what is shown of a record.
        ReadRecord = "read-record",
        /// Read a record with what is masked otherwise.
        ReadFull = "read-full",
        /// Decide that two records are one, or two.
        DecideSameAs = "decide-same-as",
        /// Ask others to act about a record.
        IssueAlert = "issue-alert",
        /// Confirm or reject a candidate.
        ReviewHit = "review-hit",
        /// Take a measure.
        Act = "act",
        /// Give a record of this party to a partner.
        Share = "share",
        /// Give another party's record to a partner.
        OnwardShare = "onward-share",
        /// Take records out into a file.
        Export = "export",
        /// Read the log.
        ReadLog = "read-log",
        /// Take the log out into a file.
        ExportLog = "export-log",
        /// Answer somebody whose data is held.
        AnswerSubjectRequest = "answer-subject-request",
        /// See what others ask to do, and approve or refuse it.
        Approve = "approve",
        /// Have statements with a marking take part: the view.
        See = "see",
        /// Have one statement shown.
        Show = "show",
        /// See which datasets there are.
        ListDatasets = "list-datasets",
        /// Bring a list in.
        Import = "import",
        /// Erase what is no longer to be held.
        Erase = "erase",
        /// Make, change and end accounts and tokens.
        ManageAccounts = "manage-accounts",
        /// Configure, back up and restart the node.
        ManageNode = "manage-node",
        /// Run the exchange with partners: links, orders to share, receipts.
        ManageExchange = "manage-exchange",
        /// Put another policy into force.
        ChangePolicy = "change-policy",
    }
}

named! {
    /// What an action demands of whoever asks.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    ActionClass {
        /// Nothing.
        Public = "public",
        /// An account.
        Account = "account",
        /// An account, a purpose and a legal basis.
        PersonalData = "personal-data",
    }
}

/// What an action is done to, as the rules see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Node,
    Record,
    Marking,
    Statement,
}

impl Action {
    /// What the action demands.
    #[must_use]
    pub fn class(self) -> ActionClass {
        match self {
            Action::ListDatasets => ActionClass::Public,
            Action::Import
            | Action::Erase
            | Action::ManageAccounts
            | Action::ManageNode
            | Action::ManageExchange
            | Action::ChangePolicy => ActionClass::Account,
            _ => ActionClass::PersonalData,
        }
    }

    pub(crate) fn target(self) -> Target {
        match self {
            Action::See => Target::Marking,
            Action::Show => Target::Statement,
            Action::ReadRecord
            | Action::ReadFull
            | Action::DecideSameAs
            | Action::IssueAlert
            | Action::ReviewHit
            | Action::Act
            | Action::Share
            | Action::OnwardShare
            | Action::Export => Target::Record,
            _ => Target::Node,
        }
    }

    /// Its place in [`Action::ALL`].
    pub(crate) fn index(self) -> usize {
        Action::ALL.iter().position(|each| *each == self).unwrap_or_default()
    }
}
