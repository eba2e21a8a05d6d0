// Accessibility, checked with axe-core; colour contrast stays on.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const { source } = createRequire(import.meta.url)("axe-core");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Opens `path` in each look and width, and returns how many pages were checked; fails with what axe has to say. */
export async function audit(story, path, { widths = [360, 1280], schemes = ["light", "dark"], status = 200, picture = true } = {}) {
  const complaints = [];
  let checked = 0;
  for (const width of widths) {
    for (const scheme of schemes) {
      await story.page.setViewportSize({ width, height: width < 600 ? 780 : 900 });
      await story.page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await story.visit(path, { status });
      if (picture) await story.picture(`${path === "/" ? "front" : path}-${width}-${scheme}`);
      // Evaluated through the debugger, so the page's own policy against foreign script stays in force.
      await story.page.evaluate(source);
      const { violations } = await story.page.evaluate(
        (tags) => globalThis.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] }), RULES);
      complaints.push(...violations.map((found) => line(found, width, scheme)));
      checked += 1;
    }
  }
  assert.deepEqual(complaints, [], `${path} is not accessible`);
  return checked;
}

function line(found, width, scheme) {
  const places = found.nodes.slice(0, 3).map((node) => `${node.target.join(" ")} (${node.failureSummary.split("\n").slice(1).map((s) => s.trim()).join("; ")})`);
  return `${found.id} at ${width} px ${scheme}: ${found.help}: ${places.join(" | ")}`;
}
