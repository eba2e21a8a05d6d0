//! NodeInfo: the list of documents, and 2.0 and 2.1 themselves.

use serde::{Deserialize, Serialize};

use crate::host::Usage;
use crate::vocabulary::SOFTWARE;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NodeInfoLinks {
    pub links: Vec<NodeInfoLink>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NodeInfoLink {
    pub rel: &'static str,
    pub href: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeInfoVersion {
    V2_0,
    V2_1,
}

/// Our own document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeInfoWire {
    version: &'static str,
    software: OurSoftware,
    protocols: [&'static str; 1],
    services: Services,
    open_registrations: bool,
    usage: UsageWire,
    metadata: Metadata,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct OurSoftware {
    name: &'static str,
    version: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Services {
    inbound: [&'static str; 0],
    outbound: [&'static str; 1],
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct UsageWire {
    users: UsersWire,
    local_posts: u64,
    local_comments: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct UsersWire {
    total: u64,
    active_halfyear: u64,
    active_month: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    node_name: String,
    node_description: String,
}

impl NodeInfoWire {
    pub fn new(version: NodeInfoVersion, usage: &Usage) -> Self {
        Self {
            version: match version {
                NodeInfoVersion::V2_0 => "2.0",
                NodeInfoVersion::V2_1 => "2.1",
            },
            software: OurSoftware {
                name: SOFTWARE,
                version: env!("CARGO_PKG_VERSION"),
            },
            protocols: ["activitypub"],
            services: Services {
                inbound: [],
                outbound: ["atom1.0"],
            },
            open_registrations: usage.open_registrations,
            usage: UsageWire {
                users: UsersWire {
                    total: usage.users,
                    active_halfyear: usage.active_half_year,
                    active_month: usage.active_month,
                },
                local_posts: usage.local_posts,
                local_comments: usage.local_comments,
            },
            metadata: Metadata {
                node_name: usage.name.clone(),
                node_description: usage.description.clone(),
            },
        }
    }
}

/// What we read of someone else's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ForeignNodeInfo {
    pub software: ForeignSoftware,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ForeignSoftware {
    pub name: String,
    #[serde(default)]
    pub version: String,
}
