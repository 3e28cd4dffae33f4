/** Errors a channel adapter throws, so that their reader need not know the adapter. */

/** A message that breaks a limit of its channel: found before anything is sent. The message says how to mend it. */
export class ValidationError extends Error {
  override readonly name = 'ValidationError';
  /** Which part is wrong, e.g. `buttons[0].title`. */
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** A media file that could not be fetched or stored. `retryable` says whether trying again may help. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly code:
    | 'not_found'
    | 'unauthorized'
    | 'unavailable'
    | 'timeout'
    | 'too_large'
    | 'refused_host'
    | 'corrupt'
    | 'refused';
  readonly retryable: boolean;

  constructor(code: MediaError['code'], message: string, retryable: boolean, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.retryable = retryable;
  }
}

/** A call to the provider other than a send that failed (templates, number info). Carries what a person can do about it. */
export class ChannelCallError extends Error {
  override readonly name = 'ChannelCallError';
  readonly code: string;
  readonly retryable: boolean;
  readonly remedy: string;

  constructor(code: string, message: string, remedy: string, retryable: boolean) {
    super(message);
    this.code = code;
    this.remedy = remedy;
    this.retryable = retryable;
  }
}
