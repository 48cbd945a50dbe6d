//! What lies in folders and archives beside articles and is known by its name: files of the system, backup
//! copies, the parts of saved pages.

/// Whether it is a file or folder of the system, which nobody has put there: left out without a word.
pub(crate) fn is_of_system(name: &str) -> bool {
    const NAMES: [&str; 10] = [
        "desktop.ini",
        "thumbs.db",
        "ehthumbs.db",
        "ehthumbs_vista.db",
        "folder.htt",
        "icon\r",
        "$recycle.bin",
        "system volume information",
        "__macosx",
        "autorun.inf",
    ];
    // Office programs leave the name of whoever has a file open beside it.
    name.starts_with("~$") || NAMES.contains(&name.to_lowercase().as_str())
}

/// What a file holds that is left out by its name, in words.
pub(crate) fn left_out(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|e| lower.ends_with(e));
    if ends(&["~", ".bak", ".swp"]) || lower.starts_with('#') && lower.ends_with('#') {
        Some("a backup copy")
    } else if ends(&[".crdownload", ".part", ".partial", ".tmp"]) {
        Some("what was not finished")
    } else if ends(&[".url", ".webloc", ".lnk", ".desktop"]) {
        Some("a shortcut to a page")
    } else {
        None
    }
}

/// What the names of folders end in that browsers make beside a saved page, in their languages.
const PAGE_PARTS: [&str; 21] = [
    "_files",
    "-files",
    ".files",
    "-dateien",
    "_dateien",
    "_fichiers",
    "-fichiers",
    "_archivos",
    "_arquivos",
    "_ficheiros",
    "_file",
    "_bestanden",
    "-bestanden",
    "_filer",
    "-filer",
    "_tiedostot",
    "_pliki",
    "_soubory",
    "_elemei",
    "_файлы",
    "_fitxers",
];
/// Endings of saved pages.
const PAGES: [&str; 5] = ["html", "htm", "xhtml", "mhtml", "shtml"];

/// The pages of which a folder of this name may hold the parts; `None` for any other folder.
pub(crate) fn pages_of_parts(folder: &str) -> Option<Vec<String>> {
    let lower = folder.to_lowercase();
    let ending = PAGE_PARTS.iter().find(|ending| lower.ends_with(*ending))?;
    let chars = folder.chars().count().checked_sub(ending.chars().count())?;
    let stem: String = folder.chars().take(chars).collect();
    (!stem.is_empty()).then(|| PAGES.iter().map(|e| format!("{stem}.{e}")).collect())
}

/// What such a folder holds, in words.
pub(crate) const PARTS_OF_PAGE: &str = "the pictures and scripts of a saved page";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_is_no_article() {
        for name in ["Desktop.ini", "Thumbs.db", "~$report.docx"] {
            assert!(is_of_system(name), "{name}");
        }
        for name in [
            "a.txt~",
            "A.BAK",
            "#a.txt#",
            "x.url",
            "x.webloc",
            "a.pdf.part",
        ] {
            assert!(left_out(name).is_some(), "{name}");
        }
        for name in ["a.txt", "part.txt", "back~up.txt", "desktop.txt", "#1.txt"] {
            assert!(!is_of_system(name) && left_out(name).is_none(), "{name}");
        }
        let pages = pages_of_parts("Road cut_files").unwrap();
        assert!(pages.contains(&"Road cut.html".to_owned()));
        assert!(
            pages_of_parts("Straße-Dateien")
                .unwrap()
                .contains(&"Straße.htm".to_owned())
        );
        assert_eq!(pages_of_parts("2023-reports"), None);
        assert_eq!(pages_of_parts("_files"), None);
    }
}
