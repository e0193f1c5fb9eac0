/** The message of the error that `body` throws. @throws Error if it throws none of that type. */
export function thrown(type: new (...args: never[]) => Error, body: () => unknown): string {
  try {
    body();
  } catch (error) {
    return messageOf(type, error);
  }
  throw new Error(`nothing was thrown, but ${type.name} was expected`);
}

/** The message of the error that a promise is rejected with. @throws Error if it is none of that type. */
export async function rejection(type: new (...args: never[]) => Error, promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => {
      throw new Error(`the promise was kept, but ${type.name} was expected`);
    },
    (error: unknown) => messageOf(type, error),
  );
}

function messageOf(type: new (...args: never[]) => Error, error: unknown): string {
  if (error instanceof type) return error.message;
  throw error;
}
