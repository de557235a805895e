import { SessionReader } from "../store/session-reader.ts";
import { Pacer } from "./pacer.ts";
import { schedule } from "../schedule.ts";
import { TapeCursor } from "./tape-cursor.ts";

/** Yields, as the recorded time passes at `speed` times real time, the last frame that is due; ends with frame `untilRx`. */
export async function* pacedSteps(tape: string, untilRx: number, speed: number): AsyncGenerator<number> {
  const reader = SessionReader.open(tape);
  let wake: () => void = () => {};
  const pacer = new Pacer({
    cursor: new TapeCursor(reader),
    speed,
    clock: () => performance.now(),
    schedule,
    onFrame: () => {},
    onMark: () => {},
    onSlice: () => wake(),
  });
  try {
    let done = 0;
    pacer.play();
    while (done < untilRx) {
      // The promise comes first: a slice that ends while the caller folds must not be missed.
      const slice = new Promise<void>((resolve) => (wake = resolve));
      const { rx, ended } = pacer.state;
      if (rx > done) yield (done = Math.min(rx, untilRx));
      else if (ended) return;
      else await slice;
    }
  } finally {
    pacer.pause();
    reader.close();
  }
}
