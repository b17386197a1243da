const MOST_FOUND = 40;

/* A field that finds nodes, zones, edges and constraints by any part of what they are called. */
class Search {
  constructor(act) {
    this.act = act;
    this.field = html("input", { type: "search", id: "search", placeholder: "Search nodes, zones, edges, constraints", autocomplete: "off", spellcheck: "false", role: "combobox", "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list" });
    this.list = html("ul", { id: "found", role: "listbox", "aria-label": "Found", hidden: true });
    this.told = html("output", { class: "hidden", "aria-live": "polite" });
    this.box = html("search", { class: "search" }, html("label", { class: "hidden", for: "search" }, "Search"), this.field, this.list, this.told);
    this.field.addEventListener("input", () => this.find());
    this.field.addEventListener("focus", () => this.find());
    this.field.addEventListener("keydown", (event) => this.press(event));
    document.addEventListener("pointerdown", (event) => { if (!this.box.contains(event.target)) this.close(); });
    this.box.addEventListener("focusout", (event) => { if (!this.box.contains(event.relatedTarget)) this.close(); });
  }

  show(run) {
    const low = (...texts) => texts.filter(Boolean).join("\n").toLowerCase();
    this.entries = [
      ...run.nodes.map((node) => ({ text: low(node.id, node.title, node.kind), name: node.id, what: node.kind, pick: () => this.act.node(node.index) })),
      ...run.zones.map((zone) => ({ text: low(zone.path, zone.title), name: zone.path, what: "zone", pick: () => this.act.zone(zone.index) })),
      ...run.constraints.map((each) => ({ text: low(each.id, each.title), name: each.id, what: `constraint, ${STATUS[each.status] ? STATUS[each.status].word : each.status}`, pick: () => this.act.constraint(each) })),
      ...run.edges.map((edge) => ({ text: low(edge.id, edge.title), name: edge.id, what: `edge, ${edge.kind}`, pick: () => this.act.edge(edge.index) })),
    ];
    this.field.value = "";
    this.close();
  }

  find() {
    const wanted = this.field.value.trim().toLowerCase();
    if (!wanted) return this.close();
    const found = [];
    for (const entry of this.entries) {
      const at = entry.text.indexOf(wanted);
      if (at >= 0) found.push([at ? 1 : 0, entry]);
    }
    found.sort(([one], [other]) => one - other);
    this.at = found.length ? 0 : -1;
    this.found = found.slice(0, MOST_FOUND).map(([, entry]) => entry);
    refill(this.list, this.found.map((entry, place) => html("li", { role: "option", id: `found-${place}`, "aria-selected": String(place === 0), on: { click: () => this.take(place) } }, said(entry.name), " ", html("span", { class: "faint" }, said(entry.what)))),
      found.length > MOST_FOUND ? html("li", { class: "faint more", role: "presentation" }, `and ${(found.length - MOST_FOUND).toLocaleString("en")} more`) : null,
      found.length ? null : html("li", { class: "faint more", role: "presentation" }, "nothing is called so"));
    refill(this.told, `${found.length} found`);
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    this.point();
    return undefined;
  }

  point() {
    [...this.list.querySelectorAll("[role=option]")].forEach((item, place) => {
      item.setAttribute("aria-selected", String(place === this.at));
      if (place === this.at) item.scrollIntoView({ block: "nearest" });
    });
    if (this.at >= 0) this.field.setAttribute("aria-activedescendant", `found-${this.at}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  press(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.field.value = "";
      this.close();
      this.field.blur();
    } else if (!this.list.hidden && this.found.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.at = (this.at + (event.key === "ArrowDown" ? 1 : this.found.length - 1)) % this.found.length;
      this.point();
    } else if (event.key === "Enter" && !this.list.hidden && this.at >= 0) {
      event.preventDefault();
      this.take(this.at);
    }
  }

  take(place) {
    const entry = this.found[place];
    this.close();
    entry.pick();
  }

  close() {
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }
}
