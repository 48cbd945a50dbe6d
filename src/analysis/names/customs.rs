//! How names are shortened, spelt and renamed.

/// Small words that initials and orders leave out.
pub(super) fn is_small(word: &str) -> bool {
    matches!(
        word,
        "of" | "the"
            | "for"
            | "and"
            | "in"
            | "on"
            | "to"
            | "a"
            | "de"
            | "la"
            | "du"
            | "des"
            | "al"
            | "el"
    )
}

/// States and bodies with names of which no rule makes one the other.
pub(super) const KNOWN: &[&[&str]] = &[
    &["us", "usa", "unitedstates", "unitedstatesofamerica"],
    &["uk", "unitedkingdom", "gb", "greatbritain"],
    &["un", "unitednations"],
    &["eu", "europeanunion"],
    &["uae", "unitedarabemirates"],
    &["dprk", "northkorea", "democraticpeoplesrepublicofkorea"],
    &["southkorea", "republicofkorea", "korearepublic"],
    &["ussr", "sovietunion"],
    &[
        "isil",
        "isis",
        "daesh",
        "islamicstate",
        "islamicstateofiraqandthelevant",
        "islamicstateofiraqandsyria",
    ],
    &["kiev", "kyiv"],
    &["burma", "myanmar"],
    &["kremlin", "thekremlin"],
    &["la", "losangeles"],
    &["nyc", "newyorkcity"],
    &["washingtondc", "washington"],
    &["artemivsk", "bakhmut"],
];

/// Short forms of given names.
pub(super) fn is_nickname(a: &str, b: &str) -> bool {
    const PAIRS: &[(&str, &str)] = &[
        ("bill", "william"),
        ("bob", "robert"),
        ("rob", "robert"),
        ("jim", "james"),
        ("joe", "joseph"),
        ("mike", "michael"),
        ("dave", "david"),
        ("tom", "thomas"),
        ("tony", "anthony"),
        ("dan", "daniel"),
        ("ben", "benjamin"),
        ("sam", "samuel"),
        ("steve", "steven"),
        ("steve", "stephen"),
        ("chris", "christopher"),
        ("nick", "nicholas"),
        ("alex", "alexander"),
        ("ted", "edward"),
        ("ed", "edward"),
        ("dick", "richard"),
        ("rick", "richard"),
        ("andy", "andrew"),
        ("matt", "matthew"),
        ("greg", "gregory"),
        ("jeff", "jeffrey"),
        ("ken", "kenneth"),
        ("ron", "ronald"),
        ("don", "donald"),
        ("liz", "elizabeth"),
        ("beth", "elizabeth"),
        ("kate", "katherine"),
        ("sue", "susan"),
        ("jen", "jennifer"),
        ("vlad", "vladimir"),
        ("tim", "timothy"),
        ("pat", "patrick"),
        ("larry", "lawrence"),
        ("jerry", "gerald"),
        ("phil", "philip"),
        ("will", "william"),
        ("jon", "jonathan"),
        ("josh", "joshua"),
        ("max", "maxim"),
        ("zach", "zachary"),
        ("yevgeny", "evgeny"),
        ("sergey", "sergei"),
        ("bernie", "bernard"),
    ];
    PAIRS.contains(&(a, b)) || PAIRS.contains(&(b, a))
}

/// Another spelling of the same sounds: what transliterations of Cyrillic and Arabic differ by.
pub(super) fn sounds(word: &str) -> String {
    let mut out = word.to_owned();
    for (from, to) in [
        ("shch", "sh"),
        ("sch", "sh"),
        ("tch", "ch"),
        ("kh", "h"),
        ("ph", "f"),
        ("ck", "k"),
        ("ks", "x"),
        ("ou", "u"),
        ("oo", "u"),
        ("ee", "i"),
        ("zh", "j"),
        ("dj", "j"),
        ("iy", "i"),
        ("yy", "i"),
        ("yi", "i"),
        ("ij", "i"),
        ("ii", "i"),
        ("ie", "e"),
        ("ye", "e"),
        ("yu", "u"),
        ("iu", "u"),
        ("ya", "a"),
        ("ia", "a"),
        ("qu", "k"),
        ("gh", "g"),
        ("y", "i"),
        ("w", "v"),
        ("q", "k"),
        ("z", "s"),
        ("'", ""),
    ] {
        if out.contains(from) {
            out = out.replace(from, to);
        }
    }
    let mut last = None;
    out.retain(|c| last.replace(c) != Some(c));
    out
}

/// Words that a body has or lacks without being another one.
pub(super) fn is_legal(word: &str) -> bool {
    matches!(
        word,
        "group"
            | "company"
            | "co"
            | "corp"
            | "corporation"
            | "inc"
            | "ltd"
            | "llc"
            | "plc"
            | "gmbh"
            | "party"
            | "movement"
            | "organisation"
            | "organization"
            | "pmc"
            | "network"
            | "agency"
            | "foundation"
            | "newspaper"
            | "airlines"
            | "airways"
            | "university"
            | "ministry"
            | "mercenaries"
    )
}
