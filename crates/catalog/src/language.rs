//! The languages there are, and texts in several of them.

use std::collections::BTreeMap;

/// A language the flow speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// The language every text has; what is missing in another one is said in this one.
    English,
    /// German.
    German,
    /// French.
    French,
    /// Italian.
    Italian,
    /// Spanish.
    Spanish,
    /// Arabic, from right to left.
    Arabic,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 6] = [Self::English, Self::German, Self::French, Self::Italian, Self::Spanish, Self::Arabic];

    /// Its BCP 47 tag, which is also the name of its files.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Italian => "it",
            Self::Spanish => "es",
            Self::Arabic => "ar",
        }
    }

    /// The language with this tag.
    pub fn named(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// Every language beside English.
    pub(crate) fn translations() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|language| *language != Self::English)
    }
}

/// Texts in English, and in whatever other languages there are.
#[derive(Debug, Default)]
pub(crate) struct InLanguages<T> {
    pub(crate) english: T,
    pub(crate) others: BTreeMap<Language, T>,
}

impl<T> InLanguages<T> {
    /// One entry: in the language asked for, or else in English, which is then said beside it.
    pub(crate) fn find<'a, U>(
        &'a self,
        language: Language,
        entry: impl Fn(&'a T) -> Option<U>,
    ) -> Option<(Option<String>, U)> {
        if let Some(found) = self.others.get(&language).and_then(&entry) {
            return Some((None, found));
        }
        let lang = (language != Language::English).then(|| Language::English.tag().to_owned());
        entry(&self.english).map(|found| (lang, found))
    }

    /// One text, where its language cannot be said beside it: in the language asked for, or not at all.
    pub(crate) fn exactly<'a, U>(&'a self, language: Language, entry: impl Fn(&'a T) -> Option<U>) -> Option<U> {
        if language == Language::English { entry(&self.english) } else { entry(self.others.get(&language)?) }
    }
}

/// How much of the catalog is there in a language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Translated {
    /// Entries in this language.
    pub there: usize,
    /// Entries in English.
    pub all: usize,
}

impl Translated {
    pub(crate) fn add(&mut self, there: usize, all: usize) {
        self.there += there;
        self.all += all;
    }
}
