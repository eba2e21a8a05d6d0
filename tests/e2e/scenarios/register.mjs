// Somebody new asks for an account; what the page then says is the result, since a mail may come first.
// args: {base, account: {name, email, password, about?, agree?}}
import assert from "node:assert/strict";

export default async function register(story, { account }) {
  await story.visit("/register");
  story.step("a bad name comes back with the reason beside it, and the rest still filled in");
  const form = () => story.form("name", "email", "password");
  await form().evaluate((element) => element.setAttribute("novalidate", ""));
  await story.fill(form(), { ...account, name: "Not A Name!" });
  const [refused] = await Promise.all([story.page.waitForNavigation(), form().locator(".form-acts button").last().click()]);
  story.allowNoise(/Failed to load resource/);
  assert.ok(refused.status() === 422 || refused.status() === 400 || refused.status() === 200, `a bad name answered ${refused.status()}`);
  await story.page.locator('[name="name"][aria-invalid="true"]').waitFor();
  assert.equal(await form().locator('[name="email"]').inputValue(), account.email);

  story.step("register");
  await story.submit(form(), account);
  return { said: await story.text("main"), path: new URL(story.page.url()).pathname };
}
