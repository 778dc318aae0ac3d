use crate::named::named;

named! {
    /// What has to be done with an answer that is permitted.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Obligation {
        /// Leave photos and biometric samples out.
        MaskPhoto = "mask-photo",
        /// Say only whether something is held.
        HitNoHitOnly = "hit-no-hit-only",
        /// Have a supervisor other than the asker approve.
        SupervisorApproval = "supervisor-approval",
        /// Allow only measures that protect.
        ProtectiveMeasuresOnly = "protective-measures-only",
        /// Write purpose, legal basis and case into the log.
        LogJustification = "log-justification",
        /// Mark the copy with who got it and when.
        Watermark = "watermark",
        /// Tell the party that owns the record.
        NotifyOwner = "notify-owner",
        /// Write into the log who reviewed it.
        RecordReviewer = "record-reviewer",
        /// Show first that the identity is misused.
        MisusedIdentityFirst = "misused-identity-first",
    }
}

impl Obligation {
    /// The obligation in plain words.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Obligation::MaskPhoto => "photos and biometric samples are left out",
            Obligation::HitNoHitOnly => "only whether something is held is told",
            Obligation::SupervisorApproval => "a supervisor other than the asker approved",
            Obligation::ProtectiveMeasuresOnly => "only measures that protect may follow",
            Obligation::LogJustification => "purpose, legal basis and case are logged",
            Obligation::Watermark => "the copy says who got it and when",
            Obligation::NotifyOwner => "the owner of the record is told",
            Obligation::RecordReviewer => "the log names the person who reviewed it",
            Obligation::MisusedIdentityFirst => "that the identity is misused is shown first",
        }
    }
}
