export type ServiceErrorType =
  | 'InternalException'
  | 'SerializationException'
  | 'ThrottlingException'
  | 'UnknownOperationException'
  | 'ValidationException';

/** What the service answers instead of a result; `type` is what the SDK makes its error class of. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly type: ServiceErrorType;

  constructor(type: ServiceErrorType, message: string) {
    super(message);
    this.type = type;
  }
}
