/**
 * How much a test does: `npm test` runs the short form, and with PARLEY_TEST_LONG=1 the same test runs the numbers that a
 * release is judged by.
 */
import { setting } from './tools.ts';

export const long: boolean = setting('long') !== undefined;

export const sized = <T>(short: T, longer: T): T => (long ? longer : short);
