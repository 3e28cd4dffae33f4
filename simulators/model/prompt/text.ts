/** Text handled the same way for every script: lower case, no Latin accents, words separated by one space. */
import { remembered } from './remembered.ts';

export function normalize(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC');
}

/** The words of a text in order, normalized; `I'm` stays one word. */
export function words(text: string): string[] {
  return normalize(text).match(/[\p{L}\p{M}\p{N}]+(?:'\p{L}+)*/gu) ?? [];
}

/** ` word word ` with spaces at both ends, so that whole phrases can be looked up in any script. */
export const padded = remembered((text: string): string => ` ${words(text).join(' ')} `);

/** Compiles `a|b c|d` into padded phrases for `hasAny`. */
export function phrases(list: string): string[] {
  return list.split('|').map(padded);
}

export function hasAny(paddedText: string, list: readonly string[]): boolean {
  return list.some(phrase => paddedText.includes(phrase));
}

export function countOf(paddedText: string, list: readonly string[]): number {
  return list.filter(phrase => paddedText.includes(phrase)).length;
}

/** A light English stemmer: enough to make `cleanings`, `cleaning` and `clean` meet. */
export function stem(word: string): string {
  let s = word.replace(/'s$/, '');
  if (!/^[a-z]+$/.test(s) || s.length < 4) return s;
  if (s.endsWith('ies')) s = `${s.slice(0, -3)}y`;
  else if (/(s|x|z|ch|sh)es$/.test(s)) s = s.slice(0, -2);
  else if (s.endsWith('s') && !s.endsWith('ss')) s = s.slice(0, -1);
  if (s.length > 5 && s.endsWith('ful')) s = s.slice(0, -3);
  if (s.length > 5 && s.endsWith('ing')) s = s.slice(0, -3);
  else if (s.length > 4 && s.endsWith('ed')) s = s.slice(0, -2);
  if (s.length > 4 && s.endsWith('e')) s = s.slice(0, -1);
  return s;
}

/** Sentences with their end mark; `5.30`, `Dr. Rao` and links stay whole. */
export function sentences(text: string): string[] {
  const parts = text
    .replace(/\s*\n+\s*/g, '\n')
    .split(/(?<=[?!।])\s+|(?<=(?<!\b(?:Dr|Mr|Mrs|Ms|St|No|Rs|approx|e\.g|i\.e))\.)\s+(?=[\p{Lu}\p{Lo}¿¡"₹$€£\d])|\n/u)
    .map(part => part.trim());
  return parts.filter(part => part.length > 0);
}

export const LINK_PATTERN = /https?:\/\/[^\s,;)"'<>]+/g;

/** Words of the agent's own prose: links do not count. */
export function countWords(text: string): number {
  return text
    .replace(LINK_PATTERN, ' ')
    .split(/\s+/)
    .filter(word => /[\p{L}\p{N}]/u.test(word)).length;
}

export function countQuestions(text: string): number {
  return (text.replace(LINK_PATTERN, ' ').match(/\?+/g) ?? []).length;
}

export function hasEmoji(text: string): boolean {
  return /\p{Extended_Pictographic}/u.test(text.replace(/[©®™]/g, ''));
}

export function capitalize(text: string): string {
  return text.replace(/\p{L}/u, letter => letter.toUpperCase());
}

/** Ends a text with a full stop unless it ends with a mark or a link already. */
export function stopped(text: string, stop = '.'): string {
  const trimmed = text.trim();
  if (trimmed === '' || /[.!?।:…]$/.test(trimmed) || /https?:\/\/\S+$/.test(trimmed)) return trimmed;
  return `${trimmed}${stop}`;
}
