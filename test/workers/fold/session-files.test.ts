import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SessionFiles } from "../../../src/workers/fold/session-log.ts";
import { tradeText } from "../../core/binance-text.ts";
import { storeTexts } from "../replay/session-of-texts.ts";
import { temporaryFolder } from "../store/session-fixture.ts";

test("the file that holds a minute is the session's own, or one that was recorded beside it before; what cannot be vouched for is passed over", async () => {
  const folder = temporaryFolder();
  const [current, before] = [join(folder, "b.tape"), join(folder, "a.tape")];
  const texts = [0, 1].map((n) => tradeText({ id: n + 1, ms: 1_723_161_600_000 + n, price: "1", qty: "1" }));
  await storeTexts(before, texts);
  await storeTexts(current, texts);
  // Received in the first nanoseconds of 1970, so in the middle of the minute that began half a minute before.
  const atMs = -30_000;
  const found = (files: SessionFiles, ms: number): boolean => {
    const opened = files.at(ms);
    opened?.close();
    return opened !== null;
  };
  expect(found(new SessionFiles(current), atMs)).toBe(true);
  expect(found(new SessionFiles(current), atMs - 3_600_000)).toBe(false);
  // A session that has only begun, and has no file yet.
  const files = new SessionFiles(join(folder, "c.tape"));
  expect(found(files, atMs)).toBe(true);
  const damaged = join(folder, "0.tape");
  writeFileSync(damaged, "no session");
  utimesSync(damaged, 1, 1);
  expect(found(files, atMs)).toBe(true);
  expect(found(new SessionFiles(join(folder, "nowhere", "c.tape")), atMs)).toBe(false);
});
