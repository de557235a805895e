import type { Mark } from "../../core/session/mark.ts";
import type { SessionFileReason } from "../store/session-file-error.ts";
import type { PartitionReport } from "./partition-replay.ts";

/** What a fold worker is asked, one at a time. */
export type FoldRequest = { readonly kind: "advance"; readonly untilRx: number } | { readonly kind: "finish"; readonly mark: Mark };

/** What it answers; `refused` where the file fails it. Any other failure arrives as the thread's own error. */
export type FoldReply =
  | { readonly kind: "advanced"; readonly eventMs: number }
  | { readonly kind: "report"; readonly report: PartitionReport }
  | { readonly kind: "refused"; readonly reason: SessionFileReason; readonly path: string; readonly problem: string };
