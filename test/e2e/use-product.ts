/** The whole product, a browser and a window of it for one test file. */
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import type {} from '../support/e2e-setup.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';
import type {} from '../support/temporal.ts';
import { SIZES } from './look.ts';
import { findPlace, type Place, type Product } from './product.ts';
import { watch } from './room.ts';

export interface Opened {
  place: Place;
  product: Product;
  browser: Browser;
  context: BrowserContext;
  watched: ReturnType<typeof watch>;
  databaseUrl: string;
}

/**
 * Starts the product on a database of the tests' Postgres before the file's tests (`test/e2e/talk` starts it as a newcomer does,
 * on the embedded one), and stops it after them. After each test nothing may be wrong in the browser's console.
 * @param before runs before the start: sites of the test's own, settings that name them.
 * @returns an object that is filled when the file's own `beforeAll` runs.
 */
export function useProduct(before: (place: Place) => Promise<void> | void = () => undefined): Opened {
  const opened = {} as Opened;
  let database: FreshDatabase | undefined;
  beforeAll(async () => {
    database = await freshDatabase();
    const place = await findPlace(inject('temporalCli'));
    Object.assign(opened, { place, databaseUrl: database.url });
    place.settings.DATABASE_URL = database.url;
    await before(place);
    opened.product = await place.start();
    opened.browser = await chromium.launch({ executablePath: inject('chromium'), args: ['--no-sandbox'] });
    opened.context = await opened.browser.newContext({ viewport: SIZES.desk, reducedMotion: 'reduce' });
    opened.watched = watch(opened.context);
  });
  afterAll(async () => {
    await opened.browser?.close();
    await opened.product?.interrupt();
    opened.place?.remove();
    await database?.drop();
  });
  afterEach(() => {
    expect(opened.watched.problems.splice(0)).toEqual([]);
  });
  return opened;
}
