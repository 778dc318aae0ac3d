//! How names are put together, in several cultures and scripts, from small tables of parts.
//!
//! The parts mean nothing: no name made of them is meant to be anybody's.

use super::dice::Dice;

/// A part of a name, in Latin letters and in the culture's own script.
type Part = (&'static str, &'static str);

/// How a culture's names are put together.
#[derive(Debug)]
pub(super) struct Culture {
    /// ISO 3166 code of the country that its parties are from.
    pub(super) country: &'static str,
    given: Words,
    family: Words,
    /// In its own script the family name stands first and nothing between.
    family_first: bool,
}

#[derive(Debug)]
struct Words {
    starts: &'static [Part],
    /// Endings for men; family names have only these.
    male: &'static [Part],
    female: &'static [Part],
}

/// A person's name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FullName {
    pub(super) given: String,
    pub(super) family: String,
    /// The whole name in the culture's own script or with its marks; empty where it is the same.
    pub(super) native: String,
}

impl FullName {
    /// Given name first, in Latin letters.
    pub(super) fn latin(&self) -> String {
        format!("{} {}", self.given, self.family)
    }
}

impl Culture {
    /// A person's name.
    pub(super) fn person(&self, dice: &mut Dice, female: bool) -> FullName {
        let (given, given_native) = self.given.word(dice, female);
        let (family, family_native) = self.family.word(dice, false);
        let native = if self.family_first {
            format!("{family_native}{given_native}")
        } else {
            format!("{given_native} {family_native}")
        };
        let name = FullName { given, family, native };
        if name.native == name.latin() { FullName { native: String::new(), ..name } } else { name }
    }

    /// A word for a firm or a ship, in Latin letters and in the culture's own script.
    pub(super) fn word(&self, dice: &mut Dice) -> (String, String) {
        self.given.word(dice, false)
    }
}

impl Words {
    fn word(&self, dice: &mut Dice, female: bool) -> (String, String) {
        let start = dice.pick(self.starts);
        let endings = if female && !self.female.is_empty() { self.female } else { self.male };
        let end = dice.pick(endings);
        (format!("{}{}", start.0, end.0), format!("{}{}", start.1, end.1))
    }
}

/// All cultures.
pub(super) static CULTURES: [Culture; 12] = [
    Culture {
        country: "is",
        given: Words {
            starts: &[
                ("Hjor", "Hjör"),
                ("Sval", "Svál"),
                ("Bryn", "Brýn"),
                ("Thol", "Þol"),
                ("Ulf", "Úlf"),
                ("Kald", "Kald"),
            ],
            male: &[("vik", "vik"), ("grum", "grúm"), ("mar", "már"), ("stan", "stan")],
            female: &[("disa", "dísa"), ("runa", "rúna"), ("veig", "veig")],
        },
        family: Words {
            starts: &[
                ("Odda", "Odda"),
                ("Hraun", "Hraun"),
                ("Fjal", "Fjál"),
                ("Snae", "Snæ"),
                ("Geir", "Geir"),
            ],
            male: &[("berg", "bérg"), ("lundr", "lundr"), ("thorp", "þorp"), ("skald", "skáld")],
            female: &[],
        },
        family_first: false,
    },
    Culture {
        country: "si",
        given: Words {
            starts: &[
                ("Zdob", "Ždob"),
                ("Mil", "Mil"),
                ("Crt", "Črt"),
                ("Bost", "Bošt"),
                ("Rad", "Rád"),
                ("Vlast", "Vlást"),
            ],
            male: &[("oslav", "oslav"), ("imer", "imér"), ("enko", "enko"), ("uran", "uran")],
            female: &[("oslava", "oslava"), ("enka", "enka"), ("imila", "imila")],
        },
        family: Words {
            starts: &[
                ("Kop", "Kop"),
                ("Zgaj", "Zgaj"),
                ("Pres", "Preš"),
                ("Hrib", "Hrib"),
                ("Stol", "Štol"),
            ],
            male: &[("arnik", "arnik"), ("ovsek", "ovšek"), ("elic", "elič"), ("unjak", "unják")],
            female: &[],
        },
        family_first: false,
    },
    Culture {
        country: "uy",
        given: Words {
            starts: &[
                ("Lur", "Lur"),
                ("Ign", "Ign"),
                ("Tom", "Tom"),
                ("Fel", "Fel"),
                ("Ruv", "Ruv"),
                ("Sab", "Sab"),
            ],
            male: &[("iano", "iano"), ("erico", "érico"), ("indo", "indo"), ("aldo", "aldo")],
            female: &[("encia", "ência"), ("isela", "isela"), ("iana", "iana")],
        },
        family: Words {
            starts: &[
                ("Cord", "Cord"),
                ("Mach", "Mach"),
                ("Pel", "Pel"),
                ("Vasc", "Vasc"),
                ("Bran", "Bran"),
            ],
            male: &[("enhao", "enhão"), ("ueira", "ueira"), ("onez", "óñez"), ("ilhes", "ilhes")],
            female: &[],
        },
        family_first: false,
    },
    Culture {
        country: "gh",
        given: Words {
            starts: &[
                ("Kwe", "Kwe"),
                ("Ado", "Ado"),
                ("Nya", "Nya"),
                ("Obi", "Obi"),
                ("Sek", "Sek"),
                ("Tem", "Tem"),
            ],
            male: &[("bena", "bena"), ("dofu", "dofu"), ("kumi", "kumi"), ("tali", "tali")],
            female: &[("sewa", "sewa"), ("lami", "lami"), ("noya", "noya")],
        },
        family: Words {
            starts: &[
                ("Ad", "Ad"),
                ("Boat", "Boat"),
                ("Quar", "Quar"),
                ("Ment", "Ment"),
                ("Osar", "Osar"),
            ],
            male: &[("ewulu", "ewulu"), ("enkra", "enkra"), ("shiedo", "shiedo"), ("afor", "afor")],
            female: &[],
        },
        family_first: false,
    },
    Culture {
        country: "bg",
        given: Words {
            starts: &[
                ("Vel", "Вел"),
                ("Dro", "Дро"),
                ("Zha", "Жа"),
                ("Mir", "Мир"),
                ("Tes", "Тес"),
                ("Kuz", "Куз"),
            ],
            male: &[("imar", "имар"), ("dan", "дан"), ("gomir", "гомир"), ("lin", "лин")],
            female: &[("imara", "имара"), ("dana", "дана"), ("gomila", "гомила")],
        },
        family: Words {
            starts: &[
                ("Dorg", "Дорг"),
                ("Pesh", "Пеш"),
                ("Tvor", "Твор"),
                ("Skal", "Скал"),
                ("Brezh", "Бреж"),
                ("Nezh", "Неж"),
            ],
            male: &[("unov", "унов"), ("akhin", "ахин"), ("elskiy", "елский"), ("orkin", "оркин")],
            female: &[],
        },
        family_first: false,
    },
    Culture {
        country: "cy",
        given: Words {
            starts: &[
                ("Thel", "Θελ"),
                ("Kor", "Κορ"),
                ("Pant", "Παντ"),
                ("Xar", "Ξαρ"),
                ("Mel", "Μελ"),
                ("Dam", "Δαμ"),
            ],
            male: &[("ikos", "ικος"), ("andos", "ανδος"), ("emis", "εμις"), ("odoros", "οδορος")],
            female: &[("ika", "ικα"), ("anthi", "ανθη"), ("emia", "εμια")],
        },
        family: Words {
            starts: &[
                ("Vor", "Βορ"),
                ("Trap", "Τραπ"),
                ("Sklav", "Σκλαβ"),
                ("Gal", "Γαλ"),
                ("Zem", "Ζεμ"),
            ],
            male: &[
                ("anidis", "ανιδης"),
                ("elakos", "ελακος"),
                ("imatos", "ιματος"),
                ("oulis", "ουλης"),
            ],
            female: &[],
        },
        family_first: false,
    },
    Culture {
        country: "jo",
        given: Words {
            starts: &[
                ("Rab", "رب"),
                ("Naz", "نز"),
                ("Qas", "قس"),
                ("Tar", "طر"),
                ("Far", "فر"),
                ("Mun", "من"),
            ],
            male: &[("ihan", "يهان"), ("udar", "ودار"), ("ilan", "يلان"), ("umir", "ومير")],
            female: &[("iyara", "يارة"), ("una", "ونة"), ("ima", "يمة")],
        },
        family: Words {
            starts: &[
                ("al-Khar", "الخر"),
                ("al-Daw", "الدو"),
                ("al-Mab", "المب"),
                ("Abu Shar", "أبو شر"),
                ("al-Jur", "الجر"),
            ],
            male: &[("udi", "ودي"), ("imani", "يماني"), ("abani", "اباني"), ("uwari", "واري")],
            female: &[],
        },
        family_first: false,
    },
    Culture {
        country: "il",
        given: Words {
            starts: &[("Bar", "בר"), ("Tal", "טל"), ("Noz", "נוז"), ("Lev", "לב"), ("Gid", "גיד")],
            male: &[("iel", "יאל"), ("oram", "ורם"), ("adon", "דון")],
            female: &[("iela", "יאלה"), ("orit", "ורית")],
        },
        family: Words {
            starts: &[("Karm", "כרמ"), ("Zilb", "זילב"), ("Mord", "מורד"), ("Peld", "פלד")],
            male: &[("anovi", "נובי"), ("ershoni", "רשוני"), ("uvati", "ובתי")],
            female: &[],
        },
        family_first: false,
    },
    Culture {
        country: "ge",
        given: Words {
            starts: &[
                ("Zur", "ზურ"),
                ("Lev", "ლევ"),
                ("Tam", "თამ"),
                ("Dav", "დავ"),
                ("Mer", "მერ"),
            ],
            male: &[("abi", "აბი"), ("ukhan", "უხან"), ("elo", "ელო")],
            female: &[("uni", "უნი"), ("etka", "ეტკა")],
        },
        family: Words {
            starts: &[("Kvar", "კვარ"), ("Tsul", "წულ"), ("Bod", "ბოდ"), ("Mikh", "მიხ")],
            male: &[("alashvili", "ალაშვილი"), ("unadze", "უნაძე"), ("eliani", "ელიანი")],
            female: &[],
        },
        family_first: false,
    },
    Culture {
        country: "sg",
        given: Words {
            starts: &[
                ("Zhe", "喆"),
                ("Rui", "睿"),
                ("Yao", "曜"),
                ("Xu", "煦"),
                ("Jin", "瑾"),
                ("Ting", "霆"),
                ("Cen", "岑"),
            ],
            male: &[("lan", "岚"), ("heng", "珩"), ("wei", "玮"), ("shuo", "朔")],
            female: &[("qiong", "琼"), ("mu", "沐"), ("yan", "砚")],
        },
        family: Words {
            starts: &[
                ("Lu", "闾"),
                ("Qu", "璩"),
                ("Huan", "桓"),
                ("Ying", "嬴"),
                ("Mi", "芈"),
                ("Xian", "冼"),
            ],
            male: &[("", "")],
            female: &[],
        },
        family_first: true,
    },
    Culture {
        country: "jp",
        given: Words {
            starts: &[
                ("Taka", "タカ"),
                ("Yori", "ヨリ"),
                ("Nao", "ナオ"),
                ("Haru", "ハル"),
                ("Mitsu", "ミツ"),
            ],
            male: &[("maro", "マロ"), ("toki", "トキ"), ("suke", "スケ")],
            female: &[("rin", "リン"), ("yuka", "ユカ"), ("mina", "ミナ")],
        },
        family: Words {
            starts: &[("Tomo", "トモ"), ("Iso", "イソ"), ("Mura", "ムラ"), ("Hoshi", "ホシ")],
            male: &[("zuki", "ズキ"), ("rabe", "ラベ"), ("nami", "ナミ"), ("gishi", "ギシ")],
            female: &[],
        },
        family_first: true,
    },
    Culture {
        country: "kr",
        given: Words {
            starts: &[
                ("Du", "두"),
                ("Haet", "햇"),
                ("Byeol", "별"),
                ("Sol", "솔"),
                ("Ga", "가"),
                ("Mal", "말"),
            ],
            male: &[("ram", "람"), ("nuri", "누리"), ("bit", "빛")],
            female: &[("sae", "새"), ("haneul", "하늘")],
        },
        family: Words {
            starts: &[("Seok", "석"), ("Ok", "옥"), ("Maeng", "맹"), ("Pi", "피"), ("Bok", "복")],
            male: &[("", "")],
            female: &[],
        },
        family_first: true,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_culture_makes_names() {
        let mut dice = Dice::new(7);
        for culture in &CULTURES {
            for female in [false, true] {
                let name = culture.person(&mut dice, female);
                assert!(name.given.is_ascii() && name.given.len() > 2, "{name:?}");
                assert!(name.family.is_ascii() && !name.family.is_empty(), "{name:?}");
            }
        }
        let scripts = CULTURES.iter().filter(|culture| {
            let native = culture.person(&mut dice, false).native;
            native.chars().any(|c| u32::from(c) >= 0x370)
        });
        assert_eq!(scripts.count(), 8);
    }
}
