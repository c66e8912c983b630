import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { placeOf, serverOf } from "../../src/github/place.ts";
import { findToken } from "../../src/github/token.ts";
import { Desk } from "./desk.ts";

const keys = () =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });

const tokenAt = async (desk: Desk, privateKey: string) => {
  const folder = mkdtempSync(join(tmpdir(), "traffic-app-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "key.pem");
  writeFileSync(file, privateKey);
  const place = placeOf(desk.github.address, serverOf(desk.github.env));
  if (place === undefined) throw new Error("nowhere");
  const token = await findToken(place, {
    TRAFFIC_GITHUB_APP_ID: "42",
    TRAFFIC_GITHUB_APP_KEY: file,
    GITHUB_TOKEN: "ghp_x",
  });
  if (token === undefined) throw new Error("no token");
  return token;
};

test("a GitHub App signs in by its key, with a token that is asked for once", async () => {
  const desk = await Desk.open();
  const { publicKey, privateKey } = keys();
  desk.github.app = publicKey;
  const token = await tokenAt(desk, privateKey);
  expect(token.from).toBe("GitHub App 42");
  const secret = await token.secret();
  expect(await token.secret()).toBe(secret);
  expect(desk.github.served.map(({ path }) => path)).toEqual([
    "/api/v3/repos/octo/garden/installation",
    "/api/v3/app/installations/7/access_tokens",
  ]);
  await desk.restart(token);
  const { told } = await desk.handOver(desk.work({ "greet.sh": "echo hello\n" }));
  expect(told).toMatchObject({ kind: "waits", pull: { number: 1 } });
  expect(desk.github.hub.pulls.get(1)?.user).toBe("traffic-bot[bot]");
});

test("an app with the wrong key is a person's turn", async () => {
  const desk = await Desk.open();
  desk.github.app = keys().publicKey;
  const head = desk.work({ "greet.sh": "echo hello\n" });
  const order = desk.order(await desk.prove(head));
  const built = await desk.play(order);
  if (built.kind !== "built") throw new Error("M was not made");
  await desk.restart(await tokenAt(desk, keys().privateKey));
  const told = await desk.play({ ...order, commit: built.commit });
  expect(told).toMatchObject({
    kind: "limited",
    why: "GitHub refuses the sign-in",
    answer: expect.any(String),
  });
});
