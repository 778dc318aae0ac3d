//! The words of CAP 1.2. Any other word is refused: unknown means no.

/// One of a list of words.
pub(super) trait Term: Sized {
    fn read(text: &str) -> Option<Self>;
}

macro_rules! terms {
    ($(
        $(#[$doc:meta])*
        $name:ident { $($(#[$about:meta])* $variant:ident = $text:literal,)+ }
    )+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$about])* $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[$name] = &[$($name::$variant,)+];

            /// The word.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self {
                    $($name::$variant => $text,)+
                }
            }
        }

        impl Term for $name {
            fn read(text: &str) -> Option<$name> {
                $name::ALL.iter().find(|each| each.text() == text).copied()
            }
        }
    )+};
}

terms! {
    /// Whether an alert is meant.
    CapStatus {
        /// It is meant.
        Actual = "Actual",
        /// It is a part of an exercise.
        Exercise = "Exercise",
        /// It is for the network's own use.
        System = "System",
        /// It tests the way that it goes.
        Test = "Test",
        /// It is not finished.
        Draft = "Draft",
    }
    /// What an alert does.
    CapMsgType {
        /// It tells something for the first time.
        Alert = "Alert",
        /// It takes the place of the ones that it refers to.
        Update = "Update",
        /// It takes the ones back that it refers to.
        Cancel = "Cancel",
        /// It says that the ones that it refers to were read.
        Ack = "Ack",
        /// It refuses the ones that it refers to.
        Error = "Error",
    }
    /// Whom an alert is for.
    CapScope {
        /// Everybody.
        Public = "Public",
        /// Those whom the restriction names.
        Restricted = "Restricted",
        /// Those whom the addresses name.
        Private = "Private",
    }
    /// What an event has to do with.
    CapCategory {
        /// The ground.
        Geo = "Geo",
        /// The weather.
        Met = "Met",
        /// Public safety.
        Safety = "Safety",
        /// Law enforcement, military and homeland security.
        Security = "Security",
        /// Rescue.
        Rescue = "Rescue",
        /// Fire.
        Fire = "Fire",
        /// Health.
        Health = "Health",
        /// The environment.
        Env = "Env",
        /// Transport.
        Transport = "Transport",
        /// Supply and networks.
        Infra = "Infra",
        /// Chemical, biological, radiological, nuclear, explosive.
        Cbrne = "CBRNE",
        /// Something else.
        Other = "Other",
    }
    /// What people are advised to do.
    CapResponse {
        /// Take shelter.
        Shelter = "Shelter",
        /// Leave.
        Evacuate = "Evacuate",
        /// Get ready.
        Prepare = "Prepare",
        /// Do what the instruction says.
        Execute = "Execute",
        /// Keep clear.
        Avoid = "Avoid",
        /// Watch what comes.
        Monitor = "Monitor",
        /// Judge by what is told here.
        Assess = "Assess",
        /// Go on: it is over.
        AllClear = "AllClear",
        /// Nothing.
        None = "None",
    }
    /// How soon something has to be done.
    CapUrgency {
        /// At once.
        Immediate = "Immediate",
        /// Within the next hour.
        Expected = "Expected",
        /// Later.
        Future = "Future",
        /// No longer.
        Past = "Past",
        /// Nobody knows.
        Unknown = "Unknown",
    }
    /// How bad it is.
    CapSeverity {
        /// Extraordinarily.
        Extreme = "Extreme",
        /// Very.
        Severe = "Severe",
        /// Possibly.
        Moderate = "Moderate",
        /// Hardly.
        Minor = "Minor",
        /// Nobody knows.
        Unknown = "Unknown",
    }
    /// How certain it is.
    CapCertainty {
        /// It was seen, or goes on.
        Observed = "Observed",
        /// More than half.
        Likely = "Likely",
        /// Less than half.
        Possible = "Possible",
        /// Hardly.
        Unlikely = "Unlikely",
        /// Nobody knows.
        Unknown = "Unknown",
    }
}
