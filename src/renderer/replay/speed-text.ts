import type { Speed } from "../../core/contract/desk.ts";

export function speedText(speed: Speed): string {
  return speed === "max" ? "max" : `${speed}×`;
}
