/** What an Express app has mounted, read from its own router. */
import type { Express } from 'express';

interface Layer {
  name: string;
  /** True when it is mounted at the root. */
  slash: boolean;
  rawPath?: unknown;
  handle: { stack?: Layer[] };
  route?: { path: unknown; methods: Record<string, boolean>; stack: { method?: string }[] };
}

export interface Mounted {
  /** `get /api/v1/me`; `all …` answers every method. */
  routes: string[];
  /** Anything that is mounted below a path without being a route: it could answer there unseen. */
  below: string[];
}

export function mountedIn(app: Express): Mounted {
  const found: Mounted = { routes: [], below: [] };
  walk((app as unknown as { router: { stack: Layer[] } }).router.stack, found);
  return found;
}

function walk(stack: Layer[], found: Mounted): void {
  for (const layer of stack) {
    if (layer.route) {
      const { path, methods } = layer.route;
      if (typeof path !== 'string')
        throw new Error(`a route is mounted at ${String(path)}: only plain paths can be documented`);
      for (const method of Object.keys(methods)) found.routes.push(`${method === '_all' ? 'all' : method} ${path}`);
    } else {
      if (!layer.slash) found.below.push(String(layer.rawPath));
      if (layer.handle.stack) walk(layer.handle.stack, found);
    }
  }
}
