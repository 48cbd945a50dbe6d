//! By which names columns of tables and keys of objects are known.

/// Names by which each part is usually known, the surest first.
pub(super) const ID: &[&str] = &[
    "id",
    "_id",
    "guid",
    "uuid",
    "docid",
    "articleid",
    "key",
    "newid",
    "recordid",
    "documentid",
    "storyid",
    "newsid",
    "postid",
    "accessionnumber",
];
pub(super) const TITLE: &[&str] = &[
    "title",
    "headline",
    "webtitle",
    "heading",
    "subject",
    "articletitle",
    "titel",
    "titre",
    "titulo",
    "título",
    "titolo",
    "заголовок",
    "name",
    "newstitle",
    "storytitle",
    "posttitle",
    "documenttitle",
    "überschrift",
];
/// Names of whole texts.
pub(super) const WHOLE_TEXT: &[&str] = &[
    "text",
    "body",
    "fulltext",
    "articletext",
    "maintext",
    "content",
    "contenttext",
    "contenthtml",
    "article",
    "articlebody",
    "bodytext",
    "bodyhtml",
    "story",
    "transcript",
    "selftext",
    "message",
    "texte",
    "texto",
    "testo",
    "текст",
    "articlecontent",
    "newstext",
    "newscontent",
    "storytext",
    "storybody",
    "posttext",
    "postcontent",
    "documenttext",
    "fullarticle",
    "maincontent",
    "plaintext",
    "cleantext",
    "volltext",
    "inhalt",
    "contenido",
    "cuerpo",
    "contenu",
    "contenuto",
    "conteúdo",
    "содержание",
];
/// Names of lists whose elements together are the text.
pub(super) const TEXT_PARTS: &[&str] = &["sentences", "paragraphs", "paras", "lines"];
/// Names of what stands for a text where there is none.
pub(super) const SUMMARY: &[&str] = &[
    "description",
    "summary",
    "abstract",
    "snippet",
    "excerpt",
    "leadparagraph",
];
/// Names of a value that is a part of the one around it: `title.rendered` is a title.
const ITSELF: &[&str] = &[
    "rendered",
    "parts",
    "$t",
    "$date",
    "$numberLong",
    "$numberInt",
    "$oid",
    "#text",
    "_text",
    "$",
    "_",
    "value",
    "main",
    "plain",
    "html",
    "raw",
    "paragraphs",
    "blocks",
];
/// Names of what only holds the values of a record: `fields.bodyText` is a text.
const CONTAINER: &[&str] = &[
    "fields",
    "_source",
    "data",
    "attributes",
    "properties",
    "article",
    "post",
    "document",
    "doc",
    "item",
    "message",
    "node",
    "record",
    "articles",
    "news",
    "story",
];
pub(super) const DATE: &[&str] = &[
    "date",
    "published",
    "publicationdate",
    "datepublished",
    "publishdate",
    "pubdate",
    "publishedat",
    "publishedon",
    "webpublicationdate",
    "postdate",
    "datum",
    "fecha",
    "дата",
    "publisheddate",
    "publishedtime",
    "datepublish",
    "publishtime",
    "dateofpublication",
    "articledate",
    "newsdate",
    "storydate",
    "dateposted",
    "posteddate",
    "postedat",
    "releasedate",
    "erscheinungsdatum",
    "datedepublication",
    "fechapublicacion",
    "fechadepublicación",
    "датапубликации",
    "posted",
    "issued",
    "pubtime",
    "firstpublished",
    "firstpublicationdate",
    "veröffentlichtam",
    "veröffentlicht",
    "publiéle",
    "日付",
    "日期",
    "发布日期",
    "发布时间",
    "掲載日",
    "날짜",
    "datetime",
    "createdat",
    "created",
    "datecreated",
    "createdutc",
    "createtime",
    "timestamp",
    "timestampms",
    "ts",
    "time",
    "day",
    "year",
];
pub(super) const PUBLISHER: &[&str] = &[
    "source",
    "publisher",
    "outlet",
    "publication",
    "newspaper",
    "medium",
    "media",
    "sitename",
    "site",
    "domain",
    "sourcename",
    "journal",
    "channel",
    "feed",
    "publishername",
    "outletname",
    "publicationname",
    "publicationtitle",
    "sourcetitle",
    "newspapername",
    "newspapertitle",
    "medianame",
    "mediumname",
    "journalname",
    "journaltitle",
    "newsoutlet",
    "newssource",
    "sourcedomain",
    "website",
    "pubtitle",
    "zeitung",
    "quelle",
    "источник",
];
pub(super) const AUTHOR: &[&str] = &[
    "author",
    "authors",
    "byline",
    "creator",
    "writer",
    "journalist",
    "from",
    "authorname",
    "authornames",
    "articleauthor",
    "bylineoriginal",
    "reporter",
    "reporters",
    "writtenby",
    "auteur",
    "autor",
    "autore",
    "автор",
];
pub(super) const URL: &[&str] = &[
    "url",
    "link",
    "address",
    "permalink",
    "weburl",
    "href",
    "canonical",
    "uri",
    "articleurl",
    "articlelink",
    "sourceurl",
    "pageurl",
    "newsurl",
    "storyurl",
    "posturl",
    "documenturl",
    "weblink",
];

/// A name without case and signs: `Publication_Date` is `publicationdate`.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// What a name promises of the value under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    /// A whole text.
    Text,
    /// What stands for one.
    Summary,
    Title,
    /// The value around it.
    Itself,
    /// The values of a record.
    Container,
    Other,
}

/// What the name of one value promises, without the names around it.
pub(crate) fn naming(name: &str) -> Naming {
    let is_of = |known: &[&str]| known.contains(&plain(name).as_str());
    if ITSELF.contains(&name) {
        Naming::Itself
    } else if is_of(WHOLE_TEXT) {
        Naming::Text
    } else if is_of(SUMMARY) {
        Naming::Summary
    } else if is_of(TITLE) {
        Naming::Title
    } else if CONTAINER.contains(&name) {
        Naming::Container
    } else {
        Naming::Other
    }
}

/// A name without case and signs, and without the names around it that only hold it: `fields.bodyText` is
/// `bodytext`, `title.rendered` is `title`; `user.name` stays `username`.
pub(super) fn core(name: &str) -> String {
    let mut parts: Vec<&str> = name.split('.').collect();
    while parts.len() > 1 && parts.last().is_some_and(|part| ITSELF.contains(part)) {
        parts.pop();
    }
    let mut rest = parts.as_slice();
    while let [first, behind @ ..] = rest
        && !behind.is_empty()
        && CONTAINER.contains(first)
    {
        rest = behind;
    }
    plain(&rest.concat())
}

/// Whether values of this name, which may be that of one inside others, are texts.
pub(crate) fn is_text_name(name: &str) -> bool {
    let core = core(name);
    WHOLE_TEXT.iter().chain(SUMMARY).any(|known| *known == core)
}

/// Whether a list of this name is a text, part by part.
pub(crate) fn is_parts_name(name: &str) -> bool {
    TEXT_PARTS.contains(&plain(name).as_str())
}

/// Whether values of this name are titles.
pub(crate) fn is_title_name(name: &str) -> bool {
    TITLE.contains(&core(name).as_str())
}

/// Whether a column of this name is known for something.
pub(crate) fn is_known_name(name: &str) -> bool {
    let core = core(name);
    let all = [ID, TITLE, WHOLE_TEXT, SUMMARY, DATE, PUBLISHER, AUTHOR, URL];
    !core.is_empty() && all.iter().any(|known| known.contains(&core.as_str()))
}

/// Names of columns of a year, a month and a day, each by itself.
pub(super) const YEAR: &[&str] = &["year", "yr", "jahr", "année", "annee", "año", "anno", "год"];
pub(super) const MONTH: &[&str] = &["month", "mon", "monat", "mois", "mes", "mese", "месяц"];
pub(super) const DAY: &[&str] = &["day", "dom", "tag", "jour", "día", "dia", "giorno", "день"];

/// Whether a column holds, by its name, a day of something else: of capture, loading, an update, a birth, an
/// event. Such a day is a field, never the date.
pub(super) fn is_other_day(column: &str) -> bool {
    const OTHER: [&str; 33] = [
        "scrap", "crawl", "retriev", "access", "collect", "download", "fetch", "captur",
        "archived", "harvest", "ingest", "import", "insert", "indexed", "export", "saved", "added",
        "loaded", "modif", "updat", "edited", "changed", "revis", "correct", "birth", "born",
        "dob", "death", "event", "expir", "deadline", "seen", "joined",
    ];
    let name = plain(column);
    OTHER.iter().any(|part| name.contains(part))
}
