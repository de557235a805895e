import { Popover } from "@base-ui/react/popover";
import { useState } from "react";
import { readCandleKind } from "../../core/candles/candle-kind.ts";
import { INTERVALS } from "../../core/candles/interval.ts";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { type Measure, MEASURES } from "./interval-choice.ts";
import { intervalShort, intervalWords } from "./interval-text.ts";

/** The menu's two columns. */
const COLUMNS = [
  [
    ["Seconds", "s"],
    ["Minutes", "m"],
  ],
  [
    ["Hours", "h"],
    ["Days", "dw"],
  ],
] as const;

const MEASURE_TEXTS: Readonly<Record<Measure, readonly [name: string, unit: string]>> = {
  tick: ["Ticks", "trades"],
  volume: ["Volume", "base"],
  dollar: ["Turnover", "quote"],
  range: ["Range", "price"],
};

const NAMES = INTERVALS.map(({ name }) => name);

/** Which candles the chart shows: a row of favourites, and a menu with all there are. */
export function IntervalBar({ page }: { readonly page: Page }) {
  const { intervals } = page;
  const { interval, favourites } = useStore(intervals.state);
  const shown = favourites.includes(interval) ? favourites : [...favourites, interval];
  return (
    <div className="interval-bar" role="group" aria-label="Candles">
      {shown.map((name) => (
        <button
          key={name}
          type="button"
          className="interval"
          aria-pressed={name === interval}
          title={`${intervalWords(name)}${name === interval ? "" : `: or type ${name.replace(/m$/, "")} and Enter`}`}
          onClick={() => intervals.choose(name)}
        >
          {intervalShort(name)}
        </button>
      ))}
      <IntervalMenu page={page} />
    </div>
  );
}

function IntervalMenu({ page }: { readonly page: Page }) {
  const open = useStore(page.dialog)?.name === "intervals";
  const close = (): void => page.dialog.set(null);
  return (
    <Popover.Root open={open} onOpenChange={(wanted) => page.dialog.set(wanted ? { name: "intervals" } : null)}>
      <Popover.Trigger className="interval more" aria-label="All intervals" title="All intervals">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M4 6.5l4 4 4-4" />
        </svg>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="popover-place" side="bottom" align="start" sideOffset={4}>
          <Popover.Popup className="popover intervals">
            <Popover.Title className="visually-hidden">Intervals</Popover.Title>
            <div className="interval-columns">
              {COLUMNS.map((groups) => (
                <div key={groups[0][0]}>
                  {groups.map(([title, units]) => (
                    <section key={title}>
                      <h3>{title}</h3>
                      {NAMES.filter((name) => units.includes(name.slice(-1))).map((name) => (
                        <IntervalLine key={name} page={page} name={name} onChosen={close} />
                      ))}
                    </section>
                  ))}
                </div>
              ))}
            </div>
            <section className="by-activity">
              <h3>By activity, a bar every</h3>
              {MEASURES.map((measure) => (
                <ActivityLine key={measure} page={page} measure={measure} onChosen={close} />
              ))}
            </section>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface LineProps {
  readonly page: Page;
  readonly onChosen: () => void;
}

function IntervalLine({ page: { intervals }, name, onChosen }: LineProps & { readonly name: string }) {
  const { interval } = useStore(intervals.state);
  return (
    <div className="interval-line">
      <button
        type="button"
        className="interval-item"
        aria-pressed={name === interval}
        onClick={() => {
          intervals.choose(name);
          onChosen();
        }}
      >
        {intervalWords(name)}
      </button>
      <Star intervals={intervals} name={name} />
    </div>
  );
}

/** A kind of bars by activity, with the size at which one ends. */
function ActivityLine({ page: { intervals }, measure, onChosen }: LineProps & { readonly measure: Measure }) {
  const { interval, sizes } = useStore(intervals.state);
  const [size, setSize] = useState(sizes[measure]);
  const kind = readCandleKind(`${measure}:${size.trim()}`);
  const [title, unit] = MEASURE_TEXTS[measure];
  return (
    <form
      className="interval-line"
      onSubmit={(event) => {
        event.preventDefault();
        if (kind === undefined) return;
        intervals.choose(kind.name);
        onChosen();
      }}
    >
      <button type="submit" className="interval-item" aria-pressed={interval === kind?.name} disabled={kind === undefined}>
        {title}
      </button>
      <input
        className="interval-size"
        aria-label={`${title}: ${unit} of a bar`}
        aria-invalid={kind === undefined}
        title={kind === undefined ? `a number above 0${measure === "tick" ? " without a fraction" : ""}` : unit}
        inputMode="decimal"
        value={size}
        onChange={(event) => setSize(event.target.value)}
      />
      <span className="muted">{unit}</span>
      <Star intervals={intervals} name={kind?.name ?? ""} />
    </form>
  );
}

function Star({ intervals, name }: { readonly intervals: Page["intervals"]; readonly name: string }) {
  const { favourites } = useStore(intervals.state);
  const on = favourites.includes(name);
  return (
    <button
      type="button"
      className="star"
      aria-pressed={on}
      aria-label={`${name === "" ? "These bars" : intervalWords(name)}: in the row`}
      title={on ? "Take out of the row" : intervals.favouritesAreFull ? "The row is full: take another out" : "Put into the row"}
      disabled={name === "" || (!on && intervals.favouritesAreFull)}
      onClick={() => intervals.toggleFavourite(name, NAMES)}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M8 2.2l1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4L2.2 6.5l4-.6z" />
      </svg>
    </button>
  );
}
