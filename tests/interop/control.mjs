// The control port: what a test tells the peer to do, and what it may ask about.
import { Temporal } from "@js-temporal/polyfill";
import {
  Activity, Announce, Create, Delete, Dislike, Follow, isActor, Like, Mention, Note, PUBLIC_COLLECTION, Source, Tombstone, Undo, Update,
} from "@fedify/vocab";
import { KINDS } from "./server.mjs";

/** The verbs of the control port; each takes the JSON body of a POST and returns JSON. */
export function verbs(context, state) {
  const origin = context.origin;
  const newId = () => new URL(`/activities/${crypto.randomUUID()}`, origin);

  async function look(id, as = "ann") {
    const documentLoader = await context.getDocumentLoader({ identifier: as });
    const found = await context.lookupObject(id, { documentLoader });
    if (found === null) throw new Error(`nothing found at ${id}`);
    return found;
  }
  async function actor(id, as) {
    const found = await look(id, as);
    if (!isActor(found)) throw new Error(`${id} is not an actor`);
    return found;
  }
  async function send(as, targets, activity) {
    state.sent.set(activity.id.href, activity);
    const recipients = [];
    for (const target of new Set(targets)) recipients.push(await actor(target, as));
    await context.sendActivity({ identifier: as }, recipients, activity);
    return { id: activity.id.href };
  }
  /** Who hears of an act on a post: the group that it is in, and its author. */
  async function around(object, as, group) {
    const post = await look(object, as);
    const group_ids = [group, post.audienceId?.href].filter(Boolean);
    const author = post.attributionId?.href;
    const targets = [...new Set([...group_ids, ...(author ? [author] : [])])].filter((t) => !t.startsWith(`${origin}/`));
    return { post, targets, tos: [...group_ids.map((g) => new URL(g)), PUBLIC_COLLECTION] };
  }
  async function act(Verb, { object, group, as = "ann" }) {
    const { targets, tos } = await around(object, as, group);
    return send(as, targets, new Verb({
      id: newId(), actor: context.getActorUri(as), object: new URL(object), tos, ...(group ? { audience: new URL(group) } : {}),
    }));
  }
  async function publish({ as = "ann", kind = "Page", group, title, body, parent, extra = {} }) {
    const Kind = KINDS[kind];
    if (Kind === undefined) throw new Error(`no kind ${kind}; there are ${Object.keys(KINDS)}`);
    const id = context.getObjectUri(Kind, { id: crypto.randomUUID() });
    const me = context.getActorUri(as);
    const community = group ? await actor(group, as) : null;
    const heard = parent ? await around(parent, as, group) : { targets: community ? [group] : [], tos: [] };
    const tos = [...(community ? [community.id] : []), ...heard.tos, PUBLIC_COLLECTION];
    const addressed = [...new Map(tos.map((t) => [t.href, t])).values()];
    const ccs = [context.getFollowersUri(as)];
    const object = new Kind({
      id, attribution: me, url: id, content: `<p>${body}</p>`, mediaType: "text/html", published: Temporal.Now.instant(),
      source: new Source({ content: body, mediaType: "text/markdown" }), tos: addressed, ccs,
      ...(title ? { name: title } : {}),
      ...(community ? { audience: community.id, tags: [new Mention({ href: community.id, name: `@${community.preferredUsername}@${community.id.host}` })] } : {}),
      ...(parent ? { replyTarget: new URL(parent) } : {}),
      ...extra,
    });
    state.objects.set(id.href, object);
    const { id: activity } = await send(as, heard.targets, new Create({
      id: newId(), actor: me, object, tos: addressed, ccs, ...(community ? { audience: community.id } : {}),
    }));
    return { id: id.href, activity };
  }
  function own(id) {
    const object = state.objects.get(id);
    if (object === undefined) throw new Error(`${id} is not one of our posts`);
    return object;
  }
  const authorOf = (object) => context.parseUri(object.attributionId).identifier;
  const heardBy = (object) => (object.audienceId ? [object.audienceId.href] : []);

  return {
    about: () => ({
      origin, ann: context.getActorUri("ann").href, club: context.getActorUri("club").href,
      handles: { ann: `@ann@${new URL(origin).host}`, club: `@club@${new URL(origin).host}` },
    }),
    async follow({ target, as = "ann" }) {
      const whom = await actor(target, as);
      state.following.set(whom.id.href, "pending");
      return send(as, [target], new Follow({ id: newId(), actor: context.getActorUri(as), object: whom.id, tos: [whom.id] }));
    },
    post: publish,
    reply: (body) => publish({ kind: "Note", ...body, parent: body.to ?? body.parent }),
    like: (body) => act(Like, body),
    dislike: (body) => act(Dislike, body),
    async boost({ object, as = "ann" }) {
      const { targets } = await around(object, as);
      return send(as, targets, new Announce({
        id: newId(), actor: context.getActorUri(as), object: new URL(object), tos: [PUBLIC_COLLECTION], ccs: [context.getFollowersUri(as)],
      }));
    },
    async undo({ id, as = "ann" }) {
      const activity = state.sent.get(id);
      if (activity === undefined) throw new Error(`we never sent ${id}`);
      if (activity instanceof Follow) state.following.delete(activity.objectId.href);
      const targets = activity instanceof Follow ? [activity.objectId.href] : (await around(activity.objectId.href, as)).targets;
      return send(as, targets, new Undo({ id: newId(), actor: context.getActorUri(as), object: activity, tos: [...activity.toIds] }));
    },
    async edit({ id, title, body }) {
      const before = own(id);
      const object = before.clone({
        updated: Temporal.Now.instant(), ...(title ? { name: title } : {}),
        ...(body ? { content: `<p>${body}</p>`, source: new Source({ content: body, mediaType: "text/markdown" }) } : {}),
      });
      state.objects.set(id, object);
      return send(authorOf(object), heardBy(object), new Update({
        id: newId(), actor: object.attributionId, object, tos: [...object.toIds], ccs: [...object.ccIds],
      }));
    },
    async delete({ id }) {
      const object = own(id);
      state.objects.delete(id);
      return send(authorOf(object), heardBy(object), new Delete({
        id: newId(), actor: object.attributionId, object: new Tombstone({ id: object.id }), tos: [...object.toIds],
      }));
    },
    /** Sends any JSON-LD, signed as one of ours: for shapes that this file has no verb for. */
    async send({ as = "ann", to, activity }) {
      const parsed = await Activity.fromJsonLd({ "@context": "https://www.w3.org/ns/activitystreams", id: newId().href, ...activity }, context);
      return send(as, Array.isArray(to) ? to : [to], parsed);
    },
    /** Fetches with a signature and returns the document as it came. */
    async fetch({ id, as = "ann" }) {
      const load = await context.getDocumentLoader({ identifier: as });
      const { document, documentUrl } = await load(id);
      return { document, url: documentUrl };
    },
    async lookup({ query, as = "ann" }) {
      const found = await look(query, as);
      return { id: found.id.href, type: found.constructor.name, name: String(found.name ?? "") };
    },
    /** Refuses the next `times` requests to an inbox with 503, as a server that is down would. */
    fail({ times = 1 }) {
      state.fail = times;
      return { fail: state.fail };
    },
    state: () => ({
      following: Object.fromEntries(state.following),
      followers: Object.fromEntries(Object.entries(state.followers).map(([name, map]) => [name, [...map.keys()]])),
      posts: [...state.objects.keys()],
      received: state.received.length,
    }),
    received: (query) => ({ items: matching(state, query) }),
    wait: (query) => wait(state, query),
  };
}

/** Accepted requests that fit: `type`, `inner` (type of the object), `object` (its id) and `status`. */
function matching(state, { type, inner, object, status }) {
  return state.received.filter(({ activity, status: got }) => {
    const what = activity?.object;
    const objectId = typeof what === "string" ? what : what?.id;
    return (!type || activity?.type === type) && (!inner || what?.type === inner) && (!object || objectId === object) &&
      (status ? got === Number(status) : got < 300);
  });
}

/** Answers as soon as `count` requests fit, and fails when they have not come within `seconds`. */
function wait(state, query) {
  const { count = 1, seconds = 20 } = query;
  return new Promise((resolve, reject) => {
    const check = () => {
      const items = matching(state, query);
      if (items.length >= Number(count)) end(() => resolve({ items }));
    };
    const seen = () => state.received.map(({ status, activity }) => `${status} ${activity?.type}`).join(", ");
    const timer = setTimeout(() => end(() => reject(new Error(`waited ${seconds} s for ${JSON.stringify(query)}; seen: [${seen()}]`))), Number(seconds) * 1000);
    const end = (finish) => {
      clearTimeout(timer);
      state.waiting.delete(check);
      finish();
    };
    state.waiting.add(check);
    check();
  });
}
