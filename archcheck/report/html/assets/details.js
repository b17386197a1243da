/* Details of a constraint, a node, or the edges between two boxes. */
function detailPanel(title, close, ...children) {
  return html("section", { class: "detail", "aria-labelledby": "detail-title" },
    html("header", null, html("h2", { id: "detail-title", tabindex: -1 }, title), button("Close", close, { class: "close", "aria-label": "Close (Esc)" })), children);
}

function constraintPanel(run, constraint, act) {
  const list = constraint.findings.length ? [html("h3", null, "Findings"), findingList(constraint, act)] : null;
  return detailPanel(said(constraint.title || constraint.id), act.close,
    html("div", { class: "marks" }, badge(STATUS, constraint.status), html("span", { class: "severity" }, constraint.countsAs || constraint.severity)),
    html("p", { class: "asks" }, code(constraint.id), `: ${STATUS[constraint.status] ? STATUS[constraint.status].means : constraint.status}`),
    list, constraintNotes(constraint));
}

function facts(item) {
  const rows = [];
  const row = (name, ...words) => rows.push(html("dt", null, name), html("dd", null, words));
  if (item.title) row("title", said(item.title));
  if (item.description) row("description", said(item.description));
  if (item.tags.length) row("tags", item.tags.map((tag, place) => [place ? ", " : "", code(tag)]));
  for (const [name, value] of item.labels) row(said(name), said(value));
  if (item.unknown && item.unknown.length) row("not known", item.unknown.join(", "));
  return rows;
}

/* Which constraints look at a node or an edge. */
function lookedAt(run, item) {
  const looking = run.looks[item.look] || [];
  if (!looking.length) return html("p", { class: "unlooked" }, icon("ring"), html("span", null, "no constraint looks at it"));
  return html("details", null, html("summary", null, `${plural(looking.length, "constraint")} look${looking.length === 1 ? "s" : ""} at it`),
    html("ul", null, looking.map((index) => html("li", null, code(run.constraints[index].id)))));
}

function nodePanel(run, index, act) {
  const node = run.nodes[index];
  const edges = (list, end, word) => list.length ? [html("h3", null, `${word} (${list.length})`), html("ul", { class: "edges" }, list.slice(0, 50).map((edge) => {
    const other = run.nodes[run.edges[edge][end]];
    return html("li", null, html("button", { type: "button", class: "linklike", on: { click: () => act.node(other.index) } }, said(other.id)), ` ${run.edges[edge].kind}`);
  }), list.length > 50 ? html("li", null, `and ${list.length - 50} more`) : null)] : null;
  return detailPanel(said(node.id), act.close,
    html("dl", { class: "facts" }, html("dt", null, "kind"), html("dd", null, code(node.kind)),
      node.zone === undefined ? null : [html("dt", null, "zone"), html("dd", null, code(run.zones[node.zone].path))],
      node.words.length ? [html("dt", null, "declared"), html("dd", null, node.words.join(", "))] : null, facts(node)),
    sourceLine(node.at), lookedAt(run, node), edges(node.out, "to", "Edges to"), edges(node.in, "from", "Edges from"));
}

function linkPanel(run, link, act) {
  const shown = link.edges.slice(0, 60);
  return detailPanel(plural(link.edges.length, "edge"), act.close, shown.map((index) => {
    const edge = run.edges[index];
    return html("article", null, html("h3", null, code(edge.id)),
      html("p", null, EDGE_WORDS[edge.kind] || `${edge.kind} (like ${EDGE_WORDS[edge.like] || edge.like})`),
      html("dl", { class: "facts" }, edge.flow ? [html("dt", null, "flow"), html("dd", null, edge.flow)] : null, facts(edge)), sourceLine(edge.at, true), lookedAt(run, edge));
  }), shown.length < link.edges.length ? html("p", null, `and ${link.edges.length - shown.length} more`) : null);
}
