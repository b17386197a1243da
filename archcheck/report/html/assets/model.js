/* The report, as ../data.py writes it. Lists that are empty are left out there, and are put back here. */
const REPORT = JSON.parse(document.getElementById("data").textContent);

function prepare(run) {
  const lists = (item, ...names) => { for (const name of names) item[name] = item[name] || []; };
  for (const name of ["zones", "nodes", "edges", "constraints", "diagnostics", "looks"]) run[name] = run[name] || [];
  run.zones.forEach((zone, index) => { lists(zone, "tags", "labels"); zone.index = index; zone.zones = []; zone.nodes = []; });
  run.zones.forEach((zone, index) => { if (zone.parent !== undefined) run.zones[zone.parent].zones.push(index); });
  run.nodes.forEach((node, index) => {
    lists(node, "tags", "labels", "words", "unknown");
    node.index = index;
    node.out = [];
    node.in = [];
    if (node.zone !== undefined) run.zones[node.zone].nodes.push(index);
  });
  run.edges.forEach((edge, index) => {
    lists(edge, "tags", "labels", "unknown");
    edge.index = index;
    run.nodes[edge.from].out.push(index);
    run.nodes[edge.to].in.push(index);
  });
  run.constraints.forEach((constraint, index) => {
    constraint.index = index;
    lists(constraint, "findings", "references", "assumptions", "waypoints", "empty", "unknown");
    constraint.matched = constraint.matched || {};
    constraint.findings.forEach((finding, number) => {
      lists(finding, "nodes", "edges", "path", "otherPath", "fix", "expired", "permits");
      finding.constraint = constraint;
      finding.number = number;
    });
  });
  for (const zone of run.zones) zone.total = countIn(run, zone.index);
  return run;
}

function countIn(run, index) {
  const zone = run.zones[index];
  return zone.nodes.length + zone.zones.reduce((sum, inner) => sum + countIn(run, inner), 0);
}

/* The zones around a node, innermost first. */
function zonesAround(run, index) {
  const found = [];
  for (let zone = run.nodes[index].zone; zone !== undefined; zone = run.zones[zone].parent) found.push(zone);
  return found;
}

function placeText(at) {
  return at ? `${REPORT.files[at[0]].path}:${at[1]}:${at[2]}` : "";
}

function lineText(at) {
  return (at && REPORT.files[at[0]].lines && REPORT.files[at[0]].lines[at[1]]) || "";
}

/* A place in a file, and its line with what is meant in it marked: so many letters, or all that is left of the line. */
function sourceLine(at, whole = false) {
  if (!at) return null;
  const text = Array.from(lineText(at));
  const start = Math.min(at[2] - 1, text.length), end = whole ? text.length : Math.min(start + at[3], text.length);
  const place = html("figcaption", null, said(placeText(at)));
  if (!text.length) return html("figure", { class: "source" }, place);
  const indent = Math.min(text.findIndex((letter) => letter !== " ") , start);
  const marked = html("mark", null, text.slice(start, end).join(""));
  const line = html("code", { dir: "ltr" }, html("span", { class: "line-number" }, `${at[1]} `),
    text.slice(Math.max(indent, 0), start).join(""), marked, text.slice(end).join(""));
  return html("figure", { class: "source" }, place, html("pre", { tabindex: 0 }, line));
}
