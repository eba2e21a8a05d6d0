// Every page named, in light and dark, on a phone and on a desk: axe, no sideways scrolling, a focus that can be seen.
// args: {base, paths: ["/", {path, status}], login?: {name, password}}
import assert from "node:assert/strict";

export default async function a11y(story, { paths, login }) {
  if (login) await story.login(login);
  const complaints = [];
  let checked = 0;
  for (const entry of paths) {
    const { path, status = 200 } = typeof entry === "string" ? { path: entry } : entry;
    try {
      checked += await story.audit(path, { status });
      await story.walk();
    } catch (error) {
      complaints.push(error.message);
    }
  }
  assert.deepEqual(complaints, [], "some pages fail");
  return { checked };
}
