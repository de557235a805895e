import { expect, test } from "vitest";
import { Resends } from "../../../src/main/feeds/resends.ts";

function resends() {
  const asked: number[] = [];
  const time = { ms: 0 };
  return { asked, time, resends: new Resends((afterRx) => asked.push(afterRx), () => time.ms) }; // prettier-ignore
}

test("a consumer that comes on within what is on its way to it asks for nothing more", () => {
  const { asked, resends: all } = resends();
  all.want("book", 100);
  for (let rx = 101; rx <= 200; rx++) all.passed(rx, rx);
  for (let rx = 100; rx < 200; rx++) all.want("book", rx);
  expect(asked).toEqual([100]);
  all.want("book", 200);
  expect(asked).toEqual([100, 200]);
});

test("a stretch that lies behind a hole is no answer", () => {
  const { asked, resends: all } = resends();
  all.want("book", 100);
  all.passed(150, 200);
  all.want("book", 101);
  expect(asked).toEqual([100, 101]);
});

test("a consumer that comes on slowly within its answer asks for nothing more; one that stands asks again after half a second", () => {
  const { asked, time, resends: all } = resends();
  all.want("book", 100);
  for (let rx = 101; rx <= 200; rx++) all.passed(rx, rx);
  for (let rx = 101; rx < 110; rx++) {
    time.ms += 400;
    all.want("book", rx);
  }
  expect(asked).toEqual([100]);
  time.ms += 499;
  all.want("book", 109);
  time.ms += 1;
  all.want("book", 109);
  expect(asked).toEqual([100, 109]);
});

test("what has not come is asked for again, and at once where consumer or feed are others", () => {
  const { asked, time, resends: all } = resends();
  all.want("book", 100);
  time.ms = 499;
  all.want("book", 100);
  all.want("store", 100);
  time.ms = 500;
  all.want("book", 100);
  all.forget("book");
  all.want("book", 100);
  all.forget();
  all.want("store", 100);
  expect(asked).toEqual([100, 100, 100, 100, 100]);
});
