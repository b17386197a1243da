/* One finding: what it says, its path step by step, and what excuses it. */
function findingPanel(run, finding, step, act) {
  const { constraint } = finding;
  const steps = [...finding.path.slice(1).map((each, place) => ({ each, before: finding.path[place], number: place + 1 })),
    ...finding.otherPath.slice(1).map((each, place) => ({ each, before: finding.otherPath[place], number: finding.path.length + place, second: place === 0 }))];
  const panel = html("section", { class: "detail finding", "aria-labelledby": "detail-title" },
    html("header", null,
      html("div", { class: "marks" }, badge(STATE, finding.state), html("span", { class: "severity" }, constraint.countsAs || constraint.severity)),
      html("h2", { id: "detail-title", tabindex: -1 }, message(finding.message)),
      button("Close", act.close, { class: "close", "aria-label": "Close (Esc)" })),
    html("p", { class: "asks" }, html("strong", null, code(constraint.id)), constraint.title ? [": ", said(constraint.title)] : null));
  append(panel, excuses(finding));
  if (steps.length) append(panel, walkThrough(run, finding, steps, step, act));
  else append(panel, [html("h3", null, "Where"), sourceLine(finding.at, finding.edges.length > 0)]);
  if (finding.fix.length) append(panel, [html("h3", null, "What would mend it"), html("ul", { class: "fixes" }, finding.fix.map((cut) => html("li", null, "cut ", cut.map((edge, place) => [place ? " and " : "", code(edge)]))))]);
  if (finding.cut) append(panel, [html("h3", null, "What it hangs on"), html("p", null, finding.cut.length ? finding.cut.map((name, place) => [place ? ", " : "", code(name)]) : "nothing joins the two at all")]);
  append(panel, constraintNotes(constraint));
  return panel;
}

function walkThrough(run, finding, steps, step, act) {
  const last = steps.length, names = (path) => path[0] && path[path.length - 1].name === path[0].name ? "Cycle" : "Path";
  const items = steps.map(({ each, before, number, second }) => {
    const edge = run.edges[each.edge], now = number === step;
    const pick = html("button", { type: "button", class: "step", "aria-current": now ? "step" : null, "data-step": number, on: { click: () => act.step(number) } },
      html("span", { class: "step-number" }, number), html("span", { class: "step-text" }, said(before.name),
        html("span", { class: `arrow${each.back ? " back" : ""}`, title: each.back ? "data comes back against the edge" : null }, html("span", { class: "hidden" }, each.back ? " is answered by, back to " : " to "), html("span", { "aria-hidden": "true" }, each.back ? " ⇐ " : " → ")), said(each.name)));
    return html("li", { class: now ? "now" : null }, second ? html("p", { class: "and" }, "and the other path") : null, pick,
      html("p", { class: "step-edge" }, code(edge.id), ` ${edge.kind}`, each.back ? ", against its direction" : "", edge.title ? [": ", said(edge.title)] : null),
      sourceLine(edge.at, true));
  });
  return [
    html("div", { class: "walk-bar" },
      html("h3", null, `${names(finding.path)}, ${plural(last, "step")}`),
      button("‹ Back", () => act.step(step - 1), { class: "back-step", disabled: step <= 1, "aria-label": "Previous step (p)" }),
      html("output", { class: "where", "aria-live": "polite" }, step ? `step ${step} of ${last}` : "not started"),
      button("Next ›", () => act.step(step + 1), { class: "next-step primary", disabled: step >= last, "aria-label": "Next step (n)" })),
    html("ol", { class: "steps" }, items),
  ];
}

function approvalText(approval) {
  return [said(approval.by), ` until ${approval.expires}: `, said(approval.reason), html("span", { class: "place" }, " (", said(placeText(approval.at)), ")")];
}

/* Who answers for a finding, in words. */
function excuses(finding) {
  const notes = [];
  if (finding.waiver) notes.push(html("p", { class: "excuse s-waived" }, icon("slashed"), html("span", null, "waived by ", approvalText(finding.waiver))));
  for (const approval of finding.expired) notes.push(html("p", { class: "excuse s-fail" }, icon("clock"), html("span", null, "a waiver has expired: by ", approvalText(approval))));
  for (const permit of finding.permits) {
    const words = [said(permit.authority), permit.version ? [", version ", said(permit.version)] : null, permit.pinned ? "; pinned" : "; not pinned: it can change while this document stays as it is",
      permit.controller ? ["; controlled by ", said(permit.controller)] : null, permit.reference ? ["; ", said(permit.reference)] : null];
    notes.push(html("p", { class: "excuse s-referred" }, icon("arrow"), html("span", null, "permitted only by ", words)));
  }
  if (finding.state === "known") notes.push(html("p", { class: "excuse s-known" }, icon("bookmark"), html("span", null, "known: the baseline holds it")));
  if (finding.state === "grace") notes.push(html("p", { class: "excuse s-grace" }, icon("clock"), html("span", null, `in grace: a warning until ${finding.constraint.graceUntil}`)));
  return notes;
}

/* What is to be said of a constraint, beside its findings. */
function constraintNotes(constraint) {
  const rows = [];
  const row = (name, ...words) => rows.push(html("dt", null, name), html("dd", null, words));
  row("rule", constraint.rule, constraint.along ? ` along ${constraint.along}` : "");
  row("severity", constraint.severity);
  const matched = Object.entries(constraint.matched);
  if (matched.length) row("matched", matched.map(([name, count]) => `${name}: ${count}`).join(", "));
  if (constraint.empty.length) row("matched nothing", constraint.empty.join(", "), constraint.allowEmpty ? ["; that is fine: ", said(constraint.allowEmpty)] : null);
  if (constraint.error) row("not evaluated", said(constraint.error));
  if (constraint.unknown.length) row("not known", html("ul", { class: "plain" }, constraint.unknown.map((reason) => html("li", null, said(reason)))));
  if (constraint.assumptions.length) row("leans on", constraint.assumptions.map((name, place) => [place ? ", " : "", code(name)]), " being stateless");
  if (constraint.graceUntil) row("grace until", constraint.graceUntil);
  if (constraint.rationale) row("rationale", said(constraint.rationale));
  if (constraint.references.length) row("references", constraint.references.map((text, place) => [place ? "; " : "", said(text)]));
  return [html("h3", null, "The constraint"), html("dl", { class: "facts" }, rows), sourceLine(constraint.emptyAt || constraint.at)];
}
