// What makes pages better when scripts run. Every page works without this file.
(() => {
  "use strict";

  const token = () => document.querySelector("#act input[name=csrf]")?.value ?? document.querySelector("input[name=csrf]")?.value ?? "";

  // Votes, saves: send in place and put the answer where the buttons were. Any trouble falls back to the plain form.
  document.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (event.target.id !== "act" || !button) return;
    const place = button.closest(".vote") ?? (button.formAction.endsWith("/save") ? button : null);
    if (!place) return;
    event.preventDefault();
    const body = new URLSearchParams({ csrf: token(), [button.name]: button.value });
    try {
      const answer = await fetch(button.formAction, { method: "POST", body, headers: { "HX-Request": "true" }, redirect: "manual" });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
      if (!fresh) throw new Error("empty");
      const index = [...place.querySelectorAll("button")].indexOf(button);
      place.replaceWith(fresh);
      (index < 0 ? fresh : fresh.querySelectorAll("button")[index])?.focus();
    } catch {
      const form = document.createElement("form");
      form.method = "post";
      form.action = button.formAction;
      for (const [name, value] of [...body, ["back", location.pathname + location.search]]) {
        const input = document.createElement("input");
        input.type = "hidden";
        input.name = name;
        input.value = value;
        form.append(input);
      }
      document.body.append(form);
      form.submit();
    }
  });

  // The reply form comes to the reply that is answered.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-reply]");
    const form = document.getElementById("reply");
    if (!link || !form || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    form.action = `/post/${link.dataset.reply}/reply`;
    const post = link.closest(".post");
    const name = post.querySelector(".person-name")?.textContent ?? "";
    const heading = form.querySelector("h2");
    heading.textContent = `${link.textContent.trim()}: ${name}`;
    if (link.dataset.reply === form.dataset.thread) document.querySelector(".discussion").after(form);
    else post.after(form);
    form.querySelector("textarea").focus();
  });

  // "More replies" loads in place.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-more]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const item = link.closest("li");
      const whole = item && page.getElementById(item.id);
      if (!whole || !whole.querySelector(".branch")) throw new Error("elsewhere");
      item.replaceWith(document.adoptNode(whole));
    } catch {
      location.assign(link.href);
    }
  });

  // To the next thing that can be opened, or the one before.
  const step = (by) => {
    const stops = [...document.querySelectorAll(".row-title a, .post .post-when:first-of-type, [data-results] .card-title a, [data-results] .person-link")].filter((e) => e.offsetParent);
    const next = stops[Math.min(Math.max(stops.indexOf(document.activeElement) + by, 0), stops.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "center" });
  };

  // Menus close when one clicks elsewhere or presses Escape.
  const closeMenus = (except) => document.querySelectorAll("details.menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = document.querySelector("details.menu[open]");
      closeMenus(null);
      open?.querySelector("summary")?.focus();
      return;
    }
    const results = document.querySelector("[data-results]");
    if (event.target.closest("input, textarea, select, [contenteditable]")) {
      // From the words that are looked for, down into what was found.
      if (results && event.key === "ArrowDown" && event.target.type === "search") { event.preventDefault(); step(1); return; }
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { j: 1, k: -1, ...(results && { ArrowDown: 1, ArrowUp: -1 }) }[event.key];
    if (by) {
      if (event.key.startsWith("Arrow")) event.preventDefault();
      step(by);
    } else if (event.key === "/") {
      const search = [...document.querySelectorAll("input[type=search]")].find((e) => e.offsetParent);
      if (search) { event.preventDefault(); search.focus(); }
    }
  });

  // Buttons that one key presses.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const key = event.key.toLowerCase();
    [...document.querySelectorAll("[data-key]")].find((button) => button.dataset.key === key)?.click();
  });

  // What resembles a question shows while it is written.
  document.querySelectorAll("[data-similar]").forEach((place) => {
    const form = place.closest("form");
    let timer, asked = "";
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const title = form.elements.title.value.trim();
        const query = new URLSearchParams({ title, body: form.elements.body.value.slice(0, 600) });
        if (title.length < 4 || String(query) === asked) return;
        asked = String(query);
        try {
          const answer = await fetch(`${place.dataset.similar}?${query}`, { headers: { "HX-Request": "true" } });
          const html = answer.ok ? await answer.text() : "";
          if (String(query) === asked) place.innerHTML = html;
        } catch { /* The form works without. */ }
      }, 400);
    });
  });

  // A link into a collapsed branch opens it.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);

  // Times stay true while a page is open. Words come from the browser, in the page's language.
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  const units = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]];
  const tellTimes = () => document.querySelectorAll("time[datetime]").forEach((time) => {
    const at = Date.parse(time.dateTime);
    if (Number.isNaN(at)) return;
    if (!time.title) time.title = new Date(at).toLocaleString(document.documentElement.lang);
    const age = (Date.now() - at) / 1000;
    const unit = units.find(([, seconds]) => age >= seconds);
    if (unit) time.textContent = words.format(-Math.floor(age / unit[1]), unit[0]);
  });
  if (!document.documentElement.dataset.still) setInterval(tellTimes, 60000);

  // Write and preview.
  document.querySelectorAll("[data-preview]").forEach((field) => {
    const area = field.querySelector("textarea");
    const pane = document.createElement("div");
    pane.className = "preview-pane";
    pane.hidden = true;
    pane.tabIndex = 0;
    pane.setAttribute("role", "region");
    pane.setAttribute("aria-label", field.dataset.labelPreview);
    const tabs = document.createElement("div");
    tabs.className = "preview-tabs";
    tabs.setAttribute("role", "tablist");
    const tab = (label, shown) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.setAttribute("role", "tab");
      button.setAttribute("aria-selected", String(shown));
      tabs.append(button);
      return button;
    };
    const write = tab(field.dataset.labelWrite, true);
    const look = tab(field.dataset.labelPreview, false);
    const show = (preview) => {
      area.hidden = preview;
      pane.hidden = !preview;
      write.setAttribute("aria-selected", String(!preview));
      look.setAttribute("aria-selected", String(preview));
    };
    write.addEventListener("click", () => { show(false); area.focus(); });
    look.addEventListener("click", async () => {
      try {
        const body = new URLSearchParams({ csrf: token(), body: area.value });
        const answer = await fetch("/preview", { method: "POST", body, headers: { "HX-Request": "true" } });
        if (!answer.ok) throw new Error(String(answer.status));
        // The server cleaned this HTML with the same code that cleans posts.
        pane.innerHTML = await answer.text();
      } catch {
        pane.textContent = area.value;
      }
      show(true);
    });
    area.before(tabs);
    area.after(pane);
  });

  // Drafts: kept on this device until they are sent. Private windows may refuse storage; then nothing is kept.
  const store = (() => { try { localStorage.setItem("folkmoot", "1"); return localStorage; } catch { return null; } })();
  if (store) document.querySelectorAll("textarea[data-draft]").forEach((area) => {
    const key = `draft:${area.dataset.draft}`;
    const kept = store.getItem(key);
    const note = document.createElement("p");
    note.className = "draft-note";
    note.setAttribute("role", "status");
    area.after(note);
    if (kept && !area.value) { area.value = kept; note.textContent = area.dataset.labelKept; }
    let timer;
    area.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        try {
          if (area.value) store.setItem(key, area.value); else store.removeItem(key);
          note.textContent = area.value ? area.dataset.labelKept : "";
        } catch { note.textContent = ""; }
      }, 600);
    });
    // Forgotten only when the next page is not this form again with an error.
    area.form?.addEventListener("submit", () => { clearTimeout(timer); store.setItem("sent", key); });
  });
  if (store?.getItem("sent")) {
    if (!document.querySelector(".field-bad, .flash-bad, .error-status")) store.removeItem(store.getItem("sent"));
    store.removeItem("sent");
  }

  // The roadmap: a card dropped on a column, or moved with Alt and an arrow, opens the form that asks for the reason.
  const moveTo = (card, column) => { if (card && column && column !== card.closest(".board-column")) location.assign(`/ideas/${card.dataset.idea}/status?to=${column.dataset.status}`); };
  let dragged = null;
  document.addEventListener("dragstart", (event) => { dragged = event.target.closest?.(".board-card[data-idea]") ?? null; if (dragged) event.dataTransfer.setData("text/plain", dragged.dataset.idea); });
  document.addEventListener("dragover", (event) => {
    const column = dragged && event.target.closest(".board-column");
    document.querySelectorAll(".board-column.is-target").forEach((other) => other.classList.toggle("is-target", other === column));
    if (column) { event.preventDefault(); column.classList.add("is-target"); }
  });
  document.addEventListener("dragend", () => { dragged = null; document.querySelectorAll(".board-column.is-target").forEach((column) => column.classList.remove("is-target")); });
  document.addEventListener("drop", (event) => { const column = dragged && event.target.closest(".board-column"); if (column) { event.preventDefault(); moveTo(dragged, column); } });
  document.addEventListener("keydown", (event) => {
    const card = event.altKey && event.target.closest?.(".board-card[data-idea]");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!card || !step) return;
    event.preventDefault();
    const columns = [...document.querySelectorAll(".board-column")];
    moveTo(card, columns[columns.indexOf(card.closest(".board-column")) + step * (document.dir === "rtl" ? -1 : 1)]);
  });

  // An event is planned in the zone of the one who plans it, unless they say otherwise.
  for (const field of document.querySelectorAll("input[data-zone]")) field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

  reveal();
})();
