//! Reads what the demo's people say and do: a small notation that is quick to write and to read.
//!
//! ```text
//! # host | Name of the house | purpose | #accent | theme        one house
//! @ name | Display name | role | about | communities elsewhere  somebody who lives there
//! ! name | Title | purpose | what it is for | founder           a community; its charter follows
//! & task | days | percent | goal | where it stands               how long the community lasts, or
//! & impromptu | quiet hours                                     that it came together on the spot
//! & access | members                                            who may read it
//! holds forum blog                                              what the community holds, where it is more than a forum
//! & open                                                        it shows who did most for it, and why
//! + name | rank | reason                                        a rank that its stewards grant there
//! = community | author | hours ago | Title                      a thread; its text follows
//! > author: text                                                a reply; >> answers the one above
//! ~ text                                                        what was just said, edited
//! x reason                                                      what was just said, removed by a steward
//! pin reason / lock reason                                      what a steward did to the thread
//! as kind                                                       the thread is of that kind, such as question
//! tag Name | color | what it is for                              a tag that the community offers
//! tags Name, Name                                               the thread carries them
//! warn text                                                     the thread is folded below that warning
//! when days | from | to | zone | place | address | places | repeats   when and where an event takes place
//! go names                                                      who comes
//! came text                                                     what came of it
//! o Option | names                                              an option of a poll, and who chooses it
//! too names                                                     who has that question too
//! answer                                                        what was just said answers it
//! merge Title | reason                                          a steward merges it into that question
//! field name | text                                             what the thread's kind asks for
//! stands planned | reason                                        an idea or feedback moves on, as its stewards say
//! % motif | what the picture shows                              a picture on the thread
//! ```

use crate::{Error, Result};

#[derive(Debug, Default)]
pub(super) struct Script {
    pub(super) house: House,
    pub(super) people: Vec<Member>,
    pub(super) communities: Vec<Place>,
    pub(super) threads: Vec<Said>,
}

#[derive(Debug, Default)]
pub(super) struct House {
    pub(super) host: String,
    pub(super) name: String,
    pub(super) purpose: String,
    pub(super) accent: String,
    pub(super) theme: String,
    pub(super) about: String,
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) display_name: String,
    pub(super) role: String,
    pub(super) about: String,
    /// Communities of the other house that they join.
    pub(super) elsewhere: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Place {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) purpose: String,
    pub(super) job: String,
    pub(super) founder: String,
    pub(super) charter: String,
    /// What it holds; empty for a forum.
    pub(super) formats: String,
    pub(super) life: Span,
    /// Who may read it, where that is not everybody.
    pub(super) access: Option<String>,
    /// Shows who did most for it, and what each number is made of.
    pub(super) open: bool,
    /// Ranks that its stewards grant: who, which, why.
    pub(super) ranks: Vec<(String, String, String)>,
    /// Name, color and use of the tags that it offers.
    pub(super) tags: Vec<(String, String, String)>,
}

/// How long a community lasts.
#[derive(Debug, Clone, Default)]
pub(super) enum Span {
    #[default]
    Standing,
    Task { days: u32, percent: i32, goal: String, note: String },
    Impromptu { hours: i32 },
}

/// When and where an event takes place, and who comes.
#[derive(Debug, Default)]
pub(super) struct Meeting {
    /// From today; what has passed is below zero.
    pub(super) days: i32,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) zone: String,
    pub(super) place: String,
    pub(super) address: String,
    pub(super) places: String,
    pub(super) repeats: String,
    pub(super) coming: Vec<String>,
    pub(super) told: Option<String>,
}

/// A thread, or a reply in one.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) by: String,
    pub(super) text: String,
    pub(super) edited: Option<String>,
    pub(super) removed: Option<String>,
    /// Of a thread.
    pub(super) community: String,
    pub(super) title: String,
    pub(super) hours: u64,
    pub(super) pinned: Option<String>,
    pub(super) locked: Option<String>,
    /// Of a thread that is no plain one.
    pub(super) kind: Option<String>,
    /// Names of tags of its community, and what to warn of.
    pub(super) tags: Vec<String>,
    pub(super) warning: Option<String>,
    /// Of a poll: what can be chosen, and who chooses it.
    pub(super) options: Vec<(String, Vec<String>)>,
    /// Of an event.
    pub(super) meeting: Option<Meeting>,
    /// What its kind asks for, by the names of its fields.
    pub(super) fields: Vec<(String, String)>,
    /// Of a question: who has it too, and the title of the one that it goes on in, with the reason.
    pub(super) too: Vec<String>,
    pub(super) merged: Option<(String, String)>,
    /// Of a reply: it answers the question.
    pub(super) answers: bool,
    /// Of an idea or of feedback: where it stands, and why.
    pub(super) stands: Vec<(String, String)>,
    /// Motif and description.
    pub(super) picture: Option<(String, String)>,
    pub(super) replies: Vec<Reply>,
}

#[derive(Debug)]
pub(super) struct Reply {
    /// 1 answers the thread, 2 the last reply of depth 1 above it, and so on.
    pub(super) depth: usize,
    pub(super) said: Said,
}

/// What ships with the program.
pub(super) fn shipped() -> Result<Vec<Script>> {
    [include_str!("riverside.txt"), include_str!("harbour.txt")].into_iter().map(read).collect()
}

pub(super) fn read(text: &str) -> Result<Script> {
    let mut script = Script::default();
    let mut reader = Reader { script: &mut script, free: Free::About };
    for (line, n) in text.lines().zip(1..) {
        if reader.line(line).is_none() {
            return Err(Error::internal(anyhow::anyhow!("demo, line {n}: {line}")));
        }
    }
    for thread in &mut script.threads {
        thread.text = thread.text.trim().to_owned();
    }
    Ok(script)
}

/// Where lines without a sign go.
#[derive(Clone, Copy)]
enum Free {
    About,
    Charter,
    Body,
}

fn span(rest: &str) -> Option<Span> {
    if let Some([word, days, percent, goal, note]) = parts(rest) {
        return (word == "task").then_some(Span::Task { days: days.parse().ok()?, percent: percent.parse().ok()?, goal, note });
    }
    let [word, hours] = parts(rest)?;
    (word == "impromptu").then_some(Span::Impromptu { hours: hours.parse().ok()? })
}

struct Reader<'a> {
    script: &'a mut Script,
    free: Free,
}

fn parts<const N: usize>(text: &str) -> Option<[String; N]> {
    let parts: Vec<String> = text.splitn(N, '|').map(|part| part.trim().to_owned()).collect();
    parts.try_into().ok()
}

impl Reader<'_> {
    fn line(&mut self, line: &str) -> Option<()> {
        let (sign, rest) = line.split_once(' ').unwrap_or((line, ""));
        match sign {
            "#" => self.house(rest),
            "@" => self.member(rest),
            "!" => self.place(rest),
            "&" if rest == "open" => self.script.communities.last_mut()?.open = true,
            "+" => {
                let [name, rank, reason] = parts(rest)?;
                self.script.communities.last_mut()?.ranks.push((name, rank, reason));
            }
            "&" => match parts(rest) {
                Some([word, access]) if word == "access" => self.script.communities.last_mut()?.access = Some(access),
                _ => self.script.communities.last_mut()?.life = span(rest)?,
            },
            "holds" => rest.clone_into(&mut self.script.communities.last_mut()?.formats),
            "=" => self.thread(rest),
            "~" => self.last()?.edited = Some(rest.to_owned()).filter(|t| !t.is_empty()),
            "x" => self.last()?.removed = Some(rest.to_owned()),
            "pin" => self.script.threads.last_mut()?.pinned = Some(rest.to_owned()),
            "lock" => self.script.threads.last_mut()?.locked = Some(rest.to_owned()),
            "as" => self.script.threads.last_mut()?.kind = Some(rest.to_owned()),
            "too" => self.script.threads.last_mut()?.too = rest.split_whitespace().map(ToOwned::to_owned).collect(),
            "tag" => {
                let [name, color, purpose] = parts(rest)?;
                self.script.communities.last_mut()?.tags.push((name, color, purpose));
            }
            "tags" => self.script.threads.last_mut()?.tags = rest.split(',').map(|name| name.trim().to_owned()).collect(),
            "warn" => self.script.threads.last_mut()?.warning = Some(rest.to_owned()),
            "o" => {
                let [option, names] = parts(rest)?;
                let names = names.split_whitespace().map(ToOwned::to_owned).collect();
                self.script.threads.last_mut()?.options.push((option, names));
            }
            "answer" => self.last()?.answers = true,
            "when" => {
                let [days, from, to, zone, place, address, places, repeats] = parts(rest)?;
                let days = days.parse().ok()?;
                let meeting = Meeting { days, from, to, zone, place, address, places, repeats, coming: Vec::new(), told: None };
                self.script.threads.last_mut()?.meeting = Some(meeting);
            }
            "go" => self.script.threads.last_mut()?.meeting.as_mut()?.coming = rest.split_whitespace().map(ToOwned::to_owned).collect(),
            "came" => self.script.threads.last_mut()?.meeting.as_mut()?.told = Some(rest.to_owned()),
            "merge" => {
                let [title, reason] = parts(rest)?;
                self.script.threads.last_mut()?.merged = Some((title, reason));
            }
            "field" => {
                let [name, text] = parts(rest)?;
                self.script.threads.last_mut()?.fields.push((name, text));
            }
            "stands" => {
                let [word, reason] = parts(rest)?;
                self.script.threads.last_mut()?.stands.push((word, reason));
            }
            "%" => {
                let [motif, alt] = parts(rest)?;
                self.script.threads.last_mut()?.picture = Some((motif, alt));
            }
            _ if !sign.is_empty() && sign.bytes().all(|b| b == b'>') => return self.reply(sign.len(), rest),
            _ => return self.words(line),
        }
        Some(())
    }

    fn house(&mut self, rest: &str) {
        if let Some([host, name, purpose, accent, theme]) = parts(rest) {
            self.script.house = House { host, name, purpose, accent, theme, about: String::new() };
        }
        self.free = Free::About;
    }

    fn member(&mut self, rest: &str) {
        if let Some([name, display_name, role, about, elsewhere]) = parts(rest) {
            let elsewhere = elsewhere.split_whitespace().map(ToOwned::to_owned).collect();
            self.script.people.push(Member { name, display_name, role, about, elsewhere });
        }
    }

    fn place(&mut self, rest: &str) {
        if let Some([name, title, purpose, job, founder]) = parts(rest) {
            let (charter, formats, life, access) = (String::new(), String::new(), Span::Standing, None);
            let (open, ranks, tags) = (false, Vec::new(), Vec::new());
            self.script.communities.push(Place { name, title, purpose, job, founder, charter, formats, life, access, open, ranks, tags });
        }
        self.free = Free::Charter;
    }

    fn thread(&mut self, rest: &str) {
        if let Some([community, by, hours, title]) = parts(rest) {
            let hours = hours.parse().unwrap_or(1);
            self.script.threads.push(Said { by, community, title, hours, ..Said::default() });
        }
        self.free = Free::Body;
    }

    fn reply(&mut self, depth: usize, rest: &str) -> Option<()> {
        let (by, text) = rest.split_once(": ")?;
        let said = Said { by: by.to_owned(), text: text.to_owned(), ..Said::default() };
        self.script.threads.last_mut()?.replies.push(Reply { depth, said });
        Some(())
    }

    fn last(&mut self) -> Option<&mut Said> {
        let thread = self.script.threads.last_mut()?;
        if thread.replies.is_empty() { Some(thread) } else { thread.replies.last_mut().map(|r| &mut r.said) }
    }

    fn words(&mut self, line: &str) -> Option<()> {
        let target = match self.free {
            Free::About => &mut self.script.house.about,
            Free::Charter => &mut self.script.communities.last_mut()?.charter,
            Free::Body => {
                let thread = self.script.threads.last_mut()?;
                if !thread.replies.is_empty() {
                    // Between a reply and the next thing nothing but empty lines may stand.
                    return line.is_empty().then_some(());
                }
                &mut thread.text
            }
        };
        if !target.is_empty() || !line.is_empty() {
            target.push_str(line);
            target.push('\n');
        }
        Some(())
    }
}
