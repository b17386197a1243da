/* The page: what is chosen, and what each choice changes. */
class Page {
  constructor() {
    this.current = -1;
    this.views = REPORT.runs.map(() => null);
    this.chosen = null;
    this.step = 0;
    this.unseen = false;
    this.act = {
      chosen: () => this.chosen,
      close: () => this.release(),
      constraint: (constraint) => this.chooseConstraint(constraint),
      finding: (finding) => this.chooseFinding(finding, 0),
      step: (step) => this.chooseStep(step),
      node: (index) => this.chooseNode(index),
      edge: (index) => this.chooseEdge(index),
      zone: (index) => this.chooseZone(index),
      unseenShown: () => this.unseen,
      showUnseen: (shown) => { this.unseen = shown; this.emphasise(); },
    };
    this.picture = new Picture((item) => this.pick(item));
    this.camera = new Camera(this.picture);
    this.verdicts = new Verdicts(this.act);
    this.search = new Search(this.act);
    this.dialog = shortcutsDialog();
    this.build();
    walkBoxes(this.picture, this.camera);
    this.listen();
    this.show(Math.max(0, REPORT.runs.findIndex((run) => run.fails)));
  }

  get run() {
    return REPORT.runs[this.current];
  }

  get view() {
    return this.views[this.current];
  }

  build() {
    this.topologies = html("select", { id: "topology", "aria-label": "Topology", on: { change: (event) => this.show(Number(event.target.value)) } },
      REPORT.runs.map((run, index) => html("option", { value: index }, `${run.fails ? "✗" : "✓"} ${run.name}`)));
    this.about = html("p", { class: "about-topology" });
    this.tabs = [["verdicts", "Constraints"], ["coverage", "Coverage"], ["assumptions", "Assumptions"], ["warnings", "Warnings"]].map(([id, name]) => ({
      id, name, tab: html("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}`, on: { click: () => this.turn(id) } }, html("span", null, name), html("span", { class: "number" })),
      panel: html("div", { role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}`, tabindex: -1 }) }));
    const tablist = html("div", { role: "tablist", "aria-label": "What the report says" }, this.tabs.map(({ tab }) => tab));
    tablist.addEventListener("keydown", (event) => this.walkTabs(event));
    append(this.tabs[0].panel, [this.verdicts.panel]);
    this.detail = html("aside", { class: "details", "aria-label": "Details", hidden: true });
    this.theme = button("", () => this.toggleTheme(), { class: "theme" });
    const verdict = { pass: ["check", "pass"], fail: ["octagon", "fail"], error: ["triangle", "error"] }[REPORT.verdict];
    const tools = html("div", { class: "tools", role: "toolbar", "aria-label": "Picture" },
      button("+", () => this.camera.zoom(1.3), { "aria-label": "Zoom in (+)" }), button("−", () => this.camera.zoom(1 / 1.3), { "aria-label": "Zoom out (−)" }),
      button("Fit", () => this.fit(), { "aria-label": "See all (0)" }), button("Collapse", () => this.collapseAll(), { class: "zones-only", "aria-label": "Collapse all zones (c)" }),
      button("Expand", () => this.expandAll(), { class: "zones-only", "aria-label": "Expand all zones (e)" }));
    this.key = html("details", { class: "key" }, html("summary", null, "Key"), html("div"));
    this.header = html("header", { class: "page" },
      html("h1", null, "archcheck", html("span", { class: `verdict badge s-${verdict[1]}` }, icon(verdict[0]), html("span", null, REPORT.verdict))),
      REPORT.runs.length > 1 ? html("div", { class: "choose" }, this.topologies) : null, this.search.box,
      html("p", { class: "stamp" }, `as of ${REPORT.asOf}`, html("span", { class: "version" }, ` · archcheck ${REPORT.version}`)), this.theme,
      button("?", () => this.dialog.showModal(), { class: "help", "aria-label": "Keyboard shortcuts (?)" }));
    this.side = html("section", { class: "side", "aria-label": "Verdicts" }, this.about, tablist, this.tabs.map(({ panel }) => panel));
    this.caption = html("p", { class: "caption" });
    this.stage = html("section", { class: "stage", "aria-label": "Topology" }, this.caption, this.picture.root, tools, this.key);
    this.paper = html("div", { class: "paper" });
    append(document.body, [html("a", { class: "skip", href: "#panel-verdicts" }, "Skip to the constraints"), this.header,
      html("main", null, this.side, this.stage, this.detail), this.paper, this.dialog]);
    this.nameTheme();
    this.turn("verdicts");
  }

  listen() {
    const findings = (by) => {
      const all = this.verdicts.findings();
      if (!all.length) return;
      const at = all.indexOf(this.chosen);
      this.turn("verdicts");
      this.chooseFinding(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length], 0);
    };
    const topology = (by) => this.show((this.current + by + REPORT.runs.length) % REPORT.runs.length);
    listenToKeys({
      "/": () => { this.search.field.focus(); this.search.field.select(); },
      j: () => findings(1), k: () => findings(-1), n: () => this.chooseStep(this.step + 1), p: () => this.chooseStep(this.step - 1),
      Escape: () => this.release(), "+": () => this.camera.zoom(1.3), "=": () => this.camera.zoom(1.3), "-": () => this.camera.zoom(1 / 1.3), 0: () => this.fit(),
      c: () => this.collapseAll(), e: () => this.expandAll(), "[": () => topology(-1), "]": () => topology(1), t: () => this.toggleTheme(), "?": () => this.dialog.showModal(),
    });
    let width = 0;
    new ResizeObserver(() => {
      const now = this.stage.clientWidth;
      if (now && Math.abs(now - width) > 1 && !this.chosen) this.fit();
      width = now;
    }).observe(this.stage);
    const print = () => { if (!this.paper.firstChild) append(this.paper, paper()); this.forPaper(); };
    window.addEventListener("beforeprint", print);
    window.addEventListener("afterprint", () => this.fromPaper());
    window.matchMedia("print").addEventListener("change", (event) => (event.matches ? print() : this.fromPaper()));
  }

  /* On paper the picture is as large as the page, wherever it was looked at. */
  forPaper() {
    const box = this.picture.whole();
    this.picture.root.setAttribute("viewBox", `${round(box.x - 10)} ${round(box.y - 10)} ${round(box.w + 20)} ${round(box.h + 20)}`);
    this.picture.world.removeAttribute("transform");
  }

  fromPaper() {
    this.picture.root.removeAttribute("viewBox");
    this.camera.apply();
  }

  show(index) {
    if (index === this.current) return;
    this.current = index;
    const { run } = this;
    prepareOnce(run);
    if (!this.views[index]) this.views[index] = firstView(run);
    this.chosen = null;
    this.unseen = false;
    this.topologies.value = String(index);
    document.title = `${run.fails ? "✗" : "✓"} ${run.name} · archcheck`;
    refill(this.about, html("strong", null, said(run.name)), html("span", { class: "faint" }, " ", said(run.path), ` · ${plural(run.nodes.length, "node")} · ${plural(run.edges.length, "edge")}`,
      run.baseline ? ` · baseline: ${Object.entries(run.baseline).map(([name, count]) => `${count} ${name}`).join(", ")}` : ""));
    refill(this.caption, html("strong", null, said(run.name)), " ", said(run.path));
    this.verdicts.show(run);
    const unseen = unseenOf(run), counts = { verdicts: run.constraints.length, coverage: unseen.nodes.size + unseen.edges.size, assumptions: assumptionsOf(run).length, warnings: run.diagnostics.length };
    const panels = { coverage: () => coveragePanel(run, this.act), assumptions: () => assumptionsPanel(run, this.act), warnings: () => warningsPanel(run) };
    for (const { id, tab, panel } of this.tabs) {
      refill(tab.lastChild, counts[id] ? counts[id].toLocaleString("en") : "");
      if (panels[id]) refill(panel, panels[id]());
    }
    this.search.show(run);
    document.body.classList.toggle("without-zones", !run.zones.length);
    this.closeDetail();
    this.draw();
    this.fit();
    refill(this.key.lastChild, keyOf(run));
  }

  draw() {
    this.picture.show(this.run, this.view);
    this.emphasise();
  }

  fit() {
    this.camera.fit(this.picture.whole());
  }

  emphasise() {
    const { chosen } = this;
    let emphasis = {};
    if (chosen && chosen.constraint) {
      const missed = chosen.path.length ? chosen.constraint.waypoints : [];
      emphasis = { path: chosen.path, other: chosen.otherPath, step: this.step, nodes: chosen.path.length ? [] : chosen.nodes, edges: chosen.edges, missed };
    } else if (chosen && chosen.node !== undefined) {
      emphasis = { chosen: [chosen.node] };
    } else if (chosen && chosen.edges) {
      emphasis = { edges: chosen.edges };
    }
    this.picture.mark({ ...emphasis, unseen: this.unseen ? unseenOf(this.run) : null });
  }

  /* Draw again, with what is needed in sight. */
  redraw(nodes) {
    if (reveal(this.run, this.view, nodes)) this.draw();
    else this.emphasise();
  }

  openDetail(panel, focus) {
    const fresh = this.detail.hidden;
    this.detail.hidden = false;
    document.body.classList.add("with-detail");
    refill(this.detail, panel);
    if (focus) this.detail.querySelector("h2").focus({ preventScroll: true });
    return fresh;
  }

  closeDetail() {
    this.detail.hidden = true;
    document.body.classList.remove("with-detail");
    empty(this.detail);
  }

  release() {
    const was = this.chosen;
    this.chosen = null;
    this.closeDetail();
    this.emphasise();
    const row = was && this.verdicts.list.querySelector("[aria-current]");
    this.verdicts.choose(null);
    if (row && (document.activeElement === document.body || !document.activeElement)) row.focus();
    if (was) this.fit();
  }

  chooseConstraint(constraint) {
    this.chosen = constraint;
    this.turn("verdicts");
    this.openDetail(constraintPanel(this.run, constraint, this.act));
    this.emphasise();
    this.verdicts.choose(constraint);
    this.turnToDetail();
  }

  chooseFinding(finding, step) {
    this.chosen = finding;
    this.step = step;
    this.openDetail(findingPanel(this.run, finding, step, this.act));
    this.verdicts.choose(finding);
    const nodes = nodesOf(this.run, finding);
    this.redraw(nodes);
    this.camera.fit(padded(this.picture.boxOf(nodes)));
    this.turnToDetail();
  }

  /* In a narrow window the details stand above the list, out of sight of who chose in it. */
  turnToDetail() {
    if (window.matchMedia("(max-width: 760px)").matches) this.detail.scrollIntoView({ block: "start" });
  }

  chooseStep(step) {
    const finding = this.chosen;
    if (!finding || !finding.constraint) return;
    const steps = [...finding.path.slice(1), ...finding.otherPath.slice(1)];
    if (step < 1 || step > steps.length) return;
    const inside = this.detail.contains(document.activeElement) ? document.activeElement.className : "";
    this.step = step;
    this.openDetail(findingPanel(this.run, finding, step, this.act));
    const now = this.detail.querySelector("[aria-current=step]");
    now.scrollIntoView({ block: "nearest" });
    const same = inside && (inside.includes("back-step") ? this.detail.querySelector(".back-step:not(:disabled)") : inside.includes("next-step") ? this.detail.querySelector(".next-step:not(:disabled)") : null);
    if (inside) (same || now).focus({ preventScroll: true });
    this.emphasise();
    const edge = this.run.edges[steps[step - 1].edge];
    this.camera.look(this.picture.boxOf([edge.from, edge.to]));
  }

  chooseNode(index) {
    this.chosen = { node: index };
    this.verdicts.choose(null);
    this.openDetail(nodePanel(this.run, index, this.act));
    this.redraw([index]);
    this.camera.look(this.picture.boxOf([index]));
  }

  chooseEdge(index) {
    const edge = this.run.edges[index];
    this.redraw([edge.from, edge.to]);
    this.chooseLink({ edges: [index] });
    this.camera.look(this.picture.boxOf([edge.from, edge.to]));
  }

  chooseLink(link) {
    this.chosen = { edges: link.edges };
    this.verdicts.choose(null);
    this.openDetail(linkPanel(this.run, link, this.act));
    this.emphasise();
  }

  chooseZone(index) {
    for (let zone = this.run.zones[index].parent; zone !== undefined; zone = this.run.zones[zone].parent) this.view.closed.delete(zone);
    this.draw();
    const drawn = this.picture.drawn.get(`open zone ${index}`) || this.picture.drawn.get(`zone ${index}`);
    if (!drawn) return;
    this.camera.look(drawn.item);
    drawn.element.focus({ preventScroll: true });
  }

  /* What a click in the picture does. */
  pick(item) {
    if (item.type === "link") return this.chooseLink(item.link);
    if (item.type === "node") return this.chooseNode(item.nodes[0]);
    const before = this.picture.drawn.get(item.type === "zone" ? `open ${item.key}` : item.key);
    if (item.type === "rest") this.view.apart.add(item.within);
    else if (item.type === "closed") this.view.closed.delete(item.zone);
    else this.close(item.zone);
    const { scale } = this.camera, at = { x: before.box.x * scale + this.camera.x, y: before.box.y * scale + this.camera.y };
    this.draw();
    const after = this.picture.drawn.get(`open ${item.key}`) || this.picture.drawn.get(item.key);
    if (!after) return this.fit();
    this.camera.pan(at.x - (after.box.x * scale + this.camera.x), at.y - (after.box.y * scale + this.camera.y));
    after.element.focus({ preventScroll: true });
    return undefined;
  }

  close(zone) {
    this.view.closed.add(zone);
    allIn(this.run, zone).forEach((index) => this.view.asked.delete(index));
  }

  collapseAll() {
    this.run.zones.forEach((zone) => this.close(zone.index));
    this.draw();
    this.fit();
  }

  expandAll() {
    this.view.closed.clear();
    this.draw();
    this.fit();
  }

  turn(id) {
    for (const each of this.tabs) {
      const on = each.id === id;
      each.tab.setAttribute("aria-selected", String(on));
      each.tab.tabIndex = on ? 0 : -1;
      each.panel.hidden = !on;
    }
  }

  walkTabs(event) {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const at = this.tabs.findIndex(({ tab }) => tab.getAttribute("aria-selected") === "true");
    const next = this.tabs[(at + way + this.tabs.length) % this.tabs.length];
    this.turn(next.id);
    next.tab.focus();
  }

  isDark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
  }

  toggleTheme() {
    document.documentElement.dataset.theme = this.isDark() ? "light" : "dark";
    this.nameTheme();
  }

  nameTheme() {
    refill(this.theme, this.isDark() ? "Light" : "Dark");
    this.theme.setAttribute("aria-label", `Switch to ${this.isDark() ? "light" : "dark"} (t)`);
  }
}

function prepareOnce(run) {
  if (!run.prepared) prepare(run);
  run.prepared = true;
}

function padded(box) {
  return box && { x: box.x - 40, y: box.y - 40, w: box.w + 80, h: box.h + 80 };
}

/* The nodes that a finding is about: those of its paths, those of its edges, or else those at fault. */
function nodesOf(run, finding) {
  const found = new Set(finding.nodes);
  for (const step of [...finding.path, ...finding.otherPath]) {
    if (step.node !== undefined) found.add(step.node);
    if (step.edge !== undefined) [run.edges[step.edge].from, run.edges[step.edge].to].forEach((index) => found.add(index));
  }
  for (const index of finding.edges) [run.edges[index].from, run.edges[index].to].forEach((end) => found.add(end));
  return [...found];
}

/* What the shapes, lines and marks mean, as far as they occur. */
function keyOf(run) {
  const swatch = (inner) => svg("svg", { width: 44, height: 24, viewBox: "-6 -4 56 34", "aria-hidden": "true" }, inner);
  const categories = Object.keys(OUTLINES).filter((name) => run.nodes.some((node) => node.category === name));
  const likes = Object.keys(EDGE_WORDS).filter((name) => run.edges.some((edge) => edge.like === name));
  const rows = categories.map((name) => html("li", null, swatch(svg("g", { class: `leaf c-${name}` }, svg("path", { class: "outline", d: OUTLINES[name](44, 26) }))), name));
  rows.push(...likes.map((like) => html("li", null, swatch(svg("g", { class: `link like-${like}` }, svg("path", { class: "line", d: "M0 13H40" }), svg("path", { class: "head", d: headPath({ x: 44, y: 13, dx: 1, dy: 0 }, like, 10) }))), EDGE_WORDS[like])));
  rows.push(html("li", null, swatch(svg("g", { class: "link hot" }, svg("path", { class: "line", d: "M0 13H40" }), svg("path", { class: "head", d: headPath({ x: 44, y: 13, dx: 1, dy: 0 }, "call", 10) }))), "on the path of a finding"));
  rows.push(html("li", null, swatch(svg("g", { class: "alarm", transform: "translate(22 13)" }, svg("path", { d: "M-4 -9H4L9 -4V4L4 9H-4L-9 4V-4z" }), svg("text", { y: 4, "text-anchor": "middle" }, "2"))), "findings that end here, or are about this"));
  rows.push(html("li", null, swatch(svg("g", { class: "leaf missed" }, svg("path", { class: "outline", d: OUTLINES.other(44, 26) }))), "what a path should have passed"));
  return html("ul", null, rows);
}

REPORT.runs = REPORT.runs || [];
document.documentElement.classList.add("live");
window.archcheckReport = new Page();
