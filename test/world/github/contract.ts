import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";

type Json = Record<string, unknown>;

type Parameter = {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Json;
};

type Operation = {
  readonly method: string;
  readonly path: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body?: Json;
  readonly isBodyRequired: boolean;
  readonly responses: Readonly<Record<string, Json>>;
};

/** One exchange with GitHub, as it went over the wire. */
export type Exchange = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly status: number;
  readonly answer: unknown;
};

const text = readFileSync(join(import.meta.dirname, "fixtures/openapi.json"), "utf8");

/** GitHub's description, with its own way of saying "or null" told as JSON Schema tells it. */
const described = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(described);
  if (typeof value !== "object" || value === null) return value;
  const { nullable, ...rest } = Object.fromEntries<unknown>(
    Object.entries(value).map(([key, inner]) => [key, key === "examples" ? inner : described(inner)]),
  );
  if (nullable !== true) return typeof nullable === "object" ? { nullable, ...rest } : rest;
  return { anyOf: [rest, { type: "null" }] };
};

const document = described(JSON.parse(text.replaceAll('"#/components/', '"github#/components/'))) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Json>>>>;
};

const resolved = (value: Json): Json => {
  const ref = value["$ref"];
  if (typeof ref !== "string") return value;
  const [kind = "", name = ""] = ref.slice("github#/components/".length).split("/");
  return document.components[kind]?.[name] ?? {};
};

/** An example of GitHub's own, to build an answer upon. */
export const example = (name: string): unknown =>
  structuredClone((document.components["examples"]?.[name] as { value?: unknown } | undefined)?.value);

const schemaIn = (content: unknown): Json | undefined =>
  (content as { "application/json"?: { schema?: Json } } | undefined)?.["application/json"]?.schema;

const operationOf = (path: string, method: string, given: Json): Operation => {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  // A ref or a path may hold slashes.
  const pattern = path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    name === "ref" || name === "path" ? "(.+)" : "([^/]+)",
  );
  const body = given["requestBody"] as { content?: unknown; required?: boolean } | undefined;
  const schema = schemaIn(body?.content);
  return {
    method: method.toUpperCase(),
    path,
    pattern: new RegExp(`^${pattern}$`),
    names,
    parameters: ((given["parameters"] ?? []) as Json[]).map((one) => resolved(one) as unknown as Parameter),
    ...(schema === undefined ? {} : { body: schema }),
    isBodyRequired: body?.required === true,
    responses: Object.fromEntries(
      Object.entries((given["responses"] ?? {}) as Record<string, Json>).map(([status, one]) => [
        status,
        resolved(one),
      ]),
    ),
  };
};

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, given]) => operationOf(path, method, given)),
);

const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false, logger: false });
formats.default(ajv);
ajv.addSchema({ $id: "github", components: document.components });

const compiled = new Map<Json, ValidateFunction>();

const check = (schema: Json, value: unknown, where: string): string[] => {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  if (validate(value)) return [];
  return (validate.errors ?? [])
    .slice(0, 4)
    .map(({ instancePath, message }) => `${where}${instancePath} ${message}`);
};

/** Statuses that any answer may have, described or not. */
const anywhere = new Set([304, 401, 403, 404, 405, 409, 422, 429, 500, 502, 503]);

const operationFor = ({ method, path }: Exchange): Operation | undefined =>
  operations.find((one) => one.method === method && one.pattern.test(path));

const typed = (schema: Json, written: string): unknown => {
  const { type } = schema;
  if (type === "integer" || type === "number") return Number(written);
  return type === "boolean" ? written === "true" : written;
};

const queryFaults = ({ parameters }: Operation, query: URLSearchParams): string[] =>
  [...query].flatMap(([name, value]) => {
    const parameter = parameters.find((one) => one.in === "query" && one.name === name);
    return parameter === undefined
      ? [`query ${name} is not described`]
      : check(parameter.schema, typed(parameter.schema, value), `query ${name}`);
  });

const bodyFaults = ({ body, isBodyRequired }: Operation, sent: unknown): string[] => {
  if (sent === undefined) return isBodyRequired ? ["a body is missing"] : [];
  return body === undefined ? ["a body is not described"] : check(body, sent, "body");
};

const answerFaults = ({ responses }: Operation, { status, answer }: Exchange): string[] => {
  const response = responses[String(status)];
  if (response === undefined) return anywhere.has(status) ? [] : [`status ${status} is not described`];
  const schema = schemaIn(response["content"]);
  return schema === undefined || status === 304 ? [] : check(schema, answer, "answer");
};

/** What of an exchange GitHub's own description does not allow; empty where it is as described. */
export const faultsOf = (exchange: Exchange): string[] => {
  const operation = operationFor(exchange);
  const name = `${exchange.method} ${exchange.path}`;
  if (operation === undefined) return [`${name} is not described`];
  const isRefused = exchange.status >= 400;
  return [
    ...queryFaults(operation, exchange.query),
    // What GitHub itself refuses may be refused for what was sent.
    ...(isRefused ? [] : bodyFaults(operation, exchange.body)),
    ...answerFaults(operation, exchange),
  ].map((fault) => `${name}: ${fault}`);
};
