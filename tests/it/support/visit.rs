//! A person at a browser, without the browser: cookies, pages, and forms sent as they stand on the page.

use std::net::SocketAddr;
use std::sync::Mutex;

use anyhow::{Context, Result};
use reqwest::Url;

use super::answer::Answer;
use super::person::PASSWORD;

pub(crate) struct Visit {
    pub(crate) base: String,
    client: reqwest::Client,
    /// Where the last page was.
    at: Mutex<String>,
}

impl Visit {
    pub(super) fn new(base: &str, places: &[(String, SocketAddr)]) -> Result<Self> {
        let mut client = reqwest::Client::builder()
            .no_proxy()
            .cookie_store(true)
            .user_agent("Story/1.0")
            .redirect(reqwest::redirect::Policy::none());
        for (host, address) in places {
            client = client.resolve(host, *address);
        }
        Ok(Self { base: base.to_owned(), client: client.build()?, at: Mutex::new("/".to_owned()) })
    }

    fn url(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) }
    }

    /// One request, as it comes.
    pub(crate) async fn ask(&self, path: &str) -> Result<Answer> {
        Answer::of(self.client.get(self.url(path)).header("accept", "text/html")).await
    }

    /// A page, after any redirects.
    pub(crate) async fn page(&self, path: &str) -> Result<Answer> {
        let answer = self.ask(path).await?;
        self.follow(path.to_owned(), answer).await
    }

    async fn follow(&self, mut path: String, mut answer: Answer) -> Result<Answer> {
        for _ in 0..5 {
            if !matches!(answer.status, 301..=303 | 307 | 308) {
                break;
            }
            path = Url::parse(&self.url(&path))?.join(answer.header("location"))?.to_string();
            answer = self.ask(&path).await?;
        }
        if let Ok(mut at) = self.at.lock() {
            *at = path;
        }
        Ok(answer)
    }

    /// Where the last page was.
    pub(crate) fn place(&self) -> String {
        self.at.lock().map(|at| at.strip_prefix(&self.base).unwrap_or(&at).to_owned()).unwrap_or_default()
    }

    /// Sends the form on `page` that goes to `action`, with its hidden fields as they stand and these values, and
    /// follows to the page it leads to.
    pub(crate) async fn send(&self, page: &str, action: &str, values: &[(&str, &str)]) -> Result<Answer> {
        let answer = self.post(page, action, values).await?;
        self.follow(action.to_owned(), answer).await
    }

    /// The same, and the answer itself.
    pub(crate) async fn post(&self, page: &str, action: &str, values: &[(&str, &str)]) -> Result<Answer> {
        let shown = self.ask(page).await?;
        let mut fields = hidden_fields(&shown.text, action)
            .with_context(|| format!("{page} ({}) has no form to {action}:\n{}", shown.status, forms_of(&shown.text)))?;
        for (name, value) in values {
            fields.retain(|(known, _)| known != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        self.post_fields(action, &fields).await
    }

    /// A form that stands on no page: what another site would have the browser send.
    pub(crate) async fn post_fields(&self, action: &str, fields: &[(String, String)]) -> Result<Answer> {
        let request = self.client.post(self.url(action)).header("accept", "text/html").header("origin", &self.base);
        Answer::of(request.form(fields)).await
    }

    /// Like [`Self::post_fields`], with header fields of one's own.
    pub(crate) async fn post_with(&self, action: &str, fields: &[(String, String)], headers: &[(&'static str, &str)]) -> Result<Answer> {
        let mut request = self.client.post(self.url(action)).header("accept", "text/html");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request.form(fields)).await
    }

    pub(crate) async fn login(&self, name: &str) -> Result<Answer> {
        self.send("/login", "/login", &[("name", name), ("password", PASSWORD)]).await?.is(200)
    }

    /// Whether the pages take this browser for somebody's.
    pub(crate) async fn is_logged_in(&self) -> Result<bool> {
        Ok(self.ask("/settings").await?.status == 200)
    }
}

/// The names and values of the hidden fields of the first form that goes to `action`.
pub(crate) fn hidden_fields(html: &str, action: &str) -> Option<Vec<(String, String)>> {
    let form = html.split("<form").skip(1).find(|form| {
        let tag = form.split('>').next().unwrap_or_default();
        attribute(tag, "action").is_some_and(|to| to == action)
    })?;
    let form = form.split("</form").next().unwrap_or_default();
    let inputs = form.split("<input").skip(1).filter_map(|input| {
        let tag = input.split('>').next().unwrap_or_default();
        let hidden = attribute(tag, "type").as_deref() == Some("hidden");
        hidden.then(|| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()))).flatten()
    });
    Some(inputs.collect())
}

/// The value of an attribute, with the few entities that values hold.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!("{name}=\"")).map(|at| (at + name.len() + 2, '"'));
    let start = start.or_else(|| tag.find(&format!("{name}=")).map(|at| (at + name.len() + 1, ' ')));
    let (from, end) = start?;
    let value = tag.get(from..)?.split(end).next()?;
    Some(value.replace("&#x2F;", "/").replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'").replace("&amp;", "&"))
}

fn forms_of(html: &str) -> String {
    html.split("<form").skip(1).filter_map(|form| form.split('>').next()).collect::<Vec<_>>().join("\n")
}
