import * as z from "zod";

/** What each worker says of its process once a second; hearing nothing for several says that it is stuck. */
export const workerUsageSchema = z.strictObject({
  type: z.literal("worker.usage"),
  pid: z.int().min(0),
  /** Processor time since the process began, user and system, in ms. */
  cpuMs: z.number().min(0),
  /** Resident memory. */
  rssBytes: z.int().min(0),
});

export type WorkerUsage = z.infer<typeof workerUsageSchema>;
