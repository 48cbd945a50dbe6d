#!/usr/bin/env python3
"""Make (or check) the bundled fonts.  See README.md in this folder.

    make.py INTER_PACKAGE SOURCE_SERIF_PACKAGE   write the fonts here, then check them
    make.py                                      only check the fonts that are here

Each argument is the unpacked `package` folder of the npm package named in README.md.
Needs Python 3.9 or later and the PyPI package fonttools.
"""

import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent

# (weight folder and file stem in the Inter package, name of the weight here)
SANS = [("400Regular", "Regular"), ("500Medium", "Medium"), ("600SemiBold", "SemiBold")]
# (weight in the file name of the Source Serif package, name of the weight here)
SERIF = [("Regular", "Regular"), ("Semibold", "SemiBold")]

# Kept where Inter has them.  Of Source Serif every character is kept.
RANGES = [
    (0x0020, 0x007E), (0x00A0, 0x024F),  # Latin, Latin-1, Extended-A and -B
    (0x0250, 0x02FF),  # IPA (ə is a letter of Azerbaijani), modifier letters
    (0x0300, 0x036F),  # combining marks
    (0x0370, 0x03FF), (0x0400, 0x052F),  # Greek; Cyrillic and its Supplement
    (0x1C80, 0x1C8F), (0x1D00, 0x1DBF),  # Cyrillic Extended-C, phonetic extensions
    (0x1E00, 0x1EFF), (0x1F00, 0x1FFF),  # Latin Extended Additional, Greek Extended
    (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20CF),  # punctuation, super/subscripts, currency
    (0x2100, 0x214F), (0x2150, 0x218F),  # letterlike, number forms
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF),  # arrows, mathematics, technical (⌘ ⌥ ⌫ …)
    (0x25A0, 0x25FF), (0x2600, 0x27BF),  # shapes, symbols and dingbats (✓ ✗)
    (0x27F0, 0x27FF), (0x2900, 0x297F), (0x2B00, 0x2BFF),  # more arrows
    (0x2C60, 0x2C7F), (0x2E00, 0x2E7F), (0xA640, 0xA69F), (0xA700, 0xA7FF), (0xAB30, 0xAB6F),
    (0xFB00, 0xFB06), (0xFFFC, 0xFFFD),
]
# What a shaper applies by itself, less `calt` and `liga`.  Inter's `calt` would show "->" as an
# arrow and "2x4" as "2×4", and text that is read as evidence has to be shown as it was written.
# Source Serif's `liga` would make one glyph of "fi", and no caret can be put inside a glyph.
FEATURES = ["ccmp", "locl", "mark", "mkmk", "kern"]


def single_substitutions(font, tag):
    """The one-to-one substitutions of a GSUB feature, as {glyph: glyph}."""
    gsub = font["GSUB"].table
    wanted = {i for r in gsub.FeatureList.FeatureRecord if r.FeatureTag == tag
              for i in r.Feature.LookupListIndex}
    found = {}
    for i in sorted(wanted):
        for table in gsub.LookupList.Lookup[i].SubTable:
            found.update(getattr(getattr(table, "ExtSubTable", table), "mapping", {}))
    return found


def make_sans(source, weight):
    font = TTFont(source, recalcTimestamp=False)  # the same input gives the same bytes

    # Tabular figures for good: U+0030..0039 show the glyphs that `tnum` would put there.
    tnum = single_substitutions(font, "tnum")
    figures = {cp: tnum[font.getBestCmap()[cp]] for cp in range(ord("0"), ord("9") + 1)}
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update(figures)
            # Inter lacks the soft hyphen; shapers hide it, but must find it in the font.
            table.cmap.setdefault(0xAD, table.cmap[ord("-")])

    reduce(font, [cp for a, b in RANGES for cp in range(a, b + 1)])
    rename(font, "Dateline Sans", weight, "4.001",
           "Modified from Inter: tabular figures by default, fewer characters and "
           "features, renamed.")
    save(font, "Dateline Sans", weight)


def make_serif(source, weight):
    font = TTFont(source, recalcTimestamp=False)
    reduce(font, list(font.getBestCmap()))
    rename(font, "Dateline Serif", weight, "4.005",
           "Modified from Source Serif 4: fewer features, no ligatures, renamed.")
    save(font, "Dateline Serif", weight)


def reduce(font, codepoints):
    """Keep these characters and FEATURES, without hinting."""
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False  # neither has instructions; Inter has a 7-byte `prep`
    options.drop_tables += ["STAT", "gasp"]
    options.glyph_names = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.recalc_bounds = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codepoints)
    subsetter.subset(font)


def rename(font, family, weight, version, description):
    """Rename.  Copyright, licence, maker and designer stay."""
    name = font["name"]
    kept = {i: name.getDebugName(i) for i in (0, 8, 9, 11, 12, 13, 14)}
    name.names = []
    regular = weight == "Regular"
    postscript = f"{family.replace(' ', '')}-{weight}"
    names = dict(kept)
    names[1] = family if regular else f"{family} {weight}"
    names[2] = "Regular"
    names[3] = f"{version};Dateline1;{postscript}"
    names[4] = f"{family} {weight}"
    names[5] = f"Version {version}; Dateline 1"
    names[6] = postscript
    names[10] = description
    if not regular:
        names[16], names[17] = family, weight
    for i, text in sorted(names.items()):
        if text:
            name.setName(text, i, 3, 1, 0x409)
    font["OS/2"].achVendID = "NONE"


def save(font, family, weight):
    font.cfg["fontTools.ttLib.tables.otBase:USE_HARFBUZZ_REPACKER"] = False  # else the bytes depend on what else is installed
    font.save(HERE / f"{family.replace(' ', '')}-{weight}.ttf")


def characters(*parts):
    return [ord(p) if isinstance(p, str) else p for p in parts]


WANTED = {
    "ASCII": range(0x20, 0x7F),
    "Latin-1": range(0xA0, 0x100),
    "Latin Extended-A": range(0x100, 0x180),
    "Greek U+0391-03C9": [cp for cp in range(0x391, 0x3CA) if cp != 0x3A2],  # 03A2: unassigned
    "Greek with tonos": [0x386, 0x388, 0x389, 0x38A, 0x38C, 0x38E, 0x38F, *range(0x3CA, 0x3CF)],
    "Cyrillic U+0400-045F": range(0x400, 0x460),
    "Ґ ґ": [0x490, 0x491],
    "punctuation": characters(*"“”‘’–—…•·×−≤≥"),
    "currency": characters(*"€£¥₴₽₺₹"),
    "signs": characters(*"✓→←↑↓⌘⇧⌥"),
}
# Latin Extended-A and signs that a font may lack: the family's next font has them.
MAY_LACK = {
    "DatelineSans": {0x149},  # ŉ: deprecated in Unicode
    "DatelineSerif": {0x12C, 0x12D, 0x132, 0x133, 0x166, 0x167, *map(ord, "⌘⇧⌥")},
}
# Characters that a font may make one glyph of.  Inter's `locl` does so in Catalan text only.
MAY_JOIN = {"DatelineSans": ["l·", "L·"], "DatelineSerif": []}

# Names the originals go by.  Source Serif's licence reserves "Source"; the copyright and licence
# records and the description may say it, the records that name the font may not.
TAKEN = ["source", "adobe", "inter"]
NAMING = [1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 20, 21, 22, 25]


def ligatures(font):
    """What GSUB makes one glyph of, as lists of glyphs."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            for first, found in getattr(table, "ligatures", {}).items():
                yield from ([first, *ligature.Component] for ligature in found)


def check(path):
    font = TTFont(path)
    family = path.name.split("-")[0]
    cmap, hmtx = font.getBestCmap(), font["hmtx"]
    digits = {hmtx[cmap[cp]][0] for cp in range(0x30, 0x3A)}
    print(f"{path.name}: {path.stat().st_size} bytes, {len(cmap)} characters, "
          f"{font['maxp'].numGlyphs} glyphs, {font['head'].unitsPerEm} units, "
          f"digits {sorted(digits)}, name {font['name'].getDebugName(4)!r}")
    problems = []
    if len(digits) != 1:
        problems.append("the digits differ in width")
    if not ("glyf" in font or "CFF " in font):
        problems.append("no outlines")
    instructions = [t for t in ("fpgm", "prep", "cvt ") if t in font]
    if instructions or getattr(font["maxp"], "maxSizeOfInstructions", 0):
        problems.append(f"instructions: {instructions}")
    gpos, gsub = ({r.FeatureTag for r in font[t].table.FeatureList.FeatureRecord}
                  for t in ("GPOS", "GSUB"))
    print(f"  GPOS {sorted(gpos)}, GSUB {sorted(gsub)}")
    if "kern" not in gpos:
        problems.append("no kerning")
    if gpos | gsub != set(FEATURES):
        problems.append(f"features other than {FEATURES}")
    # A letter may be joined with its combining marks (GDEF class 3), never with another letter.
    classes = font["GDEF"].table.GlyphClassDef.classDefs
    joined = [glyphs for glyphs in ligatures(font) if any(classes.get(g) != 3 for g in glyphs[1:])]
    may_join = [[cmap[ord(c)] for c in text] for text in MAY_JOIN[family]]
    if any(glyphs not in may_join for glyphs in joined):
        problems.append(f"ligatures of letters: {joined}")
    names = {r.nameID: r.toUnicode() for r in font["name"].names}
    for i in NAMING:
        if any(taken in names.get(i, "").lower() for taken in TAKEN):
            problems.append(f"name {i} is the original's: {names[i]!r}")
    if not (names.get(0) and names.get(13)):
        problems.append("no copyright or licence record")
    for what, cps in WANTED.items():
        lacks = [cp for cp in cps if cp not in cmap]
        if lacks:
            print(f"  {what}: lacks " + " ".join(f"U+{cp:04X} {chr(cp)}" for cp in lacks))
        if set(lacks) - MAY_LACK[family]:
            problems.append(f"{what} is incomplete")
    for problem in problems:
        print(f"  PROBLEM: {problem}")
    return not problems


def main(arguments):
    if arguments:
        inter, serif = map(Path, arguments)
        for stem, weight in SANS:
            make_sans(inter / stem / f"Inter_{stem}.ttf", weight)
        shutil.copyfile(inter / "LICENSE_FONT", HERE / "OFL-Inter.txt")
        for theirs, weight in SERIF:
            make_serif(serif / "TTF" / f"SourceSerif4-{theirs}.ttf", weight)
        shutil.copyfile(serif / "LICENSE.md", HERE / "OFL-SourceSerif.txt")
    fonts = sorted(HERE.glob("*.ttf"))
    good = [check(path) for path in fonts]
    print(f"{sum(path.stat().st_size for path in fonts)} bytes in {len(fonts)} fonts")
    return 0 if fonts and all(good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
