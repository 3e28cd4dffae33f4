/** Turns traces on for a process when a collector is named: OpenTelemetry over OTLP/HTTP. */
import { context, propagation } from '@opentelemetry/api';
import type { Config } from '../config/index.ts';
import { useTracer } from '../config/trace.ts';
import type { Tracing } from '../temporal/tracing.ts';

export interface ProcessTracing extends Tracing {
  /** Sends what waits. */
  close(): Promise<void>;
}

const FLUSH_MS = 5_000;

/** Headers as the setting writes them: `name=value,name=value`. */
const headersOf = (text: string | undefined): Record<string, string> =>
  Object.fromEntries(
    (text?.split(',') ?? []).map(pair => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
    }),
  );

/** @param part which process: api, worker. @returns null while traces are off; nothing of OpenTelemetry's SDK is loaded then. */
export async function startTracing(config: Config, part: string): Promise<ProcessTracing | null> {
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!endpoint) return null;
  const [{ AsyncLocalStorageContextManager }, { W3CTraceContextPropagator }, exporters, { Resource }, sdk] =
    await Promise.all([
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/core'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace-base'),
    ]);
  const resource = new Resource({ 'service.name': `parley-${part}`, 'service.namespace': 'parley' });
  const exporter = new exporters.OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    headers: headersOf(config.OTEL_EXPORTER_OTLP_HEADERS),
  });
  const processor = new sdk.BatchSpanProcessor(exporter, { scheduledDelayMillis: 1_000 });
  const provider = new sdk.BasicTracerProvider({
    resource,
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(config.OTEL_TRACES_SAMPLER_ARG) }),
    spanProcessors: [processor],
  });
  // The provider is not made global: libraries that would put statements and addresses into spans find none.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const tracer = provider.getTracer('parley');
  useTracer(tracer);
  return {
    tracer,
    processor,
    resource,
    async close() {
      useTracer(null);
      const late = new Promise<void>(resolve => setTimeout(resolve, FLUSH_MS).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}
