import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import type { FailureKind } from "../../../src/core/failure.ts";
import { excused, faultOf, refusal } from "../../../src/host/carry-out/outside.ts";
import { smallDisk } from "../../world/disk.ts";

const room = { worktrees: "/nowhere", state: tmpdir() };
const failed = (kind: FailureKind) => ({ kind: "failed", failure: { kind, why: "exit 1" } }) as const;

test("where there is room, a fault is ours and a failure the task's", () => {
  expect(refusal(room)).toBeUndefined();
  expect(faultOf("work", new Error("?"), room)).toEqual({ kind: "faulted", message: "?" });
  expect(excused("work", failed("crashed"), room)).toEqual(failed("crashed"));
  expect(excused("verify", failed("rejected"), room)).toEqual(failed("rejected"));
});

test("where there is none, nothing begins, and neither we nor a task have failed", ({ skip }) => {
  const disk = smallDisk() ?? skip("mounting a small tmpfs needs root on Linux");
  const full = { ...room, worktrees: disk };
  const why = `the disk of ${disk} is full: make room (traffic clean shows what may go)`;
  const held = { kind: "faulted", message: why, outside: true };
  expect(refusal(full)).toEqual(held);
  expect(faultOf("verify", new Error("unable to write file a"), full)).toEqual(held);
  expect(excused("prepare", failed("invalid"), full)).toEqual(held);
  expect(excused("verify", failed("rejected"), full)).toEqual(held);
  expect(excused("work", failed("crashed"), full)).toEqual({
    kind: "failed",
    failure: { kind: "transient", why },
  });
  // What tells of something else stays: nobody's sign-in is refused for want of room.
  expect(excused("work", failed("auth"), full)).toEqual(failed("auth"));
  expect(excused("work", { kind: "worked", head: "1" }, full)).toEqual({ kind: "worked", head: "1" });
});

test("work whose worktree is gone begins anew; a person who is to have it is not forgotten", () => {
  const gone = Object.assign(new Error("no worktree any more"), { name: "WorktreeGone" });
  const anew = { kind: "failed", failure: { kind: "transient", why: gone.message } };
  expect(faultOf("work", gone, room)).toEqual(anew);
  expect(faultOf("hand", gone, room)).toEqual({ kind: "faulted", message: gone.message });
});

test("what cannot be started for want of processes or files is held up; a program that is missing is our fault", () => {
  const failing = (code: string) =>
    Object.assign(new Error(`spawn git ${code}`), { code, syscall: "spawn git" });
  for (const [code, what] of [
    ["EAGAIN", "no more processes"],
    ["EMFILE", "no more open files"],
  ] as const)
    expect(faultOf("verify", failing(code), room)).toMatchObject({
      outside: true,
      message: expect.stringContaining(what) as string,
    });
  const told = new Error("git worktree add ended with 255: cannot fork(): Resource temporarily unavailable");
  expect(faultOf("prepare", Object.assign(told, { name: "GitError" }), room)).toMatchObject({
    outside: true,
  });
  expect(faultOf("verify", failing("ENOENT"), room)).toEqual({
    kind: "faulted",
    message: "spawn git ENOENT",
  });
});
