//! Languages by ISO 639 code and by the names that lists use.

/// ISO 639-1 codes with their ISO 639-3 codes.
const TWO_LETTER: &str = "aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze \
    babak bebel bgbul bibis bmbam bnben bobod brbre bsbos cacat ceche chcha cocos crcre csces \
    cuchu cvchv cycym dadan dedeu dvdiv dzdzo eeewe elell eneng eoepo esspa etest eueus fafas \
    ffful fifin fjfij fofao frfra fyfry gagle gdgla glglg gngrn guguj gvglv hahau heheb hihin \
    hohmo hrhrv hthat huhun hyhye hzher iaina idind ieile igibo iiiii ikipk ioido isisl itita \
    iuiku jajpn jvjav kakat kgkon kikik kjkua kkkaz klkal kmkhm knkan kokor krkau kskas kukur \
    kvkom kwcor kykir lalat lbltz lglug lilim lnlin lolao ltlit lulub lvlav mgmlg mhmah mimri \
    mkmkd mlmal mnmon mrmar msmsa mtmlt mymya nanau nbnob ndnde nenep ngndo nlnld nnnno nonor \
    nrnbl nvnav nynya ococi ojoji omorm orori ososs papan pipli plpol pspus ptpor quque rmroh \
    rnrun roron rurus rwkin sasan scsrd sdsnd sesme sgsag shhbs sisin skslk slslv smsmo snsna \
    sosom sqsqi srsrp ssssw stsot susun svswe swswa tatam tetel tgtgk ththa titir tktuk tltgl \
    tntsn toton trtur tstso tttat twtwi tytah uguig ukukr ururd uzuzb veven vivie vovol wawln \
    wowol xhxho yiyid yoyor zazha zhzho zuzul";

/// ISO 639-2 bibliographic codes with their ISO 639-3 codes.
const BIBLIOGRAPHIC: &str = "albsqi armhye baqeus burmya chizho czeces dutnld frefra geokat \
    gerdeu greell iceisl macmkd maomri maymsa perfas rumron sloslk tibbod welcym";

/// English names with ISO 639-3 codes.
const NAMES: [(&str, &str); 24] = [
    ("arabic", "ara"),
    ("armenian", "hye"),
    ("belarusian", "bel"),
    ("burmese", "mya"),
    ("chinese", "zho"),
    ("dari", "prs"),
    ("english", "eng"),
    ("farsi", "fas"),
    ("french", "fra"),
    ("georgian", "kat"),
    ("german", "deu"),
    ("greek", "ell"),
    ("hebrew", "heb"),
    ("japanese", "jpn"),
    ("korean", "kor"),
    ("pashto", "pus"),
    ("persian", "fas"),
    ("russian", "rus"),
    ("serbian", "srp"),
    ("somali", "som"),
    ("spanish", "spa"),
    ("turkish", "tur"),
    ("ukrainian", "ukr"),
    ("urdu", "urd"),
];

/// The ISO 639-3 code for a code of ISO 639 or a language's English name. A code of three letters
/// is taken on trust; a region or script after it (`en-GB`) is dropped.
pub(crate) fn language_code(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    if let Some((_, code)) = NAMES.iter().find(|(name, _)| *name == lower) {
        return Some((*code).to_owned());
    }
    let code = lower.split(['-', '_']).next()?;
    if !code.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let in_table = |table: &str| {
        table.split_whitespace().find_map(|row| row.strip_prefix(code)).map(str::to_owned)
    };
    match code.len() {
        2 => in_table(TWO_LETTER),
        3 => in_table(BIBLIOGRAPHIC).or_else(|| Some(code.to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names() {
        for (text, code) in
            [("en", "eng"), ("en-GB", "eng"), ("ger", "deu"), ("prs", "prs"), ("Arabic", "ara")]
        {
            assert_eq!(language_code(text).as_deref(), Some(code), "{text}");
        }
        for text in ["", "x", "qq", "1a", "klingonese", "é"] {
            assert_eq!(language_code(text), None, "{text}");
        }
        assert_eq!(TWO_LETTER.split_whitespace().count(), 184);
        assert!(TWO_LETTER.split_whitespace().all(|row| row.len() == 5));
        assert!(BIBLIOGRAPHIC.split_whitespace().all(|row| row.len() == 6));
    }
}
