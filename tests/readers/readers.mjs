// Reads one JSON request a line, lets npm packages read the files, answers one line of JSON.
import { createRequire } from "node:module";
import { mkdtemp, readFile, rm, cp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const say = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr); // the answers stay alone

// Backstage takes the title from the first heading that marked finds; that line of its plug-in
// is not in the package that is published, the filter of names and the front matter are.
async function backstage({ path }) {
  const { madrFilePathFilter, parseMadrWithFrontmatter } = require("@backstage/plugin-adr-common");
  const { marked } = await import("marked");
  const { content, status, date, attributes } = parseMadrWithFrontmatter(await text(path));
  const heading = marked.lexer(content).find((one) => one.type === "heading" && one.depth === 1);
  return {
    accepted: madrFilePathFilter(basename(path)),
    title: heading?.text ?? null,
    status: status ?? null,
    date: date ?? null,
    attributes,
  };
}

async function log4brains({ path }) {
  const { Log4brains } = require("@log4brains/core");
  const folder = await mkdtemp(join(tmpdir(), "log4brains-"));
  try {
    await cp(path, join(folder, "adr"), { recursive: true });
    const settings = "project:\n  name: records\n  tz: UTC\n  adrFolder: ./adr\n";
    await writeFile(join(folder, ".log4brains.yml"), settings);
    const found = await Log4brains.create(folder).searchAdrs();
    return {
      records: found.map(({ slug, title, status, supersededBy, tags, publicationDate, body }) => ({
        slug, title, status, supersededBy, tags, date: publicationDate, body: body.enhancedMdx,
      })),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function markdownlint({ paths, rules }) {
  const { lint } = await import("markdownlint/promise");
  const found = await lint({ files: paths, config: rules, noInlineConfig: true });
  return { findings: Object.entries(found).flatMap(([path, list]) =>
    list.map(({ lineNumber, ruleNames, ruleDescription, errorDetail, errorContext }) => ({
      path, line: lineNumber, rule: ruleNames[0], words: ruleDescription,
      detail: errorDetail, context: errorContext,
    }))) };
}

async function yaml({ path }) {
  const { parseAllDocuments } = require("yaml");
  const documents = parseAllDocuments(await text(path), { version: "1.2", strict: true });
  const faults = documents.flatMap((one) => [...one.errors, ...one.warnings]);
  if (faults.length) throw new Error(faults.map((one) => one.message).join("; "));
  return { documents: documents.map((one) => one.toJS({ maxAliasCount: 0 })) };
}

async function text(path) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile(path));
}

const readers = { backstage, log4brains, markdownlint, yaml };

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = await readers[request.kind](request);
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  say(JSON.stringify(answer) + "\n");
}
