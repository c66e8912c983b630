import { useApp, useInput, usePaste, useStdin, useWindowSize } from "ink";
import { useEffect } from "react";
import { newPointer } from "./screen/pointer.ts";
import { pressesOf } from "./screen/press.ts";
import type { Stage } from "./stage.ts";

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
  useEffect(() => {
    stage.start({ quit: () => exit(), suspended: (work) => suspendTerminal(work) });
  }, [stage, exit, suspendTerminal]);
  useEffect(() => stage.resize(), [stage, columns, rows]);
  const { stdin } = useStdin();
  useEffect(() => {
    const told = newPointer();
    const hear = (text: string | Buffer): void => told(text.toString()).forEach((at) => stage.point(at));
    stdin.on("data", hear);
    return () => void stdin.off("data", hear);
  }, [stage, stdin]);
  return null;
};
