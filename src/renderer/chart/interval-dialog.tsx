import { useState } from "react";
import { DeskDialog } from "../dialogs/desk-dialog.tsx";
import type { Dialog, Page } from "../page.ts";
import { beginsInterval, intervalWords, readIntervalEntry } from "./interval-text.ts";

/** Shows the candles that were typed, and closes the dialog; where there are none such it stays. */
export function enterInterval(page: Page, text: string): void {
  const interval = readIntervalEntry(text);
  if (interval === null) return;
  page.dialog.set(null);
  page.intervals.choose(interval);
}

/** What is opened for what was typed so far: this dialog, or the search where a symbol is meant. */
export function dialogOf(typed: string): Dialog {
  return beginsInterval(typed) ? { name: "interval", typed } : { name: "search", typed: typed.trim().toUpperCase() };
}

/** Reads which candles the chart is to show, from the keyboard. What turns out to be a symbol goes on as the search for one. */
export function IntervalDialog({ page, typed }: { readonly page: Page; readonly typed: string }) {
  const [text, setText] = useState(typed);
  const interval = readIntervalEntry(text);
  const change = (value: string): void => {
    if (beginsInterval(value)) setText(value);
    else page.dialog.set(dialogOf(value));
  };
  const answer =
    text.trim() === "" ? "Minutes, or 15s, 1h, 1d, 1w, 100t for bars of 100 trades" : interval === null ? "No such candles" : intervalWords(interval);
  return (
    <DeskDialog bare title="Change interval" className="interval-dialog" onClose={() => page.dialog.set(null)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          enterInterval(page, text);
        }}
      >
        <label htmlFor="interval-entry">Change interval</label>
        <input
          id="interval-entry"
          className="interval-entry"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={interval === null && text !== ""}
          aria-describedby="interval-answer"
          value={text}
          onChange={(event) => change(event.target.value)}
        />
        <p id="interval-answer" className="interval-answer" role="status">
          {answer}
        </p>
      </form>
    </DeskDialog>
  );
}
