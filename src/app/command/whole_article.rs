//! Tags on articles as wholes: on the open one, or on several that are chosen.

use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::state::State;
use crate::session::Severity;
use crate::text::counted::counted;
use crate::workspace::{Annotation, Change, Edit, Swap, TagId};

impl State {
    /// Tags the chosen articles as wholes: several, or the open one.
    pub(super) fn annotate_articles(
        &mut self,
        tag: Option<TagId>,
        words: &str,
        before: Vec<Change>,
    ) -> Vec<Effect> {
        let chosen = self.chosen_articles();
        let corpus = Arc::clone(&self.session.corpus);
        let articles = chosen.iter().filter_map(|id| corpus.by_id(id));
        let new: Vec<Annotation> = articles.map(|a| self.new_annotation(&a, tag)).collect();
        if let [one] = new.as_slice() {
            if !self.is_there_already(one) {
                self.add(one.clone(), format!("tag article {words}"), tag, before);
            }
            return vec![Effect::ScrollAnnotations];
        }
        let known = &self.session.workspace.annotations;
        let is_new = |new: &Annotation| {
            let mut of = known.of(&new.article);
            tag.is_none() || !of.any(|one| one.tag == tag && one.anchors.is_empty())
        };
        let all = new.len();
        let new: Vec<Annotation> = new.into_iter().filter(is_new).collect();
        let there = all - new.len();
        if there > 0 {
            let words = counted(there, "article has the tag", "articles have the tag");
            self.session
                .tell(Severity::Info, format!("{words} already."));
        }
        if new.is_empty() {
            return Vec::new();
        }
        let n = counted(new.len(), "article", "articles");
        let mut changes = before;
        changes.extend(new.into_iter().map(|annotation| {
            Change::Annotation(Swap {
                before: None,
                after: Some(Arc::new(annotation)),
            })
        }));
        self.edit(Edit::new(format!("tag {n} {words}"), changes));
        self.remember_tag(tag);
        vec![Effect::ScrollAnnotations]
    }

    pub(super) fn annotate_article(&mut self, tag: Option<TagId>) -> Vec<Effect> {
        if self.refuses_tag(tag) {
            return Vec::new();
        }
        let words = self.tag_words(tag);
        self.annotate_articles(tag, &words, Vec::new())
    }
}
