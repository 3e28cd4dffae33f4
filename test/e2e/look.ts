/** A page looked at as people see it: both themes, wide and narrow. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { axe } from '../support/axe.ts';
import { long } from '../support/size.ts';
import { environment } from '../support/tools.ts';

export const SIZES = { desk: { width: 1440, height: 900 }, narrow: { width: 380, height: 800 } };
/** For looking at the pages; none are taken without it. */
const pictures = environment().PARLEY_TEST_PICTURES;

/** Each theme and each width once; every pair in the long form, and where pictures are asked for. */
type Look = [theme: 'light' | 'dark', size: keyof typeof SIZES];
const OTHERS: Look[] = [
  ['light', 'narrow'],
  ['dark', 'desk'],
];
const LOOKS: Look[] = [['light', 'desk'], ...(pictures || long ? OTHERS : []), ['dark', 'narrow']];

/** axe, nothing wider than the screen, and a picture of each where they are asked for. Leaves the page wide and dark. */
export async function look(page: Page, name: string): Promise<void> {
  for (const [theme, size] of LOOKS) {
    await page.setViewportSize(SIZES[size]);
    await page.evaluate(chosen => {
      document.documentElement.dataset.theme = chosen;
    }, theme);
    await painted(page);
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${name}-${theme}-${size}.png`) });
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, `${name}, ${size}: wider than the screen`).toBeLessThanOrEqual(0);
    expect(await axe(page), `${name}, ${theme}, ${size}`).toEqual([]);
  }
  await page.setViewportSize(SIZES.desk);
}

/** Until what was changed is on the screen: a colour on its way to another one is neither, and a busy machine takes its time. */
export const painted = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(resolve => requestAnimationFrame(resolve));
    const moving = document.getAnimations().filter(each => Number.isFinite(each.effect?.getComputedTiming().endTime));
    await Promise.allSettled(moving.map(each => each.finished));
  });
