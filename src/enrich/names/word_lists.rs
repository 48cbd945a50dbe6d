//! Words that tell what a capital means: titles, heads of organisations and places, peoples, function words.
//!
//! Small lists of the language, written for this program; English, as far as they are words. What they do
//! not know is decided by how the corpus itself writes a word.

use std::collections::HashSet;
use std::sync::LazyLock;

/// A list of folded words.
pub(super) type WordSet = LazyLock<HashSet<&'static str>>;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $words:literal;)*) => {
        $($(#[$doc])* pub(super) static $name: WordSet =
            LazyLock::new(|| $words.split_whitespace().collect());)*
    };
}

words! {
    /// Words that stand before the name of a person, or are one's office.
    TITLES: "administrator mr mrs ms miss mx sir dame lord lady dr prof professor president premier chancellor minister secretary
        ambassador senator sen congressman congresswoman congressperson representative rep governor gov mayor
        king queen prince princess emperor empress sultan emir sheikh sheik shaykh imam ayatollah mullah pope cardinal archbishop
        bishop reverend rev father sister brother rabbi saint general gen lieutenant lt colonel col major maj captain capt sergeant sgt
        corporal cpl private pvt admiral adm commander cmdr commodore brigadier brig marshal chief director chairman chairwoman
        chairperson chair spokesman spokeswoman spokesperson judge justice attorney detective officer inspector
        constable superintendent coach manager captain editor author actor actress singer
        comedian designer leader secretary-general envoy commissioner deputy vice speaker councillor councilor councilman
        councilwoman warlord oligarch financier founder owner analyst economist historian scientist
        mp mep ceo cfo hon tsar czar comrade counsellor counselor undersecretary prosecutor m mme mlle herr frau don dona
        signor senor señor";

    /// Words of a title that stand before another word of it.
    BEFORE_TITLES: "prime vice deputy foreign defence defense interior finance chief former acting assistant senior
        executive attorney major lieutenant brigadier rear first second staff army navy air force home state treasury trade justice health education
        energy culture transport environment press national security regional federal managing crown supreme grand general co junior under minister lt maj brig opposition
        joint lead principal associate honorary vice-prime police district city party";

    /// Titles that are written short, and other words whose full stop ends no sentence.
    SHORT: "mr mrs ms dr prof sen rep gov rev gen lt col maj capt sgt cpl pvt adm cmdr brig hon st jr sr messrs mt ft no vs inc co corp ltd
        jan feb mar apr jun jul aug sep sept oct nov dec mme mlle";

    /// Words that make what they stand in an organisation.
    ORGANISATIONS: "nations group ministry forces army navy council institute department university college school academy bank bureau
        office committee commission court agency association federation confederation party front movement organisation organization
        society centre center museum library chamber board authority service services force company corporation corp inc
        ltd llc plc gmbh league assembly parliament senate congress directorate administration command fund foundation
        brotherhood alliance coalition conference trust union times post news press media radio television tv airlines airways
        club fc team staff police guard guards brigade battalion division regiment corps militia house church network laboratories laboratory
        industries systems technologies partners consortium cartel syndicate headquarters secretariat taskforce tribunal
        inspectorate treasury exchange holdings bundestag duma knesset rada hospital studios records entertainment orchestra
        company's telegraph guardian tribune herald journal gazette review weekly observer watch international intelligence
        government embassy mission consulate contingent squad unit fleet hotel restaurant airline bank's theatre theater daughters sons
        initiative project programme program campaign committee's institution school's clinic";

    /// Words that make what they stand in a place.
    PLACES: "city river lake mountain mountains street avenue road square airport province oblast region county island islands
        valley bridge park hills hill sea ocean gulf bay strait peninsula district town village highway cape isle isles mount port
        republic kingdom states state emirates territory territories coast beach desert forest canal dam basin north south east west
        northern southern eastern western central lane boulevard station stadium palace castle cathedral temple mosque
        harbour harbor heights falls creek springs prefecture canton governorate raion base camp capitol border commonwealth";

    /// Words behind which *of* or *for* goes on with the same name.
    HEADS: "institute ministry department university college school bank bureau office council committee commission court house church
        academy agency association federation union republic kingdom states army forces party front movement organisation organization
        society centre center museum library chamber board authority service company corporation league assembly
        parliament senate congress directorate administration command fund foundation order brotherhood alliance coalition
        confederation conference trust gulf bay strait sea cape isle isles island islands mount lake port city province
        district region county duchy emirate sultanate daughters sons archdiocese diocese cathedral bishop
        faculty laboratory hospital knights tower palace district's commonwealth state people band bank's government
        community communities assembly friends doctors physicians reporters network campaign campaigns";

    /// Words whose things are no person, place or organisation.
    EVENTS: "war day cup games olympics festival championship championships act award awards prize operation treaty
        agreement summit election elections revolution week month year era crisis bowl tour open crown christmas easter
        ramadan ice age pact accord accords convention protocol law constitution amendment plan declaration
        report bible koran quran oscar nobel olympic paralympics paralympic book expo prix parade anniversary
        virus flu disease bill theory doctrine festival's medal tank rifle missile marathon fair";

    /// Peoples, languages and faiths: adjectives, and who belongs to them. No names by themselves.
    PEOPLES: "afghan afghans african africans albanian algerian american americans angolan arab arabs arabian arabic argentine argentinian armenian asian
        asians australian australians austrian azerbaijani bahraini bangladeshi belarusian belarusians belgian bolivian bosnian brazilian british briton
        britons bulgarian burmese cambodian cameroonian canadian canadians catalan chechen chechens chilean chinese christian christians colombian
        congolese croatian cuban cypriot czech danish dutch dutchman ecuadorian egyptian egyptians emirati english englishman eritrean
        estonian ethiopian european europeans filipino filipinos finnish french frenchman gabonese georgian german germans ghanaian greek
        greeks guatemalan haitian hebrew hindu hindus hispanic honduran hungarian icelandic indian indians indonesian iranian iranians iraqi iraqis
        irish irishman islamic islamist islamists israeli israelis italian italians ivorian jamaican japanese jew jewish jews jordanian kazakh kenyan korean koreans kosovar
        kurd kurdish kurds kuwaiti kyrgyz laotian latin latino latinos latvian lebanese liberian libyan libyans lithuanian macedonian malaysian malian maltese
        mexican mexicans moldovan mongolian montenegrin moroccan mozambican muslim muslims namibian nepalese nepali nigerian nigerians nordic norwegian omani ottoman
        pakistani pakistanis palestinian palestinians panamanian pashtun peruvian polish pole poles portuguese qatari roman romanian russian
        russians rwandan salafi salvadoran saudi saudis scot scots scottish senegalese serb serbian serbs shia shi'a shiite shiites sikh sikhs singaporean
        slav slavic slovak slovenian somali somalis soviet soviets spaniard spanish sudanese sunni sunnis swede swedish swiss syrian syrians taiwanese tajik
        tamil tatar thai tibetan tibetans tunisian turk turkish turkmen turks ugandan ukrainian ukrainians uruguayan uzbek venezuelan vietnamese
        welsh western yazidi yazidis yemeni yemenis yugoslav zambian zimbabwean catholic catholics protestant protestants orthodox buddhist
        buddhists anglican evangelical communist communists republican republicans democrat democrats democratic conservative conservatives liberal
        liberals labour tory tories socialist socialists nazi nazis marxist jihadist jihadi afro asian caucasian balkan baltic iberian
        scandinavian mediterranean transatlantic jihadists";

    /// Days, months and their like.
    CALENDAR: "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays
        january february march april may june july august september october november december jan feb mar apr jun jul
        aug sep sept oct nov dec spring summer autumn winter gmt utc est edt cet bst pst pdt";

    /// Capital letters that name nobody.
    NOT_NAMES: "i i'm i've i'd i'll ok tv am pm ceo dna rna covid iq hiv aids ii iii iv vi vii viii ix xi xii internet web english ad bc
        god lord gps pdf suv ied ieds uav uavs isr dvd cd pc it id faq ap photo image images file credit source caption via usd eur gbp km kg mph
        wmd cbrn vip pow pows ngo ngos wi-fi wifi email e-mail mr mrs ms dr isbn http https www twitter facebook tweet youtube instagram";

    /// Words that begin a sentence without being a name, beside those the corpus writes small.
    FUNCTION: "a an the this that these those he she it we you they i his her its our your their my mine who whom whose which what when where why how
        and or but nor so yet for of to in on at by from with without within into onto upon under over above below between
        among amid after before since until till while during through throughout about against across along around behind beside besides
        beyond despite except inside outside near off per than toward towards via as if unless although though because whereas
        whether however moreover furthermore therefore thus hence meanwhile otherwise nevertheless nonetheless also again already
        still even just only once then there here now today yesterday tomorrow tonight later earlier recently soon often sometimes always never
        perhaps maybe indeed instead finally eventually currently previously additionally similarly consequently accordingly
        is are was were be been being am do does did done have has had having will would shall should can could may might must let not no yes
        all any both each every either neither some many much more most few fewer less least several such other others another same own
        one two three four five six seven eight nine ten eleven twelve hundred thousand million first second third fourth last next former latter
        new old good great big small large high low long short early late young local national international public official officials police
        people man men woman women children child members member soldiers troops forces residents witnesses experts scientists researchers
        critics supporters opponents protesters leaders authorities reports report according asked speaking writing
        following including given based located founded established born built made known called named said says say told tells added adds
        see read click share follow related photo image video watch listen please thank thanks welcome hello dear note editor's
        what's that's it's there's here's he's she's let's don't won't can't didn't isn't wasn't aren't doesn't we're they're you're i'm we've
        at out up down back away well very too quite rather almost nearly approximately roughly like unlike due thanks owing compared
        nobody everybody somebody anyone everyone someone nothing everything something anything none who's whoever whatever
        mr's half part most ever far apart aside together alone further overall whole total net gross average
        why's until's ahead amongst notwithstanding pending regarding concerning considering assuming provided plus minus
        day days week weeks month months year years century morning evening night noon midnight dozens scores hundreds thousands
        millions scores today's this's later's when's nor's in's as's of's by's
        support free full real true false right wrong left top bottom best worst better worse key main major minor recent previous current
        government president minister army military city town state country nation war peace news world home life work time times way
        east west north south northern southern eastern western central senior chief head team group company party court law attack attacks";

    /// Groups whose possessive is part of a name: *People's Republic*, *Children's Fund*.
    GROUPS: "people peoples women woman men children workers farmers students teachers soldiers journalists lawyers doctors
        veterans mothers girls boys king queen prince physicians writers consumers citizens veteran";

    /// Small words inside the names of persons and places.
    PARTICLES: "de la le les du des del della di da das dos do van von der den ter ten zu zur bin ibn bint abu al el ul";

    /// Verbs of saying: before and behind them stand persons more than places.
    SAYING: "said says told tells added adds argued argues claimed claims announced wrote writes tweeted stated explained noted warned insisted
        asked replied commented declared admitted denied testified recalled believes thinks";

    /// Words before a place.
    BEFORE_PLACES: "in at near around outside inside across throughout via northern southern eastern western
        central north south east west northeast northwest southeast southwest downtown";

    /// Given names that are common in the news of the world.
    GIVEN: "aaron abdul abdullah abraham adam adrian ahmad ahmed aisha akbar alan albert alejandro aleksandr aleksei alex alexander alexandra
        alexei alexey alfred ali alice alison amanda amir amy ana anastasia anatoly andre andrea andreas andrei andrew andrey andriy angela ann anna anne
        anthony antonio arash ariel arthur ashraf barack barbara bashar ben benjamin bernard bernie beth bill bob boris brian bruce carl
        carlos carol caroline catherine charles charlie chris christian christina christine christopher claire claudia colin
        craig dan daniel david deborah denis dennis diana diego dmitri dmitry dmytro donald dorothy doug douglas ed eduard edward elena eli elizabeth
        ella ellen emily emma emmanuel eric erik ernest eva evan fatima felix fernando fiona florence francis francisco frank franz fred
        frederick friedrich gabriel gareth gary gavin gennady geoff george gerald gerard giorgio giovanni glenn gordon grace graham greg gregory guy hamid
        hannah hans harold harry hassan heather hector heidi helen helmut henri henry herbert hillary hiroshi hugo hussein ian ibrahim igor ilya imran
        irina isaac ivan jack jacob jacques jake james jamie jan jane janet jason javier jay jean jeff jeffrey jennifer jeremy jerry jessica jesus jim
        jimmy joan joanna joe joel johan johann john johnny jon jonathan jorge jose joseph joshua juan judith julia julian julie justin karen karl
        kate katherine kathleen keith kelly ken kenneth kevin khaled khalid kim konstantin kyle larry laura lauren lawrence lee leo leon leonid
        leslie linda lisa lloyd louis luca lucas lucy luis luke lyudmila mahmoud malcolm manuel marc marco marcus margaret maria marie mario marina
        mark markus martha martin mary matt matthew maurice max megan melissa michael michel michelle miguel mikhail mike mohamed mohammad mohammed
        moussa muhammad mustafa mykhailo nancy natalia natalie nathan neil nelson nicholas nick nicolas nigel nikolai nikolay nina norman oleg oleksandr oleksii
        oleksiy olga oliver omar oscar osama otto pablo patricia patrick paul pavel pavlo pedro peter petro phil philip philippe pierre rachel rafael ralph
        rami raymond rebecca recep richard rick rob robert roberto robin roger roland roman ron ronald rosa rose ross roy rudolf rupert
        russell ruth ryan saddam salman sam samantha samuel sandra sarah scott sean sebastian serge sergei sergey serhii serhiy sergio seth
        sharon shinzo silvio simon sofia sophie stanley stefan stella stephanie stephen steve steven stewart stuart susan svetlana taras tariq ted terry theresa
        thomas tim timothy tina todd tom tony tracy vadim valentin valery vasily victor victoria viktor vincent virginia vitali vitaly vladimir vladislav
        volodymyr walter wayne wendy werner wilhelm will william willy winston xavier yasser yehor yevgeny yevhen yulia yuri yuriy yusuf zachary zoe";

    /// States and some cities, which are places wherever they stand.
    STATES: "afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan bahamas bahrain bangladesh belarus belgium belize
        benin bhutan bolivia bosnia botswana brazil britain brunei bulgaria burma burundi cambodia cameroon canada chad chile china colombia congo croatia cuba
        cyprus czechia denmark djibouti ecuador egypt england eritrea estonia eswatini ethiopia europe fiji finland france gabon gambia georgia germany
        ghana greece grenada guatemala guinea guyana haiti honduras hungary iceland india indonesia iran iraq ireland israel italy
        jamaica japan jordan kazakhstan kenya kosovo kuwait kyrgyzstan laos latvia lebanon lesotho liberia libya lithuania luxembourg madagascar malawi malaysia
        maldives mali malta mauritania mauritius mexico moldova monaco mongolia montenegro morocco mozambique myanmar namibia nepal netherlands
        nicaragua niger nigeria norway oman pakistan palestine panama paraguay peru philippines poland portugal qatar romania russia rwanda samoa
        scotland senegal serbia singapore slovakia slovenia somalia spain sudan suriname sweden switzerland syria taiwan tajikistan tanzania thailand togo
        tunisia turkey turkmenistan uganda uk ukraine uruguay us usa uzbekistan vatican venezuela vietnam wales yemen zambia zimbabwe africa asia america
        antarctica crimea donbas kashmir tibet gaza london paris berlin moscow kyiv kiev beijing tokyo washington baghdad damascus kabul tehran
        jerusalem brussels rome madrid vienna warsaw ankara istanbul cairo";
}

/// Words that have a capital by chance: articles, pronouns, conjunctions in titles of works.
pub(super) fn is_small_word(key: &str) -> bool {
    matches!(
        key,
        "a" | "an"
            | "the"
            | "this"
            | "that"
            | "these"
            | "those"
            | "he"
            | "she"
            | "it"
            | "we"
            | "you"
            | "they"
            | "his"
            | "her"
            | "its"
            | "our"
            | "their"
            | "my"
            | "who"
            | "what"
            | "when"
            | "where"
            | "why"
            | "how"
            | "and"
            | "or"
            | "but"
            | "if"
            | "in"
            | "on"
            | "at"
            | "by"
            | "for"
            | "with"
            | "as"
            | "is"
            | "are"
            | "was"
            | "no"
            | "yes"
    )
}

/// Forms of words of the language that begin a sentence and were never seen inside one.
pub(super) fn looks_like_a_word(key: &str) -> bool {
    key.len() < 3
        || [
            "ing", "ed", "ly", "tion", "sion", "ment", "ness", "ers", "ies", "ings", "ments",
            "tions", "able", "ive", "ous", "ful", "less", "est",
        ]
        .iter()
        .any(|end| key.ends_with(end))
}

pub(super) fn is_title(key: &str) -> bool {
    TITLES.contains(key)
}

pub(super) fn is_institution(key: &str) -> bool {
    ORGANISATIONS.contains(key) || PLACES.contains(key) || HEADS.contains(key)
}

/// Fields of ministries and their like, which are named in pairs.
pub(super) fn is_field(key: &str) -> bool {
    matches!(
        key,
        "affairs"
            | "trade"
            | "industry"
            | "science"
            | "technology"
            | "commonwealth"
            | "health"
            | "education"
            | "food"
            | "agriculture"
            | "energy"
            | "climate"
            | "security"
            | "culture"
            | "media"
            | "sport"
            | "work"
            | "labour"
            | "labor"
            | "finance"
            | "customs"
            | "revenue"
            | "housing"
            | "environment"
            | "transport"
            | "tourism"
            | "arts"
            | "letters"
            | "sciences"
            | "defense"
            | "defence"
            | "families"
            | "youth"
            | "fisheries"
            | "forestry"
            | "justice"
            | "human"
            | "research"
            | "development"
            | "commerce"
            | "drug"
            | "drugs"
            | "alcohol"
            | "tobacco"
            | "prevention"
    )
}
