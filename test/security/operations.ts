/** Operations as the served OpenAPI document tells them, and requests made from nothing else. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { PERMISSIONS, type Permission } from '../../domain/permission/permission.ts';

export type JsonSchema = Record<string, unknown>;

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required: boolean;
  schema: JsonSchema;
}

export interface Operation {
  method: string;
  path: string;
  /** `POST /api/v1/…`, for messages. */
  name: string;
  /** null when it needs no session. */
  permission: Permission | null;
  /** Whether an API key may ask. */
  keys: boolean;
  parameters: Parameter[];
  body: JsonSchema | null;
  /** Whether the body is a file. */
  file: boolean;
  /** Media type of its good answer. */
  answers: string;
  statuses: number[];
}

const operationSchema = z.object({
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.enum(['path', 'query', 'header', 'cookie']),
        required: z.boolean(),
        schema: z.record(z.string(), z.unknown()),
      }),
    )
    .default([]),
  security: z.array(z.record(z.string(), z.unknown())),
  'x-parley-permission': z
    .object({
      area: z.string().refine((area): area is Permission['area'] => area in PERMISSIONS),
      access: z.enum(['read', 'write']),
    })
    .optional(),
  requestBody: z
    .object({
      content: z.object({
        'application/json': z.object({ schema: z.record(z.string(), z.unknown()) }).optional(),
        // A file.
        '*/*': z.unknown().optional(),
      }),
    })
    .optional(),
  responses: z.record(z.string(), z.object({ content: z.record(z.string(), z.unknown()).optional() })),
});
const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ securitySchemes: z.record(z.string(), z.unknown()) }),
});

/** @throws when the document is not as expected, or an operation with a session says no permission. */
export async function operationsOf(url: string): Promise<{ operations: Operation[]; schemes: string[] }> {
  const answer = await fetch(`${url}/api/openapi.json`);
  const { paths, components } = documentSchema.parse(await answer.json());
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const name = `${method.toUpperCase()} ${path}`;
      const permission = operation['x-parley-permission'] ?? null;
      if (operation.security.length > 0 && !permission) throw new Error(`${name} needs a session and no permission`);
      const good = Object.entries(operation.responses).find(([status]) => status.startsWith('2'));
      return {
        method: method.toUpperCase(),
        path,
        name,
        permission,
        keys: operation.security.some(way => 'apiKey' in way),
        parameters: operation.parameters,
        body: operation.requestBody?.content['application/json']?.schema ?? null,
        file: operation.requestBody?.content['*/*'] !== undefined,
        answers: Object.keys(good?.[1].content ?? {})[0] ?? '',
        statuses: Object.keys(operation.responses).map(Number),
      };
    }),
  );
  return { operations, schemes: Object.keys(components.securitySchemes) };
}

/** A value that fits a JSON schema, as small as can be. */
export function sampleOf(schema: JsonSchema): unknown {
  const { type, properties, required, items } = schema as {
    type?: string | string[];
    properties?: Record<string, JsonSchema>;
    required?: string[];
    items?: JsonSchema;
  };
  if ('const' in schema) return schema.const;
  if ('default' in schema) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const variants = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(variants)) return sampleOf(variants[0] as JsonSchema);
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object':
      return Object.fromEntries(
        (required ?? []).map(name => [name, sampleOf(properties?.[name] ?? { type: 'string' })]),
      );
    case 'array':
      return Array.from({ length: Number(schema.minItems ?? 0) }, () => sampleOf(items ?? {}));
    case 'integer':
    case 'number':
      return Math.max(1, Number(schema.minimum ?? 1));
    case 'boolean':
      return true;
    case 'string':
      return text(schema);
    default:
      return null;
  }
}

function text(schema: JsonSchema): string {
  if (schema.format === 'uuid') return randomUUID();
  if (schema.format === 'email') return 'somebody@example.com';
  if (schema.format === 'uri') return 'https://example.com/';
  if (schema.format === 'date-time') return '2030-01-01T00:00:00.000Z';
  return 'words'.padEnd(Number(schema.minLength ?? 0), '.');
}

export interface Filled {
  /** Path parameters. */
  params: Record<string, string>;
  query?: Record<string, string>;
  /** Put over the sample. */
  body?: Record<string, unknown>;
  headers?: Record<string, string>;
  cookie?: string;
}

/** The beginning of a picture of one point. */
const PICTURE = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='),
  letter => letter.charCodeAt(0),
);

/** Sends an operation with what it needs and the session of `cookie`, as our own pages send it. */
export async function call(url: string, operation: Operation, filled: Filled): Promise<Answer> {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => {
    const value = filled.params[name];
    if (value === undefined) throw new Error(`${operation.name} has no value for {${name}}`);
    return encodeURIComponent(value);
  });
  const target = new URL(path, url);
  for (const parameter of operation.parameters)
    if (parameter.in === 'query' && parameter.required)
      target.searchParams.set(parameter.name, String(sampleOf(parameter.schema)));
  for (const [name, value] of Object.entries(filled.query ?? {})) target.searchParams.set(name, value);
  const given = Object.keys(filled.body ?? {}).length > 0 ? filled.body : undefined;
  const json = operation.body ? { ...(sampleOf(operation.body) as object), ...given } : given;
  const body = operation.file ? PICTURE : json && JSON.stringify(json);
  const abort = new AbortController();
  const answer = await fetch(target, {
    method: operation.method,
    redirect: 'manual',
    signal: abort.signal,
    headers: {
      ...(operation.method === 'GET' ? {} : { 'x-parley-csrf': '1', origin: new URL(url).origin }),
      ...(body ? { 'content-type': operation.file ? 'image/png' : 'application/json' } : {}),
      ...(filled.cookie ? { cookie: filled.cookie } : {}),
      ...filled.headers,
    },
    ...(body && operation.method !== 'GET' ? { body } : {}),
  });
  // A stream of events has no end: its beginning is all there is to see.
  const streams = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const read = streams ? '' : await answer.text();
  if (streams) abort.abort();
  return { status: answer.status, headers: answer.headers, text: read, code: codeOf(read) };
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Of a problem document; null otherwise. */
  code: string | null;
}

function codeOf(text: string): string | null {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === 'string' ? code : null;
  } catch {
    return null;
  }
}
