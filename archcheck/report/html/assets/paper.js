/* For print: all topologies in words, made only when somebody prints. */
const MOST_PRINTED = 20;

function paper() {
  REPORT.runs.forEach(prepareOnce);
  return REPORT.runs.map((run) => html("section", null, html("h2", null, said(run.name)),
    html("p", null, said(run.path), `: ${plural(run.nodes.length, "node")}, ${plural(run.edges.length, "edge")}, ${plural(run.constraints.length, "constraint")}`),
    sortedConstraints(run).map((constraint) => html("article", null,
      html("h3", null, badge(STATUS, constraint.status), " ", code(constraint.id), constraint.countsAs && constraint.countsAs !== "error" ? ` (${constraint.countsAs})` : ""),
      constraint.title ? html("p", null, said(constraint.title)) : null,
      constraint.empty.length ? html("p", null, `matched nothing: ${constraint.empty.join(", ")}`, constraint.allowEmpty ? ["; that is fine: ", said(constraint.allowEmpty)] : null) : null,
      constraint.unknown.map((reason) => html("p", null, said(reason))),
      constraint.error ? html("p", null, said(constraint.error)) : null,
      constraint.assumptions.length ? html("p", null, "leans on ", constraint.assumptions.map((name, place) => [place ? ", " : "", code(name)]), " being stateless") : null,
      html("ul", null, constraint.findings.slice(0, MOST_PRINTED).map((finding) => html("li", null, badge(STATE, finding.state), " ", message(finding.message),
        finding.path.length ? html("p", null, pathWords(finding.path)) : null, finding.otherPath.length ? html("p", null, "and ", pathWords(finding.otherPath)) : null, excuses(finding),
        finding.at ? html("p", { class: "faint" }, said(placeText(finding.at))) : null)),
      constraint.findings.length > MOST_PRINTED ? html("li", null, `and ${constraint.findings.length - MOST_PRINTED} more`) : null))),
    paperNotes(run)));
}

function paperNotes(run) {
  const unseen = unseenOf(run), names = (indexes, items) => [...indexes].slice(0, MOST_LISTED).map((index, place) => [place ? ", " : "", code(items[index].id)]);
  const cut = (set) => (set.size > MOST_LISTED ? ` and ${set.size - MOST_LISTED} more` : "");
  return [html("h3", null, "Looked at by no constraint"),
    html("p", null, unseen.nodes.size ? [plural(unseen.nodes.size, "node"), ": ", names(unseen.nodes, run.nodes), cut(unseen.nodes)] : "no node"),
    html("p", null, unseen.edges.size ? [plural(unseen.edges.size, "edge"), ": ", names(unseen.edges, run.edges), cut(unseen.edges)] : "no edge"),
    run.diagnostics.length ? [html("h3", null, "Warnings"), html("ul", null, run.diagnostics.map((each) => html("li", null, each.severity, ": ", message(each.message), each.at ? [" (", said(placeText(each.at)), ")"] : null)))] : null];
}

function pathWords(path) {
  return path.map((step, place) => [place ? (step.back ? " ⇐ " : " → ") : "", code(step.name)]);
}
