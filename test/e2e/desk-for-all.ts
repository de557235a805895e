import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, vi } from "vitest";
import { complainTo } from "./desk-page.ts";
import type { DeskLauncher, LaunchedDesk } from "./launch-desk.ts";

/** A desk that is there from the first test to the last. */
export interface DeskForAll {
  /** What the page has complained of since the last test; see {@link complainTo}. */
  readonly complaints: string[];
  readonly desk: LaunchedDesk;
  readonly page: Page;
}

export interface DeskForAllOptions {
  /** Of the data folder, for whoever finds it left over. */
  readonly name: string;
  /** Called before the desk is started. */
  readonly prepare?: (data: string) => void;
  /** Called once its page is open. */
  readonly begin?: (page: Page) => Promise<unknown>;
}

/**
 * One desk on a data folder of its own for all tests of the file or the `describe` that calls this: what a person does one after the other
 * in a sitting. Whatever a test looks at, the page must have nothing to complain about, and the desk ends in order.
 */
export function deskForAll(launcher: DeskLauncher | undefined, { name, prepare = () => {}, begin = async () => {} }: DeskForAllOptions): DeskForAll {
  const data = mkdtempSync(join(tmpdir(), `tapedeck-${name}-`));
  const complaints: string[] = [];
  let launched: LaunchedDesk | null = null;
  const desk = (): LaunchedDesk => {
    if (launched === null) throw new Error("no desk was started");
    return launched;
  };
  beforeAll(async () => {
    if (launcher === undefined) return;
    vi.stubEnv("TAPEDECK_DATA", data);
    prepare(data);
    launched = await launcher.launch([], (page) => complainTo(complaints, page));
    await begin(launched.page);
  });
  afterAll(async () => {
    const code = await launched?.stop();
    await launcher?.close();
    rmSync(data, { recursive: true });
    vi.unstubAllEnvs();
    if (launched !== null) expect(code).toBe(0);
  });
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
  });
  return {
    complaints,
    get desk() {
      return desk();
    },
    get page() {
      return desk().page;
    },
  };
}
