// A visitor without an account reads: the front page, a community, a thread, a person, and finds things.
// args: {base, community, thread: {path, title}, person, search?}
import assert from "node:assert/strict";

export default async function visitor(story, { community, thread, person, search }) {
  await story.visit("/");
  await story.sees(community.title ?? community);
  const place = `/c/${community.name ?? community}`;
  await story.following(() => story.page.locator(`main a[href="${place}"], main a[href$="${place}"]`).first().click());
  assert.equal(new URL(story.page.url()).pathname, place);
  await story.assertPage(place);

  for (const sort of ["hot", "new", "top", "unanswered"]) {
    await story.visit(`${place}?sort=${sort}`);
  }
  await story.visit(place);
  await story.following(() => story.page.locator("main").getByRole("link", { name: thread.title }).first().click());
  await story.sees(thread.title);
  await story.assertPage(thread.path);

  await story.visit(`/u/${person}`);
  await story.sees(person);

  await story.visit("/");
  const box = story.form("q");
  await box.locator('[name="q"]').fill(search ?? thread.title);
  await story.following(() => box.locator('[name="q"]').press("Enter"));
  await story.sees(thread.title);

  await story.visit("/c/there_is_no_such_community", { status: 404 });
  assert.ok((await story.text("main")).length > 20, "the page for a missing thing says too little");
  const stops = await story.walk();
  assert.ok(stops.length > 2, "a lost visitor can go nowhere");
  return { stops: stops.length };
}
