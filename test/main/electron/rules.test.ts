import { beforeEach, describe, expect, test, vi } from "vitest";
import { electron, FakeWebContents } from "./fake-electron.ts";

vi.mock("electron", async () => (await import("./fake-electron.ts")).electronModule);

const PAGE = "app://desk/";

beforeEach(() => electron.reset());

async function confined(): Promise<FakeWebContents> {
  const { confineContents } = await import("../../../src/main/windows/rules.ts");
  confineContents();
  const contents = new FakeWebContents();
  electron.app.emit("web-contents-created", {}, contents);
  return contents;
}

describe("whatever has web contents", () => {
  test("opens no window and holds no webview", async () => {
    const contents = await confined();
    for (const url of [PAGE, "https://example.com/", "about:blank"]) expect(contents.openHandler?.({ url })).toEqual({ action: "deny" });
    expect(contents.prevents("will-attach-webview")).toBe(true);
  });

  test.each(["will-navigate", "will-frame-navigate", "will-redirect"])("goes nowhere on %s but to the page", async (name) => {
    const contents = await confined();
    const foreign = [
      "https://example.com/",
      "file:///etc/passwd",
      "app://other/",
      `${PAGE}broken`,
      "app://desk.evil/",
      "javascript:1",
      "data:text/html,x",
      "",
    ];
    for (const url of foreign) expect([url, contents.prevents(name, { url, isMainFrame: true })]).toEqual([url, true]);
    expect(contents.prevents(name, { url: PAGE, isMainFrame: true })).toBe(false);
    expect(contents.prevents(name, { url: PAGE, isMainFrame: false })).toBe(true);
  });
});

describe("a session of the shell", () => {
  test("grants nothing, and sends no request to a network or a file", async () => {
    const { denyPermissions } = await import("../../../src/main/windows/rules.ts");
    denyPermissions(electron.session as unknown as Parameters<typeof denyPermissions>[0]);
    const { handlers } = electron.session;
    const answers: unknown[] = [];
    const answer = (granted: unknown): void => void answers.push(granted);
    (handlers["permission"] as (...args: unknown[]) => void)({}, "notifications", answer);
    (handlers["display"] as (...args: unknown[]) => void)({}, answer);
    expect(answers).toEqual([false, null]);
    expect((handlers["permissionCheck"] as () => unknown)()).toBe(false);
    expect((handlers["device"] as () => unknown)()).toBe(false);
    const { filter, handler } = handlers["request"] as { filter: { urls: string[] }; handler: (...args: unknown[]) => void };
    handler({ url: "https://example.com/" }, answer);
    expect(answers.at(-1)).toEqual({ cancel: true });
    for (const scheme of ["http", "https", "ws", "wss", "file"]) expect(filter.urls.some((url) => url.startsWith(`${scheme}://`))).toBe(true);
  });

  test("knows the page's scheme as standard, secure, and bound to its origin", async () => {
    const { registerScheme } = await import("../../../src/main/windows/app-scheme.ts");
    registerScheme();
    expect(electron.schemes).toEqual([
      { scheme: "app", privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, stream: false } },
    ]);
  });
});

describe("the menu", () => {
  const roles = (): (string | undefined)[] => electron.menu.flatMap(({ role, submenu = [] }) => [role, ...submenu.map((item) => item.role)]);

  test("has the standard roles, and developer tools only where the program is not packaged", async () => {
    const { setMenu } = await import("../../../src/main/windows/menu.ts");
    setMenu(() => {});
    expect(roles()).toEqual(expect.arrayContaining(["editMenu", "windowMenu", "reload", "togglefullscreen", "toggleDevTools"]));
    electron.app.isPackaged = true;
    setMenu(() => {});
    expect(roles()).not.toContain("toggleDevTools");
    expect(roles()).toContain("reload");
  });

  test("opens the session that is chosen, and none where the user thinks better of it", async () => {
    const { setMenu } = await import("../../../src/main/windows/menu.ts");
    const opened: string[] = [];
    setMenu((tape) => opened.push(tape));
    const choose = electron.menu.flatMap(({ submenu = [] }) => submenu).find(({ label = "" }) => label.startsWith("Open"))?.click;
    choose?.();
    electron.chosenFiles = ["/home/me/a.tape"];
    choose?.();
    await expect.poll(() => opened).toEqual(["/home/me/a.tape"]);
  });
});
