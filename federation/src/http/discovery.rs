//! How others find us: WebFinger, host-meta, NodeInfo.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use serde::Serialize;
use url::Url;

use super::{missing, problem, unavailable};
use crate::host::{ActorDoc, ActorKind, Host, HostError, HostResult, Local};
use crate::protocol::links::{normal_host, same_origin};
use crate::protocol::nodeinfo::{NodeInfoLink, NodeInfoLinks, NodeInfoVersion, NodeInfoWire};
use crate::protocol::webfinger::{WebFingerLink, WebFingerWire};
use crate::vocabulary::{ACTIVITY_JSON, rels};

/// Public facts, readable from any page in a browser: people sign in elsewhere with them.
fn public<T: Serialize>(media_type: &str, body: &T) -> HttpResponse {
    match serde_json::to_string(body) {
        Ok(body) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, media_type))
            .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .insert_header((CACHE_CONTROL, "public, max-age=600"))
            .body(body),
        Err(error) => unavailable(&HostError::Failed(error.to_string())),
    }
}

/// Who a resource names.
enum Named {
    /// By name, person or community.
    Name(String),
    Actor(ActorKind, String),
}

/// Answers for `acct:name@domain` (also without scheme, and without our port: NodeBB leaves it out),
/// and for the addresses of actors. The bare address of the site is the instance actor (FEP-d556).
pub async fn webfinger(
    host: &dyn Host,
    base: &Url,
    domain: &str,
    resource: Option<&str>,
) -> HttpResponse {
    let Some(resource) = resource
        .map(str::trim)
        .filter(|resource| !resource.is_empty())
    else {
        return problem(
            StatusCode::BAD_REQUEST,
            "Say whom you are looking for: ?resource=acct:name@host",
        );
    };
    let Some(named) = named(resource, base, domain) else {
        return missing();
    };
    match find(host, named, domain).await {
        Ok(Local::Here(doc)) => public("application/jrd+json", &describe(&doc, base, domain)),
        Ok(Local::Gone { .. }) => problem(StatusCode::GONE, "This account was deleted."),
        Ok(Local::Elsewhere(_) | Local::Missing) => missing(),
        Err(error) => unavailable(&error),
    }
}

async fn find(host: &dyn Host, named: Named, domain: &str) -> HostResult<Local<ActorDoc>> {
    match named {
        Named::Name(name)
            if name.eq_ignore_ascii_case(domain)
                || name.eq_ignore_ascii_case(without_port(domain)) =>
        {
            host.local_actor(ActorKind::Service, "").await
        }
        Named::Name(name) => host.local_actor_by_name(&name.to_ascii_lowercase()).await,
        Named::Actor(kind, name) => host.local_actor(kind, &name).await,
    }
}

fn named(resource: &str, base: &Url, domain: &str) -> Option<Named> {
    if resource.contains("://") {
        let asked = Url::parse(resource)
            .ok()
            .filter(|asked| same_origin(asked, base))?;
        let mut parts = asked.path_segments()?.filter(|part| !part.is_empty());
        let actor = |kind, name: &str| Some(Named::Actor(kind, name.to_owned()));
        return match (parts.next(), parts.next(), parts.next()) {
            (None | Some("actor"), None, None) => actor(ActorKind::Service, ""),
            (Some("u"), Some(name), None) => actor(ActorKind::Person, name),
            (Some("c"), Some(name), None) => actor(ActorKind::Community, name),
            _ => None,
        };
    }
    let handle = resource.strip_prefix("acct:").unwrap_or(resource);
    let handle = handle.strip_prefix(['@', '!']).unwrap_or(handle);
    let (name, at) = handle.rsplit_once('@')?;
    let at = normal_host(at)?;
    let here = at == domain || at == without_port(domain);
    (here && !name.is_empty() && !name.contains(['/', '@'])).then(|| Named::Name(name.to_owned()))
}

fn without_port(domain: &str) -> &str {
    domain.rsplit_once(':').map_or(domain, |(host, _)| host)
}

fn describe(doc: &ActorDoc, base: &Url, domain: &str) -> WebFingerWire {
    let base = base.as_str().trim_end_matches('/');
    let link = |rel: &str, media_type: Option<&str>, href: &Url| WebFingerLink {
        rel: rel.to_owned(),
        media_type: media_type.map(str::to_owned),
        href: Some(href.to_string()),
        template: None,
    };
    let template = |rel: &str, template: String| WebFingerLink {
        rel: rel.to_owned(),
        media_type: None,
        href: None,
        template: Some(template),
    };
    let mut links = vec![
        link(rels::SELF, Some(ACTIVITY_JSON), &doc.id),
        link(rels::PROFILE_PAGE, Some("text/html"), &doc.url),
    ];
    // The instance actor too: who types only the name of their server is sent the same way.
    if doc.kind != ActorKind::Community {
        // Only people act elsewhere. Each of these opens a page that asks before anything is done.
        links.push(template(
            rels::SUBSCRIBE,
            format!("{base}/interact?uri={{uri}}"),
        ));
        links.push(template(
            rels::INTENT_OBJECT,
            format!("{base}/interact?uri={{object}}"),
        ));
        links.push(template(
            rels::INTENT_FOLLOW,
            format!("{base}/interact?intent=follow&uri={{object}}"),
        ));
        links.push(template(
            rels::INTENT_CREATE,
            format!(
                "{base}/interact?intent=create&uri={{inReplyTo}}&name={{name}}&content={{content}}"
            ),
        ));
    }
    let mut aliases = vec![doc.id.to_string()];
    if doc.url != doc.id {
        aliases.push(doc.url.to_string());
    }
    WebFingerWire {
        subject: format!("acct:{}@{domain}", doc.name),
        aliases,
        links,
    }
}

/// The old way to find WebFinger; Friendica and some others still ask.
pub fn host_meta(base: &Url) -> HttpResponse {
    let base = base.as_str().trim_end_matches('/');
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n  \
         <Link rel=\"lrdd\" type=\"application/jrd+json\" template=\"{base}/.well-known/webfinger?resource={{uri}}\"/>\n</XRD>\n"
    );
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/xrd+xml; charset=utf-8"))
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .body(body)
}

/// Where NodeInfo is, and who speaks for this server (FEP-2677).
pub fn nodeinfo_links(base: &Url) -> HttpResponse {
    let base = base.as_str().trim_end_matches('/');
    let links = vec![
        NodeInfoLink {
            rel: rels::NODEINFO_2_0,
            href: format!("{base}/nodeinfo/2.0"),
        },
        NodeInfoLink {
            rel: rels::NODEINFO_2_1,
            href: format!("{base}/nodeinfo/2.1"),
        },
        NodeInfoLink {
            rel: rels::APPLICATION,
            href: format!("{base}/actor"),
        },
    ];
    public("application/json", &NodeInfoLinks { links })
}

pub async fn nodeinfo(host: &dyn Host, version: NodeInfoVersion) -> HttpResponse {
    let schema = match version {
        NodeInfoVersion::V2_0 => rels::NODEINFO_2_0,
        NodeInfoVersion::V2_1 => rels::NODEINFO_2_1,
    };
    match host.usage().await {
        Ok(usage) => public(
            &format!("application/json; profile=\"{schema}#\""),
            &NodeInfoWire::new(version, &usage),
        ),
        Err(error) => unavailable(&error),
    }
}
