// The browser's side of a form: it draws the plan with plain controls, keeps every keystroke in this browser
// until the store has it, and says when nobody is listening any more.

const SEND_AFTER = 250; // ms after the last keystroke; the notebook keeps it half a second later
const SAME_SITTING = 12 * 3600 * 1000; // ms in which a form that is built anew goes on with the last record
const SHORT_LABEL = 24; // letters up to which options stand in a row
const SHORT_CELL = 12; // letters of a table's cell that are not broken over lines
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const GONE = "Not connected: your words are kept in this browser. Run the notebook again.";
const SILENT = "Not connected, or the notebook is busy: your words are kept in this browser. If this stays, run the notebook again.";
const NOWHERE = "Not connected, and this browser keeps nothing: copy your words before you leave. Then run the notebook again.";

function clock(iso) {
  const at = new Date(iso);
  const time = `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`;
  const today = new Date().toDateString() === at.toDateString();
  return today ? time : `${at.getDate()} ${MONTHS[at.getMonth()]}, ${time}`;
}

// What is a sentence of its own, or says its verdict, stands as it is; the name of something checked gets one.
const verdict = (well, title) => sentence(/[:?]/.test(title) ? title : `${title}: ${well ? "yes" : "not yet"}`);
const sentence = (text) => (/[.!?:…]$/.test(text) ? text : `${text}.`);

// ---- one question ----

class Question {
  constructor(field, id, changed, left) {
    this.field = field;
    this.id = id; // never the field's name: that may be any text
    this.describedBy = [];
    const { control, label } = field;
    this.error = make("p", { class: "error", id: `${this.id}-error`, "aria-live": "polite" });
    this.clash = make("div", { class: "clash", role: "group", "aria-label": `Two answers: ${label}`, hidden: true });
    const needed = field.needed ? make("span", { class: "needed" }, " (needed)") : null;
    const helps = this.helps();
    this.describedBy.push(`${this.id}-error`);
    const grouped = control === "radios" || control === "checks";
    const body = this[control]();
    if (grouped) {
      const named = make("legend", {}, label, needed);
      this.node = make("fieldset", { class: "field", "aria-describedby": this.describedBy.join(" ") }, named, ...helps, body);
      if (control === "radios" && !field.needed && !field.start) this.addClear(changed);
    } else if (control === "check") {
      this.node = make("div", { class: "field" }, body, ...helps);
    } else {
      this.node = make("div", { class: "field" }, make("label", { for: this.id }, label, needed), ...helps, body);
    }
    this.node.append(this.error, this.clash);
    for (const input of this.inputs) {
      if (!grouped) input.setAttribute("aria-describedby", this.describedBy.join(" "));
      if (field.needed && !grouped) input.setAttribute("aria-required", "true");
      input.addEventListener("input", () => changed(this));
    }
    this.node.addEventListener("focusout", (event) => {
      if (!this.node.contains(event.relatedTarget)) left(this);
    });
  }

  helps() {
    const { help, example, seen } = this.field;
    const lines = [help, example && `For example: ${example}`, seen].filter(Boolean).map(sentence);
    if (!lines.length) return [];
    this.describedBy.push(`${this.id}-help`);
    return [make("p", { class: "help", id: `${this.id}-help` }, lines.join(" "))];
  }

  text() { return this.single(make("input", { type: "text", id: this.id, autocomplete: "off" })); }
  area() { return this.single(make("textarea", { id: this.id, rows: this.field.rows })); }
  date() { return make("div", { class: "short" }, this.single(make("input", { type: "date", id: this.id }))); }
  time() { return make("div", { class: "short" }, this.single(make("input", { type: "time", id: this.id }))); }

  number() {
    const input = this.single(make("input", { type: "text", inputmode: "decimal", id: this.id, autocomplete: "off" }));
    if (!this.field.unit) return make("div", { class: "short number" }, input);
    this.describedBy.push(`${this.id}-unit`);
    return make("div", { class: "short number" }, input, make("span", { id: `${this.id}-unit` }, this.field.unit));
  }

  select() {
    const options = this.field.options.map(([value, label]) => make("option", { value }, label));
    const node = make("select", { id: this.id }, make("option"), ...options);
    node.options[0].value = "";
    node.options[0].textContent = "Choose …";
    this.inputs = [node];
    this.read = () => node.value;
    this.write = (raw) => {
      // What was chosen once and is not offered any more stays until somebody chooses anew.
      const known = [...node.options].some((option) => option.value === raw);
      if (!known) node.append(make("option", { value: raw }, "(no longer in the list)"));
      node.value = raw;
    };
    return node;
  }

  check() {
    const input = make("input", { type: "checkbox", id: this.id });
    this.inputs = [input];
    this.read = () => input.checked;
    this.write = (raw) => { input.checked = raw === true; };
    return make("label", { class: "tick" }, input, make("span", {}, this.field.label));
  }

  radios() { return this.group("radio"); }
  checks() { return this.group("checkbox"); }

  group(type) {
    this.inputs = [];
    const rows = this.field.options.map(([value, label], at) => {
      const input = make("input", { type, name: this.id, id: `${this.id}-${at}` });
      input.value = value;
      this.inputs.push(input);
      return make("label", {}, input, make("span", {}, label));
    });
    let gone = []; // chosen once, and not offered any more
    const chosen = () => [...this.inputs.filter((input) => input.checked).map((input) => input.value), ...gone];
    this.read = type === "radio" ? () => chosen()[0] ?? "" : chosen;
    this.write = (raw) => {
      const wanted = Array.isArray(raw) ? raw : [raw];
      if (type === "checkbox") gone = wanted.filter((one) => !this.inputs.some((input) => input.value === one));
      for (const input of this.inputs) input.checked = wanted.includes(input.value);
      if (this.clear) this.clear.hidden = raw === "";
    };
    const short = Math.max(0, ...this.field.options.map(([, label]) => label.length)) <= SHORT_LABEL;
    return make("div", { class: `options ${short ? "row" : type === "checkbox" ? "many" : ""}` }, ...rows);
  }

  addClear(changed) {
    this.clear = button("Clear this answer", () => {
      this.write("");
      this.inputs[0].focus();
      changed(this);
    }, "plain");
    this.clear.setAttribute("aria-label", `Clear this answer: ${this.field.label}`);
    this.clear.hidden = true;
    this.node.append(this.clear);
    for (const input of this.inputs) input.addEventListener("input", () => { this.clear.hidden = false; });
  }

  single(node) {
    this.inputs = [node];
    this.read = () => node.value;
    this.write = (raw) => { if (node.value !== raw) node.value = raw; };
    return node;
  }

  // A day that is only half typed has no value yet: to send that would wipe out what is kept.
  get halfTyped() { return this.inputs.some((input) => input.validity && input.validity.badInput); }
  get empty() { const raw = this.read(); return raw === "" || raw === false || (Array.isArray(raw) && !raw.length); }

  say(error) {
    write(this.error, error);
    for (const input of this.inputs) {
      if (error) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  words(raw) {
    const labels = Object.fromEntries(this.field.options);
    if (raw === true || raw === false) return raw ? "Yes" : "No";
    const many = Array.isArray(raw) ? raw : [raw];
    return many.map((one) => labels[one] ?? one).join(", ") || "(empty)";
  }

  showClash(clash, settle) {
    this.clash.hidden = !clash;
    if (!clash || same(clash, this.lastClash)) return void (this.lastClash = clash);
    this.lastClash = clash;
    const written = this.field.control === "area" || this.field.control === "text";
    this.clash.replaceChildren(
      make("p", { class: "error", role: "alert" }, "Somebody else has written here meanwhile. Both are kept; which one stays?"),
      make("p", { class: "small" }, "Yours"), make("blockquote", {}, this.words(clash.mine)),
      make("p", { class: "small" }, "Theirs"), make("blockquote", {}, this.words(clash.theirs)),
      make("div", { class: "buttons" },
        button("Keep mine", () => settle("mine")), button("Take theirs", () => settle("theirs")),
        written ? button("Keep both", () => settle("both")) : null),
    );
  }

  focus() {
    const fold = this.node.closest("details");
    if (fold) fold.open = true;
    this.inputs[0].focus();
  }
}

// ---- what this browser keeps ----

class Drafts {
  constructor() { this.works = true; }
  name(key) { return `plcnb-draft-${key}`; }

  load(key) {
    try {
      const kept = JSON.parse(localStorage.getItem(this.name(key)) ?? "{}");
      return { slots: {}, last: "", writer: "", at: 0, ...kept };
    } catch { return { slots: {}, last: "", writer: "", at: 0 }; }
  }

  change(key, edit) {
    try {
      const kept = this.load(key);
      edit(kept);
      if (!Object.keys(kept.slots).length && !kept.last) localStorage.removeItem(this.name(key));
      else localStorage.setItem(this.name(key), JSON.stringify(kept));
      this.works = true;
    } catch { this.works = false; }
  }
}

// ---- the form ----

class Form {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.plan = model.get("plan");
    this.view = model.get("view");
    this.drafts = new Drafts();
    this.pending = new Map(); // field -> { raw, seq }: words that the store is not known to have
    this.told = []; // which drafts a message carries: once it is answered this browser need not keep them
    this.asked = 0; // the message with which somebody pressed the button, until it is answered
    this.answered = false; // whether the page has just told what is missing, because somebody pressed
    this.turning = false; // whether somebody asked for another record
    this.build(newId());
    this.line = new Line(model, el, {
      onView: () => this.apply(),
      onHeard: (seq, back) => this.heard(seq, back),
      onChange: () => this.say(),
    });
    this.line.onLeave = () => this.flush();
    this.apply(true);
    this.hello();
  }

  close() {
    this.flush();
    clearTimeout(this.timer);
    this.line.close();
  }

  // Drawing

  build(prefix) {
    this.questions = new Map();
    const title = make("h3", { id: `${prefix}-title` }, this.plan.title);
    this.brief = make("span", { "aria-hidden": "true" });
    this.near = make("p", { class: "status warm", "aria-hidden": "true" });
    this.table = make("div");
    this.status = make("p", { class: "status", role: "status", "aria-live": "polite" });
    this.notice = make("p", { class: "notice", role: "alert" });
    this.missing = make("p", { class: "small" });
    this.feedback = make("div", { "aria-live": "polite" });
    this.thanked = make("p", { tabindex: "-1" });
    this.next = button("", () => this.turn({ type: "new" }), "main");
    this.thanks = make("div", { hidden: true }, this.thanked, make("div", { class: "buttons" }, this.next));
    this.send_ = make("button", { type: "submit", class: "main" }, this.plan.send);
    this.another = button("", () => this.turn({ type: "new" }));
    this.away = button("Remove", () => this.remove(), "plain");
    const steps = this.plan.steps.map((step, at) => this.step(step, at, prefix));
    const foot = make("div", { class: "foot" }, this.notice, make("div", { class: "buttons" }, this.send_, this.another, this.away),
      this.status, this.missing, this.feedback);
    this.body = make("div", {}, ...steps, foot);
    this.form = make("form", { class: "plcnb-form", novalidate: true, "aria-labelledby": `${prefix}-title` },
      make("div", { class: "head" }, title, this.brief),
      this.plan.intro ? make("p", {}, this.plan.intro) : null,
      this.plan.note ? make("p", { class: "small" }, this.plan.note) : null,
      this.table, this.body, this.thanks);
    // JupyterLab refuses every new line that is typed in a cell, outside its own editor: it shall not hear of ours.
    this.form.addEventListener("beforeinput", (event) => event.stopPropagation(), true);
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.el.replaceChildren(this.form);
  }

  step(step, at, prefix) {
    const drawn = step.fields.map((asked) => {
      const field = { ...asked, start: this.plan.starts[asked.name] };
      const question = new Question(field, `${prefix}-${this.questions.size}`, (one) => this.changed(one), (one) => this.left(one));
      this.questions.set(field.name, question);
      return question;
    });
    const nodes = drawn.map((question) => question.node);
    if (!step.title) return make("div", { class: at === 0 ? "first" : "" }, ...nodes);
    if (at === 0 || !this.plan.folds || step.fields.some((field) => field.needed)) {
      return make("section", {}, make("h4", {}, step.title), ...nodes);
    }
    // What is asked later, such as what came of a step, is folded away until somebody wants it.
    const count = step.fields.length === 1 ? "1 question" : `${step.fields.length} questions`;
    const fold = make("details", {}, make("summary", {}, step.title, make("span", { class: "small" }, ` · ${count}, for when you get there`)), ...nodes);
    fold.questions = drawn;
    return fold;
  }

  // Speaking

  heard(seq, back) {
    const known = this.told.filter((one) => one.seq <= this.line.acked);
    this.told = this.told.filter((one) => one.seq > this.line.acked);
    known.forEach((one) => this.forget(one));
    this.tidy();
    if (back && this.pending.size) this.flush([], true);
    if (this.asked && this.line.acked >= this.asked) this.report();
  }

  // Words that this browser has kept stand in the form at once, and the notebook hears of them.
  hello() {
    const kept = this.drafts.load(this.view.draft_key);
    this.greeted = true;
    const recent = Date.now() - kept.at < SAME_SITTING;
    const last = recent ? kept.last : "";
    const words = (!this.plan.once || recent) && kept.slots[this.view.slot]?.words || {};
    const seq = this.plan.once ? 0 : this.line.tell({ type: "hello", drafts: kept.slots, last, writer: kept.writer });
    if (seq) this.told.push({ seq, key: this.view.draft_key, slots: Object.keys(kept.slots), greeting: true });
    for (const [name, raw] of Object.entries(words)) {
      const question = this.questions.get(name);
      if (!question || this.pending.has(name)) continue;
      question.write(raw);
      this.pending.set(name, { raw, seq });
    }
    this.unfold();
    this.say();
  }

  // What the notebook has heard of and kept, this browser need not keep any more.
  forget({ key, slots, greeting }) {
    if (greeting) this.introduce();
    this.drafts.change(key, (kept) => {
      for (const slot of slots) if (!this.view.waiting.includes(slot)) delete kept.slots[slot];
    });
  }

  changed(question) {
    if (question.halfTyped) return;
    this.answered = false;
    this.remember(question);
    if (question.field.name === this.plan.writer && this.plan.once) this.startOver(question);
    this.pending.set(question.field.name, { raw: question.read(), seq: 0 });
    this.keep();
    this.say();
    clearTimeout(this.timer);
    if (!this.plan.once) this.timer = setTimeout(() => this.flush(), SEND_AFTER);
  }

  // Who says that somebody else is answering gets an empty form: nobody sees another's answers.
  startOver(question) {
    const before = this.pending.get(question.field.name)?.raw;
    if (!before || before === question.read()) return;
    this.pending.clear();
    for (const [name, other] of this.questions) if (other !== question) other.write(this.plan.starts[name]);
  }

  left(question) { if (!this.plan.once) this.flush([question.field.name]); }

  // Who has said once in this window who is writing is not asked by the next form again.
  introduce() {
    const who = this.questions.get(this.plan.writer);
    if (!who || this.plan.once || !who.empty) return;
    try {
      const known = sessionStorage.getItem("plcnb-writer");
      if (!who.field.options.some(([value]) => value === known)) return;
      who.write(known);
      this.pending.set(this.plan.writer, { raw: known, seq: 0 });
      this.flush();
    } catch { /* then it is asked again */ }
  }

  remember(question) {
    if (question.field.name !== this.plan.writer || this.plan.once) return;
    try { sessionStorage.setItem("plcnb-writer", question.read()); } catch { /* then it is asked again */ }
  }

  // What is sent names the record that it was typed in: on a slow line another may be shown by the time it comes.
  flush(left = [], again = false, opened = this.view.opened) {
    clearTimeout(this.timer);
    if (this.plan.once) return;
    const fields = {};
    for (const [name, entry] of this.pending) if (again || !entry.seq) fields[name] = entry.raw;
    const any = Object.keys(fields).length > 0;
    if (!any && !left.some((name) => this.pending.has(name) || this.view.unsaved.includes(name))) return;
    const seq = this.line.tell({ type: "words", opened, fields, left, now: document.visibilityState === "hidden" });
    if (!this.line.dead) for (const name of Object.keys(fields)) this.pending.get(name).seq = seq;
  }

  submit() {
    const fields = {};
    for (const [name, entry] of this.pending) fields[name] = entry.raw;
    this.asked = this.line.tell({ type: "save", opened: this.view.opened, fields });
    if (!this.line.dead) for (const name of Object.keys(fields)) this.pending.get(name).seq = this.asked;
  }

  turn(message) {
    this.flush();
    this.turning = true;
    this.line.tell(message);
  }

  // It takes two presses: the second within a few seconds.
  remove() {
    const sure = "Remove it? Press again";
    if (this.away.textContent !== sure) {
      this.away.textContent = sure;
      setTimeout(() => { this.away.textContent = "Remove"; }, ANSWER_WITHIN);
      return;
    }
    this.away.textContent = "Remove";
    this.pending.clear();
    this.keep();
    this.turning = true;
    this.line.tell({ type: "remove", opened: this.view.opened });
  }

  // Keeping

  keep() {
    if (!this.greeted) return; // what is kept has not been read yet
    const { draft_key, slot, new_id, revision, writer } = this.view;
    const words = Object.fromEntries([...this.pending].map(([name, entry]) => [name, entry.raw]));
    this.drafts.change(draft_key, (kept) => {
      const base = kept.slots[slot]?.base ?? revision;
      if (this.pending.size) kept.slots[slot] = { base, words, writer, new_id };
      else delete kept.slots[slot];
      if (slot) Object.assign(kept, { last: slot, writer });
      if (slot || this.pending.size) kept.at = Date.now();
    });
  }

  tidy() {
    for (const [name, entry] of this.pending) {
      if (entry.seq && entry.seq <= this.line.acked && !this.view.unsaved.includes(name)) this.pending.delete(name);
    }
    for (const name of this.view.unsaved) {
      if (!this.pending.has(name) && !this.plan.once) this.pending.set(name, { raw: this.view.fields[name], seq: this.line.acked || 1 });
    }
    if (this.view.handed_in) this.pending.clear();
    this.keep();
  }

  // Showing

  apply(first = false) {
    const before = this.view;
    this.view = this.model.get("view");
    const turned = !first && before.opened !== this.view.opened;
    const keyed = !first && before.draft_key !== this.view.draft_key;
    if (turned) this.answered = false;
    if (turned) this.leaveBehind(before);
    else if (!first && (keyed || before.slot !== this.view.slot)) {
      this.drafts.change(before.draft_key, (kept) => { delete kept.slots[before.slot]; });
    }
    if (turned && !this.view.slot) this.drafts.change(this.view.draft_key, (kept) => { kept.last = ""; });
    this.tidy();
    for (const [name, question] of this.questions) {
      if (!this.pending.has(name) || turned) question.write(this.view.fields[name]);
      question.say(this.view.errors[name] ?? "");
      question.showClash(this.view.clashes[name], (choice) => {
        this.pending.delete(name);
        question.inputs[0].focus();
        this.line.tell({ type: "settle", opened: this.view.opened, field: name, choice });
      });
    }
    if (first || turned) this.unfold();
    this.list();
    this.say();
    if (turned && this.turning) [...this.questions.values()][0]?.focus();
    if (turned) this.turning = false;
    if (keyed) this.hello();
  }

  // What was typed in the former record while this one was on its way is sent as the former one's.
  leaveBehind({ opened, slot, draft_key }) {
    if (this.pending.size && !this.plan.once) {
      this.flush([], false, opened);
      this.told.push({ seq: this.line.seq, key: draft_key, slots: [slot] });
    }
    this.pending.clear();
  }

  unfold() {
    for (const fold of this.form.querySelectorAll("details")) {
      fold.open = (fold.questions ?? []).some((question) => !question.empty && !same(question.read(), this.plan.starts[question.field.name]));
    }
  }

  say() {
    const { view } = this;
    const open = this.pending.size > 0;
    const refused = Object.keys(view.errors).length > 0;
    const at = view.saved_at ? clock(view.saved_at) : "";
    let text = at ? `Saved ${at}` : "";
    let warm = false;
    if (this.line.dead) [text, warm] = [open && !this.drafts.works ? NOWHERE : GONE, true];
    else if (this.line.silent && open) [text, warm] = [this.drafts.works ? SILENT : NOWHERE, true];
    else if (refused && at) text = `Saved ${at}, except what is marked ▲`;
    else if (!at && !open && !this.plan.once) text = "Nothing written yet. What you write is kept as you write it.";
    const lacks = view.missing.length ? `Still needed: ${view.missing.join(" · ")}` : "";
    const answering = this.answered && !warm && !refused && text !== "";
    if (answering) text = `${text}. ${lacks || "Nothing is missing."}`;
    const writing = open && !warm && !refused && !this.plan.once;
    if (!(writing && !at && !view.notice) && this.status.textContent !== text) this.status.textContent = text;
    this.status.classList.toggle("warm", warm);
    this.brief.classList.toggle("warm", warm);
    this.warn(warm ? text : "");
    this.brief.textContent = warm ? "not connected" : writing ? "writing …" : at ? `saved ${at}` : "";
    write(this.notice, view.notice);
    write(this.missing, answering || !at ? "" : lacks);
    this.another.textContent = view.new_label;
    this.another.hidden = !view.new_label || !view.slot;
    this.away.hidden = !view.removable || !view.slot;
    this.next.textContent = view.new_label;
    this.next.hidden = !view.new_label;
    this.body.hidden = view.handed_in;
    this.thanks.hidden = !view.handed_in;
    write(this.thanked, view.handed_in ? view.thanks : "");
    this.judge();
  }

  // The line at the end of a long form is out of sight of somebody who types in the middle of it.
  warn(text) {
    const here = [...this.questions.values()].find((question) => question.node.contains(document.activeElement));
    write(this.near, text);
    if (text && here) here.node.append(this.near);
    else this.near.remove();
  }

  judge() {
    if (same(this.judged, this.view.feedback)) return;
    this.judged = this.view.feedback;
    const rows = this.judged.map(([well, title, text]) => make("li", { class: well ? "well" : "" },
      make("i", { "aria-hidden": "true" }, well ? "●" : "○"), make("b", {}, verdict(well, title)), " ", text));
    this.feedback.replaceChildren(...(rows.length ? [make("ul", { class: "feedback" }, ...rows)] : []));
  }

  report() {
    this.asked = 0;
    const { view } = this;
    if (view.handed_in) return this.thanked.focus();
    const wrong = [...this.questions].find(([name]) => view.errors[name]);
    const lacking = [...this.questions].find(([, question]) => question.field.needed && question.empty);
    const first = wrong ?? lacking;
    this.answered = true;
    if (first) first[1].focus();
  }

  list() {
    const { headings, rows, slot } = this.view;
    if (!headings || same(this.listed, [rows, slot])) return;
    this.listed = [rows, slot];
    if (!rows.length) return this.table.replaceChildren(make("p", { class: "small" }, "None is written yet. The first one goes in below."));
    const head = make("tr", {}, ...headings.map((text) => make("th", { scope: "col" }, text)), make("td"));
    const body = rows.map((row) => {
      const open = button("Open", () => this.turn({ type: "open", slot: row.key }), "plain");
      open.setAttribute("aria-label", `Open: ${row.cells.filter(Boolean).join(", ") || "without a title"}`);
      const cells = row.cells.map((text) => make("td", { class: !text ? "none" : text.length <= SHORT_CELL ? "tight" : "" }, text || "–"));
      return make("tr", { "aria-current": row.key === slot ? "true" : false }, ...cells,
        make("td", {}, row.key === slot ? make("span", { class: "small" }, "below") : open));
    });
    this.table.replaceChildren(make("table", {}, make("caption", {}, "Written so far"), make("thead", {}, head), make("tbody", {}, ...body)));
  }
}

export default {
  render({ model, el }) {
    const form = new Form(model, el);
    return () => form.close();
  },
};
