import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { RecordedFrame } from "../../../src/core/contract/frame.ts";
import { ImportError } from "../../../src/workers/import/import-error.ts";
import type { FrameGroups } from "../../../src/workers/import/import-session.ts";

const decoder = new TextDecoder();

export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "tapedeck-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Writes files into a folder of their own; their paths. */
export function files(contents: Readonly<Record<string, string | Uint8Array>>): string[] {
  const root = folder();
  return Object.entries(contents).map(([name, content]) => {
    const path = join(root, name);
    writeFileSync(path, content);
    return path;
  });
}

export type Row = Pick<RecordedFrame, "rx" | "kind" | "conn" | "url" | "rxNs"> & { text: string };

/** All frames, copied. */
export async function rowsOf(groups: FrameGroups): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const group of groups) {
    for (const { rx, kind, conn, url, rxNs, bytes, start, end } of group) {
      rows.push({ rx, kind, conn, url, rxNs, text: decoder.decode(bytes.subarray(start, end)) });
    }
  }
  return rows;
}

/** Why the frames cannot be read, without the folder. */
export async function failureOf(groups: FrameGroups): Promise<string> {
  try {
    await rowsOf(groups);
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    return error.message.slice(error.message.lastIndexOf("/", error.message.indexOf(":")) + 1);
  }
  return "no failure";
}
