// The operator opens the one-time link, names the house, and is its first admin.
// args: {base, setup_url, values: {org, purpose, accent?, logo?, name, email, password}}
import assert from "node:assert/strict";

export default async function setup(story, { setup_url, values }) {
  const path = new URL(setup_url, story.base).pathname + new URL(setup_url, story.base).search;
  await story.visit(path);
  await story.submit(story.form("org", "password"), values);
  await story.visit("/");
  await story.sees(values.org, "body");

  await story.context.clearCookies();
  await story.login(values);
  // The link was for one use: whoever finds it later must not become an admin.
  story.step("open the link again");
  story.allowNoise(/Failed to load resource/);
  await story.page.goto(story.url(path));
  assert.equal(await story.page.locator('form[action="/setup"]').count(), 0, "the set-up link works twice");
  return { landed: story.page.url() };
}
