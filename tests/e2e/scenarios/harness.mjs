// Checks the browser harness itself, on a page that needs no server of ours. args: {base}
import assert from "node:assert/strict";

export default async function harness(story) {
  await story.visit("/");
  await story.sees("It works");
  const stops = await story.walk();
  await story.tabTo('form:has([name="q"]) [name="q"]');
  await story.audit("/");
  await story.submit(story.form("q"), { q: "word" });
  assert.equal(new URL(story.page.url()).search, "?q=word");
  return { stops: stops.map((stop) => stop.tag), javascript: await story.page.evaluate(() => document.documentElement.dataset.script ?? "off") };
}
