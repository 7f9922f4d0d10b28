// Reads one JSON request a line, makes the calls by the official client, answers one line of JSON.
// The client itself holds every answer against the output schema of the tool.
import { createInterface } from "node:readline";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const say = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr); // the answers stay alone

async function talk({ address, headers, calls }) {
  const client = new Client({ name: "journey", version: "1.0.0" });
  const transport = new StreamableHTTPClientTransport(new URL(address), {
    requestInit: { headers: headers ?? {} },
  });
  await client.connect(transport);
  try {
    const { tools } = await client.listTools();
    const results = [];
    for (const { name, arguments: given } of calls) {
      results.push(await client.callTool({ name, arguments: given }));
    }
    return {
      server: client.getServerVersion(),
      instructions: client.getInstructions(),
      protocol: transport.protocolVersion,
      tools,
      results,
    };
  } finally {
    await client.close();
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = await talk(JSON.parse(line));
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  say(JSON.stringify(answer) + "\n");
}
