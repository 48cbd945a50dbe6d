//! Words with a full stop that ends no sentence, and words that begin one. All in small letters; what is
//! said of a language stands beside its words.

/// What stands before a name, with a capital: no sentence ends with it.
const TITLES: &[&str] = &[
    // English
    "mr", "mrs", "ms", "dr", "prof", "messrs", "gen", "lt", "sgt", "capt", "col", "cmdr", "cpl",
    "pvt", "maj", "adm", "brig", "gov", "sen", "sens", "rep", "reps", "rev", "hon", "pres", "supt",
    "insp", "det", "amb", "msgr", "mt", "ft", "pfc", "spc", "asst", "atty",
    // French, Spanish, Italian, German
    "mme", "mmes", "mlle", "mgr", "sra", "srta", "lic", "ing", "dra", "sig", "dott", "avv", "hr",
    "fr", "dipl", "ud", "uds",
];

/// What goes on in any case, though a capital may follow.
const NEVER: &[&str] = &[
    "e.g",
    "i.e",
    "a.k.a",
    "eg",
    "ie",
    "viz",
    "cf",
    "vs",
    "v",
    "incl",
    "ca",
    "approx",
    // German, Spanish, French, Polish
    "z.b",
    "d.h",
    "u.a",
    "bzw",
    "vgl",
    "ggf",
    "evtl",
    "inkl",
    "sog",
    "geb",
    "p.ej",
    "p.ex",
    "św",
    // Russian, Ukrainian
    "т.е",
    "т.к",
    "т.н",
    "ул",
    "вул",
    "им",
    "ім",
    "пл",
    "просп",
    "тов",
    "гр",
    "акад",
    "проф",
    "ген",
    "см",
    "див",
    "напр",
];

/// What stands before a number.
const NUMBERED: &[&str] = &[
    "no", "nos", "nr", "n°", "nº", "№", "p", "pp", "vol", "fig", "figs", "art", "arts", "sec",
    "sect", "ch", "chap", "par", "para", "op", "c", "abs", "bd", "s", "ст", "стр", "гл", "рис",
];

/// Months and days of the week; a number follows.
const DAYS: &[&str] = &[
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mon",
    "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
];

/// Parts of names of firms, people, streets and states, and measures: a sentence may end with them.
const PARTS_OF_NAMES: &[&str] = &[
    "inc", "corp", "ltd", "co", "cos", "bros", "jr", "sr", "plc", "dept", "univ", "assn", "st",
    "ste", "ave", "blvd", "rd", "mfg", "gmbh", "esq", "int'l", "nat'l", "ala", "ariz", "ark",
    "calif", "colo", "conn", "del", "fla", "ga", "ill", "ind", "kan", "ky", "la", "md", "mass",
    "mich", "minn", "miss", "mo", "mont", "neb", "nev", "okla", "ore", "pa", "penn", "tenn", "tex",
    "va", "vt", "wash", "wis", "wyo", // Russian, Ukrainian
    "тыс", "тис", "млн", "млрд", "руб", "грн", "гг", "рр", "обл",
];

/// What may follow *p.m.* within a sentence: days, months, zones.
const AFTER_TIME: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thurs",
    "fri",
    "sat",
    "sun",
    "gmt",
    "utc",
    "est",
    "edt",
    "cst",
    "cdt",
    "mst",
    "mdt",
    "pst",
    "pdt",
    "et",
    "ct",
    "pt",
    "bst",
    "cet",
    "cest",
    "eet",
    "eest",
    "msk",
    "ist",
    "jst",
    "eastern",
    "central",
    "pacific",
    "mountain",
    "greenwich",
    "moscow",
    "kyiv",
];

/// Months, as they follow the number of a day.
const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "januar",
    "jänner",
    "februar",
    "märz",
    "mai",
    "juni",
    "juli",
    "oktober",
    "dezember",
];

/// Words that begin a sentence and no name.
const STARTERS: &[&str] = &[
    // English
    "the",
    "a",
    "an",
    "this",
    "that",
    "these",
    "those",
    "he",
    "she",
    "it",
    "they",
    "we",
    "i",
    "you",
    "there",
    "here",
    "in",
    "on",
    "at",
    "by",
    "for",
    "from",
    "with",
    "but",
    "and",
    "or",
    "so",
    "if",
    "when",
    "while",
    "as",
    "after",
    "before",
    "since",
    "because",
    "although",
    "though",
    "however",
    "meanwhile",
    "moreover",
    "then",
    "now",
    "yet",
    "still",
    "also",
    "its",
    "his",
    "her",
    "their",
    "our",
    "my",
    "your",
    "what",
    "who",
    "why",
    "how",
    "where",
    "which",
    "is",
    "are",
    "was",
    "were",
    "did",
    "do",
    "does",
    "has",
    "have",
    "had",
    "will",
    "would",
    "can",
    "could",
    "according",
    "under",
    "over",
    "during",
    "despite",
    "nobody",
    "nothing",
    // French, Spanish, Italian, Portuguese
    "le",
    "la",
    "les",
    "il",
    "elle",
    "ils",
    "elles",
    "un",
    "une",
    "ce",
    "cette",
    "ces",
    "mais",
    "et",
    "en",
    "dans",
    "el",
    "los",
    "las",
    "una",
    "pero",
    "ella",
    "gli",
    "lo",
    "ma",
    "nel",
    "os",
    "mas",
    // German
    "der",
    "die",
    "das",
    "er",
    "sie",
    "es",
    "ein",
    "eine",
    "aber",
    "und",
    "im",
    "am",
    "wir",
    "dort",
    "dann",
    "auch",
    "nach",
    "bei",
    // Russian, Ukrainian
    "он",
    "она",
    "они",
    "это",
    "в",
    "на",
    "по",
    "но",
    "и",
    "а",
    "как",
    "также",
    "при",
    "для",
    "мы",
    "вона",
    "він",
    "вони",
    "це",
    "у",
    "але",
    "та",
    "ми",
    "також",
];

/// Verbs of speaking, as they stand behind a quotation.
const SPEECH: &[&str] = &[
    "said",
    "says",
    "asked",
    "asks",
    "told",
    "added",
    "replied",
    "shouted",
    "wrote",
    "cried",
    "yelled",
    "answered",
    "wondered",
    "exclaimed",
];

/// Prepositions of time.
const TIME_PREPOSITIONS: &[&str] = &[
    "at", "by", "around", "about", "until", "from", "on", "before", "after", "since",
];

/// What an abbreviation lets follow without a sentence ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goes {
    /// Anything.
    On,
    /// A number.
    OnWithNumber,
    /// Anything but a word that begins sentences.
    OnWithName,
    /// A day, month or zone.
    OnWithDay,
    /// Nothing: it is no abbreviation.
    NotOn,
}

/// What may follow a word (without its full stop) within a sentence.
pub(super) fn goes(word: &str) -> Goes {
    let lower = word.to_lowercase();
    let is = |list: &[&str]| list.contains(&&*lower);
    // Ill., Ind. and Miss. are states, ill. and miss. end sentences.
    let is_capital = word.starts_with(char::is_uppercase);
    if is(&["p.m", "a.m"]) {
        Goes::OnWithDay
    } else if (is(NEVER) && !(is_capital && lower.len() == 1)) || (is(TITLES) && is_capital) {
        Goes::On
    } else if (is(NUMBERED) && !(is_capital && lower.len() == 1)) || (is(DAYS) && is_capital) {
        Goes::OnWithNumber
    } else if is_initials(word)
        || (is(PARTS_OF_NAMES)
            && (is_capital || is(&["co", "st", "ave", "bros"]) || !word.is_ascii()))
    {
        Goes::OnWithName
    } else {
        Goes::NotOn
    }
}

/// `J`, `U.S`, `Ph.D`: letters with full stops between, and single capitals.
fn is_initials(word: &str) -> bool {
    let mut parts = word.split('.').peekable();
    let first = parts.next().unwrap_or_default();
    let short = |part: &str| {
        !part.is_empty() && part.chars().nth(2).is_none() && part.chars().all(char::is_alphabetic)
    };
    if parts.peek().is_some() {
        return short(first) && parts.all(short);
    }
    let mut chars = first.chars();
    let letter = chars.next().filter(|c| c.is_alphabetic());
    // Small letters of alphabets with capitals are units and numbers of lists; those of others stand for titles.
    letter.is_some_and(|c| !c.is_lowercase() || !c.is_ascii()) && chars.next().is_none()
}

pub(super) fn is_starter(word: &str) -> bool {
    STARTERS.contains(&&*word.to_lowercase())
}

pub(super) fn may_follow_time(word: &str) -> bool {
    let lower = word.to_lowercase();
    AFTER_TIME.contains(&&*lower) || MONTHS.contains(&&*lower)
}

pub(super) fn is_month(word: &str) -> bool {
    MONTHS.contains(&&*word.to_lowercase())
}

pub(super) fn is_speech(word: &str) -> bool {
    SPEECH.contains(&word)
}

pub(super) fn is_time_preposition(word: &str) -> bool {
    TIME_PREPOSITIONS.contains(&&*word.to_lowercase())
}
