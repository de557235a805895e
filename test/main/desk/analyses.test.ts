import { describe, expect, test } from "vitest";
import type { Port } from "../../../src/core/contract/port.ts";
import type { AnalysisCommand, ScreeningEvent, TypedCondition } from "../../../src/core/contract/screening.ts";
import { Analyses, type LiveSide } from "../../../src/main/desk/analyses.ts";
import { PageAnalyses, type ScreenPlace } from "../../../src/main/desk/page-analyses.ts";
import { FakeHost, type FakeWorker } from "./fake-host.ts";

const CONDITION: TypedCondition = { text: "close > 1", interval: "1m", acceptHoles: false };

/** The shell's side of screens over a fake process, and what a page with it is told. */
function desk({ place = { watched: ["v:A", "v:B", "v:C"] }, readers = 2 }: { place?: ScreenPlace | null; readers?: number } = {}) {
  const read: { opener: string; first: string[] }[] = [];
  const live: LiveSide = {
    venue: "binance",
    endpoint: "http://127.0.0.1:7",
    readers: () => Array.from({ length: readers }, () => (_port: Port, opener: string) => void read.push({ opener, first: [] })),
  };
  const idle: (() => void)[] = [];
  const host = new FakeHost({});
  const resources = { analysisThreads: 3, analysisQueue: 70 };
  const analyses = new Analyses({
    host,
    resources: () => resources,
    live: () => live,
    schedule: (task) => {
      idle.push(task);
      return () => void idle.splice(idle.indexOf(task), 1);
    },
  });
  const told: ScreeningEvent[] = [];
  const session = (name: string) => (name === "a.tape" ? "/data/a.tape" : undefined);
  const page = new PageAnalyses({ analyses, say: (event) => told.push(event), place: () => place, session });
  const process = (): FakeWorker => host.worker("screen-worker");
  const heard = (): AnalysisCommand[] => process().heard.map((text) => JSON.parse(text as string) as AnalysisCommand);
  const answer = (event: ScreeningEvent): void => process().tell(JSON.stringify(event));
  return { host, analyses, page, told, idle, read, resources, process, heard, answer };
}

const screen = (request: number, first: string[] = [], rx: number | null = null) =>
  ({ type: "screen.run", request, condition: CONDITION, first, rx }) as const;
const done = (request: number): ScreeningEvent => ({ type: "analysis.ended", request, outcome: "done", message: "" });
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("screens and backtests for pages", () => {
  test("start their process with the first of them: what is on screen first, and a port to each analytics worker", async () => {
    const { host, page, heard, read, process } = desk();
    expect(host.workers).toEqual([]);
    page.obey(screen(5, ["v:C", "v:UNWATCHED"]));
    await settled();
    expect(process().args).toEqual(["3", "70", "binance", "http://127.0.0.1:7"]);
    expect(heard()[0]).toEqual({ type: "screen.live", request: 1, condition: CONDITION, instruments: ["v:C", "v:A", "v:B"], urgent: 1, sources: 2 });
    expect(heard().slice(1)).toEqual([1, 1].map((request) => ({ type: "source.opened", request })));
    expect(read.map(({ opener }) => opener)).toEqual(["reader", "reader"]);
    page.obey({ type: "backtest.run", request: 6, condition: CONDITION, bars: 3, sessions: ["a.tape"] });
    expect(heard().at(-1)).toMatchObject({ type: "backtest.sessions", request: 2, bars: 3, sessions: [{ name: "a.tape", path: "/data/a.tape" }] });
    expect(host.workers).toHaveLength(1);
  });

  test("tell a page by its own numbers, to the last word and no further", async () => {
    const { page, told, answer } = desk({ readers: 0 });
    page.obey(screen(41));
    page.obey(screen(42));
    await settled();
    answer({ type: "analysis.progress", request: 2, done: 1, total: 3, unit: "symbols", heldUpMs: 0 });
    answer(done(1));
    answer({ type: "analysis.progress", request: 1, done: 1, total: 3, unit: "symbols", heldUpMs: 0 });
    expect(told).toEqual([{ type: "analysis.progress", request: 42, done: 1, total: 3, unit: "symbols", heldUpMs: 0 }, done(41)]);
  });

  test("end the process with the last that is cancelled, and leave the others alone till then", async () => {
    const { page, told, heard, process, answer } = desk({ readers: 0 });
    page.obey(screen(1));
    page.obey(screen(2));
    await settled();
    page.obey({ type: "analysis.cancel", request: 1 });
    expect(heard().at(-1)).toEqual({ type: "analysis.cancel", request: 1 });
    expect(process().stopped).toBe(false);
    page.obey({ type: "analysis.cancel", request: 2 });
    expect(process().stopped).toBe(true);
    page.obey({ type: "analysis.cancel", request: 2 });
    answer(done(2));
    expect(told).toEqual([1, 2].map((request) => ({ type: "analysis.ended", request, outcome: "cancelled", message: "" })));
  });

  test("go with their page", async () => {
    const { page, process } = desk();
    page.obey(screen(1));
    await settled();
    page.close();
    expect(process().stopped).toBe(true);
  });

  test("keep the process for a while after the last that is done, and start another where it has ended", async () => {
    const { host, page, idle, process, answer } = desk({ readers: 0 });
    page.obey(screen(1));
    await settled();
    expect(idle).toEqual([]);
    answer(done(1));
    page.obey(screen(2));
    expect(idle).toEqual([]);
    answer(done(2));
    idle[0]?.();
    expect(process().stopped).toBe(true);
    page.obey(screen(3));
    expect(host.workers).toHaveLength(2);
  });

  test("say what the process died of, and can be run again", async () => {
    const { host, page, told, process } = desk();
    page.obey(screen(7));
    await settled();
    process().die("screen-worker ended with SIGKILL");
    expect(told).toEqual([{ type: "analysis.ended", request: 7, outcome: "failed", message: "screen-worker ended with SIGKILL; run it again" }]);
    page.obey(screen(8));
    expect(host.workers).toHaveLength(2);
  });

  test("take over the threads of another profile while they run", async () => {
    const { analyses, page, heard, resources } = desk();
    page.obey(screen(1));
    await settled();
    resources.analysisThreads = 1;
    analyses.resize();
    expect(heard().at(-1)).toEqual({ type: "pool.resize", workers: 1, queue: 70 });
  });

  test("evaluate a replay's session where its clock stands, and read from no live worker", async () => {
    const { page, heard, read } = desk({ place: { tape: "/data/b.tape" } });
    page.obey(screen(1, ["v:A"], 812));
    await settled();
    expect(heard()).toEqual([{ type: "screen.session", request: 1, condition: CONDITION, tape: "/data/b.tape", rx: 812 }]);
    expect(read).toEqual([]);
  });

  test("refuse in one line what cannot be: a session that was not listed, a desk that is not open", () => {
    const { host, page, told } = desk({ place: null });
    page.obey(screen(1));
    page.obey({ type: "backtest.run", request: 2, condition: CONDITION, bars: 1, sessions: ["gone.tape"] });
    expect(told.map((event) => event.type === "analysis.ended" && event.message)).toEqual([
      "the desk is not open yet: try again when it is",
      'there is no session "gone.tape": list the sessions again',
    ]);
    expect(host.workers).toEqual([]);
  });
});
