/// FollowTheMoney's gender code (`male`, `female`, `other`) for the words that lists use.
#[must_use]
pub fn gender_code(text: &str) -> Option<&'static str> {
    match text.trim().to_lowercase().as_str() {
        "male" | "m" | "man" | "masculin" | "männlich" | "hombre" | "мужской" | "ذكر" => {
            Some("male")
        }
        "female" | "f" | "woman" | "féminin" | "weiblich" | "mujer" | "женский" | "أنثى" => {
            Some("female")
        }
        "other" | "x" | "diverse" | "o" => Some("other"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_and_codes() {
        assert_eq!(super::gender_code(" Male "), Some("male"));
        assert_eq!(super::gender_code("F"), Some("female"));
        assert_eq!(super::gender_code("unknown"), None);
    }
}
