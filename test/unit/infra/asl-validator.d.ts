/** The part of asl-validator that is used here; the package brings no types of its own. */
declare module 'asl-validator' {
  interface Result {
    isValid: boolean;
    errors: readonly { message: string }[];
  }

  function validate(definition: unknown): Result;

  export = validate;
}
