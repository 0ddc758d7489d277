// The post room: a small mail client over /api/. The address after # says what is open, so that back and reload work.
"use strict";

const $ = (id) => document.getElementById(id);
const POLL_MS = 2000;
const GROUPS = [["Programmbüro", "Programmbüro"], ["Mitglied", "Mitglieder"], ["Gast", "Gäste"]];
const WEEKDAYS = ["So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"];
const MOST_ATTACHED = 20_000_000;

const open = { mailbox: "", letter: "" };       // what the address after # names
const filter = { direction: "all", words: "", onlyNew: false };
let state = { now: "", mailboxes: [], addresses: [], letters: [] };
let shown = null;                               // the opened letter as the server read it
let draft = null;                               // what the answer box is about: { mailbox, kind, answers, inReplyTo, text it began with }
const drafts = new Map();                       // mailbox -> the answer box as it was left

// What this browser tab remembers: strangers invented here, letters already opened.
const memory = {
  read(key) { try { return JSON.parse(sessionStorage.getItem(key)) || {}; } catch { return {}; } },
  write(key, value) { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: forget */ } },
};
const strangers = memory.read("strangers");     // address -> name
const seen = memory.read("seen");               // letter id -> true
const counted = memory.read("counted");         // address -> number of letters when last looked at

// Building blocks

function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter(Boolean));
  return element;
}

// Replaces what a scrolling list shows, and keeps its place and the focus.
function refill(box, ...children) {
  const top = box.scrollTop;
  const focused = box.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  box.replaceChildren(...children);
  box.scrollTop = top;
  if (focused) box.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

async function ask(path) {
  const response = await fetch(path, { headers: { "X-Post-Room": "1" } });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

async function tell(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "X-Post-Room": "1", "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.json().catch(() => ({ ok: false, reply: `Der Server antwortet nicht richtig (${response.status}).` }));
}

let fading;
function notice(text) {
  $("notice").textContent = text;
  $("notice").classList.add("shown");
  clearTimeout(fading);
  fading = setTimeout(() => $("notice").classList.remove("shown"), 6000);
}

// Times come as local ISO time of the forum and are shown as they stand.

function timeParts(iso) {
  const [, year, month, day, hour, minute] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(iso);
  const weekday = WEEKDAYS[new Date(Date.UTC(+year, +month - 1, +day)).getUTCDay()];
  return { day: `${weekday}., ${+day}.${+month}.${year}`, short: `${weekday}., ${+day}.${+month}.`, time: `${hour}:${minute}`, date: iso.slice(0, 10) };
}
const fullTime = (iso) => `${timeParts(iso).day}, ${timeParts(iso).time} Uhr`;
function briefTime(iso) {
  const at = timeParts(iso);
  return at.date === state.now.slice(0, 10) ? at.time : at.short;
}
function waitingWords(iso) {
  if (Date.parse(iso) <= Date.parse(state.now)) return "wird gerade zugestellt";
  const at = timeParts(iso);
  const when = at.date === state.now.slice(0, 10) ? `um ${at.time}` : `am ${at.short} um ${at.time}`;
  return `wird zugestellt ${when} (bis dahin rückgängig zu machen)`;
}

// Mailboxes

function mailboxes() {
  const known = new Set(state.mailboxes.map((box) => box.address));
  const invented = Object.entries(strangers).filter(([address]) => !known.has(address))
    .map(([address, name]) => ({ address, name, role: "noch kein Mitglied", place: "", letters: 0 }));
  return [...state.mailboxes, ...invented].map((box) => ({ ...box, name: box.name || strangers[box.address] || "" }));
}
const mailbox = (address) => mailboxes().find((box) => box.address === address) || { address, name: strangers[address] || "", letters: 0 };
const isNew = (box) => box.letters > (counted[box.address] || 0);

function showMailboxes() {
  const words = filter.words.toLowerCase();
  const wanted = mailboxes().filter((box) =>
    `${box.name} ${box.address} ${box.place} ${box.role}`.toLowerCase().includes(words) && (!filter.onlyNew || isNew(box) || box.address === open.mailbox));
  const roles = new Set(GROUPS.map(([role]) => role));
  const parts = [];
  for (const [role, title] of [...GROUPS, ["", "Andere"]]) {
    const boxes = wanted.filter((box) => (role ? box.role === role : !roles.has(box.role)));
    boxes.sort((a, b) => (a.name || a.address).localeCompare(b.name || b.address, "de"));
    if (boxes.length) parts.push(el("h3", {}, title), el("ul", { "aria-label": title }, ...boxes.map(mailboxLine)));
  }
  refill($("mailboxes"), ...(parts.length ? parts : [el("p", { class: "empty" }, "Kein Postfach gefunden.")]));
}

function mailboxLine(box) {
  const count = box.letters
    ? el("span", { class: isNew(box) ? "count new" : "count" }, String(box.letters), el("span", { class: "hidden" }, isNew(box) ? " Briefe, neue Post" : " Briefe"))
    : null;
  const under = [GROUPS.some(([role]) => role === box.role) ? "" : box.role, box.place || (box.name ? box.address : "")].filter(Boolean).join(" · ");
  return el("li", {}, el("button", {
    type: "button", class: "line", "data-key": box.address, "data-testid": "mailbox", "data-address": box.address,
    "aria-current": box.address === open.mailbox ? "true" : null, title: box.address, onclick: () => go(box.address),
  }, el("span", { class: "a" }, box.name || box.address), el("span", { class: "b" }, under), count));
}

// Letters of the open mailbox

function showLetters() {
  $("letters-tools").hidden = !open.mailbox;
  if (!open.mailbox) { refill($("letters"), el("p", { class: "empty" }, "Wählen Sie links ein Postfach.")); return; }
  const box = mailbox(open.mailbox);
  $("mailbox-name").textContent = box.name || box.address;
  $("mailbox-address").title = $("mailbox-address").textContent = [box.name ? box.address : "", box.place].filter(Boolean).join(" · ");
  const letters = state.letters.filter((letter) => filter.direction === "all" || letter.direction === filter.direction);
  refill($("letters"), letters.length
    ? el("ul", { "aria-label": "Briefe" }, ...letters.map(letterLine))
    : el("p", { class: "empty" }, "Hier liegt noch kein Brief."));
}

function letterLine(letter) {
  const unseen = letter.direction === "in" && !letter.waits_until && !seen[letter.id];
  const classes = ["line", letter.direction, letter.waits_until ? "waiting" : "", unseen ? "unseen" : ""].filter(Boolean).join(" ");
  return el("li", {}, el("button", {
    type: "button", class: classes, "data-key": letter.id, "data-testid": "letter", "data-letter-id": letter.id,
    "data-direction": letter.direction, "data-waiting": letter.waits_until ? "true" : "false",
    "aria-current": letter.id === open.letter ? "true" : null, onclick: () => go(open.mailbox, letter.id),
  },
  el("span", { class: "a" }, letter.direction === "out" ? "gesendet" : nameIn(letter.sender)),
  el("span", { class: "when" }, briefTime(letter.at)),
  el("span", { class: "b" }, letter.subject || "(ohne Betreff)"),
  letter.waits_until ? el("span", { class: "wait" }, waitingWords(letter.waits_until)) : null));
}

const nameIn = (party) => party.replace(/\s*<[^<>]*>\s*$/, "").replace(/^"|"$/g, "") || party;

// The opened letter

async function openLetter() {
  const id = open.letter;
  if (!id) { shown = null; showLetter(); return; }
  if (shown && shown.id === id) return;
  try {
    const letter = await ask(`/api/letters/${encodeURIComponent(id)}`);
    if (id !== open.letter) return;
    shown = letter;
    seen[id] = true;
    memory.write("seen", seen);
  } catch {
    notice("Diesen Brief gibt es nicht mehr.");
    shown = null;
  }
  showLetter();
  showLetters();
  $("reader-scroll").scrollTop = 0;
}

function showLetter() {
  $("letter").hidden = !shown;
  $("welcome").hidden = Boolean(shown) || !$("composer").hidden;
  if (!shown) { $("letter").replaceChildren(); return; }
  const letter = shown;
  const body = el("div", { class: "body" });
  const parts = [
    el("h2", { id: "letter-subject", "data-testid": "letter-subject" }, letter.subject || "(ohne Betreff)"),
    el("dl", { class: "facts" }, ...fact("Von", letter.from), ...fact("An", letter.to), ...fact("Kopie", letter.cc),
      ...fact("Antwort an", letter.reply_to), ...fact("Datum", letter.date && fullTime(letter.date))),
    waitingCard(),
    el("div", { class: "actions" },
      action("Antworten", "reply", "main"), action("Allen antworten", "all"), action("Weiterleiten", "forward"), versions(letter, body)),
    letter.invitation ? invitationCard(letter) : null,
    body,
    letter.attachments.length ? attachmentsCard(letter) : null,
    el("details", { "data-testid": "headers" }, el("summary", {}, "Kopfzeilen zeigen"), el("pre", { tabindex: "0" }, letter.head)),
    machines(letter),
    el("p", { class: "small" }, el("a", { href: `/api/letters/${encodeURIComponent(letter.id)}/raw`, download: "Brief.eml" }, "Als Datei speichern")),
  ];
  $("letter").replaceChildren(...parts.filter(Boolean));
  showBody(letter, body, letter.html ? "html" : "text");
}

const fact = (name, value) => (value ? [el("dt", {}, name), el("dd", {}, value)] : []);
const action = (label, kind, style = "") =>
  el("button", { type: "button", class: style || null, "data-testid": `action-${kind}`, onclick: () => answer(kind) }, label);

function waitingCard() {
  const line = state.letters.find((letter) => letter.id === open.letter);
  return line?.waits_until ? el("div", { class: "card wait" }, `Dieser Brief ${waitingWords(line.waits_until)}.`) : null;
}

function versions(letter, body) {
  if (!letter.html) return null;
  const choice = (label, version) => el("button", {
    type: "button", "data-version": version, "data-testid": `version-${version}`, onclick: () => showBody(letter, body, version),
  }, label);
  return el("div", { class: "versions", role: "group", "aria-label": "Fassung" }, choice("Gestaltet", "html"), choice("Nur Text", "text"));
}

function showBody(letter, body, version) {
  for (const button of $("letter").querySelectorAll("[data-version]")) button.setAttribute("aria-pressed", String(button.dataset.version === version));
  body.replaceChildren(version === "html" ? frame(letter) : text(letter));
}

function text(letter) {
  const words = letter.text.map(([piece, link]) => {
    if (!link) return piece;
    return link.startsWith("/#compose") ? el("a", { href: link.slice(1) }, piece) : el("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, piece);
  });
  return el("div", { class: "text", "data-testid": "letter-text" }, ...words);
}

// The letter's HTML runs nothing and loads nothing (its own policy and this sandbox); same origin only lets us measure its height.
function frame(letter) {
  const page = el("iframe", {
    title: "Brief in gestalteter Fassung", "data-testid": "letter-frame", src: `/api/letters/${encodeURIComponent(letter.id)}/html`,
    sandbox: "allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation",
  });
  const fit = () => {
    const root = page.contentDocument?.documentElement;
    if (root) { page.style.height = "0"; page.style.height = `${root.scrollHeight + 4}px`; }
  };
  page.addEventListener("load", () => {
    fit();
    if (page.contentWindow) page.contentWindow.addEventListener("resize", () => requestAnimationFrame(fitWidth), { passive: true });
  });
  let width = 0;
  const fitWidth = () => { if (page.clientWidth !== width) { width = page.clientWidth; fit(); } };
  return page;
}

function attachmentsCard(letter) {
  const link = (file, number) => el("li", {},
    el("a", { href: `/api/letters/${encodeURIComponent(letter.id)}/attachments/${number}`, download: file.name }, file.name),
    el("span", {}, ` ${file.type}, ${sizeWords(file.size)}`));
  return el("section", { class: "card", "data-testid": "attachments" }, el("h3", {}, "Anhänge"), el("ul", { class: "files" }, ...letter.attachments.map(link)));
}
const sizeWords = (bytes) => (bytes < 1024 ? `${bytes} Byte` : bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1).replace(".", ",")} MB`);

function invitationCard(letter) {
  const invitation = letter.invitation;
  const sameDay = invitation.end?.includes("T") && invitation.end.slice(0, 10) === invitation.start.slice(0, 10);
  const end = invitation.end && (sameDay ? `${timeParts(invitation.end).time} Uhr` : icsTime(invitation.end));
  const when = [invitation.start && icsTime(invitation.start), end].filter(Boolean).join(" bis ");
  const titles = { REQUEST: "Einladung", CANCEL: "Absage", REPLY: "Kalenderantwort", COUNTER: "Gegenvorschlag" };
  const may = invitation.method === "REQUEST" && openLine()?.direction === "in";
  const choice = (label, value) => el("button", { type: "button", "data-testid": `rsvp-${value}`, onclick: () => rsvp(letter, value) }, label);
  return el("section", { class: "card", "data-testid": "invitation" },
    el("h3", {}, `${titles[invitation.method] || "Termin"}: ${invitation.summary}`),
    el("p", {}, [when, invitation.place].filter(Boolean).join(" · ")),
    may ? el("div", { class: "actions", role: "group", "aria-label": "Kalenderantwort" },
      choice("Zusagen", "accepted"), choice("Mit Vorbehalt", "tentative"), choice("Ablehnen", "declined")) : null);
}
// A mailbox that is gone or whose owner is away answers by itself.
function machines(letter) {
  const line = openLine();
  if (line?.direction !== "in" || line.waits_until) return null;
  const choice = (label, value) => el("button", { type: "button", "data-testid": `machine-${value}`, onclick: () => machine(letter, value) }, label);
  return el("details", { "data-testid": "machines" }, el("summary", {}, "Wie ein Mailserver antworten"),
    el("p", { class: "small" }, "Kommen an drei verschiedenen Tagen Briefe als unzustellbar zurück, erfährt es das Programmbüro."),
    el("div", { class: "actions" }, choice("Unzustellbar: Postfach gibt es nicht", "undeliverable"), choice("Abwesenheitsnotiz", "absent")));
}

async function machine(letter, value) {
  const reply = await tell("/api/machine", { letter: letter.id, answer: value, from: { name: mailbox(open.mailbox).name, address: open.mailbox } });
  notice(reply.ok ? "Die automatische Antwort ist abgeschickt." : `Nicht abgeschickt: ${reply.reply}`);
  poll();
}

const openLine = () => state.letters.find((letter) => letter.id === open.letter);
// What its line says of the open letter; after a reload the letter may be there first.
const standing = () => [openLine()?.direction, Boolean(openLine()?.waits_until)].join();
const icsTime = (iso) => (iso.includes("T") ? `${fullTime(iso)}${iso.endsWith("+00:00") ? " (UTC)" : ""}` : timeParts(`${iso}T00:00`).day);

async function rsvp(letter, value) {
  const reply = await tell("/api/rsvp", { letter: letter.id, answer: value, from: { name: mailbox(open.mailbox).name, address: open.mailbox }, verified: true });
  notice(reply.ok ? "Die Kalenderantwort ist abgeschickt." : `Nicht abgeschickt: ${reply.reply}`);
  poll();
}

// The answer box

async function answer(kind) {
  const letter = shown;
  try {
    const box = await ask(`/api/letters/${encodeURIComponent(letter.id)}/answer?kind=${kind}&mailbox=${encodeURIComponent(open.mailbox)}`);
    compose({ ...box, kind, answers: letter.id });
  } catch {
    notice("Dieser Brief lässt sich gerade nicht beantworten.");
  }
}

function compose({ to = "", cc = "", subject = "", body = "", quote = "", kind = "new", answers = "", inReplyTo = "" }) {
  if (!open.mailbox) { notice("Bitte wählen Sie zuerst ein Postfach."); return; }
  if (draft && $("compose-text").value.trim() && !window.confirm("Sie haben einen Brief angefangen. Verwerfen und neu beginnen?")) {
    show("reader");
    return;
  }
  draft = { mailbox: open.mailbox, kind, answers, inReplyTo, text: body };
  restore({ draft, to, cc, subject, text: body, quote, quoting: Boolean(quote), verified: true });
  show("reader");
  $("reader-scroll").scrollTop = 0;
  (to ? $("compose-text") : $("compose-to")).focus();
}

function restore(box) {
  draft = box.draft;
  $("composer-title").textContent = { reply: "Antwort", all: "Antwort an alle", forward: "Weiterleiten" }[draft.kind] || "Neuer Brief";
  const from = mailbox(draft.mailbox);
  $("compose-from").textContent = from.name ? `${from.name} <${from.address}>` : from.address;
  $("compose-to").value = box.to;
  $("compose-cc").value = box.cc;
  $("compose-subject").value = box.subject;
  $("compose-text").value = box.text;
  $("quote").textContent = box.quote;
  $("quote-box").hidden = !box.quote;
  $("compose-quote").checked = box.quoting;
  $("compose-verified").checked = box.verified;
  $("compose-files").value = "";
  $("compose-trouble").hidden = true;
  $("composer").hidden = false;
  $("welcome").hidden = true;
}

function composed() {
  return {
    draft, to: $("compose-to").value, cc: $("compose-cc").value, subject: $("compose-subject").value, text: $("compose-text").value,
    quote: $("quote").textContent, quoting: $("compose-quote").checked, verified: $("compose-verified").checked,
  };
}

function closeComposer() {
  drafts.delete(draft?.mailbox);
  draft = null;
  $("composer").hidden = true;
  $("welcome").hidden = Boolean(shown);
  if (!shown) show("letters");
  ($("letter").querySelector("[data-testid=action-reply]") || $("new-letter")).focus();
}

// Escape throws away nothing that somebody has written.
function leaveComposer() {
  const written = $("compose-text").value.trim() !== draft.text.trim();
  if (written && !window.confirm("Sie haben einen Brief angefangen. Verwerfen?")) return;
  closeComposer();
}

// Each mailbox keeps its own unfinished letter.
function changeMailbox(from, to) {
  if (draft) drafts.set(from, composed());
  draft = null;
  $("composer").hidden = true;
  if (drafts.has(to)) restore(drafts.get(to));
}

async function send(event) {
  event.preventDefault();
  const box = composed();
  $("send").disabled = true;
  try {
    const reply = await tell("/api/send", {
      from: { name: mailbox(draft.mailbox).name, address: draft.mailbox }, to: box.to, cc: box.cc, subject: box.subject, text: box.text,
      kind: draft.kind, answers: draft.answers, in_reply_to: draft.inReplyTo, quote: box.quoting && Boolean(box.quote), verified: box.verified,
      attachments: await attached(),
    });
    if (!reply.ok) throw new Error(reply.reply);
    notice(`Gesendet. Der Server sagt: ${reply.reply}`);
    closeComposer();
    poll();
  } catch (error) {
    $("compose-trouble").textContent = `Nicht gesendet: ${error.message}`;
    $("compose-trouble").hidden = false;
  } finally {
    $("send").disabled = false;
  }
}

async function attached() {
  const files = [...$("compose-files").files];
  if (files.reduce((sum, file) => sum + file.size, 0) > MOST_ATTACHED) throw new Error("Die Anhänge sind zusammen größer als 20 MB.");
  return Promise.all(files.map((file) => new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done({ name: file.name, type: file.type || "application/octet-stream", content: reader.result.split(",")[1] || "" });
    reader.onerror = () => failed(new Error(`${file.name} lässt sich nicht lesen.`));
    reader.readAsDataURL(file);
  })));
}

// A stranger

function openPerson() {
  $("person-name").value = $("person-address").value = "";
  $("person-trouble").hidden = true;
  $("person").showModal();
}

function savePerson(event) {
  event.preventDefault();
  const address = $("person-address").value.trim();
  if (!/^[^\s<>@,;:"]+@[^\s<>@,;:"]+\.[^\s<>@,;:"]+$/.test(address)) {
    $("person-trouble").textContent = "Bitte geben Sie eine E-Mail-Adresse an, zum Beispiel vorname.name@kreis.example.";
    $("person-trouble").hidden = false;
    $("person-address").focus();
    return;
  }
  strangers[address] = $("person-name").value.trim();
  memory.write("strangers", strangers);
  $("person").close();
  go(address);
}

// The address after #, and the clock

function go(address, letter = "") {
  location.hash = `#/${encodeURIComponent(address)}${letter ? `/${encodeURIComponent(letter)}` : ""}`;
}

let lastRoute = memory.read("route").hash || "";
function route() {
  if (location.hash.startsWith("#compose?")) {
    const wanted = new URLSearchParams(location.hash.slice("#compose?".length));
    history.replaceState(null, "", lastRoute || "#");
    if (!open.mailbox) route();
    compose({
      to: wanted.get("to") || "", cc: wanted.get("cc") || "", subject: wanted.get("subject") || "", body: wanted.get("body") || "",
      inReplyTo: wanted.get("in-reply-to") || "",
    });
    return;
  }
  lastRoute = location.hash;
  memory.write("route", { hash: lastRoute });
  const [address = "", letter = ""] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  const changed = address !== open.mailbox;
  if (changed) { changeMailbox(open.mailbox, address); state = { ...state, letters: [] }; }
  open.mailbox = address;
  open.letter = letter;
  show(letter || draft ? "reader" : address ? "letters" : "mailboxes");
  render();
  openLetter();
  if (changed) poll();
}

function show(view) { document.body.dataset.view = view; }

function back(to) {
  if (to === "mailboxes") location.hash = "#";
  else if (open.letter) go(open.mailbox);
  else show("letters");
}

async function advance(button) {
  const buttons = document.querySelectorAll("[data-advance]");
  buttons.forEach((one) => { one.disabled = true; });
  const by = button.dataset.advance;
  const reply = await tell("/api/advance", by === "friday" ? { until: "friday" } : { minutes: Number(by) }).catch(() => null);
  buttons.forEach((one) => { one.disabled = false; });
  if (!reply?.ok) { notice(reply?.reply || "Die Uhr lässt sich gerade nicht stellen."); return; }
  showClock(reply.now);
  notice(`Es ist jetzt ${fullTime(reply.now)}.`);
  poll();
}

function showClock(now) {
  state.now = now;
  $("clock").textContent = fullTime(now);
  $("clock").setAttribute("datetime", now);
}

function showWelcome() {
  const place = ({ address, is }) => el("li", {}, el("button", { type: "button", "data-testid": "place", onclick: () => compose({ to: address }) },
    address, el("span", {}, is)));
  refill($("welcome"), el("h2", {}, "So probieren Sie das Forum aus"),
    el("ol", {},
      el("li", {}, "Wählen Sie links ein Postfach, zum Beispiel das des Programmbüros, oder legen Sie eine neue Person an."),
      el("li", {}, "Schreiben Sie an eine Adresse des Forums und lesen Sie in den anderen Postfächern, was daraus wird."),
      el("li", {}, "Stellen Sie oben die Uhr vor, wenn ein Brief noch wartet oder der Wochenüberblick am Freitag kommen soll.")),
    el("h3", {}, "Adressen des Forums"),
    el("ul", { class: "places" }, ...state.addresses.map(place)));
}

function render() {
  showMailboxes();
  showLetters();
}

let before = "";
let polling = 0;
async function poll() {
  const turn = ++polling;
  const wanted = open.mailbox;
  try {
    const fresh = await ask(`/api/state?mailbox=${encodeURIComponent(wanted)}`);
    if (turn !== polling || wanted !== open.mailbox) return;
    const arrived = JSON.stringify([fresh.mailboxes, fresh.letters, fresh.addresses, wanted, fresh.letters.map((l) => l.waits_until && l.waits_until <= fresh.now)]);
    const places = JSON.stringify(fresh.addresses) !== JSON.stringify(state.addresses);
    const stood = standing();
    state = fresh;
    showClock(fresh.now);
    if (wanted && counted[wanted] !== mailbox(wanted).letters) {
      counted[wanted] = mailbox(wanted).letters;
      memory.write("counted", counted);
    }
    if (places) {
      $("addresses").replaceChildren(...state.addresses.map(({ address, is }) => el("option", { value: address, label: is })));
      showWelcome();
    }
    if (arrived !== before) {
      before = arrived;
      render();
      if (stood !== standing() && shown) showLetter();
    }
  } catch {
    $("clock").textContent = "Der Server antwortet nicht …";
  }
}

// Arrow keys walk through a list of lines, and from one column to the next.
function walk(event) {
  const aside = { mailboxes: { ArrowRight: "letters" }, letters: { ArrowLeft: "mailboxes", ArrowRight: "reader" } }[event.currentTarget.id][event.key];
  if (aside) {
    event.preventDefault();
    ($(aside).querySelector(".line[aria-current]") || $(aside).querySelector(".line") || $(aside)).focus();
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const lines = [...event.currentTarget.querySelectorAll(".line")];
  const next = lines[lines.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) { event.preventDefault(); next.focus(); }
}

$("search").addEventListener("input", (event) => { filter.words = event.target.value; showMailboxes(); });
$("only-new").addEventListener("change", (event) => { filter.onlyNew = event.target.checked; showMailboxes(); });
$("new-person").addEventListener("click", openPerson);
$("person-form").addEventListener("submit", savePerson);
$("person-cancel").addEventListener("click", () => $("person").close());
$("new-letter").addEventListener("click", () => compose({}));
$("composer").addEventListener("submit", send);
$("composer").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) $("composer").requestSubmit();
  if (event.key === "Escape") leaveComposer();
});
$("discard").addEventListener("click", closeComposer);
$("skip").addEventListener("click", (event) => { event.preventDefault(); $("reader").focus(); });
for (const list of ["mailboxes", "letters"]) $(list).addEventListener("keydown", walk);
for (const button of document.querySelectorAll("[data-back]")) button.addEventListener("click", () => back(button.dataset.back));
for (const button of document.querySelectorAll("[data-advance]")) button.addEventListener("click", () => advance(button));
for (const button of document.querySelectorAll("[data-filter]")) {
  button.addEventListener("click", () => {
    filter.direction = button.dataset.filter;
    for (const other of document.querySelectorAll("[data-filter]")) other.setAttribute("aria-pressed", String(other === button));
    showLetters();
  });
}
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#compose"]');
  if (link) { event.preventDefault(); history.replaceState(null, "", link.getAttribute("href")); route(); }
});
window.addEventListener("hashchange", route);
setInterval(() => { if (!document.hidden) poll(); }, POLL_MS);
document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
route();
poll();
