//! A news archive of any size, the same on every machine: words by Zipf's law in two regimes, as real text
//! has them (exponent 1 for the first 5,000 words, 2 beyond: Ferrer i Cancho and Solé 2001), over a
//! vocabulary that begins with the words news is made of; dates that crowd as they do around events.

/// A small deterministic generator (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    /// A number from 0 to 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

const COMMON: &str = "the of to in and a said for on that it is was from with at as by he has be will its are an \
    have not which were would year this but had mln they been or one more new its than who their also his after \
    about up two market last week company there would could first when all government over some between officials \
    president into other before trade oil price prices world foreign bank dollar exchange state under against \
    country minister no three month years told made through out where per since because during most until these \
    only any can may now did such monday tuesday wednesday thursday friday city town road forces army troops \
    military attack fire shelling river bridge village region border north south east west war talks peace report \
    reports spokesman ministry agency news sources people killed wounded civilians residents evacuation hospital \
    power water grain wheat export exports import imports tariff sugar coffee crude barrel opec gulf iran iraq \
    tanker ship ships port storm flood earthquake election vote parliament court police arrest strike workers union \
    wage inflation rate rates interest loan debt budget deficit shares stock profit loss quarter dividend merger \
    takeover bid agreement treaty sanctions embargo nuclear missile weapons ceasefire hostage refugee aid convoy";

/// Words of the first regime.
const KERNEL: f64 = 5000.0;

const SYLLABLES: [&str; 40] = [
    "ba", "kor", "mut", "len", "dra", "vis", "tor", "pel", "ni", "sha", "gor", "ly", "mar", "ken",
    "osk", "yar", "zel", "ti", "ran", "dov", "che", "sol", "ar", "tem", "iv", "pri", "goz", "hin",
    "wag", "ner", "kra", "ma", "luh", "an", "sky", "don", "ets", "slo", "vya", "nsk",
];

/// Words in the order of their frequency.
pub struct Vocabulary {
    words: Vec<String>,
    /// Cumulated weights, for drawing.
    sums: Vec<f64>,
}

impl Vocabulary {
    /// `size` words.
    pub fn new(size: usize) -> Self {
        let mut words: Vec<String> = Vec::with_capacity(size);
        let mut seen = std::collections::HashSet::new();
        for word in COMMON.split_whitespace() {
            if seen.insert(word.to_owned()) {
                words.push(word.to_owned());
            }
        }
        let mut random = Random(7);
        while words.len() < size {
            let parts = 2 + random.below(3);
            let word: String = (0..parts)
                .map(|_| SYLLABLES[random.below(40) as usize])
                .collect();
            if seen.insert(word.clone()) {
                words.push(word);
            }
        }
        let mut sum = 0.0;
        let sums = (0..size)
            .map(|rank| {
                let rank = rank as f64 + 2.7;
                sum += (KERNEL / rank.max(KERNEL)) / rank;
                sum
            })
            .collect();
        Self { words, sums }
    }

    fn draw(&self, random: &mut Random) -> &str {
        let total = self.sums.last().copied().unwrap_or(1.0);
        let wanted = random.unit() * total;
        let at = self.sums.partition_point(|s| *s < wanted);
        &self.words[at.min(self.words.len() - 1)]
    }
}

/// One article as a JSON line, about 950 bytes of text.
pub fn json_line(number: u64, vocabulary: &Vocabulary, out: &mut String) {
    use std::fmt::Write as _;
    let mut random = Random(number.wrapping_mul(0x5851_F42D_4C95_7F2D) ^ 0x1234);
    // Dates crowd: most days are quiet, some hold a hundred times as many. One in sixty has none.
    let spread = random.unit();
    let event = random.below(40);
    let day = if spread < 0.5 {
        random.below(3650)
    } else {
        (event * 91 + (random.unit().powi(3) * 20.0) as u64) % 3650
    };
    out.push_str("{\"id\":");
    write!(out, "{number}").unwrap();
    if random.below(60) > 0 {
        let (year, rest) = (2014 + day / 365, day % 365);
        let (month, day) = (rest / 31 + 1, rest % 28 + 1);
        write!(out, ",\"date\":\"{year}-{month:02}-{day:02}\"").unwrap();
    }
    write!(out, ",\"source\":\"agency {}\"", random.below(12)).unwrap();
    out.push_str(",\"title\":\"");
    sentence(7, vocabulary, &mut random, out);
    out.push_str("\",\"text\":\"");
    let words = 62 + random.below(80);
    let mut written = 0;
    while written < words {
        let len = 8 + random.below(18);
        sentence(len, vocabulary, &mut random, out);
        out.push_str(if random.below(5) == 0 {
            ".\\n\\n"
        } else {
            ". "
        });
        written += len;
    }
    out.push_str("\"}\n");
}

fn sentence(words: u64, vocabulary: &Vocabulary, random: &mut Random, out: &mut String) {
    for i in 0..words {
        if i > 0 {
            out.push_str(if random.below(14) == 0 { ", " } else { " " });
        }
        let word = vocabulary.draw(random);
        if i == 0 || (word.len() > 5 && random.below(12) == 0) {
            let mut chars = word.chars();
            out.extend(chars.next().into_iter().flat_map(char::to_uppercase));
            out.push_str(chars.as_str());
        } else {
            out.push_str(word);
        }
    }
}
