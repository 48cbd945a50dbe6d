//! Names of the fields that Nexis prints, in the languages of its interface. The list is closed: a line of
//! an interview begins with a name and a colon as well.

/// What a labelled paragraph says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Title,
    Byline,
    Section,
    Length,
    Dateline,
    Highlight,
    Body,
    Language,
    /// The day of loading, which is never the date.
    Loaded,
    /// Belongs to the text: corrections.
    Correction,
    /// Stands before the text and is a field of its own.
    Before,
    /// Stands behind the text: classification.
    Behind,
}

const LABELS: &[(Label, &str)] = &[
    (
        Label::Title,
        "HEADLINE|TITLE|KOP|TITRE|ÜBERSCHRIFT|TITEL|TITULAR|TITOLO|TÍTULO|RUBRIK-TITEL",
    ),
    (
        Label::Byline,
        "BYLINE|AUTOR|AUTOREN|AUTEUR|AUTEURS|AUTORE|SIGNATURE|AUTHOR|FORFATTER|FÖRFATTARE|DOOR",
    ),
    (
        Label::Section,
        "SECTION|RUBRIK|RUBRIQUE|RUBRIEK|SEZIONE|SECCIÓN|SECCION|SEKTION|SEÇÃO|SECTIE|PAGINA",
    ),
    (
        Label::Length,
        "LENGTH|LÄNGE|LAENGE|LENGTE|LONGUEUR|LUNGHEZZA|LONGITUD|LÆNGDE|LÄNGD|COMPRIMENTO",
    ),
    (
        Label::Dateline,
        "DATELINE|ORTSZEILE|DATUMSZEILE|ORIGINE|LIEU",
    ),
    (
        Label::Highlight,
        "HIGHLIGHT|ENCART|HERVORHEBUNG|HOOGTEPUNT|SAMENVATTING|LEADALL|OFFERROLLER",
    ),
    (Label::Body, "BODY|TEKST|TEXT|TEXTE|TESTO|TEXTO"),
    (
        Label::Language,
        "LANGUAGE|SPRACHE|LANGUE|TAAL|LINGUA|IDIOMA|SPROG|SPRÅK",
    ),
    (
        Label::Loaded,
        "LOAD-DATE|UPDATE|DATE-CHARGEMENT|LADEDATUM|LAAD-DATUM|LAADDATUM|FECHA-CARGA|DATA-CARICAMENTO",
    ),
    (
        Label::Correction,
        "CORRECTION|CORRECTION-DATE|KORREKTUR|CORRECTIF|CORRECTIE",
    ),
    (
        Label::Before,
        "SERIES|SERIE|DISTRIBUTION|GUESTS|ANCHORS|NAME|BIO|EDITION|AUSGABE|ÉDITION|EDITIE|COLUMN|SOURCE|QUELLE",
    ),
    (
        Label::Behind,
        "PUBLICATION-TYPE|PUB-TYPE|TYPE-PUBLICATION|PUBLIKATIONSTYP|JOURNAL-CODE|CODE-REVUE|ZEITSCHRIFTENCODE|GRAPHIC|GRAFIK|GRAPHIQUE|GRAFIEK|SUBJECT|SUJET|PUB-SUBJECT|SCHLAGWORT|SCHLAGWORTE|ONDERWERP|COMPANY|ENTREPRISE|FIRMA|UNTERNEHMEN|BEDRIJF|ORGANIZATION|ORGANISATION|PERSON|PERSONNE|PERSOON|GEOGRAPHIC|LOCALISATION-GEO|GEOGRAFIE|GEOGRAPHIE|COUNTRY|STATE|CITY|TICKER|INDUSTRY|SECTEUR|BRANCHE|DOCUMENT-TYPE|TYPE-DOCUMENT|TRANSCRIPT|ACC-NO|CATEGORY|URL|NOTES|TYPE|CO|INDUSTRY-TYPE|PRODUCT|DATE-PUBLICATION",
    ),
];

/// The label that a paragraph begins with, its words, and what stands behind it.
pub(super) fn label(paragraph: &str) -> Option<(Label, &str, &str)> {
    let (name, behind) = paragraph.trim_start().split_once(':')?;
    if name.len() > 40 || name.contains('\n') {
        return None;
    }
    let upper = name.trim().to_uppercase();
    let found = LABELS
        .iter()
        .find(|(_, names)| names.split('|').any(|known| known == upper));
    found.map(|(label, _)| (*label, name.trim(), behind.trim()))
}

/// Whether a paragraph looks as if it began with a label, of the list or not.
pub(super) fn seems_labelled(paragraph: &str) -> bool {
    let Some((name, _)) = paragraph.trim_start().split_once(':') else {
        return false;
    };
    let fits = |c: char| c.is_uppercase() || matches!(c, '-' | ' ' | '/');
    (2..=30).contains(&name.chars().count()) && name.chars().all(fits)
}

/// Whether a paragraph is about rights.
pub(super) fn is_copyright(paragraph: &str) -> bool {
    let start: String = paragraph.trim_start().chars().take(80).collect();
    let start = start.to_lowercase();
    let opens = ["copyright", "©", "(c)", "copy 1", "copy 2"];
    let says = [
        "all rights reserved",
        "alle rechte vorbehalten",
        "tous droits réservés",
        "tous droits reserves",
        "alle rechten voorbehouden",
        "todos los derechos reservados",
        "tutti i diritti riservati",
    ];
    opens.iter().any(|o| start.starts_with(o)) || says.iter().any(|s| start.contains(s))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_all_interfaces_and_no_speakers() {
        assert_eq!(
            label("LÄNGE: 306 Wörter"),
            Some((Label::Length, "LÄNGE", "306 Wörter"))
        );
        assert_eq!(
            label("Length:\u{A0}937 words").map(|l| l.2),
            Some("937 words")
        );
        assert_eq!(label("SPIEGEL: Herr Minister, wann?"), None);
        assert_eq!(label("The road: cut"), None);
        assert!(seems_labelled("MID: Calm reigns") && !seems_labelled("Mid: calm"));
        assert!(is_copyright("  Copyright 2011 A Paper") && !is_copyright("The copyright law"));
    }
}
