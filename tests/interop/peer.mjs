// A foreign server for tests: `node peer.mjs '{"host":"peer.localhost"}'`.
// It prints one line of JSON, {"origin","control"}, when it listens, and ends when its standard input closes.
import "./names.mjs";
import { serve } from "@hono/node-server";
import { createServer } from "node:net";
import { verbs } from "./control.mjs";
import { buildPeer, State } from "./server.mjs";

const options = { host: "peer.localhost", port: 0, firstKnock: "rfc9421", ...JSON.parse(process.argv[2] ?? "{}") };

/** The actors' ids contain the port, so it must be known before the server is built. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const port = options.port || await freePort();
const origin = `http://${options.host}:${port}`;
const state = new State();
const federation = buildPeer(origin, state, options.firstKnock);

function signatureOf(headers) {
  if (headers.has("signature-input")) return "rfc9421";
  return headers.has("signature") ? "cavage" : "none";
}

/** What we sent can be read again, for those who do not believe a copy inside another activity. */
async function sent(id) {
  const activity = state.sent.get(id.href);
  if (activity === undefined) return new Response("Not found", { status: 404 });
  return new Response(JSON.stringify(await activity.toJsonLd()), { headers: { "content-type": "application/activity+json" } });
}

async function answer(request) {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith("/activities/")) return sent(new URL(pathname, origin));
  if (request.method !== "POST" || !pathname.endsWith("/inbox")) return federation.fetch(request, { contextData: undefined });
  const activity = await request.clone().json().catch(() => null);
  const entry = { path: pathname, signature: signatureOf(request.headers), activity };
  if (state.fail > 0) {
    state.fail -= 1;
    state.record({ ...entry, status: 503 });
    return new Response("Down for a test", { status: 503 });
  }
  const response = await federation.fetch(request, { contextData: undefined });
  state.record({ ...entry, status: response.status });
  return response;
}

const can = verbs(federation.createContext(new URL(origin), undefined), state);

async function control(request) {
  const url = new URL(request.url);
  const verb = Object.hasOwn(can, url.pathname.slice(1)) ? can[url.pathname.slice(1)] : null;
  if (verb === null) return Response.json({ error: `no verb ${url.pathname}; there are ${Object.keys(can)}` }, { status: 404 });
  try {
    const body = request.method === "POST" ? await request.json() : Object.fromEntries(url.searchParams);
    return Response.json(await verb(body));
  } catch (error) {
    return Response.json({ error: String(error?.stack ?? error) }, { status: 500 });
  }
}

serve({ fetch: answer, port, hostname: "127.0.0.1" }, () => {
  const side = serve({ fetch: control, port: 0, hostname: "127.0.0.1" }, () => {
    process.stdout.write(`${JSON.stringify({ origin, control: `http://127.0.0.1:${side.address().port}` })}\n`);
  });
});

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
