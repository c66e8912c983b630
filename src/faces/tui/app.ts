import { useApp, useInput, usePaste, useStdin, useWindowSize } from "ink";
import { setImmediate as turn } from "node:timers/promises";
import { useEffect, useMemo } from "react";
import { newPointer } from "./screen/pointer.ts";
import { pressesOf } from "./screen/press.ts";
import type { Stage } from "./stage.ts";

type Hear = (text: string | Buffer) => void;

/**
 * Leaves every key to a shell or an editor: Ink stops listening, but a stream that others listen to goes on reading, takes
 * half of what is typed there, and fails where the terminal is another's.
 */
const unheard = async (
  stdin: NodeJS.ReadableStream,
  hear: Hear,
  work: () => Promise<void>,
): Promise<void> => {
  stdin.off("data", hear);
  // Only a stream that flows stops reading when it is paused.
  stdin.resume();
  await turn();
  stdin.pause();
  // It stops a turn later: listened to again before that, it would never read any more.
  await turn();
  try {
    await work();
  } finally {
    stdin.on("data", hear);
  }
};

/**
 * What Ink does here: it owns the terminal (alternate screen, raw mode, keys, pastes, resizing, giving the terminal to an
 * editor and taking it back). It draws nothing: the stage paints.
 */
export const App = ({ stage }: { readonly stage: Stage }): null => {
  const { exit, suspendTerminal } = useApp();
  const { columns, rows } = useWindowSize();
  useInput((input, key) => {
    for (const press of pressesOf(input, key)) stage.press(press);
  });
  usePaste((text) => {
    for (const press of pressesOf(text.replaceAll(/\s+/g, " "), {})) stage.press(press);
  });
  const { stdin } = useStdin();
  const hear = useMemo((): Hear => {
    const told = newPointer();
    return (text) => told(text.toString()).forEach((at) => stage.point(at));
  }, [stage]);
  useEffect(() => {
    stage.start({
      quit: () => exit(),
      suspended: (work) => suspendTerminal(() => unheard(stdin, hear, work)),
    });
  }, [stage, exit, suspendTerminal, stdin, hear]);
  useEffect(() => stage.resize(), [stage, columns, rows]);
  useEffect(() => {
    stdin.on("data", hear);
    return () => void stdin.off("data", hear);
  }, [stdin, hear]);
  return null;
};
