//! Names of months and weekdays in the languages that news and its metadata are written in.
//!
//! One word may mean different things in two languages (*mar.* is March or Tuesday, *listopad* October or
//! November), so a word is looked up together with the languages that have it, a bit each.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A set of languages: a bit each, in the order of [`LANGUAGES`].
pub(super) type Languages = u64;

/// The names of one language, in small letters: twelve months divided by `|`, each with its usual forms and
/// abbreviations, and the weekdays.
struct Language {
    months: &'static str,
    weekdays: &'static str,
}

const fn language(months: &'static str, weekdays: &'static str) -> Language {
    Language { months, weekdays }
}

/// English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Czech, Slovak, Croatian, Swedish,
/// Danish and Norwegian, Finnish, Hungarian, Romanian, Turkish, Indonesian, Catalan, Russian, Ukrainian,
/// Belarusian, Bulgarian, Greek, Arabic, Hebrew.
static LANGUAGES: &[Language] = &[
    language(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|november nov|december dec",
        "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun",
    ),
    language(
        "januar jänner jan jän|februar feber feb|märz maerz mär mrz|april apr|mai|juni jun|juli jul|august aug|september sept sep|oktober okt|november nov|dezember dez",
        "montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so",
    ),
    language(
        "janvier janv jan|février fevrier févr fevr fév fev|mars|avril avr|mai|juin|juillet juill juil|août aout|septembre sept sep|octobre oct|novembre nov|décembre decembre déc dec",
        "lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim",
    ),
    language(
        "enero ene|febrero feb|marzo mar|abril abr|mayo may|junio jun|julio jul|agosto ago|septiembre setiembre sept sep set|octubre oct|noviembre nov|diciembre dic",
        "lunes lun martes mar miércoles miercoles mié mie jueves jue viernes vie sábado sabado sáb sab domingo dom",
    ),
    language(
        "gennaio gen|febbraio feb|marzo mar|aprile apr|maggio mag|giugno giu|luglio lug|agosto ago|settembre sett set|ottobre ott|novembre nov|dicembre dic",
        "lunedì lunedi lun martedì martedi mar mercoledì mercoledi mer giovedì giovedi gio venerdì venerdi ven sabato sab domenica dom",
    ),
    language(
        "janeiro jan|fevereiro fev|março marco mar|abril abr|maio mai|junho jun|julho jul|agosto ago|setembro set|outubro out|novembro nov|dezembro dez",
        "segunda seg terça terca ter quarta qua quinta qui sexta sex sábado sabado sáb sab domingo dom",
    ),
    language(
        "januari jan|februari feb|maart mrt|april apr|mei|juni jun|juli jul|augustus aug|september sept sep|oktober okt|november nov|december dec",
        "maandag ma dinsdag di woensdag wo donderdag do vrijdag vr zaterdag za zondag zo",
    ),
    language(
        "stycznia styczeń sty|lutego luty lut|marca marzec mar|kwietnia kwiecień kwi|maja maj|czerwca czerwiec cze|lipca lipiec lip|sierpnia sierpień sie|września wrzesień wrz|października październik paź|listopada listopad lis|grudnia grudzień gru",
        "poniedziałek pon pn wtorek wt środa śr czwartek czw piątek pt sobota sob niedziela niedz nd",
    ),
    language(
        "ledna leden|února únor|března březen|dubna duben|května květen|června červen|července červenec|srpna srpen|září|října říjen|listopadu listopad|prosince prosinec",
        "pondělí po úterý út středa st čtvrtek čt pátek pá sobota so neděle ne",
    ),
    language(
        "januára január|februára február|marca marec|apríla apríl|mája máj|júna jún|júla júl|augusta august|septembra september|októbra október|novembra november|decembra december",
        "pondelok utorok streda štvrtok piatok sobota nedeľa",
    ),
    language(
        "siječnja siječanj|veljače veljača|ožujka ožujak|travnja travanj|svibnja svibanj|lipnja lipanj|srpnja srpanj|kolovoza kolovoz|rujna rujan|listopada listopad|studenoga studenog studeni|prosinca prosinac",
        "ponedjeljak utorak srijeda četvrtak petak subota nedjelja",
    ),
    language(
        "januari jan|februari feb|mars mar|april apr|maj|juni jun|juli jul|augusti aug|september sept sep|oktober okt|november nov|december dec",
        "måndag mån tisdag tis onsdag ons torsdag tors tor fredag fre lördag lör söndag sön",
    ),
    language(
        "januar jan|februar feb|marts mars mar|april apr|maj mai|juni jun|juli jul|august aug|september sept sep|oktober okt|november nov|december desember dec des",
        "mandag man tirsdag tirs tir onsdag ons torsdag tors tor fredag fre lørdag lør søndag søn",
    ),
    language(
        "tammikuuta tammikuu|helmikuuta helmikuu|maaliskuuta maaliskuu|huhtikuuta huhtikuu|toukokuuta toukokuu|kesäkuuta kesäkuu|heinäkuuta heinäkuu|elokuuta elokuu|syyskuuta syyskuu|lokakuuta lokakuu|marraskuuta marraskuu|joulukuuta joulukuu",
        "maanantai ma tiistai ti keskiviikko ke torstai to perjantai pe lauantai la sunnuntai su",
    ),
    language(
        "január jan|február febr feb|március márc|április ápr|május máj|június jún|július júl|augusztus aug|szeptember szept|október okt|november nov|december dec",
        "hétfő kedd szerda csütörtök péntek szombat vasárnap",
    ),
    language(
        "ianuarie ian|februarie feb|martie mar|aprilie apr|mai|iunie iun|iulie iul|august aug|septembrie sept|octombrie oct|noiembrie nov noi|decembrie dec",
        "luni lun marți marţi mar miercuri mie joi vineri vin sâmbătă sâm duminică dum",
    ),
    language(
        "ocak oca|şubat subat şub|mart mar|nisan nis|mayıs mayis may|haziran haz|temmuz tem|ağustos agustos ağu|eylül eylul eyl|ekim eki|kasım kasim kas|aralık aralik ara",
        "pazartesi pzt salı sal çarşamba çar perşembe per cuma cum cumartesi cmt pazar paz",
    ),
    language(
        "januari jan|februari feb|maret mar|april apr|mei|juni jun|juli jul|agustus agu|september sep|oktober okt|november nov|desember des",
        "senin selasa rabu kamis jumat sabtu minggu",
    ),
    language(
        "gener gen|febrer febr|març|abril abr|maig|juny|juliol jul|agost ag|setembre set|octubre oct|novembre nov|desembre des",
        "dilluns dimarts dimecres dijous divendres dissabte diumenge",
    ),
    language(
        "января январь янв|февраля февраль февр фев|марта март мар|апреля апрель апр|мая май|июня июнь июн|июля июль июл|августа август авг|сентября сентябрь сент сен|октября октябрь окт|ноября ноябрь нояб ноя|декабря декабрь дек",
        "понедельник пн вторник вт среда ср четверг чт пятница пт суббота сб воскресенье вс",
    ),
    language(
        "січня січень січ|лютого лютий лют|березня березень бер|квітня квітень квіт кві|травня травень трав|червня червень черв|липня липень лип|серпня серпень серп|вересня вересень вер|жовтня жовтень жовт|листопада листопад лист|грудня грудень груд",
        "понеділок пн вівторок вт середа ср четвер чт п'ятниця пт субота сб неділя нд",
    ),
    language(
        "студзеня студзень|лютага люты|сакавіка сакавік|красавіка красавік|мая май|чэрвеня чэрвень|ліпеня ліпень|жніўня жнівень|верасня верасень|кастрычніка кастрычнік|лістапада лістапад|снежня снежань",
        "панядзелак аўторак серада чацвер пятніца субота нядзеля",
    ),
    language(
        "януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември",
        "понеделник вторник сряда четвъртък петък събота неделя",
    ),
    language(
        "ιανουαρίου ιανουάριος ιαν|φεβρουαρίου φεβρουάριος φεβ|μαρτίου μάρτιος μαρ|απριλίου απρίλιος απρ|μαΐου μάιος μαϊ|ιουνίου ιούνιος ιουν|ιουλίου ιούλιος ιουλ|αυγούστου αύγουστος αυγ|σεπτεμβρίου σεπτέμβριος σεπ|οκτωβρίου οκτώβριος οκτ|νοεμβρίου νοέμβριος νοε|δεκεμβρίου δεκέμβριος δεκ",
        "δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή",
    ),
    language(
        "يناير جانفي|فبراير فيفري شباط|مارس آذار|أبريل ابريل إبريل نيسان|مايو أيار|يونيو يونيه حزيران|يوليو يوليه تموز|أغسطس اغسطس غشت آب|سبتمبر أيلول|أكتوبر اكتوبر|نوفمبر|ديسمبر",
        "الاثنين الإثنين الثلاثاء الأربعاء الاربعاء الخميس الجمعة السبت الأحد الاحد",
    ),
    language(
        "ינואר בינואר|פברואר בפברואר|מרץ במרץ מרס במרס|אפריל באפריל|מאי במאי|יוני ביוני|יולי ביולי|אוגוסט באוגוסט|ספטמבר בספטמבר|אוקטובר באוקטובר|נובמבר בנובמבר|דצמבר בדצמבר",
        "",
    ),
];

/// What a word may mean.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    /// A month, from 1, with the languages that call it so.
    months: Vec<(i8, Languages)>,
    /// Languages in which it is a weekday.
    pub(super) weekday: Languages,
}

impl Meaning {
    /// Languages in which it is a month.
    pub(super) fn is_month(&self) -> Languages {
        self.months.iter().fold(0, |all, (_, of)| all | of)
    }

    /// The month that it is in one language.
    pub(super) fn month_in(&self, language: Languages) -> Option<i8> {
        let mut of = self.months.iter().filter(|(_, of)| of & language != 0);
        of.next().map(|(month, _)| *month)
    }
}

impl Meaning {
    /// The month that it is in whatever language; none where languages differ.
    pub(super) fn only_month(&self) -> Option<i8> {
        match self.months[..] {
            [(month, _)] => Some(month),
            _ => None,
        }
    }
}

static WORDS: LazyLock<HashMap<&'static str, Meaning>> = LazyLock::new(|| {
    let mut words: HashMap<&'static str, Meaning> = HashMap::new();
    for (number, language) in (0_u32..).zip(LANGUAGES) {
        let bit: Languages = 1 << number;
        for (month, forms) in (1_i8..).zip(language.months.split('|')) {
            for form in forms.split(' ') {
                let known = &mut words.entry(form).or_default().months;
                match known.iter_mut().find(|(m, _)| *m == month) {
                    Some((_, of)) => *of |= bit,
                    None => known.push((month, bit)),
                }
            }
        }
        for form in language.weekdays.split(' ').filter(|w| !w.is_empty()) {
            words.entry(form).or_default().weekday |= bit;
        }
    }
    words
});

/// What a word in small letters means; `None` where it is neither month nor weekday.
pub(super) fn meaning(word: &str) -> Option<&'static Meaning> {
    WORDS.get(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_twelve_months_and_fits_the_set() {
        assert!(LANGUAGES.len() <= Languages::BITS as usize);
        for language in LANGUAGES {
            assert_eq!(
                language.months.split('|').count(),
                12,
                "{}",
                language.months
            );
        }
    }

    #[test]
    fn words_of_two_languages_keep_both_meanings() {
        let mar = meaning("mar").unwrap();
        assert!(mar.month_in(1) == Some(3) && mar.weekday != 0);
        let listopad = meaning("listopada").unwrap();
        assert_eq!(listopad.months.len(), 2, "Polish and Croatian differ");
    }
}
