use crate::named::named;

named! {
    /// Under which body of law a purpose stands.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Regime {
        /// Police and border (Directive (EU) 2016/680).
        LawEnforcement = "law-enforcement",
        /// Everything else (GDPR).
        Administrative = "administrative",
        /// Serves both, and mixes neither.
        Oversight = "oversight",
    }
}
