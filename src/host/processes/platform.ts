import { linuxTable } from "./table-linux.ts";
import { macosTable } from "./table-macos.ts";
import type { ProcessTable } from "./table.ts";

/** The process table of this platform. */
export const processTable: ProcessTable = process.platform === "linux" ? linuxTable : macosTable;
