//! International bank account numbers (ISO 13616-1, SWIFT IBAN registry).

use super::iso7064::mod_97;
use super::{is_digits, key};

/// How many characters the numbers of each country have.
const LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 \
    CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 \
    HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 \
    MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 \
    RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 \
    XK20 YE30";

/// The electronic form, without spaces.
pub(super) fn normalize(value: &str) -> Option<String> {
    let key = key(value);
    let iban = key.strip_prefix("IBAN").unwrap_or(&key);
    let (head, account) = iban.split_at_checked(4)?;
    let (country, check) = head.split_at_checked(2)?;
    let length = LENGTHS.split(' ').find_map(|row| row.strip_prefix(country))?;
    let is_valid = length.parse() == Ok(iban.len())
        && is_digits(check)
        && mod_97(account.chars().chain(head.chars())) == Some(1);
    is_valid.then(|| iban.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        for (text, iban) in [
            ("GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
            ("IBAN DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
            ("fr1420041010050500013m02606", "FR1420041010050500013M02606"),
        ] {
            assert_eq!(normalize(text).as_deref(), Some(iban));
        }
        for text in ["GB82 WEST 1234 5698 7654 33", "GB82WEST", "ZZ82WEST12345698765432", "", "GB"]
        {
            assert_eq!(normalize(text), None, "{text}");
        }
    }
}
