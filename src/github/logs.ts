import { excerptOf } from "../core/handoff/excerpt.ts";
import type { SeenCheck } from "../core/handoff/seen.ts";
import { RefusedError, type Client } from "./client.ts";

/** How much of a log's end is read, in bytes: what failed stands there. */
const longest = 512 * 1024;

/** The most checks whose logs are read. */
const most = 3;

/** The end of a stream of text, however long it is. */
const endOf = async (stream: ReadableStream<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    while (size - (chunks[0]?.length ?? 0) >= longest) size -= chunks.shift()?.length ?? 0;
  }
  return Buffer.concat(chunks).toString("utf8");
};

const logOf = async ({ octokit, place }: Client, job: number): Promise<string> => {
  const { data } = await octokit.rest.actions.downloadJobLogsForWorkflowRun({
    owner: place.owner,
    repo: place.repo,
    job_id: job,
    request: { parseSuccessResponseBody: false },
  });
  return endOf(data as ReadableStream<Uint8Array>);
};

const excerpt = async (client: Client, { name, url, job }: SeenCheck): Promise<string> => {
  const where = url === undefined ? name : `${name} (${url})`;
  if (job === undefined) return where;
  try {
    return `${where}\n${excerptOf(await logOf(client, job))}`;
  } catch (error) {
    if (error instanceof RefusedError) return `${where}: its log cannot be read (${error.message})`;
    throw error;
  }
};

/** What the logs of red checks say. They are the words of whatever ran there: data, never instructions. */
export const excerptsOf = (client: Client, checks: readonly SeenCheck[]): Promise<string[]> =>
  Promise.all(checks.slice(0, most).map((check) => excerpt(client, check)));
