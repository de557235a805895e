import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerPage, BROKEN_URL, PAGE_URL } from "../../src/main/host/page-answer.ts";
import { pageHeaders } from "../../src/main/host/page-policy.ts";

const folder = mkdtempSync(join(tmpdir(), "tapedeck-scheme-"));
const root = join(folder, "renderer");

beforeAll(() => {
  mkdirSync(join(root, "assets"), { recursive: true });
  writeFileSync(join(root, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(root, "assets/index-1.js"), "void 0;");
  writeFileSync(join(folder, "outside.js"), "outside");
});

afterAll(() => rmSync(folder, { recursive: true }));

const ask = (url: string, method = "GET"): Promise<Response> => answerPage(root, { url, method });

describe("the page's own scheme", () => {
  test("serves the built page under the policy of the page server, without its socket", async () => {
    const response = await ask(PAGE_URL);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("<title>page</title>");
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy.split("; ")).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'", "trusted-types 'none'"]),
    );
    const served = pageHeaders("127.0.0.1:1")["Content-Security-Policy"];
    expect(served).toBe(policy.replace("connect-src 'self'", "connect-src 'self' ws://127.0.0.1:1"));
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await ask(`${PAGE_URL}assets/index-1.js`)).headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  });

  test.each([
    `${PAGE_URL}none.js`,
    `${PAGE_URL}../outside.js`,
    `${PAGE_URL}..%2foutside.js`,
    `${PAGE_URL}%2e%2e/outside.js`,
    `${PAGE_URL}assets\\..\\..\\outside.js`,
    `${PAGE_URL}%00`,
    `${PAGE_URL}%`,
    "app://other/",
    "app://desk.evil.example/index.html",
    "app://desk:1/index.html",
  ])("has nothing at %s, and says so under the policy", async (url) => {
    const response = await ask(url);
    expect([response.status, await response.text()]).toEqual([404, ""]);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test.each(["POST", "PUT", "HEAD"])("refuses %s", async (method) => {
    expect((await ask(PAGE_URL, method)).status).toBe(405);
  });

  test("has a page of its own, without any script, for a page that died too often", async () => {
    const response = await ask(BROKEN_URL);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(text).toContain(`href="${PAGE_URL}"`);
    expect(text).not.toContain("<script");
    expect(response.headers.get("content-security-policy")).toContain("script-src 'self'");
  });
});
