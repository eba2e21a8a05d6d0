// What a scenario can do in the browser: visit, sign in, fill, walk by keyboard, check, picture.
import assert from "node:assert/strict";
import { join } from "node:path";
import { audit } from "./axe.mjs";
import { tabTo, walk } from "./keyboard.mjs";

export class Story {
  constructor(context, args, pictures) {
    Object.assign(this, { context, args, pictures, base: args.base, steps: [], noise: [], allowed: [] });
  }

  async open() {
    this.page = this.context.pages()[0] ?? await this.context.newPage();
    this.page.on("pageerror", (error) => this.noise.push(`script error: ${error.message}`));
    this.page.on("console", (message) => {
      if (message.type() === "error") this.noise.push(`console: ${message.text()} (${message.location().url})`);
    });
    this.page.on("requestfailed", (request) => {
      const why = request.failure()?.errorText ?? "";
      if (why !== "net::ERR_ABORTED") this.noise.push(`request failed: ${request.url()} ${why}`);
    });
  }

  /** Says what happens now; the steps are part of the report when a scenario fails. */
  step(text) {
    this.steps.push(text);
  }

  /** Noise that a scenario provokes on purpose, such as the console's line about a 404. */
  allowNoise(pattern) {
    this.allowed.push(pattern);
  }

  /** No script error, no violation of the content security policy, no missing file. */
  assertQuiet() {
    const heard = this.noise.filter((line) => !this.allowed.some((pattern) => pattern.test(line)));
    assert.deepEqual(heard, [], "the pages were not quiet");
  }

  url(path) {
    return new URL(path, this.base).href;
  }

  async visit(path, { status = 200 } = {}) {
    this.step(`visit ${path}`);
    if (status >= 400) this.allowNoise(/console: Failed to load resource/);
    const response = await this.page.goto(this.url(path));
    assert.equal(response.status(), status, `${path} answered ${response.status()}`);
    await this.assertPage(path);
    return response;
  }

  /** What every page must have, whatever it is about. */
  async assertPage(path) {
    const found = await this.page.evaluate(() => ({
      title: document.title.trim(),
      lang: document.documentElement.lang,
      headings: document.querySelectorAll("h1").length,
      main: document.querySelectorAll("main").length,
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }));
    assert.notEqual(found.title, "", `${path} has no title`);
    assert.notEqual(found.lang, "", `${path} does not say its language`);
    assert.equal(found.main, 1, `${path} has ${found.main} main elements`);
    assert.equal(found.headings, 1, `${path} has ${found.headings} first headings`);
    assert.ok(found.overflow <= 0, `${path} is ${found.overflow} px wider than the screen`);
  }

  /** The first form in sight that has all of these fields. */
  form(...fields) {
    return this.page.locator(`form${fields.map((name) => `:has([name="${name}"])`).join("")}`).filter({ visible: true }).first();
  }

  async fill(form, values) {
    for (const [name, value] of Object.entries(values)) {
      const field = form.locator(`[name="${name}"]`).first();
      const kind = await field.evaluate((element) => (element instanceof HTMLSelectElement ? "select" : element.type));
      if (kind === "select") await field.selectOption(String(value));
      else if (kind === "checkbox" || kind === "radio") await field.setChecked(Boolean(value));
      else if (kind === "file") await field.setInputFiles(value);
      else await field.fill(String(value));
    }
  }

  /** Fills the form, sends it, and returns the answer to the page that follows. */
  async submit(form, values = {}) {
    await this.fill(form, values);
    const button = form.locator('button:not([type="button"]):not([formaction]), input[type="submit"]').last();
    await this.following(() => button.click());
  }

  /** Does `act` and waits until the page that it leads to has loaded. */
  async following(act) {
    const [answer] = await Promise.all([this.page.waitForNavigation({ waitUntil: "load" }), act()]);
    assert.ok(answer === null || answer.status() < 400, `${answer?.url()} answered ${answer?.status()}`);
    return answer;
  }

  async login({ name, password }) {
    await this.visit("/login");
    this.step(`log in as ${name}`);
    await this.submit(this.form("name", "password"), { name, password });
    assert.notEqual(new URL(this.page.url()).pathname, "/login", `${name} could not log in: ${await this.text("main")}`);
  }

  async text(selector) {
    return (await this.page.locator(selector).first().innerText()).trim();
  }

  async sees(text, where = "main") {
    const place = this.page.locator(where).first().getByText(text).filter({ visible: true }).first();
    try {
      await place.waitFor();
    } catch {
      assert.fail(`"${text}" is not to be seen in ${where} of ${this.page.url()}:\n${(await this.text(where)).slice(0, 2000)}`);
    }
  }

  async seesNot(text, where = "main") {
    assert.equal(await this.page.locator(where).first().getByText(text).filter({ visible: true }).count(), 0, `"${text}" should not be in ${where} of ${this.page.url()}`);
  }

  async picture(name) {
    const path = join(this.pictures, `${name.replace(/[^a-z0-9]+/gi, "-")}.png`);
    await this.page.screenshot({ path, fullPage: true });
    return path;
  }

  async lastPicture() {
    return this.picture("failed").catch(() => null);
  }

  /** Accessibility of one page in light and dark, on a phone and on a desk. */
  audit(path, options) {
    this.step(`audit ${path}`);
    return audit(this, path, options);
  }

  /** Moves the focus with Tab until it is on what the selector names, as somebody without a mouse would. */
  tabTo(selector, options) {
    return tabTo(this.page, selector, options);
  }

  /** All that Tab reaches from the top, in order; fails when the focus cannot be seen. */
  walk(options) {
    return walk(this.page, options);
  }
}
