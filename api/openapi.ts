/** The OpenAPI 3.1 document, made from the endpoints' own schemas. */
import { z } from 'zod';
import { type Area, type Permission, rolesThatMay } from '../domain/permission/permission.ts';
import { KEY_AREAS } from '../domain/permission/scopes.ts';
import { problemSchema } from './contracts/common.ts';
import type { AnyEndpoint } from './endpoint.ts';
import { DESCRIBED_ROUTES, type DescribedRoute } from './openapi-routes.ts';
import { API_BASE, type StreamRoute } from './router.ts';

type Json = Record<string, unknown>;
type Coded = { status: number; code: string; when: string };

export interface OpenApiDocument {
  openapi: string;
  info: Json;
  servers: Json[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Json>>;
  components: Json;
}

/** @param io what a client may send (defaults are optional), or what it gets. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' });
  return rest;
}

const problem = (errors: Coded[]): Json => ({
  description: errors.map(({ code, when }) => `\`${code}\`: ${when}`).join('; '),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

function responses({ answer, also = [] }: DescribedRoute, errors: Coded[]): Json {
  const byStatus = new Map<number, Coded[]>();
  for (const error of errors) byStatus.set(error.status, [...(byStatus.get(error.status) ?? []), error]);
  const schema = answer.schema ? { schema: schemaOf(answer.schema, 'output') } : {};
  const content = answer.type === null ? {} : { content: { [answer.type]: schema } };
  const good =
    answer.type === 'application/problem+json'
      ? problem([{ status: answer.status, code: answer.description, when: 'always' }])
      : { description: answer.description, ...content };
  const rest = [...byStatus]
    .filter(([status]) => status !== answer.status)
    .map(([status, coded]) => [String(status), problem(coded)]);
  const others = also.map(({ status, description }) => [String(status), { description, ...content }]);
  return { [String(answer.status)]: good, ...Object.fromEntries(rest), ...Object.fromEntries(others) };
}

function parameters(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description ? { description } : {}),
    schema: property,
  }));
}

/** null when there is no body to send. */
function requestBody(schema: z.ZodType | undefined): Json | null {
  if (!schema || schema instanceof z.ZodUndefined || schema instanceof z.ZodVoid) return null;
  const required = !schema.safeParse(undefined).success;
  return { required, content: { 'application/json': { schema: schemaOf(schema, 'input') } } };
}

const FILE: Json = {
  required: true,
  content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
};

const CSRF_HEADER: Json = {
  name: 'x-parley-csrf',
  in: 'header',
  required: true,
  description:
    'Shows that the request comes from a program of ours: a foreign page cannot set it. An API key needs none.',
  schema: { type: 'string', const: '1' },
};

const SESSION_ERRORS: Coded[] = [
  { status: 401, code: 'not_signed_in', when: 'there is no session' },
  { status: 401, code: 'wrong_key', when: 'the API key is not known, or over' },
  { status: 403, code: 'role', when: 'the role may not' },
  { status: 403, code: 'scope', when: 'the API key may not' },
];
const LIMIT: Coded = { status: 429, code: 'rate_limited', when: 'too many requests; see Retry-After' };
const AWAY: Coded = { status: 503, code: 'unavailable', when: 'the record does not answer' };
const CSRF: Coded = { status: 403, code: 'csrf', when: 'the request does not come from our own pages' };
const INVALID: Coded = { status: 400, code: 'invalid', when: 'the input is not as it must be; `errors` says where' };
const BODY: Coded[] = [
  { status: 400, code: 'malformed_json', when: 'the body is not JSON' },
  { status: 413, code: 'too_large', when: 'the body is too large' },
  { status: 415, code: 'not_json', when: 'the body is declared as something else' },
];

const forKeys = ({ area }: Permission, people = false): boolean =>
  !people && (KEY_AREAS as readonly Area[]).includes(area);

const changes = (method: string): boolean => method !== 'get';

function ofEndpoint(endpoint: AnyEndpoint): DescribedRoute {
  const { method, tag, summary, needs, query, body, errors } = endpoint;
  const answer = { status: 200, type: 'application/json', schema: endpoint.response, description: 'Done.' };
  return {
    method: method as 'get',
    path: `${API_BASE}${endpoint.path}`,
    tag,
    summary,
    needs,
    query,
    ...(endpoint.bytes ? { bytes: true } : { body }),
    answer,
    errors,
    access: changes(method) ? 'session+csrf' : 'session',
    keys: forKeys(needs, endpoint.people),
  };
}

function ofStream({ path, tag, summary, needs, query, answers, errors }: StreamRoute): DescribedRoute {
  const answer = { status: 200, type: answers, description: 'A stream.' };
  return {
    method: 'get',
    path: `${API_BASE}${path}`,
    tag,
    summary,
    needs,
    answer,
    errors,
    access: 'session',
    keys: forKeys(needs),
    ...(query ? { query } : {}),
  };
}

function operation(route: DescribedRoute, params: z.ZodType | undefined): Json {
  const session = route.access.startsWith('session');
  const body = route.bytes ? FILE : requestBody(route.body);
  const anonymous = route.path.startsWith('/webhooks') || route.path.startsWith('/l/') || route.path.endsWith('z');
  const errors = [
    ...route.errors,
    ...(session ? SESSION_ERRORS : []),
    ...(route.access === 'session+csrf' ? [CSRF] : []),
    LIMIT,
    ...(route.tag === 'Health' || anonymous ? [] : [INVALID, AWAY]),
    ...(body && !route.bytes && !anonymous ? BODY : []),
  ];
  const declared = pathParameters(route.path, params);
  const all = [
    ...declared,
    ...parameters(route.query, 'query'),
    ...(route.access === 'session+csrf' ? [CSRF_HEADER] : []),
  ];
  return {
    operationId: operationId(route),
    tags: [route.tag],
    summary: route.summary,
    ...(route.description ? { description: route.description } : {}),
    ...(route.needs ? permission(route.needs) : {}),
    security: session ? [{ session: [] }, ...(route.keys ? [{ apiKey: [] }] : [])] : [],
    ...(all.length > 0 ? { parameters: all } : {}),
    ...(body ? { requestBody: body } : {}),
    responses: responses(route, errors),
  };
}

const permission = (needs: Permission): Json => ({
  'x-parley-permission': needs,
  'x-parley-roles': rolesThatMay(needs),
});

/** Streams parse their own path; what is in braces is a string then. */
function pathParameters(path: string, params: z.ZodType | undefined): Json[] {
  const known = parameters(params, 'path');
  const names = [...path.matchAll(/:(\w+)/g)].map(match => match[1]);
  const missing = names.filter(name => !known.some(parameter => parameter.name === name));
  return [
    ...known,
    ...missing.map(name => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string', ...(/id$/i.test(name ?? '') ? { format: 'uuid' } : {}) },
    })),
  ];
}

const operationId = ({ method, path }: DescribedRoute): string =>
  `${method}${path.replace(API_BASE, '').replaceAll(/[/:.-]+(\w)/g, (_match, letter: string) => letter.toUpperCase())}`;

export interface OpenApiOptions {
  endpoints: AnyEndpoint[];
  streams: StreamRoute[];
  cookieName: string;
  /** false when this server takes none. */
  webhooks: boolean;
}

export function openApiDocument({ endpoints, streams, cookieName, webhooks }: OpenApiOptions): OpenApiDocument {
  const routes = [
    ...endpoints.map(endpoint => ({ route: ofEndpoint(endpoint), params: endpoint.params as z.ZodType })),
    ...streams.map(stream => ({ route: ofStream(stream), params: undefined })),
    ...DESCRIBED_ROUTES.filter(({ tag }) => webhooks || tag !== 'Webhooks').map(route => ({
      route,
      params: undefined,
    })),
  ];
  const paths: OpenApiDocument['paths'] = {};
  for (const { route, params } of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route, params) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version: '1',
      description:
        'Conversations, the messages in them, and why the agent said what it said. Errors are problem documents (RFC 9457) with a stable code and a hint.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ route }) => route.tag))].map(name => ({ name })),
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: cookieName },
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of the organization: `Bearer pl_…`.' },
      },
      schemas: { Problem: schemaOf(problemSchema, 'output') },
    },
  };
}
