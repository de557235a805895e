import fc from "fast-check";

/** The members of a message's data in the exchange's order: key and JSON text of the value. */
export type Members = readonly (readonly [key: string, json: string])[];

const quoted = (text: string): string => JSON.stringify(text);
const digits = (min: number, max: number) => fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: min, maxLength: max });

/** Decimal text: mostly like a price, sometimes with leading zeros, 40 digits, or right at 2^53. */
const decimal = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.integer({ min: 1, max: 99_999 }), digits(1, 8)).map(([whole, fraction]) => `${whole}.${fraction}`) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 99_999 }).map(String) },
  fc.tuple(digits(1, 4), digits(1, 4)).map(([whole, fraction]) => `0${whole}.${fraction}0000`),
  fc.tuple(digits(20, 40), digits(1, 40)).map(([whole, fraction]) => `${whole}.${fraction}`),
  fc.constantFrom("9007199254740991", "9007199254740992", "9007199254740993", "0.9007199254740993", "90071992547409.91", "90071992547409.93"),
);

/** JSON values that have no business where they are put, or only just. */
// prettier-ignore
const strange = fc.constantFrom(
  "NaN", '"NaN"', '"1e400"', "1e400", '"1e5"', "1e3", "1E+2", "-1", '"-1"', '"-0"', "-0", "0", '"0"', '"0.000"', '"5."', '".5"', '"+5"', '" 5"',
  '"00012.50"', "007", "9007199254740991", "9007199254740992", "12345678901234567890", "1.0", "1.5", '""', "null", "true", "false", "{}", "[]",
  '"__proto__"', '"constructor"', '"ΒТС😀"', '"\\u0042TCUSDT"', '"BTC\\/USDT"', "[[]]", '[["1"]]', '[["1","2","3"]]', "[[1,2]]", '[["0","1"]]',
  '[["1","0"]]', '[["1","2"],["3"]]', '[["1e5","1"]]', '[["1","-0"]]', '[["01.10","002.200"]]', '[["1.","1"]]', '[[".1","1"]]', '["1","2"]',
  '{"e":"trade"}', '[["9007199254740993","0.00000000000000000001"]]', `"${"0".repeat(600)}1.5"`, `[["1.${"0".repeat(600)}","${"9".repeat(600)}"]]`,
);

const id = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 999 }) }, fc.maxSafeNat()).map(String);
const time = fc
  .oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 2 ** 31 }) }, fc.constantFrom(253_402_300_799_999, 253_402_300_800_000))
  .map(String);
const symbol = fc.constantFrom("BTCUSDT", "ETHUSDT", "1000SATSUSDT", "btcusdt", "BTCUSD_240927", "__proto__", "币安人生USDT", "").map(quoted);
const flag = fc.constantFrom("true", "false");
const number = decimal.map(quoted);
const levels = fc.array(fc.tuple(number, number), { maxLength: 4 }).map((list) => `[${list.map(([p, q]) => `[${p},${q}]`).join(",")}]`);

type Fields = Readonly<Record<string, fc.Arbitrary<string>>>;

function membersOf(event: string, fields: Fields): fc.Arbitrary<Members> {
  const all: Fields = event === "" ? fields : { e: fc.constant(quoted(event)), ...fields };
  const keys = Object.keys(all);
  return fc
    .tuple(...keys.map((key) => all[key] as fc.Arbitrary<string>))
    .map((values) => keys.map((key, at) => [key, values[at] as string] as const));
}

const trade = { E: time, T: time, s: symbol, p: number, q: number, m: flag };
const body = (fields: Fields): fc.Arbitrary<string> => membersOf("", fields).map(objectText);
const ohlc = { o: number, h: number, l: number, c: number, v: number, q: number };

/** One message of every kind that is decoded, and of some that are not. */
const members: fc.Arbitrary<Members> = fc.oneof(
  { weight: 4, arbitrary: membersOf("depthUpdate", { E: time, s: symbol, U: id, u: id, b: levels, a: levels }) },
  { weight: 4, arbitrary: membersOf("depthUpdate", { E: time, T: time, s: symbol, U: id, u: id, pu: id, b: levels, a: levels }) },
  { weight: 3, arbitrary: membersOf("trade", { ...trade, t: id, X: fc.constantFrom('"MARKET"', '"NA"', '"INSURANCE_FUND"') }) },
  { weight: 2, arbitrary: membersOf("trade", { ...trade, t: id, M: flag }) },
  { weight: 2, arbitrary: membersOf("aggTrade", { ...trade, a: id, f: id, l: id }) },
  { weight: 3, arbitrary: membersOf("", { u: id, s: symbol, b: number, B: number, a: number, A: number }) },
  { weight: 2, arbitrary: membersOf("bookTicker", { u: id, s: symbol, b: number, B: number, a: number, A: number, T: time, E: time }) },
  membersOf("kline", {
    E: time,
    s: symbol,
    k: body({ t: time, T: time, s: symbol, i: fc.constant('"1m"'), f: id, L: id, ...ohlc, n: id, x: flag, V: number, Q: number }),
  }),
  membersOf("24hrTicker", { E: time, s: symbol, ...ohlc, O: time, C: time }),
  membersOf("markPriceUpdate", {
    E: time,
    s: symbol,
    p: number,
    i: number,
    P: number,
    r: fc.constantFrom('"0.00010000"', '"-0.00002500"', '""'),
    T: time,
  }),
  membersOf("forceOrder", {
    E: time,
    o: body({ s: symbol, S: fc.constantFrom('"SELL"', '"BUY"'), q: number, p: number, X: fc.constant('"FILLED"'), T: time, z: number }),
  }),
  membersOf("listenKeyExpired", { E: time }),
);

export function objectText(list: Members, gap = ""): string {
  return `{${gap}${list.map(([key, json]) => `${gap}${quoted(key)}${gap}:${gap}${json}`).join(`${gap},`)}${gap}}`;
}

/** Writes plain ASCII letters of strings as escapes here and there. */
function escapeSome(text: string, every: number): string {
  let count = 0;
  return text.replace(/[A-Za-z](?=[A-Za-z]*")/g, (letter) =>
    ++count % every === 0 ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}` : letter,
  );
}

/** The text of a message as an exchange, another client's recording or an attacker may write it; well-formed JSON unless a value is not. */
export const wireText: fc.Arbitrary<string> = fc
  .record({
    members,
    order: fc.option(fc.array(fc.nat(1000), { minLength: 20, maxLength: 20 }), { freq: 2 }),
    edit: fc.option(
      fc.tuple(
        fc.nat(20),
        fc.constantFrom("replace", "remove", "repeat", "add"),
        strange,
        fc.constantFrom("pu", "st", "E", "stream", "data", "e", "s", "\u0001"),
      ),
      { freq: 2 },
    ),
    gap: fc.constantFrom("", "", "", " ", "\n\t"),
    wrapper: fc.constantFrom("stream first", "stream first", "stream first", "stream last", "none", "array"),
    escape: fc.constantFrom(0, 0, 0, 3, 7),
  })
  .map(({ members: list, order, edit, gap, wrapper, escape }) => {
    let out = [...list];
    if (order !== null) {
      const keyed = out.map((member, at) => [order[at] ?? 0, member] as const);
      out = keyed.sort(([a], [b]) => a - b).map(([, member]) => member);
    }
    if (edit !== null) out = edited(out, ...edit);
    const data = objectText(out, gap);
    const stream = '"stream":"btcusdt@depth"';
    const texts = {
      "stream first": `{${stream},"data":${data}}`,
      "stream last": `{"data":${data},${stream}}`,
      none: data,
      array: `{${stream},"data":[${data},${data}]}`,
    };
    const text = texts[wrapper];
    return escape === 0 ? text : escapeSome(text, escape);
  });

function edited(list: Members, at: number, how: string, json: string, key: string): (readonly [string, string])[] {
  const place = at % (list.length + 1);
  const [old = "x"] = list[place] ?? [];
  if (how === "remove") return list.toSpliced(place, 1);
  if (how === "replace") return list.toSpliced(place, 1, [old, json]);
  return list.toSpliced(place, 0, [how === "repeat" ? old : key, json]);
}
