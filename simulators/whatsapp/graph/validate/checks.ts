import type { Json } from '../../records.ts';
import { GraphError } from '../errors.ts';

/** Small checks that throw the Graph error a wrong parameter gets. `path` is named in the details. */

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function requiredObject(parent: Json, name: string, path: string): Json {
  const value = parent[name];
  if (value === undefined || value === null) throw missing(path);
  if (!isObject(value)) throw new GraphError(100, `Param ${path} must be a JSON object.`);
  return value;
}

export function requiredArray(parent: Json, name: string, path: string, min: number, max: number): Json[] {
  const value = parent[name];
  if (value === undefined || value === null) throw missing(path);
  if (!Array.isArray(value) || !value.every(isObject)) {
    throw new GraphError(100, `Param ${path} must be an array of objects.`);
  }
  if (value.length < min || value.length > max)
    throw invalid(`${path} must hold ${min} to ${max}, got ${value.length}.`);
  return value;
}

export function requiredText(parent: Json, name: string, path: string, max: number): string {
  const value = parent[name];
  if (value === undefined || value === null || value === '') throw missing(path);
  return boundedText(value, path, max);
}

export function optionalText(parent: Json, name: string, path: string, max: number): string | undefined {
  const value = parent[name];
  return value === undefined || value === null ? undefined : boundedText(value, path, max);
}

function boundedText(value: unknown, path: string, max: number): string {
  if (typeof value !== 'string') throw new GraphError(100, `Param ${path} must be a string.`);
  if (value.length > max)
    throw invalid(`${path} length invalid. Min length: 1, Max length: ${max}, got ${value.length}.`);
  return value;
}

export function oneOf(value: unknown, allowed: readonly string[], path: string): string {
  if (typeof value === 'string' && allowed.includes(value)) return value;
  throw new GraphError(100, `Param ${path} must be one of {${allowed.join(', ')}} - got "${String(value)}".`);
}

export function missing(path: string): GraphError {
  return new GraphError(131008, `The parameter ${path} is required.`);
}

export function invalid(details: string): GraphError {
  return new GraphError(131009, details);
}
