import type { ErrorRequestHandler, Response } from 'express';
import { errorFacts } from './error-codes.ts';

/** A refusal as the Graph API words it. */
export class GraphError extends Error {
  readonly code: number;
  readonly httpStatus: number;
  readonly details: string | undefined;
  readonly subcode: number | undefined;
  /** Extra top-level properties of the answer, for partial failures. */
  readonly beside: Record<string, unknown> | undefined;

  constructor(
    code: number,
    details?: string,
    options: { httpStatus?: number; subcode?: number; beside?: Record<string, unknown> } = {},
  ) {
    const facts = errorFacts(code);
    super(`(#${code}) ${code === 100 && details !== undefined ? details : facts.title}`);
    this.code = code;
    this.details = details;
    this.httpStatus = options.httpStatus ?? facts.httpStatus;
    this.subcode = options.subcode;
    this.beside = options.beside;
  }
}

export function unknownObject(id: string, method: string): GraphError {
  return new GraphError(
    100,
    `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
    { subcode: 33 },
  );
}

export function sendGraphError(response: Response, error: GraphError, traceId: string): void {
  response.status(error.httpStatus).json({
    ...error.beside,
    error: {
      message: error.message,
      type: error.subcode === 33 ? 'GraphMethodException' : 'OAuthException',
      code: error.code,
      ...(error.subcode === undefined ? {} : { error_subcode: error.subcode }),
      ...(error.details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details: error.details } }),
      ...(error.httpStatus >= 500 ? { is_transient: true } : {}),
      fbtrace_id: traceId,
    },
  });
}

/** Turns thrown errors into Graph-shaped answers; a bug of ours shows as code 131000 with its message. */
export function graphErrorHandler(traceId: () => string): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof GraphError) return sendGraphError(response, error, traceId());
    const status = (error as { status?: unknown }).status;
    const message = error instanceof Error ? error.message : String(error);
    if (typeof status === 'number' && status < 500) {
      return sendGraphError(response, new GraphError(100, `The request body could not be read: ${message}`), traceId());
    }
    return sendGraphError(response, new GraphError(131000, message), traceId());
  };
}
