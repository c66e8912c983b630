// Writes docs/traffic.schema.json, the JSON Schema of traffic.yaml for editors, as the reader of the file defines it.
import { writeFileSync } from "node:fs";
import { configJsonSchema } from "../src/store/config.ts";

const path = new URL("../docs/traffic.schema.json", import.meta.url);
writeFileSync(path, `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
