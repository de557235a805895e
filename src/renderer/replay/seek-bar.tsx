import { useEffect, useRef } from "react";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { utcText } from "../watchlist/age-text.ts";

const SECOND_MS = 1_000;
/** While it is dragged, a seek is asked for no more often. */
const SEEK_EVERY_MS = 60;

/** The session from its first frame to its last; drag it, or use the arrow keys, to go to another moment. */
export function SeekBar({ page }: { readonly page: Page }) {
  const slider = useRef<HTMLInputElement>(null);
  const span = useStore(page.replay.session)?.span ?? null;
  const seeking = useStore(page.replay.seeking);
  const { phase } = useStore(page.connection.state);
  const firstMs = span === null ? 0 : msOf(span.firstNs);
  const lengthMs = span === null ? 0 : Math.max(0, msOf(span.lastNs) - firstMs);
  useEffect(() => {
    const input = slider.current;
    if (input === null) return;
    return followAndSteer(input, page, firstMs, lengthMs);
  }, [page, firstMs, lengthMs]);
  const done = seeking === null ? null : (seeking.rx - seeking.fromRx) / Math.max(1, seeking.toRx - seeking.fromRx);
  return (
    <div className="seek">
      <time className="seek-edge">{span === null ? "" : utcText(firstMs).slice(11, 19)}</time>
      <input
        ref={slider}
        className="seek-slider"
        type="range"
        min={0}
        max={Math.ceil(lengthMs)}
        step="any"
        defaultValue={0}
        disabled={span === null || phase !== "open"}
        aria-label="Moment of the session"
      />
      <time className="seek-edge">{span === null ? "" : utcText(firstMs + lengthMs).slice(11, 19)}</time>
      {done !== null && (
        <span className="seek-progress" role="status">
          seeking {Math.round(Math.max(0, done) * 100)} %
        </span>
      )}
    </div>
  );
}

function msOf(ns: string): number {
  return Number(BigInt(ns) / 1_000n) / 1e3;
}

/** The slider follows the replay's clock unless a person holds it; what they choose is asked for, and stands until the desk is there. */
function followAndSteer(input: HTMLInputElement, page: Page, firstMs: number, lengthMs: number): () => void {
  let wantedMs: number | null = null;
  let held = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (atMs: number): void => {
    const share = lengthMs === 0 ? 0 : Math.min(1, Math.max(0, atMs / lengthMs));
    input.value = String(atMs);
    input.style.setProperty("--done", `${(share * 100).toFixed(2)}%`);
    input.setAttribute("aria-valuetext", `${utcText(firstMs + atMs).slice(0, 19)} UTC`);
  };
  const ask = (): void => {
    timer = undefined;
    if (wantedMs !== null) page.seekTo({ timeNs: String(BigInt(Math.round((firstMs + wantedMs) * 1e3)) * 1_000n) });
  };
  const want = (atMs: number): void => {
    wantedMs = Math.min(lengthMs, Math.max(0, atMs));
    show(wantedMs);
    timer ??= setTimeout(ask, SEEK_EVERY_MS);
  };
  const release = (): void => {
    held = false;
  };
  const keydown = (event: KeyboardEvent): void => {
    const by = SECONDS[event.key];
    if (by === undefined || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    want((wantedMs ?? page.clock.nowMs - firstMs) + by * (event.shiftKey ? 10 : 1) * SECOND_MS);
  };
  const chosen = (): void => want(Number(input.value));
  const hold = (): void => {
    held = true;
  };
  const listeners = [
    ["pointerdown", hold],
    ["pointerup", release],
    ["pointercancel", release],
    ["input", chosen],
    ["keydown", keydown],
  ] as const;
  for (const [name, listener] of listeners) input.addEventListener(name, listener as EventListener);
  const undo = [
    page.clock.onTick((nowMs) => {
      if (wantedMs === null && !held && nowMs > 0) show(nowMs - firstMs);
    }),
    page.connection.onEvent((event) => {
      if (event.type === "replay.status" && timer === undefined) wantedMs = null;
    }),
  ];
  show(Math.max(0, page.clock.nowMs - firstMs));
  return () => {
    clearTimeout(timer);
    for (const [name, listener] of listeners) input.removeEventListener(name, listener as EventListener);
    for (const end of undo) end();
  };
}

/** Seconds that a key moves by, on a slider that has the focus. */
const SECONDS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -60, PageUp: 60 };
