import { vi } from "vitest";
import { BRIDGE, type PageBridge } from "../../../src/core/contract/page-port.ts";
import type { Port } from "../../../src/core/contract/port.ts";
import { connectPreload, pageBridge } from "../../../src/renderer/connection/preload-port.ts";
import { evaluate } from "./evaluate.ts";
import { electron, FakePage, type FakeWebContents } from "./fake-electron.ts";

/** A page in a frame, after its preload ran. Nothing but what the bridge exposes and the window's messages reaches it. */
export interface OpenedPage {
  readonly bridge: PageBridge;
  readonly exposed: Record<string, unknown>;
  connect(): Promise<Port>;
}

/** Runs the preload in the main frame of the given contents, and returns the page with what it has of Electron. */
export async function openPage(contents: FakeWebContents, frame = contents.mainFrame): Promise<OpenedPage> {
  const page = new FakePage();
  electron.preloadOf = { frame, page, sender: contents };
  vi.stubGlobal("window", page);
  await evaluate("preload/index.ts");
  Object.assign(page, page.exposed);
  const bridge = pageBridge();
  if (bridge === undefined) throw new Error(`the preload exposed no ${BRIDGE}`);
  return { bridge, exposed: page.exposed, connect: () => connectPreload(bridge) };
}
