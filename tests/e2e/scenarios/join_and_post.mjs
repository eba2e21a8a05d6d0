// A member logs in, joins a community, opens a thread, replies and votes, and touches nothing but the keyboard.
// args: {base, community, account: {name, password}, title?, body?, reply?, vote_on?: path of a thread by somebody else}
import assert from "node:assert/strict";

const SEND = 'button:not([type="button"]):not([formaction])';

/** Tabs to a field and types into it. */
async function type(story, selector, text) {
  await story.tabTo(selector);
  await story.page.keyboard.insertText(text);
}

/** Tabs to a button and presses it, and waits for the page that follows. */
async function press(story, selector) {
  await story.tabTo(selector);
  await story.following(() => story.page.keyboard.press("Enter"));
}

async function login(story, { name, password }) {
  const form = 'form[action="/login"]';
  await story.visit("/login");
  story.step("log in by keyboard");
  await type(story, `${form} [name="name"]`, name);
  await type(story, `${form} [name="password"]`, password);
  await story.following(() => story.page.keyboard.press("Enter"));
  assert.notEqual(new URL(story.page.url()).pathname, "/login", `could not log in: ${await story.text("main")}`);
}

async function openThread(story, title, body) {
  story.step("open a thread");
  const composer = story.page.locator("details.composer");
  if (!(await composer.evaluate((element) => element.open))) {
    await story.tabTo("details.composer > summary");
    await story.page.keyboard.press("Enter");
  }
  const form = 'form[action$="/threads"]';
  await type(story, `${form} [name="title"]`, title);
  await type(story, `${form} [name="body"]`, body);
  await press(story, `${form} ${SEND}`);
  assert.match(new URL(story.page.url()).pathname, /^\/post\/\d+/);
  await story.sees(title);
}

async function vote(story, path) {
  story.step(`vote on ${path}`);
  await story.visit(path);
  await story.tabTo('button[formaction$="/vote"][value="1"]');
  await story.page.keyboard.press("Enter");
  const pressed = story.page.locator('button[formaction$="/vote"][aria-pressed="true"]').first();
  await pressed.waitFor();
  await story.page.reload();
  await pressed.waitFor();
}

export default async function joinAndPost(story, args) {
  const title = args.title ?? "How do you keep tomatoes from splitting?";
  const reply = args.reply ?? "Mulch, and water evenly.";
  await login(story, args.account);

  await story.visit(`/c/${args.community}`);
  story.step("join");
  await press(story, `.community-acts form[action$="/join"] ${SEND}`);
  await story.visit(`/c/${args.community}`);
  await story.tabTo('.community-acts form[action$="/leave"] button');

  await openThread(story, title, args.body ?? "Mine split after every rain. **What do you do?**");
  const thread = new URL(story.page.url()).pathname;

  story.step("reply");
  await type(story, '#reply [name="body"]', reply);
  await press(story, `#reply ${SEND}`);
  await story.sees(reply);

  if (args.vote_on) await vote(story, args.vote_on);
  await story.visit(thread);
  await story.sees(reply);
  return { thread };
}
