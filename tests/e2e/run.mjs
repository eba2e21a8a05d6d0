// Runs one scenario in Debian's Chromium: `node run.mjs SCENARIO '{"base":"http://alpha.localhost:1234", ...}'`.
// The last line on standard output is JSON: {"ok":true,"result":...} or {"ok":false,"error":...,"screenshot":...}.
import { mkdtemp, mkdir, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { Story } from "./story.mjs";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP *.localhost 127.0.0.1",
];

const [name, json = "{}"] = process.argv.slice(2);
if (!/^[a-z0-9_]+$/.test(name ?? "")) {
  process.stderr.write("usage: node run.mjs SCENARIO '{\"base\":\"http://...\"}'\n");
  process.exit(2);
}
const args = JSON.parse(json);
const { default: scenario } = await import(new URL(`./scenarios/${name}.mjs`, import.meta.url));
const profile = await mkdtemp(join(tmpdir(), "folkmoot-browser-"));
const pictures = args.pictures ?? join(profile, "pictures");
await mkdir(pictures, { recursive: true });

/** The browser is the distribution's, never one that a test library fetches for itself. */
function executable() {
  const found = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => path && existsSync(path));
  if (found === undefined) throw new Error("no Chromium: install Debian's package chromium, or set CHROMIUM to its path");
  return found;
}

let context;
let story;
let report;
try {
  context = await chromium.launchPersistentContext(join(profile, "data"), {
    executablePath: executable(),
    args: FLAGS,
    headless: true,
    chromiumSandbox: false,
    javaScriptEnabled: args.javascript ?? true,
    viewport: { width: args.width ?? 1280, height: args.height ?? 900 },
    colorScheme: args.scheme ?? "light",
    locale: args.locale ?? "en-GB",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(args.timeout ?? 15_000);
  story = new Story(context, args, pictures);
  await story.open();
  const result = await scenario(story, args);
  story.assertQuiet();
  report = { ok: true, scenario: name, result: result ?? null, steps: story.steps };
} catch (error) {
  const screenshot = story === undefined ? null : await story.lastPicture();
  report = { ok: false, scenario: name, error: String(error?.stack ?? error), steps: story?.steps ?? [], url: story?.page?.url(), screenshot, noise: story?.noise ?? [] };
} finally {
  await context?.close();
  const keep = report?.ok === false && args.pictures === undefined;
  if (!keep) await rm(join(profile), { recursive: true, force: true });
  else await rm(join(profile, "data"), { recursive: true, force: true });
}
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exit(report.ok ? 0 : 1);
