// Finding and sorting rows is a convenience: without scripts the page is whole, and the tools stay hidden.
const all = document.querySelectorAll("tbody tr");
document.querySelector(".tools").hidden = false;
document.querySelector("#find").addEventListener("input", event => {
  const wanted = event.target.value.trim().toLowerCase();
  let found = 0;
  for (const school of document.querySelectorAll("section")) {
    let shown = 0;
    for (const row of school.querySelectorAll("tbody tr")) {
      row.hidden = !(school.dataset.school + " " + row.textContent).toLowerCase().includes(wanted);
      shown += !row.hidden;
    }
    school.hidden = !shown;
    found += shown;
  }
  document.querySelector("#found").textContent = wanted ? `${found} of ${all.length} teams` : "";
});
for (const button of document.querySelectorAll("th button")) {
  button.disabled = false;
  button.addEventListener("click", () => {
    const head = button.closest("th");
    const up = head.ariaSort !== "ascending";
    for (const other of head.parentNode.cells) other.ariaSort = null;
    head.ariaSort = up ? "ascending" : "descending";
    const word = row => row.cells[head.cellIndex].dataset.sort ?? row.cells[head.cellIndex].textContent.trim();
    const compare = (a, b) => (up ? 1 : -1) * word(a).localeCompare(word(b), undefined, {numeric: true});
    const body = head.closest("table").tBodies[0];
    body.append(...[...body.rows].sort(compare));
  });
}
