// Reads AsyncAPI documents with the initiative's own parser, and says what is wrong and what is in each.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const parser = new Parser();

async function read(text) {
  const { document, diagnostics } = await parser.parse(text);
  const wrong = diagnostics.filter((one) => one.severity === 0).map(({ code, message, path }) => ({ code, message, path }));
  const found = document && {
    channels: document.channels().all().map((one) => [one.id(), one.address(), one.messages().all().length]),
    operations: document.operations().all().map((one) => [one.id(), one.action()]),
  };
  return { wrong, found: found ?? null };
}

const said = [];
for (const document of JSON.parse(readFileSync(process.argv[2], "utf8"))) said.push(await read(JSON.stringify(document)));
process.stdout.write(JSON.stringify(said));
