/** What tracing adds to Temporal's client and worker. Nothing of it exists while traces are off. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Tracer } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { OpenTelemetrySinks } from '@temporalio/interceptors-opentelemetry/lib/workflow/definitions.js';
import type { InjectedSinks, WorkerInterceptors } from '@temporalio/worker';
import type { WorkflowInfo } from '@temporalio/workflow';

export interface Tracing {
  tracer: Tracer;
  processor: SpanProcessor;
  resource: Resource;
}

export const tracingWorkflowsPath = fileURLToPath(new URL('../workflows/tracing.ts', import.meta.url));

type Package = typeof import('@temporalio/interceptors-opentelemetry');

/** Loaded when traces are on, and only then. */
const load = (): Package => createRequire(import.meta.url)('@temporalio/interceptors-opentelemetry') as Package;

/** Signals and starts carry their trace; looking at runs is no part of one. */
export function clientInterceptors({ tracer }: Tracing): WorkflowClientInterceptor[] {
  const all = new (load().OpenTelemetryWorkflowClientInterceptor)({ tracer });
  return [
    {
      start: (input, next) => all.start(input, next),
      signal: (input, next) => all.signal(input, next),
      signalWithStart: (input, next) => all.signalWithStart(input, next),
    },
  ];
}

export interface WorkerTracing {
  interceptors: WorkerInterceptors;
  sinks: InjectedSinks<OpenTelemetrySinks>;
}

export function workerTracing({ tracer, processor, resource }: Tracing): WorkerTracing {
  const { OpenTelemetryActivityInboundInterceptor, makeWorkflowExporter } = load();
  const exporter = makeWorkflowExporter(processor, resource).export;
  return {
    interceptors: {
      activity: [context => ({ inbound: new OpenTelemetryActivityInboundInterceptor(context, { tracer }) })],
    },
    sinks: {
      exporter: {
        export: {
          // The package would write all that is known of the run into every span.
          fn: ({ workflowId, runId }, spans) => exporter.fn({ workflowId, runId } as WorkflowInfo, spans),
        },
      },
    },
  };
}
