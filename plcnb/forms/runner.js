// A protocol while the team follows it: which step, how long still, who speaks. The clock ticks here; what is
// pressed goes to the notebook, which keeps the run, and this browser keeps a copy in case the notebook ends.

const two = (number) => String(number).padStart(2, "0");
const NAMES = { start: "Start", next: "Next step", back: "Back", pause: "Pause", resume: "Go on", add_minute: "One more minute", finish: "End the meeting" };
const WARN_AT = 60; // seconds before the end of a step

function left(seconds) {
  const whole = Math.ceil(Math.abs(seconds));
  const time = `${Math.floor(whole / 60)}:${two(whole % 60)}`;
  return seconds >= 0 ? `${time} left` : `${time} over`;
}

class Runner {
  constructor(model, el) {
    this.model = model;
    this.plan = model.get("plan");
    this.build();
    el.replaceChildren(this.node);
    this.line = new Line(model, el, { onView: () => this.apply(), onHeard: () => {}, onChange: () => this.say() });
    this.tick = setInterval(() => this.time(), 500);
    const kept = this.kept; // read before the new run is written over it
    this.apply();
    this.line.tell({ type: "hello", kept });
  }

  close() {
    clearInterval(this.tick);
    this.line.close();
  }

  get kept() {
    try { return JSON.parse(localStorage.getItem(`plcnb-run-${this.plan.key}`)); } catch { return null; }
  }

  keep() {
    try { localStorage.setItem(`plcnb-run-${this.plan.key}`, JSON.stringify(this.view.kept)); } catch { /* then only the notebook has it */ }
  }

  build() {
    this.where = make("p", { class: "small" });
    this.title = make("h3", { tabindex: "-1" });
    this.clock = make("p", { class: "clock", role: "timer", "aria-live": "off" });
    this.bar = make("div", { class: "bar", "aria-hidden": "true" }, make("i"));
    this.prompt = make("p", { class: "prompt" });
    this.rule = make("div");
    this.after = make("p", { class: "small" });
    this.spoken = make("p", { role: "status", class: "status" });
    this.buttons = make("div", { class: "buttons" });
    const shown = make("div", { "aria-live": "polite" }, this.where, this.title, this.prompt, this.rule);
    this.node = make("div", { class: "plcnb-form runner", role: "group", "aria-label": this.plan.title },
      shown, this.clock, this.bar, this.spoken, this.buttons, this.after);
  }

  press(verb) {
    this.pressed = verb;
    this.line.tell({ type: "press", button: verb, number: this.view.number });
  }

  apply() {
    this.view = this.model.get("view");
    this.since = performance.now();
    const { view } = this;
    const over = view.status === "finished";
    write(this.where, over ? this.plan.title : `${this.plan.title} · step ${view.number} of ${view.of}`);
    write(this.title, over ? "The meeting is over" : view.title);
    write(this.prompt, over ? "The minutes are noted." : view.prompt);
    const rules = over ? [] : [["Speaks", view.speaks], ["Listens", view.listens], ["Rule", view.rule], ["Leaves", view.leaves]];
    this.rule.replaceChildren(...rules.filter(([, text]) => text).map(([name, text]) => make("p", { class: "rule" }, make("b", {}, `${name}: `), text)));
    write(this.after, view.next_title && !over ? `Then: ${view.next_title}` : "");
    this.draw();
    this.keep();
    this.time();
    this.say();
  }

  draw() {
    if (same(this.drawn, this.view.possible)) return;
    this.drawn = this.view.possible;
    const main = this.drawn.find((verb) => ["start", "resume", "next"].includes(verb));
    const nodes = this.drawn.map((verb) => button(NAMES[verb], () => this.press(verb), verb === main ? "main" : "", verb === "add_minute"));
    this.buttons.replaceChildren(...nodes);
    // The button that was pressed may be gone: the next one to press gets the focus, so that keys go on.
    if (this.pressed) (nodes[this.drawn.indexOf(this.pressed)] ?? nodes[this.drawn.indexOf(main)] ?? this.title).focus();
  }

  get seconds() {
    const going = this.view.status === "running" ? (performance.now() - this.since) / 1000 : 0;
    return this.view.seconds_left - going;
  }

  time() {
    const { view } = this;
    const over = view.status === "finished";
    this.clock.hidden = this.bar.hidden = over;
    if (over) return;
    const whole = view.minutes * 60;
    write(this.clock, view.status === "waiting" ? `${view.minutes} min` : left(this.seconds) + (view.status === "paused" ? ", paused" : ""));
    this.bar.firstChild.style.width = `${Math.max(0, Math.min(100, 100 * (1 - this.seconds / whole)))}%`;
    this.node.classList.toggle("over", this.seconds < 0);
    this.say();
  }

  say() {
    const { view } = this;
    let text = view.notice || view.late;
    if (this.line.dead) text = "Not connected: the clock is kept in this browser. Run the notebook again.";
    else if (this.line.silent) text = "The notebook is busy, or not connected. If this stays, run it again.";
    else if (view.forgotten) text = "Nobody has touched the clock for hours; this step is not counted.";
    else if (view.status === "running" && this.seconds < 0) text = "Time is up: finish the sentence, then go on or take one more minute.";
    else if (view.status === "running" && this.seconds < WARN_AT && view.minutes > 2) text = "One minute left.";
    write(this.spoken, text);
  }
}

export default {
  render({ model, el }) {
    const runner = new Runner(model, el);
    return () => runner.close();
  },
};
