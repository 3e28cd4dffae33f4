/** `domain/` has neither clock nor I/O, `activities/` take the time from their Clock port, and neither they nor workflows read the environment. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const IO = ['fetch', 'setTimeout', 'setInterval', 'process'];

/**
 * What a source uses of `refused`: `Date.now`, `new Date()`, `Math.random`, `process.env`, or a bare name like `fetch`.
 * Names that are only properties, keys or words of a text are none.
 */
function usesOf(source: string, refused: readonly string[]): string[] {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const check = (name: string, node: ts.Node): void => {
    if (refused.includes(name)) found.push(`${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) {
      const { expression, name } = node;
      const object =
        ts.isPropertyAccessExpression(expression) && expression.expression.getText(file) === 'globalThis'
          ? expression.name
          : expression;
      if (expression.getText(file) === 'globalThis') check(name.text, node);
      if (ts.isIdentifier(object)) check(`${object.text}.${name.text}`, node);
    }
    if (ts.isNewExpression(node) && node.expression.getText(file) === 'Date' && !node.arguments?.length)
      check('new Date()', node);
    if (ts.isCallExpression(node) && node.expression.getText(file) === 'Date') check('new Date()', node);
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const named =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node) ||
        ts.isPropertySignature(parent) ||
        ts.isMethodSignature(parent) ||
        ts.isTypeNode(parent);
      if (!named) check(node.text, node);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const usesIn = (folder: string, refused: readonly string[]): string[] =>
  globSync(`${folder}/**/*.ts`, { cwd: ROOT })
    .filter(path => !path.endsWith('.test.ts'))
    .flatMap(path => usesOf(readFileSync(join(ROOT, path), 'utf8'), refused).map(use => `${path} ${use.split(':')[0]}`))
    .sort();

describe('the check itself', () => {
  it.each([
    ['const at = Date.now();', ['Date.now:1']],
    ['const at = globalThis.Date.now();', ['Date.now:1']],
    ['const at = new Date();\nconst other = new Date(5);', ['new Date():1']],
    ['const at = Date();', ['new Date():1']],
    ['const a = Math.random();', ['Math.random:1']],
    ['await fetch(url);', ['fetch:1']],
    ['const f = globalThis.fetch;', ['fetch:1']],
    ['setTimeout(run, 5);\nsetInterval(run, 5);', ['setTimeout:1', 'setInterval:2']],
    ['process.exit();', ['process:1']],
    ['const a = store.fetch(1); const b = { fetch: 1 }; // Date.now()\nconst c = "fetch";', []],
    ['const a = clock.now(); const b = Math.round(2.5);', []],
  ])('%j', (source, found) => {
    expect(usesOf(source, ['Date.now', 'new Date()', 'Math.random', ...IO])).toEqual(found);
  });
});

describe('what runs where', () => {
  it('the domain has no clock, no chance and no I/O', () => {
    expect(usesIn('domain', ['Date.now', 'new Date()', 'Math.random', ...IO])).toEqual([]);
  });

  it('activities take the time from the Clock port, and read no environment', () => {
    expect(usesIn('activities', ['Date.now', 'process.env'])).toEqual([]);
  });

  it('workflows read no environment; their Date.now() is the time of their history', () => {
    expect(usesIn('workflows', ['process.env', 'Math.random', 'fetch'])).toEqual([]);
  });
});
