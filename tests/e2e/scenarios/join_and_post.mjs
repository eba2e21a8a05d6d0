// A member signs up or in, joins a community, opens a thread, replies and votes, and touches nothing but the keyboard.
// args: {base, community, account: {name, password, email?, register?}, title?, body?, reply?}
import assert from "node:assert/strict";

async function typeInto(story, selector, text) {
  await story.tabTo(selector, { fromTop: true });
  await story.page.keyboard.insertText(text);
}

/** Tabs to the button of the form that has this field, and presses it. */
async function pressIn(story, formSelector, button = 'button:not([type="button"])') {
  await story.tabTo(`${formSelector} ${button}`);
  await story.following(() => story.page.keyboard.press("Enter"));
}

export default async function joinAndPost(story, args) {
  const { community, account } = args;
  const title = args.title ?? "How do you keep tomatoes from splitting?";
  const body = args.body ?? "Mine split after every rain. **What do you do?**";
  const reply = args.reply ?? "Mulch, and water evenly.";
  const fields = account.register ? ["name", "email", "password"] : ["name", "password"];
  const form = `form${fields.map((name) => `:has([name="${name}"])`).join("")}`;

  await story.visit(account.register ? "/register" : "/login");
  story.step("sign in by keyboard");
  for (const name of fields) await typeInto(story, `${form} [name="${name}"]`, account[name]);
  await story.following(() => story.page.keyboard.press("Enter"));
  assert.ok(!/^\/(login|register)$/.test(new URL(story.page.url()).pathname), `could not sign in: ${await story.text("main")}`);

  await story.visit(`/c/${community}`);
  story.step("join");
  await pressIn(story, 'form[action$="/join"]');
  await story.tabTo('form[action$="/leave"] button');

  story.step("open a thread");
  await story.visit(`/c/${community}/new`);
  await typeInto(story, 'form:has([name="title"]) [name="title"]', title);
  await typeInto(story, 'form:has([name="title"]) [name="body"]', body);
  await pressIn(story, 'form:has([name="title"])', 'button:not([type="button"]):not([formaction]):not([name="preview"])');
  await story.sees(title);
  assert.match(new URL(story.page.url()).pathname, /^\/post\/\d+/);
  const thread = story.page.url();

  story.step("reply");
  await typeInto(story, 'form:has([name="body"]):not(:has([name="title"])) [name="body"]', reply);
  await pressIn(story, 'form:has([name="body"]):not(:has([name="title"]))', 'button:not([type="button"]):not([formaction]):not([name="preview"])');
  await story.sees(reply);

  story.step("vote");
  await story.page.goto(thread);
  await story.tabTo('form[action$="/vote"] button[value="1"]');
  await story.page.keyboard.press("Enter");
  await story.page.locator('form[action$="/vote"] button[value="1"][aria-pressed="true"], form[action$="/vote"] button[value="0"]').first().waitFor();
  await story.page.reload();
  await story.sees(reply);
  return { thread };
}
