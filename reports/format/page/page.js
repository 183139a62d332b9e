// Sorts and filters the sources. The page is whole without it.
(() => {
  const table = document.getElementById("source-table");
  const filter = document.getElementById("source-filter");
  if (!table || !filter) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];

  if (rows.length > 8) filter.closest("p").hidden = false;
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      row.hidden = !row.cells[0].dataset.key.toLowerCase().includes(wanted);
      if (!row.hidden) shown++;
    }
    document.getElementById("source-status").textContent = wanted ? shown + " of " + rows.length : "";
  });

  for (const head of table.tHead.rows[0].cells) {
    const kind = head.dataset.sort;
    if (!kind) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const numbers = kind === "number";
      const was = head.getAttribute("aria-sort");
      const descending = was ? was === "ascending" : numbers;
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const key = (row) => row.cells[head.cellIndex].dataset.key;
      rows.sort((a, b) => {
        const order = numbers ? key(a) - key(b) : key(a).localeCompare(key(b));
        return descending ? -order : order;
      });
      body.append(...rows);
    });
  }
})();
