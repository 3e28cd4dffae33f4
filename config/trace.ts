/**
 * Traces, as the rest of the code knows them: a trace travels as a W3C `traceparent`, beside rows and in Temporal's headers. Off
 * (the default) nothing is made and nothing is kept. Spans hold ids, enums and numbers only.
 */
import {
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';

let tracer: Tracer | null = null;

/** @param given null turns traces off. Set once, when the process starts. */
export function useTracer(given: Tracer | null): void {
  tracer = given;
}

export const tracing = (): boolean => tracer !== null;

/** The `traceparent` of what runs now; null when nothing is traced. */
export function currentTrace(): string | null {
  if (!tracer || !trace.getSpanContext(context.active())) return null;
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ?? null;
}

export type Attributes = Record<string, string | number | boolean>;

export interface SpanOptions {
  /** What caused it: a `traceparent` that travelled; absent: what runs now. null begins a trace of its own. */
  parent?: string | null;
  /** Further causes, as `traceparent`. */
  links?: (string | null)[];
  attributes?: Attributes;
}

const contextOf = (traceparent: string) => propagation.extract(ROOT_CONTEXT, { traceparent });

/** Runs `work` as a span; without tracing it only runs it. What it throws marks the span: its class, never its text. */
export async function traced<T>(
  name: string,
  { parent, links = [], attributes = {} }: SpanOptions,
  work: (add: (attributes: Attributes) => void) => Promise<T>,
): Promise<T> {
  if (!tracer) return work(nothing);
  const base = parent === undefined ? context.active() : parent === null ? ROOT_CONTEXT : contextOf(parent);
  const linked = links.flatMap(each => {
    const found = each === null ? undefined : trace.getSpanContext(contextOf(each));
    return found ? [{ context: found }] : [];
  });
  const span = tracer.startSpan(name, { attributes, links: linked }, base);
  try {
    return await context.with(trace.setSpan(base, span), () => work(more => span.setAttributes(more)));
  } catch (error) {
    markFailed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

export interface RequestSpan {
  run(work: () => void): void;
  end(name: string, attributes: Attributes, failed: boolean): void;
}

const UNTRACED: RequestSpan = { run: work => work(), end: () => undefined };

/** A request from outside begins a trace. A caller's own is not continued: who calls does not decide what is kept here. */
export function requestSpan(attributes: Attributes): RequestSpan {
  if (!tracer) return UNTRACED;
  const span = tracer.startSpan('request', { attributes, kind: SpanKind.SERVER }, ROOT_CONTEXT);
  return {
    run: work => context.with(trace.setSpan(ROOT_CONTEXT, span), work),
    end(name, more, failed) {
      span.updateName(name);
      span.setAttributes(more);
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

function markFailed(span: Span, error: unknown): void {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  const words = [name, code].filter(word => typeof word === 'string' && /^[\w.:-]{1,60}$/.test(word));
  span.setStatus({ code: SpanStatusCode.ERROR, message: words.join(' ') });
}

const nothing = (): void => undefined;
