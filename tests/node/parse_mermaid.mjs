// Reads a JSON list of Mermaid texts from standard input, and writes what the real parser makes of each.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
// What GitHub and GitLab set.
mermaid.initialize({ startOnLoad: false, securityLevel: "strict", maxTextSize: 50000, maxEdges: 500 });

const told = [];
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    await mermaid.parse(text);
    const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
    told.push({
      type: diagram.type,
      size: text.length,
      edges: diagram.db.getEdges().length,
      nodes: [...diagram.db.getVertices().values()].map((node) => [node.id, node.text]),
    });
  } catch (error) {
    told.push({ error: String(error.message) });
  }
}
process.stdout.write(JSON.stringify(told));
