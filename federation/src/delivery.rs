//! Sending what the server queued: claim, sign, post, and tell the store what became of each.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use futures_util::StreamExt;
use futures_util::stream;

use crate::Federation;
use crate::client::{Reply, is_temporary};
use crate::error::FetchError;
use crate::host::{Delivery, HostError, Outcome, Policy};
use crate::signature::{Signing, sign};

/// Outcomes are written in groups of at most this many, so that a crash repeats few deliveries and
/// the store is not asked once for each.
const SETTLE_AT_ONCE: usize = 64;
/// Stands for our own refusal where a peer's status would be.
const REFUSED_HERE: u16 = 403;

impl Federation {
    /// Sends up to `limit` deliveries that are due and returns how many were claimed. Hosts are
    /// served side by side, each in order. Returns when the slowest is done: run several of these
    /// side by side to keep slow hosts from holding up others.
    pub async fn deliver_batch(&self, limit: usize) -> Result<usize, HostError> {
        let claimed = self.0.host.claim_deliveries(limit).await?;
        let count = claimed.len();
        let mut results = stream::iter(by_host(claimed))
            .map(|(host, deliveries)| self.deliver_to(host, deliveries))
            .buffer_unordered(self.0.config.delivery_concurrency.max(1));
        let mut settled = Vec::new();
        while let Some(outcomes) = results.next().await {
            settled.extend(outcomes?);
            if settled.len() >= SETTLE_AT_ONCE {
                self.0
                    .host
                    .settle_deliveries(std::mem::take(&mut settled))
                    .await?;
            }
        }
        if !settled.is_empty() {
            self.0.host.settle_deliveries(settled).await?;
        }
        Ok(count)
    }

    /// Everything for one host. Once it does not answer, the rest is put off without trying: each try
    /// would cost a time-out and could overtake what failed. A host that answers with an error may
    /// choke on one activity only, so the rest is tried.
    ///
    /// Returns the outcomes that are not written yet.
    async fn deliver_to(
        &self,
        host: String,
        deliveries: Vec<Delivery>,
    ) -> Result<Vec<(i64, Outcome)>, HostError> {
        let refused = match self.0.host.policy(&host).await {
            Ok(Policy::Blocked) => Some(Outcome::Refused {
                status: REFUSED_HERE,
            }),
            Ok(_) => None,
            Err(cause) => Some(Outcome::Failed {
                reason: cause.to_string(),
                retry_after: None,
            }),
        };
        if let Some(outcome) = refused {
            return Ok(deliveries
                .into_iter()
                .map(|delivery| (delivery.id, outcome.clone()))
                .collect());
        }
        let mut settled = Vec::with_capacity(deliveries.len());
        let mut put_off: Option<Outcome> = None;
        let mut waiting = deliveries.into_iter();
        loop {
            let group: Vec<Delivery> = waiting
                .by_ref()
                .take(self.0.config.delivery_per_host.max(1))
                .collect();
            if group.is_empty() {
                return Ok(settled);
            }
            if let Some(outcome) = &put_off {
                settled.extend(
                    group
                        .into_iter()
                        .map(|delivery| (delivery.id, outcome.clone())),
                );
                continue;
            }
            let outcomes =
                futures_util::future::join_all(group.iter().map(|delivery| self.deliver(delivery)))
                    .await;
            for (delivery, (outcome, reached)) in group.iter().zip(outcomes) {
                if reached == Reached::No {
                    put_off = Some(outcome.clone());
                }
                settled.push((delivery.id, outcome));
            }
            if settled.len() >= SETTLE_AT_ONCE {
                self.0
                    .host
                    .settle_deliveries(std::mem::take(&mut settled))
                    .await?;
            }
        }
    }

    async fn deliver(&self, delivery: &Delivery) -> (Outcome, Reached) {
        let what = Signing::Post {
            body: &delivery.body,
            content_type: activitypub_federation::FEDERATION_CONTENT_TYPE,
        };
        let headers = match sign(
            &self.0.keys,
            &delivery.key,
            &delivery.inbox,
            what,
            self.0.config.now(),
        ) {
            Ok(headers) => headers,
            Err(cause) => {
                let reason = format!("{} cannot sign: {cause}", delivery.key.key_id);
                return (
                    Outcome::Failed {
                        reason,
                        retry_after: None,
                    },
                    Reached::Yes,
                );
            }
        };
        match self
            .0
            .client
            .post(&delivery.inbox, headers, delivery.body.clone())
            .await
        {
            // Asked to wait, or not at work: it means every delivery.
            Ok(reply) if matches!(reply.status, 429 | 502..=504) => {
                (outcome_of(reply), Reached::No)
            }
            Ok(reply) => (outcome_of(reply), Reached::Yes),
            Err(FetchError::Refused { reason, .. }) => {
                tracing::info!(inbox = %delivery.inbox, reason, "an inbox is not delivered to");
                (
                    Outcome::Refused {
                        status: REFUSED_HERE,
                    },
                    Reached::Yes,
                )
            }
            Err(cause) => (
                Outcome::Failed {
                    reason: cause.to_string(),
                    retry_after: None,
                },
                Reached::No,
            ),
        }
    }
}

/// Whether a host is there to be delivered to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reached {
    Yes,
    No,
}

fn outcome_of(reply: Reply) -> Outcome {
    match reply.status {
        200..=299 => Outcome::Delivered,
        410 => Outcome::Gone,
        status if is_temporary(status) => Outcome::Failed {
            reason: format!("it answered {status}"),
            retry_after: reply.retry_after,
        },
        status => Outcome::Refused { status },
    }
}

/// Groups deliveries by host, keeping both orders: of the hosts and within each.
fn by_host(deliveries: Vec<Delivery>) -> Vec<(String, Vec<Delivery>)> {
    let mut groups: Vec<(String, Vec<Delivery>)> = Vec::new();
    let mut places = HashMap::new();
    for delivery in deliveries {
        let place = match places.entry(delivery.host.clone()) {
            Entry::Occupied(place) => *place.get(),
            Entry::Vacant(place) => {
                groups.push((delivery.host.clone(), Vec::new()));
                *place.insert(groups.len() - 1)
            }
        };
        groups[place].1.push(delivery);
    }
    groups
}
