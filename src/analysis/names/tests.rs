//! Which forms are proposed to be one name, and what counts once the analyst has decided.

use super::*;
use crate::analysis::compute;
use crate::analysis::tests::inputs;
use crate::enrich::names::NAME;
use crate::enrich::run_only;
use crate::workspace::Workspace;

fn table(texts: &[&str], sets: Vec<AliasSet>) -> NameTable {
    let workspace = Workspace {
        alias_sets: sets,
        ..Workspace::default()
    };
    let mut inputs = inputs(texts, workspace);
    inputs.derived = run_only(&[NAME], &inputs.corpus);
    NamesView::compute(&compute(&inputs), &(), &Cancel::default()).unwrap()
}

fn row<'t>(table: &'t NameTable, name: &str) -> &'t NameRow {
    let found = table.rows.iter().find(|r| *r.words == *name);
    found.unwrap_or_else(|| {
        panic!(
            "{name} is not listed: {:?}",
            table.rows.iter().map(|r| &r.words).collect::<Vec<_>>()
        )
    })
}

fn proposed(row: &NameRow) -> Vec<(&str, AliasReason)> {
    let all = row.proposed().map(|m| (&*m.words, m.reason.unwrap()));
    let mut all: Vec<_> = all.collect();
    all.sort_unstable();
    all
}

#[test]
fn each_kind_of_variant_is_proposed_with_its_reason() {
    let text = "They saw Ilse Veld in Torvik. Later Veld left Torvik and Ilse Vedl spoke. \
        The Royal Harbour Society (RHS) met. The RHS and Orlov Group spoke; Orlov said so. The Orlov left. \
        He met Aram Zelensky and Aram Zelenskyy. He met Aram Zelensky again, and Ilse Veld too.";
    let table = table(&[text], Vec::new());
    assert_eq!(
        proposed(row(&table, "Ilse Veld")),
        [("Veld", AliasReason::Surname)]
    );
    assert_eq!(
        proposed(row(&table, "Aram Zelensky")),
        [("Aram Zelenskyy", AliasReason::Transliteration)]
    );
    let society = table
        .rows
        .iter()
        .find(|r| r.members.iter().any(|m| &*m.words == "RHS"))
        .unwrap();
    assert!(
        proposed(society)
            .iter()
            .all(|(_, reason)| *reason == AliasReason::Bracketed)
    );
    let orlov = table
        .rows
        .iter()
        .find(|r| r.members.iter().any(|m| &*m.words == "Orlov"))
        .unwrap();
    assert!(
        proposed(orlov)
            .iter()
            .all(|(_, reason)| *reason == AliasReason::Legal)
    );
}

#[test]
fn a_place_and_a_body_that_begins_with_it_are_two_names() {
    let text = "In Torvik the Torvik People’s Republic met. They left Torvik.";
    let table = table(&[text], Vec::new());
    assert_eq!(proposed(row(&table, "Torvik")), []);
    assert_eq!(proposed(row(&table, "Torvik People’s Republic")), []);
}

#[test]
fn a_surname_of_two_people_is_left_open() {
    let text = "They saw Ilse Veld and Aram Veld. Then Veld left.";
    let table = table(&[text], Vec::new());
    assert_eq!(proposed(row(&table, "Ilse Veld")), []);
    assert_eq!(proposed(row(&table, "Aram Veld")), []);
}

#[test]
fn merged_forms_count_and_refused_ones_are_names_of_their_own() {
    let texts = [
        "They saw Ilse Veld. Then Veld left.",
        "They saw Ilse Veld and Veld.",
    ];
    let before = table(&texts, Vec::new());
    let name = before.rows.iter().find(|r| r.members.len() == 2).unwrap();
    let form = name.proposed().next().unwrap().words.clone();
    let mut set = AliasSet::of(&name.words);
    set.forms.push(Arc::clone(&form));
    let merged = table(&texts, vec![set.clone()]);
    let merged = row(&merged, &name.words);
    assert_eq!((merged.mentions, merged.articles), (4, 2));
    assert_eq!(merged.proposed().count(), 0);
    set.forms.pop();
    set.refused.push(Arc::clone(&form));
    let refused = table(&texts, vec![set]);
    assert_eq!(row(&refused, &name.words).mentions, name.mentions);
    assert_eq!(row(&refused, &form).proposed().count(), 0);
    assert_eq!(row(&refused, &name.words).proposed().count(), 0);
}

#[test]
fn every_form_is_in_one_name_and_mentions_add_up() {
    let texts = [
        "Prof. Ilse Veld, of the Royal Harbour Society (RHS), met I. Veld and Veld. TORVIK and Torvik differ.",
        "The RHS, the Harbour Society, Orlov Group, Orlov and U.S. and US and the United States met in Torvikk.",
    ];
    let mut inputs = inputs(&texts, Workspace::default());
    inputs.derived = run_only(&[NAME], &inputs.corpus);
    let base = compute(&inputs);
    let table = NamesView::compute(&base, &(), &Cancel::default()).unwrap();
    let forms = base.derived.names().unwrap().forms();
    let members = table.rows.iter().flat_map(|r| &r.members);
    let mut listed: Vec<&str> = members.clone().map(|m| &*m.words).collect();
    listed.sort_unstable();
    let mut all: Vec<&str> = forms.iter().map(|f| &*f.words).collect();
    all.sort_unstable();
    assert_eq!(listed, all);
    let total: u32 = members.map(|m| m.mentions).sum();
    assert_eq!(total, forms.iter().map(|f| f.mentions).sum::<u32>());
}
