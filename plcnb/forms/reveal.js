// A button that shows something the notebook makes when it is pressed. What is shown is made by this package,
// which escapes what came from data; scripts in it would not run.

function render({ model, el }) {
  const { label, again } = model.get("plan");
  const shown = make("div", { "aria-live": "polite" });
  const status = make("p", { class: "status warm", role: "status" });
  const press = button(label, () => { write(status, ""); line.tell({ type: "show" }); }, "main");
  el.replaceChildren(make("div", { class: "plcnb-form" }, make("div", { class: "buttons" }, press), status, shown));
  let drawn = "";
  const apply = () => {
    const { html, notice } = model.get("view");
    write(status, notice);
    if (html && press.textContent !== again) press.textContent = again;
    if (html === drawn) return;
    drawn = html;
    shown.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  };
  const line = new Line(model, el, {
    onView: apply,
    onHeard: () => {},
    onChange: () => {
      if (line.dead) write(status, "Not connected. Run the notebook again.");
      else if (line.silent && line.acked < line.seq) write(status, "The notebook is busy, or not connected. If this stays, run it again.");
      else write(status, model.get("view").notice);
    },
  });
  apply();
  return () => line.close();
}

export default { render };
