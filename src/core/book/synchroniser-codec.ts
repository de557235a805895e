import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { GAP_CAUSES } from "../market/quality.ts";
import { readDepth, writeDepth } from "./depth-codec.ts";
import type { Synchroniser, SyncState } from "./synchroniser.ts";

const STATES: readonly SyncState[] = ["idle", "buffering", "bridging", "live"];

/** Writes everything that decides what the synchroniser will do and say next, save the name of its connection. */
export function writeSynchroniser(w: ByteWriter, sync: Synchroniser): void {
  w.u8(STATES.indexOf(sync.state));
  w.natural(sync.checked.lastUpdateId);
  w.uint(sync.epoch);
  w.uint(sync.resyncs);
  w.uint(sync.deltas.applied);
  w.uint(sync.deltas.stale);
  w.uint(sync.deltas.duplicate);
  w.uint(sync.gaps.length);
  for (const gap of sync.gaps) {
    w.uint(gap.fromRx);
    w.uint(gap.toRx ?? 0);
    w.u8(GAP_CAUSES.indexOf(gap.cause));
  }
  w.bool(sync.down);
  w.bool(sync.silent);
  w.string(sync.trouble);
  w.bool(sync.pending !== null);
  if (sync.pending !== null) writeDepth(w, sync.pending);
  w.uint(sync.buffer.size);
  for (const { diff, rx } of sync.buffer.all()) {
    w.uint(rx);
    writeDepth(w, diff);
  }
  if (sync.policy.snapshots === "rest") return;
  w.uint(sync.checked.checksums.ok);
  w.uint(sync.checked.checksums.failed);
  w.uint(sync.checked.depthLimit);
  w.bool(sync.checked.proven);
  w.bool(sync.starved);
}

export function readSynchroniser(r: ByteReader, sync: Synchroniser): void {
  sync.state = STATES[r.u8()] ?? "idle";
  sync.checked.lastUpdateId = r.natural();
  sync.epoch = r.uint();
  sync.resyncs = r.uint();
  sync.deltas.applied = r.uint();
  sync.deltas.stale = r.uint();
  sync.deltas.duplicate = r.uint();
  for (let left = r.uint(); left > 0; left--) {
    sync.gaps.push({ fromRx: r.uint(), toRx: r.uint() || null, cause: GAP_CAUSES[r.u8()] ?? "sequence" });
  }
  sync.down = r.bool();
  sync.silent = r.bool();
  sync.trouble = r.string();
  sync.pending = r.bool() ? readDepth(r) : null;
  for (let left = r.uint(); left > 0; left--) {
    const rx = r.uint();
    sync.buffer.push(readDepth(r), rx);
  }
  if (sync.policy.snapshots === "rest") return;
  sync.checked.checksums.ok = r.uint();
  sync.checked.checksums.failed = r.uint();
  sync.checked.depthLimit = r.uint();
  sync.checked.proven = r.bool();
  sync.starved = r.bool();
}
