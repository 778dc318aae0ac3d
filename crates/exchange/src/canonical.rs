//! Canonical JSON (RFC 8785), in the form that signed data of this protocol has: no fractions, no
//! number that another program might round.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::ExchangeError;
use crate::error::malformed;
use crate::limits::CANONICAL_DEPTH_MAX;

/// The largest whole number that every program reads as itself (RFC 8785, section 3.2.2.3).
const WHOLE_MAX: u64 = (1 << 53) - 1;

/// Writes something in its one canonical form.
///
/// # Errors
/// If it has a number that is no whole one of at most 53 bits, or is too deep.
pub(crate) fn to_canonical(value: &impl Serialize) -> Result<String, ExchangeError> {
    let value = serde_json::to_value(value).map_err(|_| malformed("JSON", "it has no form"))?;
    let mut text = String::new();
    write(&value, &mut text, 0)?;
    Ok(text)
}

/// Reads something that has to be in its canonical form: what one program signed and another reads
/// cannot differ.
///
/// # Errors
/// If it is anything else, or not written canonically (white space, another order, a key twice).
pub(crate) fn from_canonical<T: DeserializeOwned>(
    what: &'static str,
    text: &[u8],
) -> Result<T, ExchangeError> {
    let value: Value =
        serde_json::from_slice(text).map_err(|_| malformed(what, "it is not JSON"))?;
    let mut again = String::with_capacity(text.len());
    write(&value, &mut again, 0)?;
    if again.as_bytes() != text {
        return Err(malformed(what, "it is not written canonically (RFC 8785)"));
    }
    serde_json::from_value(value)
        .map_err(|error| ExchangeError::Unfitting { what, why: error.to_string() })
}

fn write(value: &Value, text: &mut String, depth: usize) -> Result<(), ExchangeError> {
    if depth > CANONICAL_DEPTH_MAX {
        return Err(malformed("JSON", "it is nested too deeply"));
    }
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => {
            let is_whole = match (number.as_u64(), number.as_i64()) {
                (Some(whole), _) => whole <= WHOLE_MAX,
                (None, Some(whole)) => whole.unsigned_abs() <= WHOLE_MAX,
                (None, None) => false,
            };
            if !is_whole {
                return Err(malformed("JSON", "it has a number that is not a whole one"));
            }
            text.push_str(&number.to_string());
        }
        Value::String(string) => quote(string, text),
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write(item, text, depth + 1)?;
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            // The standard sorts by UTF-16 code units, which is not the order of UTF-8 bytes.
            sorted.sort_by(|left, right| left.0.encode_utf16().cmp(right.0.encode_utf16()));
            text.push('{');
            for (at, (name, member)) in sorted.into_iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                quote(name, text);
                text.push(':');
                write(member, text, depth + 1)?;
            }
            text.push('}');
        }
    }
    Ok(())
}

/// A string escapes what RFC 8785, section 3.2.2.2 says, and nothing else.
fn quote(string: &str, text: &mut String) {
    use std::fmt::Write as _;
    text.push('"');
    for each in string.chars() {
        match each {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            control if control < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{:04x}", u32::from(control));
            }
            other => text.push(other),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_order_and_the_escapes_are_those_of_the_standard() {
        // RFC 8785, section 3.2.3: sorted by UTF-16 code units.
        let value = json!({
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet",
            "1": "One", "\u{1f600}": "Emoji", "\u{80}": "Control", "\u{f6}": "Latin Small Letter O"
        });
        let text = to_canonical(&value).unwrap();
        let order = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"];
        let places: Vec<_> = order.map(|word| text.find(word).unwrap()).into();
        assert!(places.is_sorted(), "{text}");
        let value = json!({ "string": "\u{20ac}$\u{f}\nA'B\"\\\\\"/", "n": [56, true, null] });
        let escaped =
            "{\"n\":[56,true,null],\"string\":\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
        assert_eq!(to_canonical(&value).unwrap(), escaped);
    }

    #[test]
    fn what_programs_may_read_differently_is_refused() {
        for bad in [
            "{\"a\":1,\"a\":2}",
            "{\"b\":1,\"a\":2}",
            "{ \"a\":1}",
            "{\"a\":1.5}",
            "{\"a\":1e3}",
            "{\"a\":9007199254740993}",
            "{\"a\":\"\\u0041\"}",
            "{\"a\":1}\n",
            "nonsense",
        ] {
            assert!(from_canonical::<Value>("text", bad.as_bytes()).is_err(), "{bad}");
        }
        let deep = "[".repeat(100) + &"]".repeat(100);
        assert!(from_canonical::<Value>("text", deep.as_bytes()).is_err());
        from_canonical::<Value>("text", b"{\"a\":9007199254740991,\"b\":-9}").unwrap();
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            name in ".*",
            text in ".*",
            number in -(1i64 << 53) + 1..(1i64 << 53),
        ) {
            let value = json!({ name: [text, number, { "x": null }] });
            let written = to_canonical(&value).unwrap();
            let read: Value = from_canonical("text", written.as_bytes()).unwrap();
            prop_assert_eq!(read, value);
        }
    }
}
