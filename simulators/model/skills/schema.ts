/** JSON schema, as far as structured output uses it. */
export interface JsonSchema {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  definitions?: Record<string, JsonSchema>;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  format?: string;
  pattern?: string;
  description?: string;
  default?: unknown;
  additionalProperties?: boolean | JsonSchema;
}

export function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) {
    if (schema.allOf && schema.allOf.length > 0)
      return Object.assign({}, schema, ...schema.allOf.map(part => resolve(part, root)));
    return schema;
  }
  let at: unknown = root;
  for (const step of schema.$ref
    .replace(/^#\/?/, '')
    .split('/')
    .filter(part => part !== '')) {
    at =
      typeof at === 'object' && at !== null
        ? (at as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')]
        : undefined;
  }
  return typeof at === 'object' && at !== null ? resolve(at as JsonSchema, root) : {};
}

export function typesOf(schema: JsonSchema): string[] {
  if (schema.type !== undefined) return [schema.type].flat();
  if (schema.properties) return ['object'];
  if (schema.items) return ['array'];
  return [];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Does the value satisfy the schema? Only the keywords above are looked at. */
export function satisfies(value: unknown, raw: JsonSchema, root: JsonSchema = raw): boolean {
  const schema = resolve(raw, root);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.some(choice => satisfies(value, choice, root));
  if (schema.const !== undefined) return value === schema.const;
  if (schema.enum) return schema.enum.includes(value);
  const types = typesOf(schema);
  if (types.length > 0 && !types.some(type => isType(value, type))) return false;
  if (typeof value === 'string')
    return (
      value.length >= (schema.minLength ?? 0) &&
      value.length <= (schema.maxLength ?? Number.POSITIVE_INFINITY) &&
      (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value))
    );
  if (typeof value === 'number')
    return (
      value >= (schema.minimum ?? -Infinity) &&
      value <= (schema.maximum ?? Infinity) &&
      value > (schema.exclusiveMinimum ?? -Infinity) &&
      value < (schema.exclusiveMaximum ?? Infinity)
    );
  if (Array.isArray(value)) {
    const { items } = schema;
    return (
      value.length >= (schema.minItems ?? 0) &&
      value.length <= (schema.maxItems ?? Infinity) &&
      (items === undefined || value.every(item => satisfies(item, items, root)))
    );
  }
  if (isObject(value)) {
    const properties = schema.properties ?? {};
    if ((schema.required ?? []).some(key => !(key in value))) return false;
    if (schema.additionalProperties === false && Object.keys(value).some(key => !(key in properties))) return false;
    return Object.entries(properties).every(([key, part]) => !(key in value) || satisfies(value[key], part, root));
  }
  return true;
}

function isType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    default:
      return typeof value === type;
  }
}
