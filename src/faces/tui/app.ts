import { useApp, useInput, usePaste, useWindowSize } from "ink";
import { useEffect } from "react";
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
  return null;
};
