import type { Survey } from "../doors/survey.ts";
import { styled, type Line } from "./text/line.ts";

/** That what is shown is not all that lies here: whoever edits a task that another branch holds would look for it in vain. */
export const elsewhereLines = ({ readFrom }: Pick<Survey, "readFrom">): Line[] =>
  readFrom === undefined
    ? []
    : [
        [
          styled(
            `Tasks and settings are read from the last commit of ${readFrom}, and of the files here only those that are not committed count: ${readFrom} is not checked out, or git is in the middle of something (traffic doctor).`,
            "warn",
          ),
        ],
        "",
      ];
