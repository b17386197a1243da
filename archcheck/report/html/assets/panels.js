const MOST_LISTED = 200;

/* What no constraint looks at; the set is also shown in the picture. */
function unseenOf(run) {
  const blind = (item) => !(run.looks[item.look] || []).length;
  return { nodes: new Set(run.nodes.filter(blind).map((node) => node.index)), edges: new Set(run.edges.filter(blind).map((edge) => edge.index)) };
}

function bar(seen, all, noun) {
  const share = all ? Math.floor((100 * seen) / all) : 100;
  return html("div", { class: "coverage" }, html("p", null, `${seen.toLocaleString("en")} of ${plural(all, noun)} ${all === 1 ? "is" : "are"} looked at (${share} %)`),
    html("progress", { max: Math.max(all, 1), value: all ? seen : 1, "aria-label": `${noun}s that a constraint looks at` }));
}

function coveragePanel(run, act) {
  const unseen = unseenOf(run);
  const list = (title, items, pick) => items.length ? [html("h3", null, `${title} (${items.length.toLocaleString("en")})`), html("ul", { class: "plain" }, items.slice(0, MOST_LISTED).map(pick),
    items.length > MOST_LISTED ? html("li", { class: "faint" }, `and ${(items.length - MOST_LISTED).toLocaleString("en")} more`) : null)] : null;
  const nodes = [...unseen.nodes], edges = [...unseen.edges];
  return html("div", { class: "panel" },
    html("p", { class: "explain" }, "A constraint looks at what its selectors match, and at all that its paths can lead through. What none looks at could be removed, and every verdict would be the same."),
    bar(run.nodes.length - nodes.length, run.nodes.length, "node"), bar(run.edges.length - edges.length, run.edges.length, "edge"),
    nodes.length || edges.length ? html("label", { class: "filter show-unseen" }, html("input", { type: "checkbox", checked: act.unseenShown(), on: { change: (event) => act.showUnseen(event.target.checked) } }), "mark in the picture what no constraint looks at")
      : html("p", null, "Every node and every edge is looked at."),
    list("Nodes that no constraint looks at", nodes, (index) => html("li", null, html("button", { type: "button", class: "linklike", on: { click: () => act.node(index) } }, said(run.nodes[index].id)), " ", html("span", { class: "faint" }, said(run.nodes[index].kind)))),
    list("Edges that no constraint looks at", edges, (index) => html("li", null, html("button", { type: "button", class: "linklike", on: { click: () => act.edge(index) } }, said(run.edges[index].id)), " ", html("span", { class: "faint" }, said(run.edges[index].kind)))));
}

function assumptionsOf(run) {
  const leaning = new Map();
  for (const constraint of run.constraints) {
    for (const name of constraint.assumptions) leaning.set(name, [...(leaning.get(name) || []), constraint]);
  }
  return [...leaning].sort(([one], [other]) => (one < other ? -1 : 1));
}

function assumptionsPanel(run, act) {
  const found = assumptionsOf(run), excused = run.constraints.filter((each) => each.allowEmpty);
  const unknown = run.nodes.filter((node) => node.unknown.length).length + run.edges.filter((edge) => edge.unknown.length).length;
  return html("div", { class: "panel" },
    found.length ? [html("p", { class: "explain" }, "These nodes are declared stateless, and these verdicts hold only as long as that is true: were it not, the constraint would fail."),
      html("ul", { class: "plain" }, found.map(([name, constraints]) => {
        const node = run.nodes.find((each) => each.id === name);
        return html("li", null, node ? html("button", { type: "button", class: "linklike", on: { click: () => act.node(node.index) } }, said(name)) : code(name),
          html("ul", null, constraints.map((each) => html("li", null, code(each.id)))), node ? sourceLine(node.at) : null);
      }))] : html("p", null, "No verdict leans on an assumption."),
    excused.length ? [html("h3", null, "Nothing to check, and said to be fine"), html("ul", { class: "plain" }, excused.map((each) => html("li", null, code(each.id), ": ", said(each.allowEmpty))))] : null,
    unknown ? html("p", null, `Of ${plural(unknown, "node or edge")}, something is not known; the details say what.`) : null);
}

function warningsPanel(run) {
  return html("div", { class: "panel" }, run.diagnostics.length ? html("ul", { class: "plain" }, run.diagnostics.map((each) => html("li", { class: `diagnostic s-${each.severity === "error" ? "fail" : "grace"}` },
    html("p", null, icon("triangle"), html("span", null, html("strong", null, each.severity), ": ", message(each.message))), sourceLine(each.at), each.help ? html("p", { class: "note" }, "help: ", message(each.help)) : null)))
    : html("p", null, "No warnings."));
}
