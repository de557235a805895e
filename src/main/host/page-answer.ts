import { readPageFile } from "./page-files.ts";
import { pageHeaders } from "./page-policy.ts";

/** Where the page lies in a window of ours; the scheme has no other host. */
export const PAGE_URL = "app://desk/";
/** What a window shows whose page died again and again. */
export const BROKEN_URL = `${PAGE_URL}broken`;

const BROKEN_PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Tapedeck</title>
<body style="background:#0a0d12;color:#d9e0ea;font:15px sans-serif;margin:15vh auto;max-width:34em">
<h1>The page stopped working</h1><p>It was opened again three times within a minute and stopped each time. The desk itself goes on.</p>
<p><a style="color:#5aa9ff" href="${PAGE_URL}">Open the page again</a></p>`;

/** Answers a request of our own scheme from the built page in folder `root`, under the page policy. */
export async function answerPage(root: string, { method, url }: { readonly method: string; readonly url: string }): Promise<Response> {
  const headers = pageHeaders(null);
  if (method !== "GET") return new Response(null, { status: 405, headers });
  const { protocol, host, pathname } = new URL(url);
  const page = url === BROKEN_URL ? { body: BROKEN_PAGE, type: "text/html; charset=utf-8" } : null;
  const file = page ?? (`${protocol}//${host}/` === PAGE_URL ? await readPageFile(root, pathname) : null);
  if (file === null) return new Response(null, { status: 404, headers });
  return new Response(file.body, { headers: { ...headers, "Content-Type": file.type } });
}
