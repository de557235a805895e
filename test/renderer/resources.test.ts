import { describe, expect, test } from "vitest";
import type { ResourceChoice, ResourceWarning } from "../../src/core/contract/resources.ts";
import type { ShellCommand } from "../../src/core/contract/shell.ts";
import { type Notice, Notices } from "../../src/renderer/notices/notices.ts";
import { ResourceEdits } from "../../src/renderer/resources/resource-edits.ts";
import { originText, profileText, resourceText } from "../../src/renderer/resources/resource-text.ts";
import { WarningNotices } from "../../src/renderer/resources/warning-notices.ts";
import type { ResourcesTold } from "../../src/renderer/stores/shell-store.ts";
import { Store } from "../../src/renderer/stores/store.ts";

const VALUES = { bookWorkers: 1, analyticsWorkers: 2, analysisThreads: 3, analysisQueue: 5_000, feedQueueMiB: 64, foldQueueMiB: 32 };

const told = (choice: ResourceChoice, fixed: ResourcesTold["fixed"] = []): ResourcesTold => ({
  type: "resources.changed",
  cores: 4,
  choice,
  profile: choice.profile,
  values: VALUES,
  fixed,
  profiles: [],
  changing: false,
});

function edits(now: ResourcesTold | null) {
  const asked: ShellCommand[] = [];
  const said: Notice[] = [];
  const notices = new Notices(() => 0);
  notices.onNotice((notice) => said.push(notice));
  const ask = (command: ShellCommand): void => void asked.push(command);
  return { asked, said, edits: new ResourceEdits({ ask, notices, told: new Store<ResourcesTold | null>(now) }) };
}

describe("how much of the machine a person lets the desk take", () => {
  test("is a profile, with the single numbers of the settings left as they are, and a way back", () => {
    const before: ResourceChoice = { profile: "balanced", overrides: { bookWorkers: 3 } };
    const { asked, said, edits: resources } = edits(told(before));
    resources.choose("maximum");
    expect(asked).toEqual([{ type: "resources.choose", choice: { profile: "maximum", overrides: { bookWorkers: 3 } } }]);
    said[0]?.action?.run();
    expect(asked[1]).toEqual({ type: "resources.choose", choice: before });
  });

  test("is the balanced profile and nothing else after one key, and that can be undone too", () => {
    const before: ResourceChoice = { profile: "maximum", overrides: { bookWorkers: 4 } };
    const { asked, said, edits: resources } = edits(told(before));
    resources.restore();
    said[0]?.action?.run();
    expect(asked.map((command) => command.type === "resources.choose" && command.choice)).toEqual([{ profile: "balanced", overrides: {} }, before]);
  });

  test("is asked for only where it is another, and where there is a live desk", () => {
    const balanced = edits(told({ profile: "balanced", overrides: {} }));
    balanced.edits.choose("balanced");
    balanced.edits.restore();
    expect(balanced.asked).toEqual([]);
    expect(balanced.said).toHaveLength(1);
    const none = edits(null);
    none.edits.choose("battery");
    none.edits.restore();
    expect([none.asked, none.said]).toEqual([[], []]);
  });

  test("is what the environment says where that decides, and the person hears so", () => {
    const fixed = [{ setting: "profile" as const, variable: "TAPEDECK_PROFILE", value: "battery" }];
    const { said, edits: resources } = edits(told({ profile: "maximum", overrides: {} }, fixed));
    resources.restore();
    expect(said).toMatchObject([{ tone: "trouble", message: expect.stringContaining("TAPEDECK_PROFILE=battery") }]);
  });

  test("is shown with who said so", () => {
    const fixed = [{ setting: "foldQueueMiB" as const, variable: "TAPEDECK_FOLD_QUEUE_MIB", value: "32" }];
    const now = told({ profile: "balanced", overrides: { bookWorkers: 1, foldQueueMiB: 8 } }, fixed);
    expect((["foldQueueMiB", "bookWorkers", "analysisQueue"] as const).map((key) => originText(now, key))).toEqual([
      "TAPEDECK_FOLD_QUEUE_MIB",
      "settings.json",
      "profile balanced",
    ]);
    expect([resourceText("feedQueueMiB", 64), resourceText("analysisQueue", 5_000)]).toEqual(["64 MiB", "5,000"]);
    expect(profileText(VALUES)).toBe("processes: 1 for books, 2 for analytics; 3 threads for screens; queues of 64 MiB");
  });
});

test("a warning of the desk is said when it begins, once, and taken from the screen when it is over", () => {
  const notices = new Notices(() => 0);
  const log: string[] = [];
  notices.onNotice(({ message, tone }) => log.push(`${tone}: ${message}`));
  notices.onWithdrawn((message) => log.push(`over: ${message}`));
  const warnings = new WarningNotices(notices);
  const cpu: ResourceWarning = { id: "cpu", message: "much", setting: "profile" };
  const queue: ResourceWarning = { id: "queue: feed", message: "full", setting: "feedQueueMiB" };
  for (const now of [[], [cpu], [cpu, queue], [{ ...cpu, message: "much, of another profile" }, queue], [queue], []]) warnings.hear(now);
  expect(log).toEqual(["trouble: much", "trouble: full", "over: much", "over: full"]);
  expect(notices.troubles.get().map(({ message }) => message)).toEqual(["full", "much"]);
});
