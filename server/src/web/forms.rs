//! What a form sent: fields and files in one shape, whichever way the browser packed them, within limits.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};

use crate::app::App;
use crate::error::{FieldErrors, seconds_up};
use crate::i18n::{Arg, Lang};
use crate::pages::view::Form;
use crate::web::ctx::Ctx;
use crate::{Error, Result};

/// All text of a form together.
const TEXT_MAX: usize = 1024 * 1024;
const FIELDS_MAX: usize = 200;
/// Pictures in one form.
const FILES_MAX: usize = 16;
/// All pictures of one form together: they wait in memory until the form is judged.
const FILES_TOTAL: usize = 64 * 1024 * 1024;

/// The fields and files of one form.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    texts: BTreeMap<String, Vec<String>>,
    files: Vec<(String, Bytes)>,
}

impl FromRequest for Fields {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        let payload = payload.take();
        if kind.starts_with("multipart/form-data") {
            let (request, multipart) = (request.clone(), Multipart::new(request.headers(), payload));
            return Box::pin(async move {
                let room = Room::of(&request).await?;
                read_multipart(multipart, room).await
            });
        }
        Box::pin(async move {
            let body = collect(payload, TEXT_MAX).await?;
            if body.is_empty() {
                return Ok(Self::default());
            }
            if !kind.starts_with("application/x-www-form-urlencoded") {
                return Err(Error::UnsupportedType);
            }
            Self::parse(&body)
        })
    }
}

/// How much of pictures is read into memory.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// Of one picture.
    each: usize,
    /// Whether they are kept at all.
    kept: bool,
}

impl Room {
    /// People bring pictures, and whoever sets the house up. What others send is read past and dropped, so that nobody
    /// fills the memory from outside, and whose log-in has ended still gets their words back.
    async fn of(request: &HttpRequest) -> Result<Self> {
        let each = request.app_data::<web::Data<App>>().map_or(0, |app| app.media.max_bytes());
        let kept = request.path() == "/setup" || Ctx::of(request).await?.viewer.person().is_some();
        Ok(Self { each: usize::try_from(each).unwrap_or(usize::MAX), kept })
    }
}

async fn collect<E>(mut stream: impl Stream<Item = std::result::Result<Bytes, E>> + Unpin, max: usize) -> Result<BytesMut> {
    let mut body = BytesMut::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_broken| Error::malformed("The form did not arrive whole."))?;
        if body.len() + chunk.len() > max {
            return Err(Error::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Reads past a picture that is not wanted. Says how long it was.
async fn drain<E>(mut stream: impl Stream<Item = std::result::Result<Bytes, E>> + Unpin, max: usize) -> Result<usize> {
    let mut length = 0;
    while let Some(chunk) = stream.next().await {
        length += chunk.map_err(|_broken| Error::malformed("The form did not arrive whole."))?.len();
        if length > max {
            return Err(Error::TooLarge);
        }
    }
    Ok(length)
}

async fn read_multipart(mut multipart: Multipart, room: Room) -> Result<Fields> {
    let mut fields = Fields::default();
    let (mut text, mut count, mut pictures) = (0, 0, 0);
    while let Some(field) = multipart.next().await {
        let mut field = field.map_err(|_broken| Error::malformed("The form did not arrive whole."))?;
        count += 1;
        if count > FIELDS_MAX {
            return Err(Error::TooLarge);
        }
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.content_disposition().is_some_and(|d| d.get_filename().is_some());
        if is_file {
            let left = FILES_TOTAL.saturating_sub(pictures);
            if !room.kept {
                pictures += drain(&mut field, left.min(room.each)).await?;
                continue;
            }
            let data = collect(&mut field, left.min(room.each)).await?;
            pictures += data.len();
            // A file input that was left empty sends a file without a byte.
            if !data.is_empty() {
                if fields.files.len() == FILES_MAX {
                    return Err(Error::TooLarge);
                }
                fields.files.push((name, data.freeze()));
            }
        } else {
            let data = collect(&mut field, TEXT_MAX - text).await?;
            text += data.len();
            fields.push(name, String::from_utf8_lossy(&data).into_owned());
        }
    }
    Ok(fields)
}

impl Fields {
    fn parse(body: &[u8]) -> Result<Self> {
        let mut fields = Self::default();
        for (count, (name, value)) in url::form_urlencoded::parse(body).enumerate() {
            if count == FIELDS_MAX {
                return Err(Error::TooLarge);
            }
            fields.push(name.into_owned(), value.into_owned());
        }
        Ok(fields)
    }

    fn push(&mut self, name: String, value: String) {
        // Browsers send CRLF for a line break; what is stored has one form.
        self.texts.entry(name).or_default().push(value.replace("\r\n", "\n").replace('\0', ""));
    }

    /// A field's text, or nothing where it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.texts.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// Whether a field was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.texts.contains_key(name)
    }

    /// A field's text without blanks around it, if there is any.
    pub fn opt(&self, name: &str) -> Option<&str> {
        Some(self.get(name).trim()).filter(|text| !text.is_empty())
    }

    pub fn all(&self, name: &str) -> &[String] {
        self.texts.get(name).map_or(&[], Vec::as_slice)
    }

    /// Every text but secrets, as it came.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.texts.iter().filter_map(|(name, values)| Some((name.as_str(), values.first()?.as_str())));
        all.filter(|(name, _)| !matches!(*name, "csrf" | "password"))
    }

    /// Whether a box was ticked.
    pub fn is_on(&self, name: &str) -> bool {
        self.get(name) == "1"
    }

    pub fn id(&self, name: &str) -> Result<i64> {
        self.get(name).parse().map_err(|_bad| Error::NotFound("record"))
    }

    pub fn csrf(&self) -> &str {
        self.get("csrf")
    }

    pub fn file(&self, name: &str) -> Option<Bytes> {
        self.files.iter().find(|(field, _)| field == name).map(|(_, data)| data.clone())
    }

    pub fn files(&self, name: &str) -> impl Iterator<Item = Bytes> {
        self.files.iter().filter(move |(field, _)| field == name).map(|(_, data)| data.clone())
    }

    /// The form as it comes back to who filled it in. Name only what may be shown again: never a password.
    pub fn form(&self, names: &[&str]) -> Form {
        Form::filled(names.iter().map(|name| (*name, self.get(name).to_owned())))
    }
}

/// Puts a refusal beside the fields. Errors that no field can mend are given back.
pub fn refuse(form: &mut Form, lang: &Lang, error: Error, names: &[(&str, &str)]) -> Result<()> {
    match error {
        Error::Invalid(errors) => {
            say(form, lang, &errors, names);
            Ok(())
        }
        Error::Forbidden(why) | Error::Conflict(why) => {
            why.clone_into(&mut form.error);
            Ok(())
        }
        Error::TooMany { retry_after } => {
            let wait = i64::try_from(seconds_up(retry_after)).unwrap_or(i64::MAX);
            form.error = lang.text_with("too-many-wait", &[("n", Arg::Number(wait))]);
            Ok(())
        }
        Error::TooLarge => {
            form.error = lang.text("too-large-text");
            Ok(())
        }
        Error::UnsupportedType => {
            form.error = lang.text("error-image");
            Ok(())
        }
        other => Err(other),
    }
}

/// Writes each message beside its field. `names` maps a rule's field to the form's, where they differ.
pub fn say(form: &mut Form, lang: &Lang, errors: &FieldErrors, names: &[(&str, &str)]) {
    for error in errors.iter() {
        let field = names.iter().find(|(rule, _)| *rule == error.field).map_or(error.field.as_ref(), |(_, own)| own);
        let args: Vec<(&str, Arg)> = error.args.iter().map(|(name, value)| (*name, number_or_text(value))).collect();
        let text = lang.text_with(&error.key, &args);
        if field.is_empty() { form.error = text } else { form.refuse(field, text) }
    }
}

fn number_or_text(value: &str) -> Arg {
    value.parse::<i64>().map_or_else(|_text| Arg::from(value), Arg::Number)
}

/// A path of ours, or nothing: what follows a log-in must not lead out of the house.
pub fn local_path(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('/')?;
    // Browsers read "//host" and "/\host" as another server, and drop tabs and line breaks first.
    let leads_out = rest.starts_with(['/', '\\']) || text.contains(|c: char| c.is_control() || c == '\\');
    (!leads_out && text.is_ascii() && text.len() <= 2000).then_some(text)
}

/// Where to go after a log-in: never back to a page that only visitors need.
pub fn next(text: &str) -> &str {
    let path = local_path(text).unwrap_or("/");
    let plain = path.split(['?', '#']).next().unwrap_or_default();
    if matches!(plain, "/login" | "/logout" | "/register" | "/setup" | "/reset") { "/" } else { path }
}


#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Catalog;

    #[test]
    fn the_way_back_stays_in_the_house() {
        for good in ["/", "/c/garden?sort=new#x", "/post/1", "/u/a@b.example"] {
            assert_eq!(local_path(good), Some(good));
        }
        for bad in ["", "https://evil.example", "//evil.example", "/\\evil.example", "/a\\b", "/\t/evil.example", "javascript:x", "c/x", "/\r\nSet-Cookie: a=b", "/\u{a0}"] {
            assert_eq!(local_path(bad), None, "{bad:?}");
        }
        assert_eq!(next("/login?next=/x"), "/");
        assert_eq!(next("//evil.example"), "/");
        assert_eq!(next("/saved"), "/saved");
    }

    #[test]
    fn fields_are_read_as_browsers_send_them() {
        let fields = Fields::parse(b"title=+Hello%21&body=a%0D%0Ab&tick=1&many=x&many=y").unwrap();
        assert_eq!(fields.opt("title"), Some("Hello!"));
        assert_eq!(fields.get("body"), "a\nb");
        assert!(fields.is_on("tick") && !fields.is_on("title"));
        assert_eq!(fields.all("many"), ["x", "y"]);
        assert_eq!(fields.get("nothing"), "");
        let form = fields.form(&["title"]);
        assert_eq!(form.values.get("title").map(String::as_str), Some(" Hello!"));
        assert!(!form.values.contains_key("body"));
        let many = "a=1&".repeat(FIELDS_MAX + 1);
        assert_eq!(Fields::parse(many.as_bytes()).unwrap_err().status(), 413);
    }

    #[test]
    fn messages_stand_beside_their_fields() {
        let catalog = Catalog::new([("en", "form-x = At most { $max }\n")]).unwrap();
        let mut errors = FieldErrors::new();
        errors.add_with("name", "form-x", [("max", "30".to_owned())]);
        let mut form = Form::default();
        refuse(&mut form, catalog.fallback(), Error::Invalid(errors), &[("name", "org")]).unwrap();
        assert_eq!(form.errors.get("org").map(String::as_str), Some("At most 30"));
        assert!(refuse(&mut form, catalog.fallback(), Error::NotFound("x"), &[]).is_err());
    }
}
