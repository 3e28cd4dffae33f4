/**
 * The manifests cannot be applied where Parley is built; what can be known without a cluster is checked here: every object against
 * the schema of its kind, and what one file says against what others say.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { TriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1/TriggerAuthentication';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { settingsSchema } from '../../config/schema.ts';

interface Meta {
  name: string;
  labels?: Record<string, string>;
}
interface Container {
  command: string[];
  ports?: { name: string; containerPort: number }[];
  envFrom: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  volumeMounts: { name: string; mountPath: string }[];
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  lifecycle?: { preStop: { exec: { command: string[] } } };
  securityContext: Record<string, unknown>;
}
interface Probe {
  httpGet: { path: string; port: string };
}
interface PodSpec {
  serviceAccountName: string;
  terminationGracePeriodSeconds?: number;
  securityContext: Record<string, unknown>;
  initContainers?: Container[];
  containers: Container[];
  volumes: { name: string; persistentVolumeClaim?: { claimName: string } }[];
}
interface Resource {
  apiVersion: string;
  kind: string;
  metadata: Meta;
  data?: Record<string, string>;
  spec?: Record<string, unknown> & {
    selector?: { matchLabels?: Record<string, string> } & Record<string, unknown>;
    template?: { metadata: Meta; spec: PodSpec };
  };
}

const here = import.meta.dirname;
const documents = (file: string): unknown[] =>
  parseAllDocuments(readFileSync(file, 'utf8')).map(document => document.toJS({ maxAliasCount: 0 }) as unknown);
const files = readdirSync(here, { recursive: true })
  .map(String)
  .filter(name => name.endsWith('.yaml'))
  .map(name => join(here, name));
const kustomizations = files.filter(file => file.endsWith('kustomization.yaml'));
const resources = files
  .filter(file => !kustomizations.includes(file))
  .flatMap(file => documents(file).map(each => ({ file, resource: each as Resource })));
const base = resources.filter(({ file }) => file.startsWith(join(here, 'base'))).map(({ resource }) => resource);
const named = (kind: string, name: string): Resource | undefined =>
  base.find(each => each.kind === kind && each.metadata.name === name);
const deployments = base.filter(each => each.kind === 'Deployment');
const podsOf = (resource: Resource): PodSpec =>
  resource.spec?.template?.spec ?? ({ containers: [] } as unknown as PodSpec);
const workloads = base.filter(each => each.spec?.template);
const knownSettings = Object.keys(settingsSchema.shape);

describe('the schemas of Kubernetes', () => {
  const schemas = JSON.parse(readFileSync(join(here, 'schemas.json'), 'utf8')) as {
    kinds: Record<string, { apiVersion: string; definition: string }>;
    definitions: Record<string, unknown>;
  };
  const ajv = new Ajv.default({ strict: false, allErrors: true });
  ajv.addSchema({ $id: 'kubernetes', definitions: schemas.definitions });
  const problems = (resource: Resource): string[] => {
    const kind = schemas.kinds[resource.kind];
    if (!kind) return [`no schema for ${resource.kind}`];
    if (kind.apiVersion !== resource.apiVersion) return [`${resource.kind} is ${kind.apiVersion}`];
    ajv.validate({ $ref: `kubernetes#/definitions/${kind.definition}` }, resource);
    return (ajv.errors ?? []).map(error => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  };

  it('take every object of the base', () => {
    expect(base.length).toBeGreaterThan(12);
    for (const resource of base) expect(problems(resource), `${resource.kind}/${resource.metadata.name}`).toEqual([]);
  });

  it('would refuse what is not theirs', () => {
    const worker = structuredClone(named('Deployment', 'parley-worker')) as Resource;
    podsOf(worker).containers[0] = { ...podsOf(worker).containers[0], readynessProbe: {} } as unknown as Container;
    expect(problems(worker)).not.toEqual([]);
    expect(problems({ ...worker, spec: { ...worker.spec, replicas: 'two' } })).not.toEqual([]);
  });
});

describe("KEDA's own schemas", () => {
  const problem = (resource: Resource): string | null => {
    const made =
      resource.kind === 'ScaledObject'
        ? new ScaledObject(resource as ConstructorParameters<typeof ScaledObject>[0])
        : new TriggerAuthentication(resource as ConstructorParameters<typeof TriggerAuthentication>[0]);
    try {
      made.validate();
      return null;
    } catch (error) {
      return String(error);
    }
  };
  const ours = resources.filter(({ resource }) => resource.apiVersion === 'keda.sh/v1alpha1');

  it('take both overlays', () => {
    expect(ours.map(({ resource }) => resource.kind).sort()).toEqual([
      ...['ScaledObject', 'ScaledObject', 'TriggerAuthentication', 'TriggerAuthentication'],
    ]);
    for (const { file, resource } of ours) expect(problem(resource), `${file} ${resource.kind}`).toBeNull();
  });

  it('would refuse what is not theirs', () => {
    for (const { resource } of ours.filter(each => each.resource.kind === 'ScaledObject')) {
      expect(problem({ ...resource, spec: { ...resource.spec, minReplicaCount: '2' } })).toMatch(/minReplicaCount/);
      expect(problem({ ...resource, spec: { ...resource.spec, scaleTargetRef: {} } })).toMatch(/name/);
    }
  });
});

describe('kustomize', () => {
  it('names only files that are there, and every file is named', () => {
    const reached = new Set<string>();
    for (const file of kustomizations) {
      const { resources: list = [], components = [] } = documents(file)[0] as Record<string, string[]>;
      for (const entry of [...list, ...components]) {
        const path = resolve(dirname(file), entry);
        expect(existsSync(path), `${file}: ${entry}`).toBe(true);
        reached.add(path);
      }
    }
    for (const { file } of resources) expect(reached, file).toContain(file);
  });

  it('patches only settings that exist', () => {
    const patched = kustomizations.flatMap(file =>
      [...readFileSync(file, 'utf8').matchAll(/path: \/data\/(\w+)/g)].map(match => match[1] ?? ''),
    );
    expect(patched.length).toBeGreaterThan(4);
    for (const name of patched) expect(knownSettings).toContain(name);
  });
});

describe('what the manifests say of each other', () => {
  const settings = named('ConfigMap', 'parley-settings')?.data ?? {};

  it('settings exist, are valid, and hold nothing secret', () => {
    for (const name of Object.keys(settings)) expect(knownSettings).toContain(name);
    expect(settingsSchema.safeParse(settings).success).toBe(true);
    for (const name of Object.keys(settings))
      expect(name).not.toMatch(/PASSWORD|SECRET|TOKEN$|API_KEY|MASTER_KEY|DATABASE_URL/);
  });

  it('every workload runs a process of ours with settings and secrets by reference, confined', () => {
    expect(workloads.map(each => each.metadata.name).sort()).toEqual(['parley-api', 'parley-prepare', 'parley-worker']);
    for (const workload of workloads) {
      const pod = podsOf(workload);
      expect(named('ServiceAccount', pod.serviceAccountName)).toBeDefined();
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
        expect(existsSync(container.command[1] ?? '')).toBe(true);
        expect(container.envFrom).toEqual([
          { configMapRef: { name: 'parley-settings' } },
          { secretRef: { name: 'parley' } },
        ]);
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        for (const mount of container.volumeMounts)
          expect(pod.volumes.map(volume => volume.name)).toContain(mount.name);
        expect(container.volumeMounts.map(mount => mount.mountPath)).toContain(settings.PARLEY_HOME);
      }
      for (const { persistentVolumeClaim: claim } of pod.volumes)
        if (claim) expect(named('PersistentVolumeClaim', claim.claimName)).toBeDefined();
    }
  });

  it('nothing starts on a record that is not migrated', () => {
    for (const deployment of deployments)
      expect(podsOf(deployment).initContainers?.map(each => each.command[1])).toEqual(['processes/prepared.ts']);
  });

  it('probes ask ports that listen, for paths that are served', () => {
    for (const workload of deployments) {
      const [container] = podsOf(workload).containers;
      const ports = new Map(container?.ports?.map(port => [port.name, String(port.containerPort)]));
      const component = workload.metadata.labels?.['app.kubernetes.io/component'] ?? '';
      expect(ports.get('metrics')).toBe(settings[`PARLEY_${component.toUpperCase()}_METRICS_PORT`]);
      if (component === 'api') expect(ports.get('http')).toBe(settings.PORT);
      for (const probe of [container?.startupProbe, container?.livenessProbe, container?.readinessProbe]) {
        expect(probe && [...ports.keys()].includes(probe.httpGet.port)).toBe(true);
        expect(['/healthz', '/readyz']).toContain(probe?.httpGet.path);
      }
    }
    // Liveness never depends on what is elsewhere: a restart mends neither Postgres nor Temporal.
    for (const workload of deployments)
      expect(podsOf(workload).containers[0]?.livenessProbe?.httpGet.path).toBe('/healthz');
  });

  it('waits longer for a stop than a stop takes', () => {
    const grace = (name: string) => podsOf(named('Deployment', name) as Resource).terminationGracePeriodSeconds ?? 0;
    const force = Number(/shutdownForceTime: '(\d+) seconds'/.exec(readFileSync('temporal/worker.ts', 'utf8'))?.[1]);
    expect(force).toBeGreaterThan(0);
    expect(grace('parley-worker')).toBeGreaterThanOrEqual(force + 15);
    const stopMs = Number(
      /STOP_MS = ([\d_]+)/.exec(readFileSync('processes/start-api.ts', 'utf8'))?.[1]?.replace('_', ''),
    );
    const preStop = Number(
      podsOf(named('Deployment', 'parley-api') as Resource).containers[0]?.lifecycle?.preStop.exec.command[1],
    );
    expect(stopMs).toBeGreaterThan(0);
    expect(grace('parley-api')).toBeGreaterThanOrEqual(preStop + stopMs / 1_000 + 10);
  });

  it('selectors select what is there', () => {
    const labels = workloads.map(each => each.spec?.template?.metadata.labels ?? {});
    const selects = (wanted: Record<string, unknown>) =>
      labels.some(each => Object.entries(wanted).every(([key, value]) => each[key] === value));
    for (const each of base) {
      if (each.kind === 'Job') continue;
      const selector = (each.spec?.selector ?? each.spec?.podSelector) as
        | ({ matchLabels?: Record<string, string> } & Record<string, unknown>)
        | undefined;
      if (selector) expect(selects(selector.matchLabels ?? selector), `${each.kind}/${each.metadata.name}`).toBe(true);
    }
    for (const deployment of deployments)
      expect(deployment.spec?.selector?.matchLabels).toEqual(deployment.spec?.template?.metadata.labels);
  });

  it('workers scale by the queue they work, on the Temporal they use', () => {
    const scaled = resources.filter(({ resource }) => resource.kind === 'ScaledObject');
    expect(scaled).toHaveLength(2);
    for (const { file, resource } of scaled) {
      const overlay = readFileSync(join(dirname(file), 'kustomization.yaml'), 'utf8');
      const setting = (name: string) =>
        new RegExp(`path: /data/${name}\\n\\s+value: (\\S+)`).exec(overlay)?.[1] ?? settings[name];
      const { scaleTargetRef, triggers } = resource.spec as unknown as {
        scaleTargetRef: { name: string };
        triggers: { type: string; metadata: Record<string, string>; authenticationRef: { name: string } }[];
      };
      expect(named('Deployment', scaleTargetRef.name)).toBeDefined();
      expect(triggers[0]?.type).toBe('temporal');
      expect(triggers[0]?.metadata).toMatchObject({
        endpoint: setting('TEMPORAL_ADDRESS'),
        namespace: setting('TEMPORAL_NAMESPACE'),
        taskQueue: setting('TEMPORAL_TASK_QUEUE'),
      });
      const auth = documents(file).map(each => each as Resource);
      expect(auth.some(each => each.metadata.name === triggers[0]?.authenticationRef.name)).toBe(true);
    }
  });

  it('the world reaches the address that Parley calls its own, over TLS', () => {
    const ingress = named('Ingress', 'parley')?.spec as unknown as {
      tls: { hosts: string[] }[];
      rules: { host: string; http: { paths: { backend: { service: { name: string } } }[] } }[];
    };
    const host = new URL(settings.PARLEY_PUBLIC_URL ?? '').host;
    expect(settings.PARLEY_PUBLIC_URL).toMatch(/^https:/);
    expect(ingress.tls[0]?.hosts).toEqual([host]);
    expect(ingress.rules[0]?.host).toBe(host);
    expect(named('Service', ingress.rules[0]?.http.paths[0]?.backend.service.name ?? '')).toBeDefined();
  });
});
