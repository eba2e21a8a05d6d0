//! What a community can hold: forum, wiki, blog, newsletter, events. Each has a tab and a page of its own.

use crate::store::communities::Community;
use crate::text_enum;

text_enum! {
    pub enum Format { Forum = "forum", Wiki = "wiki", Blog = "blog", Newsletter = "newsletter", Events = "events" }
}

/// The formats that communities can have, in the order of their tabs.
pub const OFFERED: &[Format] = &[Format::Forum, Format::Wiki, Format::Blog];

impl Format {
    /// Where its page is below the community's address; the forum is the front.
    pub fn path(self) -> &'static str {
        match self {
            Self::Forum => "",
            Self::Wiki => "/wiki",
            Self::Blog => "/blog",
            Self::Newsletter => "/newsletter",
            Self::Events => "/events",
        }
    }
}

/// The formats in a list of words with spaces between; unknown ones are left out.
pub fn read(words: &str) -> impl Iterator<Item = Format> + '_ {
    OFFERED.iter().copied().filter(move |format| words.split_whitespace().any(|word| word == format.as_str()))
}

/// The formats as they are stored, in the order of their tabs.
pub fn write(formats: impl Iterator<Item = Format> + Clone) -> String {
    let chosen: Vec<&str> = OFFERED.iter().filter(|one| formats.clone().any(|f| f == **one)).map(|one| one.as_str()).collect();
    chosen.join(" ")
}

impl Community {
    pub fn formats(&self) -> impl Iterator<Item = Format> + '_ {
        read(&self.formats)
    }

    pub fn holds(&self, format: Format) -> bool {
        self.formats.split_whitespace().any(|word| word == format.as_str())
    }

    /// The format whose page is shown first.
    pub fn first_format(&self) -> Format {
        self.formats().next().unwrap_or(Format::Forum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_written_in_the_order_of_the_tabs() {
        assert_eq!(read("garden forum").collect::<Vec<_>>(), [Format::Forum]);
        assert_eq!(write([Format::Forum, Format::Forum].into_iter()), "forum");
        assert_eq!(read("").count(), 0);
    }
}
