// The keyboard: reach things with Tab only, and see where one is.
import assert from "node:assert/strict";

/** What has the focus now, and whether a person can see that it has. */
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    const shown = (style) => ({
      outline: style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 0,
      look: [style.boxShadow, style.borderColor, style.backgroundColor, style.textDecorationLine].join("|"),
    });
    const box = element.getBoundingClientRect();
    const withFocus = shown(getComputedStyle(element));
    element.blur();
    const without = shown(getComputedStyle(element));
    element.focus({ preventScroll: true });
    return {
      tag: element.tagName.toLowerCase(),
      name: (element.getAttribute("aria-label") ?? element.labels?.[0]?.innerText ?? element.innerText ?? element.getAttribute("title") ?? "").trim().slice(0, 80),
      field: element.getAttribute("name"),
      href: element.getAttribute("href"),
      marked: withFocus.outline || withFocus.look !== without.look,
      inView: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
    };
  });
}

async function start(page) {
  await page.evaluate(() => {
    document.activeElement?.blur();
    getSelection()?.removeAllRanges();
    scrollTo(0, 0);
  });
}

export async function tabTo(page, selector, { limit = 300, fromTop = true } = {}) {
  if (fromTop) await start(page);
  for (let presses = 1; presses <= limit; presses += 1) {
    await page.keyboard.press("Tab");
    const there = await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
    if (!there) continue;
    const where = await focused(page);
    assert.ok(where.marked, `nothing shows that ${selector} has the focus`);
    assert.ok(where.inView, `${selector} has the focus but is out of sight`);
    return presses;
  }
  return assert.fail(`${limit} presses of Tab do not reach ${selector} on ${page.url()}`);
}

export async function walk(page, { limit = 300 } = {}) {
  await start(page);
  const seen = [];
  for (let presses = 0; presses < limit; presses += 1) {
    await page.keyboard.press("Tab");
    const here = await focused(page);
    const again = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body || element.dataset.walked === "yes") return true;
      element.dataset.walked = "yes";
      return false;
    });
    if (here === null || again) break;
    seen.push(here);
  }
  const unseen = seen.filter((stop) => !stop.marked || !stop.inView).map((stop) => `${stop.tag} "${stop.name}"`);
  assert.deepEqual(unseen, [], `the focus cannot be seen on ${page.url()}`);
  return seen;
}
