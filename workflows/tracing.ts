/**
 * Traces inside workflows, bundled only when traces are on. A conversation lives for months, so its run is no span: what it does
 * belongs to the signal that caused it last. No span is made that waits for the end of the run.
 */

import * as otel from '@opentelemetry/api';
import { extractContextFromHeaders } from '@temporalio/interceptors-opentelemetry/lib/instrumentation.js';
import {
  OpenTelemetryInboundInterceptor,
  OpenTelemetryInternalsInterceptor,
  OpenTelemetryOutboundInterceptor,
} from '@temporalio/interceptors-opentelemetry/lib/workflow/index.js';
import type {
  ActivityInput,
  ContinueAsNewInput,
  Next,
  SignalInput,
  WorkflowExecuteInput,
  WorkflowInboundCallsInterceptor,
  WorkflowInterceptorsFactory,
  WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow';

type Inbound = WorkflowInboundCallsInterceptor;
type Outbound = WorkflowOutboundCallsInterceptor;

export const interceptors: WorkflowInterceptorsFactory = () => {
  let cause: otel.Context = otel.ROOT_CONTEXT;
  const signals = new OpenTelemetryInboundInterceptor();
  const calls = new OpenTelemetryOutboundInterceptor();
  const inbound: Inbound = {
    execute(input: WorkflowExecuteInput, next: Next<Inbound, 'execute'>) {
      cause = extractContextFromHeaders(input.headers) ?? cause;
      return next(input);
    },
    handleSignal: (input: SignalInput, next: Next<Inbound, 'handleSignal'>) =>
      signals.handleSignal(input, given => {
        if (otel.trace.getSpanContext(otel.context.active())) cause = otel.context.active();
        return next(given);
      }),
  };
  const outbound: Outbound = {
    scheduleActivity: (input: ActivityInput, next: Next<Outbound, 'scheduleActivity'>) =>
      otel.context.with(cause, () => calls.scheduleActivity(input, next)),
    continueAsNew: (input: ContinueAsNewInput, next: Next<Outbound, 'continueAsNew'>) =>
      otel.context.with(cause, () => calls.continueAsNew(input, next)),
  };
  return { inbound: [inbound], outbound: [outbound], internals: [new OpenTelemetryInternalsInterceptor()] };
};
