// The foreign server itself: its actors, what it keeps, and how it answers what it receives.
import { createFederation, generateCryptoKeyPair, MemoryKvStore } from "@fedify/fedify";
import {
  Accept, Activity, Announce, Article, Create, Delete, Dislike, Endpoints, Event, Follow, Group, isActor, Like, Note, Page,
  Person, PUBLIC_COLLECTION, Question, Reject, Undo, Update,
} from "@fedify/vocab";

export const KINDS = { Page, Note, Article, Event, Question };

/** Everything that one peer remembers; a test reads it through the control port. */
export class State {
  constructor() {
    this.received = [];
    this.followers = { ann: new Map(), club: new Map() };
    this.following = new Map();
    this.objects = new Map();
    this.sent = new Map();
    this.keys = new Map();
    this.waiting = new Set();
    this.fail = 0;
  }

  /** Keeps one request to an inbox, as it came, and wakes those who wait for it. */
  record(entry) {
    this.received.push(entry);
    for (const check of [...this.waiting]) check();
  }
}

/** The peer at `origin`, with `ann` (Person) and `club` (Group). It has no queue: what it sends is sent when the call returns. */
export function buildPeer(origin, state, firstKnock) {
  const federation = createFederation({ kv: new MemoryKvStore(), origin, allowPrivateAddress: true, firstKnock });
  actors(federation, state);
  federation.setNodeInfoDispatcher("/nodeinfo/2.1", () => ({
    software: { name: "fedifypeer", version: "1.0.0" },
    protocols: ["activitypub"],
    usage: { users: { total: 1 }, localPosts: 0, localComments: 0 },
  }));
  federation.setFollowersDispatcher("/users/{identifier}/followers", (_ctx, identifier) =>
    state.followers[identifier] ? { items: [...state.followers[identifier].values()] } : null);
  federation.setOutboxDispatcher("/users/{identifier}/outbox", (ctx, identifier) => ({
    items: [...state.sent.values()].filter((a) => a.actorId?.href === ctx.getActorUri(identifier).href),
  }));
  for (const [name, kind] of Object.entries(KINDS)) {
    federation.setObjectDispatcher(kind, `/${name.toLowerCase()}/{id}`, (ctx, { id }) =>
      state.objects.get(ctx.getObjectUri(kind, { id }).href) ?? null);
  }
  inbox(federation, state);
  return federation;
}

function actors(federation, state) {
  federation
    .setActorDispatcher("/users/{identifier}", async (ctx, identifier) => {
      if (!(identifier in state.followers)) return null;
      const keys = await ctx.getActorKeyPairs(identifier);
      const shape = identifier === "club" ? Group : Person;
      return new shape({
        id: ctx.getActorUri(identifier),
        preferredUsername: identifier,
        name: identifier === "club" ? "The Club" : "Ann",
        summary: identifier === "club" ? "<p>A group elsewhere.</p>" : "<p>A person elsewhere.</p>",
        url: ctx.getActorUri(identifier),
        inbox: ctx.getInboxUri(identifier),
        outbox: ctx.getOutboxUri(identifier),
        followers: ctx.getFollowersUri(identifier),
        endpoints: new Endpoints({ sharedInbox: ctx.getInboxUri() }),
        publicKey: keys[0].cryptographicKey,
        assertionMethods: keys.map((k) => k.multikey),
        discoverable: true,
        indexable: true,
      });
    })
    .setKeyPairsDispatcher(async (_ctx, identifier) => {
      if (!(identifier in state.followers)) return [];
      if (!state.keys.has(identifier)) {
        state.keys.set(identifier, Promise.all([
          generateCryptoKeyPair("RSASSA-PKCS1-v1_5"),
          generateCryptoKeyPair("Ed25519"),
        ]));
      }
      return state.keys.get(identifier);
    });
}

function inbox(federation, state) {
  federation
    .setInboxListeners("/users/{identifier}/inbox", "/inbox")
    .on(Follow, async (ctx, follow) => {
      const target = ctx.parseUri(follow.objectId);
      const follower = await follow.getActor(ctx);
      if (target?.type !== "actor" || !isActor(follower) || !state.followers[target.identifier]) return;
      state.followers[target.identifier].set(follower.id.href, follower);
      const accept = new Accept({
        id: new URL(`/activities/${crypto.randomUUID()}`, ctx.origin),
        actor: follow.objectId,
        object: follow,
        tos: [follower.id],
      });
      state.sent.set(accept.id.href, accept);
      await ctx.sendActivity({ identifier: target.identifier }, follower, accept);
    })
    .on(Accept, async (ctx, accept) => {
      const follow = await accept.getObject(ctx);
      const target = follow instanceof Follow ? follow.objectId?.href : undefined;
      if (target === accept.actorId?.href && state.following.has(target)) state.following.set(target, "accepted");
    })
    .on(Reject, (_ctx, reject) => {
      if (state.following.has(reject.actorId?.href)) state.following.set(reject.actorId.href, "rejected");
    })
    .on(Undo, async (ctx, undo) => {
      const object = await undo.getObject(ctx);
      const target = object instanceof Follow ? ctx.parseUri(object.objectId) : null;
      if (target?.type === "actor") state.followers[target.identifier]?.delete(undo.actorId.href);
      else await announce(ctx, state, undo);
    })
    .on(Create, (ctx, activity) => announce(ctx, state, activity))
    .on(Update, (ctx, activity) => announce(ctx, state, activity))
    .on(Delete, (ctx, activity) => announce(ctx, state, activity))
    .on(Like, (ctx, activity) => announce(ctx, state, activity))
    .on(Dislike, (ctx, activity) => announce(ctx, state, activity))
    .on(Activity, () => {})
    .onError((_ctx, error) => process.stderr.write(`peer: ${error?.stack ?? error}\n`));
}

/** What a group does: whatever is addressed to the club is announced whole to its members. */
async function announce(ctx, state, activity) {
  const club = ctx.getActorUri("club");
  const addressed = [...activity.toIds, ...activity.ccIds, ...activity.audienceIds];
  if (!addressed.some((id) => id.href === club.href) || state.followers.club.size === 0) return;
  const wrap = new Announce({
    id: new URL(`/activities/${crypto.randomUUID()}`, ctx.origin),
    actor: club,
    object: activity,
    tos: [PUBLIC_COLLECTION],
    ccs: [ctx.getFollowersUri("club")],
    audience: club,
  });
  state.sent.set(wrap.id.href, wrap);
  await ctx.sendActivity({ identifier: "club" }, [...state.followers.club.values()], wrap);
}
