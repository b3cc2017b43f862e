// What every face shares: making nodes, and talking with the notebook. Text is data: it only ever goes into
// textContent and value.

const ANSWER_WITHIN = 4000; // ms; then it is said that nobody answers
const PING_EVERY = 15000; // ms
const ENDS = new Set(["restarting", "autorestarting", "terminating", "dead"]); // of a kernel

// Every face has its own copy of this script: a counter would give two of them the same ids.
const newId = () => `plcnb-${Math.random().toString(36).slice(2)}`;

// JupyterLab's own keys ("b" adds a cell, "dd" removes one) must not act on what is pressed in a form. It looks
// for this mark from the focused node upwards and stops at the first that fits a shortcut: so each has its own.
const FOCUSABLE = new Set(["input", "textarea", "select", "button", "summary"]);

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  if (FOCUSABLE.has(tag) || "tabindex" in attributes) node.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null || value === "") continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// A double click is one press, except where pressing often has a meaning.
function button(text, action, kind = "", often = false) {
  const node = make("button", { type: "button", class: kind }, text);
  node.addEventListener("click", (event) => { if (often || event.detail < 2) action(); });
  return node;
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text; // the same text again would be read out again
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// The line to the notebook: every message is numbered, every answer names the number. Where none comes, or
// the notebook's kernel is gone, `onChange` is called and `dead` or `silent` says so.
class Line {
  constructor(model, el, { onView, onHeard, onChange }) {
    Object.assign(this, { model, el, onView, onHeard, onChange });
    this.client = newId();
    this.seq = this.acked = 0;
    this.silent = this.gone = false;
    this.onMessage = (message) => {
      if (message && message.type === "ack" && message.client === this.client) this.hear(message.seq);
    };
    this.onComm = () => setTimeout(() => this.onChange(), 0);
    this.onHide = () => { if (this.onLeave) this.onLeave(); };
    model.on("change:view", this.onView);
    model.on("msg:custom", this.onMessage);
    model.on("comm_live_update", this.onComm);
    model.on("comm:close", this.onComm);
    // A kernel that starts anew knows nothing of this form any more; not every page says so by itself.
    this.kernel = model.widget_manager?.kernel?.statusChanged;
    this.onKernel = (_, status) => {
      if (!ENDS.has(status)) return;
      this.gone = true;
      this.onChange();
    };
    this.kernel?.connect?.(this.onKernel);
    document.addEventListener("visibilitychange", this.onHide);
    window.addEventListener("pagehide", this.onHide);
    this.pulse = setInterval(() => this.beat(), PING_EVERY);
  }

  close() {
    clearInterval(this.pulse);
    clearTimeout(this.patience);
    this.kernel?.disconnect?.(this.onKernel);
    document.removeEventListener("visibilitychange", this.onHide);
    window.removeEventListener("pagehide", this.onHide);
    this.model.off("change:view", this.onView);
    this.model.off("msg:custom", this.onMessage);
    this.model.off("comm_live_update", this.onComm);
    this.model.off("comm:close", this.onComm);
  }

  get view() { return this.model.get("view"); }
  get dead() { return this.gone || this.el.classList.contains("jupyter-widgets-disconnected"); }

  tell(message) {
    const seq = ++this.seq;
    if (this.dead) {
      this.onChange();
      return seq;
    }
    try { this.model.send({ ...message, seq, client: this.client }); } catch { this.silent = true; }
    clearTimeout(this.patience);
    this.patience = setTimeout(() => { this.silent = this.acked < this.seq; this.onChange(); }, ANSWER_WITHIN);
    return seq;
  }

  hear(seq) {
    this.acked = Math.max(this.acked, seq);
    if (this.acked === this.seq) clearTimeout(this.patience);
    const back = this.silent;
    this.silent = false;
    this.onHeard(seq, back);
    this.onChange();
  }

  beat() {
    if (document.visibilityState !== "visible" || !this.el.isConnected) return;
    if (this.dead) this.onChange();
    else this.tell({ type: "ping" });
  }
}
