import { INDICATORS } from "../../core/indicators/indicator-registry.ts";
import { CANDLE_FIELDS, WINDOW_FIELDS } from "../../core/screen/term.ts";
import type { Page } from "../page.ts";

/** Conditions to begin with; those of the second kind can be tested on the past too. */
const EXAMPLES = [
  { text: "change5m > 0.3 or change5m < -0.3", says: "moved by 0.3 % within five minutes", past: false },
  { text: "rsi(14,1h) < 30 and volume24h > 1e6", says: "oversold on the hour, and traded", past: false },
  { text: "last > high(1d)[1]", says: "above yesterday's high", past: false },
  { text: "close crosses above sma(50)", says: "through its average, upwards", past: true },
  { text: "close > bb(20,2).upper or close < bb(20,2).lower", says: "outside its Bollinger bands", past: true },
  { text: "adx(14,15m) > 25 and macd(12,26,9,15m).histogram > 0", says: "a trend, and upwards", past: true },
] as const;

const GRAMMAR = [
  ["< <= > >= == !=", "compare two numbers"],
  ["crosses above, crosses below", "not beyond one candle ago, beyond now"],
  ["and, or, not, ( )", "join comparisons"],
  ["+ - * /", "arithmetic"],
  ["rsi(14,1h)", "an indicator, its parameters, its interval"],
  ["macd(12,26,9).signal", "one of its outputs"],
  ["close(4h), close[1]", "of an interval; one candle earlier"],
] as const;

/** What stands in the place of results before there are any: examples that can be taken over, and what a condition is made of. */
export function ScreenerHelp({ page, past }: { readonly page: Page; readonly past: boolean }) {
  return (
    <div className="screener-help" tabIndex={0} role="region" aria-label="How to write a condition">
      <section>
        <h3>Examples</h3>
        <ul className="screener-examples">
          {EXAMPLES.filter((example) => example.past || !past).map(({ text, says }) => (
            <li key={text}>
              <button type="button" onClick={() => page.screener.edit({ text })}>
                <code>{text}</code>
              </button>
              <span>{says}</span>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>A condition</h3>
        <dl className="screener-grammar">
          {GRAMMAR.map(([written, means]) => (
            <div key={written}>
              <dt>
                <code>{written}</code>
              </dt>
              <dd>{means}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section>
        <h3>Names</h3>
        <p>
          Newest closed candle: <code>{CANDLE_FIELDS.join(" ")}</code>
        </p>
        {!past && (
          <p>
            Rolling windows with 1m, 5m, 1h or 24h behind, as in <code>change1h</code>: <code>{WINDOW_FIELDS.join(" ")}</code>; and <code>last</code>,
            the last price. A change is in per cent.
          </p>
        )}
        <ul className="screener-names" aria-label="Indicators">
          {INDICATORS.map(({ name, title, parameters }) => (
            <li key={name} title={`${title}${Object.keys(parameters).length === 0 ? "" : `: ${Object.keys(parameters).join(", ")}`}`}>
              <code>{name}</code>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
