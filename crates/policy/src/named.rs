/// Declares a closed list of words: an enum whose values have names in rules and files.
macro_rules! named {
    (
        $(#[$doc:meta])*
        $name:ident {
            $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+
        }
    ) => {
        $(#[$doc])*
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// All of them, in the order in which they are shown.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The name in rules, files and commands.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $($name::$variant => $text,)+
                }
            }

            /// The one of this name.
            #[must_use]
            pub fn parse(name: &str) -> Option<$name> {
                Self::ALL.iter().copied().find(|each| each.name() == name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

pub(crate) use named;
