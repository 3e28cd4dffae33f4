/** Every text of the interface is in every language: read from the sources, so that later pages are covered or fail. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { FIELD_TYPES } from '../../../domain/crm/fields.ts';
import { FIELD_TESTS, TEMPERATURES } from '../../../domain/crm/filter.ts';
import { IMPORT_TARGETS } from '../../../domain/crm/import.ts';
import { IMPORT_STATES } from '../../../domain/crm/words.ts';
import { SHOWN_STATUSES } from '../../../domain/lead/moves.ts';
import { PERMISSIONS } from '../../../domain/permission/permission.ts';
import * as names from '../../../domain/words.ts';
import { WEEKDAYS } from '../../../domain/zone/business-hours.ts';
import { words } from '../lib/format.ts';
import hi from './hi.ts';

const SOURCES = fileURLToPath(new URL('..', import.meta.url));
/** Names, and what is the same in every language. */
const NAMES = new Set(['Parley', 'Esc', 'Ctrl', 'WhatsApp']);

/** Codes whose names `words()` and `sentence()` look up. */
const CODES: string[] = [
  ...names.CTA_TYPES,
  ...names.LEAD_SOURCES,
  ...names.MESSAGE_KINDS,
  ...names.PRIORITIES,
  ...names.REASON_CODES,
  ...names.ROLES,
  ...names.STAGES,
  ...FIELD_TESTS,
  ...FIELD_TYPES,
  ...IMPORT_STATES,
  ...IMPORT_TARGETS,
  ...SHOWN_STATUSES,
  ...TEMPERATURES,
  ...WEEKDAYS,
  ...Object.keys(PERMISSIONS),
  // Sections of a prompt, steps and outcomes of a turn, rules, categories of templates: no list in the domain.
  ...'disclaimers | emoji | forbidden phrases | max words | never claims human | no leak | not empty | sourced contacts'.split(
    ' | ',
  ),
  ...'sourced prices | batch | business | critique | critique again | examples | guardrails | plan'.split(' | '),
  ...'problems | recent | rules | scripts | slots | tone | trigger | rewrite'.split(' | '),
  ...'extract | marketing | utility | authentication | service | question | summary | state'.split(' | '),
  ...'retrieve | drafted | silent | superseded | refused | escalated | improving | declining'.split(' | '),
  ...'edit | click | slot picked | confirmed | page | paid'.split(' | '),
];

interface Found {
  /** Texts given to `t`. */
  keys: Set<string>;
  /** Words that stand in the markup without it. */
  bare: string[];
}

function readSources(): Found {
  const keys = new Set<string>();
  const bare: string[] = [];
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    name => /\.tsx?$/.test(name) && !name.includes('.test.') && !name.startsWith('words'),
  );
  for (const name of files) {
    const kind = name.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
    const source = ts.createSourceFile(
      name,
      readFileSync(join(SOURCES, name), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
      kind,
    );
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText() === 't') {
        const [text] = node.arguments;
        for (const key of text ? literalsOf(text) : []) keys.add(key);
      }
      if (ts.isJsxText(node) && /\p{L}{2}/u.test(node.text) && !NAMES.has(node.text.trim()))
        bare.push(`${name}: ${node.text.trim()}`);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { keys, bare };
}

/** The texts an argument can be: one, or either branch of a condition. */
function literalsOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [...literalsOf(node.whenTrue), ...literalsOf(node.whenFalse)];
  return [];
}

const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe('the words of the interface', () => {
  const { keys, bare } = readSources();
  for (const code of CODES) keys.add(words(code));

  it('all go through t()', () => {
    expect(keys.size).toBeGreaterThan(2_000);
    expect(bare).toEqual([]);
  });

  it('are all there in Hindi', () => {
    expect([...keys].filter(key => !Object.hasOwn(hi, key))).toEqual([]);
  });

  it('name the same values in Hindi, and are no leftovers of texts that are gone', () => {
    for (const [english, hindi] of Object.entries(hi)) {
      expect(placeholders(hindi), english).toEqual(placeholders(english));
      expect(hindi.trim(), english).not.toBe('');
    }
    const gone = Object.keys(hi).filter(key => !keys.has(key));
    expect(gone).toEqual([]);
  });
});
