import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";

/** Every process of the product is an entry of its own: out/main/<name>.js. */
const processes = {
  index: "src/main/index.ts",
  cli: "src/cli/main.ts",
  headless: "src/main/headless.ts",
  "replay-worker": "src/workers/replay/main.ts",
  "fold-worker": "src/workers/replay/fold-worker.ts",
  "analysis-worker": "src/workers/analytics/analysis-worker.ts",
  "feed-worker": "src/workers/feed/main.ts",
  "book-worker": "src/workers/book/main.ts",
  "analytics-worker": "src/workers/analytics/main.ts",
  "store-worker": "src/workers/store/main.ts",
  "ccxt-worker": "src/workers/ccxt/main.ts",
  "history-worker": "src/workers/ccxt/history-worker.ts",
  "metadata-worker": "src/workers/ccxt/metadata-worker.ts",
  "catalogue-worker": "src/workers/catalogue/main.ts",
  "screen-worker": "src/workers/analytics/screen-worker.ts",
  "demo-exchange": "src/cli/demo-exchange.ts",
  "demo-session": "src/cli/demo-session.ts",
};

export default defineConfig({
  main: {
    build: {
      outDir: "out/main",
      target: "node24",
      sourcemap: true,
      rolldownOptions: { input: processes, output: { format: "es", entryFileNames: "[name].js" } },
    },
  },
  // A sandboxed preload can be CommonJS only, and import nothing but electron.
  preload: {
    build: {
      outDir: "out/preload",
      target: "node24",
      externalizeDeps: false,
      rolldownOptions: { input: "src/preload/index.ts", output: { format: "cjs", entryFileNames: "[name].cjs" } },
    },
  },
  renderer: {
    root: "src/renderer",
    plugins: [react()],
    build: {
      outDir: "out/renderer",
      target: "chrome152",
      minify: true,
      rolldownOptions: { input: "src/renderer/index.html" },
    },
  },
});
