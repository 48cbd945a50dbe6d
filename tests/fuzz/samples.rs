//! Small whole files of every kind, to be damaged.

use std::io::Write;

pub fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let mut archive = zip::ZipWriter::new(&mut out);
    for (name, bytes) in members {
        archive
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
    out.into_inner()
}

/// A small whole file of each format.
pub fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let docx = "<w:document><w:body><w:p><w:r><w:t>Road &amp; rail cut</w:t></w:r></w:p></w:body></w:document>";
    let odt = "<office:document-content><text:p>Road <text:s text:c=\"3\"/>cut</text:p></office:document-content>";
    let container = "<container><rootfiles><rootfile full-path=\"a.opf\"/></rootfiles></container>";
    let package = "<package><metadata><dc:title>Road</dc:title><dc:date>2023-02-22</dc:date></metadata><manifest><item id=\"c\" href=\"c.xhtml\"/></manifest><spine><itemref idref=\"c\"/></spine></package>";
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(8);
    header.set_mode(0o644);
    header.set_cksum();
    tar.append_data(&mut header, "a.txt", &b"Road cut"[..])
        .unwrap();
    vec![
        ("a.txt", b" date 2023-02-22 Road cut\n\nText.".to_vec()),
        ("a.jsonl", b"{\"id\":1,\"title\":\"Road\",\"text\":\"cut\",\"date\":\"2023-02-22\"}\n{\"id\":2}\n".repeat(30)),
        ("a.json", b"{\"articles\":[{\"title\":\"Road\",\"body\":\"cut\"}]}".to_vec()),
        ("list.json", format!("[{{\"title\":\"Road\"}}{}]", ", {\"title\":\"Rail\"}, 7, {}".repeat(20)).into_bytes()),
        ("a.csv", b"id,title,text,date\n1,Road,\"cut, again\",2023-02-22\n".to_vec()),
        ("many.csv", format!("id;title;text\n{}", "1;Road;cut\n2;;\n".repeat(30)).into_bytes()),
        ("a.html", b"<html><head><meta property='article:published_time' content='2023-02-22'><title>Road</title></head><body><p>cut</p></body></html>".to_vec()),
        ("a.xml", b"<?xml version='1.0'?><rss version='2.0'><channel><title>P</title><item><title>Road</title><pubDate>Wed, 22 Feb 2023 10:00:00 GMT</pubDate></item></channel></rss>".to_vec()),
        ("a.eml", b"From: A <a@b>\r\nTo: c@d\r\nSubject: =?utf-8?B?Um9hZA==?=\r\nDate: Wed, 22 Feb 2023 10:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ncut\r\n".to_vec()),
        ("a.mbox", b"From a@b Mon Mar  6 10:00:00 2023\nFrom: a@b\nSubject: Road\n\ncut\n\n".repeat(3)),
        ("a.rtf", br"{\rtf1\ansi{\fonttbl{\f0\fcharset204 A;}}\f0 Road \'c1 \u8222?cut\par}".to_vec()),
        ("a.docx", zipped(&[("word/document.xml", docx.as_bytes())])),
        ("a.odt", zipped(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", odt.as_bytes())])),
        ("a.epub", zipped(&[("mimetype", b"application/epub+zip"), ("META-INF/container.xml", container.as_bytes()), ("a.opf", package.as_bytes()), ("c.xhtml", b"<html><body><p>cut</p></body></html>")])),
        ("a.zip", zipped(&[("a.txt", b"Road cut"), ("b/c.html", b"<html><body>Rail cut</body></html>")])),
        ("a.tar", tar.into_inner().unwrap()),
        ("a.csv.gz", gzipped(b"id,title,text\n1,Road,cut\n2,Rail,cut\n")),
        ("a.jsonl.zst", zstd::encode_all(&b"{\"title\":\"Road\"}\n{\"title\":\"Rail\"}\n"[..], 1).unwrap()),
        #[cfg(feature = "formats")]
        ("a.xlsx", workbook()),
        #[cfg(feature = "formats")]
        ("a.parquet", parquet_table()),
    ]
}

pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[cfg(feature = "formats")]
fn workbook() -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let types = format!("<Types xmlns=\"{PACKAGE}/content-types\"/>");
    let package = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{RELATION}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATION}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let links = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{RELATION}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let row = |n: u8, a: &str, b: &str| {
        format!(
            "<row r=\"{n}\"><c r=\"A{n}\" t=\"inlineStr\"><is><t>{a}</t></is></c><c r=\"B{n}\" t=\"inlineStr\"><is><t>{b}</t></is></c></row>"
        )
    };
    let rows = [
        row(1, "title", "text"),
        row(2, "Road", "cut"),
        row(3, "Rail", "cut"),
    ]
    .concat();
    let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
    zipped(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[cfg(feature = "formats")]
fn parquet_table() -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    let columns = "message m { REQUIRED BINARY title (UTF8); REQUIRED BINARY text (UTF8); }";
    let schema = std::sync::Arc::new(parse_message_type(columns).unwrap());
    let mut out = Vec::new();
    let mut file = SerializedFileWriter::new(&mut out, schema, std::sync::Arc::default()).unwrap();
    let mut rows = file.next_row_group().unwrap();
    while let Some(mut column) = rows.next_column().unwrap() {
        let values = ["Road", "Rail"].map(ByteArray::from);
        column
            .typed::<ByteArrayType>()
            .write_batch(&values, None, None)
            .unwrap();
        column.close().unwrap();
    }
    rows.close().unwrap();
    file.close().unwrap();
    out
}

/// A small whole download of each service.
pub fn downloads() -> Vec<(&'static str, Vec<u8>)> {
    let nexis = "Download Request: Selected Items: 1-2\n\n                              1 of 2 DOCUMENTS\n\n                                  The Post\n\n                            January 11, 2010 Monday\n\nRoad cut\n\nBYLINE: A. Writer\n\nLENGTH: 35 words\n\nThe road was cut.\n\nLOAD-DATE: January 12, 2010\n\n\n                              2 of 2 DOCUMENTS\n\n                                  The Post\n\nRail\n\nText.\n";
    let nexis_html = "<HTML><HEAD><STYLE>.c0 { text-align: center; }</STYLE><META DOCUMENTS=\"1\"></HEAD><BODY><!-- Hide\n<DOC NUMBER=1>\n<DOCFULL> --><DIV CLASS=\"c0\"><P>1 of 1 DOCUMENT</P></DIV><DIV CLASS=\"c0\"><P>The Post</P></DIV><DIV><P>December 19, 1991</P></DIV><DIV><P>LENGTH: 4 words</P></DIV><DIV><P>Road <SPAN>cut</SPAN></P></DIV></BODY>";
    let factiva = "<html><title>Factiva</title><div class=\"article enArticle\"><div id=\"hd\"><b class='enHeadline'>Road</b></div><div>9 words</div><div>9 January 1993</div><div>The Post</div><div>POST</div><div>English</div><div>(c) 1993</div><p class=\"articleParagraph\">Cut.</p><p>Document POST000020180531ee5v000qa</p></div></html>";
    let factiva_text = " HD\tRoad\n WC\t4 words\n PD\t1 May 2017\n SN\tThe Post\n LP\tCut.\n AN\tDocument POST000020170319ed3j00q06\n";
    let factiva_xml = "<PPSResponse><r count=\"1\"><article><accessionNo>P1</accessionNo><headline><paragraph>Road</paragraph></headline><leadParagraph><paragraph>Cut &amp; closed.</paragraph></leadParagraph></article></r></PPSResponse>";
    let rule = "_".repeat(60);
    let proquest = format!(
        "{rule}\n\nRoad\n\nPublication info: Mar 9, 2022.\n\nFull text: Cut.\n\nSubject: x\n\nPublication title: Post\n\nPublication date: Mar 9, 2022\n\nProQuest document ID: 1\n\n{rule}\n"
    );
    let europresse = "<html><body><span class=\"DocPublicationName\">Post</span><span class=\"DocHeader\">mardi 14 mars 2006</span><span class=\"TitreArticleVisu\">Route</span><br>Texte de la route.<p></p>© 2006</body></html>";
    let warc = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Length: 130\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n33\r\n<html><body><p>Road cut and rail.</p></body></html>\r\n0\r\n\r\n";
    let apa = "<html><title>DeFacto</title><div class=\"eintrag\"><pre>\"Blatt\" vom 02.04.2013 Seite: 1\nRessort: A</pre><h3>Straße</h3><p>Text.</p></div></html>";
    let mediargus = "1. Weg\n\nDe Post, woensdag 30 november 2011, p. 23, 6w.\n\nWeg ...\n\n\n30-11-2011, p.23\n\nWeg\n\nDicht.\n\n© De Post\n";
    let integrum = "<html><title>Report 1</title><a href=\"#1\">1</a><a name=\"1\"></a><td>^ИС: В<br>^ДТ: 09.02.1994<br>^ЗГ: Д</td><pre>\n     Текст.\n</pre></html>";
    let kikuzo = "<html><table class=\"topic-list\"><tr><td class=\"topic-list\">00001</td><td class=\"topic-list\">1985年01月01日</td><td class=\"topic-list\">00040文字</td></tr></table><span class=\"font002\">道路</span><div class=\"detail001\">閉鎖。</div></html>";
    let yomidasu = "<html><input name=\"yomiuriNews\" class=\"heisei\"><table class=\"contentsTable\"><tr><th>1</th><th>2018.01.07</th><th class=\"wp50\">道路</th><th>9字</th></tr></table><p class=\"mb10\">閉鎖。</p></html>";
    let rdf = "<rdf:RDF xmlns:z=\"http://www.zotero.org/namespaces/export#\"><bib:Book><dc:title>Road</dc:title><dc:date>2019</dc:date></bib:Book></rdf:RDF>";
    let alto = "<alto><TextBlock ID=\"b\"><String CONTENT=\"Ro\" SUBS_TYPE=\"HypPart1\" SUBS_CONTENT=\"Road\"/></TextBlock></alto>";
    let mets = "<mets:mets xmlns:mets=\"http://www.loc.gov/METS/\"><mets:div ID=\"a\" TYPE=\"ARTICLE\"/></mets:mets>";
    let telegram = "{\"name\":\"C\",\"type\":\"x\",\"id\":1,\"messages\":[{\"id\":1,\"type\":\"message\",\"date\":\"2020-01-02T00:00:00\",\"text\":[\"Road\",{\"text\":\"cut\"}]}]}";
    let archive = "window.YTD.tweets.part0 = [ {\"tweet\" : {\"id_str\" : \"1\", \"full_text\" : \"Road\", \"created_at\" : \"Wed Sep 04 13:51:55 +0000 2019\"}} ]";
    let guardian = "{\"response\":{\"results\":[{\"webTitle\":\"Road\",\"webPublicationDate\":\"2019-11-18T10:00:00Z\",\"fields\":{\"body\":\"<p>Cut</p>\"}}]}}";
    let wiso =
        "Post vom 02.04.2013, S. 3\nStraße\nZu.\n© GBI-Genios Deutsche Wirtschaftsdatenbank GmbH\n";
    let mut out: Vec<(&'static str, Vec<u8>)> = Vec::new();
    let texts = [
        nexis,
        nexis_html,
        factiva,
        factiva_text,
        factiva_xml,
        &proquest,
        europresse,
        warc,
        apa,
        mediargus,
        integrum,
        kikuzo,
        yomidasu,
        rdf,
        alto,
        telegram,
        archive,
        guardian,
        wiso,
        "TY  - NEWS\nTI  - Road\nAB  - Cut.\nDA  - 2003/05/17/\nER  - \n",
        "@article{k, title = {Road {cut}}, year = 2003}\n",
        "[{\"title\":\"Road\",\"issued\":{\"date-parts\":[[2003,5]]}}]",
        "---\ntitle: Road\ndate: 2019-11-18\n---\nCut.\n",
        mets,
    ];
    out.extend(
        texts
            .into_iter()
            .map(|text| ("download", text.as_bytes().to_vec())),
    );
    let docx = "<w:document><w:body><w:p><w:bookmarkStart w:name=\"Bookmark_1\"/></w:p><w:p><w:r><w:t>Road</w:t></w:r></w:p><w:p><w:r><w:t>The Post</w:t></w:r></w:p><w:p><w:r><w:t>Body</w:t></w:r></w:p><w:p><w:r><w:t>Cut.</w:t></w:r></w:p><w:p><w:r><w:t>Load-Date: May 1, 2020</w:t></w:r></w:p><w:p><w:r><w:t>End of Document</w:t></w:r></w:p></w:body></w:document>";
    out.push(("a.docx", zipped(&[("word/document.xml", docx.as_bytes())])));
    out.push((
        "a.wacz",
        zipped(&[("archive/a.warc.gz", &gzipped(warc.as_bytes()))]),
    ));
    out
}
