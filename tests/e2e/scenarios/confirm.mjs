// Somebody follows the link in a mail and presses the button there. args: {base, link}
import assert from "node:assert/strict";

export default async function confirm(story, { link }) {
  await story.visit(new URL(link).pathname + new URL(link).search);
  const form = story.page.locator("main form").first();
  assert.equal(await form.count(), 1, "a mail program that opens every link would confirm by itself");
  await story.submit(form);
  return { said: await story.text("main"), path: new URL(story.page.url()).pathname };
}
