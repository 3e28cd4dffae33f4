/** Runs before everything else: the page forbids `eval`, so zod must not try to compile its parsers. */
import { config } from 'zod';

config({ jitless: true });
