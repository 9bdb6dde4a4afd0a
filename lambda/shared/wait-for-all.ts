/**
 * Waits until all have ended and returns their values, or throws the error of the first in order that failed. Unlike
 * `Promise.all` it leaves nothing running behind: what goes on after a Lambda reply resumes in the next invocation.
 */
export async function waitForAll<T extends readonly unknown[]>(
  work: readonly [...{ [K in keyof T]: Promise<T[K]> | T[K] }],
): Promise<T> {
  const results = await Promise.allSettled(work);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  }) as unknown as T;
}
