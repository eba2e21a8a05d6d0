// The operator opens the one-time link, names the house, and is its first admin.
// args: {base, setup_url, values: {field: value}, organization, admin: {name, password}}
import assert from "node:assert/strict";

export default async function setup(story, { setup_url, values, organization, admin }) {
  await story.visit(setup_url);
  const form = story.page.locator("main form").first();
  await story.submit(form, values);
  await story.visit("/");
  await story.sees(organization, "body");
  await story.login(admin);
  // The link was for one use: whoever finds it later must not become an admin.
  story.allowNoise(/Failed to load resource/);
  const again = await story.page.goto(story.url(setup_url));
  const open = again.status() < 400 && (await story.page.locator('main form:has([name="password"])').count()) > 0;
  assert.ok(!open || new URL(story.page.url()).pathname === "/login", "the set-up link works twice");
  return { landed: story.page.url() };
}
