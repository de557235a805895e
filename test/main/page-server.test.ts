import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Port, PortMessage } from "../../src/core/contract/port.ts";
import { PageServer } from "../../src/main/host/page-server.ts";

const folder = mkdtempSync(join(tmpdir(), "tapedeck-page-"));
const root = join(folder, "renderer");
const ports: Port[] = [];
let server: PageServer;
let port = 0;
let host = "";

beforeAll(async () => {
  mkdirSync(join(root, "assets"), { recursive: true });
  writeFileSync(join(root, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(root, "assets/index-1.js"), "void 0;");
  writeFileSync(join(root, "secret.txt"), "not of a type that is served");
  writeFileSync(join(folder, "outside.js"), "outside");
  symlinkSync(join(folder, "outside.js"), join(root, "assets/link.js"));
  server = await PageServer.listen({ root, port: 0, onPage: (page) => ports.push(page) });
  port = Number(new URL(server.address).port);
  host = `127.0.0.1:${port}`;
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** A request as typed: path and headers go out as they are. */
function ask(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, path, method, headers: { Host: host, ...headers } }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    outgoing.on("error", reject).end();
  });
}

async function cookie(): Promise<string> {
  const { headers } = await ask(new URL(server.address).search.replace(/^/, "/"));
  return String(headers["set-cookie"]).split(";")[0] as string;
}

/** Resolves with what became of a WebSocket: `open`, or the status it was refused with. */
function knock(path: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.on("open", () => {
      socket.close();
      resolve("open");
    });
    socket.on("unexpected-response", (_request, response) => {
      response.destroy();
      resolve(String(response.statusCode));
    });
    socket.on("error", () => {});
  });
}

describe("the page server", () => {
  test("listens on loopback alone, with a token of 256 bits in its address", () => {
    const { hostname, searchParams } = new URL(server.address);
    expect(hostname).toBe("127.0.0.1");
    expect(Buffer.from(searchParams.get("token") ?? "", "base64url")).toHaveLength(32);
  });

  test("exchanges the token for a strict cookie with the port in its name, and takes the token out of the address", async () => {
    const { status, headers } = await ask(`/${new URL(server.address).search}`);
    expect(status).toBe(303);
    expect(headers["location"]).toBe("/");
    expect(String(headers["set-cookie"])).toMatch(new RegExp(`^tapedeck_${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`));
    expect(String(headers["set-cookie"])).not.toContain(new URL(server.address).searchParams.get("token") ?? "");
  });

  test("serves the page under its policy to who holds the cookie", async () => {
    const { status, headers, body } = await ask("/", { Cookie: `other=1; ${await cookie()}` });
    expect(status).toBe(200);
    expect(body).toContain("<title>page</title>");
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "content-type": "text/html; charset=utf-8",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    });
    const policy = String(headers["content-security-policy"]).split("; ");
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "require-trusted-types-for 'script'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'none'",
      ]),
    );
    expect(policy).toContain(`connect-src 'self' ws://${host}`);
  });

  test("answers to localhost as well", async () => {
    const { status, headers } = await ask("/", { Host: `localhost:${port}`, Cookie: await cookie() });
    expect(status).toBe(200);
    expect(headers["content-security-policy"]).toContain(`ws://localhost:${port}`);
  });

  test.each([
    ["without a cookie", async () => ask("/"), 401],
    ["with a wrong token", async () => ask(`/?token=${"A".repeat(43)}`), 401],
    ["with an empty token", async () => ask("/?token="), 401],
    ["with a wrong cookie", async () => ask("/", { Cookie: `tapedeck_${port}=${"A".repeat(43)}` }), 401],
    ["with the token for a cookie", async () => ask("/", { Cookie: `tapedeck_${port}=${new URL(server.address).searchParams.get("token")}` }), 401],
    ["to an asset without a cookie", async () => ask("/assets/index-1.js"), 401],
    ["for another host, though it resolves to here", async () => ask("/", { Host: `evil.example:${port}`, Cookie: await cookie() }), 403],
    ["for our address on another port", async () => ask("/", { Host: `127.0.0.1:${port + 1}`, Cookie: await cookie() }), 403],
    ["for our address without a port", async () => ask("/", { Host: "127.0.0.1", Cookie: await cookie() }), 403],
    ["with the token, for another host", async () => ask(`/${new URL(server.address).search}`, { Host: "evil.example" }), 403],
    ["that posts", async () => ask("/", { Cookie: await cookie() }, "POST"), 405],
    ["that deletes", async () => ask("/", { Cookie: await cookie() }, "DELETE"), 405],
  ])("refuses a request %s", async (_, asking, status) => {
    const answer = await asking();
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain("<title>");
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });

  test.each([
    "/../outside.js",
    "/assets/../../outside.js",
    "/%2e%2e/outside.js",
    "/assets/%2e%2e%2f%2e%2e%2foutside.js",
    "/..%5coutside.js",
    "/assets/link.js",
    "/secret.txt",
    "/assets",
    "/%00.js",
    "/%",
    "/none.js",
  ])("has no page at %s", async (path) => {
    const { status, body } = await ask(path, { Cookie: await cookie() });
    expect([404, 400]).toContain(status);
    expect(body).not.toContain("outside");
  });

  test("refuses an address that is none", async () => {
    for (const path of ["//evil.example/", "http://evil.example/"]) expect((await ask(path, { Cookie: await cookie() })).status).toBe(400);
  });

  test("tells anybody here that it is well, and nothing else", async () => {
    expect(await ask("/health")).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    expect((await ask("/health", { Host: "evil.example" })).status).toBe(403);
  });

  test("never names the token in a redirect to somewhere else", async () => {
    const { headers } = await ask(`//evil.example/${new URL(server.address).search}`);
    expect(headers["location"]).toBeUndefined();
  });
});

describe("the page's port", () => {
  test("opens for the page, and carries text and bytes both ways", async () => {
    const before = ports.length;
    const socket = new WebSocket(`ws://${host}/port`, { headers: { Origin: `http://${host}`, Cookie: await cookie() } });
    socket.binaryType = "arraybuffer";
    await new Promise((resolve) => socket.once("open", resolve));
    const page = ports[before] as Port;
    const received: PortMessage[] = [];
    const both = new Promise<void>((resolve) => page.onMessage((message) => received.push(message) === 2 && resolve()));
    socket.send("text");
    socket.send(new Uint8Array([1, 2]));
    await both;
    expect(received).toEqual(["text", new Uint8Array([1, 2]).buffer]);
    const answered = new Promise((resolve) => socket.once("message", (data, binary) => resolve([data, binary])));
    page.post(new Uint8Array([3]).buffer);
    expect(await answered).toEqual([new Uint8Array([3]).buffer, true]);
    const closed = new Promise((resolve) => socket.once("close", (code, reason) => resolve([code, String(reason)])));
    page.close(`not in the contract: ${"ä".repeat(200)}`);
    const [code, reason] = (await closed) as [number, string];
    expect(code).toBe(1008);
    expect(reason).toMatch(/^not in the contract: ä+$/);
  });

  test("is cut when a message is larger than any in the contract", async () => {
    const socket = new WebSocket(`ws://${host}/port`, { headers: { Origin: `http://${host}`, Cookie: await cookie() } });
    await new Promise((resolve) => socket.once("open", resolve));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => {});
    socket.send("x".repeat(65_537));
    expect(await closed).toBe(1009); // message too big
  });

  test.each([
    ["without an Origin", async () => knock("/port", { Cookie: await cookie() }), "403"],
    ["from another page's Origin", async () => knock("/port", { Cookie: await cookie(), Origin: "http://evil.example" }), "403"],
    ["from the same host on another port", async () => knock("/port", { Cookie: await cookie(), Origin: `http://127.0.0.1:${port + 1}` }), "403"],
    ["from localhost to the address", async () => knock("/port", { Cookie: await cookie(), Origin: `http://localhost:${port}` }), "403"],
    ["with the Origin of no page", async () => knock("/port", { Cookie: await cookie(), Origin: "null" }), "403"],
    ["without a cookie", async () => knock("/port", { Origin: `http://${host}` }), "401"],
    [
      "for another host",
      async () => knock("/port", { Cookie: await cookie(), Origin: `http://evil.example:${port}`, Host: `evil.example:${port}` }),
      "403",
    ],
    ["on another path", async () => knock("/", { Cookie: await cookie(), Origin: `http://${host}` }), "404"],
  ])("stays closed %s", async (_, knocking, status) => {
    const before = ports.length;
    expect(await knocking()).toBe(status);
    expect(ports).toHaveLength(before);
  });

  test("survives a visitor who hangs up at once", async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.write("GET /port HTTP/1.1\r\nHost: evil\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        socket.resetAndDestroy();
      });
      socket.on("close", () => resolve());
    });
    expect((await ask("/health")).status).toBe(200);
  });
});
