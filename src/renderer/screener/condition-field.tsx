import { useEffect, useRef, useState } from "react";
import { MAX_EXPRESSION } from "../../core/screen/tokens.ts";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import type { Mistake } from "./question.ts";

/** The condition as it is typed, and under it the place of a mistake, which moves with the text. Enter runs it. */
export function ConditionField({ page, mistake, onRun }: { readonly page: Page; readonly mistake: Mistake | null; readonly onRun: () => void }) {
  const { text } = useStore(page.screener.question);
  const tried = useStore(page.screener.tried);
  const input = useRef<HTMLInputElement>(null);
  const [scrolled, setScrolled] = useState(0);
  // Long texts scroll in their field, and the caret under them with it.
  useEffect(() => setScrolled(input.current?.scrollLeft ?? 0), [text]);
  // A mistake that was run into is where the typing goes on.
  useEffect(() => {
    if (tried && mistake !== null) input.current?.setSelectionRange(mistake.at, mistake.at);
  }, [tried, mistake]);
  const shown = mistake !== null && text.trim() !== "";
  return (
    <div className="condition">
      <input
        ref={input}
        className="condition-input"
        data-first-focus
        type="text"
        aria-label="Condition"
        aria-invalid={shown && tried}
        aria-describedby={shown ? "condition-mistake" : undefined}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        maxLength={MAX_EXPRESSION}
        placeholder="rsi(14,1h) < 30 and volume24h > 1e6"
        spellCheck={false}
        value={text}
        onChange={(event) => page.screener.edit({ text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.nativeEvent.isComposing) onRun();
        }}
        onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}
      />
      {shown && (
        <div className="condition-mistake" id="condition-mistake" data-tried={tried} role={tried ? "alert" : undefined}>
          <pre className="condition-caret" aria-hidden="true" style={{ transform: `translateX(${-scrolled}px)` }}>
            <span>{text.slice(0, mistake.at)}</span>^
          </pre>
          <p>
            Character {mistake.at + 1}: {mistake.message}
          </p>
        </div>
      )}
    </div>
  );
}
