// Tools that take whatever credentials they are shown, but for those they were told to refuse; and that know everything they were shown.
import { createServer } from "node:http";
import { canary } from "./residue.mjs";

export class Gullible {
  static async start() {
    const tools = new Gullible();
    tools.heard = "";
    tools.refused = "\0";
    // What a log-in gives away.
    tools.secrets = { code: canary(), "access token": canary(), "refresh token": canary() };
    tools.server = createServer(async (request, answer) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const basic = Buffer.from(/^Basic (.*)/.exec(request.headers.authorization)?.[1] ?? "", "base64");
      const asked = [request.url, JSON.stringify(request.headers), basic, Buffer.concat(chunks)].join("\n");
      tools.heard += asked;
      const { searchParams, pathname } = new URL(request.url, "http://tool.example");
      if (asked.includes(tools.refused)) return answer.writeHead(401).end();
      if (pathname.endsWith("/authorize")) return answer.writeHead(302, { location: `${searchParams.get("redirect_uri")}?${new URLSearchParams({ code: tools.secrets.code, state: searchParams.get("state") })}` }).end();
      const tokens = { access_token: tools.secrets["access token"], refresh_token: tools.secrets["refresh token"], token_type: "Bearer", expires_in: 3600 };
      answer.setHeader("content-type", "application/json").end(pathname.endsWith("/token") ? JSON.stringify(tokens) : "{}");
    });
    await new Promise((listening) => tools.server.listen(0, "127.0.0.1", listening));
    return tools;
  }

  addresses = (...tools) => tools.map((tool) => `${tool}=http://127.0.0.1:${this.server.address().port}/${tool}/{host}`).join();

  stop() {
    this.server.closeAllConnections();
    return new Promise((closed) => this.server.close(closed));
  }
}
