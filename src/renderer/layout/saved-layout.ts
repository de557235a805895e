import type { SerializedDockview } from "dockview-react";
import * as z from "zod";
import { readSaved } from "../stores/read-saved.ts";

/** Names of the panels there are; a layout may name others, of a newer version. */
export const PANELS = ["watchlist", "chart", "ladder", "tape", "details", "screener"] as const;

export type PanelName = (typeof PANELS)[number];

/** Shown in the place of a panel that this version does not know. */
export const PLACEHOLDER = "placeholder";

const KEY = "tapedeck.layout";
const VERSION = 1;

const leafSchema = z.looseObject({ type: z.literal("leaf"), data: z.looseObject({ id: z.string(), views: z.array(z.string()).min(1) }) });

interface Branch {
  readonly type: "branch";
  readonly data: readonly (Branch | z.infer<typeof leafSchema>)[];
}

const branchSchema: z.ZodType<Branch> = z.looseObject({
  type: z.literal("branch"),
  data: z.lazy(() => z.array(z.union([branchSchema, leafSchema]))),
});

/** Only what decides whether dockview can read it; the rest is its own. */
const layoutSchema = z
  .looseObject({
    grid: z.looseObject({ root: branchSchema, width: z.number(), height: z.number(), orientation: z.enum(["HORIZONTAL", "VERTICAL"]) }),
    panels: z.record(z.string(), z.looseObject({ id: z.string(), contentComponent: z.string().optional() })),
  })
  .refine(({ grid, panels }) => viewsOf(grid.root).every((view) => Object.hasOwn(panels, view)), "a place for a panel that is not described");

function viewsOf(node: Branch | z.infer<typeof leafSchema>): readonly string[] {
  return node.type === "leaf" ? node.data.views : node.data.flatMap(viewsOf);
}

const savedSchema = z.object({ version: z.literal(VERSION), layout: layoutSchema });

/** Reads the layout that was saved, or null where there is none that can be used. Panels it does not know become placeholders. */
export function readLayout(memory: Pick<Storage, "getItem">): SerializedDockview | null {
  const saved = readSaved(memory, KEY, savedSchema);
  if (saved === null) return null;
  const { layout } = saved;
  const panels = Object.entries(layout.panels).map(([id, panel]) => {
    const known = PANELS.some((name) => name === panel.contentComponent);
    return [id, known ? panel : { ...panel, contentComponent: PLACEHOLDER, params: { name: panel.contentComponent ?? id } }];
  });
  return { ...layout, panels: Object.fromEntries(panels) } as unknown as SerializedDockview;
}

export function saveLayout(memory: Pick<Storage, "setItem">, layout: SerializedDockview): void {
  memory.setItem(KEY, JSON.stringify({ version: VERSION, layout }));
}

export function forgetLayout(memory: Pick<Storage, "removeItem">): void {
  memory.removeItem(KEY);
}
